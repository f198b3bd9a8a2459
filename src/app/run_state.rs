//! In which state the page is, for everything that depends on it: the main button, the steps, the
//! strip that says what kind of result this is.

use super::opened::Opened;
use super::run::Status;
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
    /// A person ended it.
    Stopped,
    /// The form says something else by now than the run that is shown.
    Stale(Vec<Difference>),
    /// A recording, of which all was read: nothing runs.
    Recording,
}

impl RunState {
    /// Its name in the style sheets.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::CannotStart(_) => "cannot-start",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Deadlocked(_) => "deadlocked",
            Self::Failed(_) => "failed",
            Self::Stopped => "stopped",
            Self::Stale(_) => "stale",
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
        if let Some(Err(errors)) = self.opened().map(|opened| opened.form.values()) {
            return RunState::CannotStart(errors);
        }
        let Some(session) = session else {
            return RunState::Before;
        };
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
