//! Everything a person can do, and what comes back from a run, as one closed list.

use super::settings::Theme;
use super::sizes::Divider;
use super::speed::Speed;
use crate::runtime::instrument::TaskId;
use crate::text::{Lang, Text, page};
use crate::view_model::steps::Step;

/// An action: what buttons, keys, the palette, the address and the run send to the app.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The address changed.
    Address,
    /// A field of the form was written into.
    Write(&'static str, String),
    /// The form goes back to the defaults.
    Reset,
    /// A preset of the scenario fills the form.
    Preset(usize),
    /// Run, pause or go on, whichever the main button says.
    RunOrPause,
    /// One handle.
    Step,
    /// On to where something happens next.
    NextEvent,
    /// Ends the run.
    Stop,
    /// Another pace.
    Speed(Speed),
    /// The cursor goes to where so many events have happened.
    Go(usize),
    /// The cursor goes a step forward, or back.
    Move(Step, bool),
    /// Takes back the last edit of the form.
    Undo,
    /// Before everything.
    ToStart,
    /// To the live end.
    ToEnd,
    /// A task is looked at.
    Task(TaskId),
    /// Another language of the code pane.
    Code(Code),
    /// Both programs side by side, or one at a time.
    Beside(bool),
    /// A pane gets another size, in percent.
    Resize(Divider, f64),
    /// The panes get their sizes back.
    ResetSizes,
    /// The sound goes on or off.
    Sound(bool),
    /// Another side of the event loop.
    Look(Side),
    /// Keeps this run beside the next one, to compare them.
    Keep,
    /// Copies a link to this moment.
    Share,
    /// Takes something of the run along.
    Export(Export),
    /// A guess, before the run: how long it takes.
    GuessTime(String),
    /// A guess, before the run: what is printed last.
    GuessLast(String),
    /// Copies the program that is shown.
    CopyCode,
    /// The browser did or did not copy.
    Copied(bool),
    /// Another pane, on a phone.
    Show(Pane),
    /// The catalogue opens or closes, where it does.
    Catalogue(bool),
    /// Another language.
    Language(Lang),
    /// Another theme.
    Theme(Theme),
    /// The system prefers another theme.
    SystemTheme,
    /// A dialog opens.
    Open(Overlay),
    /// Whatever is open closes.
    Close,
    /// The timeline's view changes.
    View(ViewChange),
    /// The cursor goes to what is under a pixel of the timeline's plot area.
    GoToPixel(f64),
    /// The timeline's lanes were scrolled by so many pixels.
    Scrolled(f64),
    /// The timeline is so wide and so high.
    Sized(f64, f64),
    /// The notice has stood long enough; only the one of that number goes.
    NoticeGone(u32),
    /// The run has something new to show; the number tells which run.
    Frame(u32),
}

/// A change of the part of the run that the timeline shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ViewChange {
    /// Zoom by a factor; the fraction of the plot's width that stays in place.
    Zoom(f64, f64),
    /// Zoom by a factor and move: what is at one fraction of the plot's width goes to another.
    Pinch {
        /// The factor.
        factor: f64,
        /// Where it was.
        from: f64,
        /// Where it goes.
        to: f64,
    },
    /// Pan by a fraction of what is shown.
    Pan(f64),
    /// The middle of what is shown goes to a part of the whole run, from 0 to 1.
    Centre(f64),
    /// The whole run.
    Fit,
}

/// Which program the code pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Code {
    /// The Python twin.
    #[default]
    Python,
    /// The Rust that runs.
    Rust,
}

impl Code {
    /// Its name in the storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }
}

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// Finds scenarios and commands.
    Palette,
    /// The sheet of keys.
    Help,
    /// What can be taken along.
    Export,
    /// Two runs side by side.
    Compare,
}

/// What can be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The Python program, a file that CPython runs.
    Python,
    /// The console, as text.
    Console,
    /// The events, as JSON lines.
    Events,
    /// The run for Perfetto and speedscope.
    ChromeTrace,
    /// The timeline as it is seen, as a picture.
    Picture,
    /// The timeline, all of it, as a drawing.
    Drawing,
    /// HTML that shows this page in another one.
    Frame,
    /// A report for who believes that the order is wrong.
    Report,
    /// The items, as comma-separated values.
    ItemsCsv,
    /// The items, as JSON.
    ItemsJson,
}

/// A side of the event loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// What runs, what is ready, what is timed.
    #[default]
    Loop,
    /// Who waits for what.
    Waits,
    /// What is to be known.
    Findings,
}

impl Side {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Loop, Self::Waits, Self::Findings];

    /// The id of its tab.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Loop => "side-loop",
            Self::Waits => "side-waits",
            Self::Findings => "side-findings",
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> Text {
        match self {
            Self::Loop => page::EVENT_LOOP,
            Self::Waits => page::WAITS,
            Self::Findings => page::FINDINGS,
        }
    }
}

/// A pane, as a phone's switcher offers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The program.
    Code,
    /// The form.
    Form,
    /// The timeline.
    #[default]
    Timeline,
    /// What was printed.
    Console,
    /// The event loop.
    Loop,
    /// One task.
    Task,
}

impl Pane {
    /// All, in the switcher's order.
    pub const ALL: [Self; 6] = [
        Self::Code,
        Self::Form,
        Self::Timeline,
        Self::Console,
        Self::Loop,
        Self::Task,
    ];

    /// Its name in the style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Form => "form",
            Self::Timeline => "timeline",
            Self::Console => "console",
            Self::Loop => "loop",
            Self::Task => "task",
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> Text {
        match self {
            Self::Code => page::CODE,
            Self::Form => page::FORM,
            Self::Timeline => page::TIMELINE,
            Self::Console => page::CONSOLE,
            Self::Loop => page::LOOP,
            Self::Task => page::TASK,
        }
    }
}
