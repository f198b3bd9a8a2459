//! A person's own program, as it stands in the editor.

use std::rc::Rc;

use super::effect::{Effect, File};
use super::link::{Link, Refused};
use super::run::Pace;
use super::session::{Awaited, Session};
use super::shelf::Words;
use super::speed::Speed;
use super::state::{Place, State};
use super::subject::Subject;
use crate::text::program as say;

/// A program that is open in the editor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What the person calls it; empty as long as it has no name.
    pub name: String,
    /// Its text.
    pub text: Rc<str>,
    /// Counts the texts that did not come from the editor, so that it knows of them.
    pub given: u32,
    /// What CPython finds wrong with it, as far as it was asked.
    pub wrong: Option<SyntaxError>,
    /// The files that it finds in its folder.
    pub files: Vec<FileGiven>,
    /// What the browser knows it by, once it does.
    pub id: Option<String>,
    /// Whether its text is still on its way.
    pub is_awaited: bool,
    /// The question to ask of it, if it began as a template.
    pub question: Option<Words>,
    /// What a link says of the run that it shows.
    pub link: Option<Link>,
    /// Whether the page's address names it.
    pub(super) has_address: bool,
    /// The program as a link has it.
    pub(super) packed: Option<String>,
    /// The pieces of the link that make no sense.
    pub(super) refused: Vec<Refused>,
    /// Counts the changes of the text.
    pub(super) edits: u32,
}

/// A syntax error in CPython's words. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// `SyntaxError: invalid syntax`.
    pub message: String,
    /// Where it begins.
    pub from: (u32, u32),
    /// Where it ends, if that is known.
    pub to: Option<(u32, u32)>,
}

/// A file that a person gave to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileGiven {
    /// Its name in the program's folder.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
}

/// What runs a program: the interpreter in the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Interpreter {
    /// It was not asked for yet.
    #[default]
    Cold,
    /// It is on its way; so many bytes have come.
    Loading(u64),
    /// A program can run at once. Its version: `3.14.2`.
    Ready(String),
    /// It does not come, and why.
    Missing(String),
}

/// A program as it is handed to an interpreter.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramBeginning {
    /// Counts the runs of this visit.
    pub number: u32,
    /// What its file is called.
    pub file: String,
    /// Its text.
    pub text: Rc<str>,
    /// Unix seconds at the clock's zero; none for now.
    pub epoch: Option<u32>,
    /// The token of another order than asyncio's own.
    pub order: Option<Rc<str>>,
}

/// The name of a program's file that has none.
const UNNAMED: &str = "prog.py";

/// How many characters a name may have.
const LONGEST_NAME: usize = 80;

/// After so many milliseconds without a change a text is looked at.
const PAUSE: u32 = 300;

impl Draft {
    /// A program with a text that does not come from the editor.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.into(),
            ..Self::default()
        }
    }

    /// The name of its file, as tracebacks have it: `two_shelves.py`.
    pub fn file_name(&self) -> String {
        let name = self.name.trim();
        let stem = name.strip_suffix(".py").unwrap_or(name);
        let letters = stem.chars().map(|letter| match letter {
            letter if letter.is_alphanumeric() => letter,
            _ => '_',
        });
        let stem: String = letters.flat_map(char::to_lowercase).collect();
        match stem.trim_matches('_') {
            "" => UNNAMED.to_owned(),
            stem => format!("{stem}.py"),
        }
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The last change, to tell it from later ones.
    pub fn edit(&self) -> u32 {
        self.edits
    }
}

impl State {
    /// The program that is open.
    pub fn draft(&self) -> Option<&Draft> {
        match &self.place {
            Place::Program(draft) => Some(draft),
            _ => None,
        }
    }

    pub(super) fn draft_mut(&mut self) -> Option<&mut Draft> {
        match &mut self.place {
            Place::Program(draft) => Some(draft),
            _ => None,
        }
    }

    /// The text was changed in the editor.
    pub(super) fn typed(&mut self, text: &str) {
        let Some(draft) = self.draft_mut() else {
            return;
        };
        if *draft.text == *text {
            return;
        }
        draft.text = text.into();
        // What a link says is said of its own text.
        draft.link = None;
        let text = Rc::clone(&draft.text);
        self.effects.push(Effect::Keep(text));
        self.give_address();
        self.text_changed();
    }

    /// Another text stands there: it is looked at when a person pauses.
    pub(super) fn text_changed(&mut self) {
        let Some(draft) = self.draft_mut() else {
            return;
        };
        draft.edits += 1;
        let pause = super::Action::Pause(draft.edits);
        self.is_refused = false;
        self.effects.push(Effect::After(PAUSE, pause));
    }

    /// Another name for the program, which may be empty.
    pub(super) fn rename_program(&mut self, name: &str) {
        if let Some(draft) = self.draft_mut() {
            draft.name = name.trim().chars().take(LONGEST_NAME).collect();
            let name = draft.name.clone();
            self.effects.push(Effect::RenameProgram(name));
            self.retitle();
        }
    }

    /// Nothing was typed for a while since the change of that number.
    pub(super) fn look_at(&mut self, edit: u32) {
        let Some(draft) = self.draft().filter(|draft| draft.edits == edit) else {
            return;
        };
        let (text, file) = (Rc::clone(&draft.text), draft.file_name());
        self.effects.push(Effect::Check { edit, text, file });
    }

    /// What CPython says of the text as it was at the change of that number.
    pub(super) fn checked(&mut self, edit: u32, wrong: Option<SyntaxError>) {
        if let Some(draft) = self.draft_mut().filter(|draft| draft.edits == edit) {
            draft.wrong = wrong;
        }
    }

    /// Runs the program that is open, or says why not.
    pub(super) fn start_program(&mut self, paused: bool, speed: Speed) {
        let Some(draft) = self.draft() else { return };
        if draft.is_empty() {
            return self.notify(say::NOTHING_TO_RUN);
        }
        if let Some(wrong) = &draft.wrong {
            let line = wrong.from.0;
            self.effects.push(Effect::ShowLine(line));
            return;
        }
        let (text, file) = (Rc::clone(&draft.text), draft.file_name());
        let subject = Subject::Program {
            name: draft.name.clone(),
            text: Rc::clone(&text),
        };
        self.give_address();
        let link = self.draft_mut().and_then(|draft| draft.link.take());
        if let Some((order, link)) = link
            .clone()
            .and_then(|link| Some((link.order.clone()?, link)))
        {
            return self.open_linked_order(&order, link);
        }
        let (number, frames) = self.next_run();
        let bookmarks = self.bookmarks_kept(|last| last.is_of_text(&text));
        self.drop_session();
        let beginning = ProgramBeginning {
            number,
            file,
            text,
            epoch: None,
            order: None,
        };
        let at = link.as_ref().and_then(|link| link.at).filter(|_| !paused);
        let speed = if at.is_some() { Speed::Instant } else { speed };
        let pace = Pace { speed, paused };
        let run = self
            .platform
            .run_program(&beginning, pace, Rc::clone(&frames));
        let mut session = Session::new(number, subject, run, frames);
        session.bookmarks = bookmarks;
        if let (Some(at), Some(link)) = (at, link) {
            // As its author saw it: all of the run, and the cursor where the link says.
            session.goes_on = true;
            session.bookmarks.clone_from(&link.bookmarks);
            session.await_moment(Awaited::Moment(at));
            self.arriving = Some(link);
        }
        self.session = Some(session);
    }

    /// Gives the program to the person as a file.
    pub(super) fn save_program(&mut self) {
        if let Some(draft) = self.draft() {
            let file = File {
                name: draft.file_name(),
                kind: "text/plain;charset=utf-8",
                text: draft.text.to_string(),
            };
            self.effects.push(Effect::Save(file));
        }
    }

    /// A constant was changed by its slider: what ran before runs again with it.
    pub(super) fn knob_set(&mut self) {
        if self.session.is_some() && !self.is_of_the_form() {
            self.start(false);
        }
    }

    /// A line that the program asked for, without its newline.
    pub(super) fn answer(&mut self, line: &str) {
        self.with_session(|session| session.answer(format!("{line}\n")));
    }
}
