//! Executors under virtual time: order, the GIL, pools that end, and what each call costs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, JobId, Nanos, Outcome, WorkerState, without_newline};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Exception, Repr, Result, call, call_here, classes, coroutine,
    create_task, gather_exceptions, get_running_loop, print, process_pool_executor, sleep,
    thread_pool_executor, time_sleep, to_thread, with_pool,
};
use loopscope::workers::job::{self, Bytes};
use loopscope::workers::protocol::Raised;
use loopscope::workers::scheduler::{Availability, Place, place};
use loopscope::workers::slot_native;

#[derive(Default)]
struct Heard(RefCell<Vec<(Nanos, Event)>>);

impl Instrument for Heard {
    fn record(&self, when: Nanos, event: Event) {
        self.0.borrow_mut().push((when, event));
    }
}

struct Run {
    console: Vec<String>,
    heard: Rc<Heard>,
}

fn run_with(
    prepare: impl FnOnce(&EventLoop),
    main: impl Future<Output = Result<()>> + 'static,
) -> Run {
    let heard = Rc::new(Heard::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(heard.clone()));
    slot_native::install(&event_loop);
    prepare(&event_loop);
    virtual_time::run(&event_loop, coroutine(call!(main()), main)).unwrap();
    assert_eq!(event_loop.jobs_in_flight(), 0);
    let console = heard.0.borrow().iter().filter_map(line).collect();
    Run { console, heard }
}

fn line((when, event): &(Nanos, Event)) -> Option<String> {
    match event {
        Event::Printed { text, .. } => {
            Some(format!("{} {}", when.as_secs(), without_newline(text)))
        }
        _ => None,
    }
}

fn console(main: impl Future<Output = Result<()>> + 'static) -> Vec<String> {
    run_with(|_| {}, main).console
}

#[test]
fn the_default_executor_gives_what_the_job_gives() {
    let lines = console(async {
        let event_loop = get_running_loop()?;
        let read = event_loop
            .run_in_executor(None, job::blocking_io(4, 0.5))?
            .await?;
        print(read.repr());
        print(to_thread(job::cpu_bound(10_000_000)).await?);
        Ok(())
    });
    assert_eq!(
        lines,
        [
            "0.5 b'\\x07\\x9c1\\xc6'",
            // sum(i * i for i in range(10 ** 7))
            "1.5 333333283333335000000"
        ]
    );
}

#[test]
fn the_formula_for_virtual_time_is_what_the_loop_adds_up() {
    for n in [0_u64, 1, 2, 3, 4, 5, 6, 7, 100, 65_537] {
        let packed = job::cpu_bound(n).packed.unwrap();
        let sum: u128 = (0..u128::from(n)).map(|i| i * i).sum();
        let loops = job::run_at_once(&packed, Rc::new(Here)).unwrap();
        assert_eq!(loops, Ok(sum.to_string()));
        let lines = console(async move {
            print(call_here(job::cpu_bound(n)).await?);
            Ok(())
        });
        assert!(lines[0].ends_with(&format!(" {sum}")), "{lines:?}");
    }
}

#[test]
fn threads_share_a_gil_and_processes_do_not() {
    let two = |pool: fn() -> Result<loopscope::runtime::Pool>| {
        console(async move {
            let pool = pool()?;
            let jobs = [job::cpu_bound(10_000_000), job::cpu_bound(10_000_000)];
            for future in pool.map(jobs)? {
                future.await?;
                print("done");
            }
            Ok(())
        })
    };
    // 1 s each. The first is done one switch interval before the second.
    assert_eq!(two(|| thread_pool_executor(2)), ["1.995 done", "2 done"]);
    // Processes are started, and what goes there and back is copied.
    assert_eq!(
        two(|| process_pool_executor(2)),
        ["1.0302 done", "1.0302 done"]
    );
}

#[test]
fn without_a_gil_threads_compute_side_by_side() {
    let run = run_with(|event_loop| event_loop.set_gil_enabled(false), async {
        let pool = thread_pool_executor(2)?;
        for future in pool.map([job::cpu_bound(10_000_000), job::cpu_bound(10_000_000)])? {
            future.await?;
            print("done");
        }
        Ok(())
    });
    assert_eq!(run.console, ["1 done", "1 done"]);
}

#[test]
fn jobs_that_block_overlap_under_the_gil() {
    let lines = console(async {
        let pool = thread_pool_executor(2)?;
        for future in pool.map([job::sleeps(0.3), job::sleeps(0.3)])? {
            future.await?;
        }
        print("both");
        Ok(())
    });
    assert_eq!(lines, ["0.3 both"]);
}

#[test]
fn ten_thousand_jobs_are_done_in_order() {
    let run = run_with(|_| {}, async {
        let pool = thread_pool_executor(1)?;
        let mut last = None;
        for future in pool.map((0..10_000).map(|n| job::echo(n.to_string())))? {
            last = Some(future.await?);
        }
        print(last.repr());
        Ok(())
    });
    assert_eq!(run.console, ["0 '9999'"]);
    let ended: Vec<JobId> = run
        .heard
        .0
        .borrow()
        .iter()
        .filter_map(|(_, event)| match event {
            Event::JobEnded { job, .. } => Some(*job),
            _ => None,
        })
        .collect();
    assert_eq!(ended, (1..=10_000).map(JobId).collect::<Vec<_>>());
}

#[test]
fn a_pool_starts_no_worker_while_one_is_idle() {
    let run = run_with(|_| {}, async {
        let pool = thread_pool_executor(64)?;
        for _ in 0..3 {
            pool.submit(job::sleeps(0.1))?.await?;
        }
        Ok(())
    });
    let heard = run.heard.0.borrow();
    let starts = heard.iter().filter(|(_, event)| {
        matches!(
            event,
            Event::WorkerChanged {
                state: WorkerState::Starting,
                ..
            }
        )
    });
    assert_eq!(starts.count(), 1);
}

#[test]
fn a_job_that_raises_raises_where_it_is_awaited() {
    let lines = console(async {
        let raised = to_thread(job::raises("no".to_owned())).await.unwrap_err();
        print(raised.to_string());
        Ok(())
    });
    assert_eq!(lines, ["0 ValueError: no"]);
}

#[test]
fn a_task_cancelled_before_its_job_begins_takes_the_job_back() {
    let run = run_with(|_| {}, async {
        let event_loop = get_running_loop()?;
        let pool = thread_pool_executor(1)?;
        let first = pool.submit(job::sleeps(1.0))?;
        let second = pool.submit(job::sleeps(1.0))?;
        let waits = create_task(coroutine(call!(waits()), async move { second.await }));
        sleep(0.5).await?;
        waits.cancel();
        assert!(waits.await.unwrap_err().is_cancelled());
        first.await?;
        print(event_loop.time());
        Ok(())
    });
    assert_eq!(run.console, ["1 1"]);
    assert!(run.heard.0.borrow().contains(&(
        Nanos::from_secs(0.5),
        Event::JobEnded {
            job: JobId(2),
            outcome: Outcome::Cancelled(None),
            result: None,
        }
    )));
}

#[test]
fn a_job_whose_task_is_cancelled_later_runs_on() {
    let run = run_with(|_| {}, async {
        let pool = thread_pool_executor(1)?;
        let running = pool.submit(job::sleeps(1.0))?;
        let waits = create_task(coroutine(call!(waits()), async move { running.await }));
        sleep(0.5).await?;
        waits.cancel();
        assert!(waits.await.unwrap_err().is_cancelled());
        // It has the only worker until it is done.
        pool.submit(job::sleeps(1.0))?.await?;
        print("after it");
        Ok(())
    });
    assert_eq!(run.console, ["2 after it"]);
}

#[test]
fn a_pool_that_is_shut_takes_no_more_jobs() {
    let lines = console(async {
        let pool = thread_pool_executor(1)?;
        pool.shutdown(false);
        print(pool.submit(job::sleeps(1.0)).unwrap_err().to_string());
        Ok(())
    });
    assert_eq!(
        lines,
        ["0 RuntimeError: cannot schedule new futures after shutdown"]
    );
}

#[test]
fn the_end_of_a_pool_waits_for_its_jobs() {
    let lines = console(async {
        let pool = thread_pool_executor(1)?;
        let futures = pool.map([job::sleeps(1.0), job::sleeps(1.0)])?;
        create_task(coroutine(call!(other()), async {
            print("another task");
            Ok(())
        }));
        get_running_loop()?
            .call_later(0.5, "late", || print("late"))
            .unwrap();
        pool.join().await?;
        // The loop stood: it has not heard of the results yet, and nobody else had a turn.
        print(futures.iter().any(|future| future.done()).repr());
        sleep(0.0).await?;
        sleep(0.0).await?;
        print(futures.iter().all(|future| future.done()).repr());
        Ok(())
    });
    assert_eq!(lines, ["2 False", "2 another task", "2 late", "2 True"]);
}

#[test]
fn a_pool_that_is_left_by_an_exception_is_waited_for_all_the_same() {
    let lines = console(async {
        let raised = with_pool(thread_pool_executor(1)?, async |pool| {
            pool.map([job::sleeps(1.0), job::sleeps(1.0)])?;
            job_of(&pool, job::raises("no".to_owned())).cancel();
            Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "left"))
        });
        print(raised.await.unwrap_err().to_string());
        Ok(())
    });
    assert_eq!(lines, ["2 ValueError: left"]);
}

#[test]
fn a_shutdown_that_cancels_and_waits_waits_for_what_has_begun() {
    let lines = console(async {
        let pool = thread_pool_executor(1)?;
        let futures = pool.map([job::sleeps(1.0), job::sleeps(1.0)])?;
        pool.cancel_and_join().await?;
        print(get_running_loop()?.time());
        sleep(0.0).await?;
        sleep(0.0).await?;
        print(futures[0].done().repr());
        Ok(())
    });
    assert_eq!(lines, ["1 1", "1 True"]);
}

#[test]
fn a_loop_that_waits_for_a_job_that_never_ends_is_stuck() {
    let event_loop = EventLoop::new();
    slot_native::install(&event_loop);
    let main = coroutine(call!(main()), async {
        let pool = thread_pool_executor(1)?;
        let _never = pool.submit(job::never_ends())?;
        get_running_loop()?
            .call_later(1.0, "never", || print("never"))
            .unwrap();
        pool.join().await
    });
    assert!(virtual_time::run(&event_loop, main).is_err());
    assert_eq!(event_loop.now(), Nanos::ZERO);
}

fn job_of<T: Clone + 'static>(
    pool: &loopscope::runtime::Pool,
    job: loopscope::runtime::executor::Job<T>,
) -> loopscope::runtime::Future<T> {
    pool.submit(job).unwrap()
}

#[test]
fn a_shutdown_that_cancels_drops_what_has_not_begun() {
    let lines = console(async {
        let pool = thread_pool_executor(1)?;
        let futures = pool.map([job::sleeps(1.0), job::sleeps(1.0), job::sleeps(1.0)])?;
        pool.shutdown(true);
        let waits = |future: loopscope::runtime::Future<()>| -> Coroutine<()> {
            coroutine(call!(waits()), async move { future.await })
        };
        let first = waits(futures[0].clone());
        print(gather_exceptions([first]).await?.len());
        Ok(())
    });
    assert_eq!(lines, ["1 1"]);
}

#[test]
fn who_awaits_a_job_that_a_shutdown_dropped_sees_a_cancelled_error() {
    let lines = console(async {
        let pool = thread_pool_executor(1)?;
        let futures = pool.map([job::sleeps(1.0), job::sleeps(1.0)])?;
        pool.shutdown(true);
        print(futures[1].cancelled().repr());
        match futures[1].clone().await {
            Err(error) if error.is(&classes::CANCELLED_ERROR) => print("cancelled"),
            _ => print("something else"),
        }
        print(futures[1].cancelled().repr());
        futures[0].clone().await?;
        print("the first ran on");
        Ok(())
    });
    assert_eq!(
        lines,
        ["0 False", "0 cancelled", "0 True", "1 the first ran on"]
    );
}

#[test]
fn asyncio_run_waits_for_the_default_executor() {
    let event_loop = EventLoop::new();
    slot_native::install(&event_loop);
    let main = coroutine(call!(main()), async {
        let _forgotten = get_running_loop()?.run_in_executor(None, job::sleeps(3.0))?;
        Ok(())
    });
    virtual_time::run(&event_loop, main).unwrap();
    assert_eq!(event_loop.now(), Nanos::from_secs(3.0));
}

#[test]
fn a_broken_process_pool_fails_its_jobs_and_takes_new_ones() {
    let lines = console(async {
        let pool = process_pool_executor(1)?;
        let futures = pool.map([job::exits(), job::exits()])?;
        for future in futures {
            print(future.await.unwrap_err().class().name);
        }
        print(pool.submit(job::echo("again".to_owned()))?.await?);
        Ok(())
    });
    assert_eq!(
        lines,
        [
            "0.0302 BrokenProcessPool",
            "0.0302 BrokenProcessPool",
            "0.0604 again"
        ]
    );
}

#[test]
fn arguments_that_cannot_be_copied_are_a_type_error() {
    let lines = console(async {
        let by_tuple = std::collections::BTreeMap::from([((1, 2), 3)]);
        let job = job::pack::<String>("echo", "{(1, 2): 3}", &(by_tuple,));
        let raised = process_pool_executor(1)?.submit(job)?.await.unwrap_err();
        print(raised.class().name);
        Ok(())
    });
    assert_eq!(lines, ["0 TypeError"]);
}

#[test]
fn a_completion_comes_before_the_timers_of_its_moment() {
    let lines = console(async {
        let event_loop = get_running_loop()?;
        event_loop
            .call_later(1.0, "timer", || print("timer"))
            .unwrap();
        let job = event_loop.run_in_executor(None, job::sleeps(1.0))?;
        job.add_done_callback(&loopscope::runtime::Callback::new("done", |_| print("job")))
            .unwrap();
        event_loop
            .call_later(1.0, "timer", || print("timer"))
            .unwrap();
        job.await?;
        sleep(0.0).await
    });
    // `_set_state` is ready first; what it wakes comes a turn later.
    assert_eq!(lines, ["1 timer", "1 timer", "1 job"]);
}

#[test]
fn a_blocking_call_holds_the_loop() {
    let run = run_with(|_| {}, async {
        let event_loop = get_running_loop()?;
        event_loop
            .call_later(0.1, "late", || print("late"))
            .unwrap();
        time_sleep(1.0)?;
        assert_eq!(
            call_here(job::cpu_bound(10_000_000)).await?,
            333_333_283_333_335_000_000
        );
        print("here");
        sleep(0.0).await?;
        sleep(0.0).await
    });
    assert_eq!(run.console, ["2 here", "2 late"]);
    let heard = run.heard.0.borrow();
    let blocked: Vec<_> = heard
        .iter()
        .filter_map(|(until, event)| match event {
            Event::Blocked { what, from, .. } => Some((what.to_string(), *from, *until)),
            _ => None,
        })
        .collect();
    let s = Nanos::from_secs;
    assert_eq!(
        blocked,
        [
            ("time.sleep(1)".to_owned(), s(0.0), s(1.0)),
            ("cpu_bound(10000000)".to_owned(), s(1.0), s(2.0))
        ]
    );
    assert!(
        console(async {
            print(time_sleep(-1.0).unwrap_err().to_string());
            Ok(())
        })[0]
            .ends_with("ValueError: sleep length must be non-negative")
    );
}

#[test]
fn without_workers_there_is_one_clear_message() {
    let event_loop = EventLoop::new();
    let main = coroutine(call!(main()), async {
        to_thread(job::getpid()).await.map(|_| ())
    });
    let raised = virtual_time::run(&event_loop, main).unwrap_err();
    assert_eq!(raised.to_string(), "RuntimeError: can't start new thread");
}

#[test]
fn the_next_job_goes_to_an_idle_worker_before_a_new_one() {
    use Availability::{Busy, Gone, Idle};
    assert_eq!(place(&[], 1), Place::New(0));
    assert_eq!(place(&[Busy, Idle, Idle], 3), Place::Worker(1));
    assert_eq!(place(&[Busy, Busy], 3), Place::New(2));
    assert_eq!(place(&[Busy, Gone], 2), Place::New(1));
    assert_eq!(place(&[Busy, Busy], 2), Place::Queue);
}

#[test]
fn the_other_jobs_compute_what_they_say() {
    let lines = console(async {
        print(to_thread(job::count_primes(1000)).await?);
        print(&to_thread(job::hash_mib(1)).await?[..16]);
        let rows = to_thread(job::mandelbrot(8, 4, 1, 3)).await?;
        print(rows.0.len());
        print(Bytes(b"it's \"\n\x00".to_vec()).repr());
        Ok(())
    });
    // primesieve; `head -c 1048576 /dev/zero | sha256sum`; repr of the same in Python.
    let said: Vec<&str> = lines.iter().map(|l| l.split_once(' ').unwrap().1).collect();
    assert_eq!(
        said,
        ["168", "30e14955ebf13522", "16", r#"b'it\'s "\n\x00'"#]
    );
}

struct Here;

impl job::Host for Here {
    fn block(&self, _: f64) -> job::Step {
        Box::pin(async {})
    }
    fn random(&self, _: u32) -> Vec<u8> {
        Vec::new()
    }
    fn fetch(&self, url: &str) -> job::Fetched {
        let no_page = Raised::no_page(url, "there is no web here");
        Box::pin(std::future::ready(Err(no_page)))
    }
    fn pid(&self) -> u32 {
        0
    }
}
