//! Claims about the primitives and combinators that random programs seldom reach.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, Lock, PriorityQueue, Queue, ReturnWhen, Semaphore, TaskGroup,
    as_completed, call, classes, coroutine, create_task, current_task, get_running_loop, shield,
    sleep, timeout, wait, wait_for,
};

/// Runs `main` to its end under virtual time and gives the loop clock at that moment.
fn run(main: Coroutine<()>) -> f64 {
    let event_loop = EventLoop::new();
    virtual_time::run(&event_loop, main).unwrap();
    event_loop.time()
}

fn sleeper(delay: f64) -> Coroutine<f64> {
    coroutine(call!(sleeper(delay)), async move {
        sleep(delay).await?;
        Ok(delay)
    })
}

#[test]
fn a_lock_is_handed_on_in_the_order_of_asking_even_when_the_woken_one_is_cancelled() {
    let order = Rc::new(RefCell::new(Vec::new()));
    let seen = order.clone();
    run(coroutine(call!(main()), async move {
        let lock = Lock::new();
        let held = lock.acquire().await?;
        let tasks: Vec<_> = (0..3)
            .map(|i| {
                let (lock, order) = (lock.clone(), order.clone());
                create_task(coroutine(call!(contender(i)), async move {
                    let _held = lock.acquire().await?;
                    order.borrow_mut().push(i);
                    Ok(())
                }))
            })
            .collect();
        sleep(0.0).await?;
        drop(held);
        tasks[0].cancel();
        sleep(1.0).await?;
        assert!(tasks[0].cancelled() && !lock.locked());
        Ok(())
    }));
    assert_eq!(*seen.borrow(), [1, 2]);
}

#[test]
fn a_semaphore_lets_nobody_overtake_a_woken_waiter() {
    run(coroutine(call!(main()), async {
        let semaphore = Semaphore::new(1);
        let held = semaphore.acquire().await?;
        let waiting = create_task({
            let semaphore = semaphore.clone();
            coroutine(call!(waiting()), async move {
                let _held = semaphore.acquire().await?;
                Ok(())
            })
        });
        sleep(0.0).await?;
        drop(held);
        assert!(semaphore.locked(), "the permit is the waiter's already");
        waiting.await
    }));
}

#[test]
fn wait_for_turns_its_own_cancel_into_a_timeout_error() {
    let time = run(coroutine(call!(main()), async {
        let error = wait_for(sleeper(3600.0), Some(1.0)).await.unwrap_err();
        assert!(error.is(&classes::TIMEOUT_ERROR));
        let error = wait_for(sleeper(1.0), Some(0.0)).await.unwrap_err();
        assert!(error.is(&classes::TIMEOUT_ERROR));
        assert_eq!(wait_for(sleeper(1.0), None).await?, 1.0);
        Ok(())
    }));
    assert_eq!(time, 2.0);
}

#[test]
fn the_inner_of_two_timeouts_expires_alone() {
    run(coroutine(call!(main()), async {
        let outer = timeout(Some(2.0))?;
        let inner = timeout(Some(1.0))?;
        let result = outer
            .run(async {
                let error = inner.run(async { sleep(10.0).await }).await.unwrap_err();
                assert!(error.is(&classes::TIMEOUT_ERROR));
                Ok(())
            })
            .await;
        assert!(result.is_ok() && inner.expired() && !outer.expired());
        assert_eq!(current_task()?.unwrap().cancelling(), 0);
        Ok(())
    }));
}

#[test]
fn a_shielded_task_survives_the_cancel_of_who_awaits_it() {
    run(coroutine(call!(main()), async {
        let inner = create_task(sleeper(2.0));
        let outer = create_task({
            let inner = inner.clone();
            coroutine(call!(outer()), async move { shield(&inner)?.await })
        });
        sleep(1.0).await?;
        outer.cancel();
        assert!(outer.await.unwrap_err().is_cancelled());
        assert_eq!(inner.await?, 2.0);
        Ok(())
    }));
}

#[test]
fn as_completed_gives_the_quickest_first() {
    run(coroutine(call!(main()), async {
        let mut all = as_completed([sleeper(3.0), sleeper(1.0), sleeper(2.0)], None)?;
        let mut order = Vec::new();
        while let Some(next) = all.next_result() {
            order.push(next.await?);
        }
        assert_eq!(order, [1.0, 2.0, 3.0]);
        Ok(())
    }));
}

#[test]
fn wait_returns_at_the_first_and_cancels_nobody() {
    run(coroutine(call!(main()), async {
        let tasks = [create_task(sleeper(1.0)), create_task(sleeper(2.0))];
        let (done, pending) = wait(&tasks, None, ReturnWhen::FirstCompleted).await?;
        assert_eq!((done.len(), pending.len()), (1, 1));
        assert_eq!((&pending[0]).await?, 2.0);
        Ok(())
    }));
}

#[test]
fn a_failing_child_cancels_its_siblings_and_comes_out_in_a_group() {
    run(coroutine(call!(main()), async {
        let group = TaskGroup::new();
        let sibling = Rc::new(RefCell::new(None));
        let error = group
            .run(async {
                *sibling.borrow_mut() = Some(group.create_task(sleeper(10.0))?);
                group.create_task(coroutine(call!(fails()), async {
                    sleep(1.0).await?;
                    Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "boom"))
                }))?;
                Ok(())
            })
            .await
            .unwrap_err();
        assert_eq!(
            error.repr(),
            "ExceptionGroup('unhandled errors in a TaskGroup', [ValueError('boom')])"
        );
        assert!(sibling.borrow().as_ref().unwrap().cancelled());
        assert_eq!(get_running_loop()?.time(), 1.0);
        Ok(())
    }));
}

#[test]
fn a_bounded_queue_holds_its_producer_back_and_join_waits_for_the_last() {
    let time = run(coroutine(call!(main()), async {
        let queue = Queue::new(1);
        let worker = create_task({
            let queue = queue.clone();
            coroutine(call!(worker()), async move {
                loop {
                    let delay = queue.get().await?;
                    sleep(delay).await?;
                    queue.task_done()?;
                }
                #[allow(unreachable_code)]
                Ok(())
            })
        });
        for delay in [1.0, 1.0, 1.0] {
            queue.put(delay).await?;
        }
        queue.join().await?;
        worker.cancel();
        Ok(())
    }));
    assert_eq!(time, 3.0);
}

#[test]
fn a_priority_queue_is_heapq() {
    run(coroutine(call!(main()), async {
        let queue = PriorityQueue::new(0);
        for n in [5, 1, 4, 1, 3] {
            queue.put_nowait(n)?;
        }
        let mut order = Vec::new();
        while !queue.empty() {
            order.push(queue.get().await?);
        }
        assert_eq!(order, [1, 1, 3, 4, 5]);
        Ok(())
    }));
}
