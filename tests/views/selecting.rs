//! Finding a text in a run, a selected span in sums, the card of a bar, which lanes are in view.

use loopscope::events::Nanos;
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::lane_layout::Heights;
use loopscope::view_model::{
    Analysis, Find, Hit, HitKind, Lanes, Scene, StepLevel, View, bar_card, foot, jobs_summary,
    lane_layout, layout_at, resource_lanes, span_sums, summary, task_at, timeline,
};

use super::runs;
use super::told::plain_view;

fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}

fn find(trace: &Trace, analysis: &Analysis, query: &str) -> Find {
    let mut find = Find::new(query, Lang::En);
    while !find.catch_up_by(trace, analysis, 50) {}
    find
}

#[test]
fn a_text_is_found_in_names_awaits_and_output_whatever_its_case() {
    let trace = runs::scenario("gather");
    let analysis = analysed(&trace);
    let kinds = |query: &str| -> Vec<HitKind> {
        let find = find(&trace, &analysis, query);
        find.hits().iter().map(|hit| hit.kind).collect()
    };
    assert_eq!(kinds("factorial('b'"), [HitKind::Name]);
    assert_eq!(kinds("SLEEP"), [HitKind::Await; 6]);
    assert_eq!(kinds("= 24"), [HitKind::Output]);
    assert_eq!(kinds(""), []);
    assert_eq!(kinds("nowhere"), []);
}

#[test]
fn the_next_hit_after_the_last_is_the_first() {
    let trace = runs::scenario("gather");
    let analysis = analysed(&trace);
    let found = find(&trace, &analysis, "sleep");
    let hits = found.hits();
    let cursor = |hit: &Hit| hit.event as usize + 1;
    assert_eq!(found.next(0), Some(hits[0]));
    assert_eq!(found.next(cursor(&hits[0])), Some(hits[1]));
    assert_eq!(found.next(trace.len()), Some(hits[0]));
    assert_eq!(found.previous(cursor(&hits[1])), Some(hits[0]));
    assert_eq!(found.previous(cursor(&hits[0])), hits.last().copied());
    assert_eq!(found.number_at(cursor(&hits[2])), 3);
    assert!(found.has_hit(hits[0].task.unwrap()));
    assert!(!found.has_hit(analysis.index.tasks()[0].id));
}

#[test]
fn a_selected_span_is_summed_for_each_task() {
    let trace = runs::scenario("blocking");
    let analysis = analysed(&trace);
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let secs = Nanos::from_secs;
    // The loop is held from 0.750 to 2.750 s; ticker() wakes at 1.000 s and cannot run.
    let sums = span_sums(&scene, secs(2.75), secs(0.5));
    assert_eq!((sums.from, sums.to), (secs(0.5), secs(2.75)));
    let row = |name: &str| {
        let row = sums.tasks.iter().find(|row| row.task.name == name);
        row.unwrap().sums
    };
    assert_eq!(row("main()").running, secs(2.0));
    assert_eq!(row("main()").awaiting, secs(0.25));
    assert_eq!(row("ticker()").running, Nanos::ZERO);
    assert_eq!(sums.tasks[0].task.name, "main()");
    assert_eq!(sums.all.running, secs(2.0));
    let awaited: Vec<_> = sums
        .awaited
        .iter()
        .map(|sum| (&*sum.what, sum.tasks))
        .collect();
    assert_eq!(awaited, [("sleep(0.5)", 1), ("sleep(0.75)", 1)]);
}

#[test]
fn the_sums_of_the_whole_run_are_what_the_tasks_lived() {
    for (id, trace) in runs::all() {
        let analysis = analysed(&trace);
        let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
        let sums = span_sums(&scene, Nanos::ZERO, trace.now());
        let lived: i64 = analysis
            .index
            .tasks()
            .iter()
            // The program has not made those of asyncio.run's end.
            .filter(|task| !task.internal)
            .filter_map(|task| {
                let first = trace.get(task.spans.first()?.from as usize)?.when;
                let end = task.finished.map_or(trace.now(), |event| {
                    trace.get(event as usize).map_or(trace.now(), |r| r.when)
                });
                Some(end.since(first).0)
            })
            .sum();
        let summed = sums.all.running.0 + sums.all.ready.0 + sums.all.awaiting.0;
        assert_eq!(summed, lived, "{id}");
    }
}

fn view(cursor: usize) -> View {
    View {
        level: StepLevel::Program,
        cursor,
        ..plain_view()
    }
}

#[test]
fn a_bars_card_tells_from_when_to_when_and_why_it_ended() {
    let trace = runs::scenario_with("semaphore", &[("places", "3"), ("visitors", "8")]);
    let analysis = analysed(&trace);
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let seen = timeline(&trace, &analysis, &view(trace.len()));
    let lane = seen
        .lanes
        .iter()
        .find(|lane| lane.task.name == "visitor(4)");
    let cards: Vec<_> = lane
        .unwrap()
        .bars
        .iter()
        .filter_map(|bar| bar_card(&scene, lane?.task.id, bar.event, bar.until))
        .map(|card| (card.title.text(), card.when, card.why.unwrap_or_default()))
        .collect();
    let said = |n: usize| {
        let (title, when, why) = &cards[n];
        format!("{title} | {when} | {why}")
    };
    assert_eq!(
        said(0),
        "visitor(4) is ready | at 0.000 s, in no time | 3 others stood before it in line."
    );
    assert_eq!(
        said(2),
        "visitor(4) awaits a place in sem | 0.000 s to 1.000 s, for 1.000 s | \
         visitor(1) left it a place."
    );
    assert_eq!(
        said(5),
        "visitor(4) awaits sleep(1) | 1.000 s to 2.000 s, for 1.000 s | Its sleep(1) is over."
    );
}

#[test]
fn a_bar_that_would_go_on_for_ever_is_torn_and_says_so() {
    let trace = runs::scenario("deadlock");
    let analysis = analysed(&trace);
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let seen = timeline(&trace, &analysis, &view(trace.len()));
    for lane in &seen.lanes {
        let (last, others) = lane.bars.split_last().unwrap();
        assert!(last.is_torn && others.iter().all(|bar| !bar.is_torn));
        let card = bar_card(&scene, lane.task.id, last.event, last.until).unwrap();
        assert!(card.when.ends_with(", for ever"), "{card:?}");
    }
    let trace = runs::scenario("gather");
    let seen = timeline(&trace, &analysed(&trace), &view(trace.len()));
    let mut bars = seen.lanes.iter().flat_map(|lane| &lane.bars);
    assert!(bars.all(|bar| !bar.is_torn));
}

#[test]
fn what_comes_after_the_cursor_is_veiled_and_nothing_is_at_the_end() {
    let trace = runs::scenario("gather");
    let analysis = analysed(&trace);
    let seen = timeline(&trace, &analysis, &view(50));
    assert_eq!(seen.veiled_from, Some(seen.cursor_x));
    let seen = timeline(&trace, &analysis, &view(trace.len()));
    assert_eq!(seen.veiled_from, None);
}

#[test]
fn a_lane_says_as_few_arguments_as_tell_the_tasks_apart() {
    let trace = runs::scenario("gather");
    let seen = timeline(&trace, &analysed(&trace), &view(0));
    let names: Vec<_> = seen.lanes.iter().map(|lane| &*lane.name).collect();
    assert_eq!(
        names,
        [
            "main()",
            "factorial('A')",
            "factorial('B')",
            "factorial('C')"
        ]
    );
}

fn lanes(count: usize, shared: f64, height: f64) -> Lanes {
    Lanes {
        count,
        shared,
        at_cursor: None,
        height,
        scroll: 0.0,
        heights: Heights::USUAL,
    }
}

#[test]
fn lanes_shrink_before_they_scroll() {
    let layout = lane_layout(lanes(5, 60.0, 360.0), |_| true);
    assert_eq!((layout.lane_height, layout.seen), (26.0, 0..5));
    // Twelve tasks and what they share fit where a timeline has 360 px.
    let layout = lane_layout(lanes(12, 100.0, 360.0), |_| true);
    assert_eq!((layout.seen, layout.shared_height), (0..12, 100.0));
    assert!((20.0..26.0).contains(&layout.lane_height));
    let layout = lane_layout(lanes(40, 60.0, 360.0), |_| true);
    assert_eq!((layout.lane_height, layout.seen), (20.0, 0..15));
}

#[test]
fn the_lane_at_the_cursor_and_those_at_work_are_in_view() {
    let at = |at_cursor: usize, scroll: f64| Lanes {
        at_cursor: Some(at_cursor),
        scroll,
        ..lanes(40, 0.0, 200.0)
    };
    // Lanes 12 to 19 are at work.
    let at_work = |lane: usize| (12..20).contains(&lane);
    let layout = lane_layout(at(14, 0.0), at_work);
    assert!(
        layout.seen.start <= 12 && layout.seen.end >= 20,
        "{layout:?}"
    );
    for cursor in 0..40 {
        let layout = lane_layout(at(cursor, 333.0), at_work);
        assert!(layout.seen.contains(&cursor), "{cursor}: {layout:?}");
        let top = cursor as f64 * layout.lane_height - layout.scroll;
        assert!(top >= -1e-9 && top + layout.lane_height <= layout.tasks_height + 1e-9);
    }
    // Where all is in view already nothing moves.
    let stays = lane_layout(at(15, 240.0), at_work);
    assert_eq!(stays.scroll, 240.0);
}

#[test]
fn the_sums_of_a_run_of_jobs_do_not_contradict_each_other() {
    for (id, trace) in runs::all() {
        let analysis = analysed(&trace);
        let Some(jobs) = jobs_summary(&trace, &analysis, Lang::En) else {
            continue;
        };
        let sums = summary(&trace, &analysis, Lang::En);
        assert!(
            sums.sequential >= jobs.sequential,
            "{id}: {sums:?} {jobs:?}"
        );
        if id == "threads_processes" {
            assert_eq!(
                sums.sequential, jobs.sequential,
                "{id}: only jobs take time"
            );
        }
    }
}

/// The height of a timeline's lanes at 1440x900, without title, axis and foot.
const PLOT_AT_1440: f64 = 350.0;

#[test]
fn twelve_tasks_and_what_they_share_fit_at_1440_by_900() {
    let trace = runs::scenario_with("semaphore", &[("places", "3"), ("visitors", "11")]);
    let analysis = analysed(&trace);
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let axis = timeline(&trace, &analysis, &view(trace.len())).axis;
    let shared = resource_lanes(&scene, &axis);
    let shared: f64 = shared.iter().map(|lane| lane.height).sum();
    let layout = layout_at(&scene, shared, PLOT_AT_1440, 0.0);
    assert_eq!(layout.seen, 0..12);
    assert_eq!((layout.scroll, layout.shared_height), (0.0, shared));
}

#[test]
fn the_lane_of_the_task_at_the_cursor_is_in_view_at_every_step() {
    let trace = runs::scenario("semaphore");
    let analysis = analysed(&trace);
    let mut scroll = 0.0;
    for number in 1..=StepLevel::Program.count(&analysis) {
        let cursor = StepLevel::Program.cursor(&analysis, number);
        let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
        let layout = layout_at(&scene, 80.0, PLOT_AT_1440, scroll);
        let task = task_at(&trace, &analysis, cursor).unwrap();
        let row = loopscope::view_model::Timeline::row_of(&analysis, task).unwrap();
        assert!(layout.seen.contains(&row), "{number}: {row} {layout:?}");
        scroll = layout.scroll;
    }
}

#[test]
fn the_foot_tells_the_run_in_a_few_facts() {
    let said = |trace: &Trace, python: Option<&str>| -> Vec<String> {
        let facts = foot(trace, &analysed(trace), python, Lang::En);
        facts.iter().map(|fact| fact.said.text()).collect()
    };
    let trace = runs::scenario_with("semaphore", &[("places", "3"), ("visitors", "8")]);
    assert_eq!(
        said(&trace, Some("3.13")),
        [
            "Same order as CPython 3.13",
            "3.000 s in all",
            "8.000 s one after the other",
            "at most 5 in line"
        ]
    );
    // Where nothing overlaps there is nothing more to say.
    assert_eq!(said(&runs::scenario("hello"), None), ["1.000 s in all"]);
}
