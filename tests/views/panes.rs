//! Console, event loop, task pane, narration, code marks, summary.

use std::rc::Rc;

use loopscope::events::{End, Event, FutureId, Nanos, Outcome, Stream};
use loopscope::scenarios::{Form, find, headless};
use loopscope::text::Lang;
use loopscope::trace::{Phase, Recorder, Trace};
use loopscope::view_model::console::console_text;
use loopscope::view_model::inspector::TaskPhase;
use loopscope::view_model::{
    Analysis, Colour, Scene, cancellations, code_marks, console, findings, items, loop_panel,
    sentence, step_in, summary, task_pane, who_waits, why,
};
use proptest::prelude::*;

use super::runs::{self, cursor_after};
use super::told::{Told, here, raised, scene};

fn analysed(trace: Trace) -> (Trace, Analysis) {
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

/// The cursor just after B resumed for the second time, as on the page's picture.
fn b_runs(trace: &Trace) -> usize {
    let b = FutureId(3);
    let resumed = |e: &Event| matches!(e, Event::TaskResumed { task, .. } if *task == b);
    cursor_after(trace, trace.cursor_before(Nanos::from_secs(1.0)), resumed)
}

#[test]
fn the_console_has_what_was_printed_up_to_the_cursor() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let all = console(&scene(&trace, &analysis, trace.len()), 100);
    let texts: Vec<_> = all.lines.iter().map(|line| &*line.text).collect();
    assert_eq!(texts.len(), 9);
    assert_eq!(texts[0], "Task A: Compute factorial(2)...");
    assert_eq!(texts[8], "Task C: factorial(4) = 24");
    assert_eq!(all.lines[8].stamp, "3.000");
    assert_eq!(all.earlier, 0);

    // A click on a line leads to the moment at which it is the newest.
    let there = console(&scene(&trace, &analysis, all.lines[3].cursor), 100);
    assert_eq!(there.lines, all.lines[..4]);
    assert!(there.last_is_new);
    assert_eq!(there.lines[3].task.as_ref().unwrap().badge, "A");
}

#[test]
fn a_long_console_shows_its_last_lines_and_says_how_many_are_before() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let last = console(&scene(&trace, &analysis, trace.len()), 2);
    assert_eq!(last.lines.len(), 2);
    assert_eq!(last.earlier, 7);
    assert_eq!(&*last.lines[1].text, "Task C: factorial(4) = 24");
}

#[test]
fn the_loop_panel_shows_what_runs_what_is_next_and_why() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let panel = loop_panel(&scene(&trace, &analysis, b_runs(&trace)), 50);
    assert_eq!(panel.clock, "1.000 s");
    assert_eq!(panel.turn, 4);
    assert_eq!(panel.running.unwrap().name, "factorial('B', 3)");
    let names: Vec<_> = panel.this_turn.iter().map(|chip| &chip.name).collect();
    assert_eq!(names, ["factorial('C', 4)"]);
    assert_eq!(
        panel.why,
        "factorial('B', 3) runs now because its sleep(1) ended at 1.000 s. \
         factorial('C', 4) waits its turn: what is ready runs in the order in which it became \
         ready."
    );
}

#[test]
fn what_a_step_makes_ready_is_listed_for_the_next_turn() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let finished = |e: &Event| matches!(e, Event::TaskCreated { task, .. } if *task == FutureId(4));
    let panel = loop_panel(
        &scene(&trace, &analysis, cursor_after(&trace, 0, finished)),
        50,
    );
    assert!(panel.this_turn.is_empty());
    let names: Vec<_> = panel.next_turn.iter().map(|chip| &chip.name).collect();
    assert_eq!(names, ["factorial('A', 2)", "factorial('B', 3)"]);
}

#[test]
fn timers_are_listed_soonest_first_with_the_time_they_have_left() {
    let (trace, analysis) = analysed(runs::scenario("create_task"));
    let asleep = trace.cursor_before(Nanos::from_secs(1.0));
    let panel = loop_panel(&scene(&trace, &analysis, asleep), 50);
    let rows: Vec<_> = panel
        .timers
        .iter()
        .map(|row| (&*row.chip.name, &*row.due_label, &*row.left_label))
        .collect();
    assert_eq!(
        rows,
        [
            ("sleep(1) of say_after(1, 'hello')", "1.000 s", "in 1.000 s"),
            ("sleep(2) of say_after(2, 'world')", "2.000 s", "in 2.000 s"),
        ]
    );
    assert!(panel.why.contains("sleeps until 1.000 s"), "{}", panel.why);
    let short = loop_panel(&scene(&trace, &analysis, asleep), 1);
    assert_eq!((short.timers.len(), short.more_timers), (1, 1));
}

#[test]
fn a_task_pane_tells_which_lock_and_which_place_a_task_holds() {
    let held = |id: &str| {
        let (trace, analysis) = analysed(runs::scenario(id));
        let here = (0..=trace.len()).map(|at| scene(&trace, &analysis, at));
        let mut panes = here.flat_map(|scene| {
            let tasks = scene.state.tasks.iter();
            let panes = tasks.filter_map(|task| task_pane(&scene, task.id));
            panes.collect::<Vec<_>>()
        });
        panes.find_map(|pane| (!pane.holds.is_empty()).then_some(pane.holds))
    };
    assert_eq!(held("semaphore"), Some(vec!["a place in sem".to_owned()]));
    assert_eq!(held("deadlock"), Some(vec!["Lock a".to_owned()]));
    assert_eq!(held("gather"), None);
}

#[test]
fn a_task_pane_tells_state_stack_and_who_awaits_it() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let at = b_runs(&trace);
    let pane = task_pane(&scene(&trace, &analysis, at), FutureId(3)).unwrap();
    assert_eq!(pane.task.name, "factorial('B', 3)");
    assert_eq!(pane.asyncio_name, "Task-3");
    assert_eq!(pane.task.colour, Colour::Task(1));
    assert_eq!(pane.state, "running, resumed 2 times");
    assert_eq!(pane.awaited_by, "gather(3) → main()");
    assert_eq!(pane.time, "1.000 s; ran 0.000 s");
    assert_eq!(pane.stack.len(), 1);
    assert_eq!(pane.stack[0].call, "factorial('B', 3)");
    assert!(pane.stack[0].file.ends_with("gather.rs"));

    let main = task_pane(&scene(&trace, &analysis, at), FutureId(1)).unwrap();
    assert_eq!(main.phase, TaskPhase::Awaiting);
    assert_eq!(main.awaits, ["gather(3)"]);
    assert_eq!(main.awaited_by, "");
    assert_eq!(task_pane(&scene(&trace, &analysis, 0), FutureId(1)), None);
}

#[test]
fn a_coroutine_within_a_coroutine_is_on_the_stack_innermost_first() {
    let (trace, analysis) = analysed(runs::scenario("sequence"));
    let asleep = trace.cursor_before(Nanos::from_secs(1.0));
    let pane = task_pane(&scene(&trace, &analysis, asleep), FutureId(1)).unwrap();
    let calls: Vec<_> = pane.stack.iter().map(|row| &*row.call).collect();
    assert_eq!(calls, ["say_after(1, 'hello')", "main()"]);
    let source = std::fs::read_to_string(&*pane.stack[0].file).unwrap();
    let line = |row: usize| {
        source
            .lines()
            .nth(pane.stack[row].line as usize - 1)
            .unwrap()
    };
    assert!(line(0).contains("sleep("), "{}", line(0));
    assert!(line(1).contains("say_after("), "{}", line(1));
}

#[test]
fn code_marks_stand_at_the_line_of_each_unfinished_task() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let file = "src/scenarios/gather.rs";
    let source = std::fs::read_to_string(file).unwrap();
    let printed = |e: &Event| {
        matches!(
            e,
            Event::Printed {
                task: Some(FutureId(3)),
                ..
            }
        )
    };
    let marks = code_marks(
        &scene(&trace, &analysis, cursor_after(&trace, 0, printed)),
        file,
    );
    let texts: Vec<_> = marks
        .iter()
        .map(|mark| {
            let line = source.lines().nth(mark.line as usize - 1).unwrap();
            let call = line.trim().split(['(', '.']).next().unwrap();
            (&*mark.task.badge, call, mark.phase)
        })
        .collect();
    assert_eq!(
        texts,
        [
            ("m", "gather", TaskPhase::Awaiting),
            ("A", "sleep", TaskPhase::Awaiting),
            ("B", "print", TaskPhase::Running),
        ]
    );
    assert!(code_marks(&scene(&trace, &analysis, trace.len()), file).is_empty());
}

#[test]
fn every_event_has_a_sentence_in_both_languages() {
    for (id, trace) in runs::all() {
        let (trace, analysis) = analysed(trace);
        let english = Scene::new(&trace, &analysis, trace.len(), Lang::En);
        let chinese = Scene::new(&trace, &analysis, trace.len(), Lang::Zh);
        for n in 0..trace.len() {
            let said = sentence(&english, n).unwrap();
            assert!(said.len() > 8, "{id} {n}: {said}");
            let said = sentence(&chinese, n).unwrap();
            assert!(!said.is_ascii(), "{id} {n}: {said}");
        }
        assert_eq!(sentence(&english, trace.len()), None);
    }
}

#[test]
fn a_sentence_says_why_a_task_runs() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let end = scene(&trace, &analysis, trace.len());
    let started: Vec<_> = trace
        .iter()
        .enumerate()
        .filter(|(_, record)| matches!(record.event, Event::HandleStarted { .. }))
        .filter_map(|(n, _)| sentence(&end, n))
        .collect();
    for expected in [
        "main() runs now for the first time because it was scheduled at 0.000 s and is next in \
         line.",
        "The timer of factorial('A', 2) runs now because its sleep(1) is over at 1.000 s; it \
         wakes the task.",
        "factorial('B', 3) runs now because its sleep(1) ended at 2.000 s.",
        "main() runs now because its gather(3) ended at 3.000 s.",
    ] {
        assert!(
            started.iter().any(|said| said == expected),
            "{expected} is among {started:#?}"
        );
    }
}

#[test]
fn a_run_at_its_end_says_so() {
    let (trace, analysis) = analysed(runs::scenario("hello"));
    assert_eq!(
        why(&scene(&trace, &analysis, trace.len())),
        "Every task has ended and the loop has stopped."
    );
    assert_eq!(why(&scene(&trace, &analysis, 0)), "Nothing has run yet.");
}

#[test]
fn gather_lasts_as_long_as_its_longest_and_says_what_a_sequence_would_take() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let summary = summary(&trace, &analysis, Lang::En);
    assert_eq!(summary.in_all.text(), "3.000 s in all");
    assert_eq!(
        summary.one_after_the_other.text(),
        "6.000 s one after the other"
    );
    assert_eq!(summary.most.text(), "at most 3 wait");
}

#[test]
fn a_task_that_failed_shows_its_exception() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    told.turn(|told| {
        told.step(main, |told| {
            told.finish(main, Outcome::Raised(raised("ValueError", "no")));
        });
    });
    let analysis = told.analysis();
    let end = scene(&told.trace, &analysis, told.trace.len());
    let pane = task_pane(&end, main).unwrap();
    assert_eq!(pane.phase, TaskPhase::Failed);
    assert_eq!(pane.exception.as_deref(), Some("ValueError: no"));
    assert!(matches!(
        end.state.task(main).unwrap().phase,
        Phase::Finished(Outcome::Raised(_))
    ));
}

/// A fresh run of a scenario of which so many events are heard.
fn stopped_at(id: &str, cursor: usize) -> Trace {
    let scenario = find(id).unwrap();
    let values = Form::new(scenario.params).values().unwrap();
    let recorder = Rc::new(Recorder::with_limit(cursor));
    let _how_it_ended = headless::run(scenario, &values, recorder.clone());
    recorder.take()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_panes_at_a_cursor_are_those_of_a_run_stopped_there(part in 0.0f64..=1.0) {
        for (id, trace) in runs::all() {
            let (trace, analysis) = analysed(trace);
            let cursor = (trace.len() as f64 * part) as usize;
            let (stopped, its_analysis) = analysed(stopped_at(id, cursor));
            let here = scene(&trace, &analysis, cursor);
            let there = scene(&stopped, &its_analysis, cursor);
            prop_assert_eq!(&here.state, &there.state, "{} at {}", id, cursor);
            prop_assert_eq!(console(&here, 50), console(&there, 50));
            prop_assert_eq!(loop_panel(&here, 50), loop_panel(&there, 50));
            prop_assert_eq!(who_waits(&here, 50), who_waits(&there, 50), "{} at {}", id, cursor);
            prop_assert_eq!(findings(&here), findings(&there), "{} at {}", id, cursor);
            prop_assert_eq!(step_in(&here, 50), step_in(&there, 50), "{} at {}", id, cursor);
            prop_assert_eq!(cancellations(&here, 50), cancellations(&there, 50));
            prop_assert_eq!(items(&here, 50), items(&there, 50), "{} at {}", id, cursor);
            prop_assert_eq!(why(&here), why(&there), "{} at {}", id, cursor);
            for task in &here.state.tasks {
                prop_assert_eq!(task_pane(&here, task.id), task_pane(&there, task.id));
                let file = here.trace.sources().path(task.made_at);
                prop_assert_eq!(code_marks(&here, file), code_marks(&there, file));
            }
            if let Some(last) = cursor.checked_sub(1) {
                prop_assert_eq!(sentence(&here, last), sentence(&there, last));
            }
        }
    }
}

#[test]
fn while_a_run_waits_what_is_left_and_what_has_passed_counts_from_its_clock() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let asleep = trace.cursor_before(Nanos::from_secs(3.0));
    let at = scene(&trace, &analysis, asleep).with_clock(Nanos::from_secs(2.624));
    let panel = loop_panel(&at, 50);
    assert_eq!(panel.clock, "2.624 s");
    assert_eq!(panel.timers[0].left_label, "in 0.376 s");
    let main = task_pane(&at, FutureId(1)).unwrap();
    assert_eq!(main.time, "2.624 s; ran 0.000 s");
}

#[test]
fn what_several_prints_put_into_one_line_is_one_line_of_the_console() {
    let mut told = Told::new();
    let main = told.task("main", "", None);
    let printed = |told: &mut Told, text: &str| {
        told.event(Event::Printed {
            stream: Stream::Stdout,
            text: text.into(),
            task: Some(main),
            at: here(),
        });
    };
    for text in ["a", "b\n", "c\nd\n", "\n", "e"] {
        printed(&mut told, text);
    }
    let analysis = told.analysis();
    let end = scene(&told.trace, &analysis, told.trace.len());
    let lines = console(&end, 50).lines;
    let texts: Vec<_> = lines.iter().map(|line| &*line.text).collect();
    assert_eq!(texts, ["ab", "c\nd", "", "e"]);
    assert_eq!(console_text(&end), "ab\nc\nd\n\ne\n");
    let first = scene(&told.trace, &analysis, 3);
    assert_eq!(&*console(&first, 50).lines[0].text, "a");
}

#[test]
fn how_a_run_ended_is_its_traces_last_event() {
    let last = |trace: &Trace| trace.get(trace.len() - 1).unwrap().event.clone();
    let ended = |id| match last(&runs::scenario(id)) {
        Event::RunEnded { how } => how,
        other => panic!("{id} ends with {other:?}"),
    };
    assert_eq!(ended("gather"), End::Returned);
    assert_eq!(ended("deadlock"), End::Deadlocked);
    let failed = [("keep", "true"), ("fails", "true")];
    let failed = last(&runs::scenario_with("lost_task", &failed));
    let how = End::Raised(raised("ValueError", "nobody hears this"));
    assert_eq!(failed, Event::RunEnded { how });
}
