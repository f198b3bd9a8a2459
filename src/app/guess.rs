//! The guess before a run, and how the run answers the question.

use super::session::Session;
use super::state::State;
use crate::events;
use crate::scenarios::quiz::{End, Grade, Off, Ran, grade};
use crate::text::{Lang, head, quiz as say};

/// What is shown once a run has answered its scenario's question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// What was guessed, as it was typed or chosen; empty if nothing.
    pub guess: String,
    /// How near it is.
    pub grade: Grade,
    /// What is true: `3.000 s`.
    pub truth: String,
    /// Why, in a few words.
    pub because: String,
    /// What people get wrong.
    pub wrong: &'static str,
}

impl Answered {
    /// How near the guess is, in words: `0.333 s early`; nothing if there was none.
    pub fn judged(&self, lang: Lang) -> String {
        match self.grade {
            Grade::None => String::new(),
            Grade::Unread => head::UNREAD.get(lang).to_owned(),
            Grade::Right => head::RIGHT.get(lang).to_owned(),
            Grade::Wrong(Off::Seconds(off)) => say::off_seconds(lang, off),
            Grade::Wrong(Off::Number(off)) => say::off_number(lang, off),
            Grade::Wrong(Off::Other) => head::NOT_SO.get(lang).to_owned(),
        }
    }
}

impl State {
    /// How the run that is over answers its question; nothing while it goes on, or when a person
    /// stopped it.
    pub fn answered(&self) -> Option<Answered> {
        let session = self.session.as_ref()?;
        let (scenario, values) = session.subject.scenario()?;
        let ran = session.ran()?;
        let lang = self.preferences.lang;
        let answer = (scenario.quiz.answer)(values, ran)?;
        let (truth, because) = scenario.quiz.answer_words(values, ran, lang)?;
        Some(Answered {
            guess: self.guess.trim().to_owned(),
            grade: grade(&self.guess, &scenario.quiz.guess, answer.truth),
            truth,
            because,
            wrong: scenario.quiz.wrong.get(lang),
        })
    }
}

/// What of an ended run its question is answered from.
pub(super) fn ran(session: &Session) -> Option<Ran> {
    let end = match session.how_it_ended()? {
        events::End::Returned => End::Returned,
        events::End::Raised(_) | events::End::Exited(_) => End::Raised,
        events::End::Deadlocked => End::Deadlocked,
        events::End::Livelocked | events::End::Stopped => return None,
    };
    let trace = session.trace();
    let events = trace.iter().map(|record| (record.when, &record.event));
    Some(Ran::of(end, events))
}
