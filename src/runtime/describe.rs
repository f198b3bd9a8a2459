//! `repr` of futures and tasks (asyncio `base_futures.py`, `base_tasks.py`), and a task's stack in
//! print.

use std::fmt::Write;
use std::rc::Rc;

use super::coroutine::{Frame, eprint};
use super::futures::{AnyFuture, Kind, State};
use super::tasks::{AnyTask, TaskState};

/// How many tasks a repr goes along `wait_for=`. (CPython goes on until a circle closes.)
const MAX_DEPTH: usize = 8;

/// `<Future finished exception=ValueError('boom')>`, or
/// `<Task pending name='Task-1' coro=<main() running at src/main.rs:3> wait_for=<Future pending>>`.
/// A result is left out: it may be of a type that cannot be shown.
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
        describe_task(&mut out, task, base.done(), depth);
    }
    if let Some(exception) = base.peek_exception() {
        let _ = write!(out, " exception={}", exception.repr());
    }
    let callbacks = base.callback_names();
    match callbacks.as_slice() {
        [] => {}
        [one] => out.push_str(&format!(" cb=[{one}()]")),
        [one, two] => out.push_str(&format!(" cb=[{one}(), {two}()]")),
        [first, middle @ .., last] => {
            let _ = write!(out, " cb=[{first}(), <{} more>, {last}()]", middle.len());
        }
    }
    out.push('>');
    out
}

fn describe_task(out: &mut String, task: &TaskState, done: bool, depth: usize) {
    let call = task.call();
    let at = task.outermost().map_or(call.defined_at, |frame| frame.at);
    let (how, at) = match done {
        true => ("done, defined at", call.defined_at),
        false => ("running at", at),
    };
    let name = super::repr::text(&task.name());
    let (file, line) = (at.file(), at.line());
    let _ = write!(
        out,
        " name={name} coro=<{}() {how} {file}:{line}>",
        call.name
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

/// `base_tasks._task_print_stack`, without the source's lines: they are not here.
pub(crate) fn print_stack(task: &AnyTask, frames: &[Frame]) {
    let repr = describe(&task.0);
    let exception = task.0.base().peek_exception();
    eprint(match (frames, &exception) {
        ([], _) => format!("No stack for {repr}"),
        (_, None) => format!("Stack for {repr} (most recent call last):"),
        (_, Some(_)) => format!("Traceback for {repr} (most recent call last):"),
    });
    for Frame { call, at } in frames {
        let (file, line, name) = (at.file(), at.line(), call.name);
        eprint(format_args!("  File \"{file}\", line {line}, in {name}"));
    }
    if let Some(exception) = exception {
        eprint(exception);
    }
}
