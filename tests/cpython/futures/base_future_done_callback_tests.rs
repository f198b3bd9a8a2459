use loopscope::runtime::{Callback, EventLoop, Exception, Future, classes};

use crate::support::Log;

/// A loop, a future of it, a list, and callbacks that append their number to the list.
fn setup<const N: usize>(
    numbers: [i32; N],
) -> (
    EventLoop,
    Future<&'static str>,
    Log<i32>,
    [Callback<&'static str>; N],
) {
    let event_loop = EventLoop::new();
    let future = event_loop.create_future();
    let bag = Log::new();
    let callbacks = numbers.map(|number| {
        let bag = bag.clone();
        Callback::new("bag_appender", move |_| bag.push(number))
    });
    (event_loop, future, bag, callbacks)
}

/// Adds all the callbacks, removes some, and gives what those that are left append.
fn left_after_removing(removed: &[usize]) -> Vec<i32> {
    let (event_loop, future, bag, callbacks) = setup([42, 17, 100]);
    for callback in &callbacks {
        future.add_done_callback(callback).unwrap();
    }
    for index in removed {
        future.remove_done_callback(&callbacks[*index]);
    }
    assert!(bag.all().is_empty());
    future.set_result("foo").unwrap();
    event_loop.run_once();
    assert_eq!(future.result().unwrap(), "foo");
    bag.all()
}

#[test]
fn test_callbacks_remove_first_callback() {
    assert_eq!(left_after_removing(&[0, 0]), [17, 100]);
}

#[test]
fn test_callbacks_remove_first_and_second_callback() {
    assert_eq!(left_after_removing(&[0, 1, 0]), [100]);
}

#[test]
fn test_callbacks_remove_third_callback() {
    assert_eq!(left_after_removing(&[2, 2]), [42, 17]);
}

#[test]
fn test_callbacks_invoked_on_set_result() {
    assert_eq!(left_after_removing(&[]), [42, 17, 100]);
}

#[test]
fn test_callbacks_invoked_on_set_exception() {
    let (event_loop, future, bag, [callback]) = setup([100]);
    future.add_done_callback(&callback).unwrap();
    assert!(bag.all().is_empty());
    let exception = Exception::bare(&classes::RUNTIME_ERROR);
    future.set_exception(exception.clone()).unwrap();
    event_loop.run_once();
    assert_eq!(bag.all(), [100]);
    assert!(
        future
            .exception()
            .unwrap()
            .is_some_and(|raised| raised.same(&exception))
    );
}

#[test]
fn test_remove_done_callback() {
    let (event_loop, future, bag, [one, two, three]) = setup([1, 2, 3]);
    future.add_done_callback(&one).unwrap();
    future.add_done_callback(&two).unwrap();
    assert_eq!(future.remove_done_callback(&two), 1);
    assert_eq!(future.remove_done_callback(&three), 0);
    future.add_done_callback(&two).unwrap();
    for _ in 0..5 {
        future.add_done_callback(&one).unwrap();
    }
    assert_eq!(future.remove_done_callback(&one), 6);
    assert!(bag.all().is_empty());
    future.set_result("foo").unwrap();
    event_loop.run_once();
    assert_eq!(bag.all(), [2]);
}

/// Once they are scheduled, removing them does nothing: they are called all the same.
#[test]
fn test_schedule_callbacks_list_mutation_1() {
    let (event_loop, future, bag, [other]) = setup([1]);
    let removed = other.clone();
    let mutating = Callback::new("mut", move |future: &Future<_>| {
        assert_eq!(future.remove_done_callback(&removed), 0);
    });
    future.add_done_callback(&mutating).unwrap();
    future.add_done_callback(&other).unwrap();
    future.add_done_callback(&other).unwrap();
    future.set_result("foo").unwrap();
    event_loop.run_once();
    assert_eq!(bag.all(), [1, 1]);
}
