use loopscope::runtime::{TaskGroup, classes};

use super::kinds;
use crate::support::{block, coro, raises, run, var};

#[test]
fn test_task_done_underflow() {
    for queue in kinds::<i32>(0) {
        raises(queue.task_done(), &classes::VALUE_ERROR);
    }
}

#[test]
fn test_task_done() {
    for queue in kinds::<usize>(0) {
        run(async move {
            for i in 0..100 {
                queue.put_nowait(i)?;
            }
            let (sum, working) = (var(0), var(true));
            let group = TaskGroup::new();
            let inside = group.clone();
            group
                .run(async move {
                    for _ in 0..2 {
                        inside.create_task(coro(block!([queue, sum, working] {
                            while working.get() {
                                sum.add(queue.get().await?);
                                queue.task_done()?;
                            }
                            Ok(())
                        })))?;
                    }
                    queue.join().await?;
                    assert_eq!(sum.get(), 4950);
                    working.set(false);
                    queue.put_nowait(0)?;
                    queue.put_nowait(0)
                })
                .await
        });
    }
}

#[test]
fn test_join_empty_queue() {
    for queue in kinds::<i32>(0) {
        run(async move {
            queue.join().await?;
            queue.join().await
        });
    }
}

#[test]
fn test_format() {
    for queue in kinds(0) {
        assert!(
            format!("{queue:?}").ends_with("Queue maxsize=0>"),
            "{queue:?}"
        );
        for item in [1, 2] {
            queue.put_nowait(item).unwrap();
            queue.get_nowait().unwrap();
        }
        assert!(
            format!("{queue:?}").ends_with("Queue maxsize=0 tasks=2>"),
            "{queue:?}"
        );
    }
}
