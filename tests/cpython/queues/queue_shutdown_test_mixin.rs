use loopscope::runtime::{Queue, Result, classes};

use super::{getter, kinds, putter};
use crate::support::{go, raises, run, turns};

/// Neither way of putting, and neither of getting, works any more.
async fn assert_shut_down(queue: &Queue<&'static str>) {
    let class = &classes::QUEUE_SHUT_DOWN;
    raises(queue.put("data").await, class);
    raises(queue.put_nowait("data"), class);
    raises(queue.get().await, class);
    raises(queue.get_nowait(), class);
}

fn each(body: impl AsyncFn(Queue<&'static str>) -> Result + Copy + 'static, maxsize: usize) {
    for queue in kinds(maxsize) {
        run(async move { body(queue).await });
    }
}

#[test]
fn test_format() {
    for queue in kinds::<i32>(0) {
        queue.shutdown(false);
        assert!(
            format!("{queue:?}").ends_with("Queue maxsize=0 shutdown>"),
            "{queue:?}"
        );
    }
}

#[test]
fn test_shutdown_empty() {
    let body = async |queue: Queue<_>| {
        let get = getter(&queue);
        turns(1).await?;
        queue.shutdown(false);
        assert_eq!(queue.qsize(), 0);
        queue.join().await?;
        turns(1).await?;
        assert!(get.done());
        raises(get.await, &classes::QUEUE_SHUT_DOWN);
        assert_shut_down(&queue).await;
        Ok(())
    };
    each(body, 0);
}

#[test]
fn test_shutdown_nonempty() {
    let body = async |queue: Queue<_>| {
        queue.put_nowait("data")?;
        let join = go!([queue] { queue.join().await });
        let put = putter(&queue, "data2");
        turns(1).await?;
        assert!(!put.done());
        queue.shutdown(false);
        assert_eq!(queue.qsize(), 1);
        turns(1).await?;
        assert!(put.done());
        raises(put.await, &classes::QUEUE_SHUT_DOWN);
        assert_eq!(queue.get().await?, "data", "what is in it can still be had");
        turns(1).await?;
        assert!(!join.done());
        assert_shut_down(&queue).await;
        queue.task_done()?;
        turns(1).await?;
        assert!(join.done());
        raises(queue.task_done(), &classes::VALUE_ERROR);
        join.await
    };
    each(body, 1);
}

#[test]
fn test_shutdown_immediate() {
    let body = async |queue: Queue<_>| {
        queue.put_nowait("data")?;
        let join = go!([queue] { queue.join().await });
        queue.shutdown(true);
        assert_eq!(queue.qsize(), 0);
        turns(1).await?;
        assert!(join.done());
        assert_shut_down(&queue).await;
        raises(queue.task_done(), &classes::VALUE_ERROR);
        join.await
    };
    each(body, 0);
}

#[test]
fn test_shutdown_immediate_with_unfinished() {
    let body = async |queue: Queue<_>| {
        queue.put_nowait("data")?;
        queue.put_nowait("data")?;
        let join = go!([queue] { queue.join().await });
        assert_eq!(queue.get().await?, "data");
        queue.shutdown(true);
        assert_eq!(queue.qsize(), 0);
        turns(1).await?;
        assert!(!join.done());
        assert_shut_down(&queue).await;
        queue.task_done()?;
        raises(queue.task_done(), &classes::VALUE_ERROR);
        turns(1).await?;
        assert!(join.done());
        join.await
    };
    each(body, 0);
}
