//! A program under virtual time, run to its end at once: with what its workers did the first time,
//! where that is known, and with what somebody does to it.

use std::cell::Ref;
use std::rc::Rc;

use super::{Beginning, Ending, RecordedLoop, Run, Status};
use crate::events::Nanos;
use crate::runtime::driver::virtual_time;
use crate::runtime::{Program, RunError};
use crate::trace::Trace;
use crate::workers::outside::Outside;
use crate::workers::replay;

/// What the workers do in the run.
#[derive(Clone, Debug)]
pub enum Workers {
    /// What those of another run did: up to an event to the very place, from there on for as long.
    Recorded(Rc<Outside>, usize),
    /// What their jobs declare.
    Declared,
}

/// A run that needed no wall clock.
pub struct Replay {
    recorded: RecordedLoop,
    ending: Ending,
}

impl Replay {
    /// Runs it; its loop is closed then. A run of more events than are recorded is stopped.
    pub fn run(beginning: &Beginning, workers: Workers) -> Self {
        let recorded = RecordedLoop::new(beginning);
        let ending = run(&recorded, beginning, workers);
        Self { recorded, ending }
    }
}

fn run(recorded: &RecordedLoop, beginning: &Beginning, workers: Workers) -> Ending {
    let event_loop = &recorded.event_loop;
    let (outside, until) = match workers {
        Workers::Recorded(outside, until) => (outside, until),
        Workers::Declared => (Rc::default(), 0),
    };
    event_loop.set_cpu_count(outside.cpu_count);
    replay::install(event_loop, Rc::clone(&outside.recording), until);
    let main = (beginning.scenario.main)(&beginning.values);
    let mut program = Program::new(event_loop, main);
    while !program.is_over() {
        if recorded.left_out() > 0 {
            return Ending::Stopped;
        }
        match virtual_time::step(&mut program) {
            Ok(()) => {}
            Err(RunError::Deadlock(deadlock)) => return Ending::Deadlocked(deadlock),
            Err(RunError::Raised(exception)) => return Ending::Raised(exception),
        }
    }
    match program.result() {
        Ok(()) => Ending::Returned,
        Err(exception) => Ending::Raised(exception),
    }
}

impl Run for Replay {
    fn trace(&self) -> Ref<'_, Trace> {
        self.recorded.trace()
    }

    fn status(&self) -> Status {
        Status::Finished
    }

    fn ending(&self) -> Option<Ending> {
        Some(self.ending.clone())
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        self.recorded.limit()
    }

    fn left_out(&self) -> u64 {
        self.recorded.left_out()
    }

    fn planned(&self) -> usize {
        self.recorded.event_loop.planned()
    }

    fn cpu_count(&self) -> u32 {
        self.recorded.event_loop.cpu_count()
    }

    fn is_replay(&self) -> bool {
        true
    }
}
