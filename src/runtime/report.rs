//! What goes wrong outside any coroutine: `loop.call_exception_handler`.

use std::rc::Rc;

use super::coroutine::eprint;
use super::event_loop::EventLoop;
use super::exceptions::{Exception, Result};
use super::instrument::{Call, Event, FutureId};

/// The `context` of `loop.call_exception_handler(context)`.
#[derive(Clone, Debug)]
pub struct ExceptionContext {
    /// `context['message']`
    pub message: Rc<str>,
    /// `context.get('exception')`
    pub exception: Option<Exception>,
    /// The future or task it is about.
    pub future: Option<FutureId>,
}

/// What `set_exception_handler` takes.
pub type ExceptionHandler = dyn Fn(&EventLoop, &ExceptionContext) -> Result;

impl EventLoop {
    /// `loop.call_exception_handler(context)`: the program's handler, or the default one, which
    /// writes the message and the exception's last line to stderr.
    ///
    /// # Errors
    /// `SystemExit` and `KeyboardInterrupt` of the program's handler. Anything else that it raises is
    /// reported by the default one, as "Unhandled error in exception handler".
    pub fn call_exception_handler(&self, context: &ExceptionContext) -> Result {
        self.emit(|| Event::ExceptionReported {
            message: context.message.clone(),
            exception: context.exception.as_ref().map(|e| e.to_string().into()),
            future: context.future,
        });
        let Some(handler) = self.exception_handler() else {
            self.default_exception_handler(context);
            return Ok(());
        };
        match handler(self, context) {
            Err(exception) if exception.leaves_the_loop() => Err(exception),
            Err(exception) => {
                self.default_exception_handler(&ExceptionContext {
                    message: "Unhandled error in exception handler".into(),
                    exception: Some(exception),
                    future: context.future,
                });
                Ok(())
            }
            Ok(()) => Ok(()),
        }
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
            call: Rc::new(call.clone()),
        });
        eprint(format_args!(
            "RuntimeWarning: coroutine '{}' was never awaited",
            call.name
        ));
    }
}
