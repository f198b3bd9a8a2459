//! How runs begin, pause, go on and end.

use loopscope::app::action::Action;
use loopscope::app::run::Status;
use loopscope::app::speed::Speed;
use loopscope::app::{Effect, Preferences, RunState};
use loopscope::text::page as say;

use crate::page::{Opening, Page, known};

fn first_visit(address: &'static str, less_motion: bool) -> Page {
    Page::open(Opening {
        address,
        preferences: Preferences::load(|_| None, None),
        less_motion,
        ..Opening::default()
    })
}

#[test]
fn the_first_visit_runs_gather_by_itself_and_no_other_one_does() {
    let page = first_visit("", false);
    assert_eq!(page.paces().len(), 1);
    assert!(page.state.preferences.seen);
    assert!(
        page.effects
            .contains(&Effect::SavePreferences { asked: false })
    );
    assert!(Page::at("").paces().is_empty());
    assert!(first_visit("#/semaphore", false).paces().is_empty());
}

#[test]
fn the_first_visit_shows_the_end_at_once_where_less_motion_is_wanted() {
    let speed = |less_motion| first_visit("", less_motion).paces()[0].speed;
    assert_eq!(
        (speed(false), speed(true)),
        (Speed::Times(1.0), Speed::Instant)
    );
}

#[test]
fn run_starts_at_the_chosen_speed() {
    let mut page = Page::at("#/gather");
    page.act(Action::Speed(Speed::Times(5.0)));
    page.act(Action::RunOrPause);
    let pace = page.paces()[0];
    assert_eq!((pace.speed, pace.paused), (Speed::Times(5.0), false));
}

#[test]
fn run_pauses_what_runs_and_continues_what_is_paused() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    assert_eq!(page.state.run_state(), RunState::Running);
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Paused);
    assert!(page.state.can_continue());
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.paces().len(), 1);
}

#[test]
fn run_begins_anew_what_is_over() {
    let mut page = Page::at("#/gather");
    page.run();
    let first = page.session().number;
    page.run();
    assert!(page.session().number > first);
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn run_begins_anew_when_a_paused_run_has_other_values_than_the_form() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::RunOrPause);
    page.write("a", "9");
    assert!(!page.state.can_continue());
    page.run();
    assert_eq!(page.paces().len(), 2);
    assert!(
        page.console()
            .contains(&"Task A: factorial(9) = 362880".to_owned())
    );
}

#[test]
fn run_with_a_wrong_field_runs_nothing_and_says_which() {
    let mut page = Page::at("#/gather");
    page.write("b", "1e9");
    page.act(Action::RunOrPause);
    assert!(page.state.session.is_none());
    assert!(page.state.is_refused);
    page.write("b", "4");
    assert!(!page.state.is_refused);
}

#[test]
fn stop_ends_a_run_and_keeps_what_happened() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    let events = page.session().len();
    assert!(events > 0);
    page.act(Action::Stop);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Stopped);
    assert!(page.session().len() >= events);
}

#[test]
fn leaving_the_page_stops_the_run_and_ends_warm_workers() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Leave);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Stopped);
    assert!(page.effects.contains(&Effect::EndWarmThreads));
}

#[test]
fn a_frame_of_a_run_that_is_gone_changes_nothing() {
    let mut page = Page::at("#/gather");
    page.run();
    let gone = page.session().number;
    page.run();
    assert!(page.state.ignores(&Action::Frame(gone)));
    assert!(!page.state.ignores(&Action::Frame(page.session().number)));
}

#[test]
fn another_scenario_takes_the_run_away_and_other_values_of_the_same_do_not() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Address("#/gather?a=5".to_owned()));
    assert!(page.state.session.is_some());
    page.act(Action::Address("#/semaphore".to_owned()));
    assert!(page.state.session.is_none());
    assert_eq!(page.state.run_state(), RunState::Before);
}

#[test]
fn going_to_a_moment_pauses_a_run_that_goes_on() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Go(5));
    page.settle();
    assert_eq!(
        (page.position(), page.state.status()),
        (5, Some(Status::Paused))
    );
}

#[test]
fn continuing_from_an_earlier_moment_follows_the_live_end() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Go(5));
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(page.position(), page.session().len());
}

#[test]
fn a_run_that_went_on_while_nobody_saw_it_says_so() {
    let mut page = Page::slow_at("#/gather?a=30");
    page.act(Action::RunOrPause);
    page.act(Action::Seen(false));
    page.act(Action::Seen(true));
    assert!(page.says(say::WAS_HIDDEN));
}

#[test]
fn a_run_that_was_over_before_the_page_was_hidden_is_not_worth_a_word() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Seen(false));
    page.act(Action::Seen(true));
    assert!(!page.says(say::WAS_HIDDEN));
}

#[test]
fn no_frame_has_more_to_do_than_a_slice_of_time() {
    let mut page = Page::slow_at("#/queue_workers");
    page.act(Action::RunOrPause);
    let mut before = page.session().len();
    let mut frames = 0;
    while page.frame() {
        let now = page.session().len();
        // A portion of handles, and no more events than are taken into account at a time.
        assert!(
            now - before <= 1_024,
            "{} events in one frame",
            now - before
        );
        (before, frames) = (now, frames + 1);
    }
    assert!(frames > 3, "{frames}");
    assert_eq!(page.state.status(), Some(Status::Finished));
}

#[test]
fn a_notice_goes_only_by_its_own_number() {
    let mut page = Page::at("#/gather");
    page.act(Action::Undo);
    let first = page.state.notice.number;
    page.act(Action::Copied(true));
    page.act(Action::NoticeGone(first));
    assert!(page.says(say::COPIED));
    page.act(Action::NoticeGone(first + 1));
    assert!(page.state.notice.text.is_empty());
}

#[test]
fn the_preferences_are_kept_when_the_speed_is_chosen() {
    let mut page = Page::at("#/gather");
    page.act(Action::Speed(Speed::Instant));
    assert!(
        page.effects
            .contains(&Effect::SavePreferences { asked: true })
    );
    assert_eq!(
        page.state.preferences,
        Preferences {
            speed: Speed::Instant,
            ..known()
        }
    );
}
