//! A list to choose from that shows the value it is given, in every browser.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A select element. The value is set as a property once the options are there: by the options'
/// attributes alone, Firefox goes back to the first one when another loses `selected` after the
/// new one got it.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        let shown = (props.value.clone(), props.children.clone());
        use_effect_with(shown, move |(value, _)| {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(value);
            }
        });
    }
    html! {
        <select ref={node} id={props.id.clone()} name={props.name.clone()} onchange={props.onchange.clone()}
            aria-label={props.label.clone()} aria-describedby={props.described.clone()}
            aria-invalid={props.invalid.then_some("true")} data-colour={props.colour.clone()}>
            { props.children.clone() }
        </select>
    }
}

/// What a list shows and tells.
#[derive(Clone, PartialEq, Properties)]
pub struct SelectProps {
    /// The `value` of the option that is chosen.
    pub value: AttrValue,
    /// Its options, each with a `value`.
    pub children: Html,
    /// Told of each choice.
    pub onchange: Callback<Event>,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Its name for a screen reader, where no label stands beside it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The id of what describes it.
    #[prop_or_default]
    pub described: Option<AttrValue>,
    /// Whether the value is none that it may have.
    #[prop_or_default]
    pub invalid: bool,
    /// The colour of what it names.
    #[prop_or_default]
    pub colour: Option<AttrValue>,
}
