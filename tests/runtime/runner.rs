//! `asyncio.Runner`: several programs on one loop.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::runtime::driver::virtual_time::Runner;
use loopscope::runtime::{
    EventLoop, Exception, ExceptionContext, RunError, classes, get_running_loop, sleep,
};

use crate::support::{coro, go, var};

#[test]
fn programs_follow_each_other_on_one_loop_and_its_clock() {
    let event_loop = EventLoop::new();
    let mut runner = Runner::new(&event_loop);
    let ended = var(false);
    let flag = ended.clone();
    let first = coro(async move {
        // Left behind, it goes on while the next program runs.
        go!([flag] {
            sleep(2.0).await?;
            flag.set(true);
            Ok(())
        });
        sleep(1.0).await?;
        Ok("first")
    });
    assert_eq!(runner.run(first).unwrap(), "first");
    assert!(!ended.get());
    let second = coro(async {
        sleep(1.5).await?;
        Ok(get_running_loop()?.time())
    });
    assert_eq!(runner.run(second).unwrap(), 2.5);
    assert!(ended.get());
    let failing = coro(async { Err::<(), _>(Exception::bare(&classes::VALUE_ERROR)) });
    assert!(matches!(runner.run(failing), Err(RunError::Raised(_))));
    runner.close().unwrap();
    assert!(runner.get_loop().is_closed());
    runner.close().unwrap();
}

#[test]
fn close_cancels_what_is_left_and_waits_for_its_end() {
    let event_loop = EventLoop::new();
    let mut runner = Runner::new(&event_loop);
    let cleaned = var(false);
    let flag = cleaned.clone();
    let main = coro(async move {
        go!([flag] {
            let slept = sleep(100.0).await;
            sleep(1.0).await?;
            flag.set(true);
            slept
        });
        sleep(0.0).await
    });
    runner.run(main).unwrap();
    assert!(!cleaned.get());
    runner.close().unwrap();
    assert!(cleaned.get() && event_loop.time() == 1.0);
    let late = runner.run(coro(async { Ok(()) })).unwrap_err();
    assert_eq!(late.to_string(), "RuntimeError: Runner is closed");
}

#[test]
fn no_loop_runs_while_it_is_reported_what_the_cleaning_up_left() {
    let event_loop = EventLoop::new();
    let mut runner = Runner::new(&event_loop);
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = seen.clone();
    let main = coro(async move {
        let noted = log.clone();
        let handler = move |_: &EventLoop, context: &ExceptionContext| {
            let runs = get_running_loop().is_ok();
            noted.borrow_mut().push((context.message.to_string(), runs));
        };
        get_running_loop()?.set_exception_handler(Some(handler));
        go!([] {
            let _cancelled = sleep(100.0).await;
            Err::<(), _>(Exception::bare(&classes::VALUE_ERROR))
        });
        sleep(0.0).await
    });
    runner.run(main).unwrap();
    runner.close().unwrap();
    let message = "unhandled exception during asyncio.run() shutdown".to_owned();
    assert_eq!(*seen.borrow(), [(message, false)]);
}

#[test]
fn a_program_that_stops_the_loop_ends_only_its_own_run() {
    let mut runner = Runner::new(&EventLoop::new());
    let stops = coro(async {
        get_running_loop()?.stop();
        sleep(1.0).await
    });
    let error = runner.run(stops).unwrap_err().to_string();
    assert_eq!(
        error,
        "RuntimeError: Event loop stopped before Future completed."
    );
    // The end of the one that is left does not stop the next.
    let next = coro(async {
        sleep(5.0).await?;
        Ok(5)
    });
    assert_eq!(runner.run(next).unwrap(), 5);
}

#[test]
fn a_deadlock_leaves_the_runner_usable() {
    let mut runner = Runner::new(&EventLoop::new());
    let stuck = coro(async { get_running_loop()?.create_future::<()>().await });
    assert!(matches!(runner.run(stuck), Err(RunError::Deadlock(_))));
    assert_eq!(runner.run(coro(async { Ok(1) })).unwrap(), 1);
    runner.close().unwrap();
}
