//! In which state the page is, for everything that depends on it: the main button, the steps, the
//! strip that says what kind of result this is.

use super::opened::Opened;
use super::program::SyntaxError;
use super::run::{Failure, Status};
use super::session::Session;
use super::state::State;
use crate::events::{End, Nanos};
use crate::scenarios::{Form, Param, ParamError};
use crate::text::{Lang, narration as say};

/// The state of the run that is shown, as far as the form agrees with it.
#[derive(Clone, Debug, PartialEq)]
pub enum RunState {
    /// Nothing has run, and everything in the form is right.
    Before,
    /// Something in the form is wrong, so nothing can be run.
    CannotStart(Vec<ParamError>),
    /// CPython cannot read the program, so it cannot be run.
    Unreadable(SyntaxError),
    /// It goes on by itself.
    Running,
    /// It waits for a person.
    Paused,
    /// It came to its end.
    Finished,
    /// Nothing can ever go on, since then: CPython would hang.
    Deadlocked(Nanos),
    /// An exception left it: in CPython's words, as the last line of a traceback has it. Or it
    /// exited with a status that is not 0, or got nowhere.
    Failed(String),
    /// What it ran in did not outlive it.
    Broken(Failure),
    /// A person ended it.
    Stopped,
    /// The form says something else by now than the run that is shown.
    Stale(Vec<Difference>),
    /// The text of the program was changed since.
    Changed(TextChange),
    /// Other orders of the program are tried.
    Exploring,
    /// It is another order than asyncio's own.
    OtherOrder,
    /// A recording, of which all was read: nothing runs.
    Recording,
}

impl RunState {
    /// Its name in the style sheets.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::CannotStart(_) | Self::Unreadable(_) => "cannot-start",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Deadlocked(_) => "deadlocked",
            Self::Failed(_) | Self::Broken(_) => "failed",
            Self::Stopped => "stopped",
            Self::Stale(_) | Self::Changed(_) => "stale",
            Self::Exploring => "exploring",
            Self::OtherOrder => "other-order",
            Self::Recording => "recording",
        }
    }
}

/// A value that differs from the run's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which parameter.
    pub param: &'static str,
    /// What the form calls it, in the language of the page.
    pub label: &'static str,
    /// What the run had.
    pub was: String,
    /// What stands in the form.
    pub is: String,
}

/// The lines of a program that are not as they were when it ran, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

impl TextChange {
    /// Where a text is another one than it was; none if it is the same.
    pub fn between(was: &str, is: &str) -> Option<Self> {
        if was == is {
            return None;
        }
        let (was, is): (Vec<&str>, Vec<&str>) =
            (was.split('\n').collect(), is.split('\n').collect());
        let shorter = was.len().min(is.len());
        let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
            pairs.take_while(|(was, is)| was == is).count()
        };
        let before = same(&mut was.iter().zip(&is)).min(shorter);
        let after = same(&mut was.iter().rev().zip(is.iter().rev())).min(shorter - before);
        let first = before as u32 + 1;
        let last = (is.len() - after) as u32;
        Some(Self {
            first: first.min(is.len() as u32),
            last: last.max(first).min(is.len() as u32),
        })
    }
}

impl State {
    /// The state of the run that is shown.
    pub fn run_state(&self) -> RunState {
        let session = self.session.as_ref();
        if let Some(session) = session {
            match session.status() {
                Status::Running => return RunState::Running,
                Status::Finished if session.is_recording() => return RunState::Recording,
                Status::Paused | Status::Finished => {}
            }
        }
        if self.is_exploring() {
            return RunState::Exploring;
        }
        if let Some(Err(errors)) = self.opened().map(|opened| opened.form.values()) {
            return RunState::CannotStart(errors);
        }
        if let Some(wrong) = self.draft().and_then(|draft| draft.wrong.clone()) {
            return RunState::Unreadable(wrong);
        }
        let Some(session) = session else {
            return RunState::Before;
        };
        if let Some(change) = self.text_change(session) {
            return RunState::Changed(change);
        }
        if let Some(failure) = session.failure() {
            return RunState::Broken(failure);
        }
        if self.order.is_some() {
            return RunState::OtherOrder;
        }
        let differences = self.differences(session);
        if !differences.is_empty() {
            return RunState::Stale(differences);
        }
        let lang = self.preferences.lang;
        match session.how_it_ended() {
            None => RunState::Paused,
            Some(End::Returned | End::Exited(0)) => RunState::Finished,
            Some(End::Exited(status)) => RunState::Failed(say::run_exited(lang, status)),
            Some(End::Raised(exception)) => RunState::Failed(exception.to_string()),
            Some(End::Livelocked) => RunState::Failed(say::run_livelocked(lang)),
            Some(End::Deadlocked) => RunState::Deadlocked(session.trace().now()),
            Some(End::Stopped) => RunState::Stopped,
        }
    }

    /// Where the text in the editor is another one than the run's.
    fn text_change(&self, session: &Session) -> Option<TextChange> {
        TextChange::between(session.subject.text()?, &self.draft()?.text)
    }

    /// Where the form, all of it right, says something else than the run.
    fn differences(&self, session: &Session) -> Vec<Difference> {
        let (Some(opened), Some((_, values))) = (self.opened(), session.subject.scenario()) else {
            return Vec::new();
        };
        if self.is_of_the_form() {
            return Vec::new();
        }
        differences(opened, &Form::of(values), self.preferences.lang)
    }
}

fn differences(opened: &Opened, run: &Form, lang: Lang) -> Vec<Difference> {
    let both = opened.form.fields().zip(run.fields());
    let differing = both.filter(|((param, is), (_, was))| param.parse(is) != param.parse(was));
    let difference = |((param, is), (_, was)): ((&'static Param, &str), (_, &str))| Difference {
        param: param.name,
        label: param.label.get(lang),
        was: was.to_owned(),
        is: is.to_owned(),
    };
    differing.map(difference).collect()
}
