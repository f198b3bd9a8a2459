//! The badge of a scenario that was compared with CPython, and what that leaves out.

use yew::prelude::*;

use crate::scenarios::{NotCompared, Scenario};
use crate::text::{Lang, Text, proof as words};

/// The badge; nothing for a scenario that has no recording.
pub fn badge(lang: Lang, scenario: &Scenario) -> Html {
    let Some(proved) = scenario.proved() else {
        return Html::default();
    };
    let left_out = |what: NotCompared| html! { <li>{ said(what).get(lang) }</li> };
    html! {
        <details class="badge" key={format!("proof-{}", scenario.id)}>
            <summary>{ words::badge(lang, &minor(proved.python)) }</summary>
            <p>{ words::compared(lang, proved.python, proved.points) }</p>
            <p>{ words::NOT_COMPARED.get(lang) }</p>
            <ul>{ for scenario.not_compared().into_iter().map(left_out) }</ul>
        </details>
    }
}

/// `3.13` of `3.13.0`
fn minor(version: &str) -> String {
    let parts: Vec<&str> = version.split('.').take(2).collect();
    parts.join(".")
}

fn said(what: NotCompared) -> Text {
    match what {
        NotCompared::OtherValues => words::OTHER_VALUES,
        NotCompared::Workers => words::WORKERS,
        NotCompared::Network => words::NETWORK,
        NotCompared::RandomBytes => words::RANDOM_BYTES,
        NotCompared::TimeOfDay => words::TIME_OF_DAY,
        NotCompared::FreeThreading => words::FREE_THREADING,
    }
}
