//! A headless run of a program that may get nowhere: it is given up instead of going on for ever.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::events::{End, Event, Nanos};
use crate::runtime::driver::virtual_time;
use crate::runtime::{Coroutine, EventLoop, Program, RunError};

/// How many handles a program may run before it is said to get nowhere.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// While the clock stands still, as it does in a `while True: await asyncio.sleep(0)`.
    pub at_one_instant: u64,
    /// From its beginning to its end, however the clock moves.
    pub in_all: u64,
}

impl Default for Bounds {
    /// A million at one instant, ten million in all: more than any scenario comes near, and reached
    /// within seconds.
    fn default() -> Self {
        Self {
            at_one_instant: 1_000_000,
            in_all: 10_000_000,
        }
    }
}

/// Why a bounded run gave no value.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It ended.
    Run(RunError),
    /// It was given up.
    Livelock(Livelock),
}

/// A program that runs and gets nowhere, as far as can be told.
#[derive(Clone, Debug)]
pub struct Livelock {
    /// What the loop clock shows.
    pub now: Nanos,
    /// How many handles have run while it showed that, or, where that is more than was allowed, in
    /// all.
    pub handles: u64,
    /// Whether the clock has stood still.
    pub at_one_instant: bool,
    /// The calls of the tasks that are not done, in order of creation.
    pub tasks: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(error) => error.fmt(f),
            Self::Livelock(livelock) => livelock.fmt(f),
        }
    }
}

impl fmt::Display for Livelock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { now, handles, .. } = self;
        match self.at_one_instant {
            true => write!(
                f,
                "livelock: {handles} handles have run while the clock stood at {now} s. CPython would \
                 go on for ever."
            )?,
            false => write!(
                f,
                "livelock: {handles} handles have run, the clock shows {now} s, and there is no end."
            )?,
        }
        self.tasks
            .iter()
            .try_for_each(|task| write!(f, "\n  {task} is not done"))
    }
}

/// `asyncio.run(main)` on `event_loop`, under virtual time and within bounds.
///
/// # Errors
/// Those of [`virtual_time::run`]; a [`Livelock`] when a bound is reached.
pub fn run<T: Clone + 'static>(
    event_loop: &EventLoop,
    main: Coroutine<T>,
    bounds: Bounds,
    progress: &Progress,
) -> Result<T, Failure> {
    let mut program = Program::new(event_loop, main);
    let (mut in_all, mut since, mut at_instant) = (0, event_loop.now(), 0);
    while !program.is_over() {
        virtual_time::step(&mut program).map_err(Failure::Run)?;
        progress.advance();
        in_all += 1;
        at_instant += 1;
        if event_loop.now() != since {
            (since, at_instant) = (event_loop.now(), 0);
        }
        let stands = at_instant >= bounds.at_one_instant;
        if (stands || in_all >= bounds.in_all) && !program.is_over() {
            event_loop.emit(|| Event::RunEnded {
                how: End::Livelocked,
            });
            return Err(Failure::Livelock(Livelock {
                now: since,
                handles: if stands { at_instant } else { in_all },
                at_one_instant: stands,
                tasks: calls(event_loop),
            }));
        }
    }
    let result = program.result();
    result.map_err(|exception| Failure::Run(RunError::Raised(exception)))
}

fn calls(event_loop: &EventLoop) -> Vec<String> {
    let tasks = event_loop.all_tasks().into_iter();
    let calls = tasks.filter_map(|task| task.call());
    calls
        .map(|call| format!("{}({})", call.name, call.args))
        .collect()
}

/// How far a run has come, for another thread to see. Clones tell of the same run.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU64>);

/// What [`Progress`] says of a run that is over.
const OVER: u64 = u64::MAX;

impl Progress {
    /// A handle has run.
    fn advance(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The run is over; nobody need watch it any more.
    pub fn end(&self) {
        self.0.store(OVER, Ordering::Relaxed);
    }

    /// From a thread of its own: calls `stuck` when one handle has run for as long as `patience` and
    /// has not ended. Nothing but another thread can tell of a coroutine that never awaits.
    ///
    /// # Errors
    /// When there is no other thread to be had, as in a page.
    pub fn watch(
        &self,
        patience: Duration,
        stuck: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<()> {
        let progress = self.clone();
        let watching = move || {
            let mut before = progress.0.load(Ordering::Relaxed);
            loop {
                std::thread::sleep(patience);
                let now = progress.0.load(Ordering::Relaxed);
                match now {
                    OVER => return,
                    now if now == before => return stuck(),
                    now => before = now,
                }
            }
        };
        std::thread::Builder::new().spawn(watching).map(drop)
    }
}
