//! The strip of a recording: which file, from where and when, how long, and whether all of it is
//! there.

use yew::prelude::*;

use super::super::recordings::percent;
use crate::app::run::Status;
use crate::app::{Action, Session, State};
use crate::text::{Lang, recorded as say, recordings};
use crate::view_model::{WallClock, format};

/// The strip; blue, or amber where something of the file is missing.
pub fn strip(state: &State, session: &Session, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let is_reading = session.status() == Status::Running;
    let missing = if is_reading {
        Vec::new()
    } else {
        missing(session, lang)
    };
    let kind = if missing.is_empty() {
        "recording"
    } else {
        "stale"
    };
    let way = match is_reading {
        true => (Action::GiveUpFile, recordings::CANCEL),
        false => (Action::ChooseFile, recordings::ANOTHER),
    };
    let press = act.reform(move |_: MouseEvent| way.0.clone());
    html! {
        <div class="strip" data-kind={kind} role="status">
            <p>
                <b dir="auto">{ session.title(lang) }</b>{ facts(session, lang) }
                { for missing.iter().map(|said| html! { <span class="missing">{ " " }{ said }</span> }) }
            </p>
            if is_reading {
                <progress value={session.progress().to_string()} max="1">{ recordings::reading(lang, percent(session.progress())) }</progress>
                <span>{ recordings::reading(lang, percent(session.progress())) }</span>
            }
            <button class="link" type="button" onclick={press}>{ way.1.get(lang) }</button>
        </div>
    }
}

/// `, recorded on api-7, 27 November 2026, 14:03:11 to 14:03:23 (UTC+1). CPython 3.13.0, pid 4127,
/// 12.412 s, 351 tasks. Stays on this device.`
fn facts(session: &Session, lang: Lang) -> String {
    let (comma, stop) = match lang {
        Lang::En => (", ", ". "),
        Lang::Zh => ("，", "。"),
    };
    let trace = session.trace();
    let (first, last) = (trace.time_at(1), trace.now());
    let (mut where_from, mut what) = (Vec::new(), Vec::new());
    if let Some(header) = session.header() {
        where_from.push(match &header.host {
            Some(host) => say::on_host(lang, host),
            None => say::RECORDED.get(lang).to_owned(),
        });
        where_from.extend(WallClock::of(&header).map(|clock| clock.span(first, last, lang)));
        let by = &header.implementation;
        what.push(format!("{} {}", by.name, by.version));
        what.extend(header.pid.map(|pid| format!("pid {pid}")));
    }
    what.push(format::seconds(last.since(first)));
    let tasks = session.analysis().index.tasks_before(session.len());
    what.push(say::tasks(lang, tasks));
    let where_from = where_from.iter().map(|fact| format!("{comma}{fact}"));
    format!(
        "{}{stop}{}{stop}{}",
        where_from.collect::<String>(),
        what.join(comma),
        say::STAYS.get(lang)
    )
}

/// What of the file is not there, or was not read, in sentences.
fn missing(session: &Session, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let Some(gaps) = session.gaps() else {
        return said;
    };
    if let Some(error) = &gaps.problem {
        said.push(say::wrong_line(
            lang,
            error.line,
            &error.problem.to_string(),
        ));
    } else if gaps.is_cut {
        said.push(say::CUT.get(lang).to_owned());
    }
    if gaps.is_given_up {
        said.push(say::GIVEN_UP.get(lang).to_owned());
    }
    if gaps.left_out.before {
        said.push(say::FROM_THE_MIDDLE.get(lang).to_owned());
    }
    if gaps.beyond > 0 {
        said.push(say::full(lang, session.len(), gaps.beyond));
    }
    said
}
