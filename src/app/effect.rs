//! What an [`update`](super::update()) asks of the browser, as plain data.

use std::rc::Rc;

use super::action::Action;
use super::explore::SearchRequest;
use super::shelf::{LastResult, ShelfAct};

/// Something that the page is to do. What comes of it comes back as an [`Action`].
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Show the theme, the language and the panes' sizes that the preferences have now.
    ShowPreferences,
    /// Keep the preferences, as [`Preferences::written`](super::Preferences::written) has them.
    /// Comes back as [`Action::Remembered`] where a person asked for it.
    SavePreferences {
        /// Whether a failure is worth a word.
        asked: bool,
    },
    /// The document's title.
    Title(String),
    /// Put this address, from its `#` on, in the place of the page's, or behind it as a new entry
    /// of the history.
    Address {
        /// The address.
        address: String,
        /// Whether going back leads to the one before.
        new_entry: bool,
    },
    /// Copy the page's whole address. Comes back as [`Action::CopiedShort`] if it `is_short`, else as
    /// [`Action::Copied`].
    CopyAddress {
        /// The address lacks what the run's workers did.
        is_short: bool,
    },
    /// Copy HTML that shows this address, from its `#` on, in another page. Comes back as
    /// [`Action::Copied`].
    CopyFrame(String),
    /// Copy a text. Comes back as [`Action::Copied`].
    Copy(String),
    /// Give a file to the person. Comes back as [`Action::Saved`].
    Save(File),
    /// Give the timeline's picture to the person, under this file name. Comes back as
    /// [`Action::Saved`].
    SavePicture(String),
    /// Send this action after so many milliseconds.
    After(u32, Action),
    /// Turn the sound on or off. On comes back as [`Action::SoundStarted`].
    Sound(bool),
    /// Put the focus on the element of this id, once it is on the page.
    Focus(&'static str),
    /// Scroll the timeline's lanes so far down, in pixels, once they are as long as they will be.
    ScrollLanes(i32),
    /// Load what keeps programs, and the templates. What comes of it, and of all that is asked of it
    /// below, comes back as [`Action::Shelf`].
    OpenShelf,
    /// Read a program that is kept.
    OpenProgram(String),
    /// Begin a program, which is kept as soon as it is changed or its result remembered.
    BeginProgram {
        /// What it is called.
        name: String,
        /// Its text.
        text: Rc<str>,
    },
    /// Keep the text of the program that is open, at the next pause.
    Keep(Rc<str>),
    /// Keep another name of it.
    RenameProgram(String),
    /// Keep how its last run ended.
    RememberResult(LastResult),
    /// Do something to the programs that are kept.
    OnShelf(ShelfAct),
    /// Make a piece of a link of a program.
    Pack {
        /// What it is called.
        name: String,
        /// Its text.
        text: Rc<str>,
    },
    /// Read the program of a piece of a link.
    Unpack(String),
    /// Copy a link to an address of this page, from its `#` on. Comes back as [`Action::Copied`].
    CopyLink(String),
    /// Load what runs programs, and keep it warm. Comes back as [`Action::Interpreter`].
    WarmInterpreter,
    /// Ask CPython whether the syntax of a text is right. Comes back as [`Action::Checked`].
    Check {
        /// The number of the change after which it was so.
        edit: u32,
        /// The text.
        text: Rc<str>,
        /// What its file is called.
        file: String,
    },
    /// Show a line in the editor.
    ShowLine(u32),
    /// Give a file that the program wrote to the person: the number in its list.
    SaveWritten(usize),
    /// Let the person choose a file, and open it: [`Action::File`] tells of it.
    ChooseFile,
    /// Open a file of the page's own origin, by its path. [`Action::File`] tells of it.
    FetchFile(String),
    /// Give more of the file of that number, in an [`Action::File`].
    ReadOn(u32),
    /// Let go of the file of that number.
    StopReading(u32),
    /// Try a program's orders. What comes of it comes back as
    /// [`Explore::Heard`](super::Explore::Heard), message by message.
    Search(SearchRequest),
    /// End the search of that number, whatever its workers do.
    EndSearch(u32),
    /// End the web workers that are kept for the next run.
    EndWarmThreads,
}

/// A file for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub text: String,
}
