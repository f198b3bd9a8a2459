//! Synchronisation primitives and queues (asyncio `locks.py`, `queues.py`).

mod barrier;
mod condition;
mod event;
mod lock;
mod object;
mod queue;
mod resource;
mod semaphore;
mod store;

pub use barrier::Barrier;
pub use condition::Condition;
pub use event::Event;
pub use lock::{Lock, LockGuard};
pub(super) use object::Object;
pub use queue::{LifoQueue, PriorityQueue, Queue};
pub use semaphore::{BoundedSemaphore, Semaphore, SemaphoreGuard};
