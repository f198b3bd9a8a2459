//! Exceptions as values: asyncio's own and the builtin ones that programs here raise.
//!
//! A coroutine that raises returns `Err(Exception)`, and `?` is the propagation that Python does by
//! itself. `CancelledError` is one of them: cleanup code sees it, and may suppress it.
//!
//! Of what Python chains, `__cause__` is kept, for `raise .. from ..` says it. `__context__`, which is
//! added by itself, is not: no text that asyncio prints has it in it.

use crate::events::{End, Name, Raised};
use std::cell::RefCell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use super::call::Frame;
use super::deferred_drop::deferred_drop;
use super::standing::stand_at;
use super::traceback::{Entry, Traceback};

/// What a coroutine gives: a value, or the exception it raised.
pub type Result<T = (), E = Exception> = std::result::Result<T, E>;

/// An exception class: its name as a traceback prints it, and its base.
#[derive(Debug)]
pub struct Class {
    /// The bare name, `QueueFull`.
    pub name: &'static str,
    /// The module that a traceback puts before the name; empty for builtins and for `__main__`.
    pub module: &'static str,
    /// The base class; none for `BaseException`.
    pub base: Option<&'static Class>,
}

impl Class {
    /// A class that the program defines itself: `class name(base)`.
    pub const fn new(name: &'static str, base: &'static Class) -> Self {
        Self {
            name,
            module: "",
            base: Some(base),
        }
    }

    const fn of_module(name: &'static str, module: &'static str, base: &'static Class) -> Self {
        Self {
            name,
            module,
            base: Some(base),
        }
    }

    /// Its name as a traceback's last line has it, in the words of the trace.
    fn told(&self) -> Name {
        match self.module {
            "" => Name::of(self.name),
            module => Name::read(&format!("{module}.{}", self.name)).unwrap_or(Name::of(self.name)),
        }
    }

    /// `issubclass(self, other)`
    pub fn is_subclass(&'static self, other: &'static Class) -> bool {
        let mut class = Some(self);
        while let Some(this) = class {
            if std::ptr::eq(this, other) {
                return true;
            }
            class = this.base;
        }
        false
    }
}

/// The exception classes of Python and asyncio that the runtime and its programs raise.
pub mod classes {
    use super::Class;

    macro_rules! classes {
        ($($(#[$doc:meta])* $id:ident = $name:literal in $module:literal : $base:ident;)*) => {
            $($(#[$doc])* pub static $id: Class = Class::of_module($name, $module, &$base);)*
        };
    }

    /// `BaseException`
    pub static BASE_EXCEPTION: Class = Class {
        name: "BaseException",
        module: "",
        base: None,
    };

    classes! {
        /// `Exception`
        EXCEPTION = "Exception" in "": BASE_EXCEPTION;
        /// `KeyboardInterrupt`
        KEYBOARD_INTERRUPT = "KeyboardInterrupt" in "": BASE_EXCEPTION;
        /// `SystemExit`
        SYSTEM_EXIT = "SystemExit" in "": BASE_EXCEPTION;
        /// `BaseExceptionGroup`
        BASE_EXCEPTION_GROUP = "BaseExceptionGroup" in "": BASE_EXCEPTION;
        /// `ExceptionGroup`; in Python it derives from `Exception` as well, see [`super::Exception::is`].
        EXCEPTION_GROUP = "ExceptionGroup" in "": BASE_EXCEPTION_GROUP;
        /// `asyncio.CancelledError`: a `BaseException` since Python 3.8, an `Exception` in 3.7.
        CANCELLED_ERROR = "CancelledError" in "asyncio.exceptions": BASE_EXCEPTION;
        /// `asyncio.InvalidStateError`
        INVALID_STATE_ERROR = "InvalidStateError" in "asyncio.exceptions": EXCEPTION;
        /// `asyncio.BrokenBarrierError`
        BROKEN_BARRIER_ERROR = "BrokenBarrierError" in "asyncio.exceptions": RUNTIME_ERROR;
        /// `asyncio.QueueEmpty`
        QUEUE_EMPTY = "QueueEmpty" in "asyncio.queues": EXCEPTION;
        /// `asyncio.QueueFull`
        QUEUE_FULL = "QueueFull" in "asyncio.queues": EXCEPTION;
        /// `asyncio.QueueShutDown` (3.13+)
        QUEUE_SHUT_DOWN = "QueueShutDown" in "asyncio.queues": EXCEPTION;
        /// `TimeoutError`, which `asyncio.TimeoutError` is since 3.11
        TIMEOUT_ERROR = "TimeoutError" in "": OS_ERROR;
        /// `OSError`
        OS_ERROR = "OSError" in "": EXCEPTION;
        /// `ConnectionError`
        CONNECTION_ERROR = "ConnectionError" in "": OS_ERROR;
        /// `RuntimeError`
        RUNTIME_ERROR = "RuntimeError" in "": EXCEPTION;
        /// `RecursionError`
        RECURSION_ERROR = "RecursionError" in "": RUNTIME_ERROR;
        /// `ValueError`
        VALUE_ERROR = "ValueError" in "": EXCEPTION;
        /// `TypeError`
        TYPE_ERROR = "TypeError" in "": EXCEPTION;
        /// `LookupError`
        LOOKUP_ERROR = "LookupError" in "": EXCEPTION;
        /// `KeyError`
        KEY_ERROR = "KeyError" in "": LOOKUP_ERROR;
        /// `IndexError`
        INDEX_ERROR = "IndexError" in "": LOOKUP_ERROR;
        /// `ArithmeticError`
        ARITHMETIC_ERROR = "ArithmeticError" in "": EXCEPTION;
        /// `ZeroDivisionError`
        ZERO_DIVISION_ERROR = "ZeroDivisionError" in "": ARITHMETIC_ERROR;
        /// `AssertionError`
        ASSERTION_ERROR = "AssertionError" in "": EXCEPTION;
        /// `MemoryError`
        MEMORY_ERROR = "MemoryError" in "": EXCEPTION;
        /// `concurrent.futures.BrokenExecutor`
        BROKEN_EXECUTOR = "BrokenExecutor" in "concurrent.futures._base": RUNTIME_ERROR;
        /// `concurrent.futures.process.BrokenProcessPool`
        BROKEN_PROCESS_POOL = "BrokenProcessPool" in "concurrent.futures.process": BROKEN_EXECUTOR;
        /// `pickle.PicklingError`
        PICKLING_ERROR = "PicklingError" in "_pickle": EXCEPTION;
    }
}

/// A raised exception. Clones are the same exception, as references are in Python.
#[derive(Clone)]
pub struct Exception(Rc<Inner>);

struct Inner {
    class: &'static Class,
    message: Option<Rc<str>>,
    exceptions: Vec<Exception>,
    cause: Option<Exception>,
    /// `__traceback__`
    traceback: RefCell<Traceback>,
}

impl Drop for Inner {
    /// Chains of causes and nested groups may be long.
    fn drop(&mut self) {
        if let Some(cause) = self.cause.take() {
            deferred_drop(cause);
        }
        for member in self.exceptions.drain(..) {
            deferred_drop(member);
        }
    }
}

impl Exception {
    /// `class(message)`. The running coroutine stands at the caller's line, for there it is raised.
    #[track_caller]
    pub fn new(class: &'static Class, message: impl Into<Rc<str>>) -> Self {
        stand_at(Location::caller());
        Self::internal(class, message)
    }

    /// `class()`; see [`Exception::new`].
    #[track_caller]
    pub fn bare(class: &'static Class) -> Self {
        stand_at(Location::caller());
        Self::internal_bare(class)
    }

    /// `class(message)`, raised below a line of the program, where its coroutine stands already.
    pub(crate) fn internal(class: &'static Class, message: impl Into<Rc<str>>) -> Self {
        Self::with_members(class, Some(message.into()), Vec::new())
    }

    /// `class()`; see [`Exception::internal`].
    pub(crate) fn internal_bare(class: &'static Class) -> Self {
        Self::with_members(class, None, Vec::new())
    }

    /// `CancelledError(message)`, or `CancelledError()` without one.
    pub fn cancelled(message: Option<Rc<str>>) -> Self {
        Self::with_members(&classes::CANCELLED_ERROR, message, Vec::new())
    }

    /// A group, or without members any exception.
    pub(crate) fn with_members(
        class: &'static Class,
        message: Option<Rc<str>>,
        exceptions: Vec<Exception>,
    ) -> Self {
        Self(Rc::new(Inner {
            class,
            message,
            exceptions,
            cause: None,
            traceback: RefCell::default(),
        }))
    }

    /// `raise self from cause`
    pub fn from_cause(self, cause: Exception) -> Self {
        Self(Rc::new(Inner {
            class: self.0.class,
            message: self.0.message.clone(),
            exceptions: self.0.exceptions.clone(),
            cause: Some(cause),
            traceback: self.0.traceback.clone(),
        }))
    }

    /// `type(e)`
    pub fn class(&self) -> &'static Class {
        self.0.class
    }

    /// `isinstance(e, class)`
    pub fn is(&self, class: &'static Class) -> bool {
        self.0.class.is_subclass(class)
            // Python's only diamond here: ExceptionGroup(BaseExceptionGroup, Exception).
            || (std::ptr::eq(class, &classes::EXCEPTION)
                && self.0.class.is_subclass(&classes::EXCEPTION_GROUP))
    }

    /// `isinstance(e, (SystemExit, KeyboardInterrupt))`: the two that a loop does not keep to itself.
    /// They leave `run_forever` from whatever handle raised them.
    pub fn leaves_the_loop(&self) -> bool {
        self.is(&classes::SYSTEM_EXIT) || self.is(&classes::KEYBOARD_INTERRUPT)
    }

    /// `isinstance(e, asyncio.CancelledError)`
    pub fn is_cancelled(&self) -> bool {
        self.is(&classes::CANCELLED_ERROR)
    }

    /// The first argument, when there is one.
    pub fn message(&self) -> Option<&Rc<str>> {
        self.0.message.as_ref()
    }

    /// `group.exceptions`; empty for any other exception.
    pub fn exceptions(&self) -> &[Exception] {
        &self.0.exceptions
    }

    /// `e.__cause__`
    pub fn cause(&self) -> Option<&Exception> {
        self.0.cause.as_ref()
    }

    /// The frames of `e.__traceback__`, outermost first: those of the coroutines that it was raised
    /// in or came to since it was last taken from a future. A frame that still runs stands at its
    /// present line, and one that has ended at its last. Of more than 1,000 the innermost are kept.
    pub fn traceback(&self) -> Vec<Frame> {
        self.0.traceback.borrow().frames()
    }

    /// It has come to a frame.
    pub(crate) fn enters(&self, frame: Entry) {
        self.0.traceback.borrow_mut().push(frame);
    }

    /// `e.__traceback__`
    pub(crate) fn traceback_so_far(&self) -> Traceback {
        self.0.traceback.borrow().clone()
    }

    /// `e.with_traceback(traceback)`
    pub(crate) fn with_traceback(self, traceback: Traceback) -> Self {
        let _previous = self.0.traceback.replace(traceback);
        self
    }

    /// `e is other`
    pub fn same(&self, other: &Exception) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `str(e)`
    pub fn text(&self) -> String {
        let message = self.0.message.as_deref().unwrap_or_default();
        match self.0.exceptions.len() {
            0 if self.is(&classes::KEY_ERROR) && self.0.message.is_some() => {
                super::repr::text(message)
            }
            0 => message.to_owned(),
            1 => format!("{message} (1 sub-exception)"),
            n => format!("{message} ({n} sub-exceptions)"),
        }
    }
}

/// `e == other`, which for exceptions is `e is other`.
impl PartialEq for Exception {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
    }
}

impl Eq for Exception {}

/// The last line of a traceback: `ValueError: message`.
impl Exception {
    /// How a program ends that this leaves: a `SystemExit` with its exit status, as CPython computes
    /// it.
    pub(crate) fn end(&self) -> End {
        if !self.is(&classes::SYSTEM_EXIT) {
            return End::Raised(self.told());
        }
        let code = self.text();
        match code.as_str() {
            "" | "None" => End::Exited(0),
            code => End::Exited(code.parse().unwrap_or(1)),
        }
    }

    /// Class and message, in the words of the trace.
    pub(crate) fn told(&self) -> Rc<Raised> {
        Rc::new(Raised {
            class: self.0.class.told(),
            message: self.text().into(),
        })
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Class { name, module, .. } = self.0.class;
        if !module.is_empty() {
            write!(f, "{module}.")?;
        }
        match self.text().as_str() {
            "" => f.write_str(name),
            text => write!(f, "{name}: {text}"),
        }
    }
}

impl fmt::Debug for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repr())
    }
}

impl std::error::Error for Exception {}
