//! A program that is run again under virtual time, to its end at once: with what its workers did
//! the first time, where that is known, and with what somebody does to it.

use std::rc::Rc;

use super::session::Beginning;
use crate::runtime::driver::{browser, virtual_time};
use crate::runtime::{EventLoop, Program, RunError};
use crate::trace::Recorder;
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

/// Runs it; its loop is closed then. A run of more events than are recorded is stopped.
pub fn repeat(
    event_loop: &EventLoop,
    beginning: &Beginning,
    workers: Workers,
    recorder: &Recorder,
) -> browser::Status {
    let (outside, until) = match workers {
        Workers::Recorded(outside, until) => (outside, until),
        Workers::Declared => (Rc::default(), 0),
    };
    event_loop.set_cpu_count(outside.cpu_count);
    replay::install(event_loop, Rc::clone(&outside.recording), until);
    let main = (beginning.scenario.main)(&beginning.values);
    let mut program = Program::new(event_loop, main);
    while !program.is_over() {
        if recorder.left_out() > 0 {
            return browser::Status::Stopped;
        }
        match virtual_time::step(&mut program) {
            Ok(()) => {}
            Err(RunError::Deadlock(deadlock)) => return browser::Status::Deadlocked(deadlock),
            Err(RunError::Raised(exception)) => return browser::Status::Finished(Err(exception)),
        }
    }
    browser::Status::Finished(program.result())
}
