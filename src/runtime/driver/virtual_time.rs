//! The host that never waits: the clock jumps to the next deadline.

use crate::runtime::clock::Nanos;
use crate::runtime::coroutine::Coroutine;
use crate::runtime::event_loop::{EventLoop, Next, running};
use crate::runtime::exceptions::{Exception, classes};
use crate::runtime::runners::{RunError, Runner};

/// `asyncio.run(main)` on `event_loop`, under virtual time.
///
/// # Errors
/// [`RunError::Raised`] with the exception that left `main`, or a `RuntimeError` when called from
/// a running loop; [`RunError::Deadlock`] where CPython would hang.
#[track_caller]
pub fn run<T: Clone + 'static>(event_loop: &EventLoop, main: Coroutine<T>) -> Result<T, RunError> {
    if running(|_| ()).is_some() {
        main.close();
        return Err(RunError::Raised(Exception::new(
            &classes::RUNTIME_ERROR,
            "asyncio.run() cannot be called from a running event loop",
        )));
    }
    let mut runner = Runner::new(event_loop, main);
    drive(&mut runner)?;
    runner.result().map_err(RunError::Raised)
}

/// Turns until the program is over.
fn drive<T: Clone + 'static>(runner: &mut Runner<T>) -> Result<(), RunError> {
    loop {
        // What came from outside is ready before the timers of the same moment are.
        let outside = happen(runner.event_loop());
        match runner.next() {
            Next::Stopped => return Ok(()),
            Next::Ready => {}
            Next::At(when) => match outside {
                Some(sooner) if sooner <= when => {
                    runner.event_loop().advance_to(sooner);
                    continue;
                }
                _ => runner.event_loop().advance_to(when),
            },
            Next::Idle => match outside {
                Some(when) => {
                    runner.event_loop().advance_to(when);
                    continue;
                }
                None => return Err(stuck(runner)),
            },
        }
        runner.run_once();
    }
}

/// What is due outside happens; when the next thing there is due.
fn happen(event_loop: &EventLoop) -> Option<Nanos> {
    let agenda = event_loop.agenda()?;
    loop {
        match agenda.next() {
            Some(when) if when <= event_loop.now() => agenda.happen(),
            later => return later,
        }
    }
}

fn stuck<T: Clone + 'static>(runner: &Runner<T>) -> RunError {
    match runner.deadlock() {
        Some(deadlock) => RunError::Deadlock(deadlock),
        // A job in flight that will never end, or that this host knows nothing of.
        None => RunError::Raised(Exception::new(
            &classes::RUNTIME_ERROR,
            "something outside the loop is in flight, and will never end under virtual time",
        )),
    }
}
