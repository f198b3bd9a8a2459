//! The lesson: which of its steps is open, the moment that shows the step's idea, and what is done.

use super::session::Session;
use super::state::State;
use crate::events::{Event, TaskId};
use crate::scenarios::lesson::{Shows, Step};
use crate::trace::Trace;

impl State {
    /// The step of the lesson that is open, and its place, from 0.
    pub fn lesson_step(&self) -> Option<(usize, &'static Step)> {
        let opened = self.opened()?;
        Some((opened.step?, opened.lesson_step()?))
    }

    /// The cursor goes to the moment that shows the step's idea.
    pub(super) fn show_idea(&mut self) {
        let (Some((_, step)), Some(session)) = (self.lesson_step(), &self.session) else {
            return;
        };
        let moment = moment(session, step.shows);
        self.go(moment);
        self.reveal();
    }

    /// A run that a person has started, and that answered the question of what is open, counts.
    pub(super) fn note_answer(&mut self) {
        let is_asked = self.session.as_ref().is_some_and(|it| it.is_asked);
        if !is_asked || self.answered().is_none() {
            return;
        }
        let step = self.lesson_step().map(|(_, step)| step.id);
        let Some(scenario) = self.opened().map(|opened| opened.scenario.id) else {
            return;
        };
        let progress = &mut self.preferences.progress;
        let is_new_step = step.is_some_and(|step| progress.add_step(step));
        if progress.add_scenario(scenario) || is_new_step {
            // Nobody asked for it to be kept just now: no notice if it is not.
            self.save_preferences(false);
        }
    }
}

/// The cursor at which a run shows an idea; its end, if it never does.
fn moment(session: &Session, shows: Shows) -> usize {
    let trace = session.trace();
    let event = match shows {
        Shows::Line(beginning) => trace.iter().position(|record| {
            matches!(&record.event, Event::Printed { text, .. } if text.starts_with(beginning))
        }),
        Shows::Awaits(function, times) => nth_await(&trace, function, times),
        Shows::Deadlock => trace
            .iter()
            .position(|record| matches!(record.event, Event::Deadlocked)),
        Shows::End => None,
    };
    event.map_or(trace.len(), |event| event + 1)
}

/// The event at which a task that runs a function begins to wait for the first, second, … time.
fn nth_await(trace: &Trace, function: &str, times: u32) -> Option<usize> {
    let mut tasks: Vec<TaskId> = Vec::new();
    let mut awaits = 0;
    trace.iter().position(|record| {
        match &record.event {
            Event::TaskCreated { task, call, .. } if &*call.name == function => tasks.push(*task),
            Event::TaskSuspended { task, .. } if tasks.contains(task) => awaits += 1,
            _ => return false,
        }
        awaits == times
    })
}
