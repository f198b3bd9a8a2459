//! The vocabulary in which a source of a run (our own loop, CPython, a file) tells what happens.
//!
//! All of it is plain data that can be written and read again: `docs/trace-format.md` says how. Nothing here
//! knows who tells and who listens.

mod clock;
mod event;
pub mod format;
mod ids;
mod inputs;
mod instrument;
mod interventions;
mod moments;
mod name;
mod output;
mod place;
mod pools;
mod resources;
mod tasks;

pub use clock::Nanos;
pub use event::{Event, GlobalChange, LogRecord, SeenTask};
pub use ids::{FutureId, HandleId, JobId, PoolId, ResourceId, TaskId};
pub use inputs::{Doing, Entered, Input, Told};
pub use instrument::Instrument;
pub use interventions::{Act, Choice, Intervention};
pub use moments::{Moment, When};
pub use name::Name;
pub use output::{ReportReason, Stream, without_newline};
pub use place::{Place, Source, SourceId, Sources};
pub use pools::{Blocks, Kept, PoolKind, WorkerState};
pub use resources::{Change, Items, ResourceKind};
pub use tasks::{Awaiting, Call, CancelOrigin, End, Frame, Outcome, Raised, Work};
