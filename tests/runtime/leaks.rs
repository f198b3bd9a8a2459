//! After its loop is closed or dropped, nothing of a program is left: every coroutine, task and
//! future is freed, whatever it was waiting for.

use std::future::Future as StdFuture;
use std::rc::Rc;

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Barrier, Callback, Condition, Event, EventLoop, Exception, ExceptionContext, Lock, Queue,
    Result, ReturnWhen, Semaphore, Task, TaskGroup, TimerHandle, as_completed, classes, gather,
    get_running_loop, shield, sleep, timeout, wait, wait_for,
};

use crate::support::{Slot, block, coro, go};

/// Runs a program that never ends by itself, and closes its loop in the middle; or only drops it.
#[track_caller]
fn leaves_nothing<F>(program: impl Fn(Rc<()>) -> F)
where
    F: StdFuture<Output = Result> + 'static,
{
    for close in [true, false] {
        let counted = Rc::new(());
        let event_loop = EventLoop::new();
        let main = {
            let _running = event_loop.enter();
            event_loop
                .create_task(coro(program(counted.clone())))
                .unwrap()
        };
        for _ in 0..10 {
            event_loop.run_once();
        }
        assert!(!main.done(), "{:?}", main.result());
        assert!(Rc::strong_count(&counted) > 1);
        drop(main);
        if close {
            event_loop.close();
            assert_eq!(Rc::strong_count(&counted), 1, "after close");
        }
        drop(event_loop);
        assert_eq!(Rc::strong_count(&counted), 1, "after drop");
    }
}

/// A task that holds the counter and waits for ever, for what nobody else knows of.
fn stuck(counted: &Rc<()>) -> Task<()> {
    go!([counted] {
        let _counted = counted;
        get_running_loop()?.create_future::<()>().await
    })
}

#[test]
fn a_future_that_nobody_completes() {
    leaves_nothing(|counted| async move { stuck(&counted).await });
}

#[test]
fn a_sleep() {
    leaves_nothing(|counted| async move {
        let slept = sleep(3600.0).await;
        drop(counted);
        slept
    });
}

#[test]
fn a_bare_yield() {
    leaves_nothing(|counted| async move {
        loop {
            sleep(0.0).await?;
            let _alive = &counted;
        }
        #[allow(unreachable_code)]
        Ok(())
    });
}

#[test]
fn a_task_that_has_not_begun() {
    leaves_nothing(|counted| async move {
        for _ in 0..20 {
            sleep(0.0).await?;
            let _unstarted = stuck(&counted);
        }
        get_running_loop()?.create_future::<()>().await
    });
}

#[test]
fn a_gather() {
    leaves_nothing(
        |counted| async move { gather([stuck(&counted), stuck(&counted)]).await.map(drop) },
    );
}

#[test]
fn gather_that_nobody_awaits() {
    leaves_nothing(|counted| async move {
        let _ = gather([stuck(&counted), stuck(&counted)]);
        let future = get_running_loop()?.create_future::<Rc<()>>();
        let _ = gather_one(future);
        stuck(&counted).await
    });
}

fn gather_one(future: loopscope::runtime::Future<Rc<()>>) -> usize {
    let outer = gather([future]);
    usize::from(outer.done())
}

#[test]
fn shield_and_wait_and_wait_for() {
    leaves_nothing(|counted| async move {
        let [a, b, c] = [0; 3].map(|_| {
            go!([counted] {
                let _counted = counted;
                shield(get_running_loop()?.create_future::<()>())?.await
            })
        });
        let waiting = go!([a, b] {
            wait([a, b], Some(100.0), ReturnWhen::AllCompleted).await.map(drop)
        });
        let limited = go!([c] { wait_for(shield(c)?, Some(100.0)).await });
        gather([waiting, limited]).await.map(drop)
    });
}

#[test]
fn as_completed_that_is_given_up() {
    leaves_nothing(|counted| async move {
        let mut all = as_completed([stuck(&counted), stuck(&counted)], Some(100.0))?;
        drop(all.next_result());
        drop(all);
        stuck(&counted).await
    });
}

#[test]
fn a_task_group_and_a_timeout() {
    leaves_nothing(|counted| async move {
        let group = TaskGroup::new();
        let limit = timeout(Some(100.0))?;
        let body = group.run(async {
            for _ in 0..2 {
                group.create_task(coro(block!([counted, group] {
                    let _held = (counted, group);
                    get_running_loop()?.create_future::<()>().await
                })))?;
            }
            Ok(())
        });
        limit.run(body).await
    });
}

#[test]
fn every_primitive() {
    leaves_nothing(|counted| async move {
        let (lock, event) = (Lock::new(), Event::new());
        let (condition, semaphore) = (Condition::new(), Semaphore::new(0));
        let (barrier, empty) = (Barrier::new(3)?, Queue::<Rc<()>>::new(0));
        let full = Queue::new(1);
        full.put_nowait(counted.clone())?;
        let held = lock.acquire().await?;
        let waiting = [
            go!([lock, counted] { lock.acquire().await.map(|_| drop(counted)) }),
            go!([event, counted] { event.wait().await.map(|_| drop(counted)) }),
            go!([condition, counted] {
                let _held = condition.acquire().await?;
                condition.wait().await.map(|_| drop(counted))
            }),
            go!([semaphore, counted] { semaphore.acquire().await.map(|_| drop(counted)) }),
            go!([barrier, counted] { barrier.wait().await.map(|_| drop(counted)) }),
            go!([empty, counted] { empty.get().await.map(|_| drop(counted)) }),
            go!([full, counted] { full.put(counted).await }),
            go!([full] { full.join().await }),
        ];
        gather(waiting).await?;
        drop(held);
        Ok(())
    });
}

#[test]
fn a_task_that_owns_itself() {
    leaves_nothing(|counted| async move {
        let slot: Slot<Task<()>> = Slot::new();
        let task = go!([slot, counted] {
            let _held = (slot, counted);
            get_running_loop()?.create_future::<()>().await
        });
        slot.put(task.clone());
        task.await
    });
}

#[test]
fn a_callback_that_owns_its_future() {
    leaves_nothing(|counted| async move {
        let future = get_running_loop()?.create_future::<()>();
        let owned = (future.clone(), counted.clone());
        future
            .add_done_callback(&Callback::new("own", move |_| drop(owned.clone())))
            .unwrap();
        drop(future);
        let owned = counted.clone();
        get_running_loop()?
            .call_later(100.0, "later", move || drop(owned))
            .unwrap();
        stuck(&counted).await
    });
}

#[test]
fn a_program_that_ended() {
    let counted = Rc::new(());
    let event_loop = EventLoop::new();
    let main = coro(block!([counted] {
        let background = stuck(&counted);
        let crashed = go!([counted] {
            sleep(0.5).await?;
            drop(counted);
            Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "boom"))
        });
        let _ = crashed.await;
        let children = [0; 2].map(|_| go!([counted] { sleep(1.0).await.map(|()| counted) }));
        let results = gather(children).await?;
        drop(background);
        Ok(results.len())
    }));
    assert_eq!(virtual_time::run(&event_loop, main).unwrap(), 2);
    assert_eq!(
        Rc::strong_count(&counted),
        1,
        "its loop is still there, but closed"
    );
}

/// Runs a program to its end, and drops its loop.
#[track_caller]
fn leaves_nothing_at_its_end<F>(program: impl FnOnce(Rc<()>, EventLoop) -> F)
where
    F: StdFuture<Output = Result> + 'static,
{
    let counted = Rc::new(());
    let event_loop = EventLoop::new();
    let main = coro(program(counted.clone(), event_loop.clone()));
    virtual_time::run(&event_loop, main).unwrap();
    drop(event_loop);
    assert_eq!(Rc::strong_count(&counted), 1);
}

#[test]
fn as_completed_that_is_left_before_its_timeout() {
    leaves_nothing_at_its_end(|counted, _| async move {
        let [a, b] = [0; 2].map(|_| go!([counted] { sleep(1.0).await.map(|()| counted) }));
        // The second is done as well, and stays in the line for who would take it; the third never is.
        let waiting = [a.into(), b.into(), get_running_loop()?.create_future()];
        let mut all = as_completed(waiting, Some(100.0))?;
        let first = all.next_result();
        first
            .ok_or_else(|| Exception::bare(&classes::VALUE_ERROR))?
            .await?;
        Ok(())
    });
}

#[test]
fn a_timer_that_owns_itself() {
    leaves_nothing_at_its_end(|counted, event_loop| async move {
        let slot: Slot<TimerHandle> = Slot::new();
        let owned = (slot.clone(), counted);
        slot.put(event_loop.call_later(100.0, "never", move || drop(owned))?);
        sleep(1.0).await
    });
}

#[test]
fn an_exception_handler_that_owns_its_loop() {
    leaves_nothing_at_its_end(|counted, event_loop| async move {
        let owned = (event_loop.clone(), counted);
        let handler = move |_: &EventLoop, _: &ExceptionContext| {
            let _owned = &owned;
        };
        event_loop.set_exception_handler(Some(handler));
        sleep(1.0).await
    });
}

#[test]
fn a_deadlock() {
    let counted = Rc::new(());
    let main = coro(block!([counted] { gather([stuck(&counted)]).await }));
    let result = virtual_time::run(&EventLoop::new(), main);
    result.unwrap_err();
    assert_eq!(Rc::strong_count(&counted), 1);
}

#[test]
fn a_loop_forgets_what_was_in_it() {
    let event_loop = EventLoop::new();
    let main = coro(async {
        for _ in 0..1000 {
            go!([] { sleep(0.1).await }).await?;
            let ended = go!([] { Ok(()) });
            sleep(0.0).await?;
            assert!(ended.done());
        }
        assert_eq!(loopscope::runtime::all_tasks()?.len(), 1);
        Ok(())
    });
    virtual_time::run(&event_loop, main).unwrap();
}
