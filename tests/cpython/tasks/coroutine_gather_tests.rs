use loopscope::runtime::{Exception, Future, classes, create_task, gather, get_running_loop};

use crate::support::{Slot, coro, go, raises, run, turns, var};

#[test]
fn test_constructor_without_loop() {
    let outer = gather([coro(async { Ok("abc") }), coro(async { Ok("abc") })]);
    raises(outer.result(), &classes::RUNTIME_ERROR);
}

#[test]
fn test_constructor_use_running_loop() {
    run(async {
        let outer = gather([coro(async { Ok("abc") }), coro(async { Ok("abc") })]);
        assert_eq!(outer.get_loop(), get_running_loop()?);
        outer.await.map(drop)
    });
}

/// A coroutine cannot be given twice here; a task that is given twice is one child.
#[test]
fn test_duplicate_coroutines() {
    run(async {
        let starts = var(0);
        let twice = go!([starts] {
            starts.add(1);
            Ok("abc")
        });
        let other = create_task(coro(async { Ok("def") }));
        let results = gather([&twice, &twice, &other, &twice]).await?;
        assert_eq!(results, ["abc", "abc", "def", "abc"]);
        assert_eq!(starts.get(), 1);
        Ok(())
    });
}

#[test]
fn test_cancellation_broadcast() {
    run(async {
        let waiter = get_running_loop()?.create_future::<()>();
        let reached = var(0);
        let child = || {
            go!([waiter, reached] {
                waiter.await?;
                reached.add(1);
                Ok(())
            })
        };
        let children = [child(), child()];
        let gatherer: Slot<Future<Vec<()>>> = Slot::new();
        let outer = go!([children, gatherer, reached] {
            let gathered = gather(&children);
            gatherer.put(gathered.clone());
            gathered.await?;
            reached.add(100);
            Ok(())
        });
        turns(1).await?;
        assert!(outer.cancel());
        raises(outer.await, &classes::CANCELLED_ERROR);
        assert!(!gatherer.get().cancel());
        assert!(waiter.cancelled() && children.iter().all(|child| child.cancelled()));
        turns(1).await?;
        assert_eq!(reached.get(), 0);
        Ok(())
    });
}

/// The second child's exception counts as retrieved: `run` fails on a report.
#[test]
fn test_exception_marking() {
    run(async {
        let event_loop = get_running_loop()?;
        let [a, b] = [0; 2].map(|_| event_loop.create_future::<()>());
        let inner = |future: &Future<()>| {
            let future = future.clone();
            coro(async move {
                future.await?;
                Err::<(), _>(Exception::new(&classes::RUNTIME_ERROR, "not ignored"))
            })
        };
        let both = [inner(&a), inner(&b)];
        let outer = go!([] { gather(both).await.map(drop) });
        turns(1).await?;
        a.set_result(())?;
        turns(1).await?;
        b.set_result(())?;
        turns(4).await?;
        assert!(
            outer
                .exception()?
                .is_some_and(|raised| raised.is(&classes::RUNTIME_ERROR))
        );
        Ok(())
    });
}
