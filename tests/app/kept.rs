//! What is kept of runs: bookmarks, a run to compare with, files, and the run before somebody
//! stepped in.

use loopscope::app::action::{Action, Export};
use loopscope::app::{Effect, RunState};
use loopscope::events::FutureId;
use loopscope::runtime::Act;
use loopscope::text::{bookmarks, page as say};

use crate::page::Page;

/// `factorial('B', 3)` of gather at its defaults.
const B: FutureId = FutureId(3);

fn run_to(event: usize) -> Page {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(event));
    page
}

#[test]
fn a_run_is_kept_beside_the_next_one() {
    let mut page = Page::at("#/gather");
    page.run();
    let first = page.session().number;
    page.act(Action::Keep);
    assert!(page.says(say::KEPT));
    page.write("a", "9");
    page.run();
    assert_eq!(page.state.kept.as_ref().unwrap().number, first);
    assert!(!page.state.keeps);
}

#[test]
fn a_kept_run_that_went_on_is_ended_and_can_be_compared() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Keep);
    page.act(Action::Address("#/gather".to_owned()));
    page.write("a", "9");
    page.act(Action::RunOrPause);
    page.act(Action::RunOrPause);
    page.settle();
    let kept = page.state.kept.as_ref();
    assert!(kept.is_none_or(|kept| kept.len() == kept.trace().len()));
}

#[test]
fn a_bookmark_is_set_and_taken_away_at_the_cursor() {
    let mut page = run_to(20);
    page.act(Action::Mark);
    assert!(page.session().bookmarks.has(page.session().moment_at(20)));
    page.act(Action::Mark);
    assert!(!page.session().bookmarks.has(page.session().moment_at(20)));
}

#[test]
fn one_goes_from_bookmark_to_bookmark_and_past_the_last_it_is_said() {
    let mut page = run_to(20);
    page.act(Action::Mark);
    page.act(Action::Go(60));
    page.act(Action::Mark);
    page.act(Action::ToMark(false));
    assert_eq!(page.position(), 20);
    page.act(Action::ToMark(true));
    assert_eq!(page.position(), 60);
    page.act(Action::ToMark(true));
    assert!(page.says(bookmarks::NO_MORE));
}

#[test]
fn without_a_run_there_is_nothing_to_mark() {
    let mut page = Page::at("#/gather");
    page.act(Action::Mark);
    assert!(page.says(bookmarks::NO_RUN));
}

#[test]
fn bookmarks_stay_for_the_same_program_with_the_same_values_only() {
    let mut page = run_to(20);
    page.act(Action::Mark);
    page.run();
    assert!(page.session().bookmarks.has(page.session().moment_at(20)));
    page.write("a", "9");
    page.run();
    assert!(page.session().bookmarks.all().is_empty());
}

#[test]
fn stepping_in_begins_the_run_again_and_goes_where_it_happened() {
    let mut page = run_to(40);
    let whole = page.session().len();
    page.act(Action::StepIn(Act::Cancel(B)));
    page.settle();
    assert_eq!(page.session().plan.len(), 1);
    assert_eq!(page.state.baseline.as_ref().unwrap().len(), whole);
    assert!(page.position() > 40);
    assert_ne!(page.session().len(), whole);
}

#[test]
fn what_was_done_to_a_run_can_be_taken_back() {
    let mut page = run_to(40);
    let before = (page.session().len(), page.console());
    page.act(Action::StepIn(Act::Cancel(B)));
    page.settle();
    page.act(Action::TakeBack(0));
    page.settle();
    page.act(Action::Go(40));
    assert!(page.session().plan.is_empty());
    assert_eq!((page.session().len(), page.console()), before);
}

#[test]
fn a_run_that_somebody_stepped_into_is_not_what_the_form_begins_next() {
    let mut page = run_to(40);
    page.act(Action::StepIn(Act::Cancel(B)));
    page.settle();
    page.run();
    assert!(page.session().plan.is_empty());
    assert!(page.state.baseline.is_none());
}

#[test]
fn the_program_is_a_file_without_a_run_and_the_console_is_not() {
    let mut page = Page::at("#/gather");
    page.act(Action::Export(Export::Python));
    let Some(Effect::Save(file)) = page.effects.last() else {
        panic!("{:?}", page.effects);
    };
    assert_eq!(file.name, "gather.py");
    assert!(file.text.starts_with("import asyncio"));
    page.act(Action::Export(Export::Console));
    assert!(page.says(say::EXPORT_REFUSED));
}

#[test]
fn the_console_as_a_file_is_whole_wherever_the_cursor_stands() {
    let mut page = run_to(10);
    page.act(Action::Export(Export::Console));
    let Some(Effect::Save(file)) = page.effects.last() else {
        panic!("{:?}", page.effects);
    };
    assert!(file.text.contains("factorial(4) = 24"), "{}", file.text);
}

#[test]
fn a_browser_that_takes_no_file_is_told_of() {
    let mut page = run_to(10);
    page.act(Action::Saved(false));
    assert!(page.says(say::EXPORT_REFUSED));
}

#[test]
fn the_sound_is_on_only_when_the_browser_has_begun_it() {
    let mut page = Page::at("#/gather");
    page.act(Action::Sound(true));
    assert!(!page.state.has_sound);
    page.act(Action::SoundStarted(true));
    assert!(page.state.has_sound);
    page.act(Action::Sound(false));
    assert!(!page.state.has_sound);
}

#[test]
fn stepping_in_at_a_deadlock_opens_it() {
    let mut page = Page::at("#/deadlock");
    page.run();
    assert!(matches!(page.state.run_state(), RunState::Deadlocked(_)));
    page.act(Action::StepIn(Act::Cancel(FutureId(2))));
    page.settle();
    assert!(!matches!(page.state.run_state(), RunState::Deadlocked(_)));
}
