//! A person's own programs as the browser keeps them, the templates to begin with, and programs in
//! links. What is kept and packed is asked for as an [`Effect`].

use std::rc::Rc;

use super::action::Action;
use super::effect::Effect;
use super::link::{Link, Refused, sealed};
use super::panes::{Code, Pane};
use super::program::Draft;
use super::run_state::RunState;
use super::session::Session;
use super::state::{Place, State};
use crate::events::{End, Nanos};
use crate::scenarios::address::{self, ProgramRoute};
use crate::text::{Lang, Text, program, shelf as say};

/// What is known of the programs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// Those that are kept, the last changed first; none until that is known.
    pub programs: Option<Rc<Vec<Entry>>>,
    /// Why not all that was typed is kept.
    pub problem: Option<Unkept>,
    /// The templates, once they are there.
    pub templates: Option<Rc<Vec<Group>>>,
    /// The name of the program that was removed last, as long as it can be put back.
    pub removed: Option<String>,
}

/// A program that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What the browser knows it by.
    pub id: String,
    /// What its author calls it.
    pub name: String,
    /// When it was changed, in milliseconds since 1970.
    pub changed: f64,
    /// How its last run ended.
    pub result: Option<LastResult>,
}

/// How the last run of a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastResult {
    /// How.
    pub how: How,
    /// At which loop time.
    pub at: Nanos,
}

/// How a run ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It returned, or exited with status 0.
    Ended,
    /// It hangs.
    Deadlocked,
    /// An exception left it, or it exited with another status.
    Failed,
    /// It got nowhere.
    Livelocked,
}

impl How {
    const ALL: [Self; 4] = [
        Self::Ended,
        Self::Deadlocked,
        Self::Failed,
        Self::Livelocked,
    ];

    /// Its name where it is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Deadlocked => "deadlock",
            Self::Failed => "failed",
            Self::Livelocked => "livelock",
        }
    }

    /// The one of that name.
    pub fn parse(given: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == given)
    }
}

/// Why the browser does not keep what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unkept {
    /// There is no room.
    Full,
    /// It keeps nothing for this page.
    Blocked,
    /// Another tab has a newer version of the page.
    Newer,
    /// Anything else.
    Failed,
}

impl Unkept {
    /// By the code that says it.
    pub fn of(code: &str) -> Self {
        match code {
            "full" => Self::Full,
            "blocked" => Self::Blocked,
            "newer" => Self::Newer,
            _ => Self::Failed,
        }
    }

    /// The same in words.
    pub const fn words(self) -> Text {
        match self {
            Self::Full => say::FULL,
            Self::Blocked => say::BLOCKED,
            Self::Newer => say::NEWER,
            Self::Failed => say::NOT_KEPT,
        }
    }
}

/// Templates of one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The problem.
    pub title: Words,
    /// The templates, those that are cards first.
    pub templates: Vec<Template>,
}

/// A program to begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// What it is called by.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// The problem in a few words.
    pub line: Words,
    /// The question to ask of it.
    pub question: Words,
    /// The program.
    pub text: Rc<str>,
}

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Words {
    /// In a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// What happened to the programs, here or in another tab.
#[derive(Clone, Debug, PartialEq)]
pub enum ShelfNews {
    /// These are there.
    Listed(Vec<Entry>),
    /// What was typed is kept.
    Kept,
    /// It is not.
    Unkept(Unkept),
    /// The program that is open is known by this id and name now.
    Named(String, String),
    /// The one that was asked for: its id, name and text.
    Opened(String, String, Rc<str>),
    /// There is none of that id.
    Missing,
    /// Another tab has changed the program; what was typed here is kept under this id and name.
    Conflict(String, String),
    /// Another tab has changed the program, to this text.
    Replaced(Rc<str>),
    /// A program of this name was removed, and can be put back.
    Removed(String),
    /// So many programs of files were added, so many were there already, and these files were refused,
    /// each with its reason.
    Loaded(usize, usize, Vec<(String, String)>),
    /// The templates are there.
    Templates(Vec<Group>),
    /// A link holds this program: its name and text, or why it cannot be read.
    Unpacked(Result<(String, Rc<str>), String>),
    /// The program as a piece of a link, or why it cannot be one.
    Packed(Result<String, String>),
}

/// Where programs begin.
const PROGRAMS: &str = "#/program";

/// The name of the piece of an address that is a program.
const TEXT: &str = "text";

/// The address of a kept program.
pub fn address_of(id: &str) -> String {
    format!("{PROGRAMS}/{id}")
}

impl Draft {
    /// The program that an address names, which is still to be read.
    pub fn of_route(route: ProgramRoute) -> Self {
        let (packed, others): (Vec<_>, Vec<_>) =
            route.page.into_iter().partition(|(name, _)| name == TEXT);
        let (link, refused) = Link::read(&others);
        let packed = packed.into_iter().next().map(|(_, piece)| piece);
        Self {
            is_awaited: packed.is_some() || route.id.is_some(),
            has_address: route.id.is_some(),
            id: route.id,
            packed,
            link: Some(link).filter(|_| !others.is_empty()),
            refused,
            ..Self::default()
        }
    }

    /// Whether an address leads to the same program.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        match (&other.id, &other.packed) {
            (Some(id), _) => self.id.as_ref() == Some(id),
            (None, Some(_)) => false,
            (None, None) => !self.has_address && self.is_empty(),
        }
    }
}

impl State {
    /// What the place of programs wants as soon as it is open.
    pub(super) fn enter_programs(&mut self) {
        let Some(draft) = self.draft() else { return };
        let (id, packed) = (draft.id.clone(), draft.packed.clone());
        let refused: Vec<String> = draft
            .refused
            .iter()
            .map(|refused| Refused::message(refused, self.preferences.lang))
            .collect();
        self.effects.push(Effect::WarmInterpreter);
        self.effects.push(Effect::OpenShelf);
        match (id, packed) {
            (Some(id), _) => self.effects.push(Effect::OpenProgram(id)),
            (None, Some(piece)) => self.effects.push(Effect::Unpack(piece)),
            (None, None) => self.begin_program(String::new(), "".into()),
        }
        self.show_as_linked();
        if let Some(first) = refused.into_iter().next() {
            self.say(first);
        }
    }

    /// What a link says besides its program, as far as that needs no run.
    fn show_as_linked(&mut self) {
        let Some(link) = self.draft().and_then(|draft| draft.link.clone()) else {
            return;
        };
        if let Some(speed) = link.speed {
            self.preferences.speed = speed;
        }
        self.preferences.level = link.level;
        (self.side, self.pane) = (link.side, link.pane);
    }

    /// A program that is kept as soon as it is changed or run.
    fn begin_program(&mut self, name: String, text: Rc<str>) {
        let name = match name.is_empty() {
            true => program::UNTITLED.get(self.preferences.lang).to_owned(),
            false => name,
        };
        self.effects.push(Effect::BeginProgram { name, text });
    }

    /// Begins a program with a text that comes from the page, in the place of whatever is open.
    pub(super) fn begin_with(&mut self, name: &str, text: Rc<str>, question: Option<Words>) {
        let given = self.draft().map_or(0, |draft| draft.given + 1);
        self.leave_place();
        let draft = Draft {
            given,
            question,
            ..Draft::new(name, &text)
        };
        self.place = Place::Program(Box::new(draft));
        self.pane = Pane::Code;
        self.retitle();
        let address = PROGRAMS.to_owned();
        self.effects.push(Effect::Address {
            address,
            new_entry: true,
        });
        self.effects.push(Effect::WarmInterpreter);
        self.effects.push(Effect::OpenShelf);
        self.begin_program(name.to_owned(), text);
        self.text_changed();
    }

    /// Begins with a template.
    pub(super) fn use_template(&mut self, id: &str) {
        let groups = self.shelf.templates.clone();
        let all = groups.iter().flat_map(|groups| groups.iter());
        let found = all
            .flat_map(|group| &group.templates)
            .find(|template| template.id == id);
        if let Some(template) = found {
            let name = template.title.get(self.preferences.lang).to_owned();
            self.begin_with(
                &name,
                Rc::clone(&template.text),
                Some(template.question.clone()),
            );
        }
    }

    /// A copy of the scenario that is open, to be changed.
    pub(super) fn edit_as_program(&mut self) {
        let Some(opened) = self.opened() else { return };
        let name = opened.scenario.title.get(self.preferences.lang);
        let text = opened.text(Code::Python);
        self.begin_with(name, text.into(), None);
    }

    /// Opens a program that is kept, or nothing but an empty editor.
    pub(super) fn open_program(&mut self, id: Option<&str>) {
        let address = id.map_or_else(|| PROGRAMS.to_owned(), address_of);
        self.overlay = None;
        self.effects.push(Effect::Address {
            address: address.clone(),
            new_entry: true,
        });
        self.address_changed(&address);
    }

    /// The program is worth an address of its own: it was changed, or runs.
    pub(super) fn give_address(&mut self) {
        let Some(draft) = self.draft_mut() else {
            return;
        };
        if let (Some(id), false) = (&draft.id, draft.has_address) {
            let address = address_of(id);
            draft.has_address = true;
            self.effects.push(Effect::Address {
                address,
                new_entry: false,
            });
        }
    }

    /// Something happened to the programs.
    pub(super) fn shelf_news(&mut self, news: ShelfNews) {
        match news {
            ShelfNews::Listed(entries) => self.shelf.programs = Some(Rc::new(entries)),
            ShelfNews::Kept => self.shelf.problem = None,
            ShelfNews::Unkept(why) => self.shelf.problem = Some(why),
            ShelfNews::Named(id, name) => self.program_named(id, name),
            ShelfNews::Opened(id, name, text) => {
                self.pane = Pane::Code;
                self.program_named(id, name);
                self.program_given(text);
            }
            ShelfNews::Missing => {
                if let Some(draft) = self.draft_mut() {
                    (draft.is_awaited, draft.has_address, draft.id) = (false, false, None);
                }
                self.begin_program(String::new(), "".into());
                self.notify(say::MISSING);
            }
            ShelfNews::Conflict(id, name) => {
                self.say(say::conflict(self.preferences.lang, &name));
                self.program_named(id, name);
                if let Some(draft) = self.draft_mut() {
                    draft.has_address = false;
                }
                self.give_address();
            }
            ShelfNews::Replaced(text) => self.program_given(text),
            ShelfNews::Removed(name) => self.shelf.removed = Some(name),
            ShelfNews::Loaded(added, same, refused) => {
                let lang = self.preferences.lang;
                self.say(say::loaded(lang, added, same, &refused));
            }
            ShelfNews::Templates(groups) => self.shelf.templates = Some(Rc::new(groups)),
            ShelfNews::Unpacked(Ok((name, text))) => {
                if let Some(draft) = self.draft_mut() {
                    draft.name.clone_from(&name);
                }
                self.program_given(Rc::clone(&text));
                self.begin_program(name, text);
                self.retitle();
            }
            ShelfNews::Unpacked(Err(code)) => {
                self.program_given("".into());
                self.begin_program(String::new(), "".into());
                let words = say::not_unpacked(&code);
                self.notify(words);
            }
            ShelfNews::Packed(packed) => self.packed(packed),
        }
    }

    fn program_named(&mut self, id: String, name: String) {
        if let Some(draft) = self.draft_mut() {
            (draft.id, draft.name) = (Some(id), name);
            self.retitle();
        }
    }

    /// The text that was asked for is there.
    fn program_given(&mut self, text: Rc<str>) {
        if let Some(draft) = self.draft_mut() {
            draft.is_awaited = false;
            draft.text = text;
            draft.given += 1;
            self.text_changed();
        }
    }

    /// Asks for the program as a piece of a link, which also says what is seen of its run.
    pub(super) fn share_program(&mut self) {
        let Some(draft) = self.draft() else { return };
        let (name, text) = (draft.name.clone(), Rc::clone(&draft.text));
        self.effects.push(Effect::Pack { name, text });
    }

    fn packed(&mut self, packed: Result<String, String>) {
        match packed {
            Ok(packed) => {
                let address = sealed(&self.program_address(&packed));
                self.copy_packed(address);
            }
            Err(code) => self.notify(say::not_packed(&code)),
        }
    }

    /// The address of a link with the program in it.
    fn program_address(&self, piece: &str) -> String {
        let mut link = self.link();
        link.plan.clear();
        let is_of_the_text = self.is_of_the_form();
        link.at = link.at.filter(|_| is_of_the_text);
        let mut pieces = link.pieces();
        pieces.push((TEXT.to_owned(), piece.to_owned()));
        address::program(&pieces)
    }

    /// How a run of the program ended is remembered.
    pub(super) fn remember_result(&mut self) {
        let Some(session) = &self.session else { return };
        let result =
            last_result(session).filter(|_| self.draft().is_some() && self.is_of_the_form());
        if let Some(result) = result.filter(|_| self.run_state() != RunState::Stopped) {
            self.effects.push(Effect::RememberResult(result));
        }
    }
}

fn last_result(session: &Session) -> Option<LastResult> {
    let how = match session.how_it_ended()? {
        End::Returned | End::Exited(0) => How::Ended,
        End::Deadlocked => How::Deadlocked,
        End::Livelocked => How::Livelocked,
        End::Raised(_) | End::Exited(_) => How::Failed,
        End::Stopped => return None,
    };
    let at = session.trace().now();
    Some(LastResult { how, at })
}

/// What is done to the programs that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShelfAct {
    /// One is removed.
    Remove(String),
    /// The one that was removed last is put back.
    Restore,
    /// One is saved as a file.
    Save(String),
    /// All of them are, as one.
    SaveAll,
}

impl From<ShelfNews> for Action {
    fn from(news: ShelfNews) -> Self {
        Self::Shelf(news)
    }
}
