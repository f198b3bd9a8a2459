//! Every scenario asks a question that its own run answers, whatever the form says.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos};
use loopscope::runtime::RunError;
use loopscope::scenarios::quiz::{End, Grade, Guess, Off, Ran, Truth, grade};
use loopscope::scenarios::{Quiz, Scenario, Values, catalogue, find, headless};
use loopscope::text::{Lang, Text};

#[derive(Default)]
struct Events(RefCell<Vec<(Nanos, Event)>>);

impl Instrument for Events {
    fn record(&self, when: Nanos, event: Event) {
        self.0.borrow_mut().push((when, event));
    }
}

fn ran(scenario: &Scenario, values: &Values) -> Ran {
    events(scenario, values).0
}

/// How a run ended, and all that happened in it.
pub fn events(scenario: &Scenario, values: &Values) -> (Ran, Vec<Event>) {
    let events = Rc::new(Events::default());
    let end = match headless::run(scenario, values, events.clone()) {
        Ok(()) => End::Returned,
        Err(RunError::Deadlock(_)) => End::Deadlocked,
        Err(_) => End::Raised,
    };
    let events = events.0.take();
    let ran = Ran::of(end, events.iter().map(|(when, event)| (*when, event)));
    (ran, events.into_iter().map(|(_, event)| event).collect())
}

/// The defaults and every preset of every scenario.
fn all() -> Vec<(&'static Scenario, Values)> {
    let mut all = Vec::new();
    for scenario in catalogue() {
        all.push((scenario, Values::defaults(scenario.params)));
        let presets = scenario.presets.iter();
        all.extend(presets.map(|preset| (scenario, preset.form(scenario).values().unwrap())));
    }
    all
}

fn answer(id: &str, set: &[(&str, &str)]) -> (String, String) {
    let scenario = find(id).unwrap();
    let mut form = loopscope::scenarios::Form::new(scenario.params);
    for (name, raw) in set {
        form.set(name, raw);
    }
    let values = form.values().unwrap();
    let ran = ran(scenario, &values);
    scenario.quiz.answer_words(&values, &ran, Lang::En).unwrap()
}

#[test]
fn every_default_and_every_preset_answers_its_own_question() {
    for (scenario, values) in all() {
        let ran = ran(scenario, &values);
        for lang in Lang::ALL {
            let question = scenario.quiz.question(&values, lang);
            let (truth, because) = scenario
                .quiz
                .answer_words(&values, &ran, lang)
                .unwrap_or_else(|| panic!("{}: no answer to {question}", scenario.id));
            if std::env::var("LOOPSCOPE_SAY").is_ok() {
                println!("{}: {question}\n    {truth}: {because}", scenario.id);
            }
            for words in [&question, &truth, &because] {
                let is_filled = !words.contains(['{', '}', '|']) && !words.contains("  ");
                assert!(is_filled && !words.is_empty(), "{}: {words}", scenario.id);
            }
            let mark = if lang == Lang::En { '?' } else { '？' };
            assert!(question.ends_with(mark), "{}: {question}", scenario.id);
        }
    }
}

#[test]
fn what_is_true_is_right_as_a_guess() {
    for (scenario, values) in all() {
        let Quiz { guess, answer, .. } = scenario.quiz;
        let truth = answer(&values, &ran(scenario, &values)).unwrap().truth;
        for lang in Lang::ALL {
            let words = guess.truth_words(truth, lang);
            let judged = grade(&words, &guess, truth);
            assert_eq!(judged, Grade::Right, "{}: {words}", scenario.id);
        }
    }
}

#[test]
fn what_people_get_wrong_is_said_in_one_line() {
    for scenario in catalogue() {
        let Text { en, zh } = scenario.quiz.wrong;
        for words in [en, zh] {
            assert!(words.chars().count() <= 90, "{}: {words}", scenario.id);
        }
    }
}

#[test]
fn no_question_asks_for_a_time_of_day() {
    for (scenario, values) in all() {
        let ran = ran(scenario, &values);
        let answer = scenario.quiz.answer_words(&values, &ran, Lang::En).unwrap();
        let question = scenario.quiz.question(&values, Lang::En);
        assert!(!answer.0.contains(':'), "{}: {answer:?}", scenario.id);
        assert!(!question.contains("clock"), "{}: {question}", scenario.id);
    }
}

#[test]
fn questions_and_answers_follow_the_form() {
    let scenario = find("semaphore").unwrap();
    let mut form = loopscope::scenarios::Form::new(scenario.params);
    form.set("places", "3");
    form.set("visitors", "1");
    let values = form.values().unwrap();
    assert_eq!(
        scenario.quiz.question(&values, Lang::En),
        "Three places, one visitor, each stays 1 s. When has everybody been in?"
    );
    let (truth, because) = answer("semaphore", &[("places", "3"), ("visitors", "8")]);
    assert_eq!(truth, "3.000 s");
    assert_eq!(because, "three go in at a time, in the order of the line");
}

#[test]
fn a_program_that_hangs_answers_never() {
    assert_eq!(answer("deadlock", &[]).0, "never");
    assert_eq!(answer("join", &[("forgotten", "2")]).0, "never");
    assert_eq!(answer("condition", &[("items", "2")]).0, "never");
    assert_eq!(answer("barrier", &[("runners", "2")]).0, "never");
    assert_eq!(answer("semaphore", &[("places", "0")]).0, "never");
}

#[test]
fn the_programs_tell_what_they_are_about() {
    assert_eq!(answer("join", &[]).0, "2.000 s");
    assert_eq!(answer("back_pressure", &[]).0, "2");
    assert_eq!(answer("back_pressure", &[("maxsize", "0")]).0, "5");
    assert_eq!(answer("threads_processes", &[]).0, "No");
    assert_eq!(
        answer("threads_processes", &[("kind", "processes")]).0,
        "Yes"
    );
    assert_eq!(answer("threads_processes", &[("gil", "false")]).0, "Yes");
    assert_eq!(answer("blocking", &[]).0, "No");
    assert_eq!(answer("blocking", &[("how", "asyncio.sleep")]).0, "Yes");
    assert_eq!(answer("lock", &[("forget", "true")]).0, "1");
    assert_eq!(answer("lost_task", &[]).0, "no, it is cancelled");
    assert_eq!(answer("barrier", &[]).0, "2");
}

fn seconds(guess: &str, truth: f64) -> Grade {
    let truth = Truth::Seconds(Nanos::from_secs(truth));
    grade(guess, &Guess::Seconds, truth)
}

#[test]
fn a_guess_of_seconds_is_read_as_people_write_it() {
    for guess in [
        "1.5",
        "1,5",
        "1.500",
        " 1.5 s ",
        "1.5s",
        "1500 ms",
        "１．５",
        "１，５ 秒",
        "1.5 seconds",
        "+1.5",
        "１.５s",
    ] {
        assert_eq!(seconds(guess, 1.5), Grade::Right, "{guess}");
    }
    assert_eq!(seconds("3,0", 3.0), Grade::Right);
    assert_eq!(seconds("1", 1.5), Grade::Wrong(Off::Seconds(-0.5)));
    assert_eq!(seconds("2", 1.5), Grade::Wrong(Off::Seconds(0.5)));
    assert_eq!(seconds("   ", 1.5), Grade::None);
    for guess in ["soon", "1.2.3", "1,000,000", "nan", "--1", "1e999"] {
        assert_eq!(seconds(guess, 1.5), Grade::Unread, "{guess}");
    }
}

#[test]
fn never_is_a_guess_where_a_program_can_hang() {
    for guess in ["never", "Never", "forever", "for ever", "∞", "永远不会"] {
        assert_eq!(
            grade(guess, &Guess::Seconds, Truth::Never),
            Grade::Right,
            "{guess}"
        );
        assert_eq!(seconds(guess, 1.0), Grade::Wrong(Off::Other), "{guess}");
    }
    assert_eq!(
        grade("1", &Guess::Seconds, Truth::Never),
        Grade::Wrong(Off::Other)
    );
    let never_hangs = Guess::Number { can_hang: false };
    assert_eq!(
        grade("never", &never_hangs, Truth::Number(1)),
        Grade::Unread
    );
}

#[test]
fn a_guess_of_a_number_says_how_far_off_it_is() {
    let guess = Guess::Number { can_hang: false };
    assert_eq!(grade("３", &guess, Truth::Number(3)), Grade::Right);
    assert_eq!(grade(" 3.0 ", &guess, Truth::Number(3)), Grade::Right);
    assert_eq!(
        grade("1", &guess, Truth::Number(3)),
        Grade::Wrong(Off::Number(-2))
    );
    assert_eq!(grade("2.5", &guess, Truth::Number(3)), Grade::Unread);
}

#[test]
fn a_choice_is_given_by_its_place_or_by_its_words() {
    let guess = find("blocking").unwrap().quiz.guess;
    for right in ["1", "No", "no", "不会"] {
        assert_eq!(
            grade(right, &guess, Truth::Choice(1)),
            Grade::Right,
            "{right}"
        );
    }
    assert_eq!(
        grade("Yes", &guess, Truth::Choice(1)),
        Grade::Wrong(Off::Other)
    );
    assert_eq!(grade("2", &guess, Truth::Choice(1)), Grade::Unread);
}
