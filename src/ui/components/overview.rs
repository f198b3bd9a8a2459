//! All of a recording in one row: how busy the loop was, where the hits are, and which part of it is
//! shown below.

use web_sys::Element;
use yew::prelude::*;

use crate::app::Action;
use crate::app::action::ViewChange;
use crate::text::{Lang, recorded as say};
use crate::view_model::Overview;

/// The height of the bars, and of the hits below them.
const BARS: f64 = 26.0;
const HITS: f64 = 5.0;

/// The row over a plot area that begins `left` pixels from its edge and is so wide; `seen` is the part
/// that is shown, from 0 to 1.
pub fn overview(
    lang: Lang,
    overview: &Overview,
    (left, width): (f64, f64),
    seen: (f64, f64),
    act: &Callback<Action>,
) -> Html {
    let step = overview.part * width / overview.bars.len().max(1) as f64;
    let mut bars = String::new();
    for (n, bar) in overview
        .bars
        .iter()
        .enumerate()
        .filter(|(_, bar)| **bar > 0.0)
    {
        let high = (bar.sqrt() * BARS).max(1.0);
        let (x, y) = (n as f64 * step, BARS - high);
        bars.push_str(&format!(
            "M{x:.1} {y:.1}h{:.1}v{high:.1}h-{:.1}z",
            step.max(1.0),
            step.max(1.0)
        ));
    }
    let mut hits = String::new();
    for hit in &overview.hits {
        hits.push_str(&format!("M{:.1} {}v{HITS}", hit * width, BARS + 1.0));
    }
    let (from, to) = (seen.0 * width, (seen.1 * width).max(seen.0 * width + 4.0));
    let centre = {
        let act = act.clone();
        move |event: &PointerEvent| {
            let element: Element = event.target_unchecked_into();
            let row = element.closest(".overview").ok().flatten();
            if let Some(row) = row {
                let x = f64::from(event.client_x()) - row.get_bounding_client_rect().left() - left;
                act.emit(Action::View(ViewChange::Centre(
                    (x / width).clamp(0.0, 1.0),
                )));
            }
        }
    };
    let press = {
        let centre = centre.clone();
        Callback::from(move |event: PointerEvent| {
            let element: Element = event.target_unchecked_into();
            let _refused = element.set_pointer_capture(event.pointer_id());
            centre(&event);
        })
    };
    let drag = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            centre(&event);
        }
    });
    html! {
        <svg class="overview" role="img" aria-label={say::OVERVIEW.get(lang)} width="100%" height={(BARS + HITS + 3.0).to_string()}
            onpointerdown={press} onpointermove={drag}>
            <g transform={format!("translate({left} 1)")}>
                <path class="load" d={bars} />
                <path class="hits" d={hits} />
                if seen.1 - seen.0 < 0.9999 {
                    <rect class="seen" x={format!("{from:.1}")} y="0" width={format!("{:.1}", to - from)} height={BARS.to_string()} rx="3" />
                }
            </g>
        </svg>
    }
}
