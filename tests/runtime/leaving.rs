//! `SystemExit` and `KeyboardInterrupt`: they leave the loop, from whatever handle raised them.

use std::rc::Rc;

use loopscope::runtime::driver::virtual_time::Runner;
use loopscope::runtime::{
    Callback, EventLoop, Exception, Next, Result, RunError, classes, get_running_loop, sleep,
};

use crate::support::{Console, Log, coro, go, outcome, spawn, turns, var};

fn bye() -> Exception {
    Exception::new(&classes::SYSTEM_EXIT, "bye")
}

fn raised<T>(result: Result<T, RunError>) -> String {
    match result {
        Err(RunError::Raised(exception)) => exception.to_string(),
        Err(RunError::Deadlock(deadlock)) => panic!("{deadlock}"),
        Ok(_) => panic!("nothing was raised"),
    }
}

#[test]
fn a_turn_that_is_left_keeps_the_rest_of_its_snapshot_ready() {
    let event_loop = EventLoop::new();
    let log = Log::new();
    let say = |what: &'static str| {
        let log = log.clone();
        move || log.push(what)
    };
    event_loop.call_soon("first", say("first")).unwrap();
    event_loop.call_soon("exit", || Err(bye())).unwrap();
    event_loop.call_soon("second", say("second")).unwrap();
    let Next::Raised(exception) = event_loop.run_once() else {
        panic!("it did not leave the loop");
    };
    assert_eq!(exception.to_string(), "SystemExit: bye");
    assert_eq!(log.all(), ["first"]);
    assert!(!event_loop.is_in_turn() && !event_loop.is_running() && !event_loop.is_closed());
    assert_eq!(event_loop.run_once(), Next::Idle);
    assert_eq!(log.all(), ["first", "second"]);
}

#[test]
fn any_other_exception_of_a_callback_goes_to_the_handler_and_the_loop_goes_on() {
    for class in [
        &classes::BASE_EXCEPTION,
        &classes::CANCELLED_ERROR,
        &classes::VALUE_ERROR,
    ] {
        let reports = crate::support::reports_of(|event_loop| {
            event_loop
                .call_soon("raises", || Err(Exception::bare(class)))
                .unwrap();
        });
        assert_eq!(reports.len(), 1, "{}", class.name);
    }
}

#[test]
fn it_is_the_exception_of_the_task_that_raised_it() {
    let event_loop = EventLoop::new();
    let task = event_loop
        .create_task(coro(async { Err::<(), _>(bye()) }))
        .unwrap();
    assert!(matches!(event_loop.run_once(), Next::Raised(_)));
    let exception = task.exception().unwrap().unwrap();
    assert_eq!(exception.to_string(), "SystemExit: bye");
    assert!(task.done() && !task.cancelled());
}

#[test]
fn run_cancels_what_is_left_waits_for_it_and_raises() {
    let log = Log::new();
    let said = log.clone();
    let ended = outcome(async move {
        go!([said] {
            let slept = sleep(9.0).await;
            sleep(1.0).await?;
            said.push("cleaned up");
            slept
        });
        turns(1).await?;
        Err::<(), _>(bye())
    });
    assert_eq!(raised(ended), "SystemExit: bye");
    assert_eq!(log.all(), ["cleaned up"]);
}

#[test]
fn what_main_raised_is_not_said_to_be_never_retrieved() {
    let console = Rc::new(Console::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(console.clone()));
    let main = coro(async { Err::<(), _>(Exception::bare(&classes::KEYBOARD_INTERRUPT)) });
    let ended = loopscope::runtime::driver::virtual_time::run(&event_loop, main);
    assert_eq!(raised(ended), "KeyboardInterrupt");
    assert!(console.problems.borrow().is_empty());
}

#[test]
fn one_that_comes_in_the_cleaning_up_ends_it_and_takes_the_place_of_the_first() {
    let cleaned = var(false);
    let flag = cleaned.clone();
    let ended = outcome(async move {
        go!([] {
            let _ = sleep(9.0).await;
            Err::<(), _>(Exception::bare(&classes::KEYBOARD_INTERRUPT))
        });
        go!([flag] {
            let slept = sleep(9.0).await;
            sleep(1.0).await?;
            flag.set(true);
            slept
        });
        turns(1).await?;
        Err::<(), _>(bye())
    });
    assert_eq!(raised(ended), "KeyboardInterrupt");
    assert!(!cleaned.get(), "the loop was closed at once");
}

/// `test_run_until_complete_baseexception`, `test_run_until_complete_loop_orphan_future_close_loop`
#[test]
fn a_runner_runs_on_after_it_and_is_not_stopped_by_what_is_left_of_the_first_run() {
    let mut runner = Runner::new(&EventLoop::new());
    let exits = coro(async { Err::<(), _>(bye()) });
    assert_eq!(raised(runner.run(exits)), "SystemExit: bye");
    let interrupted = coro(async {
        get_running_loop()?
            .call_soon("throw", || Err(bye()))
            .unwrap();
        sleep(1.0).await
    });
    assert_eq!(raised(runner.run(interrupted)), "SystemExit: bye");
    let next = coro(async {
        sleep(5.0).await?;
        Ok(5)
    });
    assert_eq!(runner.run(next).unwrap(), 5);
    runner.close().unwrap();
}

#[test]
fn a_stop_of_the_same_turn_is_forgotten() {
    let mut runner = Runner::new(&EventLoop::new());
    let stops = coro(async {
        get_running_loop()?.stop();
        Err::<(), _>(bye())
    });
    assert_eq!(raised(runner.run(stops)), "SystemExit: bye");
    assert_eq!(runner.run(coro(async { Ok(1) })).unwrap(), 1);
}

#[test]
fn close_raises_it_and_has_closed_the_loop() {
    let mut runner = Runner::new(&EventLoop::new());
    let main = coro(async {
        go!([] {
            let _ = sleep(9.0).await;
            Err::<(), _>(bye())
        });
        turns(1).await
    });
    runner.run(main).unwrap();
    assert_eq!(raised(runner.close()), "SystemExit: bye");
    assert!(runner.get_loop().is_closed());
    runner.close().unwrap();
}

#[test]
fn a_done_callback_leaves_the_loop_too_and_the_next_one_is_still_called() {
    let log = Log::new();
    let said = log.clone();
    let ended = outcome(async move {
        let future = get_running_loop()?.create_future::<()>();
        future
            .add_done_callback(&Callback::new("exit", |_| Err(bye())))
            .unwrap();
        let says = Callback::new("says", move |_| said.push("called"));
        future.add_done_callback(&says).unwrap();
        future.set_result(())?;
        sleep(9.0).await
    });
    assert_eq!(raised(ended), "SystemExit: bye");
    assert_eq!(log.all(), ["called"]);
}

#[test]
fn a_program_that_stops_the_loop_in_the_cleaning_up_ends_that() {
    let ended = outcome(async {
        spawn(async {
            let slept = sleep(9.0).await;
            get_running_loop()?.stop();
            sleep(1.0).await?;
            slept
        });
        turns(1).await
    });
    let expected = "RuntimeError: Event loop stopped before Future completed.";
    assert_eq!(raised(ended), expected);
}
