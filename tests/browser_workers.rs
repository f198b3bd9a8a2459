//! Pools of real web workers, in a page: what they give, and how they overlap.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use loopscope::events::{
    Event, FutureId, JobId, Nanos, Outcome, Place, WorkerState, without_newline,
};
use loopscope::runtime::driver::browser::{Browser, Options, Status};
use loopscope::runtime::driver::pace::Speed;
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Repr, call, call_here, coroutine, create_task, get_running_loop, print,
    process_pool_executor, sleep, thread_pool_executor, time_sleep, to_thread, with_pool,
};
use loopscope::trace::Recorder;
use loopscope::workers::recording::Recording;
use loopscope::workers::{job, replay, slot_browser};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

mod in_page;
#[path = "hosts/outside.rs"]
mod outside;

use in_page::{SCRIPT, console, end_of, run, start, until, wall};

#[wasm_bindgen_test]
async fn jobs_give_what_they_give_natively() {
    let lines = console(async {
        print(to_thread(job::cpu_bound(100_000)).await?);
        print(to_thread(job::count_primes(1000)).await?);
        print(&to_thread(job::hash_mib(1)).await?[..16]);
        print(to_thread(job::blocking_io(100, 0.0)).await?.0.len());
        print(to_thread(job::blocking_io(70_000, 0.0)).await?.0.len());
        let pool = process_pool_executor(1)?;
        print(pool.submit(job::cpu_bound(100_000))?.await?);
        Ok(())
    })
    .await;
    assert_eq!(
        lines,
        [
            "333328333350000",
            "168",
            "30e14955ebf13522",
            "100",
            "70000",
            "333328333350000"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_job_that_raises_raises_where_it_is_awaited() {
    let lines = console(async {
        print(to_thread(job::raises("no".to_owned())).await.unwrap_err());
        Ok(())
    })
    .await;
    assert_eq!(lines, ["ValueError: no"]);
}

#[wasm_bindgen_test]
async fn threads_have_the_pages_pid_and_processes_their_own() {
    let pids = Rc::new(RefCell::new(Vec::new()));
    let seen = pids.clone();
    run(async move {
        let (threads, processes) = (thread_pool_executor(2)?, process_pool_executor(2)?);
        for pool in [threads, processes] {
            let busy = pool.map([job::sleeps(0.2), job::sleeps(0.2)])?;
            for future in pool.map([job::getpid(), job::getpid(), job::getpid()])? {
                let pid = future.await?;
                seen.borrow_mut().push(pid);
            }
            for future in busy {
                future.await?;
            }
        }
        Ok(())
    })
    .await;
    let pids = pids.borrow();
    let (threads, processes) = pids.split_at(3);
    let page: BTreeSet<u32> = threads.iter().copied().collect();
    assert_eq!(page.len(), 1);
    assert!(processes.iter().all(|pid| !page.contains(pid)));
}

#[wasm_bindgen_test]
async fn a_process_begins_afresh() {
    run(async {
        let mut pids = BTreeSet::new();
        for _ in 0..2 {
            let pool = process_pool_executor(1)?;
            pids.insert(pool.submit(job::getpid())?.await?);
            pool.shutdown(false);
        }
        assert_eq!(pids.len(), 2);
        Ok(())
    })
    .await;
}

#[wasm_bindgen_test]
async fn computing_threads_take_turns_under_the_gil() {
    let heard = run(async {
        let pool = thread_pool_executor(2)?;
        for future in pool.map([job::cpu_bound(20_000_000), job::cpu_bound(20_000_000)])? {
            future.await?;
        }
        Ok(())
    })
    .await;
    // At no time do two of them compute.
    let heard = heard.0.borrow();
    let (mut running, mut waits) = (BTreeSet::new(), 0);
    for (_, event) in heard.iter() {
        if let Event::WorkerChanged { worker, state, .. } = event {
            match state {
                WorkerState::Running(_) => assert!(running.insert(*worker) && running.len() == 1),
                WorkerState::WaitingForGil(_) => {
                    waits += 1;
                    running.remove(worker);
                }
                _ => {
                    running.remove(worker);
                }
            }
        }
    }
    // They hand it on more than once: it is not one job after the other.
    assert!(waits > 2, "{waits}");
}

#[wasm_bindgen_test]
async fn jobs_that_block_overlap_under_the_gil() {
    let heard = run(async {
        let pool = thread_pool_executor(2)?;
        for future in pool.map([job::sleeps(0.3), job::sleeps(0.3)])? {
            future.await?;
        }
        Ok(())
    })
    .await;
    let (mut blocking, mut most) = (BTreeSet::new(), 0);
    for (_, event) in heard.0.borrow().iter() {
        if let Event::WorkerChanged { worker, state, .. } = event {
            match state {
                WorkerState::Blocking(_) => blocking.insert(*worker),
                _ => blocking.remove(worker),
            };
            most = most.max(blocking.len());
        }
    }
    assert_eq!(most, 2);
}

#[wasm_bindgen_test]
async fn without_a_gil_or_in_processes_nobody_waits() {
    for free_threaded in [true, false] {
        let heard = run(async move {
            let event_loop = get_running_loop()?;
            event_loop.set_gil_enabled(!free_threaded);
            let pool = if free_threaded {
                thread_pool_executor(2)?
            } else {
                process_pool_executor(2)?
            };
            for future in pool.map([job::cpu_bound(5_000_000), job::cpu_bound(5_000_000)])? {
                future.await?;
            }
            Ok(())
        })
        .await;
        let waits = |state: &WorkerState| matches!(state, WorkerState::WaitingForGil(_));
        assert!(!heard.states().iter().any(waits));
    }
}

#[wasm_bindgen_test]
async fn a_long_job_says_how_far_it_is() {
    let heard = run(async {
        process_pool_executor(1)?
            .submit(job::cpu_bound(60_000_000))?
            .await?;
        Ok(())
    })
    .await;
    let mut last = 0;
    for (_, event) in heard.0.borrow().iter() {
        if let Event::JobProgress { done, total, .. } = event {
            assert!(*done > last && *total == 60_000_000);
            last = *done;
        }
    }
    assert!(last > 0);
}

#[wasm_bindgen_test]
async fn a_task_cancelled_before_its_job_begins_takes_the_job_back() {
    let heard = run(async {
        let pool = thread_pool_executor(1)?;
        let first = pool.submit(job::sleeps(0.3))?;
        let second = pool.submit(job::sleeps(0.3))?;
        let waits = create_task(coroutine(call!(waits()), async move { second.await }));
        sleep(0.0).await?;
        waits.cancel();
        assert!(waits.await.unwrap_err().is_cancelled());
        first.await
    })
    .await;
    let cancelled = |(_, event): &(Nanos, Event)| match event {
        Event::JobEnded { job, outcome, .. } => Some((*job, outcome.clone())),
        _ => None,
    };
    let ends: Vec<_> = heard.0.borrow().iter().filter_map(cancelled).collect();
    assert_eq!(
        ends,
        [
            (JobId(2), Outcome::Cancelled(None)),
            (JobId(1), Outcome::Returned)
        ]
    );
}

#[wasm_bindgen_test]
async fn a_job_whose_task_is_cancelled_later_runs_on() {
    let heard = run(async {
        let pool = thread_pool_executor(1)?;
        let running = pool.submit(job::sleeps(0.3))?;
        let waits = create_task(coroutine(call!(waits()), async move { running.await }));
        sleep(0.0).await?;
        waits.cancel();
        assert!(waits.await.unwrap_err().is_cancelled());
        print("cancelled");
        // It has the only worker until it is done.
        pool.submit(job::echo("after it".to_owned()))?.await?;
        print("after it");
        Ok(())
    })
    .await;
    let heard = heard.0.borrow();
    let at = |wanted: &dyn Fn(&Event) -> bool| heard.iter().position(|(_, event)| wanted(event));
    let said = |what: &'static str| {
        at(
            &move |event| matches!(event, Event::Printed { text, .. } if without_newline(text) == what),
        )
    };
    let ended = at(&|event| {
        matches!(
            event,
            Event::JobEnded {
                job: JobId(1),
                outcome: Outcome::Returned,
                ..
            }
        )
    });
    assert!(said("cancelled") < ended && ended < said("after it"));
}

#[wasm_bindgen_test]
async fn ten_thousand_jobs_are_done_in_order() {
    let heard = run(async {
        let pool = thread_pool_executor(1)?;
        for future in pool.map((0..10_000).map(|n| job::echo(n.to_string())))? {
            future.await?;
        }
        Ok(())
    })
    .await;
    let ended = |(_, event): &(Nanos, Event)| match event {
        Event::JobEnded { job, .. } => Some(job.0),
        _ => None,
    };
    let ends: Vec<u32> = heard.0.borrow().iter().filter_map(ended).collect();
    assert_eq!(ends, (1..=10_000).collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn a_pool_that_is_shut_takes_no_more_jobs() {
    let lines = console(async {
        let pool = process_pool_executor(1)?;
        let last = pool.submit(job::echo("last".to_owned()))?;
        pool.shutdown(false);
        print(pool.submit(job::getpid()).unwrap_err());
        print(last.await?);
        Ok(())
    })
    .await;
    assert_eq!(
        lines,
        [
            "RuntimeError: cannot schedule new futures after shutdown",
            "last"
        ]
    );
}

#[wasm_bindgen_test]
async fn with_a_pool_holds_the_loop_until_its_last_job_has_ended() {
    let heard = run(async {
        create_task(coroutine(call!(other()), async {
            print("other");
            Ok(())
        }));
        with_pool(thread_pool_executor(1)?, async |pool| {
            pool.map([job::sleeps(0.1), job::sleeps(0.1)])?;
            print("left");
            Ok(())
        })
        .await?;
        print("waited");
        sleep(0.0).await
    })
    .await;
    assert_eq!(heard.console(), ["left", "waited", "other"]);
    let heard = heard.0.borrow();
    let span = heard.iter().find_map(|(until, event)| match event {
        Event::Blocked { from, .. } => Some(until.since(*from)),
        _ => None,
    });
    assert!(span.unwrap() >= Nanos::from_secs(0.15), "{span:?}");
}

#[wasm_bindgen_test]
async fn the_page_paints_before_a_computation_stops_it() {
    let count = js_sys::Function::new_no_args(
        "self.frames_seen = 0;
         const count = () => { self.frames_seen++; requestAnimationFrame(count); };
         requestAnimationFrame(count);",
    );
    count.call0(&JsValue::UNDEFINED).unwrap();
    let frames = || js_sys::Reflect::get(&js_sys::global(), &"frames_seen".into()).unwrap();
    let (browser, heard) = start(async {
        call_here(job::cpu_bound(20_000_000)).await?;
        Ok(())
    });
    let begun = || {
        let heard = heard.0.borrow();
        heard
            .iter()
            .any(|(_, event)| matches!(event, Event::Blocking { .. }))
    };
    until(begun).await;
    let ended = || {
        let heard = heard.0.borrow();
        heard
            .iter()
            .any(|(_, event)| matches!(event, Event::Blocked { .. }))
    };
    // It is announced, and not yet made.
    assert!(!ended());
    let before = frames().as_f64().unwrap();
    until(ended).await;
    assert!(frames().as_f64().unwrap() >= before + 1.0);
    end_of(&browser).await;
}

#[wasm_bindgen_test]
async fn while_a_job_is_in_flight_the_clock_is_the_walls_and_pauses_do_not_count() {
    let began = wall();
    let (browser, _) = start(async { to_thread(job::sleeps(0.4)).await });
    browser.set_speed(Speed::Times(100.0));
    until(|| browser.follows_the_wall()).await;
    browser.pause();
    let (paused, shown) = (wall(), browser.time());
    until(|| wall() - paused > 1_000.0).await;
    assert_eq!(browser.time(), shown);
    let pause = wall() - paused;
    browser.resume();
    end_of(&browser).await;
    // However busy the machine is: the clock shows no more than what the wall does without the pause.
    let most = Nanos::from_secs((wall() - began - pause) / 1e3);
    assert!(browser.event_loop().now() <= most);
}

/// A program with all that can come from outside, and timers in between.
fn all_sorts() -> Coroutine<()> {
    coroutine(call!(main()), async {
        let ticks = create_task(coroutine(call!(ticks()), async {
            for _ in 0..20 {
                sleep(0.02).await?;
                print(get_running_loop()?.time());
            }
            Ok(())
        }));
        let threads = outside::threads([6_000_000, 3_000_000], 16, 0.05).await?;
        let panics = threads.submit(job::panics("ouch".to_owned()))?;
        print(panics.await.unwrap_err());
        let processes = outside::processes(2).await?;
        print(processes.submit(job::getpid())?.await?);
        print(call_here(job::blocking_io(4, 0.0)).await?.repr());
        call_here(job::cpu_bound(1_000_000)).await?;
        let last = processes.submit(job::sleeps(0.1))?;
        processes.join().await?;
        last.await?;
        ticks.await
    })
}

#[wasm_bindgen_test]
async fn a_recorded_run_makes_the_same_trace_again() {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    slot_browser::install(&event_loop, SCRIPT);
    let browser = Browser::start(&event_loop, all_sorts(), Options::default(), || {});
    // A person who pauses and steps lets results come in between two handles of a turn.
    let has_a_worker = || {
        let trace = recorder.trace();
        trace
            .iter()
            .any(|record| matches!(record.event, Event::WorkerChanged { .. }))
    };
    until(has_a_worker).await;
    for _ in 0..40 {
        browser.step();
        // What has come from outside meanwhile is heard of.
        TimeoutFuture::new(0).await;
    }
    browser.resume();
    end_of(&browser).await;
    assert!(
        matches!(browser.status(), Status::Finished(Ok(()))),
        "{:?}",
        browser.status()
    );
    let first = recorder.take();

    let said = Recording::of(first.inputs(), first.turn_times());
    let again = EventLoop::new();
    again.set_instrument(Some(recorder.clone()));
    again.set_cpu_count(event_loop.cpu_count());
    replay::install(&again, Rc::new(said), None);
    virtual_time::run(&again, all_sorts()).unwrap();
    again.set_instrument(None);
    let second = recorder.take();
    for (n, (a, b)) in first.iter().zip(second.iter()).enumerate() {
        assert_eq!(
            (a.when, started_here(&a.event)),
            (b.when, started_here(&b.event)),
            "event {n}"
        );
    }
    assert_eq!(first.len(), second.len());
}

/// The event as if the program had been started at one line.
fn started_here(event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::TaskCreated { task, at, .. } | Event::FrameEntered { task, at, .. } = &mut event
        && *task == FutureId(1)
    {
        *at = Place::FIRST;
    }
    event
}

#[wasm_bindgen_test]
async fn a_call_that_blocks_the_loop_takes_its_measured_time() {
    let heard = run(async {
        time_sleep(0.2)?;
        print(call_here(job::cpu_bound(3_000_000)).await?.repr());
        Ok(())
    })
    .await;
    let blocked = |(until, event): &(Nanos, Event)| match event {
        Event::Blocked { from, .. } => Some(until.since(*from)),
        _ => None,
    };
    let blocks: Vec<Nanos> = heard.0.borrow().iter().filter_map(blocked).collect();
    assert_eq!(blocks[0], Nanos::from_secs(0.2));
    assert!(blocks[1] > Nanos::ZERO);
    assert_eq!(heard.console(), ["8999995500000500000"]);
}
