use loopscope::runtime::Queue;

use super::{getter, put_and_get_all, putter};
use crate::support::{Log, go, run, turns};

/// `repr(queue)`, which is `str(queue)` but for the address.
#[test]
fn test_repr() {
    run(async {
        let queue = Queue::<i32>::new(0);
        assert_eq!(format!("{queue:?}"), "<Queue maxsize=0>");
        let get = getter(&queue);
        turns(1).await?;
        assert_eq!(format!("{queue:?}"), "<Queue maxsize=0 _getters[1]>");
        queue.put_nowait(0)?;
        assert_eq!(get.await?, 0);

        let queue = Queue::new(1);
        queue.put_nowait(1)?;
        let put = putter(&queue, 2);
        turns(1).await?;
        assert_eq!(
            format!("{queue:?}"),
            "<Queue maxsize=1 _queue=[1] _putters[1] tasks=1>"
        );
        queue.get_nowait()?;
        put.await
    });
}

#[test]
fn test_empty() {
    run(async {
        let queue = Queue::new(0);
        assert!(queue.empty());
        queue.put(1).await?;
        assert!(!queue.empty());
        assert_eq!(queue.get().await?, 1);
        assert!(queue.empty());
        Ok(())
    });
}

#[test]
fn test_full() {
    run(async {
        assert!(!Queue::<i32>::new(0).full());
        let queue = Queue::new(1);
        queue.put(1).await?;
        assert!(queue.full());
        Ok(())
    });
}

#[test]
fn test_order() {
    run(async {
        assert_eq!(put_and_get_all(&Queue::new(0)).await?, [1, 3, 2]);
        Ok(())
    });
}

#[test]
fn test_maxsize() {
    run(async {
        let queue = Queue::new(2);
        assert_eq!(queue.maxsize(), 2);
        let put = Log::new();
        let task = go!([queue, put] {
            for i in 0..3 {
                queue.put(i).await?;
                put.push(i);
            }
            Ok(true)
        });
        turns(2).await?;
        assert_eq!(put.all(), [0, 1]);
        assert_eq!(queue.get().await?, 0);
        turns(1).await?;
        assert_eq!(put.all(), [0, 1, 2]);
        assert_eq!((queue.get().await?, queue.get().await?), (1, 2));
        assert!(task.done() && task.result()?);
        Ok(())
    });
}
