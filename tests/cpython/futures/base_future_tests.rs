use std::rc::Rc;

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    EventLoop, Exception, Future, RunError, Task, classes, get_running_loop, sleep,
};

use crate::support::{Slot, coro, go, raises, reports_of, run, turns};

fn future<T: Clone + 'static>() -> (EventLoop, Future<T>) {
    let event_loop = EventLoop::new();
    let future = event_loop.create_future();
    (event_loop, future)
}

#[test]
fn test_initial_state() {
    let (_loop, future) = future::<()>();
    assert!(!future.cancelled() && !future.done());
    future.cancel();
    assert!(future.cancelled());
}

#[test]
fn test_constructor_use_running_loop() {
    run(async {
        let event_loop = get_running_loop()?;
        assert_eq!(event_loop.create_future::<()>().get_loop(), event_loop);
        Ok(())
    });
}

#[test]
fn test_future_cancel_message_getter() {
    let (event_loop, future) = future::<()>();
    future.cancel_with("my message");
    let waiting = coro(async move { future.await });
    let Err(RunError::Raised(exception)) = virtual_time::run(&event_loop, waiting) else {
        panic!("it was not cancelled")
    };
    assert_eq!(exception.text(), "my message");
}

#[test]
fn test_cancel() {
    let (_loop, future) = future::<()>();
    assert!(future.cancel());
    assert!(future.cancelled() && future.done());
    raises(future.result(), &classes::CANCELLED_ERROR);
    raises(future.exception(), &classes::CANCELLED_ERROR);
    refuses_a_second_end(&future, ());
}

/// A done future takes neither a result nor an exception, and is not cancelled any more.
#[track_caller]
fn refuses_a_second_end<T: Clone + 'static>(future: &Future<T>, value: T) {
    raises(future.set_result(value), &classes::INVALID_STATE_ERROR);
    let exception = Exception::bare(&classes::VALUE_ERROR);
    raises(
        future.set_exception(exception),
        &classes::INVALID_STATE_ERROR,
    );
    assert!(!future.cancel());
}

#[test]
fn test_result() {
    let (_loop, future) = future();
    raises(future.result(), &classes::INVALID_STATE_ERROR);
    future.set_result(42).unwrap();
    assert!(future.done() && !future.cancelled());
    assert_eq!(future.result().unwrap(), 42);
    assert!(future.exception().unwrap().is_none());
    refuses_a_second_end(&future, 43);
    assert_eq!(future.result().unwrap(), 42);
}

#[test]
fn test_exception() {
    let (_loop, future) = future::<()>();
    raises(future.exception(), &classes::INVALID_STATE_ERROR);
    let exception = Exception::bare(&classes::RUNTIME_ERROR);
    future.set_exception(exception.clone()).unwrap();
    assert!(future.done() && !future.cancelled());
    assert!(raises(future.result(), &classes::RUNTIME_ERROR).same(&exception));
    assert!(future.exception().unwrap().unwrap().same(&exception));
    refuses_a_second_end(&future, ());
}

/// The second await of a future that is done gives the result again, without a turn.
#[test]
fn test_yield_from_twice() {
    run(async {
        let future = get_running_loop()?.create_future();
        let task = go!([future] {
            let first = (&future).await?;
            let second = future.await?;
            Ok((first, second))
        });
        turns(1).await?;
        future.set_result(42)?;
        turns(1).await?;
        assert!(task.done());
        assert_eq!(task.result()?, (42, 42));
        Ok(())
    });
}

#[test]
fn test_future_repr() {
    let (_loop, pending) = future::<i32>();
    assert_eq!(format!("{pending:?}"), "<Future pending>");
    pending.cancel();
    assert_eq!(format!("{pending:?}"), "<Future cancelled>");
    let (_loop, failed) = future::<i32>();
    let exception = Exception::new(&classes::RUNTIME_ERROR, "boom");
    failed.set_exception(exception).unwrap();
    assert_eq!(
        format!("{failed:?}"),
        "<Future finished exception=RuntimeError('boom')>"
    );
    let _ = failed.exception();
}

#[test]
fn test_tb_logger_abandoned() {
    assert!(reports_of(|event_loop| drop(event_loop.create_future::<()>())).is_empty());
}

#[test]
fn test_tb_logger_not_called_after_cancel() {
    let reports = reports_of(|event_loop| {
        let future = event_loop.create_future::<()>();
        future
            .set_exception(Exception::bare(&classes::EXCEPTION))
            .unwrap();
        future.cancel();
    });
    assert!(reports.is_empty());
}

#[test]
fn test_tb_logger_result_unretrieved() {
    let reports = reports_of(|event_loop| event_loop.create_future().set_result(42).unwrap());
    assert!(reports.is_empty());
}

#[test]
fn test_tb_logger_result_retrieved() {
    let reports = reports_of(|event_loop| {
        let future = event_loop.create_future();
        future.set_result(42).unwrap();
        future.result().unwrap();
    });
    assert!(reports.is_empty());
}

fn boom() -> Exception {
    Exception::new(&classes::RUNTIME_ERROR, "boom")
}

#[test]
fn test_tb_logger_exception_unretrieved() {
    let reports = reports_of(|event_loop| {
        event_loop
            .create_future::<()>()
            .set_exception(boom())
            .unwrap();
    });
    assert_eq!(
        reports,
        ["Future exception was never retrieved: RuntimeError('boom')"]
    );
}

#[test]
fn test_tb_logger_exception_retrieved() {
    let reports = reports_of(|event_loop| {
        let future = event_loop.create_future::<()>();
        future.set_exception(boom()).unwrap();
        future.exception().unwrap();
    });
    assert!(reports.is_empty());
}

#[test]
fn test_tb_logger_exception_result_retrieved() {
    let reports = reports_of(|event_loop| {
        let future = event_loop.create_future::<()>();
        future.set_exception(boom()).unwrap();
        raises(future.result(), &classes::RUNTIME_ERROR);
    });
    assert!(reports.is_empty());
}

#[test]
fn test_future_exception_never_retrieved() {
    let reports = reports_of(|event_loop| {
        let exception = Exception::bare(&classes::MEMORY_ERROR);
        event_loop
            .create_future::<()>()
            .set_exception(exception)
            .unwrap();
    });
    assert_eq!(
        reports,
        ["Future exception was never retrieved: MemoryError()"]
    );
}

/// What a sleep's timer does to a future that was cancelled in the same turn: nothing.
#[test]
fn test_set_result_unless_cancelled() {
    run(async {
        let slot: Slot<Task<()>> = Slot::new();
        let target = slot.clone();
        get_running_loop()?
            .call_later(1.0, "cancel", move || {
                target.get().cancel();
            })
            .unwrap();
        slot.put(go!([] { sleep(1.0).await }));
        raises(slot.get().await, &classes::CANCELLED_ERROR);
        assert_eq!(get_running_loop()?.time(), 1.0);
        Ok(())
    });
}

#[test]
fn test_future_stop_iteration_args() {
    run(async {
        let future = get_running_loop()?.create_future();
        future.set_result((1, 2))?;
        assert_eq!(future.await?, (1, 2));
        Ok(())
    });
}

#[test]
fn test_future_del_collect() {
    /// A result whose destructor uses the loop that it was a result on.
    struct Evil(EventLoop);
    impl Drop for Evil {
        fn drop(&mut self) {
            self.0.create_future::<i32>().set_result(1).unwrap();
            self.0.call_soon("evil", || ()).unwrap();
        }
    }
    let event_loop = EventLoop::new();
    for _ in 0..100 {
        let future = event_loop.create_future();
        future
            .set_result(Rc::new(Evil(event_loop.clone())))
            .unwrap();
    }
    assert_eq!(event_loop.queue_lengths(), (100, 0));
}
