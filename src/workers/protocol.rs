//! What is said between the page and a worker. Every message is one JSON text: what can be copied
//! between instances is what can be written down.

use serde::{Deserialize, Serialize};

pub use crate::events::Doing;

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The job's name.
    pub name: String,
    /// Its packed arguments.
    pub args: String,
    /// The name of the lock that stands for the interpreter's GIL; none without one.
    pub gil: Option<String>,
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// Its script is loaded and hears what it is to run; what came sooner is lost.
    Listening {
        /// Whether it holds, for as long as it lives, the lock that has its name.
        guarded: bool,
    },
    /// Its program is loaded and takes jobs.
    Ready,
    /// It holds no lock, so it says that it lives: every second, and before it blocks for so many
    /// seconds, in which it says nothing.
    Alive(f64),
    /// Its job does something else from now on.
    Doing(Doing),
    /// So many of its job's parts are done, of so many.
    Progress(u64, u64),
    /// Its job is done.
    Ended(Result<String, Raised>),
    /// Its job panicked, or ended the worker: why. It takes no more jobs.
    Lost(String),
}

/// An exception on its way: class by name, as pickling has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The class's name.
    pub class: String,
    /// Its message.
    pub message: String,
}
