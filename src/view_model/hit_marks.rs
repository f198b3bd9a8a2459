//! Where the hits of a search are in a timeline.

use super::find::{Find, Hit, HitKind};
use super::timeline::{BarKind, Lane, Timeline};

/// A hit that is in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HitMark {
    /// The top edge of its lane.
    pub y: f64,
    /// The left edge and the width of what has the hit; none for the name of the lane.
    pub bar: Option<(f64, f64)>,
    /// It is the one at the cursor.
    pub is_current: bool,
}

/// So many hits within a bar are looked at.
const LOOKED_AT: usize = 500;

/// The marks of the hits in the lanes of a timeline; `cursor` tells which is the current one.
pub fn hit_marks(seen: &Timeline, find: &Find, cursor: usize) -> Vec<HitMark> {
    let current = find.number_at(cursor).checked_sub(1);
    let current = current.and_then(|number| find.hits().get(number));
    let current = current.filter(|hit| hit.event as usize + 1 == cursor);
    let with_a_hit = seen.lanes.iter();
    let with_a_hit = with_a_hit.filter(|lane| find.has_hit(lane.task.id));
    with_a_hit
        .flat_map(|lane| marks_of(lane, find, current))
        .collect()
}

fn marks_of(lane: &Lane, find: &Find, current: Option<&Hit>) -> Vec<HitMark> {
    let is_own = |hit: &&Hit| hit.task == Some(lane.task.id);
    let mark = |bar, hit: &Hit| HitMark {
        y: lane.y,
        bar,
        is_current: current == Some(hit),
    };
    let mut marks = Vec::new();
    for bar in &lane.bars {
        let hits = find.between(bar.event, bar.until).iter().take(LOOKED_AT);
        let fits = |hit: &&Hit| match hit.kind {
            HitKind::Await => bar.kind != BarKind::Running,
            HitKind::Output => bar.kind != BarKind::Awaiting,
            HitKind::Name => false,
        };
        let mut hits = hits.filter(is_own).filter(fits);
        let place = Some((bar.x, bar.width));
        let (first, at_cursor) = (hits.next(), current.filter(is_own).filter(fits));
        let at_cursor =
            at_cursor.filter(|hit| (bar.event..bar.until).contains(&(hit.event as usize)));
        marks.extend(at_cursor.or(first).map(|hit| mark(place, hit)));
    }
    let name = find.name_of(lane.task.id);
    marks.extend(name.map(|hit| mark(None, hit)));
    marks
}
