//! `ThreadPoolExecutor` and `ProcessPoolExecutor` over slots: a queue of jobs, and workers that are
//! started when there is more to do than idle hands (CPython `concurrent/futures/thread.py`,
//! `process.py`).

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::backend::{Notice, PoolBackend, Slot};
use super::protocol::{Doing, Raised};
use super::scheduler::{Availability, Place, place};
use crate::events::{Entered, Event, JobId, PoolId, PoolKind, Told, WorkerState};
use crate::runtime::executor::{Done, Executor, JobOutcome, Packed};
use crate::runtime::{EventLoop, Exception, Result, classes};

/// A pool of workers. See [`Executor`].
pub struct WorkerPool<S> {
    event_loop: EventLoop,
    id: PoolId,
    kind: PoolKind,
    max_workers: usize,
    backend: S,
    state: RefCell<State>,
    this: std::rc::Weak<Self>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Waiting>,
    workers: Vec<Worker>,
    /// The number that the last worker got.
    last_worker: u32,
    /// Set by `shutdown`, and never unset: no more jobs.
    shut: bool,
    /// Who waits until no job is left. Only ever filled once `shut` is set.
    idle: Vec<Box<dyn FnOnce()>>,
}

struct Waiting {
    id: JobId,
    job: Packed,
    done: Done,
}

struct Worker {
    number: u32,
    pid: u32,
    /// None once it is no more. Excludes `job`.
    slot: Option<Rc<dyn Slot>>,
    /// Unset until the slot said `Ready`, or did anything else.
    ready: bool,
    job: Option<(JobId, Done)>,
}

impl<S: PoolBackend + 'static> WorkerPool<S> {
    /// A pool of at most `max_workers` workers, none of them started.
    pub fn open(
        event_loop: &EventLoop,
        id: PoolId,
        kind: PoolKind,
        max_workers: u32,
        backend: S,
    ) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            event_loop: event_loop.clone(),
            id,
            kind,
            max_workers: max_workers as usize,
            backend,
            state: RefCell::default(),
            this: this.clone(),
        })
    }

    /// Gives jobs to workers while there are both.
    fn dispatch(&self) -> Result {
        loop {
            let place = {
                let state = self.state.borrow();
                if state.queue.is_empty() {
                    return Ok(());
                }
                let max_workers = if self.backend.one_at_a_time() {
                    1
                } else {
                    self.max_workers
                };
                place(&state.availability(), max_workers)
            };
            match place {
                Place::Queue => return Ok(()),
                Place::Worker(index) => self.give(index),
                Place::New(index) => {
                    self.start(index)?;
                    self.give(index);
                }
            }
        }
    }

    fn start(&self, index: usize) -> Result {
        let (number, first) = {
            let mut state = self.state.borrow_mut();
            let Some(first) = state.queue.front().map(|waiting| waiting.job.clone()) else {
                return Ok(());
            };
            state.last_worker += 1;
            (state.last_worker, first)
        };
        let pool = self.this.clone();
        let notify = Rc::new(move |notice| {
            if let Some(pool) = pool.upgrade() {
                let event_loop = pool.event_loop.clone();
                event_loop.at_one_instant(|| pool.on_notice(number, notice));
            }
        });
        let started = self.backend.start(&first, notify);
        let (slot, pid) = match started {
            Ok(started) => started,
            Err(reason) => return Err(self.refused(number, &reason)),
        };
        let worker = Worker {
            number,
            pid,
            slot: Some(slot),
            ready: false,
            job: None,
        };
        let mut state = self.state.borrow_mut();
        match state.workers.get_mut(index) {
            Some(gone) => *gone = worker,
            None => state.workers.push(worker),
        }
        drop(state);
        self.event_loop.at_one_instant(|| {
            self.event_loop.log_input(|| Entered::WorkerStarted {
                pool: self.id,
                worker: number,
                pid,
            });
            self.say(number, pid, WorkerState::Starting);
        });
        Ok(())
    }

    fn refused(&self, worker: u32, reason: &str) -> Exception {
        self.event_loop.log_input(|| Entered::WorkerRefused {
            pool: self.id,
            worker,
            reason: reason.into(),
        });
        let message = format!("can't start new {}: {reason}", self.noun());
        Exception::internal(&classes::RUNTIME_ERROR, message)
    }

    fn give(&self, index: usize) {
        let mut state = self.state.borrow_mut();
        let Some(Waiting { id, job, done }) = state.queue.pop_front() else {
            return;
        };
        let Some(worker) = state.workers.get_mut(index) else {
            return;
        };
        worker.job = Some((id, done));
        let (slot, number, pid, ready) =
            (worker.slot.clone(), worker.number, worker.pid, worker.ready);
        drop(state);
        self.event_loop.at_one_instant(|| {
            self.event_loop.log_input(|| Entered::JobGiven {
                pool: self.id,
                worker: number,
                job: id,
                shown: job.shown.clone(),
            });
            if ready {
                self.say(number, pid, WorkerState::Transferring(id));
            }
        });
        if let Some(slot) = slot {
            slot.run(id, &job);
        }
    }

    fn on_notice(&self, number: u32, notice: Notice) {
        // One that the pool has let go tells nobody anything.
        if self.with(number, |_| ()).is_none() {
            return;
        }
        let log = |told| {
            self.event_loop.log_input(|| Entered::Told {
                pool: self.id,
                worker: number,
                told,
            });
        };
        match notice {
            Notice::Ready => {
                log(Told::Ready);
                self.state_of(number, |worker| match &worker.job {
                    Some((id, _)) => WorkerState::Transferring(*id),
                    None => WorkerState::Idle,
                });
            }
            Notice::Doing(doing) => {
                log(Told::Doing(doing));
                self.state_of(number, |worker| match &worker.job {
                    Some((id, _)) => state_when(doing, *id),
                    None => WorkerState::Idle,
                });
            }
            Notice::Progress(done, total) => {
                log(Told::Progress(done, total));
                let job = self.with(number, |worker| worker.job.as_ref().map(|(id, _)| *id));
                if let Some(job) = job.flatten() {
                    self.event_loop
                        .from_outside(|| Event::JobProgress { job, done, total });
                }
            }
            Notice::Ended(result) => {
                let outcome = arrived(result);
                let kept = match &outcome {
                    Ok(packed) => {
                        let kept = self.event_loop.keep(packed);
                        log(Told::Returned(kept.clone()));
                        Some(kept)
                    }
                    Err(exception) => {
                        log(Told::Raised(exception.told()));
                        None
                    }
                };
                let job = self.with(number, |worker| worker.job.take()).flatten();
                self.state_of(number, |_| WorkerState::Idle);
                if let Some((_, done)) = job {
                    done(outcome, kept);
                }
                self.go_on();
            }
            Notice::Died(reason) => {
                log(Told::Died(reason.as_str().into()));
                self.lose(number, &reason);
            }
        }
    }

    /// A worker is gone. Its job has an exception; in a process pool, as in CPython, so has every
    /// job that waits, since nobody knows what the process left behind. Afterwards the pool takes
    /// jobs again, which CPython's does not.
    fn lose(&self, number: u32, reason: &str) {
        let was_ready = self.with(number, |worker| worker.ready).unwrap_or(true);
        self.state_of(number, |_| WorkerState::Gone);
        let mut lost = Vec::new();
        lost.extend(
            self.with(number, |worker| {
                worker.slot = None;
                worker.job.take().map(|(_, done)| done)
            })
            .flatten(),
        );
        // One that never began to work would not the next time either.
        if self.kind == PoolKind::Processes || !was_ready {
            let queue = std::mem::take(&mut self.state.borrow_mut().queue);
            lost.extend(queue.into_iter().map(|waiting| waiting.done));
        }
        for done in lost {
            done(Err(self.broken(was_ready, reason)), None);
        }
        self.go_on();
    }

    fn broken(&self, was_ready: bool, reason: &str) -> Exception {
        match self.kind {
            _ if !was_ready => Exception::internal(
                &classes::RUNTIME_ERROR,
                format!("can't start new {}: {reason}", self.noun()),
            ),
            PoolKind::Processes => Exception::internal(
                &classes::BROKEN_PROCESS_POOL,
                "A process in the process pool was terminated abruptly while the future was \
                 running or pending.",
            ),
            PoolKind::Threads => Exception::internal(
                &classes::BROKEN_EXECUTOR,
                format!("a worker of the thread pool is no more: {reason}"),
            ),
        }
    }

    /// A callback from outside, told as one.
    fn logged(&self, callback: Box<dyn FnOnce()>) -> Box<dyn FnOnce()> {
        let event_loop = self.event_loop.clone();
        Box::new(move || {
            event_loop.at_one_instant(|| {
                event_loop.log_input(|| Entered::Idle);
                callback();
            });
        })
    }

    fn noun(&self) -> &'static str {
        match self.kind {
            PoolKind::Threads => "thread",
            PoolKind::Processes => "process",
        }
    }

    /// A worker has become free, or is gone: more jobs, or the end.
    fn go_on(&self) {
        if let Err(exception) = self.dispatch() {
            let queue = std::mem::take(&mut self.state.borrow_mut().queue);
            for waiting in queue {
                (waiting.done)(Err(exception.clone()), None);
            }
        }
        let mut state = self.state.borrow_mut();
        if !state.shut || state.is_working() {
            return;
        }
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        self.release();
        idle.into_iter().for_each(|callback| callback());
    }

    /// The pool is shut and has nothing to do: its workers go.
    fn release(&self) {
        let workers = std::mem::take(&mut self.state.borrow_mut().workers);
        for worker in workers {
            if let Some(slot) = worker.slot {
                slot.release();
                self.say(worker.number, worker.pid, WorkerState::Gone);
            }
        }
    }

    fn with<T>(&self, number: u32, read: impl FnOnce(&mut Worker) -> T) -> Option<T> {
        let mut state = self.state.borrow_mut();
        let worker = state.workers.iter_mut();
        worker
            .filter(|worker| worker.slot.is_some())
            .find(|worker| worker.number == number)
            .map(read)
    }

    fn state_of(&self, number: u32, state: impl FnOnce(&Worker) -> WorkerState) {
        let said = self.with(number, |worker| {
            worker.ready = true;
            (worker.pid, state(worker))
        });
        if let Some((pid, state)) = said {
            self.say(number, pid, state);
        }
    }

    fn say(&self, worker: u32, pid: u32, state: WorkerState) {
        self.event_loop.from_outside(|| Event::WorkerChanged {
            pool: self.id,
            worker,
            pid,
            state,
        });
    }
}

impl State {
    fn availability(&self) -> Vec<Availability> {
        let load = |worker: &Worker| match (&worker.slot, &worker.job) {
            (None, _) => Availability::Gone,
            (Some(_), Some(_)) => Availability::Busy,
            (Some(_), None) => Availability::Idle,
        };
        self.workers.iter().map(load).collect()
    }

    fn is_working(&self) -> bool {
        !self.queue.is_empty() || self.workers.iter().any(|worker| worker.job.is_some())
    }
}

impl<S: PoolBackend + 'static> Executor for WorkerPool<S> {
    fn submit(&self, id: JobId, job: Packed, done: Done) -> Result {
        let mut state = self.state.borrow_mut();
        if state.shut {
            let message = "cannot schedule new futures after shutdown";
            return Err(Exception::internal(&classes::RUNTIME_ERROR, message));
        }
        state.queue.push_back(Waiting { id, job, done });
        drop(state);
        self.dispatch().inspect_err(|_| {
            // It was the last to come, and there is nobody to run it.
            self.state
                .borrow_mut()
                .queue
                .retain(|waiting| waiting.id != id);
        })
    }

    fn cancel(&self, id: JobId) -> bool {
        let mut state = self.state.borrow_mut();
        let found = state.queue.iter().position(|waiting| waiting.id == id);
        let taken = found.and_then(|index| state.queue.remove(index));
        let has_it = |worker: &&Worker| worker.job.as_ref().is_some_and(|(job, _)| *job == id);
        let running = state.workers.iter().find(has_it);
        let slot = running.and_then(|worker| worker.slot.clone());
        drop(state);
        if let Some(slot) = slot {
            slot.forget();
        }
        taken.is_some()
    }

    fn shutdown(&self, cancel_futures: bool, idle: Option<Box<dyn FnOnce()>>) -> Vec<JobId> {
        let mut state = self.state.borrow_mut();
        state.shut = true;
        let dropped = if cancel_futures {
            std::mem::take(&mut state.queue)
        } else {
            VecDeque::new()
        };
        let is_working = state.is_working();
        if is_working {
            state.idle.extend(idle);
            drop(state);
        } else {
            drop(state);
            self.release();
            idle.into_iter()
                .for_each(|callback| self.backend.later(self.logged(callback)));
        }
        dropped.into_iter().map(|waiting| waiting.id).collect()
    }

    fn is_working(&self) -> bool {
        self.state.borrow().is_working()
    }

    fn kill(&self) {
        let mut state = self.state.borrow_mut();
        state.shut = true;
        let gone = (
            std::mem::take(&mut state.queue),
            std::mem::take(&mut state.workers),
            std::mem::take(&mut state.idle),
        );
        drop(state);
        for worker in &gone.1 {
            match &worker.slot {
                Some(slot) if worker.job.is_some() => slot.kill(),
                Some(slot) => slot.release(),
                None => {}
            }
        }
    }
}

fn state_when(doing: Doing, job: JobId) -> WorkerState {
    match doing {
        Doing::Transferring => WorkerState::Transferring(job),
        Doing::WaitingForGil => WorkerState::WaitingForGil(job),
        Doing::Running => WorkerState::Running(job),
        Doing::Blocking => WorkerState::Blocking(job),
    }
}

fn arrived(result: std::result::Result<String, Raised>) -> JobOutcome {
    match result {
        Ok(packed) => Ok(packed.into()),
        Err(raised) => Err(raised.into_exception()),
    }
}
