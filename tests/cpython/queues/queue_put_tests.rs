use loopscope::runtime::{Event, Queue, TaskGroup, classes, get_running_loop};

use super::{getter, putter};
use crate::support::{block, coro, go, raises, run, turns, var};

#[test]
fn test_blocking_put() {
    run(async {
        let queue = Queue::new(0);
        queue.put(1).await?;
        assert_eq!(queue.get().await?, 1);
        Ok(())
    });
}

#[test]
fn test_blocking_put_wait() {
    let time = run(async {
        let queue = Queue::new(1);
        let (started, finished) = (Event::new(), var(false));
        let taken = queue.clone();
        get_running_loop()?
            .call_later(0.01, "get_nowait", move || taken.get_nowait().map(drop))
            .unwrap();
        let put = go!([queue, started, finished] {
            started.set();
            queue.put(1).await?;
            queue.put(2).await?;
            finished.set(true);
            Ok(())
        });
        started.wait().await?;
        assert!(!finished.get());
        put.await?;
        assert!(finished.get());
        Ok(())
    });
    assert_eq!(time, 0.01);
}

#[test]
fn test_nonblocking_put() {
    let queue = Queue::new(0);
    queue.put_nowait(1).unwrap();
    assert_eq!(queue.get_nowait().unwrap(), 1);
}

#[test]
fn test_get_cancel_drop_one_pending_reader() {
    run(async {
        let queue = Queue::new(0);
        let reader = getter(&queue);
        turns(1).await?;
        queue.put_nowait(1)?;
        queue.put_nowait(2)?;
        reader.cancel();
        let item = match reader.await {
            Ok(item) => item,
            Err(_) => getter(&queue).await?,
        };
        assert_eq!(item, 1, "the first item was dropped");
        Ok(())
    });
}

#[test]
fn test_get_cancel_drop_many_pending_readers() {
    run(async {
        let queue = Queue::new(0);
        let group = TaskGroup::new();
        let inside = group.clone();
        let mut items = group
            .run(async move {
                let reader = || inside.create_task(coro(block!([queue] { queue.get().await })));
                let (reader1, reader2, reader3) = (reader()?, reader()?, reader()?);
                turns(1).await?;
                queue.put_nowait(1)?;
                queue.put_nowait(2)?;
                reader1.cancel();
                raises(reader1.await, &classes::CANCELLED_ERROR);
                Ok([reader3.await?, reader2.await?])
            })
            .await?;
        items.sort_unstable();
        assert_eq!(items, [1, 2]);
        Ok(())
    });
}

#[test]
fn test_put_cancel_drop() {
    run(async {
        let queue = Queue::new(1);
        queue.put_nowait(1)?;
        let writer = putter(&queue, 2);
        turns(1).await?;
        assert_eq!(queue.get_nowait()?, 1);
        writer.cancel();
        if writer.await.is_err() {
            putter(&queue, 2).await?;
        }
        assert_eq!(queue.get_nowait()?, 2);
        assert_eq!(queue.qsize(), 0);
        Ok(())
    });
}

#[test]
fn test_nonblocking_put_exception() {
    let queue = Queue::new(1);
    queue.put_nowait(1).unwrap();
    raises(queue.put_nowait(2), &classes::QUEUE_FULL);
}

#[test]
fn test_put_cancelled() {
    run(async {
        let queue = Queue::new(0);
        let task = go!([queue] {
            queue.put(1).await?;
            Ok(true)
        });
        assert_eq!(queue.get().await?, 1);
        assert!(task.done() && task.result()?);
        Ok(())
    });
}

#[test]
fn test_put_cancelled_race() {
    run(async {
        let queue = Queue::new(1);
        let [a, b, c] = ["a", "b", "X"].map(|item| putter(&queue, item));
        turns(1).await?;
        assert!(a.done() && !b.done());
        c.cancel();
        turns(1).await?;
        assert!(c.done());
        assert_eq!(queue.get_nowait()?, "a");
        turns(1).await?;
        assert_eq!(queue.get_nowait()?, "b");
        b.await
    });
}

#[test]
fn test_put_with_waiting_getters() {
    run(async {
        let queue = Queue::new(0);
        let task = getter(&queue);
        turns(1).await?;
        queue.put("a").await?;
        assert_eq!(task.await?, "a");
        Ok(())
    });
}

#[test]
fn test_why_are_putters_waiting() {
    run(async {
        let queue = Queue::new(2);
        let group = TaskGroup::new();
        let inside = group.clone();
        let taken = queue.clone();
        group
            .run(async move {
                inside.create_task(coro(async move {
                    turns(1).await?;
                    for _ in 0..taken.qsize() {
                        taken.get_nowait()?;
                    }
                    Ok(())
                }))?;
                for item in 0..4 {
                    inside.create_task(coro(block!([queue] { queue.put(item).await })))?;
                }
                Ok(())
            })
            .await
    });
}

#[test]
fn test_cancelled_puts_not_being_held_in_self_putters() {
    run(async {
        let queue = Queue::new(1);
        queue.put_nowait(1)?;
        let put = putter(&queue, 1);
        turns(1).await?;
        assert!(format!("{queue:?}").contains("_putters[1]"));
        put.cancel();
        raises(put.await, &classes::CANCELLED_ERROR);
        assert!(!format!("{queue:?}").contains("_putters"));
        Ok(())
    });
}

#[test]
fn test_cancelled_put_silence_value_error_exception() {
    run(async {
        let queue = Queue::new(1);
        queue.put_nowait(1)?;
        let put = putter(&queue, 1);
        turns(1).await?;
        // The get takes the waiter out of the line; the cancel finds it gone.
        queue.get_nowait()?;
        put.cancel();
        raises(put.await, &classes::CANCELLED_ERROR);
        Ok(())
    });
}
