//! What a loop tells who listens: names and places as CPython has them.

use std::cell::RefCell;
use std::future::IntoFuture;
use std::rc::Rc;

use loopscope::events::{Change, Event, Instrument, Nanos, Work};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    EventLoop, Exception, Lock, Result, Semaphore, classes, create_task, sleep, wait_for,
};

use crate::support::coro;

#[derive(Default)]
struct Told(RefCell<Vec<Event>>);

impl Instrument for Told {
    fn record(&self, _: Nanos, event: Event) {
        self.0.borrow_mut().push(event);
    }
}

/// What is told while a program runs.
fn told(main: impl Future<Output = Result> + 'static) -> Vec<Event> {
    let told = Rc::new(Told::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(told.clone()));
    virtual_time::run(&event_loop, coro(main)).unwrap();
    told.0.take()
}

/// The lines at which something was released.
fn releases(events: &[Event]) -> Vec<Option<u32>> {
    let releases = events.iter().filter_map(|event| match event {
        Event::ResourceChanged {
            change: Change::Released,
            at,
            ..
        } => Some(at.map(|at| at.line())),
        _ => None,
    });
    releases.collect()
}

/// CPython: `functools.partial(_release_waiter, waiter)` in `_cancel_and_wait`.
#[test]
fn wait_for_with_no_time_awaits_the_end_by_release_waiter() {
    let events = told(async {
        let task = create_task(coro(sleep(1.0).into_future()));
        let waited = wait_for(task, Some(0.0)).await;
        assert!(waited.is_err_and(|error| error.is(&classes::TIMEOUT_ERROR)));
        Ok(())
    });
    let names: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::HandleQueued {
                work: Work::Callback { name, .. },
                ..
            } => Some(name.to_string()),
            _ => None,
        })
        .filter(|name| name != "_run_until_complete_cb")
        .collect();
    assert_eq!(names, ["_release_waiter"]);
}

#[test]
fn what_is_released_at_the_end_of_its_block_is_released_at_the_blocks_first_line() {
    let line = line!();
    let events = told(async move {
        {
            let _held = Lock::new().acquire().await?; // line + 3
            sleep(1.0).await?;
        }
        let _permit = Semaphore::new(1).acquire().await?; // line + 6
        Ok(())
    });
    assert_eq!(releases(&events), [Some(line + 3), Some(line + 6)]);
}

#[test]
fn so_is_what_an_exception_releases() {
    let line = line!();
    let events = told(async move {
        let fails = coro(async move {
            let _held = Lock::new().acquire().await?; // line + 3
            Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "x")) // line + 4
        });
        let task = create_task(fails);
        sleep(0.0).await?;
        sleep(0.0).await?;
        let stack = task.get_stack();
        let lines: Vec<_> = stack.iter().map(|frame| frame.at.line()).collect();
        assert_eq!(lines, [line + 4]);
        assert!(task.exception()?.is_some());
        Ok(())
    });
    assert_eq!(releases(&events), [Some(line + 3)]);
}
