//! Moving things move: a handle is seen going from the timers to the ready queue to where it runs.
//!
//! Each time the loop's pane has changed, every handle that stands elsewhere than before is put
//! back to where it stood and let go, over 150 ms. Nothing moves where motion is not wanted.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ui::dom;
use crate::view_model::LoopPanel;

/// Shows nothing itself; moves what is in the loop's pane.
#[component]
pub fn Moving(props: &MovingProps) -> Html {
    let stood: Rc<RefCell<Places>> = use_mut_ref(HashMap::new);
    use_effect_with(props.place.clone(), move |_| {
        let now = handles();
        let before = stood.replace(now.iter().map(|(id, (at, _))| (id.clone(), *at)).collect());
        if !dom::matches("(prefers-reduced-motion: reduce)") {
            for (id, (at, handle)) in &now {
                let moved = before.get(id).map(|was| (was.0 - at.0, was.1 - at.1));
                if let Some(by) = moved.filter(|by| by.0.abs() > 1.0 || by.1.abs() > 1.0) {
                    glide(handle, by);
                }
            }
        }
    });
    Html::default()
}

/// What the movement depends on.
#[derive(Clone, PartialEq, Properties)]
pub struct MovingProps {
    /// What the pane shows.
    pub place: Option<Rc<LoopPanel>>,
}

/// Where each handle stands in the pane's content, in pixels, by its id.
type Places = HashMap<String, (f64, f64)>;

fn handles() -> HashMap<String, ((f64, f64), HtmlElement)> {
    let mut handles = HashMap::new();
    let Some(pane) = dom::document().and_then(|document| document.get_element_by_id("loop-panel"))
    else {
        return handles;
    };
    let (origin, scrolled) = (
        pane.get_bounding_client_rect(),
        f64::from(pane.scroll_top()),
    );
    let Ok(found) = pane.query_selector_all("[data-handle]") else {
        return handles;
    };
    for n in 0..found.length() {
        let Some(element) = found
            .item(n)
            .and_then(|node| node.dyn_into::<HtmlElement>().ok())
        else {
            continue;
        };
        let element_itself: &Element = &element;
        let at = element_itself.get_bounding_client_rect();
        let place = (
            at.left() - origin.left(),
            at.top() - origin.top() + scrolled,
        );
        if let Some(id) = element_itself.get_attribute("data-handle") {
            handles.insert(id, (place, element));
        }
    }
    handles
}

fn glide(handle: &HtmlElement, (right, down): (f64, f64)) {
    let style = handle.style();
    // A style that is refused leaves the handle where it belongs.
    let _refused = style.set_property("animation", "none");
    let _refused = style.set_property("transition", "none");
    let _refused = style.set_property("transform", &format!("translate({right}px, {down}px)"));
    // Asking for its size makes the browser see it there.
    let _seen = handle.offset_height();
    let _refused = style.set_property("transition", "transform 150ms ease");
    let _refused = style.set_property("transform", "none");
}
