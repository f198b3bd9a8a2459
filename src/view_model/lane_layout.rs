//! How high the lanes are, and which of them are in view: those at work, and the one at the cursor.

use std::ops::Range;

use super::Scene;
use super::steps::task_at;
use crate::analysis::lanes::LanePlace;

/// How high a lane is at most, and at least before lanes are scrolled, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heights {
    /// At least.
    pub lowest: f64,
    /// At most.
    pub tallest: f64,
}

impl Heights {
    /// As the page has them.
    pub const USUAL: Self = Self::new(20.0, 26.0);
    /// In a recording, which may have very many.
    pub const MANY: Self = Self::new(13.0, 26.0);
    /// In a frame of another page.
    pub const FRAME: Self = Self::new(20.0, 35.0);
    /// Where names stand above the bars.
    pub const NAMED_ABOVE: Self = Self::new(42.0, 48.0);

    const fn new(lowest: f64, tallest: f64) -> Self {
        Self { lowest, tallest }
    }
}

/// Of how many lanes is asked which are at work.
const ASKED: usize = 2_000;

/// Of the pane, how much the lanes of shared things take at most, where tasks' lanes do not fit.
const SHARED: f64 = 0.5;

/// What is to be laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes {
    /// How many lanes of tasks, of the loop and of workers there are.
    pub count: usize,
    /// How high the lanes of shared things are together, in pixels.
    pub shared: f64,
    /// The lane of the task at the cursor.
    pub at_cursor: Option<usize>,
    /// The pane's height, in pixels.
    pub height: f64,
    /// Where the lanes are scrolled to now, in pixels.
    pub scroll: f64,
    /// How high a lane may be.
    pub heights: Heights,
}

/// Where the lanes are.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneLayout {
    /// How high a lane is.
    pub lane_height: f64,
    /// How high the part is in which tasks' lanes are seen.
    pub tasks_height: f64,
    /// How high the part below it is, with the lanes of shared things.
    pub shared_height: f64,
    /// How far the tasks' lanes are scrolled, in pixels.
    pub scroll: f64,
    /// How far they can be scrolled.
    pub most_scroll: f64,
    /// The tasks' lanes that are seen, in whole or in part.
    pub seen: Range<usize>,
}

/// Lays out lanes: they shrink before they scroll. `is_at_work` says of a lane whether its task has
/// begun and not ended at the cursor; it is asked once of each lane, and of none if there are very
/// many.
pub fn lane_layout(lanes: Lanes, is_at_work: impl Fn(usize) -> bool) -> LaneLayout {
    let count = lanes.count as f64;
    let height = lanes.height.max(0.0);
    let fitting = (height - lanes.shared) / count.max(1.0);
    let lane_height = fitting.clamp(lanes.heights.lowest, lanes.heights.tallest);
    let content = count * lane_height;
    let shared_height = match content + lanes.shared <= height {
        true => lanes.shared,
        false => lanes.shared.min((height - content).max(height * SHARED)),
    };
    let tasks_height = (height - shared_height).max(0.0).min(content);
    let scroll = scroll(&lanes, lane_height, tasks_height, is_at_work);
    let first = (scroll / lane_height).floor() as usize;
    let last = ((scroll + tasks_height) / lane_height - 1e-9).ceil() as usize;
    LaneLayout {
        lane_height,
        tasks_height,
        shared_height,
        scroll,
        most_scroll: (content - tasks_height).max(0.0),
        seen: first..last.min(lanes.count),
    }
}

/// The layout of a run's lanes at the scene's cursor, in a pane of a height, with lanes of shared
/// things that are `shared` pixels high together.
pub fn layout_at(scene: &Scene<'_>, shared: f64, height: f64, scroll: f64) -> LaneLayout {
    let rows = scene.analysis.lanes.rows();
    layout_among(scene, rows, Heights::USUAL, shared, height, scroll)
}

/// The same where only these tasks have a lane, each so high.
pub(crate) fn layout_among(
    scene: &Scene<'_>,
    rows: &[LanePlace],
    heights: Heights,
    shared: f64,
    height: f64,
    scroll: f64,
) -> LaneLayout {
    let (trace, analysis, state) = (scene.trace, scene.analysis, &scene.state);
    let others = usize::from(!analysis.index.holds().is_empty()) + analysis.index.workers().len();
    let task = task_at(trace, analysis, state.cursor);
    let place = task.and_then(|task| analysis.index.task_row(task));
    let lanes = Lanes {
        count: rows.len() + others,
        shared,
        at_cursor: place.and_then(|place| rows.iter().position(|row| row.task == place)),
        height,
        scroll,
        heights,
    };
    let is_at_work = |lane: usize| {
        let facts = rows
            .get(lane)
            .and_then(|row| analysis.index.tasks().get(row.task));
        let state = facts.and_then(|facts| state.task(facts.id));
        state.is_some_and(|task| task.resumes > 0 && !task.is_finished())
    };
    lane_layout(lanes, is_at_work)
}

fn scroll(
    lanes: &Lanes,
    lane_height: f64,
    tasks_height: f64,
    is_at_work: impl Fn(usize) -> bool,
) -> f64 {
    let most = (lanes.count as f64 * lane_height - tasks_height).max(0.0);
    let scroll = lanes.scroll.clamp(0.0, most);
    let Some(cursor) = lanes.at_cursor.filter(|_| most > 0.0) else {
        return scroll;
    };
    let top = cursor as f64 * lane_height;
    let is_seen = |scroll: f64| top >= scroll && top + lane_height <= scroll + tasks_height;
    let fit = ((tasks_height / lane_height) as usize).max(1);
    if lanes.count > ASKED {
        return match is_seen(scroll) {
            true => scroll,
            false => (top + lane_height - tasks_height).clamp(0.0, most),
        };
    }
    // Of all the places that have the cursor's lane in view, the one with the most lanes at work;
    // among those, the nearest to where it is.
    let work: Vec<bool> = (0..lanes.count).map(is_at_work).collect();
    let mut before = vec![0_usize; lanes.count + 1];
    for (n, at_work) in work.iter().enumerate() {
        before[n + 1] = before[n] + usize::from(*at_work);
    }
    let at_work = |first: usize| before[(first + fit).min(lanes.count)] - before[first];
    let now = (scroll / lane_height).round() as usize;
    let first = (cursor + 1).saturating_sub(fit);
    let last = cursor.min(lanes.count.saturating_sub(fit));
    let stays = is_seen(scroll) && (first..=last).all(|n| at_work(n) <= at_work(now.min(last)));
    if stays {
        return scroll;
    }
    let best = (first.min(last)..=last).max_by_key(|n| (at_work(*n), usize::MAX - n.abs_diff(now)));
    (best.unwrap_or(last) as f64 * lane_height).clamp(0.0, most)
}
