//! The page inside of another page: transport, program, timeline and the sentence, with nothing
//! around them. The wheel is the other page's.

use yew::prelude::*;

use super::code::CodePane;
use super::head::{position, problems, sentence, strip};
use super::icon::{Shape, icon};
use super::listing::Program;
use crate::app::panes::Pane;
use crate::app::{Action, Opened, State};
use crate::text::{Lang, embed as say, page};

/// The frame's page.
pub fn embed(
    state: &State,
    opened: &Opened,
    act: &Callback<Action>,
    programs: Vec<Program>,
    (transport, timeline): (Html, Html),
) -> Html {
    let lang = state.preferences.lang;
    let run_state = state.run_state();
    let shown = match state.pane {
        Pane::Code => Pane::Code,
        _ => Pane::Timeline,
    };
    let session = state.session.as_ref();
    let is_at_end = session.is_none_or(|session| session.position() == session.len());
    let whole = format!("./{}", opened.address());
    html! {
        <main class="embed" data-state={run_state.name()} data-pane={shown.name()}>
            <h1 class="said">{ opened.scenario.title.get(lang) }</h1>
            <div class="bar">
                { transport }
                { position(state) }
                <a class="whole" href={whole} target="_blank" rel="noopener" title={page::OPEN_WHOLE.get(lang)}>
                    { icon(Shape::Whole) }<span class="words">{ page::OPEN_WHOLE.get(lang) }</span>
                </a>
            </div>
            { which_pane(lang, shown, act) }
            <div class="panes">
                <CodePane {lang} code={state.preferences.code} {programs} can_beside={false} act={act.clone()} />
                { timeline }
            </div>
            <div class="foot">
                { problems(state, opened) }
                { match is_at_end {
                    true => strip(state, &run_state, act),
                    false => Html::default(),
                } }
                { sentence(state, &run_state) }
            </div>
        </main>
    }
}

/// The choice between the two panes, where there is room for one.
fn which_pane(lang: Lang, shown: Pane, act: &Callback<Action>) -> Html {
    let tab = |pane: Pane| {
        let show = act.reform(move |_: MouseEvent| Action::Show(pane));
        html! {
            <button type="button" aria-pressed={(pane == shown).to_string()} onclick={show}>{ pane.label().get(lang) }</button>
        }
    };
    html! {
        <div class="which-pane" role="group" aria-label={say::PANES.get(lang)}>
            { for [Pane::Code, Pane::Timeline].into_iter().map(tab) }
        </div>
    }
}
