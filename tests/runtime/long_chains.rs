//! A hundred thousand tasks that await each other, in the 1 MB of stack that WebAssembly has.

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, Future, Result, Task, classes, create_task, get_running_loop,
    shield, sleep,
};

use crate::support::{Slot, coro, go, raises, run, turns, var};

const LENGTH: usize = 100_000;

/// Runs a test where the stack is as small as in a page.
fn in_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(test).unwrap().join().unwrap();
}

/// So many tasks, each of which awaits the one before; the first awaits a future.
async fn chain(length: usize) -> Result<(Future<usize>, Task<usize>)> {
    let future = get_running_loop()?.create_future::<usize>();
    let mut last = go!([future] { future.await });
    for _ in 1..length {
        let previous = last;
        last = create_task(coro(async move { Ok(previous.await? + 1) }));
    }
    turns(1).await?;
    Ok((future, last))
}

#[test]
fn it_finishes() {
    in_small_stack(|| {
        run(async {
            let (future, last) = chain(LENGTH).await?;
            future.set_result(1)?;
            assert_eq!(last.await?, LENGTH);
            Ok(())
        });
    });
}

#[test]
fn an_exception_travels_along_it() {
    in_small_stack(|| {
        run(async {
            let (future, last) = chain(LENGTH).await?;
            future.set_exception(Exception::new(&classes::VALUE_ERROR, "boom"))?;
            raises(last.await, &classes::VALUE_ERROR);
            Ok(())
        });
    });
}

#[test]
fn a_cancel_travels_as_far_as_in_cpython_and_is_a_recursion_error_beyond() {
    in_small_stack(|| {
        run(async {
            let (_, last) = chain(9_989).await?;
            assert!(last.cancel());
            raises(last.await, &classes::CANCELLED_ERROR);

            let (future, last) = chain(LENGTH).await?;
            raises(last.try_cancel(None), &classes::RECURSION_ERROR);
            future.cancel();
            raises(last.await, &classes::CANCELLED_ERROR);
            Ok(())
        });
    });
}

#[test]
fn it_is_dropped_with_its_loop() {
    in_small_stack(|| {
        let event_loop = EventLoop::new();
        let main = coro(async {
            let (_, last) = chain(LENGTH).await?;
            last.await
        });
        virtual_time::run(&event_loop, main).unwrap_err();
    });
}

#[test]
fn it_is_dropped_from_its_far_end() {
    in_small_stack(|| {
        let slot = Slot::new();
        let event_loop = EventLoop::new();
        let inside = slot.clone();
        event_loop
            .call_soon("begin", move || {
                let task = go!([] {
                    let (future, _) = chain(LENGTH).await?;
                    inside.put(future);
                    Ok(())
                });
                drop(task);
            })
            .unwrap();
        while slot.is_empty() {
            event_loop.run_once();
        }
        // The future's callback owns the first task, whose callback owns the second, and so on.
        drop(slot);
        drop(event_loop);
    });
}

#[test]
fn coroutines_that_await_each_other_are_limited_as_in_cpython() {
    fn deeper(depth: crate::support::Var<usize>) -> Coroutine<()> {
        coro(async move {
            depth.add(1);
            deeper(depth).await
        })
    }
    in_small_stack(|| {
        let depth = var(0);
        let seen = depth.clone();
        run(async move {
            // In a task of its own, as `main` is in CPython: there the 994th raises.
            raises(create_task(deeper(depth)).await, &classes::RECURSION_ERROR);
            Ok(())
        });
        assert_eq!(seen.get(), 993);
    });
}

#[test]
fn coroutines_inside_each_other_are_dropped_unrun() {
    in_small_stack(|| {
        let mut outer = coro(async { Ok(()) });
        for _ in 0..LENGTH {
            let inner = outer;
            outer = coro(async move { inner.await });
        }
        drop(outer);
    });
}

#[test]
fn a_shield_around_a_shield_around_a_shield() {
    in_small_stack(|| {
        run(async {
            let future = get_running_loop()?.create_future();
            let mut outer = future.clone();
            for _ in 0..LENGTH {
                outer = shield(outer)?;
            }
            future.set_result(())?;
            outer.await?;

            let mut outer = get_running_loop()?.create_future::<()>();
            for _ in 0..LENGTH {
                outer = shield(outer)?;
            }
            Ok(())
        });
    });
}

#[test]
fn an_exception_with_as_many_causes() {
    in_small_stack(|| {
        let mut exception = Exception::bare(&classes::VALUE_ERROR);
        for _ in 0..LENGTH {
            exception = Exception::bare(&classes::VALUE_ERROR).from_cause(exception);
        }
        drop(exception);
    });
}

#[test]
fn a_hundred_thousand_sleepers_of_the_same_moment() {
    let time = run(async {
        let tasks: Vec<_> = (0..LENGTH).map(|_| go!([] { sleep(1.0).await })).collect();
        for task in tasks {
            task.await?;
        }
        Ok(())
    });
    assert_eq!(time, 1.0);
}
