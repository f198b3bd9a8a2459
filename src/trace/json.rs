//! A trace as JSON lines: one event a line, in order, for `--trace` and for comparing traces.

use std::io::{self, Write};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::{Record, Trace};
use crate::runtime::instrument::{
    Act, Awaiting, Call, Change, Event, Kept, Outcome, SourceLocation, Work, WorkerState,
};

/// Writes every event as one line: `{"event":0,"when":"0.000000000","turn":0,"kind":"LoopStarted"}`.
///
/// `event` counts from 0, `when` is seconds on the loop clock with nine decimals, ids are those of
/// [`instrument`](crate::runtime::instrument); an absent id is `null`.
///
/// # Errors
/// Those of `out`.
pub fn write_lines(trace: &Trace, mut out: impl Write) -> io::Result<()> {
    for (n, record) in trace.iter().enumerate() {
        writeln!(out, "{}", line(n, record))?;
    }
    Ok(())
}

/// One event as one line of JSON, without the newline.
pub fn line(n: usize, record: &Record) -> String {
    let mut object = Map::new();
    object.insert("event".into(), json!(n));
    object.insert("when".into(), json!(record.when.to_string()));
    object.insert("turn".into(), json!(record.turn));
    let (kind, fields) = describe(&record.event);
    object.insert("kind".into(), json!(kind));
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    Value::Object(object).to_string()
}

/// An event's name and its fields. One match without a wildcard: a new event does not compile
/// until it is written here.
fn describe(event: &Event) -> (&'static str, Value) {
    match event {
        Event::LoopStarted => ("LoopStarted", json!({})),
        Event::LoopStopped => ("LoopStopped", json!({})),
        Event::TurnStarted { snapshot } => ("TurnStarted", json!({ "snapshot": snapshot })),
        Event::TurnEnded => ("TurnEnded", json!({})),
        Event::LoopLeft { exception } => ("LoopLeft", json!({ "exception": **exception })),
        Event::HandleQueued { handle, work: w } => (
            "HandleQueued",
            json!({ "handle": handle.0, "work": work(w) }),
        ),
        Event::TimerSet {
            handle,
            when,
            work: w,
        } => (
            "TimerSet",
            json!({ "handle": handle.0, "due": when.to_string(), "work": work(w) }),
        ),
        Event::TimerDue { handle } => ("TimerDue", json!({ "handle": handle.0 })),
        Event::HandleCancelled { handle } => ("HandleCancelled", json!({ "handle": handle.0 })),
        Event::HandleSkipped { handle } => ("HandleSkipped", json!({ "handle": handle.0 })),
        Event::HandleStarted { handle } => ("HandleStarted", json!({ "handle": handle.0 })),
        Event::HandleEnded { handle } => ("HandleEnded", json!({ "handle": handle.0 })),
        Event::Deadlocked => ("Deadlocked", json!({})),
        Event::Intervened { act: a } => ("Intervened", json!({ "act": act(a) })),
        Event::InterventionRefused { reason } => {
            ("InterventionRefused", json!({ "reason": &**reason }))
        }
        Event::NeverAwaited { call: c } => ("NeverAwaited", json!({ "call": call(c) })),
        Event::TaskCreated {
            task,
            name,
            call: c,
            parent,
            at,
        } => (
            "TaskCreated",
            json!({ "task": task.0, "name": &**name, "call": call(c),
                    "parent": parent.map(|p| p.0), "at": place(at) }),
        ),
        Event::TaskRenamed { task, name } => {
            ("TaskRenamed", json!({ "task": task.0, "name": &**name }))
        }
        Event::TaskResumed { task, thrown } => (
            "TaskResumed",
            json!({ "task": task.0, "thrown": thrown.as_deref() }),
        ),
        Event::TaskSuspended { task, on, at } => (
            "TaskSuspended",
            json!({ "task": task.0, "on": on.map(|f| f.0), "at": place(at) }),
        ),
        Event::TaskFinished { task, outcome: o } => (
            "TaskFinished",
            json!({ "task": task.0, "outcome": outcome(o) }),
        ),
        Event::FrameEntered { task, call: c, at } => (
            "FrameEntered",
            json!({ "task": task.0, "call": call(c), "at": place(at) }),
        ),
        Event::FrameExited { task } => ("FrameExited", json!({ "task": task.0 })),
        Event::Uncancelled { task, remaining } => (
            "Uncancelled",
            json!({ "task": task.0, "remaining": remaining }),
        ),
        Event::FutureCreated {
            future,
            awaiting: a,
        } => (
            "FutureCreated",
            json!({ "future": future.0, "awaiting": awaiting(*a) }),
        ),
        Event::FutureFinished { future, outcome: o } => (
            "FutureFinished",
            json!({ "future": future.0, "outcome": outcome(o) }),
        ),
        Event::FutureLinked { outer, inner } => (
            "FutureLinked",
            json!({ "outer": outer.0, "inner": inner.0 }),
        ),
        Event::CancelRequested {
            target,
            by,
            message,
        } => (
            "CancelRequested",
            json!({ "target": target.0, "by": by.map(|t| t.0), "message": message.as_deref() }),
        ),
        Event::ResourceCreated {
            resource, kind, at, ..
        } => (
            "ResourceCreated",
            json!({ "resource": resource.0, "of": format!("{kind:?}"), "at": place(at) }),
        ),
        Event::ResourceChanged {
            resource,
            change: c,
            value,
            task,
            at,
        } => (
            "ResourceChanged",
            json!({ "resource": resource.0, "change": change(*c), "value": value,
                    "task": task.map(|t| t.0), "at": at.map(|at| place(&at)) }),
        ),
        Event::Printed {
            stream,
            text,
            task,
            at,
        } => (
            "Printed",
            json!({ "stream": format!("{stream:?}"), "text": &**text,
                    "task": task.map(|t| t.0), "at": place(at) }),
        ),
        Event::ExceptionReported {
            message,
            exception,
            future,
        } => (
            "ExceptionReported",
            json!({ "message": &**message, "exception": exception.as_deref(),
                    "future": future.map(|f| f.0) }),
        ),
        Event::PoolCreated {
            pool,
            kind,
            max_workers,
            at,
        } => (
            "PoolCreated",
            json!({ "pool": pool.0, "pool_kind": format!("{kind:?}"),
                    "max_workers": max_workers, "at": place(at) }),
        ),
        Event::PoolShutDown { pool } => ("PoolShutDown", json!({ "pool": pool.0 })),
        Event::JobSubmitted {
            job,
            pool,
            shown,
            future,
            task,
        } => (
            "JobSubmitted",
            json!({ "job": job.0, "pool": pool.0, "call": &**shown, "future": future.0,
                    "task": task.map(|t| t.0) }),
        ),
        Event::JobProgress { job, done, total } => (
            "JobProgress",
            json!({ "job": job.0, "done": done, "total": total }),
        ),
        Event::JobEnded {
            job,
            outcome: o,
            result,
        } => (
            "JobEnded",
            json!({ "job": job.0, "outcome": outcome(o), "result": kept(result) }),
        ),
        Event::WorkerChanged {
            pool,
            worker,
            pid,
            state,
        } => (
            "WorkerChanged",
            json!({ "pool": pool.0, "worker": worker, "pid": pid, "state": worker_state(state) }),
        ),
        Event::Blocking {
            what,
            how,
            expected,
            task,
            at,
        } => (
            "Blocking",
            json!({ "what": &**what, "how": format!("{how:?}"), "expected": expected.map(|e| e.to_string()),
                    "task": task.map(|t| t.0), "at": place(at) }),
        ),
        Event::Blocked {
            what,
            from,
            task,
            at,
            result,
        } => (
            "Blocked",
            json!({ "what": &**what, "from": from.to_string(),
                    "task": task.map(|t| t.0), "at": place(at), "result": kept(result) }),
        ),
    }
}

fn worker_state(state: &WorkerState) -> Value {
    match state {
        WorkerState::Starting => json!("Starting"),
        WorkerState::Idle => json!("Idle"),
        WorkerState::Transferring(job) => json!({ "Transferring": job.0 }),
        WorkerState::WaitingForGil(job) => json!({ "WaitingForGil": job.0 }),
        WorkerState::Running(job) => json!({ "Running": job.0 }),
        WorkerState::Blocking(job) => json!({ "Blocking": job.0 }),
        WorkerState::Gone => json!("Gone"),
    }
}

fn act(act: &Act) -> Value {
    match act {
        Act::Cancel(task) => json!({ "Cancel": task.0 }),
        Act::Set(resource) => json!({ "Set": resource.0 }),
        Act::Release(resource) => json!({ "Release": resource.0 }),
        Act::Put(resource, item) => json!({ "Put": resource.0, "item": &**item }),
    }
}

fn place(at: &SourceLocation) -> String {
    format!("{}:{}:{}", at.file(), at.line(), at.column())
}

fn call(call: &Call) -> Value {
    json!({ "name": call.name, "args": &*call.args, "at": place(&call.defined_at) })
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Returned => json!("Returned"),
        Outcome::Raised(what) => json!({ "Raised": &**what }),
        Outcome::Cancelled(message) => json!({ "Cancelled": message.as_deref() }),
    }
}

/// Packed as text; how long it was, in bytes, where that was too much to keep.
fn kept(result: &Option<Rc<Kept>>) -> Value {
    match result.as_deref() {
        None => Value::Null,
        Some(Kept::Result(packed)) => json!(&**packed),
        Some(Kept::LeftOut(bytes)) => json!({ "LeftOut": bytes }),
    }
}

fn work(work: &Work) -> Value {
    match work {
        Work::Step(task) => json!({ "Step": task.0 }),
        Work::Wakeup { task, future } => json!({ "Wakeup": task.0, "future": future.0 }),
        Work::WakeSleeper(future) => json!({ "WakeSleeper": future.0 }),
        Work::Callback { name, future } => {
            json!({ "Callback": name, "future": future.map(|f| f.0) })
        }
    }
}

fn awaiting(awaiting: Awaiting) -> Value {
    match awaiting {
        Awaiting::Future => json!("Future"),
        Awaiting::Task => json!("Task"),
        Awaiting::TaskGroup => json!("TaskGroup"),
        Awaiting::Sleep(seconds) => json!({ "Sleep": seconds }),
        Awaiting::Gather(children) => json!({ "Gather": children }),
        Awaiting::Wait(futures) => json!({ "Wait": futures }),
        Awaiting::Shield(inner) => json!({ "Shield": inner.0 }),
        Awaiting::CancelAndWait(inner) => json!({ "CancelAndWait": inner.0 }),
        Awaiting::Lock(resource) => json!({ "Lock": resource.0 }),
        Awaiting::Event(resource) => json!({ "Event": resource.0 }),
        Awaiting::Condition(resource) => json!({ "Condition": resource.0 }),
        Awaiting::Semaphore(resource) => json!({ "Semaphore": resource.0 }),
        Awaiting::Barrier(resource) => json!({ "Barrier": resource.0 }),
        Awaiting::QueueGet(resource) => json!({ "QueueGet": resource.0 }),
        Awaiting::QueuePut(resource) => json!({ "QueuePut": resource.0 }),
        Awaiting::QueueJoin(resource) => json!({ "QueueJoin": resource.0 }),
        Awaiting::Job(job) => json!({ "Job": job }),
        Awaiting::Outside(what) => json!({ "Outside": what }),
    }
}

fn change(change: Change) -> Value {
    match change {
        Change::Waiting(future) => json!({ "Waiting": future.0 }),
        Change::LeftLine(future) => json!({ "LeftLine": future.0 }),
        Change::Woken(future) => json!({ "Woken": future.0 }),
        Change::Notified(waiters) => json!({ "Notified": waiters }),
        Change::TaskDone(left) => json!({ "TaskDone": left }),
        Change::Acquired
        | Change::Released
        | Change::Set
        | Change::Cleared
        | Change::Put
        | Change::Got
        | Change::Shutdown
        | Change::Arrived
        | Change::Tripped
        | Change::Broken
        | Change::Reset => json!(format!("{change:?}")),
    }
}
