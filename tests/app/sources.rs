//! The panes never ask where a run comes from.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::app::action::{Action, Export};
use loopscope::app::panes::Code;
use loopscope::app::run::{
    Command, Frames, Left, Message, Pace, Recording, RemoteRun, Run, Status,
};
use loopscope::app::speed::Speed;
use loopscope::app::{Effect, RunState, Subject};
use loopscope::events::End;
use loopscope::scenarios::{Values, find, headless, trace_file};
use loopscope::text::Lang;
use loopscope::trace::{Recorder, file};
use loopscope::view_model::StepLevel;

use crate::page::Page;

/// A scenario's run as a file.
pub fn file(id: &str) -> Vec<u8> {
    let scenario = find(id).unwrap();
    let values = Values::defaults(scenario.params);
    let recorder = Rc::new(Recorder::new());
    let listener = Rc::clone(&recorder);
    let _ended = headless::run(scenario, &values, listener);
    let trace = recorder.take();
    let header = trace_file::header(scenario, &values);
    file::write(&trace, &header, trace.sources(), Vec::new()).unwrap()
}

/// How many events a file holds.
fn events(file: &[u8]) -> usize {
    file.windows(5).filter(|bytes| bytes == b"{\"t\":").count()
}

/// The first lines of a file: the header and so many events.
fn head(file: &[u8], events: usize) -> Vec<u8> {
    let lines = file.split_inclusive(|byte| *byte == b'\n');
    lines.take(events + 1).flatten().copied().collect()
}

/// What follows them.
fn tail(file: &[u8], events: usize) -> Vec<u8> {
    file[head(file, events).len()..].to_vec()
}

fn recording_of(id: &str) -> Subject {
    Subject::Recording(format!("{id}.loopscope"))
}

fn show(page: &mut Page, subject: Subject, run: impl FnOnce(Rc<Frames>) -> Box<dyn Run>) {
    let effects = page.state.show_run(subject, run);
    page.effects.extend(effects);
}

fn recorded(id: &str) -> Page {
    let mut page = Page::at("#/nowhere");
    let run = Recording::new(file(id));
    show(&mut page, recording_of(id), |_| Box::new(run));
    page.settle();
    page
}

/// A page with a program elsewhere, what was sent there, and the way back.
fn remote(limit: Option<usize>) -> (Page, RemoteRun, Rc<RefCell<Vec<Command>>>) {
    let mut page = Page::at("#/nowhere");
    let sent: Rc<RefCell<Vec<Command>>> = Rc::default();
    let commands = Rc::clone(&sent);
    let kept: Rc<RefCell<Option<RemoteRun>>> = Rc::default();
    let subject = Subject::Program {
        name: "prog.py".to_owned(),
        text: "".into(),
    };
    let pace = Pace {
        speed: Speed::Instant,
        paused: false,
    };
    show(&mut page, subject, |frames| {
        let send = move |command| commands.borrow_mut().push(command);
        let run = RemoteRun::new(limit, pace, frames, Box::new(send));
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
fn a_recording_has_its_tasks_at_lines_of_its_own_file() {
    let mut page = recorded("semaphore");
    page.act(Action::ToStart);
    for _ in 0..12 {
        page.act(Action::StepBy(true));
    }
    let listed = page.state.listed(Code::Python).unwrap();
    assert_eq!(listed.file(), &*page.session().main_file());
    let markers = page.state.snapshot.markers(&listed, Lang::En);
    assert!(!markers.is_empty());
    let line = markers[0].line;
    let before = page.position();
    page.act(Action::ToStart);
    page.act(Action::GoToLine(Code::Python, line));
    assert!((1..=before).contains(&page.position()));
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
fn a_recording_is_read_in_slices_and_how_far_it_is_can_be_seen() {
    let mut page = Page::at("#/nowhere");
    page.make_slow();
    let file = file("crawler");
    let all = events(&file);
    let recording = Recording::new(file);
    let shown = recording.clone();
    show(&mut page, recording_of("crawler"), |_| Box::new(shown));
    let mut progress = vec![page.session().progress()];
    while page.state.run_state() == RunState::Running {
        assert!(page.frame());
        progress.push(page.session().progress());
    }
    assert!(progress.len() > 2 && progress.is_sorted(), "{progress:?}");
    assert_eq!(page.state.run_state(), RunState::Recording);
    assert_eq!(page.session().len(), all);
    assert_eq!(recording.problem(), None);
}

#[test]
fn reading_a_recording_can_be_given_up_and_what_was_read_stays() {
    let mut page = Page::at("#/nowhere");
    page.make_slow();
    let file = file("crawler");
    let all = events(&file);
    show(&mut page, recording_of("crawler"), |_| {
        Box::new(Recording::new(file))
    });
    page.act(Action::Stop);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Recording);
    assert!(page.session().len() < all);
}

#[test]
fn half_a_recording_is_shown_as_far_as_it_goes() {
    let mut page = Page::at("#/nowhere");
    let file = file("gather");
    let half = head(&file, 60);
    let recording = Recording::new(&half[..half.len() - 7]);
    let shown = recording.clone();
    show(&mut page, recording_of("gather"), |_| Box::new(shown));
    page.settle();
    assert_eq!(page.session().len(), 59);
    assert!(recording.is_cut());
    assert!(!page.console().is_empty());
}

#[test]
fn a_wrong_line_ends_the_reading_there_and_is_named() {
    let mut page = Page::at("#/nowhere");
    let file = file("gather");
    let mut bytes = head(&file, 20);
    bytes.extend(b"{\"t\":0,\"e\":\"Unheard\"}\n");
    bytes.extend(tail(&file, 20));
    let recording = Recording::new(bytes);
    let shown = recording.clone();
    show(&mut page, recording_of("gather"), |_| Box::new(shown));
    page.settle();
    assert_eq!(page.session().len(), 20);
    assert_eq!(recording.problem().unwrap().line, 22);
}

#[test]
fn what_is_no_recording_shows_nothing_and_says_why() {
    for bytes in [&b""[..], b"hello\n", b"{\"traceEvents\":[]}\n"] {
        let mut page = Page::at("#/nowhere");
        let recording = Recording::new(bytes);
        let shown = recording.clone();
        show(&mut page, recording_of("x"), |_| Box::new(shown));
        page.settle();
        assert!(recording.problem().is_some());
        assert!(page.session().is_empty());
    }
}

#[test]
fn what_a_recording_left_out_is_said() {
    let mut page = Page::at("#/nowhere");
    let mut bytes = file("gather");
    bytes.extend(b"{\"left_out\":{\"events\":12}}\n");
    show(&mut page, recording_of("gather"), |_| {
        Box::new(Recording::new(bytes))
    });
    page.settle();
    let ending = page.state.snapshot.panes().unwrap().ending.clone();
    assert!(ending.unwrap().contains("12"));
}

#[test]
fn a_recording_is_written_again_as_it_was_read() {
    let mut page = recorded("gather");
    page.act(Action::Export(Export::Events));
    let Some(Effect::Save(saved)) = page.effects.last() else {
        panic!("{:?}", page.effects);
    };
    assert_eq!(saved.name, "gather.loopscope");
    assert_eq!(saved.text.as_bytes(), file("gather"));
}

#[test]
fn a_program_elsewhere_is_seen_as_its_events_come() {
    let (mut page, run, _) = remote(None);
    let file = file("gather");
    assert_eq!(page.state.run_state(), RunState::Running);
    for piece in file.chunks(4_000) {
        run.hear(Message::Trace(piece.to_vec()));
        assert!(page.frame());
    }
    run.hear(Message::Ended(End::Returned, Left::default()));
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.session().len(), events(&file));
    assert!(
        page.console()
            .contains(&"Task C: factorial(4) = 24".to_owned())
    );
}

#[test]
fn stop_is_at_once_whatever_the_program_does() {
    let (mut page, run, sent) = remote(None);
    run.hear(Message::Trace(head(&file("gather"), 30)));
    page.act(Action::Stop);
    page.settle();
    assert_eq!(*sent.borrow(), [Command::Stop]);
    assert_eq!(page.state.run_state(), RunState::Stopped);
    // What was under way when it was stopped.
    run.hear(Message::Trace(tail(&file("gather"), 30)));
    run.hear(Message::Ended(End::Returned, Left::default()));
    page.settle();
    assert_eq!(page.session().len(), 30);
    assert_eq!(page.state.run_state(), RunState::Stopped);
}

#[test]
fn no_more_messages_are_kept_when_the_limit_is_reached_and_their_events_are_counted() {
    let (mut page, run, _) = remote(Some(50));
    let file = file("gather");
    run.hear(Message::Trace(head(&file, 50)));
    run.hear(Message::Trace(tail(&file, 50)));
    run.hear(Message::Ended(End::Returned, Left::default()));
    page.settle();
    assert_eq!(page.session().len(), 50);
    let ending = page.state.snapshot.panes().unwrap().ending.clone().unwrap();
    let beyond = events(&file) - 50;
    assert!(ending.contains(&beyond.to_string()), "{ending}");
}

#[test]
fn what_a_program_elsewhere_says_in_its_trace_of_its_end_counts() {
    let (mut page, run, _) = remote(None);
    let mut trace = file("gather");
    trace.extend(b"{\"t\":3000000000,\"e\":{\"RunEnded\":{\"how\":{\"Exited\":3}}}}\n");
    run.hear(Message::Trace(trace));
    run.hear(Message::Ended(End::Returned, Left::default()));
    page.settle();
    assert!(matches!(page.state.run_state(), RunState::Failed(said) if said.contains('3')));
}

#[test]
fn a_program_elsewhere_has_no_form_to_be_stale_against() {
    let (mut page, run, _) = remote(None);
    run.hear(Message::Ended(End::Returned, Left::default()));
    page.settle();
    assert_eq!(page.session().status(), Status::Finished);
    assert_eq!(page.session().title(loopscope::text::Lang::En), "prog.py");
    assert!(page.session().subject.scenario().is_none());
}

#[test]
fn many_events_that_came_at_once_are_taken_into_account_in_slices() {
    let (mut page, run, _) = remote(None);
    let file = file("hello");
    let printed = b"{\"t\":9000000000,\"e\":{\"Printed\":{\"stream\":\"Stdout\",\"text\":\"x\\n\",\"at\":[0,1]}}}\n";
    run.hear(Message::Trace(file));
    run.hear(Message::Trace(printed.repeat(20_000)));
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
