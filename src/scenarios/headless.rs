//! A scenario's run without a page: under virtual time, as the headless runner and the goldens
//! have it.

use std::rc::Rc;

use super::bounded::{self, Bounds, Failure, Progress};
use super::twin::{linecache, variable_names};
use super::{Scenario, Values};
use crate::events::{Event, Instrument, Stream, without_newline};
use crate::runtime::driver::virtual_time;
use crate::runtime::{EventLoop, Intervention, RunError};
use crate::workers::slot_native;

/// Runs `scenario` with `values` from 00:00:00 to its end, and tells `instrument` all of it.
///
/// # Errors
/// The exception that left its main coroutine, or the deadlock that it ended in.
pub fn run(
    scenario: &Scenario,
    values: &Values,
    instrument: Rc<dyn Instrument>,
) -> Result<(), RunError> {
    run_with(scenario, values, Vec::new(), instrument)
}

/// The same, with what somebody outside the program does to it.
///
/// # Errors
/// Those of [`run`].
pub fn run_with(
    scenario: &Scenario,
    values: &Values,
    plan: Vec<Intervention>,
    instrument: Rc<dyn Instrument>,
) -> Result<(), RunError> {
    let event_loop = prepare(scenario, values, instrument);
    event_loop.plan(plan);
    let run = virtual_time::run(&event_loop, (scenario.main)(values));
    event_loop.set_instrument(None);
    run
}

/// As [`run`], but a program that gets nowhere is given up.
///
/// # Errors
/// Those of [`bounded::run`].
pub fn run_within(
    scenario: &Scenario,
    values: &Values,
    bounds: Bounds,
    progress: &Progress,
    instrument: Rc<dyn Instrument>,
) -> Result<(), Failure> {
    let event_loop = prepare(scenario, values, instrument);
    let run = bounded::run(&event_loop, (scenario.main)(values), bounds, progress);
    event_loop.set_instrument(None);
    run
}

fn prepare(scenario: &Scenario, values: &Values, instrument: Rc<dyn Instrument>) -> EventLoop {
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(instrument));
    event_loop.set_epoch(0);
    event_loop.set_linecache(Some(linecache(scenario, values)));
    event_loop.set_variables(Some(variable_names(scenario)));
    slot_native::install(&event_loop);
    event_loop
}

/// What an event puts on the program's console, line by line. What the loop's exception handler
/// says is printed like any other text, on stderr.
pub fn console_lines(event: &Event) -> Vec<(Stream, String)> {
    let Event::Printed { stream, text, .. } = event else {
        return Vec::new();
    };
    without_newline(text)
        .split('\n')
        .map(|line| (*stream, line.to_owned()))
        .collect()
}
