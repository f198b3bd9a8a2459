//! Where a step stood that ran for long: the loop hears of a coroutine's beginning and end, of its
//! awaits and prints, and of nothing between.

use crate::events::{Event, Nanos, Place, TaskId};
use crate::trace::{Index, Trace};

/// A step that runs for so long holds the loop: asyncio's `slow_callback_duration`.
pub const LONG: Nanos = super::findings::SLOW;

/// So many events of a step are looked at.
const MOST: usize = 100_000;

/// Where a step stood for longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The line, as far as the loop has heard.
    pub place: Option<Place>,
    /// The event after which nothing was heard for longest.
    pub from: usize,
}

/// Where the step of a task stood for longest that begins with an event.
pub fn held(trace: &Trace, index: &Index, task: TaskId, from: usize) -> Held {
    // The lines of the coroutines that began in this step, and of the one that went on.
    let mut lines: Vec<Option<Place>> = vec![awaited_at(trace, index, task, from)];
    let mut longest = (Nanos(-1), Held { place: None, from });
    let mut before = (trace.time_at(from + 1), from);
    for (n, record) in trace.range(from + 1, trace.len().min(from + MOST)) {
        let span = record.when.since(before.0);
        if span > longest.0 {
            let place = lines.last().copied().flatten();
            longest = (
                span,
                Held {
                    place,
                    from: before.1,
                },
            );
        }
        before = (record.when, n);
        match &record.event {
            Event::FrameEntered { task: of, call, at } if *of == task => {
                if let Some(line) = lines.last_mut() {
                    *line = Some(*at);
                }
                lines.push(Some(call.defined_at));
            }
            Event::FrameExited { task: of } if *of == task => {
                lines.pop();
            }
            Event::TaskSuspended { task: of, at, .. } if *of == task => {
                let place = longest.1.place.or(Some(*at));
                return Held { place, ..longest.1 };
            }
            Event::TaskFinished { task: of, .. } if *of == task => break,
            _ => {}
        }
    }
    longest.1
}

/// The line at which a task waited before a step.
fn awaited_at(trace: &Trace, index: &Index, task: TaskId, step: usize) -> Option<Place> {
    let spans = &index.task(task)?.spans;
    let before = spans.partition_point(|span| (span.from as usize) < step);
    let earlier = spans[..before].iter().rev().take(3);
    let mut places = earlier.filter_map(|span| match &trace.get(span.from as usize)?.event {
        Event::TaskSuspended { at, .. } => Some(*at),
        _ => None,
    });
    places.next()
}
