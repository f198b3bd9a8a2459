//! Each warning holds where its fault is planted, and is silent where the program is sound.

use loopscope::events::JobId;
use loopscope::events::{
    Awaiting, CancelOrigin, Change, Event, FutureId, Nanos, Outcome, PoolId, PoolKind, ResourceId,
    ResourceKind, TaskId, WorkerState,
};
use loopscope::runtime::{
    Coroutine, Exception, Lock, Semaphore, call, classes, coroutine, create_task, gather, sleep,
    timeout, wait_for,
};
use loopscope::trace::Trace;
use loopscope::view_model::{Finding, FindingKind, Gravity, findings};

use super::runs;
use super::told::{Told, here, scene};

fn found(trace: &Trace) -> Vec<Finding> {
    let mut analysis = loopscope::view_model::Analysis::new();
    analysis.catch_up(trace);
    findings(&scene(trace, &analysis, trace.len()))
}

fn of_kind(trace: &Trace, kind: FindingKind) -> Vec<Finding> {
    let mut found = found(trace);
    found.retain(|finding| finding.kind == kind);
    found
}

fn program(main: Coroutine<()>) -> Trace {
    runs::program(main)
}

fn fails(name: &'static str, after: f64) -> Coroutine<()> {
    coroutine(call!(fails(name)), async move {
        sleep(after).await?;
        Err(Exception::new(&classes::VALUE_ERROR, name))
    })
}

#[test]
fn the_second_error_in_a_gather_is_hidden_and_the_first_is_not() {
    let trace = program(coroutine(call!(main()), async move {
        let _first = gather([fails("a", 1.0), fails("b", 2.0)]).await;
        sleep(2.0).await
    }));
    let hidden = of_kind(&trace, FindingKind::HiddenError);
    assert_eq!(hidden.len(), 1);
    assert!(
        hidden[0].what.starts_with("fails('b') failed too"),
        "{}",
        hidden[0].what
    );
    let sound = program(coroutine(call!(main()), async move {
        let _first = gather([fails("a", 1.0)]).await;
        Ok(())
    }));
    assert!(of_kind(&sound, FindingKind::HiddenError).is_empty());
}

#[test]
fn a_task_that_nobody_keeps_is_cut_off_and_one_that_is_awaited_is_not() {
    let lost = of_kind(&runs::scenario("lost_task"), FindingKind::LostTask);
    assert_eq!(lost.len(), 1);
    assert!(
        lost[0]
            .what
            .starts_with("background() was not done when main() ended")
    );
    assert_eq!(lost[0].gravity, Gravity::Warning);
    assert!(of_kind(&runs::preset("lost_task", "Keep it"), FindingKind::LostTask).is_empty());
}

#[test]
fn a_timeout_whose_clean_up_awaits_comes_late() {
    let cleans_up = |span: f64| {
        program(coroutine(call!(main()), async move {
            let work = coroutine(call!(work()), async move {
                let slept = sleep(10.0).await;
                sleep(span).await?;
                slept
            });
            let late = wait_for(work, Some(1.0)).await;
            assert!(late.is_err());
            Ok(())
        }))
    };
    let late = of_kind(&cleans_up(2.0), FindingKind::SlowCleanup);
    assert_eq!(late.len(), 1);
    assert!(
        late[0]
            .what
            .contains("was up at 1.000 s, but it took 2.000 s more"),
        "{}",
        late[0].what
    );
    assert!(of_kind(&cleans_up(0.05), FindingKind::SlowCleanup).is_empty());
}

fn takes(name: &'static str, first: Lock, second: Lock) -> Coroutine<()> {
    coroutine(call!(takes(name)), async move {
        let _first = first.acquire().await?;
        sleep(0.1).await?;
        let _second = second.acquire().await?;
        Ok(())
    })
}

#[test]
fn two_orders_of_locking_are_a_hint_though_this_run_went_well() {
    let trace = program(coroutine(call!(main()), async move {
        let (a, b) = (Lock::new(), Lock::new());
        let later = coroutine(call!(later()), {
            let (a, b) = (a.clone(), b.clone());
            async move {
                sleep(1.0).await?;
                takes("two", b, a).await
            }
        });
        gather([takes("one", a, b), later]).await.map(drop)
    }));
    let hint = of_kind(&trace, FindingKind::LockOrder);
    assert_eq!(hint.len(), 1);
    assert_eq!(hint[0].title, "Two orders of locking");
    assert_eq!(hint[0].gravity, Gravity::Hint);
    assert_eq!(hint[0].evidence.len(), 4);
    // One after the other for certain: no timing makes that hang.
    let sound = program(coroutine(call!(main()), async move {
        let (a, b) = (Lock::new(), Lock::new());
        create_task(takes("one", a.clone(), b.clone())).await?;
        create_task(takes("two", b, a)).await
    }));
    assert!(of_kind(&sound, FindingKind::LockOrder).is_empty());
}

#[test]
fn locks_under_a_common_lock_are_no_hint() {
    let trace = program(coroutine(call!(main()), async move {
        let (gate, a, b) = (Lock::new(), Lock::new(), Lock::new());
        let inside = |first: Lock, second: Lock| {
            let gate = gate.clone();
            coroutine(call!(inside()), async move {
                let _gate = gate.acquire().await?;
                let _first = first.acquire().await?;
                let _second = second.acquire().await?;
                Ok(())
            })
        };
        gather([inside(a.clone(), b.clone()), inside(b, a)])
            .await
            .map(drop)
    }));
    assert!(of_kind(&trace, FindingKind::LockOrder).is_empty());
}

#[test]
fn a_leaked_permit_is_found_while_the_program_goes_on() {
    let trace = program(coroutine(call!(main()), async move {
        let places = Semaphore::new(1);
        let leaks = {
            let places = places.clone();
            coroutine(call!(leaks()), async move {
                places.acquire().await?.detach();
                Ok(())
            })
        };
        create_task(leaks).await?;
        let waits = create_task(coroutine(call!(waits()), async move {
            places.acquire().await.map(drop)
        }));
        sleep(5.0).await?;
        waits.cancel();
        Ok(())
    }));
    let leaked = of_kind(&trace, FindingKind::LeakedPermit);
    assert_eq!(leaked.len(), 1);
    assert!(
        leaked[0]
            .what
            .contains("which leaks() took and never gave back"),
        "{}",
        leaked[0].what
    );
    assert_eq!(
        found(&trace)[0].kind,
        FindingKind::LeakedPermit,
        "the gravest first"
    );
}

#[test]
fn a_cancel_that_is_caught_in_a_loop_is_found_at_once() {
    let trace = program(coroutine(call!(main()), async move {
        let stubborn = create_task(coroutine(call!(stubborn()), async move {
            for _ in 0..3 {
                let _caught = sleep(1.0).await;
            }
            Ok(())
        }));
        sleep(0.5).await?;
        stubborn.cancel();
        let _ended = stubborn.await;
        Ok(())
    }));
    let swallowed = of_kind(&trace, FindingKind::SwallowedCancel);
    assert_eq!(swallowed.len(), 1);
    assert!(
        swallowed[0].what.ends_with("waits again at the same line."),
        "{}",
        swallowed[0].what
    );
    assert_eq!(swallowed[0].when, Nanos::from_secs(0.5));
}

#[test]
fn a_loop_of_timeouts_swallows_nothing() {
    let trace = program(coroutine(call!(main()), async move {
        for _ in 0..3 {
            let ended = timeout(Some(1.0))?.run(async { sleep(5.0).await }).await;
            assert!(ended.is_err());
        }
        Ok(())
    }));
    assert!(of_kind(&trace, FindingKind::SwallowedCancel).is_empty());
}

/// A step of the main task between two moments of the wall's clock.
fn step_of(seconds: f64) -> Trace {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    told.turn(|told| {
        told.step(main, |told| {
            told.print(main, "before");
            told.at(seconds).print(main, "after");
            told.finish(main, Outcome::Returned);
        });
    });
    told.trace
}

#[test]
fn a_step_that_takes_long_by_the_clock_alone_holds_the_loop() {
    let held = of_kind(&step_of(0.25), FindingKind::BlockedLoop);
    assert_eq!(held.len(), 1);
    assert!(
        held[0]
            .what
            .starts_with("main() held the whole loop for 0.250 s in one step"),
        "{}",
        held[0].what
    );
    // Between which lines: those of the two prints.
    let lines: Vec<u32> = held[0]
        .evidence
        .iter()
        .map(|own| own.place.unwrap().line())
        .collect();
    assert_eq!((lines.len(), lines[1]), (2, lines[0] + 1));
    assert!(of_kind(&step_of(0.05), FindingKind::BlockedLoop).is_empty());
}

#[test]
fn a_task_behind_very_many_short_steps_is_in_a_crowd() {
    let mut told = Told::new();
    let tasks: Vec<TaskId> = (0..100)
        .map(|n| told.task("busy", &n.to_string(), None))
        .collect();
    told.turn(|told| {
        for (n, task) in tasks.iter().enumerate() {
            told.at(n as f64 * 0.02);
            told.step(*task, |told| told.finish(*task, Outcome::Returned));
        }
    });
    let crowded = of_kind(&told.trace, FindingKind::StarvedTask);
    assert_eq!(crowded.len(), 1, "one jam is one finding");
    assert!(
        crowded[0].what.contains("other handles ran first"),
        "{}",
        crowded[0].what
    );
}

#[test]
fn tasks_that_come_one_by_one_and_never_end_leak() {
    let leaks = |each_ends: bool| {
        let mut told = Told::new();
        let main = told.task("main", "", None);
        told.turn(|told| told.step(main, |told| told.suspend(main, None)));
        for n in 0..300 {
            told.at(f64::from(n));
            let task = told.task("handle", &n.to_string(), Some(main));
            told.turn(|told| {
                told.step(task, |told| {
                    if each_ends {
                        told.finish(task, Outcome::Returned);
                    } else {
                        let future = told.future(Awaiting::Future);
                        told.suspend(task, Some(future));
                    }
                });
            });
        }
        told.trace
    };
    let leaked = of_kind(&leaks(false), FindingKind::LeakedTasks);
    assert!(!leaked.is_empty());
    assert!(
        leaked[0]
            .what
            .starts_with("128 tasks that were made like handle(0)"),
        "{}",
        leaked[0].what
    );
    assert!(of_kind(&leaks(true), FindingKind::LeakedTasks).is_empty());
    // Many at once are meant so.
    let crowd = program(coroutine(call!(main()), async move {
        let sleeper = |n: u32| coroutine(call!(sleeper(n)), async move { sleep(5.0).await });
        gather((0..500).map(sleeper)).await.map(drop)
    }));
    assert!(of_kind(&crowd, FindingKind::LeakedTasks).is_empty());
}

/// Four jobs of a second each in a pool of one worker.
fn pool_of_one(kind: PoolKind, state: fn(JobId) -> WorkerState) -> Trace {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    let pool = PoolId(1);
    told.event(Event::PoolCreated {
        pool,
        kind,
        max_workers: 1,
        at: here(),
    });
    let worker = |told: &mut Told, state| {
        told.event(Event::WorkerChanged {
            pool,
            worker: 1,
            pid: 1,
            state,
        });
    };
    let future = told.future(Awaiting::Job(4));
    told.turn(|told| {
        told.step(main, |told| {
            for job in 1..=4 {
                told.event(Event::JobSubmitted {
                    job: JobId(job),
                    pool,
                    shown: "job()".into(),
                    future,
                    task: Some(main),
                });
            }
            told.suspend(main, Some(future));
        });
    });
    for job in 1..=4 {
        worker(&mut told, state(JobId(job)));
        told.at(f64::from(job));
    }
    worker(&mut told, WorkerState::Idle);
    told.done(future);
    told.queue(loopscope::events::Work::Wakeup { task: main, future });
    told.turn(|told| told.step(main, |told| told.finish(main, Outcome::Returned)));
    told.trace
}

#[test]
fn a_pool_in_whose_line_the_time_goes_is_the_bottleneck_but_threads_that_compute_are_not() {
    let kind = FindingKind::Bottleneck;
    let processes = of_kind(
        &pool_of_one(PoolKind::Processes, WorkerState::Running),
        kind,
    );
    assert_eq!(processes.len(), 1);
    assert!(
        processes[0]
            .what
            .starts_with("ProcessPoolExecutor 1 has 1 worker; for 3.000 s of 4.000 s"),
        "{}",
        processes[0].what
    );
    assert_eq!(
        of_kind(&pool_of_one(PoolKind::Threads, WorkerState::Blocking), kind).len(),
        1
    );
    assert!(of_kind(&pool_of_one(PoolKind::Threads, WorkerState::Running), kind).is_empty());
}

#[test]
fn a_task_group_that_cancels_its_parent_swallows_nothing() {
    let group = runs::scenario("task_group");
    assert!(of_kind(&group, FindingKind::SwallowedCancel).is_empty());
    let asked = |origin| move |event: &Event| matches!(event, Event::CancelRequested { origin: own, .. } if *own == origin);
    let is_asked = asked(CancelOrigin::TaskGroup);
    assert!(group.iter().any(|record| is_asked(&record.event)));
}

#[test]
fn a_signal_semaphore_is_not_said_to_leak() {
    let mut told = Told::new();
    let (giver, taker) = (told.task("giver", "", None), told.task("taker", "", None));
    let signal = ResourceId(1);
    told.event(Event::ResourceCreated {
        resource: signal,
        kind: ResourceKind::Semaphore,
        at: here(),
        name: None,
        limit: Some(1),
        items: None,
    });
    let change = |told: &mut Told, change, task, value| {
        told.event(Event::ResourceChanged {
            resource: signal,
            change,
            value,
            task: Some(task),
            at: None,
        });
    };
    told.turn(|told| {
        told.step(giver, |told| {
            // Given without having been taken: a signal.
            change(told, Change::Released, giver, 1);
            told.suspend(giver, None);
        });
        told.step(taker, |told| {
            change(told, Change::Acquired, taker, 0);
            told.finish(taker, Outcome::Returned);
        });
    });
    let future: FutureId = told.future(Awaiting::Semaphore(signal));
    change(&mut told, Change::Waiting(future), giver, 0);
    assert!(of_kind(&told.trace, FindingKind::LeakedPermit).is_empty());
}
