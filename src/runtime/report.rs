//! What goes wrong outside any coroutine: `loop.call_exception_handler`.

use std::cell::RefCell;
use std::rc::Rc;

use super::coroutine::{frames_left, too_deep};
use super::event_loop::EventLoop;
use super::exceptions::{Exception, Result, classes};
use super::output::eprint;
use crate::events::{Event, FutureId, HandleId, ReportReason};
use crate::runtime::call::Call;

/// The `context` of `loop.call_exception_handler(context)`.
#[derive(Clone, Debug)]
pub struct ExceptionContext {
    /// `context['message']`
    pub message: Rc<str>,
    /// Why the handler is called, for who listens to the loop.
    reason: ReportReason,
    /// `context.get('exception')`
    pub exception: Option<Exception>,
    /// The future or task it is about: `context['future']`, `context['task']`.
    pub future: Option<FutureId>,
    /// Where its handler is called.
    entered: Entered,
}

impl ExceptionContext {
    /// `{'message': message, 'exception': exception, 'future': future}`, each as far as it is there.
    pub fn new(
        message: impl Into<Rc<str>>,
        exception: Option<Exception>,
        future: Option<FutureId>,
    ) -> Self {
        Self {
            message: message.into(),
            reason: ReportReason::Other,
            exception,
            future,
            entered: Entered::Nothing,
        }
    }

    pub(crate) fn because(mut self, reason: ReportReason) -> Self {
        self.reason = reason;
        self
    }

    /// The same of a task: its handler is called in the task's own `contextvars.Context`.
    pub(crate) fn of_task(
        message: impl Into<Rc<str>>,
        exception: Option<Exception>,
        task: FutureId,
    ) -> Self {
        Self {
            entered: Entered::OfTask(task),
            ..Self::new(message, exception, Some(task))
        }
    }

    /// What a handle's callback raised: its handler is called in the handle's `contextvars.Context`.
    pub(crate) fn of_handle(
        message: impl Into<Rc<str>>,
        exception: Exception,
        handle: HandleId,
    ) -> Self {
        Self {
            entered: Entered::OfHandle(handle),
            ..Self::new(message, Some(exception), None)
        }
    }
}

/// What `set_exception_handler` takes.
pub type ExceptionHandler = dyn Fn(&EventLoop, &ExceptionContext) -> Result;

/// The exception handler of a loop, and the calls of it that are on: inside each other, for a handler
/// may report something itself.
#[derive(Default)]
pub(crate) struct Handlers {
    /// None is the default one.
    pub(crate) handler: RefCell<Option<Rc<ExceptionHandler>>>,
    calls: RefCell<Vec<Entered>>,
}

/// The `contextvars.Context` that a handler is called in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entered {
    OfTask(FutureId),
    OfHandle(HandleId),
    /// None: it is called straight.
    Nothing,
}

/// The frames of a call of the handler: `call_exception_handler`, and the handler.
const FRAMES_OF_CALL: usize = 2;
/// The frames that asyncio's logger takes to write a report with its traceback.
const FRAMES_OF_LOGGING: usize = 30;

impl EventLoop {
    /// `loop.call_exception_handler(context)`: the program's handler, or the default one, which
    /// writes the message and the exception's last line to stderr.
    ///
    /// A handler may call it in turn, until the recursion limit: then the innermost call is a
    /// `RecursionError`, which is reported as soon as there is room for it.
    ///
    /// # Errors
    /// `SystemExit` and `KeyboardInterrupt` of the program's handler; `RecursionError` where there is
    /// no room for another call. Anything else that the handler raises is reported by the default one,
    /// as "Unhandled error in exception handler".
    pub fn call_exception_handler(&self, context: &ExceptionContext) -> Result {
        let handlers = &self.0.handlers;
        let frames = frames_left().saturating_sub(FRAMES_OF_CALL * handlers.calls.borrow().len());
        if frames < FRAMES_OF_CALL {
            return Err(too_deep());
        }
        self.emit(|| Event::ExceptionReported {
            reason: context.reason,
            message: context.message.clone(),
            exception: context.exception.as_ref().map(Exception::told),
            future: context.future,
        });
        let handler = handlers.handler.borrow().clone();
        let Some(handler) = handler else {
            self.default_exception_handler(context);
            return Ok(());
        };
        let Err(exception) = self.call(&*handler, context) else {
            return Ok(());
        };
        if exception.leaves_the_loop() || frames < FRAMES_OF_LOGGING {
            return Err(exception);
        }
        let message = match exception.is(&classes::RECURSION_ERROR) {
            // The default handler has no room either, but the line after it has.
            true => {
                "Exception in default exception handler while handling an unexpected error in custom \
                 exception handler"
            }
            false => "Unhandled error in exception handler",
        };
        self.default_exception_handler(&ExceptionContext {
            message: message.into(),
            exception: Some(exception),
            ..context.clone()
        });
        Ok(())
    }

    /// Calls the program's handler in the context of the task or the handle that `context` is about.
    fn call(&self, handler: &ExceptionHandler, context: &ExceptionContext) -> Result {
        let calls = &self.0.handlers.calls;
        let entered = context.entered;
        if entered != Entered::Nothing && calls.borrow().contains(&entered) {
            let message = "cannot enter context: <_contextvars.Context object> is already entered";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        calls.borrow_mut().push(entered);
        let ended = handler(self, context);
        calls.borrow_mut().pop();
        ended
    }

    /// The same from a destructor (`__del__`), out of which nothing can be raised: Python's
    /// `sys.unraisablehook` writes to stderr what is ignored there.
    pub(crate) fn call_exception_handler_unraisably(&self, context: &ExceptionContext) {
        if let Err(exception) = self.call_exception_handler(context) {
            let _running = self.enter();
            eprint("Exception ignored in: BaseEventLoop.call_exception_handler");
            eprint(exception);
        }
    }

    /// `loop.default_exception_handler(context)`
    pub fn default_exception_handler(&self, context: &ExceptionContext) {
        let _running = self.enter();
        eprint(&context.message);
        if let Some(exception) = &context.exception {
            eprint(exception);
        }
    }

    pub(crate) fn report_never_awaited(&self, call: &Call) {
        self.emit(|| Event::NeverAwaited {
            call: call.told(self),
        });
        warn_at_run_time(format_args!("coroutine '{}' was never awaited", call.name));
    }
}

/// `warnings.warn(message, RuntimeWarning)`, without a place in the source.
pub(crate) fn warn_at_run_time(message: impl std::fmt::Display) {
    eprint(format_args!("RuntimeWarning: {message}"));
}
