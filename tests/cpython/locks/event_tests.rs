use loopscope::runtime::{Event, classes, get_running_loop};

use crate::support::{Log, go, raises, run, turns, waiters};

#[test]
fn test_repr() {
    run(async {
        let event = Event::new();
        assert!(format!("{event:?}").ends_with("[unset]>"));
        let waiting = go!([event] { event.wait().await });
        turns(1).await?;
        assert!(format!("{event:?}").contains("waiters:1"));
        event.set();
        assert!(waiting.await?);
        assert!(format!("{event:?}").ends_with("[set]>"));
        Ok(())
    });
}

#[test]
fn test_wait() {
    run(async {
        let event = Event::new();
        let order = Log::new();
        let waiter = |i| {
            go!([event, order] {
                if event.wait().await? {
                    order.push(i);
                }
                Ok(())
            })
        };
        let (first, second) = (waiter(1), waiter(2));
        turns(1).await?;
        assert!(order.all().is_empty());
        let third = waiter(3);
        event.set();
        turns(1).await?;
        assert_eq!(order.all(), [3, 1, 2], "the third never had to wait");
        assert!([first, second, third].iter().all(|task| task.done()));
        Ok(())
    });
}

#[test]
fn test_wait_on_set() {
    run(async {
        let event = Event::new();
        event.set();
        assert!(event.wait().await?);
        Ok(())
    });
}

#[test]
fn test_wait_cancel() {
    run(async {
        let event = Event::new();
        let wait = go!([event] { event.wait().await });
        let target = wait.clone();
        get_running_loop()?
            .call_soon("cancel", move || {
                target.cancel();
            })
            .unwrap();
        raises(wait.await, &classes::CANCELLED_ERROR);
        assert_eq!(waiters(&event), 0);
        Ok(())
    });
}

#[test]
fn test_clear() {
    let event = Event::new();
    assert!(!event.is_set());
    event.set();
    assert!(event.is_set());
    event.clear();
    assert!(!event.is_set());
}

#[test]
fn test_clear_with_waiters() {
    run(async {
        let event = Event::new();
        let order = Log::new();
        let task = go!([event, order] {
            if event.wait().await? {
                order.push(1);
            }
            Ok(true)
        });
        turns(1).await?;
        assert!(order.all().is_empty());
        event.set();
        event.clear();
        assert!(!event.is_set());
        event.set();
        event.set();
        assert_eq!(waiters(&event), 1);
        turns(1).await?;
        assert_eq!((order.all(), waiters(&event)), (vec![1], 0));
        assert!(task.done() && task.result()?);
        Ok(())
    });
}
