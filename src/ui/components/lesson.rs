//! The lesson around a scenario: which step it is, what it builds on, its idea, and all steps with
//! what is done.

use yew::prelude::*;

use crate::app::{Action, Progress};
use crate::scenarios::address::of_step;
use crate::scenarios::lesson::{LESSON, Step};
use crate::text::{Lang, Text, lesson as say};

/// Which step it is, how far that is, and the ways to its neighbours.
pub fn place(lang: Lang, place: usize, progress: &Progress) -> Html {
    let part = |(at, step): (usize, &Step)| {
        let is_done = progress.has_step(step.id).then_some("");
        html! { <i data-here={(at == place).then_some("")} data-done={is_done} /> }
    };
    html! {
        <>
        <h1 class="step">{ say::place(lang, place + 1, LESSON.len()) }</h1>
        <span class="steps-bar" aria-hidden="true">{ for LESSON.iter().enumerate().map(part) }</span>
        { arrow(lang, place.checked_sub(1), say::PREVIOUS, "‹") }
        { arrow(lang, Some(place + 1), say::NEXT, "›") }
        </>
    }
}

fn arrow(lang: Lang, to: Option<usize>, name: Text, shown: &'static str) -> Html {
    let step = to.and_then(|to| Some((to, LESSON.get(to)?)));
    let Some((to, step)) = step else {
        return Html::default();
    };
    let title = step.title.get(lang);
    html! {
        <a class="arrow" href={of_step(to)} aria-label={format!("{}: {title}", name.get(lang))} {title}>{ shown }</a>
    }
}

/// Before the run: what the step is about, and what it builds on. Its own idea would be the answer.
pub fn context(lang: Lang, place: usize, step: &Step) -> Html {
    let before = place.checked_sub(1);
    let before = before.and_then(|before| Some((before, LESSON.get(before)?)));
    html! {
        <div class="context">
            <h2>{ step.title.get(lang) }</h2>
            { match before {
                Some((before, earlier)) => html! {
                    <p><span class="muted">{ say::from_step(lang, before + 1) }{ ": " }</span>{ earlier.idea.get(lang) }</p>
                },
                None => html! { <p>{ say::LEAD.get(lang) }</p> },
            } }
        </div>
    }
}

/// After the run: the idea, and the way to the moment that shows it.
pub fn idea(lang: Lang, step: &Step, act: &Callback<Action>) -> Html {
    let show = act.reform(|_: MouseEvent| Action::ShowIdea);
    html! {
        <div class="strip" data-kind="idea" role="status">
            <p><b>{ say::IDEA.get(lang) }</b>{ " " }{ step.idea.get(lang) }</p>
            <button class="link" id="show-idea" type="button" onclick={show}>{ say::SHOW_IDEA.get(lang) }</button>
        </div>
    }
}

/// Above the way on, the address to which it leads, and its name.
pub fn way_on(lang: Lang, place: usize) -> (String, String, &'static str) {
    match LESSON.get(place + 1) {
        Some(next) => (
            say::next(lang, place + 2, LESSON.len()),
            of_step(place + 1),
            next.title.get(lang),
        ),
        None => {
            let after = say::AFTER.get(lang).to_owned();
            (after, "#/".to_owned(), say::SCENARIOS.get(lang))
        }
    }
}

/// The pane with all steps.
pub fn steps_pane(lang: Lang, place: usize, progress: &Progress) -> Html {
    let done = LESSON.iter().filter(|step| progress.has_step(step.id));
    let done = say::done_of(lang, done.count(), LESSON.len());
    let row = |(at, step): (usize, &Step)| {
        let here = (at == place).then_some("step");
        html! {
            <li><a href={of_step(at)} aria-current={here}>
                if progress.has_step(step.id) {
                    <span class="mark done" role="img" aria-label={say::DONE.get(lang)}>{ "✓" }</span>
                } else {
                    <span class="mark" aria-hidden="true">{ at + 1 }</span>
                }
                <span>{ step.title.get(lang) }</span>
            </a></li>
        }
    };
    html! {
        <section class="card lesson" aria-labelledby="lesson-title">
            <header>
                <h2 id="lesson-title">{ say::THE_LESSON.get(lang) }</h2>
                <span class="muted aside" title={say::KEPT.get(lang)}>{ done }</span>
            </header>
            <ol class="scroll steps">{ for LESSON.iter().enumerate().map(row) }</ol>
        </section>
    }
}
