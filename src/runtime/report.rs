//! What goes wrong outside any coroutine: `loop.call_exception_handler`.

use std::rc::Rc;

use super::coroutine::eprint;
use super::event_loop::EventLoop;
use super::exceptions::Exception;
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
pub type ExceptionHandler = dyn Fn(&EventLoop, &ExceptionContext);

impl EventLoop {
    /// `loop.call_exception_handler(context)`: the program's handler, or the default one, which
    /// writes the message and the exception's last line to stderr.
    pub fn call_exception_handler(&self, context: &ExceptionContext) {
        self.emit(|| Event::ExceptionReported {
            message: context.message.clone(),
            exception: context.exception.as_ref().map(|e| e.to_string().into()),
            future: context.future,
        });
        match self.exception_handler() {
            Some(handler) => handler(self, context),
            None => self.default_exception_handler(context),
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
