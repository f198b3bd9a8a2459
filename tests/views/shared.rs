//! The lanes of what tasks share.

use std::rc::Rc;

use loopscope::events::{Event, FutureId, GlobalChange, Name};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::resource_lanes::{
    ChartKind, ResourceLane, StripContent, TrackLook, resource_lanes,
};
use loopscope::view_model::{Analysis, Axis, Scene, StepLevel, View};

use super::runs;
use super::told::{Told, plain_view};

fn view() -> View {
    View {
        level: StepLevel::Program,
        ..plain_view()
    }
}

fn lanes_at(trace: &Trace, step: usize) -> (Vec<ResourceLane>, Axis) {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    let cursor = StepLevel::Program.cursor(&analysis, step);
    let axis = Axis::new(trace, &analysis, &view());
    let scene = Scene::new(trace, &analysis, cursor, Lang::En);
    (resource_lanes(&scene, &axis), axis)
}

/// Who is seen in each strip of stretches: name and look.
fn who(lane: &ResourceLane) -> Vec<Vec<(String, TrackLook)>> {
    let strips = lane.strips.iter().filter_map(|strip| match &strip.content {
        StripContent::Spans(spans) => Some(spans),
        StripContent::Chart(_) => None,
    });
    strips
        .map(|spans| {
            let spans = spans.iter();
            spans
                .map(|span| {
                    let name = span.task.as_ref().map_or("", |task| &*task.name);
                    (name.to_owned(), span.look)
                })
                .collect()
        })
        .collect()
}

#[test]
fn a_small_semaphore_has_a_row_for_each_place() {
    let trace = runs::scenario_with("semaphore", &[("places", "3"), ("visitors", "8")]);
    let (lanes, _) = lanes_at(&trace, 36);
    assert_eq!(lanes.len(), 1);
    let lane = &lanes[0];
    assert_eq!(lane.call, "Semaphore(3)");
    assert_eq!(lane.status, "3 taken, 2 in line");
    let held: Vec<Vec<String>> = who(lane)
        .into_iter()
        .map(|row| {
            let held = row.into_iter().filter(|(_, look)| *look == TrackLook::Held);
            held.map(|(name, _)| name).collect()
        })
        .collect();
    assert_eq!(
        held,
        [
            vec!["visitor(1)", "visitor(4)", "visitor(7)"],
            vec!["visitor(2)", "visitor(5)", "visitor(8)"],
            vec!["visitor(3)", "visitor(6)"],
        ]
    );
    // A place is kept for the one to whom it is left, until it runs.
    let first = &who(lane)[0];
    assert_eq!(first[1], ("visitor(4)".to_owned(), TrackLook::HandedOver));
    let Some(StripContent::Chart(line)) = lane.strips.last().map(|strip| &strip.content) else {
        panic!("{lane:?}");
    };
    assert_eq!((line.what, line.top), (ChartKind::Line, 5));
}

#[test]
fn a_large_semaphore_shows_how_many_places_are_taken() {
    let (lanes, _) = lanes_at(&runs::scenario("semaphore"), 60);
    let StripContent::Chart(chart) = &lanes[0].strips[0].content else {
        panic!("{lanes:?}");
    };
    assert_eq!((chart.what, chart.limit), (ChartKind::Fill, Some(10)));
    assert_eq!(chart.points.iter().map(|(_, taken)| *taken).max(), Some(10));
}

#[test]
fn a_lock_shows_who_has_it_and_who_stands_in_line() {
    let (lanes, _) = lanes_at(&runs::scenario("lock"), 9);
    let lane = &lanes[0];
    assert_eq!(lane.status, "held by contender('task 0'), 2 in line");
    let rows = who(lane);
    let held = rows[0].iter().filter(|(_, look)| *look == TrackLook::Held);
    let held: Vec<_> = held.map(|(name, _)| &**name).collect();
    assert_eq!(
        held,
        [
            "contender('task 0')",
            "contender('task 1')",
            "contender('task 2')"
        ]
    );
    assert_eq!(
        rows[1],
        [("contender('task 1')".to_owned(), TrackLook::Waiting)]
    );
    assert_eq!(
        rows[2],
        [("contender('task 2')".to_owned(), TrackLook::Waiting)]
    );
}

#[test]
fn what_will_be_held_for_ever_is_torn_at_its_end() {
    let trace = runs::scenario("deadlock");
    let (lanes, axis) = lanes_at(&trace, 14);
    assert_eq!(lanes.len(), 2);
    for lane in &lanes {
        for strip in &lane.strips {
            let StripContent::Spans(spans) = &strip.content else {
                continue;
            };
            let last = spans.last().unwrap();
            assert!(last.is_torn, "{lane:?}");
            assert!((last.x + last.width - axis.x_of_end()).abs() < 2.1);
        }
    }
}

#[test]
fn an_event_is_set_or_not_and_a_barrier_counts_who_has_come() {
    let (lanes, _) = lanes_at(&runs::scenario("event"), 5);
    assert_eq!(lanes[0].status, "not set, 1 waits");
    assert_eq!(who(&lanes[0])[0], [(String::new(), TrackLook::Set)]);
    assert_eq!(
        who(&lanes[0])[1],
        [("waiter()".to_owned(), TrackLook::Waiting)]
    );

    let (lanes, _) = lanes_at(&runs::scenario("barrier"), 14);
    assert_eq!(lanes[0].status, "2 of 3 have come");
    let StripContent::Chart(chart) = &lanes[0].strips[0].content else {
        panic!("{lanes:?}");
    };
    assert_eq!((chart.top, chart.limit), (3, Some(3)));
}

#[test]
fn a_condition_and_its_lock_are_one_lane() {
    let (lanes, _) = lanes_at(&runs::scenario("condition"), 11);
    assert_eq!(lanes.len(), 1);
    assert_eq!(lanes[0].status, "3 wait");
    let lane = who(&lanes[0]);
    assert!(
        lane[0]
            .iter()
            .any(|(name, _)| name.starts_with("producer("))
    );
}

#[test]
fn what_asyncio_makes_for_itself_has_no_lane() {
    assert!(lanes_at(&runs::scenario("as_completed"), 5).0.is_empty());
    assert!(lanes_at(&runs::scenario("gather"), 5).0.is_empty());
}

#[test]
fn every_lane_is_within_its_height_and_the_plot() {
    for (id, trace) in runs::all() {
        let (lanes, axis) = lanes_at(&trace, 20);
        for lane in lanes {
            for strip in &lane.strips {
                assert!(
                    strip.y >= 0.0 && strip.y + strip.height <= lane.height,
                    "{id}"
                );
                match &strip.content {
                    StripContent::Spans(spans) => {
                        for span in spans {
                            assert!(span.x >= -2.0, "{id}: {span:?}");
                            assert!(span.x + span.width <= axis.width() + 2.1, "{id}: {span:?}");
                            assert!(span.event < span.until, "{id}: {span:?}");
                        }
                        let ordered = spans.windows(2).all(|two| two[0].event <= two[1].event);
                        assert!(ordered, "{id}: {spans:?}");
                    }
                    StripContent::Chart(chart) => {
                        let most = chart.points.iter().map(|(_, count)| *count).max();
                        assert!(most <= Some(chart.top), "{id}: {chart:?}");
                    }
                }
            }
        }
    }
}

fn write(task: FutureId, from: &str, to: &str) -> Event {
    Event::GlobalChanged(Rc::new(GlobalChange {
        module: Name::of("__main__"),
        name: Name::of("balance"),
        from: Some(from.into()),
        to: Some(to.into()),
        task: Some(task),
        at: None,
    }))
}

#[test]
fn a_global_that_two_tasks_write_has_a_lane_with_its_values_and_writers() {
    let mut told = Told::new();
    let ann = told.task("deposit", "'ann', 10", None);
    let bob = told.task("deposit", "'bob', 20", None);
    told.turn(|told| {
        for task in [ann, bob] {
            told.step(task, |told| {
                told.sleep(task, 1.0);
            });
        }
    });
    told.at(1.0).event(write(ann, "100", "110"));
    told.at(2.0).event(write(bob, "110", "120"));
    let (lanes, _) = lanes_at(&told.trace, 4);
    assert_eq!(lanes.len(), 1);
    assert_eq!((&*lanes[0].name, &*lanes[0].status), ("balance", "100"));
    let StripContent::Spans(spans) = &lanes[0].strips[0].content else {
        panic!("{lanes:?}");
    };
    let labels: Vec<_> = spans
        .iter()
        .filter_map(|span| span.label.as_deref())
        .collect();
    assert_eq!(labels, ["100", "110, by deposit('ann')"]);
    assert!(spans.iter().all(|span| span.look == TrackLook::Value));
    assert_eq!(spans.len(), 3, "the last one has no time yet");

    // What one task alone writes is nobody's business.
    let mut alone = Told::new();
    let ann = alone.task("deposit", "'ann', 10", None);
    alone
        .event(write(ann, "100", "110"))
        .event(write(ann, "110", "120"));
    assert!(lanes_at(&alone.trace, 0).0.is_empty());
}

#[test]
fn what_is_shared_has_the_name_of_its_variable() {
    let names = |id: &str| -> Vec<String> {
        let (lanes, _) = lanes_at(&runs::scenario(id), 3);
        lanes.into_iter().map(|lane| lane.name).collect()
    };
    assert_eq!(names("deadlock"), ["Lock a", "Lock b"]);
    assert_eq!(names("semaphore"), ["sem"]);
    assert_eq!(names("queue_workers"), ["queue"]);
    assert_eq!(names("condition"), ["cond"]);
    let forks = names("philosophers");
    assert_eq!(forks[0], "Lock forks[0]");
    assert_eq!(forks[4], "Lock forks[4]");
    assert!(names("crawler").contains(&"Queue self.requests".to_owned()));
}
