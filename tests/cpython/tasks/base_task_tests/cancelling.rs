use loopscope::runtime::{
    EventLoop, Exception, Future, Next, Result, ReturnWhen, Task, classes, create_task,
    current_task, gather, gather_exceptions, get_running_loop, sleep, wait,
};

use crate::support::{Slot, coro, go, raises, run, turns, var};

fn future<T: Clone + 'static>() -> Future<T> {
    get_running_loop().unwrap().create_future()
}

/// A task that sleeps for long.
fn sleeper() -> Task<()> {
    go!([] { sleep(10.0).await })
}

/// The messages to try: none, and one.
const MESSAGES: [Option<&str>; 2] = [None, Some("my message")];

fn cancel<T: Clone + 'static>(task: &Task<T>, message: Option<&'static str>) {
    assert!(match message {
        None => task.cancel(),
        Some(message) => task.cancel_with(message),
    });
}

fn message(exception: &Exception) -> Option<&str> {
    exception.message().map(|message| &**message)
}

#[test]
fn test_task_cancel_message_getter() {
    run(async {
        let task = go!([] { Ok(()) });
        task.cancel_with("my message");
        assert_eq!(
            raises(task.await, &classes::CANCELLED_ERROR).text(),
            "my message"
        );
        Ok(())
    });
}

#[test]
fn test_cancelling() {
    run(async {
        let task = sleeper();
        assert_eq!(task.cancelling(), 0);
        assert!(task.cancel());
        assert_eq!(task.cancelling(), 1);
        assert!(format!("{task:?}").starts_with("<Task cancelling "));
        assert!(task.cancel(), "asked again, it counts again");
        assert_eq!(task.cancelling(), 2);
        raises(task.await, &classes::CANCELLED_ERROR);
        Ok(())
    });
}

#[test]
fn test_uncancel_basic() {
    run(async {
        let task = go!([] {
            let slept = sleep(10.0).await;
            if slept.is_err() {
                current_task()?.unwrap().uncancel();
                sleep(10.0).await?;
            }
            slept
        });
        sleep(0.01).await?;
        assert!(task.cancel());
        assert!(task.cancelling() == 1 && !task.cancelled());
        sleep(0.01).await?;
        assert!(task.cancelling() == 0 && !task.cancelled());
        assert!(format!("{task:?}").starts_with("<Task pending "));
        assert!(task.cancel());
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.cancelled() && task.done());
        task.uncancel();
        assert!(task.cancelled(), "too late");
        Ok(())
    });
}

/// What `timeout` does, by hand; tells whether it timed out, and whether the block finished.
async fn request(delay: f64, limit: f64) -> Result<(bool, bool)> {
    let (timed_out, finished) = (var(false), var(false));
    let (task, event_loop) = (current_task()?.unwrap(), get_running_loop()?);
    let (target, flag) = (task.clone(), timed_out.clone());
    let timer = event_loop
        .call_later(limit, "on_timeout", move || {
            flag.set(true);
            target.cancel();
        })
        .unwrap();
    let slept = sleep(delay).await;
    timer.cancel();
    match slept {
        Ok(()) => finished.set(true),
        Err(_) if timed_out.get() && task.uncancel() == 0 => {}
        Err(exception) => return Err(exception),
    }
    turns(1).await?;
    Ok((timed_out.get(), finished.get()))
}

#[test]
fn test_uncancel_structured_blocks() {
    run(async {
        for (delay, limit, expected) in [(10.0, 0.1, (true, false)), (0.0, 10.0, (false, true))] {
            let task = go!([] { request(delay, limit).await });
            assert_eq!((&task).await?, expected);
            assert_eq!(task.cancelling(), 0);
        }
        Ok(())
    });
}

#[test]
fn test_uncancel_resets_must_cancel() {
    run(async {
        let future = future();
        let task = go!([future] {
            future.await?;
            Ok(42)
        });
        turns(1).await?;
        future.set_result(())?;
        task.cancel();
        assert_eq!(task.cancelling(), 1);
        assert_eq!(task.uncancel(), 0);
        assert_eq!(task.await?, 42);
        Ok(())
    });
}

#[test]
fn test_cancel() {
    let time = run(async {
        let task = sleeper();
        let target = task.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.done() && task.cancelled() && !task.cancel());
        Ok(())
    });
    assert_eq!(time, 0.0);
}

#[test]
fn test_cancel_with_message_then_future_result() {
    for text in MESSAGES {
        run(async move {
            let task = sleeper();
            turns(1).await?;
            cancel(&task, text);
            wait([&task], None, ReturnWhen::AllCompleted).await?;
            let exception = raises(task.result(), &classes::CANCELLED_ERROR);
            assert_eq!(message(&exception), text);
            Ok(())
        });
    }
}

#[test]
fn test_cancel_with_message_then_future_exception() {
    for text in MESSAGES {
        run(async move {
            let task = sleeper();
            turns(1).await?;
            cancel(&task, text);
            wait([&task], None, ReturnWhen::AllCompleted).await?;
            let exception = raises(task.exception(), &classes::CANCELLED_ERROR);
            assert_eq!(message(&exception), text);
            Ok(())
        });
    }
}

#[test]
fn test_cancellation_exception_context() {
    run(async {
        let task = go!([] {
            let inner = sleeper();
            turns(1).await?;
            let target = inner.clone();
            get_running_loop()?.call_soon("cancel", move || {
                target.cancel_with("msg");
            }).unwrap();
            let value_error = Exception::new(&classes::VALUE_ERROR, "cancelled");
            inner.await.map_err(|cause| value_error.from_cause(cause))
        });
        let exception = raises(task.await, &classes::VALUE_ERROR);
        let cause = exception.cause().unwrap();
        assert!(cause.is_cancelled());
        assert_eq!(message(cause), Some("msg"));
        Ok(())
    });
}

#[test]
fn test_cancel_with_message_before_starting_task() {
    run(async {
        let task = sleeper();
        task.cancel_with("my message");
        wait([&task], None, ReturnWhen::AllCompleted).await?;
        let exception = raises(task.exception(), &classes::CANCELLED_ERROR);
        assert_eq!(message(&exception), Some("my message"));
        Ok(())
    });
}

#[test]
fn test_cancel_yield() {
    run(async {
        let task = go!([] {
            turns(2).await?;
            Ok(12)
        });
        turns(1).await?;
        task.cancel();
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.done() && task.cancelled() && !task.cancel());
        Ok(())
    });
}

#[test]
fn test_cancel_inner_future() {
    run(async {
        let inner = future::<()>();
        let task = go!([inner] { inner.await });
        turns(1).await?;
        inner.cancel();
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(inner.cancelled() && task.cancelled());
        Ok(())
    });
}

#[test]
fn test_cancel_both_task_and_inner_future() {
    run(async {
        let inner = future::<()>();
        let task = go!([inner] { inner.await });
        turns(1).await?;
        inner.cancel();
        task.cancel();
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.done() && inner.cancelled() && task.cancelled());
        Ok(())
    });
}

#[test]
fn test_cancel_task_catching() {
    run(async {
        let (first, second) = (future(), future::<()>());
        let task = go!([first, second] {
            first.await?;
            raises(second.await, &classes::CANCELLED_ERROR);
            Ok(42)
        });
        turns(1).await?;
        first.set_result(())?;
        turns(1).await?;
        task.cancel();
        assert!(second.cancelled());
        assert_eq!((&task).await?, 42);
        assert!(!task.cancelled());
        Ok(())
    });
}

#[test]
fn test_cancel_task_ignoring() {
    run(async {
        let (first, second, third) = (future(), future::<()>(), future());
        let task = go!([first, second, third] {
            first.await?;
            let _ = second.await;
            third.await
        });
        turns(1).await?;
        first.set_result(())?;
        turns(1).await?;
        task.cancel();
        assert!(second.cancelled());
        turns(1).await?;
        third.set_result(42)?;
        assert_eq!((&task).await?, 42);
        assert!(!third.cancelled() && !task.cancelled());
        Ok(())
    });
}

/// A task that cancels itself and then does what is left.
fn cancels_itself(then_sleep: bool) -> Task<i32> {
    go!([] {
        current_task()?.unwrap().cancel();
        if then_sleep {
            sleep(100.0).await?;
        }
        Ok(12)
    })
}

#[test]
fn test_cancel_current_task() {
    let time = run(async {
        let task = cancels_itself(true);
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.done() && task.cancelled() && !task.cancel());
        Ok(())
    });
    assert_eq!(time, 0.0);
}

#[test]
fn test_cancel_at_end() {
    run(async {
        let task = cancels_itself(false);
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.done() && task.cancelled() && !task.cancel());
        Ok(())
    });
}

#[test]
fn test_cancel_awaited_task() {
    run(async {
        let inner = future::<()>();
        let nested: Slot<Task<()>> = Slot::new();
        let task = go!([inner, nested] {
            nested.put(go!([inner] { inner.await }));
            turns(1).await?;
            current_task()?.unwrap().cancel();
            nested.get().await
        });
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.cancelled() && nested.get().cancelled() && inner.cancelled());
        Ok(())
    });
}

/// The line that was interrupted is in the traceback of what `result()` raises.
#[test]
fn test_cancel_traceback_for_future_result() {
    run(async {
        let task = sleeper();
        turns(1).await?;
        task.cancel();
        let exception = raises((&task).await, &classes::CANCELLED_ERROR);
        let [await_, slept] = &exception.traceback()[..] else {
            panic!("the intermediate await is included, and the sleep: {exception}")
        };
        assert_eq!(await_.at.line(), line!() - 4);
        assert!(slept.at.line() < 20, "it stands at the sleep: {slept:?}");
        Ok(())
    });
}

#[test]
fn test_cancel_traceback_for_future_exception() {
    run(async {
        let task = sleeper();
        turns(1).await?;
        task.cancel();
        wait([&task], None, ReturnWhen::AllCompleted).await?;
        let exception = raises(task.exception(), &classes::CANCELLED_ERROR);
        let [asked, slept] = &exception.traceback()[..] else {
            panic!("the line that asked is included, and the sleep: {exception}")
        };
        assert_eq!(asked.at.line(), line!() - 4);
        assert!(slept.at.line() < 20, "it stands at the sleep: {slept:?}");
        Ok(())
    });
}

#[test]
fn test_baseexception_during_cancel() {
    let event_loop = EventLoop::new();
    let exit = Exception::bare(&classes::SYSTEM_EXIT);
    let raised = exit.clone();
    let task = event_loop
        .create_task(coro(async move {
            match sleep(10.0).await {
                Err(exception) if exception.is_cancelled() => Err(raised),
                slept => slept,
            }
        }))
        .unwrap();
    event_loop.run_once();
    task.cancel();
    assert!(!task.done());
    assert_eq!(event_loop.run_once(), Next::Raised(exit.clone()));
    assert!(task.done() && !task.cancelled());
    assert_eq!(task.exception().unwrap(), Some(exit));
}

#[test]
fn test_sleep_cancel() {
    run(async {
        let task = sleeper();
        turns(1).await?;
        let event_loop = get_running_loop()?;
        assert_eq!(event_loop.queue_lengths().1, 1);
        task.cancel();
        turns(2).await?;
        assert!(task.cancelled());
        // Nothing is timed any more: a loop that had to wait would have to be idle.
        assert_eq!(event_loop.next(), loopscope::runtime::Next::Idle);
        Ok(())
    });
}

#[test]
fn test_task_cancel_sleeping_task() {
    let time = run(async {
        let task = go!([] { sleep(5000.0).await });
        let target = task.clone();
        get_running_loop()?
            .call_later(0.1, "cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(task.await, &classes::CANCELLED_ERROR);
        Ok(())
    });
    assert_eq!(time, 0.1);
}

#[test]
fn test_task_cancel_waiter_future() {
    run(async {
        let waiter = future::<()>();
        let task = go!([waiter] { waiter.await });
        turns(1).await?;
        task.cancel();
        turns(1).await?;
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(waiter.cancelled() && !format!("{task:?}").contains("wait_for"));
        Ok(())
    });
}

#[test]
fn test_yield_future_passes_cancel() {
    run(async {
        let (waiter, proof) = (future::<()>(), var(0));
        let outer = go!([waiter, proof] {
            let inner = coro(crate::support::block!([proof] {
                let waited = waiter.await;
                if waited.is_err() {
                    proof.add(1);
                }
                waited
            }));
            if inner.await.is_err() {
                proof.add(100);
            }
            Ok(())
        });
        turns(1).await?;
        outer.cancel();
        outer.await?;
        assert_eq!(proof.get(), 101);
        assert!(waiter.cancelled());
        Ok(())
    });
}

#[test]
fn test_cancel_gather_1() {
    run(async {
        let inner = future();
        let child = create_task(coro(crate::support::block!([inner] { inner.await })));
        let gathering = gather([child]);
        turns(1).await?;
        // In the turn in which the child ends, before the gather has heard of it.
        let (target, answer) = (gathering.clone(), var(None));
        let told = answer.clone();
        inner
            .add_done_callback(&loopscope::runtime::Callback::new(
                "cancelling",
                move |_| {
                    told.set(Some(target.cancel()));
                },
            ))
            .unwrap();
        inner.set_result(42)?;
        assert_eq!(gathering.await?, [42]);
        assert_eq!(answer.get(), Some(false));
        Ok(())
    });
}

#[test]
fn test_cancel_gather_2() {
    for text in MESSAGES {
        run(async move {
            let task = go!([] {
                for _ in 0..20 {
                    gather_exceptions([sleep(0.05)]).await?;
                }
                Ok(())
            });
            sleep(0.2).await?;
            cancel(&task, text);
            let exception = raises(task.await, &classes::CANCELLED_ERROR);
            assert_eq!(message(&exception), text);
            Ok(())
        });
    }
}
