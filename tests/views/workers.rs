//! Pools: a lane a worker, jobs in flight, and how they went together.

use super::told::plain_view;
use std::rc::Rc;

use loopscope::events::{Event, Nanos};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    EventLoop, Pool, Result, call, call_here, coroutine, create_task, process_pool_executor, sleep,
    thread_pool_executor,
};
use loopscope::text::Lang;
use loopscope::trace::{Recorder, Trace, lifecycle};
use loopscope::view_model::{
    Analysis, BarKind, Scene, View, jobs_summary, loop_panel, sentence, timeline, worker_rows,
};
use loopscope::workers::job;
use loopscope::workers::slot_native;

/// Two jobs of a second each in a pool of two.
fn two_jobs(pool: fn() -> Result<Pool>) -> (Trace, Analysis) {
    run(async move {
        let pool = pool()?;
        for future in pool.map([job::cpu_bound(10_000_000), job::cpu_bound(10_000_000)])? {
            future.await?;
        }
        Ok(())
    })
}

fn run(main: impl Future<Output = Result<()>> + 'static) -> (Trace, Analysis) {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    slot_native::install(&event_loop);
    let main = coroutine(call!(main()), main);
    virtual_time::run(&event_loop, main).unwrap();
    event_loop.set_instrument(None);
    let trace = recorder.take();
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

fn threads() -> (Trace, Analysis) {
    two_jobs(|| thread_pool_executor(2))
}

fn processes() -> (Trace, Analysis) {
    two_jobs(|| process_pool_executor(2))
}

fn view() -> View {
    View {
        width: 2000.0,
        lane_height: 40.0,
        compress_gaps: false,
        ..plain_view()
    }
}

#[test]
fn there_is_a_lane_a_worker_below_the_tasks() {
    let (trace, analysis) = processes();
    assert_eq!(lifecycle::check(&trace), Ok(()));
    let seen = timeline(&trace, &analysis, &view());
    assert_eq!((seen.lanes.len(), seen.workers.len()), (1, 2));
    assert_eq!(seen.lane_count, 3);
    let [first, second] = &seen.workers[..] else {
        panic!("two workers");
    };
    assert_eq!((first.y, second.y), (40.0, 80.0));
    assert_eq!(first.name, "process 1 of ProcessPoolExecutor 1");
    assert_ne!(first.pid, second.pid);
    for worker in [first, second] {
        let runs: Vec<_> = worker
            .bars
            .iter()
            .filter(|bar| bar.bar.kind == BarKind::Running)
            .collect();
        assert_eq!(runs.len(), 1, "{worker:?}");
        let shown = runs[0].bar.label.as_deref();
        assert!(shown.is_some_and(|shown| shown.starts_with("cpu_bound(")));
        assert_eq!(runs[0].task.as_ref().unwrap().name, "main()");
    }
    // A point in a worker's lane is in no task's.
    assert!(seen.lane_at(50.0).is_none() && seen.lane_at(10.0).is_some());
}

#[test]
fn threads_with_a_gil_wait_for_each_other_in_their_lanes() {
    let (trace, analysis) = threads();
    let mut window = None;
    // Turns of 5 ms are narrow at first; closer they are seen one by one.
    for _ in 0..4 {
        let seen = timeline(&trace, &analysis, &View { window, ..view() });
        window = Some(seen.axis.zoomed(1000.0, 3.0));
    }
    let seen = timeline(&trace, &analysis, &View { window, ..view() });
    for worker in &seen.workers {
        let kinds: Vec<_> = worker.bars.iter().map(|bar| bar.bar.kind).collect();
        assert!(kinds.contains(&BarKind::Running), "{kinds:?}");
        assert!(kinds.contains(&BarKind::Ready), "{kinds:?}");
    }
    let whole = timeline(&trace, &analysis, &view());
    for worker in &whole.workers {
        assert!(worker.bars.len() < 2000);
    }
}

#[test]
fn jobs_in_flight_are_listed_with_where_they_are() {
    let (trace, analysis) = processes();
    let half = trace.cursor_before(Nanos::from_secs(0.5));
    let panel = loop_panel(&Scene::new(&trace, &analysis, half, Lang::En), 10);
    assert_eq!(panel.jobs.len(), 2);
    assert_eq!(panel.jobs[0].pool, "ProcessPoolExecutor 1");
    assert!(
        panel.jobs[0].state.starts_with("process 1: "),
        "{:?}",
        panel.jobs[0]
    );
    assert_eq!(panel.jobs[1].task.as_ref().unwrap().name, "main()");
    let end = loop_panel(&Scene::new(&trace, &analysis, trace.len(), Lang::En), 10);
    assert!(end.jobs.is_empty());
}

#[test]
fn the_summary_tells_two_processes_from_two_threads_with_a_gil() {
    let summary =
        |(trace, analysis): (Trace, Analysis)| jobs_summary(&trace, &analysis, Lang::En).unwrap();
    let apart = summary(processes());
    assert!(apart.speed_up > 1.8, "{apart:?}");
    assert_eq!(apart.cores, 2);
    let shared = summary(threads());
    assert!(shared.speed_up < 1.1, "{shared:?}");
    assert_eq!(shared.cores, 1);
    let none = super::runs::scenario("gather");
    let mut analysis = Analysis::new();
    analysis.catch_up(&none);
    assert_eq!(jobs_summary(&none, &analysis, Lang::En), None);
}

#[test]
fn workers_are_told_with_what_they_do_and_did() {
    let (trace, analysis) = processes();
    let half = trace.cursor_before(Nanos::from_secs(0.5));
    let rows = worker_rows(&Scene::new(&trace, &analysis, half, Lang::En), 10, 10);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].name, "process 1 of ProcessPoolExecutor 1, pid 2");
    assert_eq!(rows[0].state, "running cpu_bound(10000000) for main()");
    let end = worker_rows(&Scene::new(&trace, &analysis, trace.len(), Lang::Zh), 1, 1);
    assert_eq!(end.len(), 1);
    assert_eq!(end[0].state, "已结束");
    assert!(end[0].history.starts_with("启动中"), "{end:?}");
}

#[test]
fn a_call_that_holds_the_loop_is_said_before_and_after_and_has_a_lane() {
    let (trace, analysis) = run(async {
        let late = create_task(coroutine(call!(late()), async { sleep(0.5).await }));
        sleep(0.0).await?;
        call_here(job::cpu_bound(10_000_000)).await?;
        late.await
    });
    let at = |wanted: fn(&Event) -> bool| {
        1 + trace
            .iter()
            .position(|record| wanted(&record.event))
            .unwrap()
    };
    let hold = |cursor| {
        let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
        loop_panel(&scene, 10).hold
    };
    let begins = at(|event| matches!(event, Event::Blocking { .. }));
    assert_eq!(hold(begins - 1), None);
    let before = hold(begins).unwrap();
    assert!(!before.is_over);
    assert_eq!(
        before.text,
        "This page will freeze for about 1.000 s: main() calls cpu_bound(10000000) in the loop's \
         own thread, which is the page's."
    );
    let after = hold(at(|event| matches!(event, Event::Blocked { .. }))).unwrap();
    assert!(after.is_over && after.text.starts_with("This page stood still for 1.000 s"));
    // Who was due meanwhile comes late, and the lane shows why.
    let due = at(|event| matches!(event, Event::TimerDue { .. })) - 1;
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let said = sentence(&scene, due).unwrap();
    assert!(said.contains(" is due 0.500 s late, at 1.000 s"), "{said}");
    let seen = timeline(&trace, &analysis, &view());
    let lane = seen.event_loop.unwrap();
    assert_eq!(
        (lane.name, lane.y, seen.lane_count),
        ("event loop", 80.0, 3)
    );
    let held = lane.bars.iter().find(|bar| bar.kind == BarKind::Awaiting);
    let label = held.and_then(|bar| bar.label.as_deref());
    assert_eq!(label, Some("held by cpu_bound(10000000)"));
}

#[test]
fn every_event_of_a_pool_has_a_sentence() {
    for (trace, analysis) in [threads(), processes()] {
        for lang in Lang::ALL {
            let scene = Scene::new(&trace, &analysis, trace.len(), lang);
            for n in 0..trace.len() {
                let said = sentence(&scene, n).unwrap();
                assert!(said.chars().count() > 4, "{:?}: {said}", trace.get(n));
            }
        }
    }
}
