use loopscope::runtime::{
    EventLoop, Exception, Future, classes, gather, gather_exceptions, get_running_loop,
};

use crate::support::{raises, run, turns};

fn futures<const N: usize>(event_loop: &EventLoop) -> [Future<i32>; N] {
    [0; N].map(|_| event_loop.create_future())
}

#[test]
fn test_constructor_empty_sequence_without_loop() {
    let outer = gather::<Future<i32>>([]);
    raises(outer.result(), &classes::RUNTIME_ERROR);
}

#[test]
fn test_constructor_empty_sequence_use_running_loop() {
    run(async {
        let outer = gather::<Future<i32>>([]);
        assert_eq!(outer.get_loop(), get_running_loop()?);
        assert!(outer.done() && outer.result()?.is_empty());
        Ok(())
    });
}

#[test]
fn test_constructor_heterogenous_futures() {
    let (one, other) = (EventLoop::new(), EventLoop::new());
    let outer = gather([one.create_future::<i32>(), other.create_future()]);
    raises(outer.result(), &classes::VALUE_ERROR);
}

#[test]
fn test_constructor_homogenous_futures() {
    let event_loop = EventLoop::new();
    let children = futures::<3>(&event_loop);
    for _ in 0..2 {
        let outer = gather(&children);
        assert_eq!(outer.get_loop(), event_loop);
        event_loop.run_once();
        assert!(!outer.done());
    }
}

#[test]
fn test_one_cancellation() {
    run(async {
        let [a, b, c, d, e] = futures(&get_running_loop()?);
        let outer = gather([&a, &b, &c, &d, &e]);
        a.set_result(1)?;
        b.cancel();
        turns(5).await?;
        assert!(outer.done() && !outer.cancelled());
        assert!(
            outer
                .exception()?
                .is_some_and(|raised| raised.is_cancelled())
        );
        c.set_result(3)?;
        d.cancel();
        e.set_exception(Exception::bare(&classes::RUNTIME_ERROR))?;
        e.exception()?;
        turns(5).await
    });
}

#[test]
fn test_result_exception_one_cancellation() {
    run(async {
        let [a, b, c, d, e, f] = futures(&get_running_loop()?);
        let outer = gather_exceptions([&a, &b, &c, &d, &e, &f]);
        let [zero_division, runtime] =
            [&classes::ZERO_DIVISION_ERROR, &classes::RUNTIME_ERROR].map(Exception::bare);
        a.set_result(1)?;
        b.set_exception(zero_division.clone())?;
        c.cancel();
        turns(5).await?;
        assert!(!outer.done());
        d.set_result(3)?;
        e.cancel();
        f.set_exception(runtime.clone())?;
        let results = outer.await?;
        assert_eq!((results[0].clone()?, results[3].clone()?), (1, 3));
        assert!(results[1].as_ref().unwrap_err().same(&zero_division));
        assert!(results[2].as_ref().unwrap_err().is_cancelled());
        assert!(results[4].as_ref().unwrap_err().is_cancelled());
        assert!(results[5].as_ref().unwrap_err().same(&runtime));
        Ok(())
    });
}
