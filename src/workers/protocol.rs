//! What is said between the page and a worker. Every message is one JSON text: what can be copied
//! between instances is what can be written down.

use serde::{Deserialize, Serialize};

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Run this job. The worker has none at that time.
    Run {
        /// The function's name.
        name: String,
        /// Its packed arguments.
        args: String,
        /// The name of the lock that stands for the interpreter's GIL; none without one.
        gil: Option<String>,
    },
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// It is loaded and takes jobs. Its process id, which is the lock's that it holds while it
    /// lives.
    Ready {
        /// Whether its death can be seen by its lock.
        guarded: bool,
    },
    /// Its job does something else from now on.
    Doing(Doing),
    /// So many of its job's parts are done, of so many.
    Progress(u64, u64),
    /// Its job is done.
    Ended(Result<String, Raised>),
    /// Its job panicked: the message. The worker is lost.
    Panicked(String),
}

/// What a job does, in the worker's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Its arguments or its result are copied.
    Transferring,
    /// It waits for the GIL.
    WaitingForGil,
    /// It computes.
    Running,
    /// It blocks, without the GIL.
    Blocking,
}

/// An exception on its way: class by name, as pickling has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The class's name.
    pub class: String,
    /// Its message.
    pub message: String,
}
