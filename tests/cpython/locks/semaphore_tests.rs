use loopscope::runtime::{
    BoundedSemaphore, Semaphore, Task, TaskGroup, classes, gather, gather_exceptions,
    get_running_loop, sleep, wait_for,
};

use crate::support::{Log, Slot, block, coro, go, raises, run, turns, waiters};

/// A task that takes a permit for good.
fn take(semaphore: &Semaphore) -> Task<()> {
    go!([semaphore] { semaphore.acquire().await.map(|guard| guard.detach()) })
}

/// A task that takes a permit for good, and says so.
fn taker(semaphore: &Semaphore, order: &Log<i32>, i: i32) -> Task<bool> {
    go!([semaphore, order] {
        semaphore.acquire().await?.detach();
        order.push(i);
        Ok(true)
    })
}

/// The number in its repr, which a locked one does not show.
fn value(semaphore: &Semaphore) -> Option<usize> {
    let repr = format!("{semaphore:?}");
    let (_, rest) = repr.split_once("value:")?;
    rest.split([',', ']']).next()?.parse().ok()
}

#[test]
fn test_initial_value_zero() {
    assert!(Semaphore::new(0).locked());
}

#[test]
fn test_repr() {
    run(async {
        let semaphore = Semaphore::new(1);
        assert!(format!("{semaphore:?}").ends_with("[unlocked, value:1]>"));
        semaphore.acquire().await?.detach();
        assert!(format!("{semaphore:?}").ends_with("[locked]>"));
        let tasks = [take(&semaphore), take(&semaphore)];
        turns(1).await?;
        assert!(format!("{semaphore:?}").ends_with("[locked, waiters:2]>"));
        for task in tasks {
            task.cancel();
        }
        Ok(())
    });
}

#[test]
fn test_semaphore() {
    let semaphore = Semaphore::new(1);
    assert_eq!(value(&semaphore), Some(1));
    drop(semaphore.acquire());
    assert!(!semaphore.locked());
    assert_eq!(value(&semaphore), Some(1));
}

#[test]
fn test_acquire() {
    run(async {
        let semaphore = Semaphore::new(3);
        let order = Log::new();
        semaphore.acquire().await?.detach();
        semaphore.acquire().await?.detach();
        assert!(!semaphore.locked());
        let first = taker(&semaphore, &order, 1);
        let (second, third) = (taker(&semaphore, &order, 2), taker(&semaphore, &order, 3));
        turns(1).await?;
        assert_eq!((order.all(), waiters(&semaphore)), (vec![1], 2));
        assert!(semaphore.locked());
        let fourth = taker(&semaphore, &order, 4);
        semaphore.release()?;
        semaphore.release()?;
        turns(1).await?;
        assert_eq!((order.all(), waiters(&semaphore)), (vec![1, 2, 3], 1));
        assert!(semaphore.locked());
        assert!(first.done() && first.result()?);
        let race = [second, third, fourth];
        assert_eq!(race.iter().filter(|task| task.done()).count(), 2);
        semaphore.release()?;
        gather(race).await.map(drop)
    });
}

#[test]
fn test_acquire_cancel() {
    run(async {
        let semaphore = Semaphore::new(1);
        semaphore.acquire().await?.detach();
        let task = take(&semaphore);
        let target = task.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(task.await, &classes::CANCELLED_ERROR);
        assert_eq!(waiters(&semaphore), 0);
        Ok(())
    });
}

#[test]
fn test_acquire_cancel_before_awoken() {
    run(async {
        let semaphore = Semaphore::new(0);
        let [t1, t2, t3, t4] = [0; 4].map(|_| take(&semaphore));
        turns(1).await?;
        t1.cancel();
        t2.cancel();
        semaphore.release()?;
        turns(2).await?;
        assert!(t3.done() && !t4.done());
        t4.cancel();
        turns(1).await
    });
}

#[test]
fn test_acquire_hang() {
    run(async {
        let semaphore = Semaphore::new(0);
        let (t1, t2) = (take(&semaphore), take(&semaphore));
        turns(1).await?;
        t1.cancel();
        semaphore.release()?;
        turns(2).await?;
        assert!(semaphore.locked() && t2.done());
        Ok(())
    });
}

#[test]
fn test_acquire_no_hang() {
    run(async {
        let semaphore = Semaphore::new(1);
        let target: Slot<Task<()>> = Slot::new();
        let first = go!([semaphore, target] {
            semaphore.with_permit(async { sleep(0.0).await }).await?;
            target.get().cancel();
            Ok(())
        });
        let second = go!([semaphore] {
            semaphore
                .with_permit(async { panic!("it was cancelled") })
                .await
        });
        target.put(second.clone());
        let both = gather_exceptions([first, second]).await?;
        assert!(both[0].is_ok());
        raises(both[1].clone(), &classes::CANCELLED_ERROR);
        let acquire = coro(block!([semaphore] { semaphore.acquire().await.map(|g| g.detach()) }));
        wait_for(acquire, Some(1.0)).await
    });
}

#[test]
fn test_release_not_acquired() {
    raises(BoundedSemaphore::new(1).release(), &classes::VALUE_ERROR);
}

#[test]
fn test_release_no_waiters() {
    run(async {
        let semaphore = Semaphore::new(1);
        semaphore.acquire().await?.detach();
        assert!(semaphore.locked());
        semaphore.release()?;
        assert!(!semaphore.locked());
        Ok(())
    });
}

#[test]
fn test_acquire_fifo_order() {
    run(async {
        let semaphore = Semaphore::new(1);
        let order = Log::new();
        let group = TaskGroup::new();
        let inside = group.clone();
        let seen = order.clone();
        group
            .run(async move {
                for tag in ["c1", "c2", "c3"] {
                    inside.create_task(coro(block!([semaphore, order] {
                        for round in [1, 2] {
                            semaphore.acquire().await?.detach();
                            order.push(format!("{tag}_{round}"));
                            sleep(0.01).await?;
                            semaphore.release()?;
                        }
                        Ok(())
                    })))?;
                }
                Ok(())
            })
            .await?;
        assert_eq!(seen.all(), ["c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"]);
        Ok(())
    });
}

#[test]
fn test_acquire_fifo_order_2() {
    run(async {
        let semaphore = Semaphore::new(1);
        let order = Log::new();
        let first = taker(&semaphore, &order, 1);
        let second = go!([semaphore, order] {
            semaphore.acquire().await?.detach();
            order.push(2);
            semaphore.release()?;
            semaphore.acquire().await?.detach();
            order.push(4);
            Ok(true)
        });
        let third = taker(&semaphore, &order, 3);
        turns(1).await?;
        semaphore.release()?;
        semaphore.release()?;
        gather([first, second, third]).await?;
        assert_eq!(order.all(), [1, 2, 3, 4]);
        Ok(())
    });
}

#[test]
fn test_acquire_fifo_order_3() {
    run(async {
        let semaphore = Semaphore::new(0);
        let order = Log::new();
        let tasks = [1, 2, 3].map(|i| taker(&semaphore, &order, i));
        turns(1).await?;
        tasks[0].cancel();
        turns(1).await?;
        semaphore.release()?;
        semaphore.release()?;
        gather_exceptions(tasks).await?;
        assert_eq!(order.all(), [2, 3]);
        Ok(())
    });
}

#[test]
fn test_acquire_fifo_order_4() {
    run(async {
        let semaphore = Semaphore::new(0);
        let order = Log::new();
        let fourth: Slot<Task<bool>> = Slot::new();
        let first = go!([semaphore, order, fourth] {
            semaphore.acquire().await?.detach();
            assert_eq!(value(&semaphore), None, "everybody in line has been woken");
            let last = go!([order] {
                order.push(4);
                Ok(true)
            });
            fourth.put(last);
            order.push(1);
            Ok(true)
        });
        let second = go!([semaphore, order] {
            for _ in 0..3 {
                semaphore.release()?;
            }
            assert!(semaphore.locked(), "the first has not run yet");
            semaphore.acquire().await?.detach();
            order.push(2);
            Ok(true)
        });
        let third = go!([semaphore, order] {
            semaphore.acquire().await?.detach();
            assert!(semaphore.locked());
            order.push(3);
            Ok(true)
        });
        turns(1).await?;
        assert_eq!(waiters(&semaphore), 3);
        turns(1).await?;
        gather([first, second, third, fourth.get()]).await?;
        assert_eq!(order.all(), [1, 2, 3, 4]);
        Ok(())
    });
}
