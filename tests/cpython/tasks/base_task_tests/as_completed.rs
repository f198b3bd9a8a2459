use loopscope::runtime::{
    Coroutine, Result, ReturnWhen, as_completed, classes, create_task, ensure_future,
    get_running_loop, sleep_result, wait,
};

use crate::support::{coro, raises, run, spawn};

type Name = &'static str;

fn named(delay: f64, name: Name) -> Coroutine<Name> {
    sleep_result(delay, name)
}

/// Both ways of going through it: the plain `for`, and the `async for`.
async fn results(all: Vec<Coroutine<Name>>, plain: bool) -> Result<Vec<Name>> {
    let mut iterator = as_completed(all, None)?;
    let mut names = Vec::new();
    if plain {
        while let Some(next) = iterator.next_result() {
            names.push(next.await?);
        }
    } else {
        while let Some(next) = iterator.next().await? {
            names.push(next.await?);
        }
    }
    Ok(names)
}

#[test]
fn test_as_completed() {
    for plain in [true, false] {
        let time = run(async move {
            let all = vec![named(0.01, "b"), named(0.15, "c"), named(0.01, "a")];
            assert_eq!(results(all, plain).await?, ["b", "a", "c"]);
            Ok(())
        });
        assert_eq!(time, 0.15);
    }
}

#[test]
fn test_as_completed_same_tasks_in_as_out() {
    run(async {
        let tasks = [1.0, 2.0].map(|delay| create_task(named(delay, "task")));
        let mut iterator = as_completed(&tasks, None)?;
        for task in &tasks {
            assert!(iterator.next().await?.unwrap().same(task));
        }
        assert!(iterator.next().await?.is_none());
        Ok(())
    });
}

#[test]
fn test_as_completed_with_timeout() {
    for plain in [true, false] {
        let time = run(async move {
            let tasks = [named(0.1, "a"), named(0.15, "b")].map(create_task);
            let mut iterator = as_completed(&tasks, Some(0.12))?;
            if plain {
                assert_eq!(iterator.next_result().unwrap().await?, "a");
                let second = iterator.next_result().unwrap().await;
                raises(second, &classes::TIMEOUT_ERROR);
                assert!(iterator.next_result().is_none());
            } else {
                assert_eq!(iterator.next().await?.unwrap().await?, "a");
                raises(iterator.next().await, &classes::TIMEOUT_ERROR);
            }
            assert_eq!(get_running_loop()?.time(), 0.12);
            wait(&tasks, None, ReturnWhen::AllCompleted).await.map(drop)
        });
        assert_eq!(time, 0.15, "nothing was cancelled");
    }
}

#[test]
fn test_as_completed_with_unused_timeout() {
    for plain in [true, false] {
        let time = run(async move {
            let mut iterator = as_completed([named(0.01, "a")], Some(1.0))?;
            let name = match plain {
                true => iterator.next_result().unwrap().await?,
                false => iterator.next().await?.unwrap().await?,
            };
            assert_eq!(name, "a");
            Ok(())
        });
        assert_eq!(time, 0.01);
    }
}

#[test]
fn test_as_completed_resume_iterator() {
    run(async {
        let mut iterator = as_completed(["0", "1", "2", "3"].map(|name| named(0.0, name)), None)?;
        let mut names = Vec::new();
        for _ in 0..2 {
            names.push(iterator.next().await?.unwrap().await?);
        }
        while let Some(next) = iterator.next_result() {
            names.push(next.await?);
        }
        names.sort_unstable();
        assert_eq!(names, ["0", "1", "2", "3"]);
        Ok(())
    });
}

#[test]
fn test_as_completed_reverse_wait() {
    run(async {
        let mut iterator = as_completed([named(0.05, "a"), named(0.10, "b")], None)?;
        let (first, second) = (iterator.next_result(), iterator.next_result());
        assert_eq!(
            second.unwrap().await?,
            "a",
            "who awaits first gets the first"
        );
        assert_eq!(get_running_loop()?.time(), 0.05);
        assert_eq!(first.unwrap().await?, "b");
        assert_eq!(get_running_loop()?.time(), 0.1);
        Ok(())
    });
}

#[test]
fn test_as_completed_concurrent() {
    let time = run(async {
        let mut iterator = as_completed([named(0.05, "a"), named(0.05, "b")], None)?;
        let mut tasks = Vec::new();
        while let Some(next) = iterator.next_result() {
            tasks.push(spawn(next.into_future()));
        }
        let (done, _) = wait(tasks, None, ReturnWhen::AllCompleted).await?;
        let mut names = done
            .iter()
            .map(|task| task.result())
            .collect::<Result<Vec<_>>>()?;
        names.sort_unstable();
        assert_eq!(names, ["a", "b"]);
        Ok(())
    });
    assert_eq!(time, 0.05);
}

#[test]
fn test_as_completed_duplicate_coroutines() {
    run(async {
        let (ham, spam) = (
            create_task(named(0.0, "ham")),
            create_task(named(0.0, "spam")),
        );
        let mut iterator = as_completed([&ham, &ham, &spam], None)?;
        let mut names = Vec::new();
        while let Some(next) = iterator.next_result() {
            names.push(next.await?);
        }
        assert_eq!(names, ["ham", "spam"]);
        Ok(())
    });
}

#[test]
fn test_as_completed_coroutine_without_loop() {
    let all = as_completed([coro(async { Ok(42) })], None);
    raises(all.map(drop), &classes::RUNTIME_ERROR);
}

#[test]
fn test_as_completed_coroutine_use_running_loop() {
    run(async {
        let mut iterator = as_completed([coro(async { Ok(42) })], None)?;
        assert_eq!(iterator.next_result().unwrap().await?, 42);
        assert!(iterator.next_result().is_none());
        // A future is taken as it is.
        let future = get_running_loop()?.create_future::<()>();
        assert!(ensure_future(&future)?.same(&future));
        Ok(())
    });
}
