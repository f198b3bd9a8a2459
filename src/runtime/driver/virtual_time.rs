//! The host that never waits: the clock jumps to the next deadline.

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
    let mut next = runner.next();
    loop {
        match next {
            Next::Stopped => return Ok(()),
            Next::Ready => {}
            Next::At(when) => runner.event_loop().advance_to(when),
            Next::Idle => {
                if let Some(deadlock) = runner.deadlock() {
                    return Err(RunError::Deadlock(deadlock));
                }
                // A job in flight that this host cannot wait for is as stuck as none.
                return Err(RunError::Raised(Exception::new(
                    &classes::RUNTIME_ERROR,
                    "something outside the loop is in flight, and virtual time cannot wait for it",
                )));
            }
        }
        next = runner.run_once();
    }
}
