//! Each way in which a program can hang is told by its own cause, with the advice that mends it.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::analysis::findings::deadlock;
use loopscope::runtime::{
    Barrier, Condition, Coroutine, Event, Lock, Queue, Semaphore, Task, call, coroutine,
    create_task, gather, get_running_loop, sleep, wait_for,
};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{Analysis, Finding, FindingKind, Scene, findings};

use super::runs;

/// The deadlock findings at the end of a run, in a language.
fn causes_in(trace: &Trace, lang: Lang) -> Vec<Finding> {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    let scene = Scene::new(trace, &analysis, trace.len(), lang);
    let mut found = findings(&scene);
    found.retain(|finding| finding.kind == FindingKind::Deadlock);
    found
}

/// What is said of a hanging program: the heading and the sentence of each cause.
fn causes(trace: &Trace) -> Vec<[String; 2]> {
    let english = causes_in(trace, Lang::En);
    let chinese = causes_in(trace, Lang::Zh);
    assert_eq!(english.len(), chinese.len());
    for (english, chinese) in english.iter().zip(&chinese) {
        assert!(english.title.is_ascii() && english.advice.is_ascii());
        for words in [&chinese.title, &chinese.what, &chinese.why, &chinese.advice] {
            assert!(!words.is_ascii(), "not Chinese: {words}");
        }
        assert!(!english.evidence.is_empty());
    }
    let said = english
        .into_iter()
        .map(|finding| [finding.title, finding.what]);
    said.collect()
}

fn only_cause(trace: &Trace) -> [String; 2] {
    let causes = causes(trace);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    causes.into_iter().next().unwrap()
}

fn advice(trace: &Trace) -> String {
    causes_in(trace, Lang::En).remove(0).advice
}

fn program(main: Coroutine<()>) -> Trace {
    runs::program(main)
}

#[test]
fn two_locks_in_opposite_order_are_a_ring_of_two_locks() {
    let trace = runs::scenario("deadlock");
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "A ring of two locks");
    assert!(what.starts_with("worker('one') holds ") && what.contains("; worker('two') holds "));
    assert!(advice(&trace).starts_with("Take the locks in the same order"));
}

#[test]
fn the_headline_of_a_deadlock_is_there_from_the_event_on_that_makes_it_certain() {
    let trace = runs::scenario("deadlock");
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let there = deadlock(&trace, &analysis, trace.len(), Lang::En).unwrap();
    assert_eq!(
        there.headline,
        "worker('one') and worker('two') each hold the lock that the other waits for."
    );
    assert_eq!(deadlock(&trace, &analysis, there.event, Lang::En), None);
    assert!(deadlock(&trace, &analysis, there.event + 1, Lang::En).is_some());
}

#[test]
fn philosophers_are_a_ring_of_as_many_locks() {
    let [title, what] = only_cause(&runs::scenario("philosophers"));
    assert_eq!(title, "A ring of five locks");
    assert_eq!(what.matches(" and waits for ").count(), 5);
}

#[test]
fn a_lock_taken_twice_by_one_task_is_not_told_to_take_locks_in_order() {
    let trace = program(coroutine(call!(main()), async move {
        let lock = Lock::new();
        let _guard = lock.acquire().await?;
        let _again = lock.acquire().await?;
        Ok(())
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "A lock taken twice by one task");
    assert_eq!(what, "main() waits for Lock 1, which it holds itself.");
    assert!(advice(&trace).contains("cannot be taken again by its holder"));
}

#[test]
fn a_forgotten_task_done_names_the_queue_and_who_took_the_item() {
    let trace = runs::preset("join", "Forget it once");
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "A forgotten task_done()");
    assert_eq!(
        what,
        "main() waits in join() of queue: 1 item was taken by worker('worker 1') and never \
         reported by task_done()."
    );
    assert!(advice(&trace).contains("task_done() once for each item"));
}

#[test]
fn a_queue_with_items_and_no_workers_is_not_worked_off() {
    let [title, what] = only_cause(&runs::preset("queue_workers", "No worker"));
    assert_eq!(title, "Nobody works queue off");
    assert_eq!(
        what,
        "main() waits in join() of queue, in which 20 items are left, and nobody is left who \
         takes them."
    );
}

#[test]
fn a_join_that_waits_for_a_stuck_worker_is_told_by_what_holds_the_worker() {
    let trace = program(coroutine(call!(main()), async move {
        let (queue, gate) = (Queue::new(0), Event::new());
        queue.put_nowait(1)?;
        let worker = coroutine(call!(worker()), {
            let queue = queue.clone();
            async move {
                let _item: i32 = queue.get().await?;
                gate.wait().await?;
                queue.task_done()
            }
        });
        let _worker = create_task(worker);
        queue.join().await
    }));
    assert_eq!(only_cause(&trace)[0], "Nobody sets Event 1");
}

fn producer(queue: Queue<i32>, items: i32) -> Coroutine<()> {
    coroutine(call!(producer(items)), async move {
        for item in 0..items {
            queue.put(item).await?;
        }
        Ok(())
    })
}

fn consumer(queue: Queue<i32>, items: i32) -> Coroutine<()> {
    coroutine(call!(consumer(items)), async move {
        for _ in 0..items {
            queue.get().await?;
        }
        Ok(())
    })
}

#[test]
fn a_get_into_which_nobody_puts_says_who_did_before() {
    let trace = program(coroutine(call!(main()), async move {
        let queue = Queue::new(0);
        let _producer = create_task(producer(queue.clone(), 2));
        create_task(consumer(queue, 3)).await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "Nobody puts into Queue 1");
    assert_eq!(
        what,
        "consumer(3) waits for an item of Queue 1, which is empty, and nobody is left who puts \
         one in: producer(2) put items in before, and has ended."
    );
}

#[test]
fn a_put_from_which_nobody_takes_says_that_the_queue_is_full() {
    let trace = program(coroutine(call!(main()), async move {
        let queue = Queue::new(1);
        let _consumer = create_task(consumer(queue.clone(), 1));
        create_task(producer(queue, 3)).await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "Nobody takes from Queue 1");
    assert_eq!(
        what,
        "producer(3) waits for room in Queue 1, which is full with 1 item, and nobody is left \
         who takes from it: consumer(1) took items before, and has ended."
    );
}

#[test]
fn a_condition_that_nobody_notifies_says_how_many_were_woken() {
    let [title, what] = only_cause(&runs::preset("condition", "One item too few"));
    assert_eq!(title, "Nobody notifies cond");
    assert!(
        what.ends_with("2 waiters were woken so far, the last at 2.000 s."),
        "{what}"
    );
}

#[test]
fn an_event_that_nobody_sets_is_told_apart_from_one_that_was_missed() {
    let trace = program(coroutine(call!(main()), async move {
        let event = Event::new();
        event.wait().await.map(drop)
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "Nobody sets Event 1");
    assert_eq!(
        what,
        "main() waits for Event 1, which is not set, and nobody is left who sets it."
    );
    assert!(advice(&trace).starts_with("Call set()"));
    let missed = program(coroutine(call!(main()), async move {
        let event = Event::new();
        sleep(1.0).await?;
        event.set();
        event.clear();
        event.wait().await.map(drop)
    }));
    let [_, what] = only_cause(&missed);
    assert!(
        what.contains("set at 1.000 s and cleared again at 1.000 s"),
        "{what}"
    );
    assert!(advice(&missed).starts_with("Leave the event set"));
}

#[test]
fn a_barrier_with_a_missing_party_says_so() {
    let [title, what] = only_cause(&runs::preset("barrier", "One runner too few"));
    assert_eq!(title, "A party is missing at barrier");
    assert!(
        what.starts_with("runner(0) and runner(1) wait at barrier, where 2 of 3 have arrived"),
        "{what}"
    );
    let [_, what] = only_cause(&program(coroutine(call!(main()), async move {
        let barrier = Barrier::new(2)?;
        let runner = |name: &'static str, comes: bool| {
            let barrier = barrier.clone();
            coroutine(call!(runner(name)), async move {
                if comes {
                    barrier.wait().await?;
                }
                Ok(())
            })
        };
        let _one = create_task(runner("one", false));
        create_task(runner("two", true)).await
    })));
    assert!(
        what.contains(": runner('one') ended without arriving."),
        "{what}"
    );
}

fn visitor(name: &'static str, places: Semaphore, gives_back: bool) -> Coroutine<()> {
    coroutine(call!(visitor(name)), async move {
        let permit = places.acquire().await?;
        if !gives_back {
            permit.detach();
        }
        Ok(())
    })
}

#[test]
fn a_permit_that_leaked_names_the_task_that_has_ended() {
    let trace = program(coroutine(call!(main()), async move {
        let places = Semaphore::new(1);
        let _one = create_task(visitor("one", places.clone(), false));
        create_task(visitor("two", places, true)).await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "Semaphore 1 was never given back");
    assert_eq!(
        what,
        "visitor('two') waits for Semaphore 1, which visitor('one') took and never gave back, \
         and has ended."
    );
    assert!(advice(&trace).starts_with("Use async with"));
}

#[test]
fn a_semaphore_without_places_is_not_said_to_have_leaked() {
    let [title, _] = only_cause(&runs::preset("semaphore", "No place"));
    assert_eq!(title, "Nobody releases sem");
}

#[test]
fn tasks_that_hold_all_permits_and_want_one_more_are_told_that() {
    let trace = program(coroutine(call!(main()), async move {
        let places = Semaphore::new(2);
        let greedy = |name: &'static str| {
            let places = places.clone();
            coroutine(call!(greedy(name)), async move {
                let _one = places.acquire().await?;
                sleep(1.0).await?;
                let _two = places.acquire().await?;
                Ok(())
            })
        };
        gather([greedy("a"), greedy("b")]).await.map(drop)
    }));
    let [title, _] = only_cause(&trace);
    assert_eq!(title, "All permits are held by tasks that wait for one");
    assert!(advice(&trace).starts_with("Take all permits"));
}

type Other = Rc<RefCell<Option<Task<()>>>>;

fn waits_for(name: &'static str, other: Other) -> Coroutine<()> {
    coroutine(call!(waits_for(name)), async move {
        sleep(1.0).await?;
        let task = other.borrow().clone();
        match task {
            Some(task) => task.await,
            None => Ok(()),
        }
    })
}

#[test]
fn tasks_that_await_each_other_are_a_ring_without_locks() {
    let trace = program(coroutine(call!(main()), async move {
        let (first, second) = (Other::default(), Other::default());
        let one = create_task(waits_for("one", second.clone()));
        let two = create_task(waits_for("two", first.clone()));
        first.replace(Some(one.clone()));
        second.replace(Some(two));
        one.await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "Tasks that await each other");
    assert_eq!(
        what,
        "waits_for('one') awaits waits_for('two'); waits_for('two') awaits waits_for('one')."
    );
}

#[test]
fn a_task_that_awaits_itself_through_a_gather_is_told_so() {
    let trace = program(coroutine(call!(main()), async move {
        let own = Other::default();
        let itself = own.clone();
        let task = create_task(coroutine(call!(narcissus()), async move {
            sleep(1.0).await?;
            let task = itself.borrow().clone();
            gather(task.into_iter().collect::<Vec<_>>()).await.map(drop)
        }));
        own.replace(Some(task.clone()));
        task.await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "A task that awaits itself");
    assert_eq!(
        what,
        "narcissus() awaits gather(1), which waits for narcissus() itself."
    );
}

#[test]
fn a_task_awaited_under_the_lock_that_it_needs_is_a_mixed_ring() {
    let trace = program(coroutine(call!(main()), async move {
        let lock = Lock::new();
        let inner = {
            let lock = lock.clone();
            coroutine(
                call!(child()),
                async move { lock.acquire().await.map(drop) },
            )
        };
        let _guard = lock.acquire().await?;
        create_task(inner).await
    }));
    let [title, what] = only_cause(&trace);
    assert_eq!(title, "A ring of waiting");
    assert_eq!(
        what,
        "main() awaits child(); child() waits for Lock 1, which main() has."
    );
    assert!(advice(&trace).starts_with("Do not await a task while holding"));
}

#[test]
fn a_future_that_nobody_completes_says_who_made_it() {
    let [title, what] = only_cause(&program(coroutine(call!(main()), async move {
        get_running_loop()?.create_future::<()>().await
    })));
    assert_eq!(title, "A future that nobody completes");
    assert_eq!(
        what,
        "main() waits for a future that main() made, and nobody is left who completes it."
    );
}

#[test]
fn causes_that_have_nothing_to_do_with_each_other_are_each_told_and_the_ring_first() {
    let trace = program(coroutine(call!(main()), async move {
        let (a, b) = (Lock::new(), Lock::new());
        let log = Queue::<i32>::new(0);
        let _report = create_task(consumer(log, 1));
        let takes = |first: Lock, second: Lock| {
            coroutine(call!(takes()), async move {
                let _first = first.acquire().await?;
                sleep(1.0).await?;
                let _second = second.acquire().await?;
                Ok(())
            })
        };
        gather([takes(a.clone(), b.clone()), takes(b, a)])
            .await
            .map(drop)
    }));
    let titles: Vec<String> = causes(&trace).into_iter().map(|[title, _]| title).collect();
    assert_eq!(titles, ["A ring of two locks", "Nobody puts into Queue 1"]);
}

#[test]
fn a_ring_that_a_timeout_opens_is_said_while_it_is_closed_and_not_after() {
    let trace = program(coroutine(call!(main()), async move {
        let lock = Lock::new();
        let _guard = lock.acquire().await?;
        let takes = {
            let lock = lock.clone();
            coroutine(
                call!(takes()),
                async move { lock.acquire().await.map(drop) },
            )
        };
        let again = wait_for(takes, Some(1.0)).await;
        assert!(again.is_err());
        sleep(1.0).await
    }));
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let at = |seconds: f64| {
        let cursor = trace.cursor_at(loopscope::events::Nanos::from_secs(seconds));
        let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
        let found = findings(&scene);
        found
            .iter()
            .filter(|f| f.kind == FindingKind::Deadlock)
            .count()
    };
    assert_eq!(at(0.0), 1);
    assert_eq!(at(1.0), 0);
    assert_eq!(deadlock(&trace, &analysis, trace.len(), Lang::En), None);
}

#[test]
fn a_lost_notification_counts_none_as_woken() {
    let [_, what] = only_cause(&program(coroutine(call!(main()), async move {
        let condition = Condition::new();
        let guard = condition.acquire().await?;
        condition.notify(1)?;
        condition.wait().await?;
        drop(guard);
        Ok(())
    })));
    assert_eq!(
        what,
        "main() waits at Condition 1, and nobody is left who notifies it."
    );
}
