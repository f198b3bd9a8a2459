//! `run_in_executor`, `to_thread` and the pools of `concurrent.futures`, as the loop sees them.
//!
//! A job is a function by name with packed arguments, as pickling by qualified name makes it: what
//! runs it may be another instance of the program, in another thread. Who that is, the host of the
//! loop says ([`Workers`]); the loop itself knows only that a job was handed over and, later, that
//! it is done.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::future::Future as StdFuture;
use std::panic::Location;
use std::rc::{Rc, Weak};

use super::coroutine::{Coroutine, coroutine};
use super::event_loop::{EventLoop, get_running_loop};
use super::exceptions::{Exception, Result, classes};
use super::futures::{AnyFuture, Callback, Future};
use super::hold::hold_until_released;
use super::instrument::{
    Awaiting, Blocks, Event, JobId, Kept, Outcome, PoolId, PoolKind, SourceLocation,
};
use super::{call, clock::Nanos};

/// A call that can leave the loop's thread and gives a `T`.
#[must_use = "a job does nothing until an executor has it"]
pub struct Job<T> {
    /// Its name and arguments; an exception when the arguments cannot be copied.
    pub packed: Result<Packed>,
    /// Reads what came back.
    pub unpack: fn(&str) -> Result<T>,
}

/// A function by name, with its arguments packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The function's name in the registry.
    pub name: &'static str,
    /// Its arguments, as the workers' protocol has them.
    pub args: Rc<str>,
    /// The call as the screen shows it: `cpu_bound(10000000)`.
    pub shown: Rc<str>,
}

/// What a job gave, packed; or the exception that it raised.
pub type Outgoing = Result<Rc<str>>;

/// How an executor tells that a job is done. It is called once, never in the middle of `submit`.
pub type Done = Box<dyn FnOnce(Outgoing)>;

/// Something that runs jobs elsewhere (`concurrent.futures.Executor`).
pub trait Executor {
    /// Takes a job over. Its end is told through `done`, unless it is cancelled first.
    ///
    /// # Errors
    /// `RuntimeError` after `shutdown`.
    fn submit(&self, id: JobId, job: Packed, done: Done) -> Result;
    /// Takes a job back: true if it has not begun, and then it never will.
    fn cancel(&self, id: JobId) -> bool;
    /// Takes no more jobs, and with `cancel_futures` drops those that have not begun. `idle` is
    /// called when none is left, at the earliest after this call.
    fn shutdown(&self, cancel_futures: bool, idle: Option<Box<dyn FnOnce()>>) -> Vec<JobId>;
    /// Whether a job runs or waits.
    fn is_working(&self) -> bool;
    /// The loop is closed: stops at once whatever runs.
    fn kill(&self);
}

/// What a host gives a loop to run jobs with.
pub trait Workers {
    /// A new pool. `max_workers` is at least 1.
    ///
    /// # Errors
    /// `RuntimeError` when there can be no workers here.
    fn open(
        &self,
        event_loop: &EventLoop,
        pool: PoolId,
        kind: PoolKind,
        max_workers: u32,
    ) -> Result<Rc<dyn Executor>>;
    /// How a job would hold the loop's thread.
    fn expected(&self, job: &Packed) -> Expected;
    /// Runs a job straight in the loop's thread: what it gave, and how long that took.
    fn call(&self, job: &Packed) -> (Outgoing, Nanos);
}

/// How a call would hold the loop's thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// In which way.
    pub how: Blocks,
    /// How long, by estimate; none if nobody knows.
    pub takes: Option<Nanos>,
}

/// What is going on outside a loop under virtual time.
pub trait Agenda {
    /// When the next thing happens.
    fn next(&self) -> Option<Nanos>;
    /// The clock has reached that: it happens.
    fn happen(&self);
    /// Between two handles of one turn. Only what is replayed can happen there.
    fn between_handles(&self) {}
    /// What the clock shows when the turn begins that is about to, if that is known.
    fn turn_begins(&self) -> Option<Nanos> {
        None
    }
}

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

/// The part of a loop that is about executors.
#[derive(Default)]
pub(crate) struct Executors {
    /// The futures of the jobs that are not done.
    futures: RefCell<HashMap<JobId, Weak<dyn AnyFuture>>>,
    workers: RefCell<Option<Rc<dyn Workers>>>,
    agenda: RefCell<Option<Rc<dyn Agenda>>>,
    default: RefCell<Option<Pool>>,
    /// Every executor that was made, so that none outlives its loop.
    pools: RefCell<Vec<Rc<dyn Executor>>>,
    /// Set by `shutdown_default_executor`, and never unset.
    default_shut: Cell<bool>,
    /// `os.cpu_count()`; zero stands for [`EventLoop::CPU_COUNT`].
    cpu_count: Cell<u32>,
    free_threaded: Cell<bool>,
    last_pool: Cell<u32>,
    last_job: Cell<u32>,
    /// How many bytes of results are kept for a replay.
    kept: Cell<usize>,
}

impl Executors {
    /// No longer result is kept, in bytes.
    pub(crate) const LONGEST_KEPT: usize = 64 * 1024;
    /// Of one run no more is kept altogether, in bytes.
    pub(crate) const MOST_KEPT: usize = 16 * 1024 * 1024;

    /// What of a result goes into the events.
    pub(super) fn keep(&self, result: &Outgoing) -> Option<Rc<Kept>> {
        let packed = result.as_ref().ok()?;
        let all = self.kept.get() + packed.len();
        if packed.len() > Self::LONGEST_KEPT || all > Self::MOST_KEPT {
            return Some(Rc::new(Kept::LeftOut(packed.len())));
        }
        self.kept.set(all);
        Some(Rc::new(Kept::Result(packed.clone())))
    }
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

/// `asyncio.to_thread(job)`: in the loop's default executor.
#[track_caller]
pub fn to_thread<T: Clone + 'static>(job: Job<T>) -> Coroutine<T> {
    let shown: Rc<str> = job
        .packed
        .as_ref()
        .map_or_else(|_| "?".into(), |packed| packed.shown.clone());
    coroutine(call!(to_thread(Shown(shown))), async move {
        get_running_loop()?.run_in_executor(None, job)?.await
    })
}

struct Shown(Rc<str>);

impl super::Repr for Shown {
    fn repr(&self) -> String {
        self.0.to_string()
    }
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
    fn open(event_loop: &EventLoop, kind: PoolKind, max_workers: Option<u32>) -> Result<Self> {
        let at = Location::caller();
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
            at,
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
                event_loop.call_soon_threadsafe("_set_state", move || {
                    set_state(&failed, Err(exception));
                });
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
                outcome: Outcome::Raised(exception.to_string().into()),
                result: None,
            });
            return Err(exception);
        }
        event_loop.job_launched();
        let known = Rc::downgrade(&future.any());
        executors.futures.borrow_mut().insert(id, known);
        let pool = self.clone();
        future.add_done_callback(&Callback::new(
            "_call_check_cancel",
            move |future: &Future<T>| {
                if future.cancelled() && pool.0.executor.cancel(id) {
                    pool.taken_back(id);
                }
            },
        ));
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

    fn close_down(&self, cancel_futures: bool, idle: Option<Box<dyn FnOnce()>>) {
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
        Box::new(move |result| {
            event_loop.executors().futures.borrow_mut().remove(&id);
            let outcome = match &result {
                Ok(_) => Outcome::Returned,
                Err(exception) => Outcome::Raised(exception.to_string().into()),
            };
            event_loop.from_outside(|| Event::JobEnded {
                job: id,
                outcome,
                result: event_loop.executors().keep(&result),
            });
            let result = result.and_then(|packed| unpack(&packed));
            event_loop.call_soon_threadsafe("_set_state", move || set_state(&future, result));
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
        event_loop.call_soon_threadsafe("_set_state", move || {
            if let Some(future) = future.and_then(|future| future.upgrade()) {
                future.cancel_plain(None);
            }
        });
        event_loop.job_landed();
    }
}

fn set_state<T: Clone + 'static>(future: &Future<T>, result: Result<T>) {
    if future.done() {
        return;
    }
    let _always = match result {
        Ok(value) => future.set_result(value),
        Err(exception) => future.set_exception(exception),
    };
}

/// `futures._set_result_unless_cancelled(future, None)`, from outside.
fn set_when_idle(event_loop: &EventLoop, future: &Future<()>) -> Box<dyn FnOnce()> {
    let (event_loop, future) = (event_loop.clone(), future.clone());
    event_loop.job_launched();
    Box::new(move || {
        let waiting = future.clone();
        event_loop.call_soon_threadsafe("_set_result_unless_cancelled", move || {
            set_state(&waiting, Ok(()));
        });
        event_loop.job_landed();
    })
}

impl EventLoop {
    /// `os.cpu_count()` of a loop that was not told otherwise.
    pub const CPU_COUNT: u32 = 4;

    /// `loop.run_in_executor(pool, job)`; none is the default executor, which is made at its first
    /// use.
    ///
    /// # Errors
    /// `RuntimeError` after the pool's `shutdown`, after `shutdown_default_executor`, on a closed
    /// loop, and where there can be no workers.
    #[track_caller]
    pub fn run_in_executor<T: Clone + 'static>(
        &self,
        pool: Option<&Pool>,
        job: Job<T>,
    ) -> Result<Future<T>> {
        if self.is_closed() {
            return Err(runtime_error("Event loop is closed"));
        }
        match pool {
            Some(pool) => pool.submit(job),
            None => self.default_executor()?.submit(job),
        }
    }

    #[track_caller]
    fn default_executor(&self) -> Result<Pool> {
        let executors = self.executors();
        if executors.default_shut.get() {
            return Err(runtime_error("Executor shutdown has been called"));
        }
        let made = executors.default.borrow().clone();
        if let Some(pool) = made {
            return Ok(pool);
        }
        let pool = Pool::open(self, PoolKind::Threads, None)?;
        executors.default.replace(Some(pool.clone()));
        Ok(pool)
    }

    /// `loop.set_default_executor(pool)`
    pub fn set_default_executor(&self, pool: &Pool) {
        let _previous = self.executors().default.replace(Some(pool.clone()));
    }

    /// `loop.shutdown_default_executor()`: waits for the default executor's jobs, if there is one.
    #[track_caller]
    pub fn shutdown_default_executor(&self) -> Coroutine<()> {
        let event_loop = self.clone();
        coroutine(call!(shutdown_default_executor()), async move {
            let executors = event_loop.executors();
            executors.default_shut.set(true);
            let pool = executors.default.borrow().clone();
            let Some(pool) = pool else { return Ok(()) };
            let idle = Future::new(&event_loop, Awaiting::Outside("shutdown_default_executor"));
            pool.close_down(false, Some(set_when_idle(&event_loop, &idle)));
            idle.await
        })
    }

    /// Who runs this loop's jobs from now on; for hosts.
    pub fn set_workers(&self, workers: Option<Rc<dyn Workers>>) {
        let _previous = self.executors().workers.replace(workers);
    }

    pub(super) fn workers(&self) -> Result<Rc<dyn Workers>> {
        let workers = self.executors().workers.borrow().clone();
        workers.ok_or_else(|| runtime_error("can't start new thread"))
    }

    /// What goes on outside under virtual time; for hosts.
    pub fn set_agenda(&self, agenda: Option<Rc<dyn Agenda>>) {
        let _previous = self.executors().agenda.replace(agenda);
    }

    pub(crate) fn agenda(&self) -> Option<Rc<dyn Agenda>> {
        self.executors().agenda.borrow().clone()
    }

    /// `os.cpu_count()`
    pub fn cpu_count(&self) -> u32 {
        match self.executors().cpu_count.get() {
            0 => Self::CPU_COUNT,
            count => count,
        }
    }

    /// What `os.cpu_count()` says from now on; zero is [`EventLoop::CPU_COUNT`].
    pub fn set_cpu_count(&self, count: u32) {
        self.executors().cpu_count.set(count);
    }

    /// Whether threads share a GIL (`sys._is_gil_enabled()`); they do unless told otherwise.
    pub fn is_gil_enabled(&self) -> bool {
        !self.executors().free_threaded.get()
    }

    /// Whether threads of pools made from now on share a GIL: not so in a free-threaded Python
    /// (3.13t).
    pub fn set_gil_enabled(&self, enabled: bool) {
        self.executors().free_threaded.set(!enabled);
    }

    /// Stops every pool's workers; the loop is closed.
    pub(crate) fn kill_pools(&self) {
        let executors = self.executors();
        let pools = std::mem::take(&mut *executors.pools.borrow_mut());
        let default = executors.default.take();
        pools.iter().for_each(|executor| executor.kill());
        // They know the loop, and the loop knows them.
        drop((default, executors.workers.take(), executors.agenda.take()));
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

fn runtime_error(message: &'static str) -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, message)
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Pool {}>", self.0.id.0)
    }
}
