//! Calls that make coroutines, and the frames that they are on a task's stack.

use std::panic::Location;
use std::rc::Rc;

use super::event_loop::{EventLoop, get_running_loop, running};
use super::linecache::SourceLine;
use super::places::SourceLocation;
use crate::events::{self, Name};

/// The call that made a coroutine: name and arguments as Python would write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function's name.
    pub name: &'static str,
    /// The arguments' reprs, joined by `, `; empty when nobody listened at the call.
    pub args: Rc<str>,
    /// Where the coroutine's body begins.
    pub defined_at: SourceLocation,
    /// Whether it is asyncio's own, and not the program's.
    pub(crate) internal: bool,
}

impl Call {
    /// The same in the words of the trace.
    pub(crate) fn told(&self, event_loop: &EventLoop) -> Rc<events::Call> {
        Rc::new(events::Call {
            name: Name::of(self.name),
            args: self.args.clone(),
            defined_at: event_loop.place(self.defined_at),
            internal: self.internal,
        })
    }
}

/// One entry of a task's stack.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The coroutine's call.
    pub call: Call,
    /// The line it stands at: its last await, print, `raise`, `result()` or call of another
    /// coroutine.
    pub at: SourceLocation,
}

impl Frame {
    /// The line it stands at in its loop's program: `frame.f_lineno`, `frame.f_code.co_filename`
    /// and the text. Asked outside a running loop, it is the Rust one.
    pub fn line(&self) -> SourceLine {
        let event_loop = get_running_loop().unwrap_or_else(|_| EventLoop::new_closed());
        event_loop.getline(self.at)
    }
}

/// The call that a coroutine is: `call!(say_after(delay, what))`.
///
/// The arguments are written down as Python would show them, and only if somebody listens to the
/// running loop.
#[macro_export]
macro_rules! call {
    ($name:ident($($arg:expr),* $(,)?)) => {
        $crate::runtime::describe_call(stringify!($name), |_args: &mut ::std::vec::Vec<::std::string::String>| {
            $(_args.push($crate::runtime::Repr::repr(&$arg));)*
        })
    };
}
pub use crate::call;

/// What `call!` expands to.
#[doc(hidden)]
#[track_caller]
pub fn describe_call(name: &'static str, write: impl FnOnce(&mut Vec<String>)) -> Call {
    thread_local!(static NONE: Rc<str> = Rc::from(""));
    let args = if running(EventLoop::is_listening).unwrap_or(true) {
        let mut args = Vec::new();
        write(&mut args);
        if args.is_empty() {
            NONE.with(Rc::clone)
        } else {
            Rc::from(args.join(", "))
        }
    } else {
        NONE.with(Rc::clone)
    };
    Call {
        name,
        args,
        defined_at: Location::caller(),
        internal: false,
    }
}

/// As `call!`, for a coroutine of asyncio itself: its body begins here, whoever calls.
macro_rules! internal_call {
    ($name:ident($($arg:expr),* $(,)?)) => {{
        // A closure has no caller to speak of, where a function may be told of its own.
        let described = || $crate::runtime::call!($name($($arg),*));
        $crate::runtime::call::Call { internal: true, ..described() }
    }};
}
pub(crate) use internal_call;
