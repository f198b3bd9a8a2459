//! Which worker gets the next job: loads in, slot out.

/// What a worker of a pool is at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It has nothing to do.
    Idle,
    /// It has a job.
    Busy,
    /// It is no more; its place is free.
    Gone,
}

/// Where the next job goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// To the worker with this index, which is idle.
    Worker(usize),
    /// To a new worker at this index.
    New(usize),
    /// Nowhere yet: it waits in the queue.
    Queue,
}

/// The first idle worker; otherwise a new one while there are fewer than `max_workers`. As in
/// CPython, no worker is started while another has nothing to do.
pub fn place(availability: &[Availability], max_workers: usize) -> Place {
    let first = |load| availability.iter().position(|other| *other == load);
    if let Some(worker) = first(Availability::Idle) {
        return Place::Worker(worker);
    }
    if let Some(gone) = first(Availability::Gone) {
        return Place::New(gone);
    }
    if availability.len() < max_workers {
        Place::New(availability.len())
    } else {
        Place::Queue
    }
}
