//! What there is to know of a recording: tabs of sums, tables, source and panes; findings below.

use yew::prelude::*;

use super::{sums, tables};
use crate::app::panes::About;
use crate::app::{Action, Session, State};
use crate::text::{Lang, page, recorded as say};
use crate::ui::components::findings::{FindingsProps, findings_list};
use crate::ui::dom;
use crate::view_model::timeline::file_name;

/// The panes that other parts of the page draw.
pub struct AboutProps {
    /// The program's text; none where it was not recorded.
    pub source: Option<Html>,
    /// What runs, what is ready, what is timed; or who waits: whichever the tab is.
    pub event_loop: Html,
    /// One task.
    pub task: Html,
    /// What was printed.
    pub console: Html,
}

/// The left column of a recording.
pub fn about(state: &State, session: &Session, panes: AboutProps, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let has_source = panes.source.is_some();
    let shown = match state.about {
        About::Source if !has_source => About::Span,
        about => about,
    };
    let tabs = About::ALL.into_iter();
    let tabs = tabs.filter(|tab| *tab != About::Source || has_source);
    html! {
        <>
        <section class="card about" data-about={shown.id()} aria-label={say::SIDES.get(lang)}>
            <header>{ tab_list(lang, shown, tabs.collect(), act) }</header>
            { body(state, session, shown, panes, act) }
        </section>
        { findings(state, session, act) }
        </>
    }
}

fn body(
    state: &State,
    session: &Session,
    shown: About,
    panes: AboutProps,
    act: &Callback<Action>,
) -> Html {
    let lang = state.preferences.lang;
    let whole = match shown {
        About::Source => panes.source.unwrap_or_default(),
        About::Now | About::Waits => panes.event_loop,
        About::Task => panes.task,
        About::Console => panes.console,
        About::Span | About::Tasks | About::Awaits | About::Slow => {
            table(state, session, shown, act)
        }
    };
    let is_table = matches!(
        shown,
        About::Span | About::Tasks | About::Awaits | About::Slow
    );
    html! {
        <div class={classes!("side", is_table.then_some("scroll"))} id="about-panel" role="tabpanel" aria-labelledby={shown.id()}
            tabindex={is_table.then_some("0")} data-scrolls={is_table.then_some("")} lang={lang.tag()}>{ whole }</div>
    }
}

fn table(state: &State, session: &Session, shown: About, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let known = &state.snapshot.sums;
    if shown == About::Span
        && let Some(span) = known.span()
    {
        let is_selected = state.snapshot.viewport.lookup.span.is_some();
        return sums::sums(lang, &span, is_selected, act);
    }
    if !state.is_read() {
        return html! { <p class="muted">{ say::WHEN_READ.get(lang) }</p> };
    }
    match shown {
        About::Tasks => tables::tasks(
            lang,
            &known.tasks(session, state.sort, lang),
            state.sort,
            act,
        ),
        About::Awaits => tables::awaits(lang, session, &known.awaits(session, lang), act),
        _ => tables::slow(lang, session, &known.slow(session, lang), act),
    }
}

fn findings(state: &State, session: &Session, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let trace = session.trace();
    let files = trace
        .sources()
        .iter()
        .map(|source| file_name(&source.path).to_owned());
    let files: Vec<String> = files.collect();
    let Some(panes) = state.snapshot.panes() else {
        return Html::default();
    };
    let findings = std::rc::Rc::clone(&panes.event_loop.findings);
    let count = findings.len();
    html! {
        <section class="card found" aria-labelledby="found-title">
            <header>
                <h2 id="found-title">{ page::FINDINGS.get(lang) }</h2>
                if count > 0 { <span class="count">{ count }</span> }
            </header>
            <div class="scroll sections" tabindex="0" data-scrolls="" role="group" aria-labelledby="found-title">
                { findings_list(&FindingsProps { lang, findings, files, act: act.clone() }) }
            </div>
        </section>
    }
}

fn tab_list(lang: Lang, shown: About, tabs: Vec<About>, act: &Callback<Action>) -> Html {
    let tab = |which: &About| {
        let (which, selected) = (*which, *which == shown);
        html! {
            <button type="button" role="tab" id={which.id()} aria-selected={selected.to_string()} aria-controls="about-panel"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={act.reform(move |_: MouseEvent| Action::About(which))}>{ which.label().get(lang) }</button>
        }
    };
    let buttons: Vec<Html> = tabs.iter().map(tab).collect();
    let act = act.clone();
    let arrows = Callback::from(move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => tabs.len() - 1,
            _ => return,
        };
        event.stop_propagation();
        event.prevent_default();
        let at = tabs.iter().position(|other| *other == shown).unwrap_or(0);
        let next = tabs[(at + by) % tabs.len()];
        act.emit(Action::About(next));
        dom::focus(next.id());
    });
    html! { <div role="tablist" aria-label={say::SIDES.get(lang)} onkeydown={arrows}>{ for buttons }</div> }
}
