//! Whatever a program does, the runtime answers with an exception and never panics.

use std::future::IntoFuture;
use std::rc::Rc;
use std::task::{Context, Waker};

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Callback, Event, EventLoop, Future, Lock, Next, Queue, RunError, Semaphore, Task, all_tasks,
    classes, create_task, current_task, get_running_loop, shield, sleep,
};

use crate::support::{Slot, coro, go, outcome, raises, run, turns, var};

#[test]
fn run_inside_run_is_a_runtime_error() {
    run(async {
        let result = virtual_time::run(&EventLoop::new(), coro(async { Ok(()) }));
        let Err(RunError::Raised(exception)) = result else {
            panic!("{result:?}")
        };
        assert!(exception.text().contains("from a running event loop"));
        Ok(())
    });
}

#[test]
fn run_once_inside_a_handle_does_nothing() {
    let time = run(async {
        let event_loop = get_running_loop()?;
        let order = crate::support::Log::new();
        let (inside, log) = (event_loop.clone(), order.clone());
        event_loop
            .call_soon("first", move || {
                assert_eq!(
                    (inside.run_once(), inside.run_one()),
                    (Next::Stopped, Next::Stopped)
                );
                log.push(1);
            })
            .unwrap();
        let log = order.clone();
        event_loop.call_soon("second", move || log.push(2)).unwrap();
        assert_eq!(event_loop.run_once(), Next::Stopped);
        sleep(1.0).await?;
        assert_eq!(order.all(), [1, 2]);
        Ok(())
    });
    assert_eq!(time, 1.0);
}

#[test]
fn a_loop_closed_inside_its_handle_ends_with_it() {
    let event_loop = EventLoop::new();
    let inside = event_loop.clone();
    let main = coro(async move {
        inside.close();
        assert!(!inside.is_closed(), "its handle still runs");
        sleep(1.0).await
    });
    let result = virtual_time::run(&event_loop, main);
    assert!(matches!(result, Err(RunError::Raised(_))), "{result:?}");
    assert!(event_loop.is_closed());
    let late = event_loop.call_soon("late", || -> () { panic!("the loop is closed") });
    raises(late, &classes::RUNTIME_ERROR);
    assert_eq!(event_loop.run_once(), Next::Stopped);
}

#[test]
fn done_callbacks_may_cancel_anything() {
    run(async {
        let slot: Slot<Vec<Task<()>>> = Slot::new();
        let task = || {
            let task = go!([] { sleep(1.0).await });
            let all = slot.clone();
            task.add_done_callback(&Callback::new("cancel_all", move |future: &Future<()>| {
                future.cancel();
                for task in all.get() {
                    task.cancel();
                }
                for task in all_tasks().unwrap() {
                    task.cancel();
                }
            }))
            .unwrap();
            task
        };
        let all = vec![task(), task(), task()];
        slot.put(all.clone());
        all[1].cancel();
        // Its own task is among the cancelled, three times.
        raises(turns(3).await, &classes::CANCELLED_ERROR);
        for _ in 0..5 {
            let _ = turns(1).await;
        }
        assert!(all.iter().all(|task| task.done()));
        slot.put(Vec::new());
        Ok(())
    });
}

#[test]
fn a_handle_may_cancel_itself_and_its_neighbours() {
    run(async {
        let event_loop = get_running_loop()?;
        let handles: Slot<Vec<loopscope::runtime::Handle>> = Slot::new();
        let calls = var(0);
        let all = (0..3).map(|_| {
            let (handles, calls) = (handles.clone(), calls.clone());
            event_loop
                .call_soon("cancel_all", move || {
                    calls.add(1);
                    for handle in handles.get() {
                        handle.cancel();
                    }
                })
                .unwrap()
        });
        handles.put(all.collect());
        turns(2).await?;
        assert_eq!(calls.get(), 1);
        handles.put(Vec::new());
        Ok(())
    });
}

#[test]
fn a_task_that_is_dropped_while_it_awaits_goes_on() {
    run(async {
        let ended = var(false);
        drop(go!([ended] {
            sleep(1.0).await?;
            ended.set(true);
            Ok(())
        }));
        sleep(2.0).await?;
        assert!(ended.get());
        Ok(())
    });
}

/// A half-run wait that is dropped leaves the line, and the wake goes to the next.
#[test]
fn waits_that_are_dropped_half_run_leave_the_line() {
    run(async {
        let (lock, semaphore) = (Lock::new(), Semaphore::new(0));
        let (event, queue) = (Event::new(), Queue::<i32>::new(0));
        let held = lock.acquire().await?;
        let task = go!([lock, semaphore, event, queue] {
            let mut context = Context::from_waker(Waker::noop());
            // One leaf a step may suspend: the others are refused, and all are dropped here.
            let _ = Box::pin(lock.acquire().into_future()).as_mut().poll(&mut context);
            let _ = Box::pin(semaphore.acquire().into_future()).as_mut().poll(&mut context);
            let _ = Box::pin(event.wait().into_future()).as_mut().poll(&mut context);
            let _ = Box::pin(queue.get().into_future()).as_mut().poll(&mut context);
            Ok(())
        });
        task.await?;
        drop(held);
        lock.acquire().await?.detach();
        semaphore.release()?;
        semaphore.acquire().await?.detach();
        queue.put_nowait(1)?;
        assert_eq!(queue.get().await?, 1);
        Ok(())
    });
}

#[test]
fn a_wait_outside_any_task_is_a_runtime_error() {
    let mut sleeping = Box::pin(sleep(1.0).into_future());
    let mut context = Context::from_waker(Waker::noop());
    let std::task::Poll::Ready(result) = sleeping.as_mut().poll(&mut context) else {
        panic!("it waits for nobody")
    };
    raises(result, &classes::RUNTIME_ERROR);
    assert!(current_task().is_err() && all_tasks().is_err() && get_running_loop().is_err());
    assert!(!create_task(coro(async { Ok(()) })).done());
}

#[test]
fn tasks_that_await_each_other_in_a_circle_are_a_recursion_error_to_cancel() {
    // Nobody can break the circle: the cleaning up fails with the same error.
    let result = outcome(async {
        let slots: [Slot<Task<()>>; 3] = std::array::from_fn(|_| Slot::new());
        let tasks: Vec<_> = (0..3)
            .map(|i| {
                let next = slots[(i + 1) % 3].clone();
                go!([] { next.get().await })
            })
            .collect();
        for (slot, task) in slots.iter().zip(&tasks) {
            slot.put(task.clone());
        }
        turns(2).await?;
        raises(tasks[0].try_cancel(None), &classes::RECURSION_ERROR);
        Ok(())
    });
    let Err(RunError::Raised(exception)) = result else {
        panic!("{result:?}")
    };
    assert!(exception.is(&classes::RECURSION_ERROR), "{exception}");
}

#[test]
fn a_primitive_of_another_loop_is_a_runtime_error() {
    let lock = Lock::new();
    let bound = lock.clone();
    run(async move {
        let held = bound.acquire().await?;
        let waiting = go!([bound] { bound.acquire().await.map(drop) });
        turns(1).await?;
        drop(held);
        waiting.await
    });
    run(async move {
        let _held = lock.acquire().await?;
        let exception = raises(lock.acquire().await.map(drop), &classes::RUNTIME_ERROR);
        assert!(
            exception
                .text()
                .contains("is bound to a different event loop")
        );
        Ok(())
    });
}

#[test]
fn destructors_may_use_the_loop_that_drops_them() {
    struct Busy(Rc<dyn Fn()>);
    impl Drop for Busy {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    for ending in 0..3 {
        let event_loop = EventLoop::new();
        let (weak, calls) = (event_loop.clone(), var(0));
        let counted = calls.clone();
        let busy = Busy(Rc::new(move || {
            counted.add(1);
            let _soon = weak.call_soon("late", || ());
            if let Ok(timer) = weak.call_later(1.0, "later", || ()) {
                timer.cancel();
            }
            let future = weak.create_future::<()>();
            let _ = shield(&future).map(|outer| outer.cancel());
            future.cancel();
        }));
        let main = coro(async move {
            let _busy = busy;
            match ending {
                0 => sleep(0.1).await,
                1 => get_running_loop()?.create_future::<()>().await,
                _ => {
                    get_running_loop()?.stop();
                    sleep(100.0).await
                }
            }
        });
        let _ = virtual_time::run(&event_loop, main);
        event_loop.close();
        assert_eq!(calls.get(), 1);
    }
}
