//! Who runs next is a policy: another order than asyncio's shows what else a program can come to.

use std::rc::Rc;

use loopscope::events::{Choice, Event};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{Deviations, EventLoop, Result, gather, sleep};
use loopscope::trace::{Recorder, lifecycle};

use crate::support::{Log, coro, go};

/// Three tasks that say when they run, and again after a yield.
async fn three(log: Log<&'static str>) -> Result {
    let says = |first: &'static str, second: &'static str| {
        go!([log] {
            log.push(first);
            sleep(0.0).await?;
            log.push(second);
            Ok(())
        })
    };
    gather([says("a", "a2"), says("b", "b2"), says("c", "c2")])
        .await
        .map(drop)
}

/// What they say in an order, and what the trace says of it.
fn said(deviations: impl IntoIterator<Item = (u32, usize)>) -> (Vec<&'static str>, Vec<Event>) {
    let (log, recorder) = (Log::new(), Rc::new(Recorder::new()));
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    event_loop.set_order(Some(Rc::new(Deviations::new(deviations))));
    virtual_time::run(&event_loop, coro(three(log.clone()))).unwrap();
    let trace = recorder.trace();
    lifecycle::check(&trace).unwrap();
    let events = trace.iter().map(|record| record.event.clone()).collect();
    (log.all(), events)
}

#[test]
fn without_deviations_it_is_asyncios() {
    let (said, events) = said([]);
    assert_eq!(said, ["a", "b", "c", "a2", "b2", "c2"]);
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::Deviated { .. }))
    );
}

#[test]
fn a_deviation_takes_another_handle_of_the_same_turn_and_the_trace_says_so() {
    // The first decision is among the three first steps; their order stays for the next turn.
    let (said, events) = said([(0, 2)]);
    assert_eq!(said, ["c", "a", "b", "c2", "a2", "b2"]);
    let deviation = events.windows(2).find_map(|pair| match pair {
        [
            Event::Deviated {
                decision, chosen, ..
            },
            Event::HandleStarted { handle },
        ] => Some((*decision, *chosen, *handle)),
        _ => None,
    });
    let (decision, chosen, started) = deviation.unwrap();
    assert_eq!((decision, chosen), (0, Choice::Handle(started)));
}

#[test]
fn the_same_deviations_make_the_same_run() {
    let once = said([(1, 1), (3, 1)]);
    // c before b, and in the next turn, where they stand in that order, b before c.
    assert_eq!(once.0, ["a", "c", "b", "a2", "b2", "c2"]);
    assert_eq!(once, said([(1, 1), (3, 1)]));
}

#[test]
fn what_is_out_of_range_is_asyncios_choice() {
    assert_eq!(said([(0, 3), (1, 9), (77, 1)]), said([]));
}
