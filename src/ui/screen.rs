//! The page's layout: which component stands where, and what each gets.

use std::rc::Rc;

use yew::prelude::*;

use super::components::bookmarks::{BookmarksProps, Row, bookmarks_dialog};
use super::components::catalogue::{CatalogueProps, catalogue_pane};
use super::components::code::CodePane;
use super::components::compare::{CompareProps, Comparing, Runs, compare_dialog};
use super::components::embed::embed;
use super::components::explored::results;
use super::components::exploring::settings;
use super::components::export::{ExportProps, export_dialog};
use super::components::form::{FormProps, Known, form_pane};
use super::components::head::head;
use super::components::help::{HelpProps, help_sheet};
use super::components::listing::Program;
use super::components::masthead::{MastheadProps, Room, masthead};
use super::components::palette::Palette;
use super::components::program::program_pane;
use super::components::proof::badge;
use super::components::recordings::opening;
use super::components::separator::Separator;
use super::components::shelf::{shelf_dialog, start};
use super::components::switcher::{SwitcherProps, switcher};
use super::components::transport::{Can, Main, TransportProps, transport_bar};
use super::components::unknown::{UnknownProps, unknown};
use super::dom;
use super::panes;
use super::recording::room;
use crate::app::action::Overlay;
use crate::app::export::drawing;
use crate::app::panes::Code;
use crate::app::run::Status;
use crate::app::{Action, Divider, Draft, Opened, Place, Session, Sizes, State};
use crate::scenarios::Scenario;
use crate::text::{Lang, Text, head as words, page, pools};
use crate::view_model::by_name;
use crate::view_model::compare::compare;
use crate::view_model::format;
use crate::workers::slot_browser;

/// The whole page.
pub fn page(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    if let (true, Some(opened)) = (state.is_embedded, state.opened()) {
        return framed(state, opened, act);
    }
    let in_lesson = state.lesson_step().is_some();
    let opened = state.opened();
    // A step of the lesson is none of the catalogue's entries.
    let has_form = state.has_form();
    let current = opened
        .filter(|_| !in_lesson)
        .map(|opened| opened.scenario.id);
    html! {
        <div class="shell" data-state={state.run_state().name()} data-pane={state.shown_pane().name()} data-catalogue={state.catalogue.then_some("open")}>
            <a class="skip" href="#studio" onclick={Callback::from(skip)}>{ page::SKIP.get(lang) }</a>
            { masthead(&header(state, act)) }
            { catalogue_pane(&CatalogueProps { lang, current, progress: state.preferences.progress.clone(), act: act.clone() }) }
            <button class="backdrop" type="button" tabindex="-1" aria-label={page::CLOSE.get(lang)}
                onclick={act.reform(|_: MouseEvent| Action::Close)} />
            <main class="studio" id="studio" tabindex="-1">
                { match &state.place {
                    Place::Unknown(given) => unknown(&UnknownProps { lang, given: given.clone() }),
                    Place::Program(draft) => studio(state, own_program(state, draft, act), act),
                    Place::Recordings => room(state, act, transport(state, act)),
                    Place::Scenario(opened) => studio(state, scenario(state, opened, act), act),
                } }
            </main>
            if opened.is_some() || state.draft().is_some() {
                { switcher(&SwitcherProps { lang, pane: state.pane.with_form(has_form), in_lesson, has_form, act: act.clone() }) }
            }
            { opening(state, act) }
            <p class="toast" role="status">{ &state.notice.text }</p>
            { overlay(state, lang, act) }
        </div>
    }
}

/// The page inside of another one.
fn framed(state: &State, opened: &Opened, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let parts = (transport(state, act), panes::timeline(state, act));
    html! {
        <>
        { embed(state, opened, act, programs(state, opened, false), parts) }
        <p class="toast" role="status">{ &state.notice.text }</p>
        { overlay(state, lang, act) }
        </>
    }
}

fn header(state: &State, act: &Callback<Action>) -> MastheadProps {
    MastheadProps {
        lang: state.preferences.lang,
        theme: state.theme(),
        room: match state.place {
            Place::Scenario(_) if state.lesson_step().is_some() => Room::Lesson,
            Place::Scenario(_) => Room::Scenarios,
            Place::Program(_) => Room::Programs,
            Place::Recordings => Room::Recordings,
            Place::Unknown(_) => Room::Elsewhere,
        },
        catalogue: state.catalogue,
        menu: state.menu,
        can_stop: state.status() == Some(Status::Paused),
        has_sound: state.has_sound,
        sharing: state.sharing.clone(),
        bookmarks: state
            .session
            .as_ref()
            .map(|session| (session.has_bookmark(), session.bookmarks.all().len())),
        act: act.clone(),
    }
}

fn overlay(state: &State, lang: Lang, act: &Callback<Action>) -> Html {
    let act = act.clone();
    match state.overlay {
        Some(Overlay::Help) => help_sheet(&HelpProps { lang, act }),
        Some(Overlay::Export) => {
            let has_run = state.session.is_some();
            export_dialog(&ExportProps {
                lang,
                has_run,
                is_scenario: state.opened().is_some(),
                is_recording: matches!(state.place, Place::Recordings),
                act,
            })
        }
        Some(Overlay::Compare) => compare_dialog(&CompareProps {
            lang,
            state: comparing(state, lang),
            act,
        }),
        Some(Overlay::Programs) => shelf_dialog(lang, &state.shelf, &act),
        Some(Overlay::Bookmarks) => bookmarks_dialog(&BookmarksProps {
            lang,
            bookmarks: state.session.as_ref().map(bookmarks),
            act,
        }),
        Some(Overlay::Palette) => html! { <Palette {lang} {act} /> },
        None => Html::default(),
    }
}

fn bookmarks(session: &Session) -> Vec<Row> {
    let trace = session.trace();
    let rows = session.bookmarked().map(|(bookmark, cursor)| Row {
        at: bookmark.at,
        name: bookmark.name.clone(),
        reached: cursor.map(|cursor| (cursor, format::seconds(trace.time_at(cursor)))),
    });
    rows.collect()
}

/// What is run stands left, what comes of it right: of anything that can be shown.
fn studio(state: &State, left: Html, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let sizes = state.preferences.sizes;
    // Until a person moves the line below it, the timeline is as high as its lanes.
    let is_auto = sizes.of(Divider::Lower) == Sizes::default().of(Divider::Lower);
    html! {
        <>
        { head(state, act, transport(state, act)) }
        <div class="left">{ left }</div>
        <Separator {lang} divider={Divider::Program} {sizes} act={act.clone()} />
        <div class="right" data-auto={(is_auto && !begins(state)).then_some("")}>{ if begins(state) { start(lang, &state.shelf, act) } else { html! { <>{ results(state, act) }{ panes::panes(state, act) }</> } } }</div>
        </>
    }
}

/// The editor, with the settings of trying other orders below it.
fn own_program(state: &State, draft: &Draft, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    html! {
        <>
        { program_pane(lang, draft, &state.shelf, state.at_lines(), act) }
        { settings_or(state, act, Html::default) }
        </>
    }
}

/// Whether there is nothing in the editor, and nothing has run.
fn begins(state: &State) -> bool {
    let is_empty = |draft: &Draft| draft.is_empty() && !draft.is_awaited;
    state.session.is_none() && state.draft().is_some_and(is_empty)
}

/// A scenario's programs, its words and its form.
fn scenario(state: &State, opened: &Opened, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let can_beside = dom::matches(ROOM_FOR_BOTH);
    html! {
        <>
        <CodePane {lang} code={state.preferences.code} programs={programs(state, opened, can_beside)} {can_beside} act={act.clone()} />
        { why(opened, lang, state.session.is_some()) }
        { settings_or(state, act, || form_pane(&FormProps { lang, scenario: Known(opened.scenario), form: opened.form.clone(), act: act.clone(), children: Html::default() })) }
        { read_on(opened, lang) }
        </>
    }
}

/// The settings of trying other orders take the form's place.
fn settings_or(state: &State, act: &Callback<Action>, form: impl FnOnce() -> Html) -> Html {
    match &state.exploring {
        Some(exploring) => settings(state, exploring, act),
        None => form(),
    }
}

/// Where two programs beside each other can be read.
const ROOM_FOR_BOTH: &str = "(min-width: 901px)";

/// The program that is chosen, or both.
fn programs(state: &State, opened: &Opened, can_beside: bool) -> Vec<Program> {
    let codes = match state.preferences.beside && can_beside {
        // Another order is CPython's.
        _ if state.order.is_some() => vec![Code::Python],
        true => vec![Code::Python, Code::Rust],
        false => vec![state.preferences.code],
    };
    let lang = state.preferences.lang;
    let program = |code| Program {
        code,
        lines: opened.lines(code),
        markers: match state.listed(code) {
            Some(listed) => state.snapshot.markers(&listed, lang),
            None => Rc::default(),
        },
    };
    codes.into_iter().map(program).collect()
}

/// The explanation: open once something has run.
fn why(opened: &Opened, lang: Lang, has_run: bool) -> Html {
    let scenario = opened.scenario;
    html! {
        <details class="explains" key={format!("why-{}-{has_run}", scenario.id)} open={has_run}>
            <summary>{ words::WHY.get(lang) }</summary>
            <p class="explanation">{ scenario.explanation.get(lang) }</p>
            { badge(lang, scenario) }
        </details>
    }
}

/// Where to go from here: neighbours, and Python's documentation.
fn read_on(opened: &Opened, lang: Lang) -> Html {
    let scenario = opened.scenario;
    let neighbour = |id: &&'static str| {
        crate::scenarios::find(id).map(|other| {
            html! { <li><a href={format!("#/{}", other.id)}>{ other.title.get(lang) }</a></li> }
        })
    };
    let doc = |doc: &crate::scenarios::Doc| {
        html! { <li class="doc"><a href={doc.url(lang)} target="_blank" rel="noopener noreferrer"><code translate="no">{ doc.name }</code></a></li> }
    };
    html! {
        <div class="read-on">
            <span class="muted" id="read-on">{ words::READ_ON.get(lang) }</span>
            <ul class="links" aria-labelledby="read-on">
                { for scenario.neighbours.iter().filter_map(neighbour) }
                { for scenario.docs.iter().map(doc) }
            </ul>
        </div>
    }
}

fn transport(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let status = state.status();
    let is_recording = state.session.as_ref().is_some_and(Session::is_recording);
    let main = match status {
        _ if is_recording => Main::Play(state.is_playing()),
        Some(Status::Running) => Main::Pause,
        Some(Status::Paused) if state.can_continue() => Main::Continue,
        _ if state.is_exploring() => Main::StopSearch,
        _ => Main::Run,
    };
    let wrong: Vec<&str> = match state.opened().map(|opened| opened.form.values()) {
        Some(Err(errors)) => errors
            .iter()
            .map(|error| error.param.label.get(lang))
            .collect(),
        Some(Ok(_)) | None => Vec::new(),
    };
    let is_over = status == Some(Status::Finished);
    let can_run = match state.draft() {
        Some(draft) => draft.wrong.is_none() && !draft.is_empty(),
        None => true,
    } || main != Main::Run;
    let can = match &state.session {
        None => {
            let can_begin = wrong.is_empty() && can_run;
            Can {
                back: false,
                forward: can_begin,
                to_end: can_begin,
            }
        }
        Some(session) => Can {
            back: session.position() > 0,
            forward: session.cursor.is_some() || !is_over,
            to_end: session.cursor.is_some(),
        },
    };
    let refused = state.is_refused && !wrong.is_empty();
    transport_bar(&TransportProps {
        lang,
        main,
        can_run,
        can,
        clock: state.snapshot.clock(state.session.as_ref()),
        which_clock: state.snapshot.which_clock(state.session.as_ref()),
        speed: state.preferences.speed,
        level: state.preferences.level,
        refusal: refused.then(|| page::refused(lang, &wrong)),
        hold: state.snapshot.hold(),
        lack: state.opened().and_then(|opened| lack(opened.scenario)),
        act: act.clone(),
    })
}

/// What a scenario needs and this browser does not have.
fn lack(scenario: &Scenario) -> Option<Text> {
    let is_short_of_locks = scenario.uses_workers() && !slot_browser::can_hand_gil_on();
    is_short_of_locks.then_some(pools::NO_LOCKS)
}

fn comparing(state: &State, lang: Lang) -> Comparing {
    let (Some(session), kept) = (&state.session, &state.kept) else {
        return Comparing::NoRun;
    };
    if state.keeps {
        return Comparing::Kept;
    }
    let Some(kept) = kept else {
        return Comparing::OneRun;
    };
    let comparison = {
        let (first, second) = (kept.trace(), session.trace());
        compare(
            [(&first, kept.analysis()), (&second, session.analysis())],
            lang,
        )
    };
    let names = {
        let (first, second) = (kept.trace(), session.trace());
        by_name(
            [(&first, kept.analysis()), (&second, session.analysis())],
            NAMES,
        )
    };
    let runs = [kept, session];
    let window = Some(comparison.window);
    // A recording may have very many lanes.
    let is_drawn = !runs.iter().any(|run| run.is_recording());
    Comparing::Two(Rc::new(Runs {
        titles: runs.map(|run| run.title(lang)),
        drawings: is_drawn.then(|| runs.map(|run| drawing(run, window, lang))),
        names: (!is_drawn).then_some(names),
        comparison,
    }))
}

/// So many names of tasks are compared at most.
const NAMES: usize = 60;

/// The link would change the address, which is the scenario's.
fn skip(event: MouseEvent) {
    event.prevent_default();
    super::dom::focus("studio");
}
