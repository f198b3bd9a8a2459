//! The line between two panes, moved by the pointer or by the arrow keys.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::app::Action;
use crate::app::{Divider, Sizes};
use crate::text::{Lang, habits};
use crate::ui::dom;

/// How far a key moves it, in percent.
const STEP: f64 = 2.0;

/// A separator, in the window-splitter pattern of ARIA.
#[component]
pub fn Separator(props: &SeparatorProps) -> Html {
    let SeparatorProps {
        lang,
        divider,
        sizes,
        act,
    } = props;
    let (lang, divider, sizes) = (*lang, *divider, *sizes);
    let now = sizes.of(divider);
    let (least, most) = sizes.bounds(divider);
    let drag = use_mut_ref(|| None::<Drag>);
    let resize = {
        let act = act.clone();
        move |percent: f64| {
            if sizes.with(divider, percent) != sizes {
                act.emit(Action::Resize(divider, percent));
            }
        }
    };
    let onpointerdown = {
        let drag = drag.clone();
        Callback::from(move |event: PointerEvent| {
            let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let span = element.as_ref().and_then(|it| span(it, divider));
            if let (0, Some(span), Some(element)) = (event.button(), span, element) {
                let _refused = element.set_pointer_capture(event.pointer_id());
                *drag.borrow_mut() = Some(Drag {
                    from: place(&event, divider),
                    size: size(divider, span).unwrap_or(f64::from(now)),
                    span,
                });
                event.prevent_default();
            }
        })
    };
    let onpointermove = {
        let (drag, resize) = (drag.clone(), resize.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(drag) = &*drag.borrow() {
                let moved = (place(&event, divider) - drag.from) / drag.span * 100.0;
                resize(drag.size + divider.sign() * moved);
            }
        })
    };
    let end = Callback::from(move |_: PointerEvent| *drag.borrow_mut() = None);
    let reset = {
        let resize = resize.clone();
        move || resize(f64::from(Sizes::default().of(divider)))
    };
    let onkeydown = {
        let (resize, reset) = (resize.clone(), reset.clone());
        Callback::from(move |event: KeyboardEvent| {
            let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
            let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let span = element.as_ref().and_then(|it| span(it, divider));
            let size = span.and_then(|span| size(divider, span));
            let by =
                |direction: f64| size.unwrap_or(f64::from(now)) + direction * divider.sign() * STEP;
            match (event.key().as_str(), divider.is_vertical()) {
                _ if !plain => return,
                ("ArrowLeft", true) | ("ArrowUp", false) => resize(by(-1.0)),
                ("ArrowRight", true) | ("ArrowDown", false) => resize(by(1.0)),
                ("Home", _) => resize(f64::from(least)),
                ("End", _) => resize(f64::from(most)),
                ("Enter", _) => reset(),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let ondblclick = Callback::from(move |_: MouseEvent| reset());
    let orientation = if divider.is_vertical() {
        "vertical"
    } else {
        "horizontal"
    };
    html! {
        <div class="separator" role="separator" tabindex="0" data-divider={divider.name()} aria-orientation={orientation}
            aria-label={divider.label().get(lang)} title={habits::DRAG.get(lang)}
            aria-valuenow={now.to_string()} aria-valuemin={least.to_string()} aria-valuemax={most.to_string()}
            aria-valuetext={format!("{now} %")}
            {onpointerdown} {onpointermove} onpointerup={end.clone()} onpointercancel={end} {onkeydown} {ondblclick} />
    }
}

/// What a separator needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SeparatorProps {
    /// The language.
    pub lang: Lang,
    /// Which.
    pub divider: Divider,
    /// The sizes as they are.
    pub sizes: Sizes,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A drag: where it began, how large the pane was, and what 100 % are, in pixels.
struct Drag {
    from: f64,
    size: f64,
    span: f64,
}

fn place(event: &PointerEvent, divider: Divider) -> f64 {
    f64::from(match divider.is_vertical() {
        true => event.client_x(),
        false => event.client_y(),
    })
}

/// How large the lower panes are, in percent: until the line above them is moved they have what the
/// timeline leaves. Of the others their setting says it.
fn size(divider: Divider, span: f64) -> Option<f64> {
    if divider != Divider::Lower {
        return None;
    }
    let lower = dom::document()?.query_selector(".lower").ok().flatten()?;
    Some(lower.get_bounding_client_rect().height() / span * 100.0)
}

/// How many pixels the panes of the row, or the rows, have together.
fn span(separator: &Element, divider: Divider) -> Option<f64> {
    if divider.is_vertical() {
        return Some(f64::from(separator.parent_element()?.client_width()).max(1.0));
    }
    // The style sheets' percents are of the whole column.
    let column = separator.parent_element()?;
    Some(column.get_bounding_client_rect().height().max(1.0))
}
