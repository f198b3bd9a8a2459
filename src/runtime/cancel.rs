//! `cancel()` as it travels: from a task to what it awaits, and on to the innermost.
//!
//! CPython recurses: tasks that await each other in a circle end in `RecursionError`, and so does a
//! chain that is longer than its recursion limit. Here the walk along tasks is a loop (a stack
//! overflow would take the whole page), which gives up after `MAX_CHAIN` tasks, and only gather
//! branches.

use std::rc::Rc;

use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, Kind};
use super::instrument::Event;

/// The longest chain of tasks that await each other which `cancel` follows.
const MAX_CHAIN: usize = 5_000;
/// How deep gathers may be nested inside each other.
const MAX_DEPTH: usize = 200;

/// `cancel(msg)`, for those who do not ask what it raises: a `RecursionError` goes to the loop's
/// exception handler.
pub(crate) fn cancel_or_report(target: Rc<dyn AnyFuture>, message: Option<Rc<str>>) -> bool {
    let event_loop = target.base().event_loop();
    let id = target.base().id;
    cancel(target, message).unwrap_or_else(|exception| {
        event_loop.call_exception_handler_unraisably(&super::report::ExceptionContext {
            message: "cancel() failed".into(),
            exception: Some(exception),
            future: Some(id),
        });
        false
    })
}

/// `cancel(msg)`
pub(crate) fn cancel(target: Rc<dyn AnyFuture>, message: Option<Rc<str>>) -> Result<bool> {
    walk(target, &message, 0)
}

fn walk(target: Rc<dyn AnyFuture>, message: &Option<Rc<str>>, depth: usize) -> Result<bool> {
    // The tasks passed on the way in, each of which has counted the request.
    let mut passed: Vec<Rc<dyn AnyFuture>> = Vec::new();
    let mut current = target;
    let cancelled = loop {
        if passed.len() > MAX_CHAIN || depth > MAX_DEPTH {
            return Err(Exception::internal(
                &classes::RECURSION_ERROR,
                "maximum recursion depth exceeded",
            ));
        }
        let base = current.base();
        if !base.done() {
            let event_loop = base.event_loop();
            event_loop.emit(|| Event::CancelRequested {
                target: base.id,
                by: event_loop.current_task().map(|task| task.id()),
                message: message.clone(),
            });
        }
        let inner = match current.kind() {
            Kind::Plain => break current.clone().cancel_plain(message.clone()),
            Kind::Gather(gather) => {
                if base.done() {
                    break false;
                }
                let mut any = false;
                for child in gather.children().iter() {
                    any |= walk(child.clone(), message, depth + 1)?;
                }
                if any {
                    gather.request_cancel();
                }
                break any;
            }
            Kind::Task(task) => {
                base.forget_traceback();
                if base.done() {
                    break false;
                }
                task.count_cancel();
                match task.waiter() {
                    Some(waiter) => waiter,
                    None => {
                        task.must_cancel(base, message);
                        break true;
                    }
                }
            }
        };
        passed.push(std::mem::replace(&mut current, inner));
    };
    if !cancelled {
        // What the last task awaited could not be cancelled: its own step is queued. Those further
        // out saw their cancel taken.
        if let Some(task) = passed.pop()
            && let Kind::Task(state) = task.kind()
        {
            state.must_cancel(task.base(), message);
            return Ok(true);
        }
    }
    Ok(cancelled)
}
