//! In which state the page is.

use loopscope::app::action::Action;
use loopscope::app::{Difference, RunState};
use loopscope::events::{End, Event, Nanos};

use crate::page::Page;

fn after_run(address: &'static str) -> RunState {
    let mut page = Page::at(address);
    page.run();
    page.state.run_state()
}

#[test]
fn nothing_has_run() {
    assert_eq!(Page::at("#/gather").state.run_state(), RunState::Before);
    assert_eq!(Page::at("#/lesson").state.run_state(), RunState::Before);
}

#[test]
fn a_program_that_returns_is_finished() {
    assert_eq!(after_run("#/gather"), RunState::Finished);
}

#[test]
fn a_program_that_can_never_go_on_is_deadlocked_and_since_when() {
    let RunState::Deadlocked(since) = after_run("#/deadlock") else {
        panic!("{:?}", after_run("#/deadlock"));
    };
    assert_eq!(since, Nanos::from_secs(1.0));
}

#[test]
fn a_program_that_an_exception_leaves_has_failed_in_cpythons_words() {
    let failed = after_run("#/lost_task?fails=true&keep=true");
    let said = "ValueError: nobody hears this".to_owned();
    assert_eq!(failed, RunState::Failed(said));
}

#[test]
fn a_wrong_field_stands_in_the_way_of_a_run() {
    let mut page = Page::at("#/gather");
    page.write("a", "99");
    let RunState::CannotStart(errors) = page.state.run_state() else {
        panic!("{:?}", page.state.run_state());
    };
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].param.name, "a");
}

#[test]
fn a_run_goes_on_whatever_is_typed_meanwhile() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.write("a", "99");
    assert_eq!(page.state.run_state(), RunState::Running);
}

#[test]
fn a_run_of_other_values_is_stale_and_which_value_differs_is_known() {
    let mut page = Page::at("#/gather");
    page.run();
    page.write("a", "7");
    let difference = Difference {
        param: "a",
        label: "Number for A",
        was: "2".to_owned(),
        is: "7".to_owned(),
    };
    assert_eq!(page.state.run_state(), RunState::Stale(vec![difference]));
}

#[test]
fn a_value_that_is_written_otherwise_is_the_same_value() {
    let mut page = Page::at("#/gather");
    page.run();
    page.write("delay", "1.000");
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn a_stale_run_is_fresh_again_when_the_edit_is_taken_back_or_it_runs_again() {
    let mut page = Page::at("#/gather");
    page.run();
    page.write("a", "7");
    page.act(Action::Undo);
    assert_eq!(page.state.run_state(), RunState::Finished);
    page.write("a", "8");
    page.run();
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn a_paused_run_of_other_values_is_stale() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::RunOrPause);
    page.write("a", "7");
    assert!(matches!(page.state.run_state(), RunState::Stale(_)));
}

#[test]
fn a_run_is_over_only_when_all_of_it_is_known() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    while page.state.run_state() == RunState::Running {
        assert!(page.frame());
    }
    assert_eq!(page.session().len(), page.session().trace().len());
}

#[test]
fn the_end_stands_in_the_trace_and_is_seen_where_the_cursor_is_behind_it() {
    for address in ["#/deadlock", "#/lost_task?fails=true&keep=true"] {
        let mut page = Page::open_at(address, crate::page::Opening::default());
        page.run();
        let end = page.session().len();
        let ending = |page: &Page| page.state.snapshot.panes().unwrap().ending.clone();
        assert!(ending(&page).is_some(), "{address}");
        for at in [0, end / 2, end - 1] {
            page.act(Action::Go(at));
            assert_eq!(ending(&page), None, "{address} at {at}");
        }
        let trace = page.session().trace();
        let last = &trace.get(end - 1).unwrap().event;
        assert!(matches!(last, Event::RunEnded { .. }), "{last:?}");
    }
}

#[test]
fn a_stopped_run_says_so_at_its_end() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Stop);
    page.settle();
    assert_eq!(page.session().how_it_ended(), Some(End::Stopped));
    let trace = page.session().trace();
    let last = trace.get(trace.len() - 1).unwrap();
    assert_eq!(last.event, Event::RunEnded { how: End::Stopped });
}
