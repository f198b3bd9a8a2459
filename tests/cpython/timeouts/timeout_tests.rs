use loopscope::events::Nanos;
use loopscope::runtime::{
    Exception, Result, TaskGroup, classes, current_task, get_running_loop, sleep, timeout,
    timeout_at,
};

use crate::support::{Slot, coro, go, raises, run, turns, var, without_task};

fn now() -> f64 {
    get_running_loop().unwrap().time()
}

/// A block that computes for so long, in one step.
fn busy(seconds: f64) {
    let event_loop = get_running_loop().unwrap();
    event_loop.advance_to(Nanos::from_secs(event_loop.time() + seconds));
}

fn zero_division() -> Exception {
    Exception::new(&classes::ZERO_DIVISION_ERROR, "division by zero")
}

#[track_caller]
fn refuses<T>(result: Result<T>, why: &str) {
    let exception = raises(result, &classes::RUNTIME_ERROR);
    assert!(exception.text().contains(why), "{exception}");
}

#[test]
fn test_timeout_basic() {
    let time = run(async {
        let limit = timeout(Some(0.01))?;
        raises(limit.run(sleep_long()).await, &classes::TIMEOUT_ERROR);
        assert!(limit.expired());
        Ok(())
    });
    assert_eq!(time, 0.01);
}

async fn sleep_long() -> Result {
    sleep(10.0).await
}

#[test]
fn test_timeout_at_basic() {
    run(async {
        let deadline = now() + 0.01;
        let limit = timeout_at(Some(deadline));
        raises(limit.run(sleep_long()).await, &classes::TIMEOUT_ERROR);
        assert!(limit.expired());
        assert_eq!(limit.when(), Some(deadline));
        Ok(())
    });
}

#[test]
fn test_nested_timeouts() {
    run(async {
        let deadline = now() + 0.01;
        let (outer, inner) = (timeout_at(Some(deadline)), timeout_at(Some(deadline)));
        let result = outer
            .run(async {
                let result = inner.run(sleep_long()).await;
                // Only the outermost turns the cancel into its own error.
                Err::<(), _>(raises(result, &classes::CANCELLED_ERROR))
            })
            .await;
        raises(result, &classes::TIMEOUT_ERROR);
        assert!(outer.expired() && inner.expired());
        Ok(())
    });
}

#[test]
fn test_waiter_cancelled() {
    run(async {
        let limit = timeout(Some(0.01))?;
        let body = async { Err::<(), _>(raises(sleep_long().await, &classes::CANCELLED_ERROR)) };
        raises(limit.run(body).await, &classes::TIMEOUT_ERROR);
        Ok(())
    });
}

#[test]
fn test_timeout_not_called() {
    let time = run(async {
        let limit = timeout(Some(10.0))?;
        limit.run(async { sleep(0.01).await }).await?;
        assert!(!limit.expired() && limit.when() > Some(now()));
        Ok(())
    });
    assert_eq!(time, 0.01);
}

#[test]
fn test_timeout_disabled() {
    run(async {
        let limit = timeout(None)?;
        limit.run(async { sleep(0.01).await }).await?;
        assert!(!limit.expired() && limit.when().is_none());
        Ok(())
    });
}

#[test]
fn test_timeout_at_disabled() {
    run(async {
        let limit = timeout_at(None);
        limit.run(async { sleep(0.01).await }).await?;
        assert!(!limit.expired() && limit.when().is_none());
        Ok(())
    });
}

/// A deadline that is over at entry, and a body that sleeps for so long.
fn over_at_entry(delay: f64, body: f64) {
    let time = run(async move {
        let start = now();
        let limit = timeout(Some(delay))?;
        let result = limit.run(async { sleep(body).await }).await;
        raises(result, &classes::TIMEOUT_ERROR);
        assert!(limit.expired());
        assert_eq!(limit.when(), Some(start + delay));
        Ok(())
    });
    assert_eq!(time, 0.0);
}

#[test]
fn test_timeout_zero() {
    over_at_entry(0.0, 10.0);
}

#[test]
fn test_timeout_zero_sleep_zero() {
    over_at_entry(0.0, 0.0);
}

#[test]
fn test_timeout_in_the_past_sleep_zero() {
    over_at_entry(-11.0, 0.0);
}

#[test]
fn test_foreign_exception_passed() {
    run(async {
        let limit = timeout(Some(0.01))?;
        let body = async { Err::<(), _>(Exception::bare(&classes::KEY_ERROR)) };
        raises(limit.run(body).await, &classes::KEY_ERROR);
        assert!(!limit.expired());
        Ok(())
    });
}

#[test]
fn test_timeout_exception_context() {
    run(async {
        let body = async {
            let crashed = Err::<(), _>(zero_division());
            sleep(1.0).await?;
            crashed
        };
        let result = timeout(Some(0.01))?.run(body).await;
        let exception = raises(result, &classes::TIMEOUT_ERROR);
        let cause = exception.cause().cloned().unwrap();
        assert!(cause.is_cancelled() && cause.cause().is_none());
        Ok(())
    });
}

#[test]
fn test_foreign_exception_on_timeout() {
    run(async {
        let limit = timeout(Some(0.01))?;
        let body = async {
            raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
            Err::<(), _>(zero_division())
        };
        let exception = raises(limit.run(body).await, &classes::ZERO_DIVISION_ERROR);
        assert!(exception.cause().is_none());
        assert!(limit.expired());
        Ok(())
    });
}

#[test]
fn test_foreign_cancel_doesnt_timeout_if_not_expired() {
    run(async {
        let limit = timeout(Some(10.0))?;
        let task = go!([limit] {
            limit
                .run(async {
                    current_task()?.unwrap().cancel();
                    sleep_long().await
                })
                .await
        });
        raises(task.await, &classes::CANCELLED_ERROR);
        assert!(!limit.expired());
        Ok(())
    });
}

#[test]
fn test_outer_task_is_not_cancelled() {
    run(async {
        let task = go!([] {
            let result = timeout(Some(0.001))?.run(sleep_long()).await;
            raises(result, &classes::TIMEOUT_ERROR);
            Ok(())
        });
        (&task).await?;
        assert!(task.done() && !task.cancelled());
        Ok(())
    });
}

#[test]
fn test_nested_timeouts_concurrent() {
    run(async {
        let (outer, inner) = (timeout(Some(0.002))?, timeout(Some(0.1))?);
        let result = outer
            .run(async {
                let result = inner
                    .run(async {
                        busy(0.01);
                        sleep(1.0).await
                    })
                    .await;
                // Only the outer one is over: its cancel passes through.
                Err::<(), _>(raises(result, &classes::CANCELLED_ERROR))
            })
            .await;
        raises(result, &classes::TIMEOUT_ERROR);
        Ok(())
    });
}

#[test]
fn test_nested_timeouts_loop_busy() {
    let time = run(async {
        let (outer, inner) = (timeout(Some(0.1))?, timeout(Some(0.01))?);
        let result = outer
            .run(async {
                let result = inner
                    .run(async {
                        busy(0.1);
                        sleep(1.0).await
                    })
                    .await;
                assert!(inner.expired());
                result.or_else(|exception| match exception.is(&classes::TIMEOUT_ERROR) {
                    true => Ok(()),
                    false => Err(exception),
                })?;
                sleep_long().await
            })
            .await;
        raises(result, &classes::TIMEOUT_ERROR);
        Ok(())
    });
    assert_eq!(time, 0.1);
}

#[test]
fn test_reschedule() {
    run(async {
        let slot = Slot::new();
        let (first, second) = (now() + 10.0, now() + 30.0);
        let task = go!([slot] {
            let limit = timeout_at(Some(first));
            slot.put(limit.clone());
            limit.run(async { sleep(50.0).await }).await
        });
        turns(1).await?;
        let limit = slot.get();
        assert_eq!(limit.when(), Some(first));
        limit.reschedule(Some(second))?;
        assert_eq!(limit.when(), Some(second));
        limit.reschedule(None)?;
        assert_eq!(limit.when(), None);
        task.cancel();
        raises(task.await, &classes::CANCELLED_ERROR);
        assert!(!limit.expired());
        Ok(())
    });
}

#[test]
fn test_repr_active() {
    run(async {
        let limit = timeout(Some(10.0))?;
        limit
            .run(async {
                assert_eq!(format!("{limit:?}"), "<Timeout [active] when=10.0>");
                Ok(())
            })
            .await
    });
}

#[test]
fn test_repr_expired() {
    run(async {
        let limit = timeout(Some(0.01))?;
        raises(limit.run(sleep_long()).await, &classes::TIMEOUT_ERROR);
        assert_eq!(format!("{limit:?}"), "<Timeout [expired]>");
        Ok(())
    });
}

#[test]
fn test_repr_finished() {
    run(async {
        let limit = timeout(Some(10.0))?;
        limit.run(async { sleep(0.0).await }).await?;
        assert_eq!(format!("{limit:?}"), "<Timeout [finished]>");
        Ok(())
    });
}

#[test]
fn test_repr_disabled() {
    run(async {
        let limit = timeout(None)?;
        limit
            .run(async {
                assert_eq!(format!("{limit:?}"), "<Timeout [active] when=None>");
                Ok(())
            })
            .await
    });
}

#[test]
fn test_nested_timeout_in_finally() {
    let time = run(async {
        let body = async {
            let cancelled = sleep(1.0).await;
            let result = timeout(Some(0.01))?.run(sleep_long()).await;
            let inner = raises(result, &classes::TIMEOUT_ERROR);
            assert!(inner.cause().is_some_and(Exception::is_cancelled));
            cancelled
        };
        let result = timeout(Some(0.01))?.run(body).await;
        let outer = raises(result, &classes::TIMEOUT_ERROR);
        assert!(outer.cause().is_some_and(Exception::is_cancelled));
        Ok(())
    });
    assert_eq!(time, 0.02);
}

#[test]
fn test_timeout_after_cancellation() {
    run(async {
        go!([] {
            current_task()?.unwrap().cancel();
            raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
            let result = timeout(Some(0.0))?.run(async { sleep(1.0).await }).await;
            raises(result, &classes::TIMEOUT_ERROR);
            Ok(())
        })
        .await
    });
}

#[test]
fn test_cancel_in_timeout_after_cancellation() {
    run(async {
        go!([] {
            current_task()?.unwrap().cancel();
            raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
            let body = async {
                current_task()?.unwrap().cancel();
                sleep(2.0).await
            };
            let result = timeout(Some(1.0))?.run(body).await;
            raises(result, &classes::CANCELLED_ERROR);
            Ok(())
        })
        .await
    });
}

#[test]
fn test_timeout_already_entered() {
    run(async {
        let limit = timeout(Some(0.01))?;
        limit
            .run(async {
                let again = limit.run(async { Ok(()) }).await;
                refuses(again, "has already been entered");
                Ok(())
            })
            .await
    });
}

#[test]
fn test_timeout_double_enter() {
    run(async {
        let limit = timeout(Some(0.01))?;
        limit.run(async { Ok(()) }).await?;
        let again = limit.run(async { Ok(()) }).await;
        refuses(again, "has already been entered");
        Ok(())
    });
}

#[test]
fn test_timeout_finished() {
    run(async {
        let limit = timeout(Some(0.01))?;
        limit.run(async { Ok(()) }).await?;
        refuses(limit.reschedule(Some(0.02)), "finished");
        Ok(())
    });
}

#[test]
fn test_timeout_expired() {
    run(async {
        let limit = timeout(Some(0.01))?;
        raises(limit.run(sleep_long()).await, &classes::TIMEOUT_ERROR);
        refuses(limit.reschedule(Some(0.02)), "expired");
        Ok(())
    });
}

#[test]
fn test_timeout_expiring() {
    run(async {
        let limit = timeout(Some(0.01))?;
        limit
            .run(async {
                raises(sleep_long().await, &classes::CANCELLED_ERROR);
                refuses(limit.reschedule(Some(0.02)), "expiring");
                Ok(())
            })
            .await
    });
}

#[test]
fn test_timeout_not_entered() {
    run(async {
        refuses(
            timeout(Some(0.01))?.reschedule(Some(0.02)),
            "has not been entered",
        );
        Ok(())
    });
}

#[test]
fn test_timeout_without_task() {
    run(async {
        let limit = timeout(Some(0.01))?;
        let inside = limit.clone();
        let entered = without_task(async move { inside.run(async { Ok(()) }).await }).await?;
        refuses(entered, "task");
        refuses(limit.reschedule(Some(0.02)), "has not been entered");
        Ok(())
    });
}

#[test]
fn test_timeout_taskgroup() {
    run(async {
        let group = TaskGroup::new();
        let cleaned = var(false);
        let flag = cleaned.clone();
        let body = group.run(async {
            group.create_task(coro(async move {
                raises(sleep(2.0).await, &classes::CANCELLED_ERROR);
                flag.set(true);
                Err::<(), _>(zero_division())
            }))?;
            sleep(1.0).await
        });
        let result = timeout(Some(0.01))?.run(body).await;
        let exception = raises(result, &classes::EXCEPTION_GROUP);
        let [member] = exception.exceptions() else {
            panic!("{exception:?}")
        };
        assert!(member.is(&classes::ZERO_DIVISION_ERROR) && cleaned.get());
        Ok(())
    });
}
