//! Before the run: how a task's lane is read.

use yew::prelude::*;

use crate::text::{Lang, Text, lane_key as say, page};

/// A lane as an example, with what its parts mean.
pub fn lane_key(lang: Lang) -> Html {
    let part = |(name, meaning): (Text, Text)| {
        html! { <li><b>{ name.get(lang) }</b>{ " " }<span>{ meaning.get(lang) }</span></li> }
    };
    let parts = [
        (say::READY, say::STANDS),
        (say::RUNNING, say::ONE),
        (say::AWAITING, say::LETS),
        (say::READY, say::WOKEN),
        (say::DONE, say::ENDS),
    ];
    html! {
        <div class="lane-key">
            <p>{ page::TIMELINE_EMPTY.get(lang) }{ " " }{ say::HOW.get(lang) }</p>
            <svg viewBox="0 0 600 34" aria-hidden="true">
                <path class="dots" d="M2 9H76M2 15H76M2 21H76M2 27H76" />
                <rect class="solid" x="80" y="4" width="38" height="26" rx="3" />
                <rect class="pale" x="118.5" y="7.5" width="322" height="19" />
                <path class="hatch" d={hatch(119.0, 440.0)} />
                <rect class="ground" x="242" y="9" width="76" height="16" rx="4" />
                <text x="280" y="21" text-anchor="middle">{ "sleep(1)" }</text>
                <path class="dots" d="M445 9H520M445 15H520M445 21H520M445 27H520" />
                <rect class="solid" x="524" y="4" width="38" height="26" rx="3" />
                <circle class="end" cx="576" cy="17" r="8" />
                <path class="check" d="m572 17.5 3 3 5-6" />
            </svg>
            <ol>{ for parts.into_iter().map(part) }</ol>
        </div>
    }
}

/// Lines that rise by 45 degrees, as the timeline has them.
fn hatch(from: f64, to: f64) -> String {
    let (top, height, apart) = (8.0, 18.0, 8.0);
    let mut path = String::new();
    let mut start = from - height;
    while start < to {
        let (left, right) = (start.max(from), (start + height).min(to));
        path.push_str(&format!(
            "M{left} {}L{right} {}",
            top + height - (left - start),
            top + height - (right - start),
        ));
        start += apart;
    }
    path
}
