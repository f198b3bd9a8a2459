//! `Task.__step`: the coroutine is sent or thrown into, and what it yields decides what wakes it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::{AnyTask, TaskCore, TaskState};
use crate::events::{CancelOrigin, Event};
use crate::runtime::cancel::cancel_or_report;
use crate::runtime::coroutine::Coroutine;
use crate::runtime::describe::describe;
use crate::runtime::event_loop::EventLoop;
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::{AnyFuture, DoneCallback, FutureCell};
use crate::runtime::handles::Run;
use crate::runtime::places::SourceLocation;

/// The step that is running, if one is.
#[derive(Default)]
pub(crate) struct StepState {
    task: RefCell<Option<Rc<dyn AnyFuture>>>,
    /// What `coro.throw` would throw in.
    pub(super) thrown: RefCell<Option<Exception>>,
    pub(super) yielded: RefCell<Option<Yield>>,
    pub(super) suspensions: Cell<u64>,
}

/// What the task awaits now, as its leaf said.
pub(super) struct Yield {
    pub(super) on: Option<Rc<dyn AnyFuture>>,
    pub(super) at: SourceLocation,
}

impl StepState {
    pub(crate) fn task(&self) -> Option<AnyTask> {
        self.task.borrow().clone().map(AnyTask)
    }
}

/// `Task.__step`
///
/// # Errors
/// `SystemExit` and `KeyboardInterrupt`, which are the task's exception and go on to the loop.
pub(crate) fn step<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    mut thrown: Option<Exception>,
) -> Result {
    let (event_loop, id) = (&cell.base.event_loop(), &cell.base.id);
    let state = &core.state;
    // A step that held the loop is the same step still.
    let goes_on = event_loop.goes_on();
    if cell.base.done() {
        return Ok(());
    }
    if goes_on {
        let coroutine = core.coroutine.borrow_mut().take();
        return match coroutine {
            Some(coroutine) => go_on(cell, core, coroutine, None),
            None => Ok(()),
        };
    }
    if state.must_cancel.replace(false) && !thrown.as_ref().is_some_and(Exception::is_cancelled) {
        thrown = Some(cell.base.make_cancelled_error());
    }
    drop(state.fut_waiter.borrow_mut().take());
    let Some(coroutine) = core.coroutine.borrow_mut().take() else {
        return Ok(());
    };
    event_loop.emit(|| Event::TaskResumed {
        task: *id,
        thrown: thrown.as_ref().map(Exception::told),
        eager: false,
    });
    go_on(cell, core, coroutine, thrown)
}

fn go_on<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    coroutine: Coroutine<T>,
    thrown: Option<Exception>,
) -> Result {
    let (event_loop, state) = (&cell.base.event_loop(), &core.state);
    let this: Rc<dyn AnyFuture> = cell.clone();
    let outer = event_loop.0.step.task.replace(Some(this.clone()));
    let polled = send(event_loop, state, coroutine, thrown);
    let ended = match polled {
        Ok(result) => {
            event_loop.forget_hold();
            finish(cell, core, result)
        }
        Err(coroutine) => {
            *core.coroutine.borrow_mut() = Some(coroutine);
            match event_loop.begin_hold(&this) {
                true => Ok(()),
                false => suspend(&this, state),
            }
        }
    };
    event_loop.0.step.task.replace(outer);
    ended
}

/// `coro.send(None)` or `coro.throw(exc)`: how the coroutine ended, or itself if it goes on.
fn send<T>(
    event_loop: &EventLoop,
    state: &TaskState,
    mut coroutine: Coroutine<T>,
    thrown: Option<Exception>,
) -> std::result::Result<Result<T>, Coroutine<T>> {
    if state.unstarted.replace(false)
        && let Some(exception) = thrown
    {
        coroutine.close();
        return Ok(Err(exception));
    }
    *event_loop.0.step.thrown.borrow_mut() = thrown;
    let poll = coroutine.poll_body(&mut Context::from_waker(Waker::noop()));
    drop(event_loop.0.step.thrown.borrow_mut().take());
    match poll {
        Poll::Ready(result) => {
            // A leaf that suspended and was then dropped in the same step leaves nothing behind.
            drop(event_loop.0.step.yielded.borrow_mut().take());
            Ok(result)
        }
        Poll::Pending => Err(coroutine),
    }
}

fn finish<T: Clone + 'static>(
    cell: &Rc<FutureCell<T>>,
    core: &TaskCore<T>,
    result: Result<T>,
) -> Result {
    core.state.leave(&cell.base);
    match result {
        Ok(_) if core.state.must_cancel.replace(false) => {
            // It was cancelled right before its coroutine ended: the value is lost.
            let message = cell.base.cancel_message();
            cell.clone().cancel_plain(message)?;
        }
        Ok(value) => cell.complete(value)?,
        Err(exception) if exception.is_cancelled() => {
            cell.base.set_cancelled_exc(exception);
            cell.clone().cancel_plain(None)?;
        }
        Err(exception) => {
            cell.fail(exception.clone())?;
            if exception.leaves_the_loop() {
                return Err(exception);
            }
        }
    }
    Ok(())
}

/// The second half of `__step_run_and_handle_result`: what was yielded decides what wakes the task.
///
/// # Errors
/// None while the loop is open, as it is while a step of its runs.
fn suspend(this: &Rc<dyn AnyFuture>, state: &TaskState) -> Result {
    let base = this.base();
    let event_loop = &base.event_loop();
    let yielded = event_loop.0.step.yielded.borrow_mut().take();
    let at = AnyTask(this.clone()).line_outside().unwrap_or_else(|| {
        yielded
            .as_ref()
            .map_or(state.created_at, |yielded| yielded.at)
    });
    let on = yielded.as_ref().and_then(|yielded| yielded.on.as_ref());
    event_loop.emit(|| Event::TaskSuspended {
        task: base.id,
        on: on.map(|future| future.base().id),
        at: event_loop.place(at),
    });
    let refuse = |message: String| {
        let exception = Exception::internal(&classes::RUNTIME_ERROR, message);
        event_loop.soon(Run::Step(this.clone(), Some(exception)));
    };
    match yielded {
        None => refuse(
            "Task got bad yield: only what this runtime makes can be awaited in a task".into(),
        ),
        Some(Yield { on: None, .. }) => event_loop.soon(Run::Step(this.clone(), None)),
        Some(Yield {
            on: Some(future), ..
        }) if !future.base().is_on(event_loop) => {
            future.base().refuse();
            refuse(format!(
                "Task {} got Future {} attached to a different loop",
                describe(this),
                describe(&future)
            ));
        }
        Some(Yield {
            on: Some(future), ..
        }) if Rc::ptr_eq(&future, this) => {
            base.refuse();
            refuse(format!("Task cannot await on itself: {}", describe(this)));
        }
        Some(Yield {
            on: Some(future), ..
        }) => {
            future
                .base()
                .add_callback(&future, DoneCallback::Wakeup(this.clone()))?;
            *state.fut_waiter.borrow_mut() = Some(future.clone());
            if state.must_cancel.get() {
                let message = base.cancel_message();
                if cancel_or_report(future, message, CancelOrigin::Task(base.id)) {
                    state.must_cancel.set(false);
                }
            }
        }
    }
    Ok(())
}
