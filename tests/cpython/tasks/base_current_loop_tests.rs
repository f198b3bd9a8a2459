use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{EventLoop, classes, current_task};

use crate::support::{coro, raises};

#[test]
fn test_current_task_no_running_loop() {
    assert!(EventLoop::new().current_task().is_none());
}

#[test]
fn test_current_task_no_running_loop_implicit() {
    let exception = raises(current_task(), &classes::RUNTIME_ERROR);
    assert_eq!(exception.text(), "no running event loop");
}

#[test]
fn test_current_task_with_implicit_loop() {
    let event_loop = EventLoop::new();
    let inside = event_loop.clone();
    let main = coro(async move {
        assert!(current_task()?.is_some());
        assert_eq!(inside.current_task(), current_task()?);
        Ok(())
    });
    virtual_time::run(&event_loop, main).unwrap();
    assert!(event_loop.current_task().is_none());
}
