//! What a person does about other orders, and what workers say.

use std::rc::Rc;

use super::{Explored, Fails, Found, SearchRequest};
use crate::analysis::exploring::{Differs, Extent, Heard, Search, hear};
use crate::app::effect::Effect;
use crate::app::panes::Pane;
use crate::app::state::{Place, State};
use crate::text::exploring as say;

/// An action about other orders.
#[derive(Clone, Debug, PartialEq)]
pub enum Explore {
    /// Settings and results are shown, or not any more.
    Show(bool),
    /// This may differ, or may not.
    Differ(Differs, bool),
    /// The number of deviations, as it is typed.
    Deviations(String),
    /// What counts as a failure.
    Fails(Fails),
    /// Begins a search.
    Start,
    /// Ends it.
    Stop,
    /// Something is said of the search of that number: a message.
    Heard(u32, String),
    /// The search of that number cannot go on, and why.
    Broke(u32, String),
    /// Shows the order of a token beside asyncio's own.
    Open(String),
    /// Goes back to asyncio's own order.
    Back,
}

impl State {
    pub(in crate::app) fn explore(&mut self, action: Explore) {
        match action {
            Explore::Show(true) => {
                self.exploring.get_or_insert_default();
                self.pane = Pane::Form;
            }
            Explore::Open(token) => self.open_order(&token),
            Explore::Back => self.back_to_normal(),
            Explore::Show(false) => self.leave_exploring(),
            Explore::Differ(what, may) => self.set(|it| it.let_differ(what, may)),
            Explore::Deviations(typed) => self.set(|it| it.deviations = typed),
            Explore::Fails(fails) => self.set(|it| it.fails = fails),
            Explore::Start => self.start_search(),
            Explore::Stop => self.stop_search(),
            Explore::Heard(number, text) => self.hear_search(number, &text),
            Explore::Broke(number, why) => {
                if self.found(number).is_some() {
                    self.end_search(Extent::Broken(why));
                }
            }
        }
    }

    /// Settings and results go, and whatever is under way for them.
    pub(in crate::app) fn leave_exploring(&mut self) {
        self.stop_search();
        self.exploring = None;
    }

    /// Whether a search goes on.
    pub fn is_exploring(&self) -> bool {
        let found = self
            .exploring
            .as_ref()
            .and_then(|exploring| exploring.found.as_ref());
        found.is_some_and(|found| found.search.extent == Extent::Running)
    }

    /// The program whose orders can be tried; none where there is none, or its form is wrong.
    pub fn explorable(&self) -> Option<Explored> {
        match &self.place {
            Place::Scenario(opened) => {
                opened.values()?;
                Some(Explored {
                    file: format!("{}.py", opened.scenario.id),
                    text: opened.source.text().into(),
                })
            }
            Place::Program(draft) if draft.is_empty() || draft.wrong.is_some() => None,
            Place::Program(draft) => Some(Explored {
                file: draft.file_name(),
                text: Rc::clone(&draft.text),
            }),
            Place::Recordings | Place::Unknown(_) => None,
        }
    }

    /// Whether the results are of another program than the one that stands there now.
    pub fn is_other_program(&self) -> bool {
        let found = self.exploring.as_ref().and_then(|it| it.found.as_ref());
        found.is_some_and(|found| self.explorable().as_ref() != Some(&found.program))
    }

    fn set(&mut self, change: impl FnOnce(&mut super::Settings)) {
        if let Some(exploring) = &mut self.exploring {
            change(&mut exploring.settings);
        }
    }

    fn start_search(&mut self) {
        let Some(program) = self.explorable() else {
            return self.notify(say::NO_PROGRAM);
        };
        let workers = self.platform.searchers().max(1);
        let settings = &self.exploring.get_or_insert_default().settings;
        let Some((settings, deviations)) = settings.written().zip(settings.deviations()) else {
            return;
        };
        self.stop_search();
        self.searches += 1;
        let found = Found {
            number: self.searches,
            program: program.clone(),
            search: Search::new(deviations),
        };
        self.exploring.get_or_insert_default().found = Some(found);
        self.effects.push(Effect::Search(SearchRequest {
            number: self.searches,
            program,
            settings,
            workers,
        }));
    }

    pub(in crate::app) fn stop_search(&mut self) {
        if self.is_exploring() {
            self.end_search(Extent::Stopped);
        }
    }

    /// The search of that number, while it goes on.
    fn found(&mut self, number: u32) -> Option<&mut Found> {
        let found = self.exploring.as_mut()?.found.as_mut()?;
        let goes_on = found.search.extent == Extent::Running;
        (goes_on && found.number == number).then_some(found)
    }

    fn hear_search(&mut self, number: u32, text: &str) {
        let Some(found) = self.found(number) else {
            return;
        };
        let heard = match hear(text) {
            Ok(Heard::Found(all)) => found.search.hear(all),
            Ok(Heard::Explored) => {
                found.search.end();
                self.effects.push(Effect::EndSearch(number));
                Ok(())
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = heard {
            self.end_search(Extent::Broken(problem.to_string()));
        }
    }

    fn end_search(&mut self, extent: Extent) {
        let found = self.exploring.as_mut().and_then(|it| it.found.as_mut());
        if let Some(found) = found {
            found.search.extent = extent;
            self.effects.push(Effect::EndSearch(found.number));
        }
    }
}
