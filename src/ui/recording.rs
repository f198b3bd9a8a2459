//! The page of a recording: what there is to know of it left, its timeline right.

use yew::prelude::*;

use super::components::head::head;
use super::components::listing::{Listing, Program};
use super::components::recorded::{AboutProps, about};
use super::components::recordings::recordings;
use super::components::select::Select;
use super::components::separator::Separator;
use super::panes;
use crate::app::panes::{About, Code, Side};
use crate::app::sums::Sums;
use crate::app::{Action, Divider, Listed, Session, State};
use crate::text::recorded as say;

/// The page: of the recording that is open, or where one is opened.
pub fn room(state: &State, act: &Callback<Action>, transport: Html) -> Html {
    let lang = state.preferences.lang;
    let Some(session) = &state.session else {
        return recordings(lang, act);
    };
    let side = match state.about {
        About::Waits => Side::Waits,
        _ => Side::Loop,
    };
    let panes_of_it = AboutProps {
        source: source(state, session, act),
        event_loop: panes::event_loop(state, side, &Side::ALL, act),
        task: panes::inspector(state, act),
        console: panes::console(state, act),
    };
    html! {
        <>
        { head(state, act, transport) }
        <div class="left of-recording">{ about(state, session, panes_of_it, act) }</div>
        <Separator {lang} divider={Divider::Program} sizes={state.preferences.sizes} act={act.clone()} />
        <div class="right of-recording">{ panes::timeline(state, act) }</div>
        </>
    }
}

/// The program's text with its tasks, where it was recorded.
fn source(state: &State, session: &Session, act: &Callback<Action>) -> Option<Html> {
    let lang = state.preferences.lang;
    let files = Sums::files(session);
    if files.is_empty() {
        return None;
    }
    let shown = session.main_file();
    let lines = state.snapshot.sums.source(session);
    let choose = {
        let (act, files) = (act.clone(), files.clone());
        Callback::from(move |event: Event| {
            let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
            let chosen = usize::try_from(select.selected_index()).ok();
            if let Some(path) = chosen.and_then(|chosen| files.get(chosen)) {
                act.emit(Action::ShowFile(path.clone()));
            }
        })
    };
    let program = lines.map(|lines| Program {
        code: Code::Python,
        lines,
        markers: state.snapshot.markers(&Listed::main_file(session), lang),
    });
    Some(html! {
        <div class="source">
            if files.len() > 1 {
                <Select id="source-file" label={say::SOURCE.get(lang)} value={shown.to_string()} onchange={choose}>
                    { for files.iter().map(|path| html! { <option value={path.to_string()}>{ &**path }</option> }) }
                </Select>
            } else {
                <p class="muted path" translate="no">{ &*shown }</p>
            }
            if let Some(program) = program {
                <Listing {lang} {program} id="listing" labelled={Option::<&'static str>::None} act={act.clone()} />
            }
        </div>
    })
}
