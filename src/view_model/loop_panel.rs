//! The event loop, opened up: what runs, what is ready, what is timed.

use super::format::seconds;
use super::jobs::{JobRow, job_rows};
use super::{Scene, TaskRef, narration};
use crate::analysis::findings::SLOW;
use crate::events::{Blocks, HandleId, Nanos, Work};
use crate::text::{panes, pools};
use crate::trace::HoldState;

/// The loop at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopPanel {
    /// The loop clock: `1.000 s`.
    pub clock: String,
    /// The turn, counted from 1; 0 before the first.
    pub turn: u32,
    /// What runs now.
    pub running: Option<HandleChip>,
    /// What else this turn runs, next first: the rest of the snapshot.
    pub this_turn: Vec<HandleChip>,
    /// What became ready since, and runs in the next turn.
    pub next_turn: Vec<HandleChip>,
    /// How many ready handles are not listed, all behind those that are.
    pub more_ready: usize,
    /// The timers, soonest first.
    pub timers: Vec<TimerRow>,
    /// How many timers are not listed, all later than those that are.
    pub more_timers: usize,
    /// The jobs in pools that have not ended, in order of submission.
    pub jobs: Vec<JobRow>,
    /// How many jobs are not listed, all handed in later than those that are.
    pub more_jobs: usize,
    /// What holds the loop, or held it last, and what that means.
    pub hold: Option<HoldNote>,
    /// Why what runs runs now; if nothing runs, what is next.
    pub why: String,
}

/// A word on a call that holds the loop.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldNote {
    /// What happens, or happened.
    pub text: String,
    /// Whether it is over.
    pub is_over: bool,
}

/// A handle: the same key wherever it stands, so that the screen can move it.
#[derive(Clone, Debug, PartialEq)]
pub struct HandleChip {
    /// Its key.
    pub handle: HandleId,
    /// What it is about: a task's name, `sleep(1) of main()`, `print_at()`.
    pub name: String,
    /// The task that it resumes, or whose sleep it ends.
    pub task: Option<TaskRef>,
    /// Whether it was a timer.
    pub was_timer: bool,
    /// Whether it was cancelled and will be passed over.
    pub is_cancelled: bool,
}

/// A timer.
#[derive(Clone, Debug, PartialEq)]
pub struct TimerRow {
    /// Its handle.
    pub chip: HandleChip,
    /// When it is due.
    pub due: Nanos,
    /// When it is due: `2.000 s`.
    pub due_label: String,
    /// How long it has left at the cursor: `in 1.000 s`.
    pub left_label: String,
}

/// The loop at the scene's cursor, with at most `most` ready handles, as many timers and
/// as many jobs.
pub fn loop_panel(scene: &Scene<'_>, most: usize) -> LoopPanel {
    let state = &scene.state;
    let shown = state.ready.len().min(most);
    let mut this_turn: Vec<_> = state
        .ready
        .iter()
        .take(shown)
        .map(|queued| HandleChip {
            was_timer: queued.was_timer,
            is_cancelled: queued.is_cancelled,
            ..chip(scene, queued.handle, queued.work)
        })
        .collect();
    let next_turn = this_turn.split_off(state.this_turn.min(shown));
    let timers = state.timers.iter().take(most);
    LoopPanel {
        clock: seconds(scene.clock),
        turn: state.turn,
        running: state.running.map(|r| chip(scene, r.handle, r.work)),
        this_turn,
        next_turn,
        more_ready: state.ready.len() - shown,
        timers: timers
            .map(|((due, handle), work)| timer(scene, *due, *handle, *work))
            .collect(),
        more_timers: state.timers.len().saturating_sub(most),
        jobs: job_rows(scene, most),
        more_jobs: state.jobs.len().saturating_sub(most),
        hold: state.hold.as_deref().and_then(|hold| note(scene, hold)),
        why: narration::why(scene),
    }
}

fn note(scene: &Scene<'_>, hold: &HoldState) -> Option<HoldNote> {
    let lang = scene.lang;
    let who = scene.names().who(hold.task);
    let expected = hold.expected.map(seconds);
    let text = match (hold.took, hold.how) {
        // A call that took less is not worth a word.
        (Some(took), _) if took < SLOW => return None,
        (Some(took), Blocks::Computing) => pools::froze(lang, &who, &hold.what, &seconds(took)),
        (Some(took), _) => pools::stood(lang, &who, &hold.what, &seconds(took)),
        (None, Blocks::Computing) => {
            pools::will_freeze(lang, &who, &hold.what, expected.as_deref())
        }
        (None, Blocks::Joining) => pools::will_join(lang, &who, &hold.what),
        (None, Blocks::Sleeping) => {
            pools::will_stand_for(lang, &who, &hold.what, &expected.unwrap_or_default())
        }
    };
    Some(HoldNote {
        text,
        is_over: hold.took.is_some(),
    })
}

fn chip(scene: &Scene<'_>, handle: HandleId, work: Work) -> HandleChip {
    let names = scene.names();
    let task = match work {
        Work::Step(task) | Work::Wakeup { task, .. } => Some(task),
        Work::WakeSleeper(future) => names.maker(future),
        Work::Callback { .. } => None,
    };
    HandleChip {
        handle,
        name: names.work(work),
        task: task.and_then(|task| names.task(task)),
        was_timer: matches!(work, Work::WakeSleeper(_)),
        is_cancelled: false,
    }
}

fn timer(scene: &Scene<'_>, due: Nanos, handle: HandleId, work: Work) -> TimerRow {
    let left = due.since(scene.clock);
    TimerRow {
        chip: chip(scene, handle, work),
        due,
        due_label: seconds(due),
        left_label: match left {
            Nanos::ZERO => panes::NOW.get(scene.lang).to_owned(),
            left => panes::left(scene.lang, &seconds(left)),
        },
    }
}
