//! Tasks, coroutines and futures: what they are, what they wait for, and how they end.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{FutureId, Name, Place, ResourceId, TaskId};

/// The call that made a coroutine: name and arguments as Python would write them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The function's name.
    pub name: Name,
    /// The arguments' reprs, joined by `, `; empty when nobody listened at the call.
    #[serde(default = "no_text", skip_serializing_if = "is_empty")]
    pub args: Rc<str>,
    /// Where the coroutine's body begins.
    #[serde(rename = "at")]
    pub defined_at: Place,
    /// Whether it is asyncio's own, and not the program's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub internal: bool,
}

/// A coroutine that has begun inside a task and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Its call.
    pub call: Rc<Call>,
    /// The line at which it stands, as far as the loop has heard: that of its last await, print,
    /// spawn or acquire; the line where it begins before the first of them.
    #[serde(rename = "at")]
    pub line: Place,
}

/// What a handle does when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// `Task.__step`: a task's first step, or the one after a bare yield (`sleep(0)`).
    Step(TaskId),
    /// `Task.__wakeup`: the future that the task awaited is done.
    Wakeup {
        /// The task that goes on.
        task: TaskId,
        /// The future it awaited.
        future: FutureId,
    },
    /// `futures._set_result_unless_cancelled`: the timer of a `sleep`.
    WakeSleeper(FutureId),
    /// Any other callback, by its name.
    Callback {
        /// The function's name, as its source has it.
        name: Name,
        /// The future it was a done callback of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        future: Option<FutureId>,
        /// Whether it is asyncio's own, and not the program's.
        #[serde(default, skip_serializing_if = "is_false")]
        internal: bool,
    },
}

/// What a future stands for: what a task that awaits it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Awaiting {
    /// A future made by `create_future` or by the program.
    Future,
    /// A task.
    Task,
    /// `sleep(delay)`: seconds.
    Sleep(#[serde(with = "seconds")] f64),
    /// `gather` of so many different children.
    Gather(u32),
    /// The inner waiter of `wait` over so many futures.
    Wait(u32),
    /// The outer future of `shield`.
    Shield(FutureId),
    /// A task group that waits for its children.
    TaskGroup,
    /// `wait_for(x, 0)` that waits for what it cancelled.
    CancelAndWait(FutureId),
    /// `Lock.acquire`.
    Lock(ResourceId),
    /// `Event.wait`.
    Event(ResourceId),
    /// `Condition.wait`.
    Condition(ResourceId),
    /// `Semaphore.acquire`.
    Semaphore(ResourceId),
    /// `Barrier.wait`.
    Barrier(ResourceId),
    /// `Queue.get` on an empty queue.
    QueueGet(ResourceId),
    /// `Queue.put` on a full queue.
    QueuePut(ResourceId),
    /// `Queue.join`.
    QueueJoin(ResourceId),
    /// A job in an executor.
    Job(u32),
    /// Something outside the loop that will call back (a `fetch`, for example), by its name.
    Outside(Name),
}

impl Awaiting {
    /// The shared thing in whose line the future stands, if it stands in one.
    pub const fn resource(self) -> Option<ResourceId> {
        match self {
            Self::Lock(resource)
            | Self::Event(resource)
            | Self::Condition(resource)
            | Self::Semaphore(resource)
            | Self::Barrier(resource)
            | Self::QueueGet(resource)
            | Self::QueuePut(resource)
            | Self::QueueJoin(resource) => Some(resource),
            Self::Future
            | Self::Task
            | Self::Sleep(_)
            | Self::Gather(_)
            | Self::Wait(_)
            | Self::Shield(_)
            | Self::TaskGroup
            | Self::CancelAndWait(_)
            | Self::Job(_)
            | Self::Outside(_) => None,
        }
    }
}

/// An exception that was raised.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Raised {
    /// Its class as a traceback's last line has it: with its module, but for `builtins` and
    /// `__main__`.
    pub class: Name,
    /// `str(exception)`; empty if there is none.
    #[serde(default = "no_text", skip_serializing_if = "is_empty")]
    pub message: Rc<str>,
}

impl Raised {
    /// Whether it is `asyncio.CancelledError`, under any of the names that it has had.
    pub fn is_cancelled_error(&self) -> bool {
        let names = [
            "asyncio.exceptions.CancelledError",
            "concurrent.futures._base.CancelledError",
            "CancelledError",
        ];
        names.contains(&self.class.as_str())
    }
}

/// As a traceback's last line has it: `ValueError: too small`.
impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.message {
            "" => f.write_str(&self.class),
            message => write!(f, "{}: {message}", self.class),
        }
    }
}

/// How a future or a task ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It has a result.
    Returned,
    /// It has an exception.
    Raised(Rc<Raised>),
    /// It is cancelled, with the message if there is one.
    Cancelled(Option<Rc<str>>),
}

/// Who called `cancel()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CancelOrigin {
    /// The program itself.
    Program,
    /// A task that was cancelled, and passes it on to what it awaits.
    Task(TaskId),
    /// A `gather` that was cancelled, and passes it on to its children.
    Gather(FutureId),
    /// `asyncio.timeout`, whose time is up.
    Timeout,
    /// `wait_for` itself, with a timeout of 0 (or, before Python 3.12, with any).
    WaitFor,
    /// A task group that aborts.
    TaskGroup,
    /// `asyncio.run` at its end.
    Runner,
    /// `asyncio.run`, for Ctrl+C.
    Interrupt,
    /// Somebody outside the program, see [`Act`](super::Act).
    Intervention,
    /// The explorer, see [`Choice`](super::Choice).
    Explorer,
    /// Any other code that is not the program's.
    Library,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The main coroutine returned.
    Returned,
    /// An exception left it.
    Raised(Rc<Raised>),
    /// `SystemExit` with this exit status.
    Exited(i32),
    /// Nothing can ever happen again.
    Deadlocked,
    /// It went on without time passing, until the bound of the runner.
    Livelocked,
    /// It was stopped from outside.
    Stopped,
}

pub(super) fn no_text() -> Rc<str> {
    Rc::from("")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_empty(text: &str) -> bool {
    text.is_empty()
}

/// Seconds, of which JSON knows no infinity: that is `null`.
mod seconds {
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        match value.is_finite() {
            true => serializer.serialize_f64(*value),
            false => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
    }
}
