//! What the random programs say about themselves: their traces keep the lifecycle, and any moment
//! of them is the same whichever way it is reached.

use std::rc::Rc;

use loopscope::runtime::EventLoop;
use loopscope::text::Lang;
use loopscope::trace::{LoopState, Phase, Recorder, SpanKind, Trace, lifecycle};
use loopscope::view_model::{
    Analysis, Scene, StepLevel, View, arrows, chrome_trace, code_marks, console, findings,
    loop_panel, sentence, task_pane, timeline, who_waits,
};

use super::record::{self, Recorded};
use super::{corpus, machine};

fn trace(recorded: &Recorded) -> Trace {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    machine::run_on(&event_loop, &recorded.program);
    event_loop.set_instrument(None);
    recorder.take()
}

fn programs() -> Vec<Recorded> {
    let mut programs = record::read(&corpus("random.jsonl.gz"));
    programs.extend(record::read(&corpus("handwritten.jsonl")));
    programs
}

#[test]
fn every_program_keeps_the_lifecycle() {
    let mut broken = Vec::new();
    for (number, recorded) in programs().iter().enumerate() {
        let trace = trace(recorded);
        assert!(trace.len() > 5);
        if let Err(violation) = lifecycle::check(&trace) {
            broken.push(format!(
                "program {} {}: {violation}",
                number + 1,
                recorded.name
            ));
        }
    }
    assert!(
        broken.is_empty(),
        "{} programs break it:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn the_panes_at_any_cursor_are_those_of_a_run_stopped_there() {
    for (number, recorded) in programs().iter().enumerate().step_by(3) {
        let trace = trace(recorded);
        let analysis = analysed(&trace);
        // Another place in each program, and the end.
        for cursor in [number * 7919 % (trace.len() + 1), trace.len()] {
            let mut stopped = Trace::with_sources(trace.sources().clone());
            let mut folded = LoopState::new();
            for record in trace.iter().take(cursor) {
                stopped.push(record.when, record.event.clone());
                folded.fold(record);
            }
            let its_analysis = analysed(&stopped);
            let here = Scene::new(&trace, &analysis, cursor, Lang::En);
            let there = Scene::new(&stopped, &its_analysis, cursor, Lang::En);
            let at = format!("program {} at {cursor}", number + 1);
            assert_eq!(here.state, folded, "{at}");
            assert_eq!(console(&here, 20), console(&there, 20), "{at}");
            assert_eq!(loop_panel(&here, 20), loop_panel(&there, 20), "{at}");
            assert_eq!(who_waits(&here, 20), who_waits(&there, 20), "{at}");
            assert_eq!(findings(&here), findings(&there), "{at}");
            for task in &here.state.tasks {
                assert_eq!(
                    task_pane(&here, task.id),
                    task_pane(&there, task.id),
                    "{at}"
                );
            }
            let file = "tests/differential/machine.rs";
            assert_eq!(code_marks(&here, file), code_marks(&there, file), "{at}");
            if let Some(last) = cursor.checked_sub(1) {
                assert_eq!(sentence(&here, last), sentence(&there, last), "{at}");
            }
        }
    }
}

#[test]
fn every_program_can_be_drawn_told_and_taken_along() {
    let view = View {
        width: 640.0,
        height: 400.0,
        lane_height: 24.0,
        scroll: 0.0,
        window: None,
        compress_gaps: true,
        level: StepLevel::Loop,
        cursor: 0,
        now: None,
        lang: Lang::Zh,
    };
    for recorded in programs().iter().step_by(5) {
        let trace = trace(recorded);
        let analysis = analysed(&trace);
        let scene = Scene::new(&trace, &analysis, trace.len(), Lang::Zh);
        let seen = timeline(&trace, &analysis, &view);
        for lane in &seen.lanes {
            for pair in lane.bars.windows(2) {
                let gap = pair[1].x - pair[0].x - pair[0].width;
                assert!(gap.abs() < 1e-6, "a lane has no holes");
            }
        }
        for arrow in arrows(&scene, &seen, &view, 1000) {
            assert!(arrow.from.is_none_or(|from| from.x <= arrow.to.x + 1e-6));
        }
        for event in 0..trace.len() {
            assert!(sentence(&scene, event).is_some_and(|said| !said.is_empty()));
        }
        assert!(chrome_trace(&trace, &analysis, "random").starts_with('{'));
    }
}

#[test]
fn a_lane_shows_what_the_task_pane_says() {
    for (number, recorded) in programs().iter().enumerate().step_by(2) {
        let trace = trace(recorded);
        let analysis = analysed(&trace);
        let cursor = number * 104_729 % (trace.len() + 1);
        let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
        for task in &scene.state.tasks {
            let facts = analysis.index.task(task.id).unwrap();
            let spans = facts.spans.iter();
            let drawn = spans.rev().find(|span| (span.from as usize) < cursor);
            let drawn = drawn.map(|span| span.kind);
            let expected = match task.phase {
                Phase::Created => None,
                // A bare yield is about to stand in line again.
                Phase::Ready | Phase::Awaiting(None) => Some(SpanKind::Ready),
                Phase::Running => Some(SpanKind::Running),
                Phase::Awaiting(Some(_)) => Some(SpanKind::Awaiting),
                Phase::Finished(_) => {
                    assert!(facts.finished.is_some_and(|end| (end as usize) < cursor));
                    continue;
                }
            };
            assert_eq!(drawn, expected, "program {} at {cursor}", number + 1);
        }
    }
}

fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}
