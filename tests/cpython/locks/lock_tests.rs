use loopscope::runtime::{Condition, Lock, Semaphore, classes, get_running_loop, sleep};

use crate::support::{Log, go, raises, run, turns, var, waiters};

#[test]
fn test_repr() {
    run(async {
        let lock = Lock::new();
        assert!(format!("{lock:?}").ends_with("[unlocked]>"));
        let _held = lock.acquire().await?;
        assert!(format!("{lock:?}").ends_with("[locked]>"));
        Ok(())
    });
}

#[test]
fn test_acquire() {
    run(async {
        let lock = Lock::new();
        let order = Log::new();
        lock.acquire().await?.detach();
        let contender = |i| {
            go!([lock, order] {
                lock.acquire().await?.detach();
                order.push(i);
                Ok(true)
            })
        };
        let (first, second) = (contender(1), contender(2));
        turns(1).await?;
        assert!(order.all().is_empty());
        lock.release()?;
        turns(1).await?;
        assert_eq!(order.all(), [1]);
        turns(1).await?;
        assert_eq!(order.all(), [1], "the first keeps it");
        let third = contender(3);
        lock.release()?;
        turns(1).await?;
        assert_eq!(order.all(), [1, 2]);
        lock.release()?;
        turns(1).await?;
        assert_eq!(order.all(), [1, 2, 3]);
        for task in [first, second, third] {
            assert!(task.done() && task.result()?);
        }
        Ok(())
    });
}

#[test]
fn test_acquire_cancel() {
    run(async {
        let lock = Lock::new();
        let _held = lock.acquire().await?;
        let task = go!([lock] { lock.acquire().await.map(|guard| guard.detach()) });
        let target = task.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(task.await, &classes::CANCELLED_ERROR);
        assert_eq!(waiters(&lock), 0);
        Ok(())
    });
}

#[test]
fn test_cancel_race() {
    run(async {
        let lock = Lock::new();
        let blocker = get_running_loop()?.create_future::<()>();
        let a = go!([lock, blocker] { lock.with_lock(async { blocker.await }).await });
        turns(1).await?;
        assert!(lock.locked());
        let b = go!([lock] { lock.with_lock(async { Ok(()) }).await });
        turns(1).await?;
        assert_eq!(waiters(&lock), 1);
        let c = go!([lock] { lock.with_lock(async { Ok(()) }).await });
        turns(1).await?;
        assert_eq!(waiters(&lock), 2);

        // A's release meets the cancelled waiter of B, which has not left the line yet.
        blocker.set_result(())?;
        b.cancel();
        turns(1).await?;
        assert!(!lock.locked());
        assert!(a.done() && b.cancelled());
        c.await
    });
}

#[test]
fn test_cancel_release_race() {
    run(async {
        let lock = Lock::new();
        let (calls, locks) = (var(0), var(0));
        lock.acquire().await?.detach();
        let contender = || {
            go!([lock, calls, locks] {
                calls.add(1);
                lock.acquire().await?.detach();
                locks.add(1);
                Ok(())
            })
        };
        let (t1, t2, t3) = (contender(), contender(), contender());
        turns(1).await?;
        let (target, held) = (t1.clone(), lock.clone());
        get_running_loop()?
            .call_soon("trigger", move || {
                target.cancel();
                held.release()
            })
            .unwrap();
        raises((&t1).await, &classes::CANCELLED_ERROR);
        assert_eq!((calls.get(), locks.get()), (3, 1), "one took it, not two");
        assert!(t1.cancelled() && t2.done());
        t3.cancel();
        turns(1).await?;
        assert!(t3.cancelled());
        Ok(())
    });
}

#[test]
fn test_finished_waiter_cancelled() {
    run(async {
        let lock = Lock::new();
        lock.acquire().await?.detach();
        let take = || go!([lock] { lock.acquire().await.map(|guard| guard.detach()) });
        let b = take();
        turns(1).await?;
        assert_eq!(waiters(&lock), 1);
        let c = take();
        b.cancel();
        lock.release()?;
        turns(1).await?;
        assert!(lock.locked() && b.cancelled());
        c.await
    });
}

#[test]
fn test_release_not_acquired() {
    run(async {
        raises(Lock::new().release(), &classes::RUNTIME_ERROR);
        Ok(())
    });
}

#[test]
fn test_release_no_waiters() {
    run(async {
        let lock = Lock::new();
        lock.acquire().await?.detach();
        assert!(lock.locked());
        lock.release()?;
        assert!(!lock.locked());
        Ok(())
    });
}

#[test]
fn test_context_manager() {
    run(async {
        let lock = Lock::new();
        {
            let _held = lock.acquire().await?;
            assert!(lock.locked());
        }
        assert!(!lock.locked());
        let inside = lock.clone();
        lock.with_lock(async move {
            assert!(inside.locked());
            Ok(())
        })
        .await?;
        assert!(!lock.locked());
        Ok(())
    });
}

/// In Python, that `with await lock` is refused and leaves the lock alone. The types refuse it here;
/// what can be seen is that a wait that nobody awaits leaves it alone.
#[test]
fn test_lock_by_with_statement() {
    run(async {
        let (lock, condition, semaphore) = (Lock::new(), Condition::new(), Semaphore::new(1));
        drop(lock.acquire());
        drop(condition.acquire());
        drop(semaphore.acquire());
        sleep(0.01).await?;
        assert!(!lock.locked() && !condition.locked() && !semaphore.locked());
        Ok(())
    });
}
