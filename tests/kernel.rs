//! The kernel's claims: queue order, timers, tasks, cancellation, gather. Loop clock only.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, without_newline};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, Result, RunError, call, classes, coroutine, create_task,
    current_task, gather, gather_exceptions, get_running_loop, print, sleep,
};

#[derive(Default)]
struct Console(RefCell<Vec<String>>);

impl Instrument for Console {
    fn record(&self, when: Nanos, event: Event) {
        if let Event::Printed { text, .. } = event {
            self.0
                .borrow_mut()
                .push(format!("{:.1} {}", when.as_secs(), without_newline(&text)));
        }
    }
}

fn run(main: Coroutine<()>) -> (Result<(), RunError>, Vec<String>) {
    let console = Rc::new(Console::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(console.clone()));
    let result = virtual_time::run(&event_loop, main);
    let lines = console.0.borrow().clone();
    (result, lines)
}

fn output(main: Coroutine<()>) -> Vec<String> {
    let (result, lines) = run(main);
    result.unwrap();
    lines
}

fn factorial(name: &'static str, number: u64) -> Coroutine<u64> {
    coroutine(call!(factorial(name, number)), async move {
        let mut f = 1;
        for i in 2..=number {
            print(format!("Task {name}: Compute factorial({i})..."));
            sleep(1.0).await?;
            f *= i;
        }
        print(format!("Task {name}: factorial({number}) = {f}"));
        Ok(f)
    })
}

#[test]
fn gather_runs_its_children_side_by_side() {
    let lines = output(coroutine(call!(main()), async {
        let all = gather([factorial("A", 2), factorial("B", 3), factorial("C", 4)]).await?;
        assert_eq!(all, [2, 6, 24]);
        Ok(())
    }));
    assert_eq!(
        lines,
        [
            "0.0 Task A: Compute factorial(2)...",
            "0.0 Task B: Compute factorial(2)...",
            "0.0 Task C: Compute factorial(2)...",
            "1.0 Task A: factorial(2) = 2",
            "1.0 Task B: Compute factorial(3)...",
            "1.0 Task C: Compute factorial(3)...",
            "2.0 Task B: factorial(3) = 6",
            "2.0 Task C: Compute factorial(4)...",
            "3.0 Task C: factorial(4) = 24",
        ]
    );
}

#[test]
fn a_cancelled_task_sees_the_error_at_its_await_and_may_clean_up() {
    let lines = output(coroutine(call!(main()), async {
        let task = create_task(coroutine(call!(worker()), async {
            let slept = sleep(10.0).await;
            if let Err(e) = &slept {
                print(format!("cleaning up after {e}"));
                sleep(1.0).await?;
            }
            slept
        }));
        sleep(1.0).await?;
        assert!(task.cancel_with("enough"));
        let error = (&task).await.unwrap_err();
        print(error);
        assert!(task.cancelled() && task.cancelling() == 1);
        Ok(())
    }));
    assert_eq!(
        lines,
        [
            "1.0 cleaning up after asyncio.exceptions.CancelledError: enough",
            "2.0 asyncio.exceptions.CancelledError: enough"
        ]
    );
}

#[test]
fn a_task_cancelled_before_its_first_step_runs_no_line() {
    let lines = output(coroutine(call!(main()), async {
        let task = create_task(coroutine(call!(never()), async {
            print("ran");
            Ok(())
        }));
        task.cancel();
        let error = task.await.unwrap_err();
        assert!(error.is_cancelled());
        Ok(())
    }));
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn tasks_that_await_each_other_are_reported_as_a_deadlock() {
    let (result, _) = run(coroutine(call!(main()), async {
        let future = get_running_loop()?.create_future::<()>();
        future.await
    }));
    let Err(RunError::Deadlock(deadlock)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(deadlock.waits.len(), 1);
    assert!(
        deadlock.to_string().contains("CPython would hang"),
        "{deadlock}"
    );
}

#[test]
fn an_exception_of_a_child_reaches_who_awaits_the_gather() {
    let (result, lines) = run(coroutine(call!(main()), async {
        let fail = || {
            coroutine(call!(fail()), async {
                sleep(1.0).await?;
                Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "boom"))
            })
        };
        let both = gather_exceptions([fail(), fail()]).await?;
        print(format!("{both:?}"));
        gather([fail(), fail()]).await?;
        Ok(())
    }));
    assert_eq!(
        lines,
        ["1.0 [Err(ValueError('boom')), Err(ValueError('boom'))]"]
    );
    assert_eq!(result.unwrap_err().to_string(), "ValueError: boom");
}

#[test]
fn two_awaits_in_one_step_are_refused() {
    output(coroutine(call!(main()), async {
        use std::future::IntoFuture;
        let mut first = Box::pin(sleep(1.0).into_future());
        let mut second = Box::pin(sleep(1.0).into_future());
        let both = std::future::poll_fn(|cx| {
            let _ = first.as_mut().poll(cx);
            second.as_mut().poll(cx)
        });
        let error = both.await.unwrap_err();
        assert!(error.to_string().contains("one thing at a time"), "{error}");
        Ok(())
    }));
}

#[test]
fn current_task_is_none_in_a_plain_callback() {
    output(coroutine(call!(main()), async {
        assert_eq!(&*current_task()?.unwrap().get_name(), "Task-1");
        let seen = Rc::new(RefCell::new(None));
        let in_callback = seen.clone();
        get_running_loop()?
            .call_soon("look", move || {
                *in_callback.borrow_mut() = Some(current_task().unwrap().is_none());
            })
            .unwrap();
        sleep(0.0).await?;
        assert_eq!(*seen.borrow(), Some(true));
        Ok(())
    }));
}
