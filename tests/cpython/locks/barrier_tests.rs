use std::future::Future as StdFuture;

use loopscope::runtime::{
    Barrier, Exception, Result, ReturnWhen, Task, classes, gather, gather_exceptions, wait,
};

use crate::support::{Log, block, go, raises, run, spawn, turns, var};

const N: usize = 5;

fn tasks<T, F>(count: usize, body: impl Fn() -> F) -> Vec<Task<T>>
where
    T: Clone + 'static,
    F: StdFuture<Output = Result<T>> + 'static,
{
    (0..count).map(|_| spawn(body())).collect()
}

fn waiter(barrier: &Barrier) -> Task<usize> {
    go!([barrier] { barrier.wait().await })
}

fn is_broken<T>(result: &Result<T>) -> bool {
    matches!(result, Err(exception) if exception.is(&classes::BROKEN_BARRIER_ERROR))
}

#[track_caller]
fn assert_open_and_empty(barrier: &Barrier) {
    assert_eq!(barrier.n_waiting(), 0);
    assert!(!barrier.broken());
    assert!(!format!("{barrier:?}").contains("resetting"));
}

#[test]
fn test_barrier() {
    run(async {
        let barrier = Barrier::new(N)?;
        assert!(format!("{barrier:?}").contains("[filling,"));
        drop(barrier.wait());
        assert!(format!("{barrier:?}").contains("[filling,"));
        Ok(())
    });
}

#[test]
fn test_repr() {
    run(async {
        let barrier = Barrier::new(N)?;
        let repr = || format!("{barrier:?}");
        let mut all = vec![waiter(&barrier), waiter(&barrier)];
        turns(1).await?;
        assert!(repr().ends_with("[filling, waiters:2/5]>"), "{}", repr());
        all.extend((0..3).map(|_| waiter(&barrier)));
        turns(1).await?;
        assert!(repr().ends_with("[draining, waiters:0/5]>"), "{}", repr());
        all.extend((0..2).map(|_| waiter(&barrier)));
        turns(1).await?;
        barrier.reset().await?;
        assert!(repr().contains("[resetting"), "{}", repr());
        all.extend((0..2).map(|_| waiter(&barrier)));
        turns(1).await?;
        barrier.abort().await?;
        assert!(repr().ends_with("[broken]>"), "{}", repr());
        assert!(barrier.broken());
        gather_exceptions(all).await.map(drop)
    });
}

#[test]
fn test_barrier_parties() {
    raises(Barrier::new(0), &classes::VALUE_ERROR);
    assert_eq!(Barrier::new(N).unwrap().parties(), N);
}

#[test]
fn test_context_manager() {
    run(async {
        let barrier = Barrier::new(3)?;
        let indices = Log::new();
        let all = tasks(3, || {
            block!([barrier, indices] {
                indices.push(barrier.wait().await?);
                Ok(())
            })
        });
        gather(all).await?;
        let mut indices = indices.all();
        indices.sort_unstable();
        assert_eq!(indices, [0, 1, 2]);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_filling_one_task() {
    run(async {
        let barrier = Barrier::new(1)?;
        assert_eq!(barrier.wait().await?, 0);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_filling_one_task_twice() {
    run(async {
        let barrier = Barrier::new(1)?;
        let first = waiter(&barrier);
        turns(1).await?;
        assert_eq!(barrier.n_waiting(), 0);
        let second = waiter(&barrier);
        turns(1).await?;
        assert_eq!(first.result()?, second.result()?);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_filling_task_by_task() {
    run(async {
        let barrier = Barrier::new(3)?;
        let mut all = Vec::new();
        for arrived in 1..=2 {
            all.push(waiter(&barrier));
            turns(1).await?;
            assert_eq!(barrier.n_waiting(), arrived);
            assert!(format!("{barrier:?}").contains("filling"));
        }
        all.push(waiter(&barrier));
        turns(1).await?;
        wait(&all, None, ReturnWhen::AllCompleted).await?;
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_filling_tasks_wait_twice() {
    run(async {
        let barrier = Barrier::new(N)?;
        let rounds = Log::new();
        let all = tasks(N, || {
            block!([barrier, rounds] {
                barrier.wait().await?;
                rounds.push(1);
                barrier.wait().await?;
                rounds.push(2);
                Ok(())
            })
        });
        gather(all).await?;
        let rounds = rounds.all();
        assert_eq!(rounds.iter().filter(|round| **round == 1).count(), N);
        assert_eq!(rounds.iter().filter(|round| **round == 2).count(), N);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_filling_tasks_check_return_value() {
    run(async {
        let barrier = Barrier::new(N)?;
        let all = tasks(N, || {
            block!([barrier] {
                barrier.wait().await?;
                barrier.wait().await
            })
        });
        let mut indices = gather(all).await?;
        indices.sort_unstable();
        assert_eq!(indices, [0, 1, 2, 3, 4]);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_draining_state() {
    run(async {
        let barrier = Barrier::new(N)?;
        let draining = Log::new();
        let all = tasks(N, || {
            block!([barrier, draining] {
                barrier.wait().await?;
                draining.push(format!("{barrier:?}").contains("draining"));
                Ok(())
            })
        });
        gather(all).await?;
        assert_eq!(
            draining.all(),
            [true, true, true, true, false],
            "the last opens it"
        );
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_blocking_tasks_while_draining() {
    run(async {
        let barrier = Barrier::new(N)?;
        let others = Barrier::new(N - 2)?;
        let quick = var(0);
        let all = tasks(N, || {
            block!([barrier, others, quick] {
                barrier.wait().await?;
                if quick.get() < 2 {
                    quick.add(1);
                } else {
                    others.wait().await?;
                }
                barrier.wait().await
            })
        });
        gather(all).await.map(drop)
    });
}

#[test]
fn test_filling_tasks_cancel_one() {
    run(async {
        let barrier = Barrier::new(3)?;
        let first = waiter(&barrier);
        turns(1).await?;
        let second = waiter(&barrier);
        turns(1).await?;
        assert_eq!(barrier.n_waiting(), 2);
        first.cancel();
        turns(1).await?;
        assert_eq!(barrier.n_waiting(), 1);
        raises((&first).await, &classes::CANCELLED_ERROR);
        assert!(first.cancelled());
        let third = waiter(&barrier);
        turns(1).await?;
        assert_eq!(barrier.n_waiting(), 2);
        gather([second, third, waiter(&barrier)]).await?;
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier() {
    run(async {
        let barrier = Barrier::new(1)?;
        let reset = go!([barrier] { barrier.reset().await });
        turns(1).await?;
        assert!(reset.done());
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier_while_tasks_waiting() {
    run(async {
        let barrier = Barrier::new(N)?;
        let all = tasks(
            N - 1,
            || block!([barrier] { Ok(is_broken(&barrier.wait().await)) }),
        );
        turns(1).await?;
        let reset = go!([barrier] { barrier.reset().await });
        assert_eq!(gather(all).await?, [true; N - 1]);
        assert!(reset.done());
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier_when_tasks_half_draining() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (left, thrown_out) = (var(0), var(0));
        let all = tasks(N, || {
            block!([barrier, left, thrown_out] {
                if is_broken(&barrier.wait().await) {
                    thrown_out.add(1);
                } else {
                    left.add(1);
                    if left.get() == N - N / 2 {
                        barrier.reset().await?;
                    }
                }
                Ok(())
            })
        });
        gather(all).await?;
        assert_eq!(thrown_out.get(), N / 2);
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier_when_tasks_half_draining_half_blocking() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (left, draining, blocked) = (var(0), var(0), var(0));
        let all = tasks(N, || {
            block!([barrier, left, draining, blocked] {
                if is_broken(&barrier.wait().await) {
                    draining.add(1);
                    return barrier.wait().await.map(drop);
                }
                left.add(1);
                if left.get() > N / 2 {
                    barrier.reset().await?;
                    barrier.wait().await?;
                } else if is_broken(&barrier.wait().await) {
                    blocked.add(1);
                }
                Ok(())
            })
        });
        gather(all).await?;
        assert_eq!((draining.get(), blocked.get()), (N / 2, 0));
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier_while_tasks_waiting_and_waiting_again() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (thrown_out, passed) = (var(0), var(0));
        let all = tasks(N - 1, || {
            block!([barrier, thrown_out, passed] {
                if is_broken(&barrier.wait().await) {
                    thrown_out.add(1);
                }
                barrier.wait().await?;
                passed.add(1);
                Ok(())
            })
        });
        let reset = go!([barrier] { barrier.reset().await });
        turns(1).await?;
        let last = go!([barrier, passed] {
            barrier.wait().await?;
            passed.add(1);
            Ok(())
        });
        gather(all).await?;
        assert_eq!((thrown_out.get(), passed.get()), (N - 1, N));
        assert!(reset.done() && last.done());
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_reset_barrier_while_tasks_draining() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (left, twice, thrown_out, thrice) = (var(0), var(0), var(0), var(0));
        let all = tasks(N, || {
            block!([barrier, left, twice, thrown_out, thrice] {
                barrier.wait().await?;
                left.add(1);
                if left.get() == N {
                    barrier.reset().await?;
                    barrier.wait().await?;
                } else {
                    match barrier.wait().await {
                        Ok(_) => twice.add(1),
                        Err(_) => thrown_out.add(1),
                    }
                }
                barrier.wait().await?;
                thrice.add(1);
                Ok(())
            })
        });
        gather(all).await?;
        assert_eq!((twice.get(), thrown_out.get(), thrice.get()), (N - 1, 0, N));
        assert_open_and_empty(&barrier);
        Ok(())
    });
}

#[test]
fn test_abort_barrier() {
    run(async {
        let barrier = Barrier::new(1)?;
        let abort = go!([barrier] { barrier.abort().await });
        turns(1).await?;
        assert!(abort.done() && barrier.broken());
        assert_eq!(barrier.n_waiting(), 0);
        Ok(())
    });
}

#[test]
fn test_abort_barrier_when_tasks_half_draining_half_blocking() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (left, draining, blocked) = (var(0), var(0), var(0));
        let all = tasks(N, || {
            block!([barrier, left, draining, blocked] {
                if is_broken(&barrier.wait().await) {
                    draining.add(1);
                    return Ok(());
                }
                left.add(1);
                if left.get() > N / 2 {
                    barrier.abort().await?;
                } else if is_broken(&barrier.wait().await) {
                    blocked.add(1);
                }
                Ok(())
            })
        });
        gather(all).await?;
        assert!(barrier.broken());
        assert_eq!((draining.get(), blocked.get()), (N / 2, N - N / 2 - 1));
        assert_eq!(barrier.n_waiting(), 0);
        Ok(())
    });
}

#[test]
fn test_abort_barrier_when_exception() {
    run(async {
        let barrier = Barrier::new(N)?;
        let (passed, thrown_out) = (var(0), var(0));
        let all = tasks(N, || {
            block!([barrier, passed, thrown_out] {
                let first = barrier.wait().await;
                if matches!(first, Ok(index) if index == N / 2) {
                    return barrier.abort().await;
                }
                if is_broken(&first) || is_broken(&barrier.wait().await) {
                    thrown_out.add(1);
                } else {
                    passed.add(1);
                }
                Ok(())
            })
        });
        gather(all).await?;
        assert!(barrier.broken());
        assert_eq!((passed.get(), thrown_out.get()), (0, N - 1));
        assert_eq!(barrier.n_waiting(), 0);
        Ok(())
    });
}

#[test]
fn test_abort_barrier_when_exception_then_resetting() {
    run(async {
        let (first, second) = (Barrier::new(N)?, Barrier::new(N)?);
        let (passed, thrown_out, ended) = (var(0), var(0), var(0));
        let all = tasks(N, || {
            block!([first, second, passed, thrown_out, ended] {
                let twice: Result<()> = async {
                    if first.wait().await? == N / 2 {
                        return Err(Exception::bare(&classes::ZERO_DIVISION_ERROR));
                    }
                    first.wait().await?;
                    Ok(())
                }
                .await;
                match twice {
                    Ok(()) => passed.add(1),
                    Err(exception) if exception.is(&classes::BROKEN_BARRIER_ERROR) => {
                        thrown_out.add(1);
                    }
                    Err(_) => first.abort().await?,
                }
                // All have left the first before it is reset, and none enters it before that.
                if second.wait().await? == N / 2 {
                    first.reset().await?;
                }
                second.wait().await?;
                first.wait().await?;
                ended.add(1);
                Ok(())
            })
        });
        gather(all).await?;
        assert_eq!((passed.get(), thrown_out.get(), ended.get()), (0, N - 1, N));
        assert_open_and_empty(&first);
        Ok(())
    });
}
