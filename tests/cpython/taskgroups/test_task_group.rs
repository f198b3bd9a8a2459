use std::collections::BTreeSet;
use std::future::Future as StdFuture;

use loopscope::runtime::{
    Class, Coroutine, Event, Exception, Result, Task, TaskGroup, classes, create_task,
    create_task_named, current_task, sleep,
};

use crate::support::{Slot, Var, block, coro, go, raises, run, turns, var, without_task};

static MY_EXC: Class = Class::new("MyExc", &classes::EXCEPTION);
static MY_BASE_EXC: Class = Class::new("MyBaseExc", &classes::BASE_EXCEPTION);

fn after(delay: f64, result: i32) -> Coroutine<i32> {
    coro(async move {
        sleep(delay).await?;
        Ok(result)
    })
}

fn crash_after(delay: f64, class: &'static Class) -> Coroutine<i32> {
    coro(async move {
        sleep(delay).await?;
        Err(Exception::bare(class))
    })
}

/// Sleeps, and crashes when it is cancelled.
fn crash_at_cancel(class: &'static Class) -> Coroutine<i32> {
    coro(async move {
        let _ = sleep(10.0).await;
        Err(Exception::bare(class))
    })
}

/// Sleeps, and adds to the count when it is cancelled.
fn count_cancel(delay: f64, count: &Var<usize>, more: usize) -> Coroutine<i32> {
    let count = count.clone();
    coro(async move {
        let slept = sleep(delay).await;
        if slept.is_err() {
            count.add(more);
        }
        slept.map(|()| 0)
    })
}

/// `async with TaskGroup() as group: body`
async fn with_group<T, B>(body: impl FnOnce(TaskGroup) -> B) -> Result<T>
where
    B: StdFuture<Output = Result<T>>,
{
    let group = TaskGroup::new();
    group.run(body(group.clone())).await
}

/// The class names of a group's members.
#[track_caller]
fn types(exception: &Exception) -> BTreeSet<&'static str> {
    assert!(
        exception.is(&classes::BASE_EXCEPTION_GROUP),
        "{exception:?}"
    );
    let names = exception.exceptions().iter();
    names.map(|member| member.class().name).collect()
}

#[track_caller]
fn raises_group<T>(result: Result<T>, members: &[&'static str]) -> Exception {
    let exception = raises(result, &classes::BASE_EXCEPTION_GROUP);
    assert_eq!(types(&exception), members.iter().copied().collect());
    exception
}

#[track_caller]
fn refuses<T>(result: Result<T>, why: &str) {
    let exception = raises(result, &classes::RUNTIME_ERROR);
    assert!(exception.text().contains(why), "{exception}");
}

/// Cancels a task that has run for a while, and gives how it ended.
async fn cancelled_meanwhile(task: Task<i32>, delay: f64) -> Result<i32> {
    sleep(delay).await?;
    assert!(!task.done());
    task.cancel();
    task.await
}

#[test]
fn test_taskgroup_01() {
    let time = run(async {
        let tasks = with_group(async |group| {
            Ok((
                group.create_task(after(0.1, 42))?,
                group.create_task(after(0.2, 11))?,
            ))
        })
        .await?;
        assert_eq!((tasks.0.result()?, tasks.1.result()?), (42, 11));
        Ok(())
    });
    assert_eq!(time, 0.2);
}

#[test]
fn test_taskgroup_02() {
    let time = run(async {
        let tasks = with_group(async |group| {
            let first = group.create_task(after(0.1, 42))?;
            sleep(0.15).await?;
            Ok((first, group.create_task(after(0.2, 11))?))
        })
        .await?;
        assert_eq!((tasks.0.result()?, tasks.1.result()?), (42, 11));
        Ok(())
    });
    assert_eq!(time, 0.35);
}

#[test]
fn test_taskgroup_03() {
    run(async {
        let tasks = with_group(async |group| {
            let first = group.create_task(after(1.0, 42))?;
            sleep(0.15).await?;
            first.cancel();
            Ok((first, group.create_task(after(0.2, 11))?))
        })
        .await?;
        assert!(tasks.0.cancelled());
        assert_eq!(tasks.1.result()?, 11);
        Ok(())
    });
}

#[test]
fn test_taskgroup_04() {
    run(async {
        let (cancels, reached) = (var(0), var(false));
        let sibling: Slot<Task<i32>> = Slot::new();
        let runner = go!([cancels, reached, sibling] {
            with_group(async |group| {
                group.create_task(crash_after(0.1, &classes::ZERO_DIVISION_ERROR))?;
                sibling.put(group.create_task(count_cancel(1.0, &cancels, 1))?);
                Ok(())
            })
            .await?;
            reached.set(true);
            Ok(())
        });
        raises_group(runner.await, &["ZeroDivisionError"]);
        assert!(!reached.get() && sibling.get().cancelled());
        assert_eq!(cancels.get(), 1);
        Ok(())
    });
}

#[test]
fn test_cancel_children_on_child_error() {
    run(async {
        let (cancels, reached) = (var(0), var(false));
        let runner = go!([cancels, reached] {
            with_group(async |group| {
                for _ in 0..3 {
                    group.create_task(crash_after(0.1, &classes::ZERO_DIVISION_ERROR))?;
                }
                group.create_task(count_cancel(5.0, &cancels, 1))?;
                count_cancel(10.0, &cancels, 10).await
            })
            .await?;
            reached.set(true);
            Ok(())
        });
        raises_group(runner.await, &["ZeroDivisionError"]);
        assert_eq!(
            (cancels.get(), reached.get()),
            (11, false),
            "sibling and body"
        );
        Ok(())
    });
}

#[test]
fn test_cancellation() {
    run(async {
        let cancels = var(0);
        let runner = go!([cancels] {
            with_group(async |group| {
                for _ in 0..5 {
                    group.create_task(count_cancel(5.0, &cancels, 1))?;
                }
                Ok(0)
            })
            .await
        });
        raises(
            cancelled_meanwhile(runner, 0.1).await,
            &classes::CANCELLED_ERROR,
        );
        assert_eq!(cancels.get(), 5);
        Ok(())
    });
}

#[test]
fn test_taskgroup_07() {
    run(async {
        let cancels = var(0);
        let runner = go!([cancels] {
            with_group(async |group| {
                for _ in 0..5 {
                    group.create_task(count_cancel(5.0, &cancels, 1))?;
                }
                count_cancel(10.0, &cancels, 10).await
            })
            .await
        });
        raises(
            cancelled_meanwhile(runner, 0.1).await,
            &classes::CANCELLED_ERROR,
        );
        assert_eq!(cancels.get(), 15);
        Ok(())
    });
}

/// Five children that crash when they are cancelled, and a body that sleeps.
async fn five_that_crash(group: TaskGroup) -> Result<i32> {
    for _ in 0..5 {
        group.create_task(crash_at_cancel(&classes::ZERO_DIVISION_ERROR))?;
    }
    after(10.0, 0).await
}

#[test]
fn test_taskgroup_08() {
    run(async {
        let runner = go!([] { with_group(five_that_crash).await });
        let result = cancelled_meanwhile(runner, 0.1).await;
        let exception = raises_group(result, &["ZeroDivisionError"]);
        assert_eq!(exception.exceptions().len(), 5);
        Ok(())
    });
}

/// A body that crashes after so long; gives the two tasks it had made.
async fn body_crashes(delay: Option<f64>) -> (Task<i32>, Task<i32>) {
    let tasks: Slot<(Task<i32>, Task<i32>)> = Slot::new();
    let result = with_group(async |group| {
        tasks.put((
            group.create_task(after(1.0, 42))?,
            group.create_task(after(2.0, 11))?,
        ));
        if let Some(delay) = delay {
            sleep(delay).await?;
        }
        Err::<(), _>(Exception::bare(&classes::ZERO_DIVISION_ERROR))
    })
    .await;
    raises_group(result, &["ZeroDivisionError"]);
    tasks.get()
}

#[test]
fn test_taskgroup_09() {
    run(async {
        let (first, second) = body_crashes(Some(0.1)).await;
        assert!(first.cancelled() && second.cancelled());
        Ok(())
    });
}

#[test]
fn test_taskgroup_10() {
    run(async {
        let (first, second) = body_crashes(None).await;
        assert!(first.cancelled() && second.cancelled());
        Ok(())
    });
}

#[test]
fn test_taskgroup_11() {
    run(async {
        let runner = go!([] { with_group(async |_| with_group(five_that_crash).await).await });
        let result = cancelled_meanwhile(runner, 0.1).await;
        let exception = raises_group(result, &["ExceptionGroup"]);
        assert_eq!(
            types(&exception.exceptions()[0]),
            ["ZeroDivisionError"].into()
        );
        Ok(())
    });
}

#[test]
fn test_taskgroup_12() {
    run(async {
        let runner = go!([] {
            with_group(async |outer| {
                outer.create_task(after(10.0, 0))?;
                with_group(five_that_crash).await
            })
            .await
        });
        let result = cancelled_meanwhile(runner, 0.1).await;
        let exception = raises_group(result, &["ExceptionGroup"]);
        assert_eq!(
            types(&exception.exceptions()[0]),
            ["ZeroDivisionError"].into()
        );
        Ok(())
    });
}

/// A child of the outer group and one of the inner, each crashing after so long.
async fn two_levels(outer_delay: f64, inner_delay: f64) -> Result<Task<i32>> {
    with_group(async |outer| {
        outer.create_task(crash_after(outer_delay, &classes::VALUE_ERROR))?;
        with_group(async |inner| inner.create_task(crash_after(inner_delay, &classes::VALUE_ERROR)))
            .await
    })
    .await
}

#[test]
fn test_taskgroup_13() {
    run(async {
        let result = go!([] { two_levels(0.1, 10.0).await }).await;
        raises_group(result, &["ValueError"]);
        Ok(())
    });
}

#[test]
fn test_taskgroup_14() {
    run(async {
        let result = go!([] { two_levels(10.0, 0.1).await }).await;
        let exception = raises_group(result, &["ExceptionGroup"]);
        assert_eq!(types(&exception.exceptions()[0]), ["ValueError"].into());
        Ok(())
    });
}

/// A child crashes while the body cleans up after a cancel from outside.
fn crash_during_cleanup() -> Coroutine<i32> {
    coro(async {
        with_group(async |group| {
            group.create_task(crash_after(0.3, &classes::ZERO_DIVISION_ERROR))?;
            let slept = sleep(10.0).await;
            if slept.is_err() {
                sleep(0.5).await?;
            }
            slept.map(|()| 0)
        })
        .await
    })
}

#[test]
fn test_taskgroup_15() {
    run(async {
        let runner = create_task(crash_during_cleanup());
        let result = cancelled_meanwhile(runner, 0.1).await;
        raises_group(result, &["ZeroDivisionError"]);
        Ok(())
    });
}

#[test]
fn test_taskgroup_16() {
    run(async {
        let runner = go!([] { create_task(crash_during_cleanup()).await });
        let result = cancelled_meanwhile(runner, 0.1).await;
        raises_group(result, &["ZeroDivisionError"]);
        Ok(())
    });
}

#[test]
fn test_taskgroup_17() {
    run(async {
        let cancels = var(0);
        let runner = go!([cancels] {
            with_group(async |_| count_cancel(10.0, &cancels, 10).await).await
        });
        raises(
            cancelled_meanwhile(runner, 0.1).await,
            &classes::CANCELLED_ERROR,
        );
        assert_eq!(cancels.get(), 10);
        Ok(())
    });
}

#[test]
fn test_taskgroup_18() {
    run(async {
        let runner = go!([] { with_group(async |_| crash_at_cancel(&MY_EXC).await).await });
        raises_group(cancelled_meanwhile(runner, 0.1).await, &["MyExc"]);
        Ok(())
    });
}

/// A child crashes with one class; the body, cancelled for it, with another.
async fn both_crash(child: &'static Class, body: &'static Class) -> Result<i32> {
    with_group(async |group| {
        group.create_task(crash_after(0.1, child))?;
        crash_at_cancel(body).await
    })
    .await
}

#[test]
fn test_taskgroup_19() {
    run(async {
        let result = both_crash(&classes::ZERO_DIVISION_ERROR, &MY_EXC).await;
        raises_group(result, &["MyExc", "ZeroDivisionError"]);
        Ok(())
    });
}

#[test]
fn test_taskgroup_20() {
    run(async {
        let result = both_crash(&classes::ZERO_DIVISION_ERROR, &classes::KEYBOARD_INTERRUPT).await;
        raises(result, &classes::KEYBOARD_INTERRUPT);
        Ok(())
    });
}

#[test]
fn test_taskgroup_20a() {
    run(async {
        let result = both_crash(&classes::ZERO_DIVISION_ERROR, &MY_BASE_EXC).await;
        let exception = raises_group(result, &["MyBaseExc", "ZeroDivisionError"]);
        assert!(!exception.is(&classes::EXCEPTION_GROUP));
        Ok(())
    });
}

#[test]
fn test_taskgroup_21a() {
    run(async {
        let result = both_crash(&MY_BASE_EXC, &classes::TYPE_ERROR).await;
        let exception = raises_group(result, &["MyBaseExc", "TypeError"]);
        assert!(!exception.is(&classes::EXCEPTION_GROUP));
        Ok(())
    });
}

#[test]
fn test_taskgroup_22() {
    run(async {
        let runner = go!([] {
            with_group(async |group| {
                group.create_task(after(1.0, 42))?;
                group.create_task(after(2.0, 11))?;
                Ok(0)
            })
            .await
        });
        raises(
            cancelled_meanwhile(runner, 0.05).await,
            &classes::CANCELLED_ERROR,
        );
        Ok(())
    });
}

/// How many tasks a group's repr counts.
fn count(group: &TaskGroup) -> usize {
    let repr = format!("{group:?}");
    let Some((_, rest)) = repr.split_once("tasks=") else {
        return 0;
    };
    rest.split([' ', '>']).next().unwrap().parse().unwrap()
}

#[test]
fn test_taskgroup_23() {
    run(async {
        with_group(async |group| {
            for round in 0..10 {
                sleep(0.1).await?;
                group.create_task(after(0.3, 0))?;
                if round == 5 {
                    assert!(count(&group) < 5, "done tasks are let go: {group:?}");
                }
            }
            sleep(1.35).await?;
            assert_eq!(count(&group), 0);
            Ok(())
        })
        .await
    });
}

#[test]
fn test_taskgroup_24() {
    let time = run(async {
        with_group(async |group| {
            let root = coro(block!([group] {
                sleep(0.1).await?;
                group.create_task(after(0.1, 0))?;
                group.create_task(after(0.2, 0)).map(drop)
            }));
            group.create_task(root).map(drop)
        })
        .await
    });
    assert!((time - 0.3).abs() < 1e-9);
}

#[test]
fn test_taskgroup_25() {
    fn hydra(group: TaskGroup, heads: Var<usize>) -> Coroutine<()> {
        coro(async move {
            heads.add(1);
            sleep(0.01).await?;
            for _ in 0..2 {
                group.create_task(hydra(group.clone(), heads.clone()))?;
            }
            Ok(())
        })
    }
    run(async {
        let heads = var(0);
        let result = with_group(async |group| {
            group.create_task(hydra(group.clone(), heads.clone()))?;
            let hercules = coro(block!([heads] {
                while heads.get() < 10 {
                    sleep(0.015).await?;
                }
                Err::<(), _>(Exception::bare(&classes::ZERO_DIVISION_ERROR))
            }));
            group.create_task(hercules).map(drop)
        })
        .await;
        // Heads that grow while the group shuts down are refused, as in 3.13.
        let exception = raises(result, &classes::EXCEPTION_GROUP);
        assert!(types(&exception).contains("ZeroDivisionError"));
        assert!(heads.get() >= 10);
        Ok(())
    });
}

#[test]
fn test_taskgroup_task_name() {
    run(async {
        with_group(async |group| {
            let task = group.create_task_named(after(0.0, 0), "yolo")?;
            assert_eq!(&*task.get_name(), "yolo");
            Ok(())
        })
        .await?;
        assert_eq!(
            &*create_task_named(after(0.0, 0), "yolo").get_name(),
            "yolo"
        );
        Ok(())
    });
}

#[test]
fn test_taskgroup_no_create_task_after_failure() {
    run(async {
        let result = with_group(async |group| {
            group.create_task(crash_after(0.001, &classes::ZERO_DIVISION_ERROR))?;
            let late = coro(block!([group] {
                raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
                refuses(group.create_task(after(0.0, 0)), "is shutting down");
                Ok(())
            }));
            group.create_task(late).map(drop)
        })
        .await;
        raises_group(result, &["ZeroDivisionError"]);
        Ok(())
    });
}

#[test]
fn test_taskgroup_context_manager_exit_raises() {
    run(async {
        go!([] {
            let result = with_group(async |group| {
                group.create_task(crash_after(0.0, &MY_EXC))?;
                // What stands for a context manager that raises on its way out.
                raises(sleep(1.0).await, &classes::CANCELLED_ERROR);
                Err::<(), _>(Exception::bare(&MY_EXC))
            })
            .await;
            let exception = raises_group(result, &["MyExc"]);
            assert_eq!(exception.exceptions().len(), 2);
            assert_eq!(current_task()?.unwrap().cancelling(), 0);
            Ok(())
        })
        .await
    });
}

#[test]
fn test_taskgroup_already_entered() {
    run(async {
        with_group(async |group| {
            refuses(
                group.run(async { Ok(()) }).await,
                "has already been entered",
            );
            Ok(())
        })
        .await
    });
}

#[test]
fn test_taskgroup_double_enter() {
    run(async {
        let group = TaskGroup::new();
        group.run(async { Ok(()) }).await?;
        refuses(
            group.run(async { Ok(()) }).await,
            "has already been entered",
        );
        Ok(())
    });
}

#[test]
fn test_taskgroup_finished() {
    // `run` fails if the coroutine were reported as never awaited.
    run(async {
        let group = TaskGroup::new();
        group.run(async { Ok(()) }).await?;
        refuses(group.create_task(after(0.0, 0)), "is finished");
        Ok(())
    });
}

#[test]
fn test_taskgroup_not_entered() {
    run(async {
        let group = TaskGroup::new();
        refuses(group.create_task(after(0.0, 0)), "has not been entered");
        Ok(())
    });
}

#[test]
fn test_taskgroup_without_parent_task() {
    run(async {
        let group = TaskGroup::new();
        let inside = group.clone();
        let entered = without_task(async move { inside.run(async { Ok(()) }).await }).await?;
        refuses(entered, "parent task");
        refuses(group.create_task(after(0.0, 0)), "has not been entered");
        Ok(())
    });
}

#[test]
fn test_coro_closed_when_tg_closed() {
    run(async {
        let dropped = std::rc::Rc::new(());
        let inside = dropped.clone();
        let group = TaskGroup::new();
        group.run(async { Ok(()) }).await?;
        let body = coro(async move {
            let _inside = inside;
            Ok(0)
        });
        refuses(group.create_task(body), "is finished");
        assert_eq!(std::rc::Rc::strong_count(&dropped), 1);
        Ok(())
    });
}

#[test]
fn test_cancelling_level_preserved() {
    run(async {
        let result = with_group(async |group| {
            group
                .create_task(crash_after(0.0, &classes::RUNTIME_ERROR))
                .map(drop)
        })
        .await;
        raises_group(result, &["RuntimeError"]);
        assert_eq!(current_task()?.unwrap().cancelling(), 0);
        Ok(())
    });
}

#[test]
fn test_nested_groups_both_cancelled() {
    run(async {
        let result = with_group(async |outer| {
            let result = with_group(async |inner| {
                inner.create_task(crash_after(0.0, &classes::RUNTIME_ERROR))?;
                outer
                    .create_task(crash_after(0.0, &classes::VALUE_ERROR))
                    .map(drop)
            })
            .await;
            raises_group(result, &["RuntimeError"]);
            assert_eq!(current_task()?.unwrap().cancelling(), 1);
            Ok(())
        })
        .await;
        raises_group(result, &["ValueError"]);
        assert_eq!(current_task()?.unwrap().cancelling(), 0);
        Ok(())
    });
}

#[test]
fn test_error_and_cancel() {
    run(async {
        let event = Event::new();
        let task = go!([event] {
            let result = with_group(async |group| {
                let crash = coro(block!([event] {
                    event.set();
                    turns(1).await?;
                    Err::<(), _>(Exception::bare(&classes::RUNTIME_ERROR))
                }));
                group.create_task(crash)?;
                sleep(1.0).await?;
                panic!("the sleep in the group was not cancelled");
                #[allow(unreachable_code)]
                Ok(())
            })
            .await;
            raises_group(result, &["RuntimeError"]);
            assert_eq!(current_task()?.unwrap().cancelling(), 1);
            sleep(1.0).await?;
            panic!("the sleep after the group was not cancelled");
            #[allow(unreachable_code)]
            Ok(())
        });
        event.wait().await?;
        assert_eq!(task.cancelling(), 0);
        task.cancel();
        assert_eq!(task.cancelling(), 1);
        raises((&task).await, &classes::CANCELLED_ERROR);
        assert!(task.cancelled());
        Ok(())
    });
}
