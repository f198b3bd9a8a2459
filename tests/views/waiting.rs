//! Wait-for graph, findings, cancellation arrows.

use loopscope::events::{
    Awaiting, Change, Event, FutureId, Nanos, Outcome, ResourceId, ResourceKind,
};
use loopscope::runtime::{
    Coroutine, Exception, Result, call, classes, coroutine, create_task, gather, get_running_loop,
    shield, sleep,
};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{
    Analysis, ArrowKind, Finding, FindingKind, Scene, View, arrows, findings, timeline,
};

use super::runs;
use super::told::{Told, call as told_call, here, plain_view, scene};

fn analysed(trace: Trace) -> (Trace, Analysis) {
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

fn found(trace: &Trace, analysis: &Analysis) -> Vec<Finding> {
    findings(&scene(trace, analysis, trace.len()))
}

fn kinds(trace: Trace) -> Vec<FindingKind> {
    let (trace, analysis) = analysed(trace);
    let found = found(&trace, &analysis);
    found.iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_circle_is_there_from_the_very_event_that_closes_it() {
    let (trace, analysis) = analysed(runs::scenario("deadlock"));
    let all = found(&trace, &analysis);
    let deadlock = &all[0];
    assert_eq!(deadlock.kind, FindingKind::Deadlock);
    let closing = trace.get(deadlock.cursor - 1).unwrap();
    assert!(matches!(closing.event, Event::TaskSuspended { .. }));
    assert_eq!(
        deadlock.what,
        "worker('one') holds Lock a and waits for Lock b; worker('two') holds Lock b and waits for \
         Lock a."
    );
    // Not known a moment before.
    let before = findings(&scene(&trace, &analysis, deadlock.cursor - 1));
    assert!(
        before
            .iter()
            .all(|finding| finding.kind != FindingKind::Deadlock)
    );
}

#[test]
fn a_cancel_that_is_caught_and_forgotten_is_found() {
    assert_eq!(
        kinds(runs::scenario("swallowed_cancel")),
        [FindingKind::SwallowedCancel]
    );
    assert_eq!(kinds(runs::scenario("cancel")), []);
    assert_eq!(kinds(runs::scenario("timeout")), []);
}

fn fails(delay: f64) -> Coroutine<()> {
    coroutine(call!(fails(delay)), async move {
        sleep(delay).await?;
        Err(Exception::new(&classes::VALUE_ERROR, "nobody looks"))
    })
}

#[test]
fn an_exception_that_nobody_looks_at_is_found() {
    let trace = runs::program(coroutine(call!(main()), async move {
        drop(create_task(fails(1.0)));
        sleep(2.0).await
    }));
    let (trace, analysis) = analysed(trace);
    let found = found(&trace, &analysis);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, FindingKind::NeverRetrieved);
    assert!(found[0].what.contains("nobody looks"), "{}", found[0].what);
}

#[test]
fn an_error_that_only_the_loop_catches_is_found() {
    let trace = runs::program(coroutine(call!(main()), async move {
        get_running_loop()?
            .call_soon("explode", || -> Result<()> {
                Err(Exception::new(&classes::VALUE_ERROR, "nobody catches"))
            })
            .unwrap();
        sleep(1.0).await
    }));
    let (trace, analysis) = analysed(trace);
    let found = found(&trace, &analysis);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, FindingKind::Reported);
    assert_eq!(found[0].title, "Unhandled error");
    let what = &found[0].what;
    assert!(
        what.contains("explode") && what.contains("nobody catches"),
        "{what}"
    );
    // It leads to the moment: nothing of it is known before.
    let before = found[0].cursor - 1;
    assert!(findings(&scene(&trace, &analysis, before)).is_empty());
    let zh = Scene::new(&trace, &analysis, trace.len(), Lang::Zh);
    assert_eq!(findings(&zh)[0].title, "未处理的错误");
}

#[test]
fn a_coroutine_that_is_never_awaited_is_found() {
    let trace = runs::program(coroutine(call!(main()), async move {
        drop(fails(1.0));
        sleep(1.0).await
    }));
    let (trace, analysis) = analysed(trace);
    let found = found(&trace, &analysis);
    let never = found.iter().find(|f| f.kind == FindingKind::NeverAwaited);
    assert_eq!(
        never.unwrap().what,
        "fails(1) was called but never awaited."
    );
}

#[test]
fn a_blocking_call_is_found_if_it_is_long() {
    let blocked = |span: f64| {
        let mut told = Told::new();
        let main = told.task("main", "", None);
        told.turn(|told| {
            told.step(main, |told| {
                told.at(span).event(Event::Blocked {
                    what: "time.sleep(1)".into(),
                    from: Nanos::ZERO,
                    task: Some(main),
                    at: here(),
                    result: None,
                });
                told.finish(main, Outcome::Returned);
            });
        });
        told.trace
    };
    assert_eq!(kinds(blocked(0.05)), []);
    let (trace, analysis) = analysed(blocked(1.0));
    let found = found(&trace, &analysis);
    assert_eq!(
        found[0].what,
        "main() held the whole loop for 1.000 s in time.sleep(1)."
    );
}

#[test]
fn a_waiter_that_is_overtaken_three_times_starves() {
    let mut told = Told::new();
    let (patient, rude) = (told.task("patient", "", None), told.task("rude", "", None));
    let queue = ResourceId(1);
    told.event(Event::ResourceCreated {
        resource: queue,
        kind: ResourceKind::Queue,
        at: here(),
        name: None,
        limit: None,
        items: None,
    });
    let change = |told: &mut Told, change, task| {
        let (resource, value, at) = (queue, 0, None);
        told.event(Event::ResourceChanged {
            resource,
            change,
            value,
            task: Some(task),
            at,
        });
    };
    told.turn(|told| {
        told.step(patient, |told| {
            let future = told.future(Awaiting::QueueGet(queue));
            change(told, Change::Waiting(future), patient);
            told.suspend(patient, Some(future));
        });
        told.step(rude, |told| {
            for _ in 0..2 {
                change(told, Change::Got, rude);
            }
            told.finish(rude, Outcome::Returned);
        });
    });
    assert!(found(&told.trace, &told.analysis()).is_empty());
    change(&mut told, Change::Got, rude);
    let analysis = told.analysis();
    let found = found(&told.trace, &analysis);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].what,
        "patient() waits for Queue 1 while others, who came later, got it 3 times."
    );
}

#[test]
fn every_finding_says_why_and_what_to_try_in_both_languages() {
    let mut told = Told::new();
    told.event(Event::NeverAwaited {
        call: told_call("fetch", "'a'"),
    });
    let analysis = told.analysis();
    for lang in Lang::ALL {
        let scene = Scene::new(&told.trace, &analysis, 1, lang);
        let found = findings(&scene);
        assert!(found[0].what.contains("fetch('a')"));
        assert!(found[0].why.chars().count() > 10 && found[0].advice.chars().count() > 10);
        assert_eq!(found[0].why.is_ascii(), lang == Lang::En);
    }
}

fn sleeper(delay: f64) -> Coroutine<()> {
    coroutine(call!(sleeper(delay)), async move { sleep(delay).await })
}

/// The arrows of a program, by the names of the tasks at their ends.
fn drawn(main: Coroutine<()>) -> Vec<(ArrowKind, Option<String>, String)> {
    let (trace, analysis) = analysed(runs::program(main));
    let scene = scene(&trace, &analysis, trace.len());
    let view = View {
        width: 1000.0,
        height: 600.0,
        lane_height: 30.0,
        cursor: trace.len(),
        ..plain_view()
    };
    let seen = timeline(&trace, &analysis, &view);
    let name = |task: FutureId| scene.names().task_name(task);
    let all = arrows(&scene, &seen, &view, 100);
    for arrow in &all {
        let row = seen.lanes.iter().find(|lane| lane.task.id == arrow.to.task);
        assert_eq!(arrow.to.y, row.unwrap().y + 15.0);
        assert!(arrow.from.is_none_or(|from| from.x <= arrow.to.x));
    }
    let tell = all.into_iter().map(|arrow| {
        let from = arrow.from.map(|from| name(from.task));
        (arrow.kind, from, name(arrow.to.task))
    });
    tell.collect()
}

#[test]
fn a_cancelled_gather_passes_the_request_on_and_the_end_comes_back() {
    let drawn = drawn(coroutine(call!(main()), async move {
        let both = create_task(coroutine(call!(both()), async move {
            gather([sleeper(10.0), sleeper(20.0)]).await?;
            Ok(())
        }));
        sleep(1.0).await?;
        both.cancel();
        let _cancelled = both.await;
        Ok(())
    }));
    let has = |kind, from: &str, to: &str| {
        let wanted = (kind, Some(from.to_owned()), to.to_owned());
        assert!(drawn.contains(&wanted), "{wanted:?} in {drawn:#?}");
    };
    has(ArrowKind::Request, "main()", "both()");
    has(ArrowKind::Propagation, "both()", "sleeper(10)");
    has(ArrowKind::Propagation, "both()", "sleeper(20)");
    has(ArrowKind::Delivery, "sleeper(10)", "sleeper(10)");
    has(ArrowKind::Cleanup, "sleeper(20)", "sleeper(20)");
    has(ArrowKind::Delivery, "both()", "both()");
    has(ArrowKind::Return, "both()", "main()");
}

#[test]
fn a_shield_stops_the_request() {
    let drawn = drawn(coroutine(call!(main()), async move {
        let inner = create_task(sleeper(2.0));
        let shielded = inner.clone();
        let outer = create_task(coroutine(
            call!(outer()),
            async move { shield(shielded)?.await },
        ));
        sleep(1.0).await?;
        outer.cancel();
        let _cancelled = outer.await;
        inner.await
    }));
    assert!(
        drawn.iter().all(|(_, _, to)| to != "sleeper(2)"),
        "{drawn:?}"
    );
    assert!(drawn.iter().any(|(kind, ..)| *kind == ArrowKind::Return));
}
