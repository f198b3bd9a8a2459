//! The report of a program that can never go on.

use std::fmt;

use super::event_loop::{EventLoop, Next};
use super::futures::{AnyFuture, Kind};
use super::tasks::AnyTask;
use crate::events::{Awaiting, End, Event, FutureId, TaskId};

/// Nothing is ready, no timer is set, nothing is in flight, and these tasks are left.
#[derive(Clone, Debug)]
pub struct Deadlock {
    /// In order of creation.
    pub waits: Vec<Waiting>,
}

/// One task that will never go on.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The task.
    pub task: TaskId,
    /// As its source would say it: `worker('a')`.
    pub name: String,
    /// The future it awaits.
    pub future: Option<FutureId>,
    /// What it waits for, in words: `Lock 2`, `an item of Queue 1`, `worker('b')`.
    pub on: String,
}

impl Deadlock {
    /// None while anything is ready, timed, or in flight outside.
    pub(crate) fn if_stuck(event_loop: &EventLoop) -> Option<Self> {
        let stuck = event_loop.next() == Next::Idle && event_loop.jobs_in_flight() == 0;
        stuck.then(|| {
            event_loop.emit(|| Event::Deadlocked);
            event_loop.emit(|| Event::RunEnded {
                how: End::Deadlocked,
            });
            Self::of(event_loop)
        })
    }

    fn of(event_loop: &EventLoop) -> Self {
        let tasks = event_loop.all_tasks();
        Self {
            waits: tasks
                .iter()
                .map(|task| Waiting::of(event_loop, task))
                .collect(),
        }
    }
}

impl Waiting {
    fn of(event_loop: &EventLoop, task: &AnyTask) -> Self {
        let waiter = task.waiter();
        Self {
            task: task.id(),
            name: name_of(task),
            future: waiter.as_ref().map(|waiter| waiter.base().id),
            on: waiter
                .map(|waiter| describe(event_loop, &*waiter))
                .unwrap_or_default(),
        }
    }
}

fn name_of(task: &AnyTask) -> String {
    task.call()
        .map(|call| format!("{}({})", call.name, call.args))
        .unwrap_or_default()
}

fn describe(event_loop: &EventLoop, future: &dyn AnyFuture) -> String {
    let thing = |resource| event_loop.resource_name(resource);
    match (future.kind(), future.base().awaiting) {
        (Kind::Task(task), _) => format!("{}({})", task.call().name, task.call().args),
        (_, Awaiting::Gather(n)) => format!("gather of {n}"),
        (_, Awaiting::Wait(n)) => format!("wait for {n}"),
        (_, Awaiting::Shield(_)) => "shield".to_owned(),
        (_, Awaiting::TaskGroup) => "its TaskGroup's tasks".to_owned(),
        (_, Awaiting::CancelAndWait(_)) => "what it cancelled".to_owned(),
        (_, Awaiting::Lock(r) | Awaiting::Event(r) | Awaiting::Condition(r)) => thing(r),
        (_, Awaiting::Semaphore(r) | Awaiting::Barrier(r)) => thing(r),
        (_, Awaiting::QueueGet(r)) => format!("an item of {}", thing(r)),
        (_, Awaiting::QueuePut(r)) => format!("room in {}", thing(r)),
        (_, Awaiting::QueueJoin(r)) => format!("{} to be processed", thing(r)),
        (_, Awaiting::Job(n)) => format!("job {n}"),
        (_, Awaiting::Outside(what)) => what.to_string(),
        (_, Awaiting::Sleep(delay)) => format!("sleep({delay})"),
        (_, Awaiting::Future | Awaiting::Task) => "a Future that nobody completes".to_owned(),
    }
}

impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "deadlock: nothing is ready, no timer is set, nothing is in flight, and tasks are left. \
             CPython would hang here.",
        )?;
        for Waiting { name, on, .. } in &self.waits {
            write!(f, "\n  {name} waits for {on}")?;
        }
        Ok(())
    }
}
