//! What one step is, at the level of the program and of the loop.

use loopscope::app::action::Action;
use loopscope::app::run::Status;
use loopscope::view_model::{Step, StepLevel};

use crate::page::Page;

/// The step that is shown, counted from 1.
fn number(page: &Page, level: StepLevel) -> usize {
    level.number(page.session().analysis(), page.position())
}

fn count(page: &Page, level: StepLevel) -> usize {
    level.count(page.session().analysis())
}

/// Steps until the run is over; how many steps that were.
fn step_to_the_end(page: &mut Page) -> usize {
    let mut steps = 0;
    loop {
        let before = page.session_position();
        page.act(Action::StepBy(true));
        page.settle();
        if page.session_position() == before {
            return steps;
        }
        steps += 1;
        assert!(steps < 1_000);
    }
}

#[test]
fn the_first_step_begins_a_run_that_stays_paused() {
    let mut page = Page::at("#/gather");
    page.act(Action::StepBy(true));
    page.settle();
    assert_eq!(page.state.status(), Some(Status::Paused));
    assert_eq!(number(&page, StepLevel::Program), 1);
    assert!(page.paces()[0].paused);
}

#[test]
fn stepping_through_a_program_shows_each_of_its_steps() {
    let mut page = Page::at("#/gather");
    let mut shown = Vec::new();
    for _ in 0..31 {
        page.act(Action::StepBy(true));
        page.settle();
        shown.push(number(&page, StepLevel::Program));
    }
    assert_eq!(shown, (1..=31).collect::<Vec<_>>());
    assert_eq!(count(&page, StepLevel::Program), 31);
}

#[test]
fn stepping_skips_the_waiting() {
    let mut page = Page::at("#/gather");
    step_to_the_end(&mut page);
    assert_eq!(page.session().time().as_secs(), 3.0);
}

#[test]
fn a_step_of_the_loop_is_one_event() {
    let mut page = Page::at("#/gather");
    page.act(Action::Level(StepLevel::Loop));
    for event in 1..=12 {
        page.act(Action::StepBy(true));
        page.settle();
        assert_eq!(page.position(), event);
    }
}

#[test]
fn switching_the_level_keeps_the_moment() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(50));
    page.act(Action::Level(StepLevel::Loop));
    assert_eq!(page.position(), 50);
    page.act(Action::Level(StepLevel::Program));
    assert_eq!(page.position(), 50);
}

#[test]
fn a_step_back_goes_where_the_step_before_had_led() {
    let mut page = Page::at("#/gather");
    let mut places = Vec::new();
    for _ in 0..8 {
        page.act(Action::StepBy(true));
        page.settle();
        places.push(page.position());
    }
    for place in places.iter().rev().skip(1) {
        page.act(Action::StepBy(false));
        assert_eq!(page.position(), *place);
    }
}

#[test]
fn a_step_from_an_earlier_moment_runs_nothing() {
    let mut page = Page::at("#/gather");
    for _ in 0..8 {
        page.act(Action::StepBy(true));
        page.settle();
    }
    let events = page.session().len();
    page.act(Action::ToStart);
    page.act(Action::StepBy(true));
    page.settle();
    assert_eq!(page.session().len(), events);
    assert_eq!(number(&page, StepLevel::Program), 1);
}

#[test]
fn stepping_while_it_runs_pauses_it() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::StepBy(true));
    page.settle();
    assert_eq!(page.state.status(), Some(Status::Paused));
}

#[test]
fn on_a_slow_machine_a_step_is_the_same_step() {
    let (mut slow, mut fast) = (Page::slow_at("#/semaphore"), Page::at("#/semaphore"));
    for _ in 0..20 {
        for page in [&mut slow, &mut fast] {
            page.act(Action::StepBy(true));
            page.settle();
        }
        assert_eq!(slow.position(), fast.position());
    }
}

#[test]
fn run_after_a_step_goes_on_to_the_end() {
    let mut page = Page::at("#/gather");
    page.act(Action::StepBy(true));
    page.settle();
    page.run();
    assert_eq!(page.state.status(), Some(Status::Finished));
    assert_eq!(page.position(), page.session().len());
}

#[test]
fn a_step_at_the_end_stays_there() {
    let mut page = Page::at("#/gather");
    page.run();
    let end = page.position();
    page.act(Action::StepBy(true));
    page.settle();
    assert_eq!(
        (page.position(), page.state.status()),
        (end, Some(Status::Finished))
    );
}

#[test]
fn stepping_into_a_deadlock_ends_there() {
    let mut page = Page::at("#/deadlock");
    step_to_the_end(&mut page);
    assert_eq!(page.state.status(), Some(Status::Finished));
}

#[test]
fn a_turn_forward_from_the_live_end_runs_one_turn() {
    let mut page = Page::at("#/gather");
    page.act(Action::StepBy(true));
    page.settle();
    page.act(Action::ToEnd);
    page.act(Action::Move(Step::Turn, true));
    page.settle();
    let trace = page.session().trace();
    let turn = trace.turn_at(trace.len());
    drop(trace);
    page.act(Action::Move(Step::Turn, true));
    page.settle();
    let trace = page.session().trace();
    assert_eq!(trace.turn_at(trace.len()), turn + 1);
    assert_eq!(page.state.status(), Some(Status::Paused));
}

#[test]
fn the_start_is_before_everything_and_the_end_after_it() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::ToStart);
    assert_eq!(page.position(), 0);
    assert!(page.console().is_empty());
    page.act(Action::ToEnd);
    assert_eq!(page.position(), page.session().len());
}

#[test]
fn tasks_stand_at_lines_of_both_programs() {
    use loopscope::app::Listed;
    use loopscope::app::panes::Code;
    use loopscope::text::Lang;

    let mut page = Page::at("#/gather");
    for _ in 0..8 {
        page.act(Action::StepBy(true));
        page.settle();
    }
    for code in [Code::Python, Code::Rust] {
        let opened = page.state.opened().unwrap();
        let listed = Listed::Twin(opened, code);
        let markers = page.state.snapshot.markers(&listed, Lang::En);
        let tasks: Vec<_> = markers.iter().map(|marker| marker.task.as_str()).collect();
        assert!(tasks.contains(&"factorial('A', 2)"), "{code:?}: {tasks:?}");
        assert!(tasks.contains(&"main()"), "{code:?}: {tasks:?}");
    }
}
