use loopscope::runtime::{
    Condition, EventLoop, Exception, Lock, Task, classes, get_running_loop, timeout, wait_for,
};

use crate::support::{Log, Slot, go, raises, run, turns, var, waiters};

/// A task that waits once and then keeps the lock, or gives it back.
fn waiter(condition: &Condition, order: &Log<i32>, i: i32, keep: bool) -> Task<bool> {
    go!([condition, order] {
        let held = condition.acquire().await?;
        if condition.wait().await? {
            order.push(i);
        }
        if keep {
            held.detach();
        }
        Ok(true)
    })
}

#[test]
fn test_wait() {
    run(async {
        let condition = Condition::new();
        let order = Log::new();
        let tasks = [1, 2, 3].map(|i| waiter(&condition, &order, i, true));
        turns(1).await?;
        assert!(order.all().is_empty() && !condition.locked());
        condition.acquire().await?.detach();
        condition.notify(1)?;
        turns(1).await?;
        assert!(order.all().is_empty() && condition.locked());
        condition.release()?;
        turns(1).await?;
        assert!(order.all() == [1] && condition.locked());
        condition.notify(2)?;
        turns(1).await?;
        assert!(order.all() == [1] && condition.locked());
        condition.release()?;
        turns(1).await?;
        assert!(order.all() == [1, 2] && condition.locked());
        condition.release()?;
        turns(1).await?;
        assert!(order.all() == [1, 2, 3] && condition.locked());
        for task in tasks {
            assert!(task.done() && task.result()?);
        }
        Ok(())
    });
}

#[test]
fn test_wait_cancel() {
    run(async {
        let condition = Condition::new();
        condition.acquire().await?.detach();
        let wait = go!([condition] { condition.wait().await });
        let target = wait.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(wait.await, &classes::CANCELLED_ERROR);
        assert_eq!(waiters(&condition), 0);
        assert!(condition.locked(), "it was taken again on the way out");
        Ok(())
    });
}

#[test]
fn test_wait_cancel_contested() {
    run(async {
        let condition = Condition::new();
        condition.acquire().await?.detach();
        let wait = go!([condition] { condition.wait().await });
        turns(1).await?;
        assert!(!condition.locked());
        condition.acquire().await?.detach();
        condition.notify(1)?;
        let event_loop = get_running_loop()?;
        let (target, held) = (wait.clone(), condition.clone());
        event_loop
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        event_loop
            .call_soon("release", move || held.release())
            .unwrap();
        let _ = wait.await;
        assert!(condition.locked());
        Ok(())
    });
}

#[test]
fn test_wait_cancel_after_notify() {
    run(async {
        let condition = Condition::new();
        let waited = var(false);
        let task = go!([condition, waited] {
            let _held = condition.acquire().await?;
            waited.set(true);
            condition.wait().await
        });
        turns(1).await?;
        condition.acquire().await?.detach();
        condition.notify(1)?;
        turns(1).await?;
        task.cancel();
        turns(1).await?;
        condition.release()?;
        turns(1).await?;
        assert!(task.cancelled() && waited.get());
        Ok(())
    });
}

#[test]
fn test_wait_unacquired() {
    run(async {
        raises(Condition::new().wait().await, &classes::RUNTIME_ERROR);
        Ok(())
    });
}

#[test]
fn test_wait_for() {
    run(async {
        let condition = Condition::new();
        let (holds, order) = (var(false), Log::new());
        let task = go!([condition, holds, order] {
            let _held = condition.acquire().await?;
            let predicate = holds.clone();
            if condition.wait_for(move || predicate.get()).await? {
                order.push(1);
            }
            Ok(true)
        });
        let poke = || async {
            let _held = condition.acquire().await?;
            condition.notify(1)
        };
        turns(1).await?;
        poke().await?;
        turns(1).await?;
        assert!(order.all().is_empty());
        holds.set(true);
        poke().await?;
        turns(1).await?;
        assert_eq!(order.all(), [1]);
        assert!(task.done() && task.result()?);
        Ok(())
    });
}

#[test]
fn test_wait_for_unacquired() {
    run(async {
        let condition = Condition::new();
        assert!(condition.wait_for(|| true).await?);
        raises(condition.wait_for(|| false).await, &classes::RUNTIME_ERROR);
        Ok(())
    });
}

#[test]
fn test_notify() {
    run(async {
        let condition = Condition::new();
        let order = Log::new();
        let tasks = [1, 2, 3].map(|i| waiter(&condition, &order, i, false));
        turns(1).await?;
        {
            let _held = condition.acquire().await?;
            condition.notify(1)?;
        }
        turns(1).await?;
        assert_eq!(order.all(), [1]);
        {
            let _held = condition.acquire().await?;
            condition.notify(1)?;
            condition.notify(2048)?;
        }
        turns(1).await?;
        assert_eq!(order.all(), [1, 2, 3]);
        for task in tasks {
            assert!(task.done() && task.result()?);
        }
        Ok(())
    });
}

#[test]
fn test_notify_all() {
    run(async {
        let condition = Condition::new();
        let order = Log::new();
        let tasks = [1, 2].map(|i| waiter(&condition, &order, i, false));
        turns(1).await?;
        {
            let _held = condition.acquire().await?;
            condition.notify_all()?;
        }
        turns(1).await?;
        assert_eq!(order.all(), [1, 2]);
        for task in tasks {
            assert!(task.done() && task.result()?);
        }
        Ok(())
    });
}

#[test]
fn test_notify_unacquired() {
    raises(Condition::new().notify(1), &classes::RUNTIME_ERROR);
}

#[test]
fn test_notify_all_unacquired() {
    raises(Condition::new().notify_all(), &classes::RUNTIME_ERROR);
}

#[test]
fn test_repr() {
    run(async {
        let condition = Condition::new();
        assert!(format!("{condition:?}").ends_with("[unlocked]>"));
        let order = Log::new();
        let tasks = [1, 2].map(|i| waiter(&condition, &order, i, false));
        turns(1).await?;
        let held = condition.acquire().await?;
        assert!(format!("{condition:?}").ends_with("[locked, waiters:2]>"));
        condition.notify_all()?;
        drop(held);
        for task in tasks {
            task.await?;
        }
        Ok(())
    });
}

#[test]
fn test_context_manager() {
    run(async {
        let condition = Condition::new();
        assert!(!condition.locked());
        {
            let _held = condition.acquire().await?;
            assert!(condition.locked());
        }
        assert!(!condition.locked());
        Ok(())
    });
}

#[test]
fn test_explicit_lock() {
    run(async {
        let lock = Lock::new();
        let condition = Condition::with_lock(lock.clone());
        for by_condition in [true, false] {
            assert!(!lock.locked() && !condition.locked());
            let _held = match by_condition {
                true => condition.acquire().await?,
                false => lock.acquire().await?,
            };
            assert!(lock.locked() && condition.locked());
        }
        assert!(!lock.locked() && !condition.locked());
        Ok(())
    });
}

/// Binds a lock, or a condition, to a loop by waiting there.
fn bound_elsewhere(condition: &Condition) {
    let (event_loop, condition) = (EventLoop::new(), condition.clone());
    let body = async move {
        let held = condition.acquire().await?;
        let (contender, waiter) = (condition.clone(), condition.clone());
        let contender = go!([contender] { contender.acquire().await.map(drop) });
        turns(1).await?;
        drop(held);
        contender.await?;
        let waiter = go!([waiter] {
            let _held = waiter.acquire().await?;
            waiter.wait().await
        });
        turns(1).await?;
        let held = condition.acquire().await?;
        condition.notify(1)?;
        drop(held);
        waiter.await.map(|_| ())
    };
    loopscope::runtime::driver::virtual_time::run(&event_loop, crate::support::coro(body)).unwrap();
}

#[test]
fn test_ambiguous_loops() {
    let lock = Lock::new();
    let condition = Condition::with_lock(lock.clone());
    bound_elsewhere(&condition);
    run(async move {
        let foreign = |exception: Exception| {
            assert!(
                exception
                    .text()
                    .contains("is bound to a different event loop"),
                "{exception}"
            );
        };
        // A free lock is taken without a look at any loop; who has to wait meets the other one.
        let _held = lock.acquire().await?;
        foreign(raises(condition.acquire().await, &classes::RUNTIME_ERROR));
        foreign(raises(condition.wait().await, &classes::RUNTIME_ERROR));
        Ok(())
    });
}

#[test]
fn test_timeout_in_block() {
    let time = run(async {
        let condition = Condition::new();
        let _held = condition.acquire().await?;
        let wait = crate::support::coro({
            let condition = condition.clone();
            async move { condition.wait().await }
        });
        raises(wait_for(wait, Some(0.5)).await, &classes::TIMEOUT_ERROR);
        Ok(())
    });
    assert_eq!(time, 0.5);
}

/// The task of a wait whose error is remembered, and what it remembered.
fn remembering(
    condition: &Condition,
    wake: &crate::support::Var<bool>,
) -> (Task<()>, Slot<Exception>) {
    let raised = Slot::new();
    let task = go!([condition, wake, raised] {
        let _held = condition.acquire().await?;
        let exception = raises(
            condition.wait_for(move || wake.get()).await,
            &classes::CANCELLED_ERROR,
        );
        raised.put(exception.clone());
        Err::<(), _>(exception)
    });
    (task, raised)
}

#[test]
fn test_cancelled_error_wakeup() {
    run(async {
        let condition = Condition::new();
        let (task, raised) = remembering(&condition, &var(false));
        turns(1).await?;
        task.cancel_with("foo");
        let exception = raises(task.await, &classes::CANCELLED_ERROR);
        assert_eq!(exception.text(), "foo");
        assert!(
            exception.same(&raised.get()),
            "the very one that was raised"
        );
        Ok(())
    });
}

#[test]
fn test_cancelled_error_re_aquire() {
    run(async {
        let condition = Condition::new();
        let wake = var(false);
        let (task, raised) = remembering(&condition, &wake);
        turns(1).await?;
        condition.acquire().await?.detach();
        wake.set(true);
        condition.notify(1)?;
        turns(1).await?;
        task.cancel_with("foo");
        condition.release()?;
        let exception = raises(task.await, &classes::CANCELLED_ERROR);
        assert_eq!(exception.text(), "foo");
        assert!(
            exception.same(&raised.get()),
            "the very one that was raised"
        );
        Ok(())
    });
}

/// One item for two consumers; the one that is notified is cancelled, after so many turns.
fn wakeup_passed_on(turns_before_cancel: usize) {
    run(async move {
        let condition = Condition::new();
        let state = var(0);
        let consumer = || {
            go!([condition, state] {
                let _held = condition.acquire().await?;
                loop {
                    let predicate = state.clone();
                    condition.wait_for(move || predicate.get() != 0).await?;
                    if state.get() < 0 {
                        return Ok(());
                    }
                    state.set(state.get() - 1);
                }
            })
        };
        let (first, second) = (consumer(), consumer());
        turns(1).await?;
        {
            let _held = condition.acquire().await?;
            state.set(1);
            condition.notify(1)?;
            turns(turns_before_cancel).await?;
            first.cancel();
            let (predicate, waiting) = (state.clone(), condition.clone());
            // Nobody notifies when the item is taken: this ends by the timeout.
            let _ = timeout(Some(0.01))?
                .run(async move { waiting.wait_for(move || predicate.get() == 0).await })
                .await;
            assert_eq!(state.get(), 0, "the notification was lost");
            state.set(-1);
            condition.notify_all()?;
        }
        second.await
    });
}

#[test]
fn test_cancelled_wakeup() {
    wakeup_passed_on(0);
}

#[test]
fn test_cancelled_wakeup_relock() {
    wakeup_passed_on(1);
}
