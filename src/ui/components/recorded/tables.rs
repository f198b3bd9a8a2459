//! The tables of a recording: its tasks, what they awaited, its slow steps. Each row goes to its
//! moment.

use yew::prelude::*;

use super::super::colour;
use super::sums::{in_ms, millis};
use crate::app::{Action, Session};
use crate::events::Place;
use crate::text::{Lang, Text, page, recorded as say};
use crate::view_model::{AwaitRow, Column, SlowStep, TaskRef, TaskRow, TaskTable, format};

/// The tasks, sorted by a column.
pub fn tasks(lang: Lang, table: &TaskTable, by: Column, act: &Callback<Action>) -> Html {
    let head = |column: Column| {
        let sort = act.reform(move |_: MouseEvent| Action::SortTasks(column));
        let sorted = (column == by).then_some(match column {
            Column::Task => "ascending",
            _ => "descending",
        });
        html! {
            <th scope="col" aria-sort={sorted}><button class="link" type="button" onclick={sort}>{ label(column).get(lang) }</button></th>
        }
    };
    let row = |row: &TaskRow| {
        html! {
            <tr key={row.task.id.0} data-colour={colour(row.task.colour)}>
                <th scope="row">{ goes(&row.task, row.cursor, act) }</th>
                <td>{ in_ms(row.lifetime) }</td>
                <td>{ in_ms(row.sums.running) }</td>
                <td>{ in_ms(row.sums.ready) }</td>
                <td>{ in_ms(row.longest) }</td>
                <td>{ row.awaits }</td>
            </tr>
        }
    };
    html! {
        <>
        <p class="muted">{ say::IN_MS.get(lang) }</p>
        <table class="tasks">
            <thead><tr>{ for Column::ALL.into_iter().map(head) }</tr></thead>
            <tbody>{ for table.rows.iter().map(row) }</tbody>
        </table>
        { more(lang, table.more) }
        </>
    }
}

const fn label(column: Column) -> Text {
    match column {
        Column::Task => say::TASK,
        Column::Lifetime => say::LIFETIME,
        Column::Ran => say::RAN,
        Column::Ready => say::READY,
        Column::Longest => say::LONGEST,
        Column::Awaits => say::TIMES,
    }
}

/// What was awaited and from which line, as bars.
pub fn awaits(
    lang: Lang,
    session: &Session,
    (rows, beyond): &(Vec<AwaitRow>, usize),
    act: &Callback<Action>,
) -> Html {
    let Some(most) = rows.first().map(|row| row.time.0.max(1)) else {
        return html! { <p class="muted">{ say::NO_AWAITS.get(lang) }</p> };
    };
    let row = |row: &AwaitRow| {
        let cursor = row.cursor;
        let go = act.reform(move |_: MouseEvent| Action::Go(cursor));
        let part = row.time.0 as f64 / most as f64;
        html! {
            <li>
                <button class="await" type="button" title={page::GO_THERE.get(lang)} onclick={go}>
                    <code class="what">{ &row.what }</code>
                    <span class="time">{ millis(row.time) }</span>
                    <meter value={part.to_string()} max="1" aria-hidden="true" />
                    <span class="muted from">{ in_file(session, row.at) }{ format!(" · {} × · {}", row.times, say::tasks(lang, row.tasks)) }</span>
                </button>
            </li>
        }
    };
    html! { <><ol class="awaits">{ for rows.iter().map(row) }</ol>{ more(lang, *beyond) }</> }
}

/// The slow steps, the longest first.
pub fn slow(
    lang: Lang,
    session: &Session,
    (rows, beyond): &(Vec<SlowStep>, usize),
    act: &Callback<Action>,
) -> Html {
    if rows.is_empty() {
        return html! { <p class="muted">{ say::NO_SLOW.get(lang) }</p> };
    }
    let row = |step: &SlowStep| {
        let place = step.place.map(|place| in_file(session, place));
        html! {
            <tr data-blocks={step.is_blocking.then_some("")} data-colour={colour(step.task.colour)}>
                <th scope="row">{ goes(&step.task, step.cursor, act) }</th>
                <td>{ millis(step.ran) }</td>
                <td>{ format::seconds(step.when) }</td>
                <td class="place"><code>{ place.unwrap_or_default() }</code></td>
            </tr>
        }
    };
    html! {
        <>
        <table class="slow"><tbody>{ for rows.iter().map(row) }</tbody></table>
        { more(lang, *beyond) }
        </>
    }
}

/// The name of a task, which goes to a moment of it.
fn goes(task: &TaskRef, cursor: usize, act: &Callback<Action>) -> Html {
    let (id, act) = (task.id, act.clone());
    let go = Callback::from(move |_: MouseEvent| {
        act.emit(Action::Task(id));
        act.emit(Action::Go(cursor));
    });
    html! {
        <button class="link task-name" type="button" onclick={go}><i class="tick" aria-hidden="true" /><span>{ &task.name }</span></button>
    }
}

/// `shop.py:58`
fn in_file(session: &Session, place: Place) -> String {
    crate::view_model::timeline::in_file(&session.trace(), place)
}

fn more(lang: Lang, count: usize) -> Html {
    html! { if count > 0 { <p class="muted">{ say::more(lang, count) }</p> } }
}
