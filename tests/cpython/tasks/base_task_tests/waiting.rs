use loopscope::runtime::{
    Exception, Future, Result, ReturnWhen, Task, classes, get_running_loop, sleep, wait,
};

use crate::support::{go, raises, run, turns, var};

fn sleeper(delay: f64) -> Task<()> {
    go!([] { sleep(delay).await })
}

fn failing(delay: f64) -> Task<()> {
    go!([] {
        sleep(delay).await?;
        Err(Exception::new(&classes::ZERO_DIVISION_ERROR, "really"))
    })
}

fn now() -> f64 {
    get_running_loop().unwrap().time()
}

#[track_caller]
fn assert_are(futures: &[Future<()>], tasks: &[&Task<()>]) {
    assert_eq!(futures.len(), tasks.len());
    for task in tasks {
        assert!(futures.iter().any(|future| future.same(task)));
    }
}

#[test]
fn test_wait() {
    let time = run(async {
        let (a, b) = (sleeper(0.1), sleeper(0.15));
        for _ in 0..2 {
            let (done, pending) = wait([&b, &a], None, ReturnWhen::AllCompleted).await?;
            assert_are(&done, &[&a, &b]);
            assert!(pending.is_empty());
            assert_eq!(now(), 0.15, "the second time takes no time");
        }
        Ok(())
    });
    assert_eq!(time, 0.15);
}

#[test]
fn test_wait_duplicate_coroutines() {
    run(async {
        let (a, b) = (sleeper(0.0), sleeper(0.0));
        let (done, pending) = wait([&a, &a, &b], None, ReturnWhen::AllCompleted).await?;
        assert_are(&done, &[&a, &b]);
        assert!(pending.is_empty());
        Ok(())
    });
}

#[test]
fn test_wait_errors() {
    run(async {
        let none = wait(Vec::<Future<()>>::new(), None, ReturnWhen::AllCompleted).await;
        raises(none.map(drop), &classes::VALUE_ERROR);
        Ok(())
    });
}

#[test]
fn test_wait_first_completed() {
    run(async {
        let (a, b) = (sleeper(10.0), sleeper(0.1));
        let (done, pending) = wait([&b, &a], None, ReturnWhen::FirstCompleted).await?;
        assert_are(&done, &[&b]);
        assert_are(&pending, &[&a]);
        assert!(b.done() && !a.done());
        assert_eq!(now(), 0.1);
        Ok(())
    });
}

/// One that is done by the time of the return is among the done, callback called or not.
#[test]
fn test_wait_really_done() {
    run(async {
        let a = go!([] { turns(1).await });
        let b = go!([] { turns(2).await });
        let (done, _) = wait([&b, &a], None, ReturnWhen::FirstCompleted).await?;
        assert_are(&done, &[&a, &b]);
        Ok(())
    });
}

#[test]
fn test_wait_first_exception() {
    run(async {
        let a = sleeper(10.0);
        let b = go!([] { Err::<(), _>(Exception::bare(&classes::ZERO_DIVISION_ERROR)) });
        let (done, pending) = wait([&b, &a], None, ReturnWhen::FirstException).await?;
        assert_are(&done, &[&b]);
        assert_are(&pending, &[&a]);
        assert_eq!(now(), 0.0);
        Ok(())
    });
}

#[test]
fn test_wait_first_exception_in_wait() {
    run(async {
        let (a, b) = (sleeper(10.0), failing(0.01));
        let (done, pending) = wait([&b, &a], None, ReturnWhen::FirstException).await?;
        assert_are(&done, &[&b]);
        assert_are(&pending, &[&a]);
        assert_eq!(now(), 0.01);
        Ok(())
    });
}

#[test]
fn test_wait_with_exception() {
    run(async {
        let (a, b) = (sleeper(0.1), failing(0.15));
        for _ in 0..2 {
            let (done, pending) = wait([&b, &a], None, ReturnWhen::AllCompleted).await?;
            assert!(done.len() == 2 && pending.is_empty());
            let exceptions = done
                .iter()
                .map(Future::exception)
                .collect::<Result<Vec<_>>>()?;
            assert_eq!(exceptions.iter().flatten().count(), 1);
            assert_eq!(now(), 0.15);
        }
        Ok(())
    });
}

#[test]
fn test_wait_with_timeout() {
    run(async {
        let (a, b) = (sleeper(0.1), sleeper(0.15));
        let (done, pending) = wait([&b, &a], Some(0.11), ReturnWhen::AllCompleted).await?;
        assert_are(&done, &[&a]);
        assert_are(&pending, &[&b]);
        assert_eq!(now(), 0.11);
        b.await
    });
}

#[test]
fn test_wait_concurrent_complete() {
    run(async {
        let (a, b) = (sleeper(0.1), sleeper(0.15));
        turns(1).await?;
        let (done, pending) = wait([&b, &a], Some(0.1), ReturnWhen::AllCompleted).await?;
        assert_are(&done, &[&a]);
        assert_are(&pending, &[&b]);
        assert_eq!(now(), 0.1);
        b.await
    });
}

#[test]
fn test_wait_with_iterator_of_tasks() {
    run(async {
        let tasks = [sleeper(0.1), sleeper(0.15)];
        let (done, pending) = wait(tasks.iter(), None, ReturnWhen::AllCompleted).await?;
        assert!(done.len() == 2 && pending.is_empty());
        Ok(())
    });
}

#[test]
fn test_wait_generator() {
    run(async {
        let tasks = (0..10).map(|_| sleeper(0.0));
        let (done, pending) = wait(tasks, None, ReturnWhen::AllCompleted).await?;
        assert!(done.len() == 10 && pending.is_empty());
        Ok(())
    });
}

#[test]
fn test_wait_invalid_args() {
    run(async {
        let none = wait(Vec::<Task<()>>::new(), None, ReturnWhen::FirstCompleted).await;
        raises(none.map(drop), &classes::VALUE_ERROR);
        Ok(())
    });
}

/// Cancelling who waits ends the wait and leaves alone what it waited for.
#[test]
fn test_yield_wait_does_not_shield_cancel() {
    run(async {
        let waiter = get_running_loop()?.create_future::<()>();
        let reached = var(0);
        let inner = go!([waiter, reached] {
            waiter.await?;
            reached.add(1);
            Ok(())
        });
        let outer = go!([inner, reached] {
            wait([inner], None, ReturnWhen::AllCompleted).await?;
            reached.add(100);
            Ok(())
        });
        turns(2).await?;
        outer.cancel();
        raises(outer.await, &classes::CANCELLED_ERROR);
        waiter.set_result(())?;
        inner.await?;
        assert_eq!(reached.get(), 1);
        Ok(())
    });
}
