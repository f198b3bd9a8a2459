use loopscope::runtime::{
    Class, Coroutine, Exception, ReturnWhen, classes, create_task, get_running_loop, sleep, wait,
    wait_for,
};

use crate::support::{Var, block, coro, go, raises, run, turns, var};

/// Sleeps for 0.2 s, whatever anybody cancels.
fn slow(exited: &Var<bool>) -> Coroutine<()> {
    let exited = exited.clone();
    coro(async move {
        let event_loop = get_running_loop()?;
        let end = event_loop.time() + 0.2;
        while event_loop.time() < end {
            let _ = sleep(end - event_loop.time()).await;
        }
        exited.set(true);
        Ok(())
    })
}

/// Runs for ten seconds, and tells whether it still does.
fn long(running: &Var<Option<bool>>) -> Coroutine<&'static str> {
    let running = running.clone();
    coro(async move {
        running.set(Some(true));
        let slept = sleep(10.0).await;
        running.set(Some(false));
        slept.map(|()| "done")
    })
}

#[test]
fn test_asyncio_wait_for_cancelled() {
    run(async {
        let exited = var(false);
        let task = create_task(wait_for(slow(&exited), Some(0.4)));
        turns(1).await?;
        task.cancel();
        wait([&task], None, ReturnWhen::AllCompleted).await?;
        assert!(exited.get());
        Ok(())
    });
}

#[test]
fn test_asyncio_wait_for_timeout() {
    run(async {
        let exited = var(false);
        let _ = wait_for(slow(&exited), Some(0.1)).await;
        assert!(exited.get());
        Ok(())
    });
}

#[test]
fn test_wait_for_timeout_less_then_0_or_0_future_done() {
    run(async {
        let future = get_running_loop()?.create_future();
        future.set_result("done")?;
        assert_eq!(wait_for(future.clone(), Some(0.0)).await?, "done");
        assert!(future.done());
        Ok(())
    });
}

#[test]
fn test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started() {
    run(async {
        let started = var(false);
        let body = coro(block!([started] {
            started.set(true);
            Ok(())
        }));
        raises(wait_for(body, Some(0.0)).await, &classes::TIMEOUT_ERROR);
        assert!(!started.get());
        Ok(())
    });
}

#[test]
fn test_wait_for_timeout_less_then_0_or_0() {
    for timeout in [0.0, -1.0] {
        run(async move {
            let running = var(None);
            let task = create_task(long(&running));
            turns(1).await?;
            assert_eq!(running.get(), Some(true));
            let result = wait_for(task.clone(), Some(timeout)).await;
            raises(result, &classes::TIMEOUT_ERROR);
            assert!(task.done() && task.cancelled());
            assert_eq!(running.get(), Some(false));
            Ok(())
        });
    }
}

#[test]
fn test_wait_for() {
    let time = run(async {
        let running = var(None);
        let task = create_task(long(&running));
        let result = wait_for(task.clone(), Some(0.1)).await;
        raises(result, &classes::TIMEOUT_ERROR);
        assert!(task.done() && task.cancelled());
        assert_eq!(running.get(), Some(false));
        Ok(())
    });
    assert_eq!(time, 0.1);
}

#[test]
fn test_wait_for_blocking() {
    run(async {
        assert_eq!(wait_for(coro(async { Ok("done") }), None).await?, "done");
        Ok(())
    });
}

#[test]
fn test_wait_for_race_condition() {
    run(async {
        let event_loop = get_running_loop()?;
        let future = event_loop.create_future();
        let waiting = wait_for(future.clone(), Some(0.2));
        event_loop
            .call_soon("set_result", move || future.set_result("ok"))
            .unwrap();
        assert_eq!(waiting.await?, "ok");
        Ok(())
    });
}

#[test]
fn test_wait_for_cancellation_race_condition() {
    run(async {
        let inner = coro(async {
            raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
            Ok(1)
        });
        assert_eq!(wait_for(inner, Some(0.01)).await?, 1);
        Ok(())
    });
}

/// What takes a while to clean up when it is cancelled.
fn tidy(done: &Var<bool>) -> Coroutine<()> {
    let done = done.clone();
    coro(async move {
        let slept = sleep(10.0).await;
        if slept.is_err() {
            sleep(0.0001).await?;
        }
        done.set(true);
        slept
    })
}

#[test]
fn test_wait_for_waits_for_task_cancellation() {
    let time = run(async {
        let done = var(false);
        let task = create_task(tidy(&done));
        let exception = raises(wait_for(task, Some(0.0001)).await, &classes::TIMEOUT_ERROR);
        assert!(done.get());
        assert!(exception.cause().is_some_and(Exception::is_cancelled));
        Ok(())
    });
    assert_eq!(time, 0.0002);
}

#[test]
fn test_wait_for_waits_for_task_cancellation_w_timeout_0() {
    run(async {
        let done = var(false);
        let task = create_task(tidy(&done));
        sleep(0.0001).await?;
        let exception = raises(wait_for(task, Some(0.0)).await, &classes::TIMEOUT_ERROR);
        assert!(done.get());
        assert!(exception.cause().is_some_and(Exception::is_cancelled));
        Ok(())
    });
}

#[test]
fn test_wait_for_reraises_exception_during_cancellation() {
    static FOO: Class = Class::new("FooException", &classes::EXCEPTION);
    run(async {
        let task = go!([] {
            let _ = sleep(0.2).await;
            Err::<(), _>(Exception::bare(&FOO))
        });
        raises(wait_for(task, Some(0.0001)).await, &FOO);
        Ok(())
    });
}

fn cancel_wait_for(timeout: Option<f64>) {
    let time = run(async move {
        let task = go!([] { get_running_loop()?.create_future::<()>().await });
        let waiting = create_task(wait_for(task.clone(), timeout));
        let target = waiting.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(waiting.await, &classes::CANCELLED_ERROR);
        assert!(task.cancelled());
        Ok(())
    });
    assert_eq!(time, 0.0);
}

#[test]
fn test_cancel_blocking_wait_for() {
    cancel_wait_for(None);
}

#[test]
fn test_cancel_wait_for() {
    cancel_wait_for(Some(60.0));
}

#[test]
fn test_wait_for_cancel_suppressed() {
    run(async {
        let stubborn = coro(async {
            raises(sleep(10.0).await, &classes::CANCELLED_ERROR);
            Ok(42)
        });
        assert_eq!(wait_for(stubborn, Some(0.1)).await?, 42);
        Ok(())
    });
}

#[test]
fn test_wait_for_issue86296() {
    run(async {
        let inner = go!([] { Ok("done") });
        let reached_end = var(false);
        let task = go!([inner, reached_end] {
            wait_for(inner, Some(100.0)).await?;
            sleep(1.0).await?;
            reached_end.set(true);
            Ok(())
        });
        turns(1).await?;
        task.cancel();
        raises(task.await, &classes::CANCELLED_ERROR);
        assert_eq!(inner.await?, "done");
        assert!(!reached_end.get());
        Ok(())
    });
}
