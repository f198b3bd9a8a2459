//! The form of a scenario: a field for each of its parameters.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::select::Select;
use crate::app::Action;
use crate::scenarios::{Form, Param, ParamKind, Scenario};
use crate::text::{Lang, page};

/// The pane with the form.
pub fn form_pane(props: &FormProps) -> Html {
    let FormProps {
        lang,
        scenario,
        form,
        act,
        ..
    } = props;
    let lang = *lang;
    let reset = act.reform(|_: MouseEvent| Action::Reset);
    let each = |(param, raw): (&'static Param, &str)| {
        let complaint = param.parse(raw).err().map(|error| error.message(lang));
        html! {
            { field(&FieldProps { lang, param: Known(param), raw: raw.to_owned(), complaint, act: act.clone() }) }
        }
    };
    html! {
        <section class="card form" aria-labelledby="form-title">
            <header>
                <h2 id="form-title">{ page::PARAMETERS.get(lang) }</h2>
                { presets(lang, scenario, act) }
                <button class="button plain aside" type="button" onclick={reset}>{ page::RESET.get(lang) }</button>
            </header>
            <div class="scroll" tabindex="-1">
                <div class={classes!("fields", has_room(form).then_some("few"))}>
                    if form.params().is_empty() {
                        <p class="muted">{ page::NO_PARAMETERS.get(lang) }</p>
                    }
                    { for form.fields().map(each) }
                </div>
                { props.children.clone() }
            </div>
        </section>
    }
}

/// What the form needs.
#[derive(Clone)]
pub struct FormProps {
    /// The language.
    pub lang: Lang,
    /// Whose form.
    pub scenario: Known<Scenario>,
    /// What stands in the fields.
    pub form: Form,
    /// Where actions go.
    pub act: Callback<Action>,
    /// What stands below the fields.
    pub children: Html,
}

/// A part of the catalogue, compared by which one it is.
#[derive(Debug)]
pub struct Known<T: 'static>(pub &'static T);

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Known<T> {}

impl<T> PartialEq for Known<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl<T> std::ops::Deref for Known<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

fn presets(lang: Lang, scenario: &Scenario, act: &Callback<Action>) -> Html {
    let button = |(number, preset): (usize, &crate::scenarios::Preset)| {
        let fill = act.reform(move |_: MouseEvent| Action::Preset(number));
        html! {
            <li><button class="button pill" type="button" onclick={fill}>{ preset.title.get(lang) }</button></li>
        }
    };
    if scenario.presets.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="presets" aria-label={page::PRESETS.get(lang)}>
            { for scenario.presets.iter().enumerate().map(button) }
        </ul>
    }
}

/// Whether each field has a row of its own: a few numbers.
fn has_room(form: &Form) -> bool {
    let params = form.params();
    params.len() <= FEW && params.iter().all(is_number)
}

/// So many fields have rows of their own, with sliders.
const FEW: usize = 3;

const fn is_number(param: &Param) -> bool {
    matches!(param.kind, ParamKind::Int { .. } | ParamKind::Float { .. })
}

fn field(props: &FieldProps) -> Html {
    let FieldProps {
        lang,
        param,
        complaint,
        ..
    } = props;
    let id = format!("field-{}", param.name);
    let (hint_id, complaint_id) = (format!("{id}-allowed"), format!("{id}-wrong"));
    let hint = param.hint(*lang);
    let described = complaint.as_ref().map(|_| complaint_id.clone());
    let described = described
        .into_iter()
        .chain((!hint.is_empty()).then(|| hint_id.clone()));
    let described = described.collect::<Vec<_>>().join(" ");
    let is_text = matches!(
        param.kind,
        ParamKind::Text { .. } | ParamKind::Selector { .. }
    );
    html! {
        <div class={classes!("field", is_text.then_some("wide"))}>
            <div>
                <label for={id.clone()}>{ param.label.get(*lang) }</label>
                if !hint.is_empty() { <span class="allowed" id={hint_id}>{ hint }</span> }
            </div>
            { slider(props) }
            { control(props, id, described) }
            if let Some(complaint) = complaint {
                <p class="complaint" id={complaint_id} role="alert">{ complaint }</p>
            }
        </div>
    }
}

#[derive(Clone)]
struct FieldProps {
    lang: Lang,
    param: Known<Param>,
    raw: String,
    complaint: Option<String>,
    act: Callback<Action>,
}

fn control(props: &FieldProps, id: String, described: String) -> Html {
    let (name, kind) = (props.param.name, props.param.kind);
    let raw = props.raw.clone();
    match kind {
        ParamKind::Bool { .. } => {
            let write = props.act.reform(move |event: Event| {
                let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                Action::Write(name, on.to_string())
            });
            html! {
                <input type="checkbox" {id} {name} checked={raw == "true"} onchange={write} aria-describedby={described} />
            }
        }
        ParamKind::Choice { choices, .. } => {
            let write = props.act.reform(move |event: Event| {
                Action::Write(
                    name,
                    event.target_unchecked_into::<HtmlSelectElement>().value(),
                )
            });
            let unknown = (!choices.contains(&raw.as_str())).then(|| raw.clone());
            let option = |choice: &str| {
                html! { <option value={choice.to_owned()}>{ choice.to_owned() }</option> }
            };
            html! {
                <Select {id} {name} value={raw.clone()} onchange={write} {described} invalid={unknown.is_some()}>
                    { for unknown.as_deref().map(option) }
                    { for choices.iter().map(|choice| option(choice)) }
                </Select>
            }
        }
        ParamKind::Int { .. }
        | ParamKind::Float { .. }
        | ParamKind::Text { .. }
        | ParamKind::Selector { .. } => {
            let write = props.act.reform(move |event: InputEvent| {
                Action::Write(
                    name,
                    event.target_unchecked_into::<HtmlInputElement>().value(),
                )
            });
            let (class, inputmode) = match kind {
                ParamKind::Int { .. } => ("number", "numeric"),
                ParamKind::Float { .. } => ("number", "decimal"),
                _ => ("text", "text"),
            };
            let onkeydown = arrows(props.param, &raw, &props.act);
            // A field of text, not of the type number: that one gives nothing back for what is no
            // number, and what was typed would be lost.
            html! {
                <input type="text" {class} {inputmode} {id} {name} value={raw} oninput={write} {onkeydown} dir="auto"
                    autocomplete="off" spellcheck="false" aria-describedby={described}
                    aria-invalid={props.complaint.is_some().to_string()} />
            }
        }
    }
}

/// The same number for the pointer: the field beside it takes keys, and is what is read aloud.
fn slider(props: &FieldProps) -> Html {
    let Some(slider) = props.param.0.slider(&props.raw) else {
        return Html::default();
    };
    let name = props.param.name;
    let write = props.act.reform(move |event: InputEvent| {
        Action::Write(
            name,
            event.target_unchecked_into::<HtmlInputElement>().value(),
        )
    });
    html! {
        <input type="range" class="slider" min={slider.least.to_string()} max={slider.most.to_string()} step={slider.step.to_string()}
            value={slider.value.to_string()} oninput={write} tabindex="-1" aria-hidden="true" />
    }
}

/// The arrow keys move a number by its step, with Shift by ten of them and with Alt by a tenth.
fn arrows(param: Known<Param>, raw: &str, act: &Callback<Action>) -> Callback<KeyboardEvent> {
    let (raw, act) = (raw.to_owned(), act.clone());
    Callback::from(move |event: KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            _ => return,
        };
        let steps = match (event.shift_key(), event.alt_key()) {
            (true, _) => 10.0,
            (false, true) => 0.1,
            (false, false) => 1.0,
        };
        if let Some(moved) = param.0.moved(&raw, direction * steps) {
            event.prevent_default();
            act.emit(Action::Write(param.name, moved));
        }
    })
}
