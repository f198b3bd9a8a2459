//! What a loop knows of executors: `run_in_executor`, its default one, and who runs its jobs.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::IntoFuture;
use std::panic::Location;
use std::rc::{Rc, Weak};

use super::{Agenda, Executor, Job, Pool, Workers};
use crate::events::{Awaiting, JobId, Kept, Name, PoolKind};
use crate::runtime::Repr;
use crate::runtime::call::internal_call;
use crate::runtime::coroutine::{Coroutine, coroutine};
use crate::runtime::event_loop::{EventLoop, get_running_loop};
use crate::runtime::exceptions::{Exception, Result, classes};
use crate::runtime::futures::{AnyFuture, Future};
use crate::runtime::places::SourceLocation;
use crate::runtime::report::warn_at_run_time;
use crate::runtime::timeouts::timeout;

/// The part of a loop that is about executors.
#[derive(Default)]
pub(crate) struct Executors {
    /// The futures of the jobs that are not done.
    pub(super) futures: RefCell<HashMap<JobId, Weak<dyn AnyFuture>>>,
    workers: RefCell<Option<Rc<dyn Workers>>>,
    agenda: RefCell<Option<Rc<dyn Agenda>>>,
    default: RefCell<Option<Pool>>,
    /// Every executor that was made, so that none outlives its loop.
    pub(super) pools: RefCell<Vec<Rc<dyn Executor>>>,
    /// Set by `shutdown_default_executor`, and never unset.
    default_shut: Cell<bool>,
    /// `os.cpu_count()`; zero stands for [`EventLoop::CPU_COUNT`].
    cpu_count: Cell<u32>,
    free_threaded: Cell<bool>,
    pub(super) last_pool: Cell<u32>,
    pub(super) last_job: Cell<u32>,
    /// How many bytes of results are kept for a replay.
    kept: Cell<usize>,
}

impl Executors {
    /// No longer result is kept, in bytes.
    pub(crate) const LONGEST_KEPT: usize = 64 * 1024;
    /// Of one run no more is kept altogether, in bytes.
    pub(crate) const MOST_KEPT: usize = 16 * 1024 * 1024;

    fn keep(&self, packed: &Rc<str>) -> Kept {
        let all = self.kept.get() + packed.len();
        if packed.len() > Self::LONGEST_KEPT || all > Self::MOST_KEPT {
            return Kept::LeftOut(packed.len());
        }
        self.kept.set(all);
        Kept::Result(packed.clone())
    }
}

/// `asyncio.to_thread(job)`: in the loop's default executor.
#[track_caller]
pub fn to_thread<T: Clone + 'static>(job: Job<T>) -> Coroutine<T> {
    let at = Location::caller();
    let shown: Rc<str> = job
        .packed
        .as_ref()
        .map_or_else(|_| "?".into(), |packed| packed.shown.clone());
    coroutine(internal_call!(to_thread(Shown(shown))), async move {
        let event_loop = get_running_loop()?;
        let task = event_loop.current_task();
        let at = task.and_then(|task| task.line_outside()).unwrap_or(at);
        event_loop.run_in_executor_at(None, job, at)?.await
    })
}

struct Shown(Rc<str>);

impl Repr for Shown {
    fn repr(&self) -> String {
        self.0.to_string()
    }
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
        self.run_in_executor_at(pool, job, Location::caller())
    }

    fn run_in_executor_at<T: Clone + 'static>(
        &self,
        pool: Option<&Pool>,
        job: Job<T>,
        at: SourceLocation,
    ) -> Result<Future<T>> {
        if self.is_closed() {
            return Err(runtime_error("Event loop is closed"));
        }
        match pool {
            Some(pool) => pool.submit(job),
            None => self.default_executor(at)?.submit(job),
        }
    }

    /// Made at `at`, if there is none.
    fn default_executor(&self, at: SourceLocation) -> Result<Pool> {
        let executors = self.executors();
        if executors.default_shut.get() {
            return Err(runtime_error("Executor shutdown has been called"));
        }
        let made = executors.default.borrow().clone();
        if let Some(pool) = made {
            return Ok(pool);
        }
        let pool = Pool::open_at(self, PoolKind::Threads, None, at)?;
        executors.default.replace(Some(pool.clone()));
        Ok(pool)
    }

    /// `loop.set_default_executor(pool)`
    pub fn set_default_executor(&self, pool: &Pool) {
        let _previous = self.executors().default.replace(Some(pool.clone()));
    }

    /// `loop.shutdown_default_executor(timeout)`: waits for the default executor's jobs, if there is
    /// one, for so many seconds at most.
    #[track_caller]
    pub fn shutdown_default_executor(&self, limit: Option<f64>) -> Coroutine<()> {
        let event_loop = self.clone();
        coroutine(internal_call!(shutdown_default_executor()), async move {
            let executors = event_loop.executors();
            executors.default_shut.set(true);
            let pool = executors.default.borrow().clone();
            let Some(pool) = pool else { return Ok(()) };
            let idle = Future::new(
                &event_loop,
                Awaiting::Outside(Name::of("shutdown_default_executor")),
            );
            pool.close_down(false, Some(set_when_idle(&event_loop, &idle)));
            let joined = timeout(limit)?.run(idle.into_future()).await;
            match (joined, limit) {
                (Err(exception), Some(limit)) if exception.is(&classes::TIMEOUT_ERROR) => {
                    warn_at_run_time(format_args!(
                        "The executor did not finishing joining its threads within {limit} seconds."
                    ));
                    pool.shutdown(false);
                    Ok(())
                }
                (joined, _) => joined,
            }
        })
    }

    /// Who runs this loop's jobs from now on; for hosts.
    pub fn set_workers(&self, workers: Option<Rc<dyn Workers>>) {
        let _previous = self.executors().workers.replace(workers);
    }

    pub(in crate::runtime) fn workers(&self) -> Result<Rc<dyn Workers>> {
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

    /// What is kept for a replay of a result that was packed.
    pub fn keep(&self, packed: &Rc<str>) -> Rc<Kept> {
        Rc::new(self.executors().keep(packed))
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

/// `futures._set_result_unless_cancelled(future, None)`, from outside.
fn set_when_idle(event_loop: &EventLoop, future: &Future<()>) -> Box<dyn FnOnce()> {
    let (event_loop, future) = (event_loop.clone(), future.clone());
    event_loop.job_launched();
    Box::new(move || {
        let waiting = future.clone();
        let name = "_set_result_unless_cancelled";
        let _closed =
            event_loop.call_soon_threadsafe_internally(name, move || set_state(&waiting, Ok(())));
        event_loop.job_landed();
    })
}

pub(super) fn set_state<T: Clone + 'static>(future: &Future<T>, result: Result<T>) {
    if future.done() {
        return;
    }
    let _always = match result {
        Ok(value) => future.set_result(value),
        Err(exception) => future.set_exception(exception),
    };
}

fn runtime_error(message: &'static str) -> Exception {
    Exception::internal(&classes::RUNTIME_ERROR, message)
}
