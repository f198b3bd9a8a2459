//! `repr` of futures and tasks (asyncio `base_futures.py`, `base_tasks.py`), and a task's stack in
//! print.

use std::fmt::Write;
use std::rc::Rc;

use super::call::Frame;
use super::event_loop::EventLoop;
use super::futures::{AnyFuture, Kind, State};

use super::linecache::SourceLine;
use super::tasks::TaskState;
use crate::runtime::places::SourceLocation;

/// How many tasks a repr goes along `wait_for=`. (CPython goes on until a circle closes.)
const MAX_DEPTH: usize = 8;

/// `<Future finished exception=ValueError('boom')>`, or
/// `<Task pending name='Task-1' coro=<main() running at src/main.rs:3> wait_for=<Future pending>>`.
/// A result is left out when it is of a type that only the program could show.
pub(crate) fn describe(future: &Rc<dyn AnyFuture>) -> String {
    repr(&**future, 0)
}

pub(crate) fn repr(future: &dyn AnyFuture, depth: usize) -> String {
    if depth == MAX_DEPTH {
        return "...".to_owned();
    }
    let base = future.base();
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = match future.kind() {
        Kind::Task(task) if task.is_cancelling() && !base.done() => write!(out, "<Task cancelling"),
        Kind::Task(_) => write!(out, "<Task {}", state_name(base.state())),
        Kind::Gather(_) => write!(out, "<_GatheringFuture {}", state_name(base.state())),
        Kind::Plain => write!(out, "<Future {}", state_name(base.state())),
    };
    if let Kind::Task(task) = future.kind() {
        describe_task(&mut out, future, task, depth);
    }
    if let Some(exception) = base.peek_exception() {
        let _ = write!(out, " exception={}", exception.repr());
    }
    if let Some(result) = future.result_repr() {
        let _ = write!(out, " result={result}");
    }
    let event_loop = base.event_loop();
    let callbacks: Vec<_> = base.callback_names();
    let callbacks: Vec<_> = callbacks
        .iter()
        .map(|(name, at)| source(&event_loop, name, *at))
        .collect();
    match callbacks.as_slice() {
        [] => {}
        [one] => out.push_str(&format!(" cb=[{one}]")),
        [one, two] => out.push_str(&format!(" cb=[{one}, {two}]")),
        [first, middle @ .., last] => {
            let _ = write!(out, " cb=[{first}, <{} more>, {last}]", middle.len());
        }
    }
    out.push('>');
    out
}

/// `format_helpers._format_callback_source`
fn source(event_loop: &EventLoop, name: &str, at: Option<SourceLocation>) -> String {
    match at.map(|at| event_loop.getline(at)) {
        Some(line) => format!("{name}() at {}:{}", line.file, line.number),
        None => format!("{name}()"),
    }
}

fn describe_task(out: &mut String, future: &dyn AnyFuture, task: &TaskState, depth: usize) {
    let call = task.call();
    let at = task.outermost().map_or(call.defined_at, |frame| frame.at);
    let (how, at) = match future.base().done() {
        true => ("done, defined at", call.defined_at),
        false => ("running at", at),
    };
    let name = super::repr::text(&task.name());
    let line = future.base().event_loop().getline(at);
    let _ = write!(
        out,
        " name={name} coro=<{}() {how} {}:{}>",
        call.name, line.file, line.number
    );
    if let Some(waiter) = task.waiter() {
        let _ = write!(out, " wait_for={}", repr(&*waiter, depth + 1));
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::Cancelled => "cancelled",
        State::Returned | State::Raised => "finished",
    }
}

/// What `print_stack` prints; every part ends in a newline, or is empty.
pub(crate) struct PrintedStack {
    pub(crate) heading: String,
    pub(crate) frames: String,
    pub(crate) exception: String,
}

/// `base_tasks._task_print_stack`
pub(crate) fn print_stack(task: &Rc<dyn AnyFuture>, frames: &[Frame]) -> PrintedStack {
    let exception = task.base().peek_exception();
    let (what, more) = match (frames, &exception) {
        ([], _) => ("No stack", ""),
        (_, None) => ("Stack", " (most recent call last):"),
        (_, Some(_)) => ("Traceback", " (most recent call last):"),
    };
    let event_loop = task.base().event_loop();
    PrintedStack {
        heading: format!("{what} for {}{more}\n", describe(task)),
        frames: frames
            .iter()
            .map(|frame| print_frame(&event_loop, frame))
            .collect(),
        exception: exception.map_or_else(String::new, |exception| format!("{exception}\n")),
    }
}

/// `traceback.print_list` of one.
fn print_frame(event_loop: &EventLoop, frame: &Frame) -> String {
    let SourceLine { file, number, text } = event_loop.getline(frame.at);
    let place = format!("  File \"{file}\", line {number}, in {}\n", frame.call.name);
    match &*text {
        "" => place,
        text => format!("{place}    {text}\n"),
    }
}
