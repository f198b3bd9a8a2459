use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, Stream, without_newline};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, Result, SourceLine, Task, all_tasks, call, classes, coroutine,
    create_task, create_task_named, current_task, ensure_future, get_running_loop, sleep,
    sleep_result,
};

use crate::support::{Slot, collect_reports, coro, go, outcome, raises, run, turns};

fn notmuch() -> Coroutine<&'static str> {
    coroutine(call!(notmuch()), async { Ok("ok") })
}

#[test]
fn test_task_del_collect() {
    run(async {
        for task in [0; 100].map(|_| go!([] { Ok(Rc::new(())) })) {
            assert_eq!(Rc::strong_count(&task.await?), 1);
        }
        Ok(())
    });
}

#[test]
fn test_other_loop_future() {
    let other = EventLoop::new();
    let future = other.create_future::<()>();
    let result = outcome(async move {
        let exception = raises(future.await, &classes::RUNTIME_ERROR);
        let text = exception.text();
        assert!(
            text.starts_with("Task <Task pending name='Task-1'"),
            "{text}"
        );
        assert!(
            text.contains(" got Future <Future pending> attached to a different loop"),
            "{text}"
        );
        Ok(())
    });
    result.unwrap();
}

#[test]
fn test_task_awaits_on_itself() {
    run(async {
        let slot: Slot<Task<()>> = Slot::new();
        let task = go!([slot] { slot.get().await });
        slot.put(task.clone());
        let exception = raises(task.await, &classes::RUNTIME_ERROR);
        assert!(exception.text().starts_with("Task cannot await on itself"));
        Ok(())
    });
}

#[test]
fn test_task_class() {
    run(async {
        let task = create_task(notmuch());
        assert_eq!((&task).await?, "ok");
        assert!(task.done() && task.result()? == "ok");
        assert_eq!(task.get_loop(), get_running_loop()?);
        Ok(())
    });
}

#[test]
fn test_ensure_future_coroutine() {
    raises(ensure_future(notmuch()), &classes::RUNTIME_ERROR);
    run(async {
        let future = ensure_future(notmuch())?;
        assert_eq!(future.get_loop(), get_running_loop()?);
        assert_eq!(future.await?, "ok");
        Ok(())
    });
}

#[test]
fn test_ensure_future_future() {
    let event_loop = EventLoop::new();
    let future = event_loop.create_future();
    future.set_result("ko").unwrap();
    let ensured = ensure_future(&future).unwrap();
    assert!(ensured.same(&future));
    assert_eq!(ensured.result().unwrap(), "ko");
}

#[test]
fn test_ensure_future_task() {
    run(async {
        let task = create_task(notmuch());
        let ensured = ensure_future(&task)?;
        assert!(ensured.same(&task));
        assert_eq!(ensured.await?, "ok");
        Ok(())
    });
}

/// A sleep is awaitable and no coroutine: it is made one.
#[test]
fn test_ensure_future_awaitable() {
    run(async { ensure_future(sleep(0.0))?.await });
}

#[test]
fn test_ensure_future_task_awaitable() {
    run(async {
        let future = ensure_future(sleep_result(0.0, "ok"))?;
        assert_eq!((&future).await?, "ok");
        assert!(
            format!("{future:?}").contains("coro=<sleep() done,"),
            "{future:?}"
        );
        Ok(())
    });
}

/// What a program prints.
#[derive(Default)]
struct Printed(RefCell<Vec<(Stream, String)>>);

impl Instrument for Printed {
    fn record(&self, _: Nanos, event: Event) {
        if let Event::Printed { stream, text, .. } = event {
            let line = without_newline(&text).to_owned();
            self.0.borrow_mut().push((stream, line));
        }
    }
}

#[test]
fn test_get_stack() {
    fn foo() -> Coroutine<()> {
        coroutine(call!(foo()), async { bar().await })
    }
    fn bar() -> Coroutine<()> {
        coroutine(call!(bar()), async {
            let task = current_task()?.unwrap();
            assert_eq!(task.get_stack()[0].call.name, "foo");
            task.print_stack();
            sleep(0.0).await
        })
    }
    let printed = Rc::new(Printed::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(printed.clone()));
    event_loop.set_linecache(Some(|_| {
        Some(SourceLine {
            file: "foo.py".into(),
            number: 7,
            text: "await bar()".into(),
        })
    }));
    let main = coro(async {
        let task = create_task(foo());
        assert_eq!(task.get_stack()[0].call.name, "foo", "not started");
        turns(1).await?;
        let [frame] = &task.get_stack()[..] else {
            panic!("a suspended task shows one frame")
        };
        assert_eq!(frame.call.name, "foo");
        let mut file = String::new();
        task.print_stack_to(&mut file, None).unwrap();
        assert_eq!(
            file,
            "Stack for <Task pending name='Task-2' coro=<foo() running at foo.py:7>> \
             (most recent call last):\n  File \"foo.py\", line 7, in foo\n    await bar()\n"
        );
        let mut none = String::new();
        task.print_stack_to(&mut none, Some(0)).unwrap();
        assert!(none.starts_with("No stack for <Task pending") && none.lines().count() == 1);
        (&task).await?;
        assert!(task.get_stack().is_empty());
        task.print_stack();
        Ok(())
    });
    virtual_time::run(&event_loop, main).unwrap();
    let finished = "No stack for <Task finished name='Task-2' coro=<foo() done, defined at foo.py:7> \
                    result=None>";
    let frame = "  File \"foo.py\", line 7, in foo\n    await bar()";
    let expected = [
        (
            Stream::Stdout,
            "Stack for <Task pending name='Task-2' coro=<foo() running at foo.py:7>> (most recent call last):",
        ),
        (Stream::Stderr, frame),
        (Stream::Stdout, finished),
    ];
    let printed = printed.0.borrow();
    let printed: Vec<_> = printed
        .iter()
        .map(|(s, text)| (*s, text.as_str()))
        .collect();
    assert_eq!(printed, expected);
}

/// One that failed has the frames of its traceback, outermost first.
#[test]
fn test_exception_traceback() {
    fn outer() -> Coroutine<()> {
        coroutine(call!(outer()), async { inner().await })
    }
    fn inner() -> Coroutine<()> {
        coroutine(call!(inner()), async {
            Err(Exception::new(
                &classes::ZERO_DIVISION_ERROR,
                "division by zero",
            ))
        })
    }
    run(async {
        let task = create_task(outer());
        turns(1).await?;
        let names = |frames: Vec<loopscope::runtime::Frame>| {
            frames
                .iter()
                .map(|frame| frame.call.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(task.get_stack()), ["outer", "inner"]);
        let exception = task.exception()?.unwrap();
        assert_eq!(names(exception.traceback()), ["outer", "inner"]);
        let mut printed = String::new();
        task.print_stack_to(&mut printed, Some(1)).unwrap();
        let lines: Vec<_> = printed.lines().collect();
        let [heading, frame, last] = lines[..] else {
            panic!("{printed}")
        };
        assert!(heading.starts_with("Traceback for <Task finished name='Task-2'"));
        assert!(heading.ends_with(
            "exception=ZeroDivisionError('division by zero')> (most recent call last):"
        ));
        assert!(frame.starts_with("  File \"") && frame.ends_with(", in outer"));
        assert_eq!(last, "ZeroDivisionError: division by zero");
        Ok(())
    });
}

#[test]
fn test_task_repr() {
    run(async {
        let task = create_task_named(notmuch(), "TestTask");
        let dummy = loopscope::runtime::Callback::new("Dummy", |_| ());
        task.add_done_callback(&dummy).unwrap();
        let repr = format!("{task:?}");
        let start = "<Task pending name='TestTask' coro=<notmuch() running at ";
        assert!(
            repr.starts_with(start) && repr.contains("> cb=[Dummy() at ") && repr.ends_with("]>"),
            "{repr}"
        );
        task.cancel();
        assert!(format!("{task:?}").starts_with("<Task cancelling name='TestTask'"));
        raises((&task).await, &classes::CANCELLED_ERROR);
        let repr = format!("{task:?}");
        let start = "<Task cancelled name='TestTask' coro=<notmuch() done, defined at ";
        assert!(repr.starts_with(start) && repr.ends_with(">>"), "{repr}");
        let task = create_task(notmuch());
        (&task).await?;
        assert!(format!("{task:?}").starts_with("<Task finished name='Task-2'"));
        Ok(())
    });
}

#[test]
fn test_task_repr_autogenerated() {
    run(async {
        let names = [0; 2].map(|_| create_task(notmuch()).get_name());
        assert_eq!(names.each_ref().map(|name| &**name), ["Task-2", "Task-3"]);
        turns(2).await
    });
}

#[test]
fn test_task_set_name_pylong() {
    run(async {
        let task = create_task_named(notmuch(), "987654321");
        assert_eq!(&*task.get_name(), "987654321");
        task.set_name("123456789");
        assert_eq!(&*task.get_name(), "123456789");
        task.await.map(drop)
    });
}

#[test]
fn test_task_repr_wait_for() {
    run(async {
        let future = get_running_loop()?.create_future();
        let task = go!([future] { future.await });
        turns(1).await?;
        let (repr, inner) = (format!("{task:?}"), format!("{future:?}"));
        assert!(repr.contains(&format!("wait_for={inner}")), "{repr}");
        assert_eq!(inner, "<Future pending cb=[Task.task_wakeup()]>");
        future.set_result(())?;
        task.await
    });
}

#[test]
fn test_task_basics() {
    run(async {
        let inner = |n| coro(async move { Ok(n) });
        let outer = coro(async move { Ok(inner(42).await? + inner(1000).await?) });
        assert_eq!(outer.await?, 1042);
        Ok(())
    });
}

#[test]
fn test_task_set_methods() {
    run(async {
        let task = create_task(notmuch());
        let refused = raises(task.set_result("ok"), &classes::RUNTIME_ERROR);
        assert!(refused.text().contains("not support set_result"));
        let refused = task.set_exception(Exception::bare(&classes::VALUE_ERROR));
        let refused = raises(refused, &classes::RUNTIME_ERROR);
        assert!(refused.text().contains("not support set_exception"));
        assert_eq!(task.await?, "ok");
        Ok(())
    });
}

#[test]
fn test_step_result_future() {
    run(async {
        let future = get_running_loop()?.create_future();
        let task = go!([future] { future.await });
        turns(1).await?;
        assert!(format!("{future:?}").contains("cb=["));
        future.set_result(7)?;
        turns(1).await?;
        assert!(task.done());
        assert_eq!(task.result()?, 7);
        Ok(())
    });
}

#[test]
fn test_coroutine_non_gen_function() {
    assert_eq!(
        outcome(async { coro(async { Ok("test") }).await }).unwrap(),
        "test"
    );
}

#[test]
fn test_coroutine_non_gen_function_return_future() {
    run(async {
        let future = get_running_loop()?.create_future();
        let returned = go!([future] { Ok(future) });
        let completes = go!([future] { future.set_result("test") });
        assert!((&returned).await?.same(&future));
        completes.result()?;
        assert_eq!(returned.result()?.await?, "test");
        Ok(())
    });
}

#[test]
fn test_current_task() {
    let event_loop = EventLoop::new();
    assert!(event_loop.current_task().is_none());
    let main = coro(async {
        let task = go!([] { Ok(current_task()?.unwrap().id()) });
        assert_eq!((&task).await?, task.id());
        Ok(())
    });
    virtual_time::run(&event_loop, main).unwrap();
    assert!(event_loop.current_task().is_none());
}

#[test]
fn test_current_task_with_interleaving_tasks() {
    run(async {
        let event_loop = get_running_loop()?;
        let [first, second] = [0; 2].map(|_| event_loop.create_future());
        let current = || -> Result<_> { Ok(current_task()?.unwrap().id()) };
        let one = go!([first, second] {
            let before = current()?;
            first.await?;
            assert_eq!(current()?, before);
            second.set_result(true)?;
            Ok(before)
        });
        let other = go!([first, second] {
            let before = current()?;
            first.set_result(true)?;
            second.await?;
            assert_eq!(current()?, before);
            Ok(before)
        });
        assert_eq!((&one).await?, one.id());
        assert_eq!((&other).await?, other.id());
        Ok(())
    });
}

#[test]
fn test_log_destroyed_pending_task() {
    let event_loop = EventLoop::new();
    let reports = collect_reports(&event_loop);
    let future = event_loop.create_future::<()>();
    {
        let _running = event_loop.enter();
        let waiting = future.clone();
        let task = event_loop
            .create_task(coro(async move { waiting.await }))
            .unwrap();
        assert_eq!(all_tasks().unwrap(), [task.any_task()]);
    }
    event_loop.run_once();
    assert!(reports.all().is_empty());
    // The task's wakeup, which the future holds, is what keeps the two alive: a circle that
    // CPython's collector finds, and that ends with the loop here.
    drop(future);
    event_loop.close();
    assert_eq!(reports.all(), ["Task was destroyed but it is pending!"]);
    assert!(event_loop.all_tasks().is_empty());
}

#[test]
fn test_tb_logger_not_called_after_cancel() {
    run(async {
        let task = go!([] { Err::<(), _>(Exception::bare(&classes::TYPE_ERROR)) });
        sleep(0.05).await?;
        task.cancel();
        Ok(())
    });
}

#[test]
fn test_create_task_with_async_function() {
    run(async { create_task(notmuch()).await.map(drop) });
}

#[test]
fn test_bare_create_task() {
    run(async {
        assert_eq!(go!([] { Ok(1) }).await?, 1);
        Ok(())
    });
}

#[test]
fn test_bare_create_named_task() {
    run(async {
        let task = create_task_named(notmuch(), "No-op");
        assert_eq!(&*task.get_name(), "No-op");
        let other = get_running_loop()?
            .create_task_named(notmuch(), "other")
            .unwrap();
        assert_eq!(&*other.get_name(), "other");
        task.await?;
        other.await.map(drop)
    });
}

#[test]
fn test_get_coro() {
    run(async {
        let task = create_task(notmuch());
        assert_eq!(task.any_task().call().unwrap().name, "notmuch");
        task.await.map(drop)
    });
}

#[test]
fn test_sleep() {
    let time = run(async {
        sleep(0.05).await?;
        assert_eq!(sleep_result(0.05, "yeah").await?, "yeah");
        Ok(())
    });
    assert_eq!(time, 0.1);
}

#[test]
fn test_sleep_when_delay_is_nan() {
    run(async {
        raises(sleep(f64::NAN).await, &classes::VALUE_ERROR);
        Ok(())
    });
}

#[test]
fn test_stop_while_run_in_complete() {
    let event_loop = EventLoop::new();
    let rounds = crate::support::var(0);
    let counted = rounds.clone();
    let main = coro(async move {
        while counted.get() < 10 {
            sleep(0.1).await?;
            counted.add(1);
            if counted.get() == 2 {
                get_running_loop()?.stop();
            }
        }
        Ok(())
    });
    let error = virtual_time::run(&event_loop, main).unwrap_err();
    let text = error.to_string();
    assert_eq!(
        text,
        "RuntimeError: Event loop stopped before Future completed."
    );
    assert_eq!((rounds.get(), event_loop.time()), (2, 0.2));
}
