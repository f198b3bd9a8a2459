//! `cancel()` as it travels: from a task to what it awaits, and on to the innermost.
//!
//! CPython recurses, in C from task to task and in Python through each gather: tasks that await each
//! other in a circle end in `RecursionError`, and so does a chain that is longer than one of its two
//! limits. Here the way is kept in a list, so that the stack stays as it is; the limits are CPython's.

use std::rc::Rc;

use super::coroutine::{frames_left, too_deep};
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, Kind};
use super::report::ExceptionContext;
use crate::events::{CancelOrigin, Event};

/// The longest chain of tasks that await each other which `cancel` follows: what `Py_C_RECURSION_LIMIT`
/// of 10,000 leaves for them.
const MAX_TASKS: usize = 9_989;
/// The Python frames that the cancel of the innermost future takes for itself (`call_soon` and what
/// that calls): so many fewer are left for gathers inside each other.
const FRAMES_OF_CALL_SOON: usize = 5;

/// `cancel(msg)`, for those who do not ask what it raises: that goes to the loop's exception handler.
pub(crate) fn cancel_or_report(
    target: Rc<dyn AnyFuture>,
    message: Option<Rc<str>>,
    origin: CancelOrigin,
) -> bool {
    let event_loop = target.base().event_loop();
    let id = target.base().id;
    cancel(target, message, origin).unwrap_or_else(|exception| {
        let context = ExceptionContext::new("cancel() failed", Some(exception), Some(id));
        event_loop.call_exception_handler_unraisably(&context);
        false
    })
}

/// `cancel(msg)`
///
/// # Errors
/// `RecursionError`; see [`super::Future::try_cancel`].
pub(crate) fn cancel(
    target: Rc<dyn AnyFuture>,
    message: Option<Rc<str>>,
    origin: CancelOrigin,
) -> Result<bool> {
    let mut way = Way {
        origin,
        message,
        passed: Vec::new(),
        tasks: 0,
        gathers_left: frames_left().saturating_sub(FRAMES_OF_CALL_SOON),
    };
    let mut answer = way.ask(target)?;
    loop {
        answer = match answer {
            Answer::Ask(inner) => way.ask(inner)?,
            Answer::Taken(taken) => match way.passed.pop() {
                Some(passed) => way.tell(passed, taken),
                None => return Ok(taken),
            },
        };
    }
}

/// The way from what was asked to cancel to where the request is now.
struct Way {
    /// Who asked first.
    origin: CancelOrigin,
    message: Option<Rc<str>>,
    /// Outermost first.
    passed: Vec<Passed>,
    /// How many of these are tasks.
    tasks: usize,
    /// How many more gathers may be inside each other.
    gathers_left: usize,
}

/// What has passed the request on, and waits for the answer.
enum Passed {
    /// It has counted the request, and asked what it awaits.
    Task(Rc<dyn AnyFuture>),
    /// It asks its children one after the other.
    Gather {
        gather: Rc<dyn AnyFuture>,
        /// The index of the child that is asked next.
        next: usize,
        /// Whether a child has taken the request.
        any: bool,
    },
}

/// What a `cancel()` comes to.
enum Answer {
    /// It asks this one first.
    Ask(Rc<dyn AnyFuture>),
    /// It returns whether there was something to cancel.
    Taken(bool),
}

impl Way {
    /// `target.cancel(msg)`
    fn ask(&mut self, target: Rc<dyn AnyFuture>) -> Result<Answer> {
        let base = target.base();
        if base.done() {
            if let Kind::Task(_) | Kind::Plain = target.kind() {
                base.forget_traceback();
            }
            return Ok(Answer::Taken(false));
        }
        self.check_depth(&target)?;
        let event_loop = base.event_loop();
        event_loop.emit(|| Event::CancelRequested {
            target: base.id,
            origin: self.origin(),
            by: event_loop.current_task().map(|task| task.id()),
            message: self.message.clone(),
        });
        match target.kind() {
            Kind::Plain => {
                let taken = target.clone().cancel_plain(self.message.clone())?;
                Ok(Answer::Taken(taken))
            }
            Kind::Gather(_) => {
                self.gathers_left -= 1;
                let gather = Passed::Gather {
                    gather: target.clone(),
                    next: 0,
                    any: false,
                };
                Ok(self.tell(gather, false))
            }
            Kind::Task(task) => {
                base.forget_traceback();
                task.count_cancel();
                let Some(waiter) = task.waiter() else {
                    task.must_cancel(base, &self.message);
                    return Ok(Answer::Taken(true));
                };
                self.tasks += 1;
                self.passed.push(Passed::Task(target.clone()));
                Ok(Answer::Ask(waiter))
            }
        }
    }

    /// Who asks the one that is asked now.
    fn origin(&self) -> CancelOrigin {
        match self.passed.last() {
            None => self.origin,
            Some(Passed::Task(task)) => CancelOrigin::Task(task.base().id),
            Some(Passed::Gather { gather, .. }) => CancelOrigin::Gather(gather.base().id),
        }
    }

    fn check_depth(&self, target: &Rc<dyn AnyFuture>) -> Result {
        match target.kind() {
            Kind::Task(_) if self.tasks == MAX_TASKS => {
                let message = "maximum recursion depth exceeded while calling a Python object";
                Err(Exception::internal(&classes::RECURSION_ERROR, message))
            }
            Kind::Gather(_) if self.gathers_left == 0 => Err(too_deep()),
            _ => Ok(()),
        }
    }

    /// What `passed` has asked has answered; what it comes to then itself.
    fn tell(&mut self, passed: Passed, taken: bool) -> Answer {
        match passed {
            Passed::Task(task) => {
                self.tasks -= 1;
                // What it awaits is done already: its own step is queued.
                if !taken && let Kind::Task(state) = task.kind() {
                    state.must_cancel(task.base(), &self.message);
                }
                Answer::Taken(true)
            }
            Passed::Gather { gather, next, any } => {
                let any = any || taken;
                let Kind::Gather(core) = gather.kind() else {
                    return Answer::Taken(any);
                };
                if let Some(child) = core.child(next) {
                    self.passed.push(Passed::Gather {
                        gather: gather.clone(),
                        next: next + 1,
                        any,
                    });
                    return Answer::Ask(child);
                }
                self.gathers_left += 1;
                if any {
                    core.request_cancel();
                }
                Answer::Taken(any)
            }
        }
    }
}
