//! The time axis and the lanes.

use loopscope::events::{Event, FutureId, Nanos, Outcome};
use loopscope::trace::Trace;
use loopscope::view_model::{
    Analysis, Axis, BarKind, EndKind, StepLevel, Timeline, View, timeline,
};

use super::runs::{self, cursor_after};
use super::told::{Told, plain_view};

fn view() -> View {
    View {
        width: 1000.0,
        lane_height: 40.0,
        ..plain_view()
    }
}

fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}

fn gather() -> (Trace, Analysis, Timeline) {
    let trace = runs::scenario("gather");
    let analysis = analysed(&trace);
    let seen = timeline(&trace, &analysis, &view());
    (trace, analysis, seen)
}

#[test]
fn there_is_a_lane_a_task_below_the_task_that_made_it() {
    let (_, _, seen) = gather();
    let lanes: Vec<_> = seen
        .lanes
        .iter()
        .map(|lane| (&*lane.task.name, lane.depth, lane.y))
        .collect();
    assert_eq!(
        lanes,
        [
            ("main()", 0, 0.0),
            ("factorial('A', 2)", 1, 40.0),
            ("factorial('B', 3)", 1, 80.0),
            ("factorial('C', 4)", 1, 120.0),
        ]
    );
}

#[test]
fn a_grandchild_stands_below_its_parent_not_below_its_aunts() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    told.turn(|told| {
        told.step(main, |told| {
            told.task("first", "", Some(main));
            told.task("second", "", Some(main));
            told.task("late", "", Some(FutureId(2)));
            told.suspend(main, None);
        });
    });
    let seen = timeline(&told.trace, &told.analysis(), &view());
    let names: Vec<_> = seen.lanes.iter().map(|lane| &*lane.task.name).collect();
    assert_eq!(names, ["main()", "first()", "late()", "second()"]);
}

#[test]
fn a_lane_alternates_between_ready_running_and_awaiting_and_ends_with_a_mark() {
    let (_, _, seen) = gather();
    let b = &seen.lanes[2];
    let kinds: Vec<_> = b.bars.iter().map(|bar| bar.kind).collect();
    use BarKind::{Awaiting, Ready, Running};
    assert_eq!(
        kinds,
        [
            Ready, Running, Awaiting, Ready, Running, Awaiting, Ready, Running
        ]
    );
    assert_eq!(b.bars[2].label.as_deref(), Some("sleep(1)"));
    let main_waits = &seen.lanes[0].bars[2];
    assert_eq!(main_waits.label.as_deref(), Some("gather(3)"));
    assert_eq!(b.end.unwrap().kind, EndKind::Done);
    for pair in b.bars.windows(2) {
        assert!((pair[0].x + pair[0].width - pair[1].x).abs() < 1e-6);
        assert_eq!(pair[0].until, pair[1].event);
    }
}

#[test]
fn a_task_that_is_under_way_reaches_to_the_live_end_which_moves_with_the_clock() {
    let trace = runs::scenario("gather");
    let mut live = Trace::new();
    for record in trace
        .iter()
        .take(trace.cursor_before(Nanos::from_secs(1.0)))
    {
        live.push(record.when, record.event.clone());
    }
    let analysis = analysed(&live);
    let now = |seconds| {
        let now = Some(Nanos::from_secs(seconds));
        timeline(&live, &analysis, &View { now, ..view() })
    };
    let half = now(0.5);
    let last = half.lanes[1].bars.last().unwrap();
    assert_eq!(last.kind, BarKind::Awaiting);
    assert!((last.x + last.width - half.end_x).abs() < 1e-6);
    assert!((half.end_x - 1000.0).abs() < 1e-6);
    assert!(half.lanes[1].end.is_none());
    // As a part of the picture, what happened gets smaller as the clock goes on.
    let window = half.axis.window();
    let view = View {
        window: Some(window),
        now: Some(Nanos::from_secs(0.9)),
        ..view()
    };
    let later = timeline(&live, &analysis, &view);
    assert!(
        later.end_x > half.end_x,
        "the same window lets the run grow out of it"
    );
}

#[test]
fn an_instant_is_opened_by_its_number_of_events_and_marked() {
    let (trace, analysis, seen) = gather();
    assert_eq!(seen.opened.len(), 4);
    assert!(seen.opened[1].label.ends_with("events at 1.000 s"));
    for (opened, instant) in seen.opened.iter().zip(analysis.index.instants()) {
        let from = instant.from as usize;
        let events = trace.cursor_at(instant.when) - from;
        assert!((opened.width - events as f64 * seen.axis.slot()).abs() < 1e-6);
        assert!((opened.x - seen.axis.x_of_event(&trace, from)).abs() < 1e-6);
    }
    // In order, though the clock stands.
    let at_one = trace.cursor_before(Nanos::from_secs(1.0));
    for n in at_one..trace.cursor_at(Nanos::from_secs(1.0)) - 1 {
        let step = seen.axis.x_of_event(&trace, n + 1) - seen.axis.x_of_event(&trace, n);
        assert!((step - seen.axis.slot()).abs() < 1e-6);
    }
}

#[test]
fn the_pointer_goes_by_event_and_finds_every_one_of_them() {
    let (trace, _, seen) = gather();
    for cursor in 1..=trace.len() {
        let x = seen.axis.x_of_event(&trace, cursor - 1) + seen.axis.slot() / 2.0;
        assert_eq!(seen.axis.cursor_at(&trace, x), cursor);
        let end = seen.axis.x_of_cursor(&trace, cursor);
        assert!((end - x - seen.axis.slot() / 2.0).abs() < 1e-6);
    }
    assert_eq!(seen.axis.cursor_at(&trace, -50.0), 1);
    assert_eq!(seen.axis.cursor_at(&trace, 5000.0), trace.len());
    // Between instants: the last event before.
    let asleep = trace.cursor_before(Nanos::from_secs(1.0));
    let x = seen.axis.x_of_event(&trace, asleep) - 20.0;
    assert_eq!(seen.axis.cursor_at(&trace, x), asleep);
    let time = seen.axis.time_at(&trace, x);
    assert!(
        time > Nanos::from_secs(0.8) && time < Nanos::from_secs(1.0),
        "{time}"
    );
}

#[test]
fn ticks_have_a_unit_and_stand_at_the_left_edge_of_their_instant() {
    let (trace, _, seen) = gather();
    let labels: Vec<_> = seen.ticks.iter().map(|tick| &*tick.label).collect();
    assert!(labels.starts_with(&["0.0 s"]), "{labels:?}");
    let one = seen
        .ticks
        .iter()
        .find(|tick| tick.label == "1.0 s")
        .unwrap();
    let first = trace.cursor_before(Nanos::from_secs(1.0));
    assert!((one.x - seen.axis.x_of_event(&trace, first)).abs() < 1e-6);
    for pair in seen.ticks.windows(2) {
        assert!(pair[1].x - pair[0].x >= 60.0);
    }
}

#[test]
fn zooming_keeps_what_is_under_the_pointer_and_stays_within_the_run() {
    let (trace, analysis, seen) = gather();
    let (x, place) = (400.0, seen.axis.cursor_at(&trace, 400.0));
    let zoomed = |window| {
        Axis::new(
            &trace,
            &analysis,
            &View {
                window: Some(window),
                ..view()
            },
        )
    };
    let close = zoomed(seen.axis.zoomed(x, 6.0));
    assert_eq!(close.cursor_at(&trace, x), place);
    assert!((close.slot() / seen.axis.slot() - 6.0).abs() < 1e-6);
    let far = zoomed(close.zoomed(x, 0.001));
    assert!(far.shows_all());
    let left = zoomed(close.panned(-1e9));
    assert!((left.x_of_event(&trace, 0)).abs() < 1e-6);
    let right = zoomed(close.panned(1e9));
    assert!((right.x_of_end() - 1000.0).abs() < 1e-6);
    let closest = zoomed(close.zoomed(x, 1e12));
    assert!(closest.slot() <= 251.0, "four events or more stay in view");
}

#[test]
fn a_window_that_makes_no_sense_shows_everything() {
    let (trace, analysis, seen) = gather();
    let mut window = seen.axis.window();
    window.to = f64::NAN;
    let axis = Axis::new(
        &trace,
        &analysis,
        &View {
            window: Some(window),
            ..view()
        },
    );
    assert!(axis.shows_all());
}

/// Sleeps of these lengths, one after the other.
fn sleeps(delays: &[f64]) -> Trace {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    let mut now = 0.0;
    let mut asleep = None;
    for delay in delays {
        told.turn(|told| {
            told.step(main, |told| asleep = Some(told.sleep(main, *delay)));
        });
        now += delay;
        let (future, timer) = asleep.unwrap();
        told.at(now).due(timer);
        told.turn(|told| told.wake(main, future));
    }
    told.turn(|told| {
        told.step(main, |told| told.finish(main, Outcome::Returned));
    });
    told.trace
}

#[test]
fn a_long_gap_is_shortened_with_a_visible_break_and_order_and_times_stay() {
    let trace = sleeps(&[1.0, 1.0, 3600.0, 1.0]);
    let analysis = analysed(&trace);
    let seen = timeline(&trace, &analysis, &view());
    assert_eq!(seen.breaks.len(), 1);
    assert!(
        seen.breaks[0].label.ends_with("s left out"),
        "{}",
        seen.breaks[0].label
    );
    let axis = &seen.axis;
    let second = |seconds| axis.x_of_time(&trace, Nanos::from_secs(seconds));
    assert!(second(1.0) - second(0.0) > 100.0, "the seconds are visible");
    assert!(second(3602.0) > second(2.0));
    assert!(second(3603.0) - second(3602.0) > 100.0);
    for x in 0..1000 {
        let (a, b) = (
            axis.time_at(&trace, f64::from(x)),
            axis.time_at(&trace, f64::from(x + 1)),
        );
        assert!(a <= b, "time goes on at {x}: {a} {b}");
    }
    assert!(seen.ticks.len() < 30);
    let straight = timeline(
        &trace,
        &analysis,
        &View {
            compress_gaps: false,
            ..view()
        },
    );
    assert!(straight.breaks.is_empty());
    let first = straight.axis.x_of_time(&trace, Nanos::from_secs(1.0));
    let shown = first - straight.axis.x_of_time(&trace, Nanos::ZERO);
    assert!(shown < (second(1.0) - second(0.0)) / 2.0, "{shown}");
}

#[test]
fn even_gaps_are_not_shortened() {
    let trace = sleeps(&[1.0, 1.0, 1.0]);
    let seen = timeline(&trace, &analysed(&trace), &view());
    assert!(seen.breaks.is_empty());
}

#[test]
fn a_run_in_which_no_time_passes_is_spread_by_its_events() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    told.turn(|told| {
        told.step(main, |told| told.finish(main, Outcome::Returned));
    });
    let seen = timeline(&told.trace, &told.analysis(), &view());
    let slot = 1000.0 / told.trace.len() as f64;
    assert!((seen.axis.slot() - slot).abs() < 1e-6);
    assert_eq!(seen.ticks.len(), 1);
    assert_eq!(seen.ticks[0].label, "0.0 s");
}

#[test]
fn a_trace_of_nothing_has_an_axis_too() {
    let trace = Trace::new();
    let seen = timeline(&trace, &analysed(&trace), &view());
    assert_eq!(seen.lane_count, 0);
    assert_eq!(seen.axis.cursor_at(&trace, 300.0), 0);
    assert!(seen.cursor_x.is_finite() && seen.end_x.is_finite());
}

#[test]
fn only_lanes_in_view_are_made() {
    let mut told = Told::new();
    for _ in 0..500 {
        told.task("worker", "", None);
    }
    let analysis = told.analysis();
    let seen = timeline(
        &told.trace,
        &analysis,
        &View {
            scroll: 4010.0,
            ..view()
        },
    );
    assert_eq!(seen.lane_count, 500);
    assert_eq!(seen.lanes[0].row, 100);
    assert_eq!(seen.lanes[0].y, -10.0);
    assert_eq!(seen.lanes.len(), 11);
    assert_eq!(seen.lane_at(35.0).unwrap().row, 101);
    assert_eq!(Timeline::row_of(&analysis, FutureId(77)), Some(76));
}

#[test]
fn the_cursor_stands_right_of_the_event_that_has_happened() {
    let trace = runs::scenario("gather");
    let printed = |e: &Event| matches!(e, Event::Printed { .. });
    let cursor = cursor_after(&trace, trace.cursor_before(Nanos::from_secs(1.0)), printed);
    let seen = timeline(&trace, &analysed(&trace), &View { cursor, ..view() });
    assert_eq!(seen.cursor_label, "1.000 s");
    let event = seen.axis.x_of_event(&trace, cursor - 1);
    assert!((seen.cursor_x - event - seen.axis.slot()).abs() < 1e-6);
    let runs = seen.lanes[1].bars.iter().find(|bar| {
        bar.kind == BarKind::Running && bar.x < seen.cursor_x && bar.x + bar.width >= seen.cursor_x
    });
    assert!(runs.is_some(), "A runs at the cursor");
}

fn of_program() -> View {
    View {
        level: StepLevel::Program,
        ..view()
    }
}

#[test]
fn at_the_programs_level_an_instant_is_opened_by_the_programs_steps() {
    let trace = runs::scenario("gather");
    let seen = timeline(&trace, &analysed(&trace), &of_program());
    let opened: Vec<_> = seen.opened.iter().map(|opened| &*opened.label).collect();
    assert_eq!(
        opened,
        [
            "11 steps at 0.000 s",
            "9 steps at 1.000 s",
            "6 steps at 2.000 s",
            "5 steps at 3.000 s"
        ]
    );
    for (opened, steps) in seen.opened.iter().zip([11.0, 9.0, 6.0, 5.0]) {
        assert!((opened.width - steps * seen.axis.slot()).abs() < 1e-6);
    }
}

#[test]
fn the_pointer_goes_by_steps_of_the_program() {
    for (id, trace) in runs::all() {
        let analysis = analysed(&trace);
        let seen = timeline(&trace, &analysis, &of_program());
        let (axis, level) = (&seen.axis, StepLevel::Program);
        for number in 1..level.count(&analysis) {
            let cursor = level.cursor(&analysis, number);
            let x = axis.x_of_cursor(&trace, cursor) - axis.slot() / 2.0;
            let found = axis.cursor_at(&trace, x);
            assert_eq!(level.number(&analysis, found), number, "{id} {number}");
            assert_eq!(found, cursor, "{id} {number}");
        }
        assert_eq!(axis.cursor_at(&trace, axis.width() + 1.0), trace.len());
    }
}

#[test]
fn switching_what_a_step_is_keeps_the_moments_that_are_seen() {
    let trace = runs::scenario("gather");
    let analysis = analysed(&trace);
    let whole = timeline(&trace, &analysis, &of_program()).axis;
    let window = Some(whole.zoomed(whole.x_of_time(&trace, Nanos::from_secs(2.0)), 4.0));
    let close = timeline(
        &trace,
        &analysis,
        &View {
            window,
            ..of_program()
        },
    )
    .axis;
    let of_loop = timeline(&trace, &analysis, &view()).axis;
    let window = of_loop.showing_the_same_as(&trace, &close);
    let other = timeline(&trace, &analysis, &View { window, ..view() }).axis;
    for edge in [1.0, close.width() - 1.0] {
        let (here, there) = (close.time_at(&trace, edge), other.time_at(&trace, edge));
        let apart = here.since(there).0.max(there.since(here).0);
        assert!(apart < 20_000_000, "{here} {there}");
    }
    assert_eq!(of_loop.showing_the_same_as(&trace, &whole), None);
}

#[test]
fn no_label_of_the_axis_is_cut_off_at_an_edge() {
    for (id, trace) in runs::all() {
        for width in [300.0, 800.0] {
            let seen = timeline(
                &trace,
                &analysed(&trace),
                &View {
                    width,
                    ..of_program()
                },
            );
            for tick in &seen.ticks {
                let half = tick.label.chars().count() as f64 * 6.0 / 2.0;
                assert!(tick.label_x - half >= 0.0, "{id}: {tick:?}");
                assert!(tick.label_x + half <= width, "{id}: {tick:?}");
            }
        }
    }
}

#[test]
fn only_a_gap_that_is_a_good_part_of_the_run_is_shortened() {
    let trace = runs::scenario("threads_processes");
    let end = trace.now().as_secs();
    let seen = timeline(&trace, &analysed(&trace), &view());
    for gap in &seen.breaks {
        let left_out: f64 = gap.label.split(' ').next().unwrap().parse().unwrap();
        assert!(left_out > end / 20.0, "{} of {end} s", gap.label);
    }
}
