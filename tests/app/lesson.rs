//! The lesson: twelve steps, each with its own values, its moment, and a check mark that stays.

use loopscope::app::{Action, Effect, Preferences, Progress, RunState};
use loopscope::scenarios::lesson::LESSON;
use loopscope::text::Lang;

use crate::page::{Opening, Page, known};

fn step(page: &Page) -> usize {
    page.state.lesson_step().unwrap().0
}

fn address(place: usize) -> String {
    format!("#/lesson/{}", place + 1)
}

fn after(done: &[&str]) -> Page {
    let done: Vec<String> = done.iter().map(|id| (*id).to_owned()).collect();
    Page::open(Opening {
        address: "#/lesson",
        preferences: Preferences {
            progress: Progress::read(&done, &[]),
            ..known()
        },
        ..Opening::default()
    })
}

#[test]
fn the_lesson_goes_on_at_the_first_step_that_is_not_done() {
    assert_eq!(step(&after(&[])), 0);
    assert_eq!(step(&after(&["run", "await"])), 2);
    assert_eq!(step(&after(&["await"])), 0);
    let all: Vec<&str> = LESSON.iter().map(|step| step.id).collect();
    assert_eq!(step(&after(&all)), 0);
}

#[test]
fn a_step_opens_with_its_own_values_and_reset_leads_back_to_them() {
    let queue = LESSON.len() - 1;
    let mut page = Page::open_at(&address(queue), Opening::default());
    let raw = |page: &Page| {
        page.state
            .opened()
            .unwrap()
            .form
            .raw("items")
            .unwrap()
            .to_owned()
    };
    assert_eq!(raw(&page), "9");
    page.write("items", "4");
    assert_eq!(page.address(), "#/lesson/12?items=4");
    page.act(Action::Reset);
    assert_eq!(
        (raw(&page), page.address()),
        ("9".to_owned(), address(queue))
    );
}

#[test]
fn a_shared_moment_of_a_step_opens_as_that_step_at_that_moment() {
    let mut page = Page::at("#/lesson/5");
    page.run();
    page.act(Action::Go(40));
    page.act(Action::Share);
    let opened = Page::open_at(&page.address(), Opening::default());
    assert_eq!((step(&opened), opened.session_position()), (4, 40));
}

#[test]
fn a_run_that_a_person_starts_marks_its_step_and_its_scenario_and_is_remembered() {
    let mut page = Page::at("#/lesson/4");
    page.effects.clear();
    page.run();
    let progress = &page.state.preferences.progress;
    assert!(progress.has_step("task") && progress.has_scenario("create_task"));
    assert!(!progress.has_step("run"));
    assert!(
        page.effects
            .contains(&Effect::SavePreferences { asked: false })
    );
    let kept = page.state.preferences.written();
    let read = Preferences::load(|_| Some(kept.clone()), None);
    assert_eq!(&read.progress, progress);
}

#[test]
fn a_run_that_no_person_started_or_that_was_stopped_marks_nothing() {
    let mut linked = Page::at("#/lesson/4?_at=10");
    linked.settle();
    assert_eq!(linked.state.run_state(), RunState::Finished);
    let mut stopped = Page::slow_at("#/lesson/5?a=30");
    stopped.act(Action::RunOrPause);
    stopped.act(Action::Stop);
    stopped.settle();
    for page in [linked, stopped] {
        assert_eq!(page.state.preferences.progress, Progress::default());
    }
}

#[test]
fn every_step_answers_its_question_shows_its_moment_and_leads_to_the_next() {
    let mut page = Page::at("#/lesson/1");
    for (place, one) in LESSON.iter().enumerate() {
        assert_eq!(step(&page), place);
        page.run();
        assert!(page.state.answered().is_some(), "{}", one.id);
        page.act(Action::ShowIdea);
        assert!(page.position() > 0, "{}", one.id);
        page.act(Action::NextScenario);
    }
    assert!(page.state.lesson_step().is_none());
    let done = page.state.preferences.progress.steps();
    assert_eq!(done.len(), LESSON.len());
}

#[test]
fn the_moment_of_a_printed_line_is_the_one_where_the_line_was_just_printed() {
    let mut page = Page::at("#/lesson/5");
    page.run();
    page.act(Action::ShowIdea);
    assert_eq!(page.console().last().unwrap(), "Task A: factorial(2) = 2");
}

#[test]
fn two_steps_that_show_one_scenario_have_a_run_each() {
    let mut page = Page::at("#/lesson/6");
    page.run();
    page.act(Action::NextScenario);
    assert_eq!(page.state.run_state(), RunState::Before);
    assert_eq!(page.state.guess, "");
}

#[test]
fn the_documents_title_says_which_step_it_is() {
    for lang in Lang::ALL {
        let mut page = Page::at("#/lesson/3");
        page.act(Action::Language(lang));
        let title = page.effects.iter().rev().find_map(|effect| match effect {
            Effect::Title(title) => Some(title.clone()),
            _ => None,
        });
        let title = title.unwrap();
        assert!(
            title.contains('3') && title.contains(LESSON[2].title.get(lang)),
            "{title}"
        );
    }
}
