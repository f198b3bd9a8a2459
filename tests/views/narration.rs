//! What is said of each step: who does what, why, and who is next.

use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{Analysis, Scene, StepLevel, told, waiting};

use super::runs;

/// What is said of every step of the program, the bold part between asterisks.
fn steps_of(trace: &Trace, lang: Lang) -> Vec<String> {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    let level = StepLevel::Program;
    let steps = 1..=level.count(&analysis);
    let said = steps.map(|number| {
        let cursor = level.cursor(&analysis, number);
        let told = told(&Scene::new(trace, &analysis, cursor, lang), level);
        format!("*{}*{}", told.said.bold, told.said.rest)
    });
    said.collect()
}

#[track_caller]
fn says(id: &str, given: &[(&str, &str)], expected: &[&str]) {
    let said = steps_of(&runs::scenario_with(id, given), Lang::En);
    for expected in expected {
        assert!(
            said.iter().any(|said| said == expected),
            "{id}: {expected}\nis among {said:#?}"
        );
    }
}

#[test]
fn an_await_tells_until_when_and_who_is_next_and_why() {
    let trace = runs::scenario_with("semaphore", &[("places", "3"), ("visitors", "8")]);
    let said = steps_of(&trace, Lang::En);
    assert_eq!(
        said[35],
        "*visitor(5) awaits sleep(1)*, until 2.000 s. visitor(6) is next: visitor(3) left it a place."
    );
    let said = steps_of(&trace, Lang::Zh);
    assert_eq!(
        said[35],
        "*visitor(5) 等待 sleep(1)*，到 2.000 s。下一个是 visitor(6)：visitor(3) 给它留出了一个名额。"
    );
}

#[test]
fn the_loop_sleeps_where_no_task_is_ready() {
    says(
        "gather",
        &[],
        &[
            "*factorial('C') awaits sleep(1)*, until 1.000 s. The loop sleeps until 1.000 s: \
             nothing is ready.",
            "*factorial('C') ends*. main() is next: the last of its gather(3) is done.",
            "*main() ends*. All tasks are done.",
        ],
    );
}

#[test]
fn what_a_task_does_to_a_lock_or_queue_is_told_with_its_await() {
    says(
        "queue_workers",
        &[("items", "3")],
        &[
            "*main() puts 3 items into queue and makes 3 tasks, then awaits join of queue*. \
             worker('worker-0') is next: it has not begun yet.",
        ],
    );
    says(
        "lock",
        &[],
        &[
            "*contender('task 1') awaits lock*, which contender('task 0') holds. \
             contender('task 2') is next: it has not begun yet.",
            "*contender('task 0') ends* and leaves lock to contender('task 1'). \
             contender('task 1') is next: contender('task 0') released lock.",
        ],
    );
}

#[test]
fn what_a_task_does_that_does_not_suspend_again_is_a_step_of_its_own() {
    says(
        "event",
        &[],
        &[
            "*main() sets event*.",
            "*main() ends*. waiter() is next: main() set event.",
            "*waiter() resumes*: main() set event.",
        ],
    );
}

#[test]
fn a_deadlock_is_told_at_the_last_await() {
    says(
        "deadlock",
        &[],
        &[
            "*worker('two') awaits Lock a*, which worker('one') holds. No task is ready and no \
           timer is set.",
        ],
    );
}

#[test]
fn a_cancellation_tells_who_asked_for_it_and_where_it_arrives() {
    says(
        "cancel",
        &[],
        &[
            "*main() asks worker() to cancel, then awaits worker()*. worker() is next: main() \
             asked it to cancel.",
            "*worker() resumes with CancelledError* at its await of sleep(10): main() asked it \
             to cancel.",
            "*main() resumes with CancelledError* at its await of worker().",
        ],
    );
    says(
        "lost_task",
        &[],
        &["*main() ends*. asyncio.run() now cancels the one task that is left."],
    );
}

#[test]
fn what_cancels_a_task_that_is_no_task_is_named() {
    says(
        "wait_for",
        &[],
        &["*main() resumes with CancelledError* at its await of sleep(3600): its timeout is over."],
    );
    says(
        "task_group",
        &[],
        &[
            "*child('C') resumes with CancelledError* at its await of sleep(3): its TaskGroup \
           cancels all, since one of them failed.",
        ],
    );
}

#[test]
fn a_call_that_holds_the_loop_is_a_step_and_what_comes_late_says_so() {
    says(
        "blocking",
        &[],
        &[
            "*main() holds the loop for 2.000 s* in time.sleep(2): nothing else can run meanwhile.",
            "*main() awaits ticker()*. ticker() is next: its sleep(0.5) is over.",
            "*ticker() resumes*: its sleep(0.5) is over, 1.750 s late.",
        ],
    );
}

#[test]
fn nothing_of_asyncios_own_is_named() {
    let leaks = [
        "_done_callback",
        "<locals>",
        "__",
        "sleep(0.0857",
        "exceptions.",
    ];
    // The crawlers have thousands of steps, and no names of other kinds.
    for (id, trace) in runs::all()
        .into_iter()
        .filter(|(_, trace)| trace.len() < 600)
    {
        for lang in Lang::ALL {
            for said in steps_of(&trace, lang) {
                let printed = [" prints*", " 打印*"]
                    .iter()
                    .any(|word| said.contains(word));
                let leak = leaks.iter().find(|leak| said.contains(**leak));
                assert!(printed || leak.is_none(), "{id}: {said}");
            }
        }
    }
    let said = steps_of(&runs::scenario("as_completed"), Lang::En);
    assert!(said.iter().all(|said| !said.contains("ueue")), "{said:#?}");
}

#[test]
fn every_step_has_a_sentence_in_both_languages_at_both_levels() {
    for (id, trace) in runs::all() {
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        for level in StepLevel::ALL {
            for number in (1..=level.count(&analysis)).step_by(7) {
                let cursor = level.cursor(&analysis, number);
                let english = told(&Scene::new(&trace, &analysis, cursor, Lang::En), level);
                let chinese = told(&Scene::new(&trace, &analysis, cursor, Lang::Zh), level);
                assert!(english.said.bold.len() > 3, "{id} {number}: {english:?}");
                assert!(
                    !chinese.said.text().is_ascii(),
                    "{id} {number}: {chinese:?}"
                );
            }
        }
    }
}

#[test]
fn before_the_first_step_nothing_has_run() {
    let trace = runs::scenario("hello");
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    for level in StepLevel::ALL {
        let told = told(&Scene::new(&trace, &analysis, 0, Lang::En), level);
        assert_eq!(told.said.text(), "Nothing has run yet.");
    }
}

#[test]
fn a_run_that_waits_says_until_when() {
    let trace = runs::scenario("gather");
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    let asleep = trace.cursor_before(loopscope::events::Nanos::from_secs(3.0));
    let scene = Scene::new(&trace, &analysis, asleep, Lang::En);
    let at = |seconds| waiting(&scene, loopscope::events::Nanos::from_secs(seconds));
    assert_eq!(at(2.0), None);
    let said = at(2.624).unwrap().said;
    assert_eq!(
        (&*said.bold, &*said.rest),
        ("The loop sleeps", " until 3.000 s: nothing is ready.")
    );
}
