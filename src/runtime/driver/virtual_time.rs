//! The host that never waits: the clock jumps to the next deadline.

use crate::events::Nanos;
use crate::runtime::coroutine::Coroutine;
use crate::runtime::deadlock::Deadlock;
use crate::runtime::event_loop::{EventLoop, Next, running};
use crate::runtime::exceptions::{Exception, classes};
use crate::runtime::runners::{Program, RunError, Shutdown, begin, left_early};

/// `asyncio.run(main)` on `event_loop`, under virtual time.
///
/// # Errors
/// [`RunError::Raised`] with the exception that left `main`, or a `RuntimeError` when called from
/// a running loop; [`RunError::Deadlock`] where CPython would hang.
#[track_caller]
pub fn run<T: Clone + 'static>(event_loop: &EventLoop, main: Coroutine<T>) -> Result<T, RunError> {
    if running(|_| ()).is_some() {
        main.close();
        let message = "asyncio.run() cannot be called from a running event loop";
        return Err(runtime_error(message));
    }
    let mut program = Program::new(event_loop, main);
    while !program.is_over() {
        step(&mut program)?;
    }
    program.result().map_err(RunError::Raised)
}

/// One handle of a program that is not over, after the clock is where the loop can go on. Before
/// and after it a caller may do to the loop whatever a person could do in between.
///
/// # Errors
/// As [`run`], when the program can never go on.
pub fn step<T: Clone + 'static>(program: &mut Program<T>) -> Result<(), RunError> {
    let event_loop = program.event_loop().clone();
    let is_in_turn = event_loop.is_in_turn() && !event_loop.is_held();
    match event_loop.agenda() {
        Some(agenda) if is_in_turn => agenda.between_handles(),
        None if is_in_turn => {}
        _ => make_ready(&event_loop)?,
    }
    program.run_one();
    Ok(())
}

/// `asyncio.Runner`, under virtual time: several programs one after the other on one loop, and the
/// cleaning up at the end. Tasks that one leaves behind go on while the next runs.
pub struct Runner {
    event_loop: EventLoop,
    closed: bool,
}

impl Runner {
    /// `asyncio.Runner(loop_factory=lambda: event_loop)`
    pub fn new(event_loop: &EventLoop) -> Self {
        Self {
            event_loop: event_loop.clone(),
            closed: false,
        }
    }

    /// `runner.get_loop()`
    pub fn get_loop(&self) -> &EventLoop {
        &self.event_loop
    }

    /// `runner.run(coro)`
    ///
    /// # Errors
    /// Those of [`run`]; a `RuntimeError` after [`Runner::close`], or when the program stops the
    /// loop before it is done, or has closed it; the `SystemExit` or `KeyboardInterrupt` of any task
    /// or callback.
    #[track_caller]
    pub fn run<T: Clone + 'static>(&mut self, coro: Coroutine<T>) -> Result<T, RunError> {
        if self.closed || running(|_| ()).is_some() {
            coro.close();
            return Err(runtime_error(match self.closed {
                true => "Runner is closed",
                false => "Runner.run() cannot be called from a running event loop",
            }));
        }
        let task = begin(&self.event_loop, coro).map_err(RunError::Raised)?;
        let stopped = run_until_stopped(&self.event_loop);
        let early = left_early(None, &*task.any());
        if let Some(exception) = stopped?.or(early) {
            return Err(RunError::Raised(exception));
        }
        task.result().map_err(RunError::Raised)
    }

    /// `runner.close()`: cancels what is left, waits for its end, and closes the loop. Again, it
    /// does nothing.
    ///
    /// # Errors
    /// [`RunError::Deadlock`] when what was cancelled never ends, the `RecursionError` of a cancel, and
    /// the `SystemExit` or `KeyboardInterrupt` that something raises meanwhile: the loop is closed all
    /// the same.
    pub fn close(&mut self) -> Result<(), RunError> {
        if std::mem::replace(&mut self.closed, true) {
            return Ok(());
        }
        let mut shutdown = Shutdown::new(&self.event_loop);
        shutdown.begin().map_err(RunError::Raised)?;
        while !shutdown.is_over() {
            match run_until_stopped(&self.event_loop) {
                Ok(raised) => shutdown.advance(raised).map_err(RunError::Raised)?,
                Err(error) => {
                    self.event_loop.close();
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

impl Drop for Runner {
    /// Without a `close` nothing of the program runs any more.
    fn drop(&mut self) {
        self.event_loop.close();
    }
}

/// The exception that left the loop, if one did.
fn run_until_stopped(event_loop: &EventLoop) -> Result<Option<Exception>, RunError> {
    loop {
        make_ready(event_loop)?;
        match event_loop.run_once() {
            Next::Stopped => return Ok(None),
            Next::Raised(exception) => return Ok(Some(exception)),
            Next::Ready | Next::At(_) | Next::Idle => {}
        }
    }
}

/// Moves the clock to where the loop can go on. What came from outside is ready before the timers
/// of the same moment are.
fn make_ready(event_loop: &EventLoop) -> Result<(), RunError> {
    wait(event_loop)?;
    // Where a call holds the loop, its turn goes on.
    let agenda = event_loop.agenda().filter(|_| !event_loop.is_in_turn());
    let begins = agenda.and_then(|agenda| agenda.turn_begins());
    if let Some(when) = begins {
        event_loop.advance_to(when);
    }
    Ok(())
}

fn wait(event_loop: &EventLoop) -> Result<(), RunError> {
    loop {
        let outside = happen(event_loop);
        match (event_loop.next(), outside) {
            (Next::Ready | Next::Stopped | Next::Raised(_), _) => return Ok(()),
            (Next::At(when), Some(sooner)) if sooner <= when => event_loop.advance_to(sooner),
            (Next::At(when), _) => {
                event_loop.advance_to(when);
                return Ok(());
            }
            (Next::Idle, Some(when)) => event_loop.advance_to(when),
            (Next::Idle, None) => return Err(stuck(event_loop)),
        }
    }
}

/// What is due outside happens; when the next thing there is due.
fn happen(event_loop: &EventLoop) -> Option<Nanos> {
    let agenda = event_loop.agenda()?;
    loop {
        match agenda.next() {
            Some(when) if when <= event_loop.now() => {
                agenda.happen();
                event_loop.intervene();
            }
            later => return later,
        }
    }
}

fn stuck(event_loop: &EventLoop) -> RunError {
    match Deadlock::if_stuck(event_loop) {
        Some(deadlock) => RunError::Deadlock(deadlock),
        // A job in flight that will never end, or that this host knows nothing of.
        None => runtime_error(
            "something outside the loop is in flight, and will never end under virtual time",
        ),
    }
}

fn runtime_error(message: &str) -> RunError {
    RunError::Raised(Exception::internal(&classes::RUNTIME_ERROR, message))
}
