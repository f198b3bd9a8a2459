//! The panes never ask where a run comes from.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::app::action::Action;
use loopscope::app::run::{Command, Ending, Frames, Message, Recording, RemoteRun, Run, Status};
use loopscope::app::speed::Speed;
use loopscope::app::subject::SourceFile;
use loopscope::app::{RunState, Subject};
use loopscope::events::Event;
use loopscope::events::Nanos;
use loopscope::scenarios::{Values, find, headless};
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::StepLevel;

use crate::page::Page;

fn trace(id: &str) -> Trace {
    let scenario = find(id).unwrap();
    let recorder = Rc::new(Recorder::new());
    let listener = Rc::clone(&recorder);
    let _ended = headless::run(scenario, &Values::defaults(scenario.params), listener);
    recorder.take()
}

fn events(trace: &Trace) -> Vec<(Nanos, Event)> {
    let records = trace.iter();
    records.map(|it| (it.when, it.event.clone())).collect()
}

fn recording_of(id: &str) -> Subject {
    Subject::Recording {
        title: id.to_owned(),
        sources: Vec::new(),
    }
}

fn show(page: &mut Page, subject: Subject, run: impl FnOnce(Rc<Frames>) -> Box<dyn Run>) {
    let effects = page.state.show_run(subject, run);
    page.effects.extend(effects);
}

fn recorded(id: &str) -> Page {
    let mut page = Page::at("#/lesson");
    let trace = trace(id);
    show(&mut page, recording_of(id), |_| {
        Box::new(Recording::of(trace))
    });
    page.settle();
    page
}

/// A page with a program elsewhere, what was sent there, and the way back.
fn remote(limit: Option<usize>) -> (Page, RemoteRun, Rc<RefCell<Vec<Command>>>) {
    let mut page = Page::at("#/lesson");
    let sent: Rc<RefCell<Vec<Command>>> = Rc::default();
    let commands = Rc::clone(&sent);
    let kept: Rc<RefCell<Option<RemoteRun>>> = Rc::default();
    let subject = Subject::Program(SourceFile {
        path: "prog.py".to_owned(),
        text: Some("import asyncio\n".to_owned()),
    });
    show(&mut page, subject, |frames| {
        let send = move |command| commands.borrow_mut().push(command);
        let run = RemoteRun::new(limit, frames, Box::new(send));
        kept.replace(Some(run.clone()));
        Box::new(run)
    });
    let run = kept.take().unwrap();
    (page, run, sent)
}

#[test]
fn a_recording_is_looked_at_as_the_run_was() {
    for id in ["gather", "semaphore", "deadlock"] {
        let mut live = Page::open_at(&format!("#/{id}"), crate::page::Opening::default());
        live.run();
        let mut read = recorded(id);
        assert_eq!(read.state.run_state(), RunState::Recording);
        for at in [0, 10, 30, live.session().len()] {
            live.act(Action::Go(at));
            read.act(Action::Go(at));
            assert_eq!(read.console(), live.console(), "{id} at {at}");
        }
    }
}

#[test]
fn a_recording_is_stepped_through_and_nothing_runs() {
    let mut page = recorded("gather");
    page.act(Action::ToStart);
    page.act(Action::StepBy(true));
    let level = StepLevel::Program;
    assert_eq!(level.number(page.session().analysis(), page.position()), 1);
    page.act(Action::StepBy(false));
    assert_eq!(page.position(), 0);
}

#[test]
fn a_recording_that_is_still_read_is_on_its_way() {
    let mut page = Page::at("#/lesson");
    let all = events(&trace("gather"));
    let recording = Recording::new();
    let shown = recording.clone();
    show(&mut page, recording_of("gather"), |_| Box::new(shown));
    recording.extend(all[..50].to_vec());
    page.frame();
    assert_eq!(page.state.run_state(), RunState::Running);
    assert_eq!(page.session().len(), 50);
    recording.extend(all[50..].to_vec());
    recording.end(0);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Recording);
    assert_eq!(page.session().len(), all.len());
}

#[test]
fn half_a_recording_is_shown_as_far_as_it_goes() {
    let mut page = Page::at("#/lesson");
    let half = events(&trace("gather"))[..60].to_vec();
    let recording = Recording::new();
    recording.extend(half);
    recording.end(0);
    show(&mut page, recording_of("gather"), |_| Box::new(recording));
    page.settle();
    assert_eq!(page.session().len(), 60);
    assert!(!page.console().is_empty());
}

#[test]
fn what_a_recording_left_out_is_said() {
    let mut page = Page::at("#/lesson");
    let recording = Recording::new();
    recording.extend(events(&trace("gather")));
    recording.end(12);
    show(&mut page, recording_of("gather"), |_| Box::new(recording));
    page.settle();
    let ending = page.state.snapshot.panes().unwrap().ending.clone();
    assert!(ending.unwrap().contains("12"));
}

#[test]
fn a_program_elsewhere_is_seen_as_its_events_come() {
    let (mut page, run, _) = remote(None);
    let all = events(&trace("gather"));
    assert_eq!(page.state.run_state(), RunState::Running);
    for batch in all.chunks(40) {
        run.hear(Message::Events(batch.to_vec()));
        assert!(page.frame());
    }
    run.hear(Message::Ended(Ending::Returned));
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.session().len(), all.len());
    assert!(
        page.console()
            .contains(&"Task C: factorial(4) = 24".to_owned())
    );
}

#[test]
fn the_buttons_send_commands_to_a_program_elsewhere() {
    let (mut page, run, sent) = remote(None);
    page.act(Action::RunOrPause);
    run.hear(Message::Paused(true));
    page.frame();
    assert_eq!(page.state.run_state(), RunState::Paused);
    page.act(Action::RunOrPause);
    run.hear(Message::Paused(false));
    page.act(Action::Speed(Speed::Instant));
    page.act(Action::Stop);
    assert_eq!(
        *sent.borrow(),
        [
            Command::Pause,
            Command::Resume,
            Command::SetSpeed(Speed::Instant),
            Command::Stop
        ]
    );
}

#[test]
fn stop_is_at_once_whatever_the_program_does() {
    let (mut page, run, _) = remote(None);
    run.hear(Message::Events(events(&trace("gather"))[..30].to_vec()));
    page.act(Action::Stop);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Stopped);
    // What was under way when it was stopped.
    run.hear(Message::Events(events(&trace("gather"))[30..].to_vec()));
    run.hear(Message::Ended(Ending::Returned));
    page.settle();
    assert_eq!(page.session().len(), 30);
    assert_eq!(page.state.run_state(), RunState::Stopped);
}

#[test]
fn no_more_events_are_kept_than_the_limit_and_the_others_are_counted() {
    let (mut page, run, _) = remote(Some(50));
    let all = events(&trace("gather"));
    run.hear(Message::Events(all.clone()));
    run.hear(Message::LeftOut(3));
    run.hear(Message::Ended(Ending::Returned));
    page.settle();
    assert_eq!(page.session().len(), 50);
    let ending = page.state.snapshot.panes().unwrap().ending.clone().unwrap();
    assert!(
        ending.contains(&(all.len() - 50 + 3).to_string()),
        "{ending}"
    );
}

#[test]
fn a_program_elsewhere_has_no_form_to_be_stale_against() {
    let (mut page, run, _) = remote(None);
    run.hear(Message::Ended(Ending::Returned));
    page.settle();
    assert_eq!(page.session().status(), Status::Finished);
    assert_eq!(page.session().title(loopscope::text::Lang::En), "prog.py");
    assert!(page.session().subject.scenario().is_none());
}

#[test]
fn a_million_events_that_came_at_once_are_taken_in_slices() {
    let (mut page, run, _) = remote(None);
    let one = events(&trace("hello"));
    let tick = one
        .iter()
        .find(|(_, event)| matches!(event, Event::Printed { .. }));
    let (when, printed) = tick.unwrap().clone();
    run.hear(Message::Events(vec![(when, printed); 100_000]));
    page.make_slow();
    let mut before = page.session().len();
    for _ in 0..20 {
        assert!(page.frame());
        let now = page.session().len();
        assert!(now - before <= 1_024, "{} in a frame", now - before);
        before = now;
    }
    assert_eq!(page.state.run_state(), RunState::Running);
}
