//! The sums of a span: how long each task ran, was ready and awaited, and what.

use std::rc::Rc;

use yew::prelude::*;

use super::super::colour;
use super::super::icon::{Shape, icon};
use crate::app::Action;
use crate::events::Nanos;
use crate::text::{Lang, page, recorded as say};
use crate::view_model::span_sums::{AwaitedSum, TaskSums};
use crate::view_model::{SpanSums, format};

/// So many tasks, and so many things that were awaited, are listed.
const LISTED: usize = 60;
const AWAITED: usize = 12;

/// The sums; `is_selected` where a part of the run is.
pub fn sums(lang: Lang, sums: &SpanSums, is_selected: bool, act: &Callback<Action>) -> Html {
    let clear = act.reform(|_: MouseEvent| Action::Select(None));
    let more = sums.tasks.len().saturating_sub(LISTED);
    html! {
        <div class="sums">
            if is_selected {
                <p class="span">
                    <b>{ say::from_to(lang, &format::seconds(sums.from), &format::seconds(sums.to)) }</b>
                    <span class="muted">{ format::seconds(sums.to.since(sums.from)) }</span>
                    <button class="button plain only-icon" type="button" aria-label={say::CLEAR_SPAN.get(lang)} title={say::CLEAR_SPAN.get(lang)}
                        onclick={clear}>{ icon(Shape::Close) }</button>
                </p>
            } else {
                <p class="muted">{ say::NO_SPAN.get(lang) }</p>
            }
            { busy(lang, sums) }
            <table>
                <thead><tr>
                    <th scope="col">{ say::tasks_in_ms(lang, sums.tasks.len()) }</th>
                    <th scope="col">{ page::RUNNING.get(lang) }</th>
                    <th scope="col">{ page::READY.get(lang) }</th>
                    <th scope="col">{ page::AWAITING.get(lang) }</th>
                </tr></thead>
                <tbody>
                    <tr class="all">
                        <th scope="row">{ say::ALL.get(lang) }</th>
                        { numbers(&sums.all) }
                    </tr>
                    { for sums.tasks.iter().take(LISTED).map(|task| row(task, act)) }
                </tbody>
            </table>
            if more > 0 { <p class="muted">{ say::more(lang, more) }</p> }
            { awaited(lang, &sums.awaited) }
        </div>
    }
}

/// How busy the loop was.
fn busy(lang: Lang, sums: &SpanSums) -> Html {
    let (ran, whole) = (sums.all.running, sums.to.since(sums.from));
    let part = ran.as_secs() / whole.as_secs().max(1e-9) * 100.0;
    html! {
        <>
        <p>{ say::busy(lang, &millis(ran), &format!("{:.0}", part.min(100.0))) }</p>
        <progress class="busy" value={part.to_string()} max="100" aria-hidden="true" />
        </>
    }
}

fn numbers(sums: &crate::view_model::span_sums::Sums) -> Html {
    html! {
        <>
        <td>{ in_ms(sums.running) }</td>
        <td>{ in_ms(sums.ready) }</td>
        <td>{ in_ms(sums.awaiting) }</td>
        </>
    }
}

fn row(sums: &TaskSums, act: &Callback<Action>) -> Html {
    let id = sums.task.id;
    let look = act.reform(move |_: MouseEvent| Action::Task(id));
    html! {
        <tr key={id.0} data-colour={colour(sums.task.colour)}>
            <th scope="row"><button class="link task-name" type="button" onclick={look}><i class="tick" aria-hidden="true" /><span>{ &sums.task.name }</span></button></th>
            { numbers(&sums.sums) }
        </tr>
    }
}

fn awaited(lang: Lang, awaited: &[AwaitedSum]) -> Html {
    let Some(most) = awaited.first().map(|sum| sum.time.0.max(1)) else {
        return Html::default();
    };
    let row = |sum: &AwaitedSum| {
        let part = sum.time.0 as f64 / most as f64;
        html! {
            <tr>
                <th scope="row"><code>{ &sum.what }</code></th>
                <td class="bar"><meter value={part.to_string()} max="1" aria-hidden="true" /></td>
                <td>{ millis(sum.time) }</td>
                <td class="muted">{ say::tasks(lang, sum.tasks) }</td>
            </tr>
        }
    };
    let more = awaited.len().saturating_sub(AWAITED);
    html! {
        <>
        <h3>{ say::AWAITED.get(lang) }</h3>
        <table class="awaited"><tbody>{ for awaited.iter().take(AWAITED).map(row) }</tbody></table>
        if more > 0 { <p class="muted">{ say::more(lang, more) }</p> }
        </>
    }
}

/// The sums of a run that is no recording: a card over its timeline.
pub fn span_card(lang: Lang, span: Option<Rc<SpanSums>>, act: &Callback<Action>) -> Html {
    match span {
        Some(span) => html! {
            <aside class="card span-card" aria-label={say::SPAN.get(lang)} tabindex="0">{ sums(lang, &span, true, act) }</aside>
        },
        None => Html::default(),
    }
}

/// In milliseconds, with one decimal where that says something: `312.0`
pub(super) fn in_ms(time: Nanos) -> String {
    let millis = time.0 as f64 / 1e6;
    match time.0 {
        0 => "0".to_owned(),
        1..100_000 => format!("{millis:.3}"),
        _ => grouped(millis),
    }
}

/// The same with its unit; seconds where it is long.
pub(super) fn millis(time: Nanos) -> String {
    match time.0 {
        10_000_000_000.. => format!("{:.1} s", time.as_secs()),
        1_000_000_000.. => format!("{:.2} s", time.as_secs()),
        _ => format!("{} ms", in_ms(time)),
    }
}

/// `3,515.1`
fn grouped(millis: f64) -> String {
    let written = format!("{millis:.1}");
    let (whole, rest) = written.split_once('.').unwrap_or((&written, "0"));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{rest}")
}
