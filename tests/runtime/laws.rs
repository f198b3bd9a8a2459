//! Laws that hold for every program, checked on random ones.

use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, TaskId};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{EventLoop, Lock, Next, Queue, Semaphore, sleep, timeout};
use proptest::prelude::*;

use crate::support::{Console, Log, coro, go, turns, var};

/// What one of several tasks does to what they share.
#[derive(Clone, Copy, Debug)]
enum Step {
    Turn,
    Sleep(u8),
    /// Takes the resource for so many turns.
    Hold(u8),
    /// Tries to, for so long.
    HoldWithin(u8),
    /// Cancels the task of that number.
    Cancel(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Turn),
        (0..4u8).prop_map(Step::Sleep),
        (0..3u8).prop_map(Step::Hold),
        (0..3u8).prop_map(Step::HoldWithin),
        (0..6u8).prop_map(Step::Cancel),
    ]
}

fn programs() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 0..6), 1..6)
}

/// Runs the tasks over a semaphore of so many permits (a lock for none), and fails if any of them
/// waits for ever: every permit is given back, so a task that still waits has lost its wake.
fn nobody_waits_for_ever(programs: &[Vec<Step>], permits: usize) -> Result<(), String> {
    let event_loop = EventLoop::new();
    let console = Rc::new(Console::default());
    event_loop.set_instrument(Some(console));
    let programs = programs.to_vec();
    let main = coro(async move {
        let (lock, semaphore) = (Lock::new(), Semaphore::new(permits.max(1)));
        let tasks = Log::new();
        for program in programs {
            let task = go!([lock, semaphore, tasks] {
                let hold = async |length: u8| {
                    if permits == 0 {
                        lock.with_lock(turns(length.into())).await
                    } else {
                        semaphore.with_permit(turns(length.into())).await
                    }
                };
                for step in program {
                    let _ = match step {
                        Step::Turn => sleep(0.0).await,
                        Step::Sleep(tenths) => sleep(f64::from(tenths) / 10.0).await,
                        Step::Hold(length) => hold(length).await,
                        Step::HoldWithin(tenths) => {
                            timeout(Some(f64::from(tenths) / 10.0))?.run(hold(2)).await
                        }
                        Step::Cancel(other) => {
                            let all: Vec<loopscope::runtime::Task<()>> = tasks.all();
                            if let Some(task) = all.get(usize::from(other)) {
                                task.cancel();
                            }
                            Ok(())
                        }
                    };
                }
                Ok(())
            });
            tasks.push(task);
        }
        for task in tasks.all() {
            let _ = task.await;
        }
        assert!(!lock.locked());
        // Every permit is back.
        for _ in 0..permits.max(1) {
            assert!(!semaphore.locked());
            semaphore.acquire().await?.detach();
        }
        assert!(semaphore.locked());
        Ok(())
    });
    virtual_time::run(&event_loop, main).map_err(|error| error.to_string())
}

/// Notes the tasks that run twice in one turn.
#[derive(Default)]
struct Turns {
    seen: std::cell::RefCell<Vec<TaskId>>,
    twice: std::cell::Cell<bool>,
}

impl Instrument for Turns {
    fn record(&self, _: Nanos, event: Event) {
        match event {
            Event::TurnStarted { .. } => self.seen.borrow_mut().clear(),
            Event::TaskResumed { task, .. } => {
                if self.seen.borrow().contains(&task) {
                    self.twice.set(true);
                }
                self.seen.borrow_mut().push(task);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_wake_is_lost(programs in programs(), permits in 0..3usize) {
        prop_assert_eq!(nobody_waits_for_ever(&programs, permits), Ok(()));
    }

    #[test]
    fn every_item_that_is_put_is_got(
        items in 0..20usize,
        maxsize in 0..3usize,
        cancelled in prop::collection::vec(any::<bool>(), 1..6),
    ) {
        let event_loop = EventLoop::new();
        let main = coro(async move {
            let queue = Queue::new(maxsize);
            let got = var(0);
            let getters: Vec<_> = cancelled
                .iter()
                .map(|_| go!([queue, got] {
                    loop {
                        queue.get().await?;
                        got.add(1);
                    }
                    #[allow(unreachable_code)]
                    Ok(())
                }))
                .collect();
            // One stays to the end; who is cancelled passes its wake on.
            let last = getters.len() - 1;
            for i in 0..items {
                queue.put(i).await?;
                if let Some(index) = cancelled.get(i).and_then(|yes| yes.then_some(i)) && index < last {
                    getters[index].cancel();
                }
            }
            sleep(1.0).await?;
            assert_eq!(got.get(), items);
            Ok(())
        });
        prop_assert!(virtual_time::run(&event_loop, main).is_ok());
    }

    #[test]
    fn no_task_runs_twice_in_a_turn(programs in programs()) {
        let turns_seen = Rc::new(Turns::default());
        let event_loop = EventLoop::new();
        event_loop.set_instrument(Some(turns_seen.clone()));
        let main = coro(async move {
            let tasks: Vec<_> = programs
                .into_iter()
                .map(|program| go!([] {
                    for step in program {
                        match step {
                            Step::Sleep(tenths) => sleep(f64::from(tenths) / 10.0).await?,
                            Step::Hold(length) => turns(length.into()).await?,
                            _ => sleep(0.0).await?,
                        }
                    }
                    Ok(())
                }))
                .collect();
            for (i, task) in tasks.iter().enumerate() {
                if i % 2 == 0 {
                    task.cancel();
                }
                sleep(0.0).await?;
            }
            for task in tasks {
                let _ = task.await;
            }
            Ok(())
        });
        prop_assert!(virtual_time::run(&event_loop, main).is_ok());
        prop_assert!(!turns_seen.twice.get());
    }

    #[test]
    fn a_cancelled_timer_never_fires_and_the_others_fire_in_order(
        timers in prop::collection::vec((0..50u8, any::<bool>()), 0..60),
    ) {
        let event_loop = EventLoop::new();
        let fired = Log::new();
        let mut expected = Vec::new();
        let handles: Vec<_> = timers
            .iter()
            .enumerate()
            .map(|(i, (tenths, cancel))| {
                let log = fired.clone();
                if !cancel {
                    expected.push((*tenths, i));
                }
                event_loop.call_later(f64::from(*tenths) / 10.0, "fire", move || log.push(i)).unwrap()
            })
            .collect();
        for (handle, (_, cancel)) in handles.iter().zip(&timers) {
            if *cancel {
                handle.cancel();
            }
        }
        let mut next = event_loop.next();
        loop {
            match next {
                Next::At(when) => event_loop.advance_to(when),
                Next::Ready => {}
                Next::Idle | Next::Stopped | Next::Raised(_) => break,
            }
            next = event_loop.run_once();
        }
        expected.sort_unstable();
        let expected: Vec<_> = expected.into_iter().map(|(_, i)| i).collect();
        prop_assert_eq!(fired.all(), expected);
    }
}

#[test]
fn the_heap_stays_bounded_when_a_million_timers_are_set_and_cancelled() {
    let event_loop = EventLoop::new();
    let kept = event_loop.call_later(1.0, "kept", || ()).unwrap();
    let mut most = 0;
    for i in 0..1_000_000 {
        let timer = event_loop
            .call_later(f64::from(i), "timer", || -> () {
                panic!("it was cancelled")
            })
            .unwrap();
        timer.cancel();
        most = most.max(event_loop.queue_lengths().1);
    }
    // Below a hundred no clean-up is worth it; above, at most half may be cancelled ones.
    assert!(most <= 101, "{most}");
    assert!(!kept.cancelled());
    event_loop.advance_to(Nanos::from_secs(2e6));
    event_loop.run_once();
    assert_eq!(event_loop.queue_lengths(), (0, 0));
}
