//! What the timeline shows of the run behind the one that is shown, and of what sets them apart.

use super::session::Session;
use crate::text::Lang;
use crate::view_model::baseline::{Baseline, baseline};
use crate::view_model::timeline::Timeline;
use crate::view_model::{Longer, longer};

/// The run behind this one. They part where somebody stepped in, or where their orders do.
pub(super) fn behind(
    old_run: &Session,
    session: &Session,
    seen: &Timeline,
    parts: Option<usize>,
    lang: Lang,
) -> Baseline {
    let (old, new) = (old_run.trace(), session.trace());
    let last = session.analysis().index.interventions().last();
    let parts = parts.or(last.map(|event| *event as usize));
    let parted = parts.unwrap_or(new.len());
    baseline((&old, old_run.analysis()), &new, seen, parted, lang)
}

/// What takes longer than in asyncio's own order. Where that is said, it is not said what is awaited.
pub(super) fn longer_waits(session: &Session, seen: &mut Timeline, lang: Lang) -> Vec<Longer> {
    let deviations = session.left().map(|left| left.deviations);
    let run = (&*session.trace(), session.analysis());
    let waits = longer(run, seen, &deviations.unwrap_or_default(), lang);
    for wait in &waits {
        let lanes = seen.lanes.iter_mut().filter(|lane| lane.y == wait.y);
        for bar in lanes.flat_map(|lane| &mut lane.bars) {
            let is_below = bar.x < wait.x + wait.width && bar.x + bar.width > wait.x;
            bar.label = bar.label.take().filter(|_| !is_below);
        }
    }
    waits
}
