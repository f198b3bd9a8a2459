//! A task of whatever result.

use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use super::{Name, TaskState};
use crate::events::{CancelOrigin, Event, FutureId, Stream, TaskId};
use crate::runtime::call::{Call, Frame};
use crate::runtime::cancel::cancel_or_report;
use crate::runtime::describe::{self, describe};
use crate::runtime::exceptions::{Exception, Result};
use crate::runtime::futures::{AnyFuture, Kind, raised_at};
use crate::runtime::output::output;
use crate::runtime::places::SourceLocation;
use crate::runtime::standing::stand_at;
use crate::runtime::traceback::LiveFrame;

/// A task of whatever result, as `all_tasks` and `current_task` give it.
#[derive(Clone)]
pub struct AnyTask(pub(crate) Rc<dyn AnyFuture>);

impl AnyTask {
    pub(super) fn state(&self) -> Option<&TaskState> {
        match self.0.kind() {
            Kind::Task(state) => Some(state),
            Kind::Plain | Kind::Gather(_) => None,
        }
    }

    /// Its number on its loop.
    pub fn id(&self) -> TaskId {
        self.0.base().id
    }

    /// `Future.done()`
    pub fn done(&self) -> bool {
        self.0.base().done()
    }

    /// `Future.cancelled()`
    pub fn cancelled(&self) -> bool {
        self.0.base().cancelled()
    }

    /// `Future.exception()`
    ///
    /// # Errors
    /// As for [`Future::exception`](crate::runtime::futures::Future::exception).
    #[track_caller]
    pub fn exception(&self) -> Result<Option<Exception>> {
        let at = Location::caller();
        let exception = self.0.base().exception();
        exception.inspect_err(|exception| raised_at(exception, at))
    }

    /// `Task.cancel()`
    pub fn cancel(&self) -> bool {
        self.cancel_by(CancelOrigin::Program)
    }

    pub(crate) fn cancel_by(&self, origin: CancelOrigin) -> bool {
        cancel_or_report(self.0.clone(), None, origin)
    }

    /// `Task.cancel(msg)`
    pub fn cancel_with(&self, message: impl Into<Rc<str>>) -> bool {
        cancel_or_report(self.0.clone(), Some(message.into()), CancelOrigin::Program)
    }

    /// `Task.cancelling()`
    pub fn cancelling(&self) -> u32 {
        self.state()
            .map_or(0, |state| state.cancels_requested.get())
    }

    /// `Task.uncancel()`
    pub fn uncancel(&self) -> u32 {
        let Some(state) = self.state() else { return 0 };
        let requested = state.cancels_requested.get();
        if requested == 0 {
            return 0;
        }
        state.cancels_requested.set(requested - 1);
        if requested == 1 {
            state.must_cancel.set(false);
        }
        self.0.base().event_loop().emit(|| Event::Uncancelled {
            task: self.id(),
            remaining: requested - 1,
        });
        requested - 1
    }

    /// `Task.get_name()`
    pub fn get_name(&self) -> Rc<str> {
        self.state()
            .map(TaskState::name)
            .unwrap_or_else(|| "".into())
    }

    /// `Task.set_name(name)`
    pub fn set_name(&self, name: impl Into<Rc<str>>) {
        let Some(state) = self.state() else { return };
        let name = name.into();
        *state.name.borrow_mut() = Name::Given(name.clone());
        self.0.base().event_loop().emit(|| Event::TaskRenamed {
            task: self.id(),
            name,
        });
    }

    /// The call that its coroutine is, which is what can be known of `Task.get_coro()`: the coroutine
    /// itself belongs to the loop.
    pub fn call(&self) -> Option<Call> {
        self.state().map(|state| state.call.clone())
    }

    /// `Task.print_stack()`: [`AnyTask::get_stack`] in a traceback's words, each frame with its source
    /// line where the loop knows it ([`EventLoop::set_linecache`](crate::runtime::EventLoop::set_linecache)). As in CPython, the frames go to
    /// standard error, and what stands before and after them to standard output. The exception stays
    /// "never retrieved".
    #[track_caller]
    pub fn print_stack(&self) {
        let at = Location::caller();
        let printed = describe::print_stack(&self.0, &self.get_stack());
        let parts = [
            (Stream::Stdout, printed.heading),
            (Stream::Stderr, printed.frames),
            (Stream::Stdout, printed.exception),
        ];
        for (stream, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            output(*stream, &text.trim_end_matches('\n'), at);
        }
    }

    /// `Task.print_stack(limit=limit, file=file)`: the first `limit` frames, or all; everything goes
    /// to `file`.
    ///
    /// # Errors
    /// Those of `file`.
    #[track_caller]
    pub fn print_stack_to(&self, file: &mut impl fmt::Write, limit: Option<usize>) -> fmt::Result {
        let mut frames = self.get_stack();
        frames.truncate(limit.unwrap_or(usize::MAX));
        let printed = describe::print_stack(&self.0, &frames);
        file.write_str(&printed.heading)?;
        file.write_str(&printed.frames)?;
        file.write_str(&printed.exception)
    }

    /// `Task.get_stack()`: the outermost frame of a task that is not done (CPython too gives only
    /// one of its coroutines); the traceback's frames, outermost first, of one that an exception
    /// ended; none of one that returned or is cancelled. CPython's `limit` is `take` here.
    ///
    /// What is not here is what is no coroutine: under the frame of the task that is running CPython
    /// has those of the loop and of what called that, and in a traceback those of plain functions.
    /// An exception that was caught is raised again without a line of its own; so is one that was
    /// made on an earlier line.
    #[track_caller]
    pub fn get_stack(&self) -> Vec<Frame> {
        stand_at(Location::caller());
        let Some(state) = self.state() else {
            return Vec::new();
        };
        if self.done() {
            let exception = self.0.base().peek_exception();
            return exception.map_or_else(Vec::new, |exception| exception.traceback());
        }
        // Not started yet: it stands at its first line.
        let unstarted = || Frame {
            call: state.call.clone(),
            at: state.call.defined_at,
        };
        vec![state.outermost().unwrap_or_else(unstarted)]
    }

    /// All its frames, outermost first: more than CPython can tell of a suspended task.
    pub fn frames(&self) -> Vec<Frame> {
        self.state()
            .map(|state| state.frames.borrow().iter().map(LiveFrame::frame).collect())
            .unwrap_or_default()
    }

    /// The exception has come to the frame at this depth.
    pub(crate) fn trace(&self, exception: &Exception, depth: usize) {
        if let Some(state) = self.state()
            && let Some(frame) = state.frames.borrow_mut().get_mut(depth)
        {
            exception.enters(frame.entry());
        }
    }

    pub(crate) fn trace_innermost(&self, exception: &Exception) {
        self.trace(exception, self.depth().wrapping_sub(1));
    }

    /// `_fut_waiter`
    pub(crate) fn waiter(&self) -> Option<Rc<dyn AnyFuture>> {
        self.state().and_then(TaskState::waiter)
    }

    pub(crate) fn stand_at(&self, at: SourceLocation) {
        if let Some(state) = self.state()
            && let Some(frame) = state.frames.borrow_mut().last_mut()
        {
            frame.stand_at(at);
        }
    }

    /// The program's own line at which it stands, while asyncio's own coroutines run further in.
    pub(crate) fn line_outside(&self) -> Option<SourceLocation> {
        let frames = self.state()?.frames.borrow();
        let inside = frames.iter().rev().take_while(|frame| frame.is_internal());
        match inside.count() {
            0 => None,
            count => frames.iter().rev().nth(count).map(LiveFrame::line),
        }
    }

    /// How many frames it has.
    pub(crate) fn depth(&self) -> usize {
        self.state().map_or(0, |state| state.frames.borrow().len())
    }

    pub(crate) fn push_frame(&self, frame: LiveFrame, from: SourceLocation) -> usize {
        let Some(state) = self.state() else { return 0 };
        let mut frames = state.frames.borrow_mut();
        if let Some(caller) = frames.last_mut() {
            caller.stand_at(from);
        }
        frames.push(frame);
        frames.len() - 1
    }

    pub(crate) fn pop_frames(&self, depth: usize) {
        let Some(state) = self.state() else { return };
        let mut frames = state.frames.borrow_mut();
        if frames.len() > depth {
            frames.truncate(depth);
            drop(frames);
            self.0
                .base()
                .event_loop()
                .emit(|| Event::FrameExited { task: self.id() });
        }
    }
}

impl PartialEq for AnyTask {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for AnyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&describe(&self.0))
    }
}

/// What a future stands for on the screen when it is a task: its id.
impl From<&AnyTask> for FutureId {
    fn from(task: &AnyTask) -> Self {
        task.id()
    }
}
