//! `ThreadPoolExecutor` and `ProcessPoolExecutor`: the program's side of a pool.

use std::cell::Cell;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::Rc;

use super::of_loop::set_state;
use super::{Done, Executor, Job};
use crate::events::{Awaiting, Event, JobId, Outcome, PoolId, PoolKind};
use crate::runtime::event_loop::{EventLoop, get_running_loop};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::{Callback, Future};
use crate::runtime::hold::hold_until_released;
use crate::runtime::places::SourceLocation;

/// A pool of workers of one kind. Clones are the same pool.
#[derive(Clone)]
pub struct Pool(Rc<PoolInner>);

struct PoolInner {
    id: PoolId,
    event_loop: EventLoop,
    executor: Rc<dyn Executor>,
    /// Set by the first `shutdown`, and never unset.
    shut: Cell<bool>,
}

/// `concurrent.futures.ThreadPoolExecutor(max_workers)`: workers that share one interpreter, and so
/// its GIL. Without a number, `min(32, os.cpu_count() + 4)`.
///
/// # Errors
/// `ValueError` for zero; `RuntimeError` outside a running loop, or where there can be no workers.
#[track_caller]
pub fn thread_pool_executor(max_workers: impl Into<Option<u32>>) -> Result<Pool> {
    Pool::open(&get_running_loop()?, PoolKind::Threads, max_workers.into())
}

/// `concurrent.futures.ProcessPoolExecutor(max_workers)`: workers that share nothing. Without a
/// number, `os.cpu_count()`.
///
/// # Errors
/// As [`thread_pool_executor`].
#[track_caller]
pub fn process_pool_executor(max_workers: impl Into<Option<u32>>) -> Result<Pool> {
    Pool::open(
        &get_running_loop()?,
        PoolKind::Processes,
        max_workers.into(),
    )
}

/// `with pool:` around `body`: however it ends, the pool is shut down, and the loop stands until
/// the last job has ended.
///
/// # Errors
/// Those of `body`.
#[track_caller]
pub fn with_pool<T, B: StdFuture<Output = Result<T>>>(
    pool: Pool,
    body: impl FnOnce(Pool) -> B,
) -> impl StdFuture<Output = Result<T>> {
    let at = Location::caller();
    async move {
        let result = body(pool.clone()).await;
        pool.join_at(false, at).await?;
        result
    }
}

impl Pool {
    #[track_caller]
    pub(super) fn open(
        event_loop: &EventLoop,
        kind: PoolKind,
        max_workers: Option<u32>,
    ) -> Result<Self> {
        Self::open_at(event_loop, kind, max_workers, Location::caller())
    }

    /// The same, made at `at`.
    pub(super) fn open_at(
        event_loop: &EventLoop,
        kind: PoolKind,
        max_workers: Option<u32>,
        at: SourceLocation,
    ) -> Result<Self> {
        // A pool does not own its loop: the loop knows it.
        let event_loop = &EventLoop::borrowed(event_loop.0.clone());
        let cpus = event_loop.cpu_count();
        let max_workers = max_workers.unwrap_or(match kind {
            PoolKind::Threads => cpus.saturating_add(4).min(32),
            PoolKind::Processes => cpus,
        });
        if max_workers == 0 {
            let message = "max_workers must be greater than 0";
            return Err(Exception::internal(&classes::VALUE_ERROR, message));
        }
        let executors = event_loop.executors();
        let id = PoolId(executors.last_pool.get().wrapping_add(1));
        executors.last_pool.set(id.0);
        let executor = event_loop
            .workers()?
            .open(event_loop, id, kind, max_workers)?;
        event_loop.emit(|| Event::PoolCreated {
            pool: id,
            kind,
            max_workers,
            at: event_loop.place(at),
        });
        executors.pools.borrow_mut().push(executor.clone());
        Ok(Self(Rc::new(PoolInner {
            id,
            event_loop: event_loop.clone(),
            executor,
            shut: Cell::new(false),
        })))
    }

    /// Its number on its loop.
    pub fn id(&self) -> PoolId {
        self.0.id
    }

    /// `asyncio.wrap_future(pool.submit(job))`: cancelling the future takes the job back if it has
    /// not begun; otherwise it runs on and its result is dropped.
    ///
    /// # Errors
    /// `RuntimeError` after `shutdown`.
    pub fn submit<T: Clone + 'static>(&self, job: Job<T>) -> Result<Future<T>> {
        let event_loop = &self.0.event_loop;
        let executors = event_loop.executors();
        let id = JobId(executors.last_job.get().wrapping_add(1));
        let future = Future::new(event_loop, Awaiting::Job(id.0));
        let packed = match job.packed {
            Ok(packed) => packed,
            Err(exception) => {
                // As CPython's pool has it: the call succeeds, and the pickling error is the result.
                let failed = future.clone();
                event_loop.call_soon_threadsafe_internally("_set_state", move || {
                    set_state(&failed, Err(exception));
                })?;
                return Ok(future);
            }
        };
        let shown = packed.shown.clone();
        executors.last_job.set(id.0);
        event_loop.emit(|| Event::JobSubmitted {
            job: id,
            pool: self.0.id,
            shown,
            future: future.id(),
            task: event_loop.current_task().map(|task| task.id()),
        });
        let done = self.done(id, &future, job.unpack);
        if let Err(exception) = self.0.executor.submit(id, packed, done) {
            event_loop.emit(|| Event::JobEnded {
                job: id,
                outcome: Outcome::Raised(exception.told()),
                result: None,
            });
            return Err(exception);
        }
        event_loop.job_launched();
        let known = Rc::downgrade(&future.any());
        executors.futures.borrow_mut().insert(id, known);
        let pool = self.clone();
        future.add_internal_callback(&Callback::new(
            "_call_check_cancel",
            move |future: &Future<T>| {
                if future.cancelled() && pool.0.executor.cancel(id) {
                    pool.taken_back(id);
                }
            },
        ))?;
        Ok(future)
    }

    /// `pool.map(function, …)`: all are submitted now; the results come in the same order.
    ///
    /// # Errors
    /// As [`Pool::submit`].
    pub fn map<T: Clone + 'static>(
        &self,
        jobs: impl IntoIterator<Item = Job<T>>,
    ) -> Result<Vec<Future<T>>> {
        jobs.into_iter().map(|job| self.submit(job)).collect()
    }

    /// `pool.shutdown(wait=False, cancel_futures=…)`: takes no more jobs.
    pub fn shutdown(&self, cancel_futures: bool) {
        self.close_down(cancel_futures, None);
    }

    /// The end of `with pool:`, that is `pool.shutdown(wait=True)`: the loop stands until the last
    /// job has ended.
    ///
    /// # Errors
    /// None; a `Result` as any call has it.
    #[track_caller]
    pub fn join(&self) -> impl StdFuture<Output = Result> + use<> {
        self.join_at(false, Location::caller())
    }

    /// `pool.shutdown(wait=True, cancel_futures=True)`: what has not begun never will; the loop
    /// stands until the rest has ended.
    ///
    /// # Errors
    /// None; a `Result` as any call has it.
    #[track_caller]
    pub fn cancel_and_join(&self) -> impl StdFuture<Output = Result> + use<> {
        self.join_at(true, Location::caller())
    }

    fn join_at(
        &self,
        cancel_futures: bool,
        at: SourceLocation,
    ) -> impl StdFuture<Output = Result> + use<> {
        let pool = self.clone();
        async move {
            let inner = &pool.0;
            pool.close_down(cancel_futures, None);
            if !inner.executor.is_working() {
                return Ok(());
            }
            let event_loop = inner.event_loop.clone();
            event_loop.job_launched();
            let release = Box::new(move || {
                event_loop.job_landed();
                event_loop.release();
            });
            let _none = inner.executor.shutdown(false, Some(release));
            hold_until_released(&inner.event_loop, "shutdown(wait=True)", at).await;
            Ok(())
        }
    }

    pub(super) fn close_down(&self, cancel_futures: bool, idle: Option<Box<dyn FnOnce()>>) {
        let dropped = self.0.executor.shutdown(cancel_futures, idle);
        self.0.shut.set(true);
        self.0
            .event_loop
            .emit(|| Event::PoolShutDown { pool: self.0.id });
        for job in dropped {
            self.taken_back(job);
        }
    }

    fn done<T: Clone + 'static>(
        &self,
        id: JobId,
        future: &Future<T>,
        unpack: fn(&str) -> Result<T>,
    ) -> Done {
        let (event_loop, future) = (self.0.event_loop.clone(), future.clone());
        Box::new(move |result, kept| {
            event_loop.executors().futures.borrow_mut().remove(&id);
            let outcome = match &result {
                Ok(_) => Outcome::Returned,
                Err(exception) => Outcome::Raised(exception.told()),
            };
            event_loop.from_outside(|| Event::JobEnded {
                job: id,
                outcome,
                result: kept,
            });
            let result = result.and_then(|packed| unpack(&packed));
            // A loop that is closed is told nothing (`futures._call_set_state`), here and below.
            let _closed = event_loop
                .call_soon_threadsafe_internally("_set_state", move || set_state(&future, result));
            event_loop.job_landed();
        })
    }

    /// `concurrent.futures.Future.cancel` came in time.
    fn taken_back(&self, job: JobId) {
        let event_loop = &self.0.event_loop;
        event_loop.emit(|| Event::JobEnded {
            job,
            outcome: Outcome::Cancelled(None),
            result: None,
        });
        // The loop is told of the end, as of any other: who awaits it is cancelled.
        let future = event_loop.executors().futures.borrow_mut().remove(&job);
        let _closed =
            event_loop.call_soon_threadsafe_internally("_set_state", move || {
                match future.and_then(|future| future.upgrade()) {
                    Some(future) => future.cancel_plain(None).map(drop),
                    None => Ok(()),
                }
            });
        event_loop.job_landed();
    }
}

impl Drop for PoolInner {
    fn drop(&mut self) {
        // Nobody can wait for it any more; what runs runs on.
        let dropped = self.executor.shutdown(false, None);
        debug_assert!(dropped.is_empty());
        if !self.shut.get() {
            self.event_loop
                .from_outside(|| Event::PoolShutDown { pool: self.id });
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Pool {}>", self.0.id.0)
    }
}
