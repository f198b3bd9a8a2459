//! The lesson's twelve steps: each shows its idea at a moment of its run.

use std::collections::BTreeSet;

use loopscope::events::Event;
use loopscope::scenarios::lesson::{LESSON, Shows, step};
use loopscope::text::Lang;

use crate::quiz::events;

#[test]
fn every_step_has_a_name_of_its_own_and_words_in_both_languages() {
    let ids: BTreeSet<_> = LESSON.iter().map(|step| step.id).collect();
    assert_eq!(ids.len(), LESSON.len());
    for (place, one) in LESSON.iter().enumerate() {
        assert_eq!(step(one.id).map(|(place, _)| place), Some(place));
        for lang in Lang::ALL {
            assert!(!one.title.get(lang).is_empty() && !one.idea.get(lang).is_empty());
        }
        assert_ne!(one.idea.en, one.idea.zh);
    }
    assert!(step("nowhere").is_none());
}

#[test]
fn every_steps_moment_is_in_its_run_and_its_run_answers_the_question() {
    for one in &LESSON {
        let scenario = one.scenario().unwrap();
        let values = one.form().unwrap().values().unwrap();
        let (ran, events) = events(scenario, &values);
        assert!(
            scenario
                .quiz
                .answer_words(&values, &ran, Lang::En)
                .is_some(),
            "{}",
            one.id
        );
        let is_there = match one.shows {
            Shows::Line(beginning) => ran.says(beginning),
            Shows::Awaits(function, times) => {
                let named = events.iter().filter_map(|event| match event {
                    Event::TaskCreated { task, call, .. } if &*call.name == function => Some(*task),
                    _ => None,
                });
                let tasks: Vec<_> = named.collect();
                let awaits = events.iter().filter(|event| {
                    matches!(event, Event::TaskSuspended { task, .. } if tasks.contains(task))
                });
                awaits.count() >= times as usize
            }
            Shows::Deadlock => events
                .iter()
                .any(|event| matches!(event, Event::Deadlocked)),
            Shows::End => true,
        };
        assert!(is_there, "{}: {:?}", one.id, one.shows);
    }
}

#[test]
fn a_step_that_shows_a_scenario_again_shows_it_with_other_values() {
    let shown: BTreeSet<_> = LESSON
        .iter()
        .map(|step| (step.scenario, step.values))
        .collect();
    assert_eq!(shown.len(), LESSON.len());
}
