use loopscope::runtime::{Event, Queue, TaskGroup, classes, get_running_loop, wait_for};

use super::{getter, putter};
use crate::support::{block, coro, go, raises, run, turns, var};

#[test]
fn test_blocking_get() {
    run(async {
        let queue = Queue::new(0);
        queue.put_nowait(1)?;
        assert_eq!(queue.get().await?, 1);
        Ok(())
    });
}

#[test]
fn test_get_with_putters() {
    run(async {
        let queue = Queue::new(1);
        queue.put(1).await?;
        let waiting = putter(&queue, 2);
        turns(1).await?;
        assert_eq!(queue.get().await?, 1);
        assert!(!format!("{queue:?}").contains("_putters"), "it was woken");
        waiting.await
    });
}

#[test]
fn test_blocking_get_wait() {
    let time = run(async {
        let queue = Queue::new(0);
        let (started, finished) = (Event::new(), var(false));
        let get = go!([queue, started, finished] {
            started.set();
            let item = queue.get().await?;
            finished.set(true);
            Ok(item)
        });
        started.wait().await?;
        assert!(!finished.get());
        get_running_loop()?
            .call_later(0.01, "put_nowait", move || queue.put_nowait(1))
            .unwrap();
        assert_eq!(get.await?, 1);
        assert!(finished.get());
        Ok(())
    });
    assert_eq!(time, 0.01);
}

#[test]
fn test_nonblocking_get() {
    let queue = Queue::new(0);
    queue.put_nowait(1).unwrap();
    assert_eq!(queue.get_nowait().unwrap(), 1);
}

#[test]
fn test_nonblocking_get_exception() {
    raises(Queue::<i32>::new(0).get_nowait(), &classes::QUEUE_EMPTY);
}

#[test]
fn test_get_cancelled_race() {
    run(async {
        let queue = Queue::new(0);
        let (t1, t2) = (getter(&queue), getter(&queue));
        turns(1).await?;
        t1.cancel();
        turns(1).await?;
        assert!(t1.done());
        queue.put("a").await?;
        turns(1).await?;
        assert_eq!(t2.await?, "a");
        Ok(())
    });
}

#[test]
fn test_get_with_waiting_putters() {
    run(async {
        let queue = Queue::new(1);
        let putters = [putter(&queue, "a"), putter(&queue, "b")];
        assert_eq!((queue.get().await?, queue.get().await?), ("a", "b"));
        assert!(putters.iter().all(|task| task.done()));
        Ok(())
    });
}

#[test]
fn test_why_are_getters_waiting() {
    run(async {
        let queue = Queue::new(1);
        let group = TaskGroup::new();
        let inside = group.clone();
        group
            .run(async move {
                inside.create_task(coro(block!([queue] {
                    for item in 0..5 {
                        queue.put(item).await?;
                    }
                    Ok(())
                })))?;
                inside.create_task(coro(block!([queue] {
                    for _ in 0..5 {
                        queue.get().await?;
                    }
                    Ok(())
                })))?;
                Ok(())
            })
            .await
    });
}

#[test]
fn test_cancelled_getters_not_being_held_in_self_getters() {
    run(async {
        let queue = Queue::<i32>::new(5);
        let get = coro(block!([queue] { queue.get().await }));
        raises(wait_for(get, Some(0.1)).await, &classes::TIMEOUT_ERROR);
        assert!(!format!("{queue:?}").contains("_getters"));
        Ok(())
    });
}
