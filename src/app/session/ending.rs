//! How a run ended, and what is said of it.

use super::Session;
use crate::app::run::Status;
use crate::events::{End, Event};
use crate::scenarios::quiz::Ran;
use crate::text::{Lang, narration as say, page, panes};
use crate::view_model::deadlock::deadlock_report;

impl Session {
    /// How it ended; none while it has not, or not all of it is known.
    pub fn how_it_ended(&self) -> Option<End> {
        if self.status() != Status::Finished {
            return None;
        }
        let trace = self.trace();
        let last = trace.len().checked_sub(1).and_then(|last| trace.get(last));
        match last.map(|record| &record.event) {
            Some(Event::RunEnded { how }) => Some(how.clone()),
            _ => self.run.ending().map(|ending| ending.how),
        }
    }

    /// What its question is answered from; nothing until it is over, or when a person stopped it.
    pub fn ran(&self) -> Option<&Ran> {
        self.how_it_ended()?;
        self.ran
            .get_or_init(|| crate::app::guess::ran(self))
            .as_ref()
    }

    /// How the run ended, where the program did not simply return, and that its trace is full; none
    /// at a cursor where it has not ended yet.
    pub fn ending_at(&self, cursor: usize, lang: Lang) -> Option<String> {
        if cursor < self.len() {
            return None;
        }
        let how = match self.how_it_ended() {
            Some(End::Raised(exception)) => Some(exception.to_string()),
            Some(End::Exited(status)) if status != 0 => Some(say::run_exited(lang, status)),
            Some(End::Deadlocked) => Some(self.deadlock_report(lang)),
            Some(End::Livelocked) => Some(say::run_livelocked(lang)),
            Some(End::Stopped) => Some(page::STOPPED.get(lang).to_owned()),
            Some(End::Returned | End::Exited(_)) | None => None,
        };
        let said: Vec<String> = how.into_iter().chain(self.fullness(lang)).collect();
        (!said.is_empty()).then(|| said.join("\n"))
    }

    fn deadlock_report(&self, lang: Lang) -> String {
        let deadlock = self.run.ending().and_then(|ending| ending.deadlock);
        match deadlock {
            Some(deadlock) => deadlock_report(&deadlock, &self.trace(), &self.analysis, lang),
            None => say::run_deadlocked(lang),
        }
    }

    /// The trace is full, in words.
    fn fullness(&self, lang: Lang) -> Option<String> {
        let left_out = self.run.left_out();
        (left_out > 0).then(|| panes::trace_full(lang, self.run.limit(), left_out))
    }
}
