use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{EventLoop, Exception, classes, gather, get_running_loop, shield};

use crate::support::{coro, go, raises, run, turns, var};

#[test]
fn test_shield_result() {
    let event_loop = EventLoop::new();
    let inner = event_loop.create_future();
    let outer = shield(&inner).unwrap();
    inner.set_result(42).unwrap();
    let main = coro(async move { outer.await });
    assert_eq!(virtual_time::run(&event_loop, main).unwrap(), 42);
}

#[test]
fn test_shield_exception() {
    let event_loop = EventLoop::new();
    let inner = event_loop.create_future::<()>();
    let outer = shield(&inner).unwrap();
    let exception = Exception::new(&classes::RUNTIME_ERROR, "expected");
    inner.set_exception(exception.clone()).unwrap();
    event_loop.run_once();
    assert!(outer.exception().unwrap().unwrap().same(&exception));
}

#[test]
fn test_shield_cancel_inner() {
    let event_loop = EventLoop::new();
    let inner = event_loop.create_future::<()>();
    let outer = shield(&inner).unwrap();
    inner.cancel();
    event_loop.run_once();
    assert!(outer.cancelled());
}

#[test]
fn test_shield_cancel_outer() {
    let event_loop = EventLoop::new();
    let inner = event_loop.create_future::<()>();
    let outer = shield(&inner).unwrap();
    outer.cancel();
    event_loop.run_once();
    assert!(outer.cancelled() && !inner.done());
    assert!(
        !format!("{outer:?}").contains("cb="),
        "no callback is left: {outer:?}"
    );
    assert!(
        !format!("{inner:?}").contains("cb="),
        "no callback is left: {inner:?}"
    );
}

#[test]
fn test_shield_shortcut() {
    let event_loop = EventLoop::new();
    let future = event_loop.create_future();
    future.set_result(42).unwrap();
    assert!(shield(&future).unwrap().same(&future));
}

#[test]
fn test_shield_effect() {
    run(async {
        let waiter = get_running_loop()?.create_future::<()>();
        let reached = var(0);
        let outer = go!([waiter, reached] {
            let inner = coro(crate::support::block!([reached] {
                waiter.await?;
                reached.add(1);
                Ok(())
            }));
            shield(inner)?.await?;
            reached.add(100);
            Ok(())
        });
        turns(2).await?;
        outer.cancel();
        raises(outer.await, &classes::CANCELLED_ERROR);
        waiter.set_result(())?;
        turns(1).await?;
        assert_eq!(reached.get(), 1);
        Ok(())
    });
}

#[test]
fn test_shield_gather() {
    run(async {
        let event_loop = get_running_loop()?;
        let [first, second] = [0; 2].map(|_| event_loop.create_future());
        let parent = gather([&first, &second]);
        let outer = shield(&parent)?;
        turns(1).await?;
        outer.cancel();
        turns(1).await?;
        assert!(outer.cancelled());
        first.set_result(1)?;
        second.set_result(2)?;
        turns(1).await?;
        assert_eq!(parent.result()?, [1, 2]);
        Ok(())
    });
}

#[test]
fn test_gather_shield() {
    run(async {
        let event_loop = get_running_loop()?;
        let children = [0; 2].map(|_| event_loop.create_future::<i32>());
        let inner = [shield(&children[0])?, shield(&children[1])?];
        let parent = gather(&inner);
        turns(1).await?;
        parent.cancel();
        turns(2).await?;
        assert!(
            parent
                .exception()?
                .is_some_and(|raised| raised.is_cancelled())
        );
        assert!(inner.iter().all(|future| future.cancelled()));
        assert!(children.iter().all(|future| !future.done()));
        for child in children {
            child.set_result(1)?;
        }
        turns(1).await
    });
}

#[test]
fn test_shield_coroutine_without_loop() {
    raises(shield(coro(async { Ok(42) })), &classes::RUNTIME_ERROR);
}

#[test]
fn test_shield_coroutine_use_running_loop() {
    run(async {
        let outer = shield(coro(async { Ok(42) }))?;
        assert_eq!(outer.get_loop(), get_running_loop()?);
        assert_eq!(outer.await?, 42);
        Ok(())
    });
}
