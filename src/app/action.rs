//! Everything a person can do, and what comes back from a run and from the browser, as one closed
//! list.

use std::rc::Rc;

use super::explore::Explore;
use super::lookup::{LaneChoice, Seek};
use super::panes::{About, Code, Pane, Side};
use super::preferences::Theme;
use super::program::{FileGiven, Interpreter, SyntaxError};
use super::recordings::Incoming;
use super::shelf::{ShelfAct, ShelfNews};
use super::sizes::Divider;
use super::speed::Speed;
use crate::events::{Act, TaskId, When};
use crate::text::Lang;
use crate::view_model::{Column, Step, StepLevel};

/// An action: what buttons, keys, the palette, the address and the run send to the app.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page is seen, or is not any more.
    Seen(bool),
    /// The address changed: its part from the `#` on.
    Address(String),
    /// A field of the form was written into.
    Write(&'static str, String),
    /// The form goes back to the defaults.
    Reset,
    /// A preset of the scenario fills the form.
    Preset(usize),
    /// The text of the program was changed in the editor.
    Type(String),
    /// A program that is kept is opened, or an empty one.
    OpenProgram(Option<String>),
    /// A template is begun with, by its id.
    UseTemplate(String),
    /// The scenario that is open becomes a program of the person's own.
    EditAsProgram,
    /// Something is done to the programs that are kept.
    OnShelf(ShelfAct),
    /// Something happened to the programs that are kept.
    Shelf(ShelfNews),
    /// The program that is open gets another name.
    RenameProgram(String),
    /// Nothing was typed for a while since the change of that number.
    Pause(u32),
    /// What CPython finds wrong with the text as it was after the change of that number.
    Checked(u32, Option<SyntaxError>),
    /// A slider of the editor was let go of.
    KnobSet,
    /// A pasted text was mended.
    Mended,
    /// What runs programs is on its way, is there, or does not come.
    Interpreter(Interpreter),
    /// What runs programs is to be loaded, if it is not there.
    WarmInterpreter,
    /// The line that the program asks for.
    Answer(String),
    /// The files in the program's folder, as they are now.
    FilesGiven(Vec<FileGiven>),
    /// Gives a file that the program wrote to the person: the number in its list.
    SaveWritten(usize),
    /// The program's line of that number is shown in the editor.
    ShowLine(u32),
    /// The browser is to ask for a file.
    ChooseFile,
    /// The browser tells of a file that is opened, by its number.
    File(u32, Incoming),
    /// What is still to be read of a file is given up.
    GiveUpFile,
    /// What was said of a file that was refused has been read.
    RefusalRead,
    /// Reads a file of the page's own origin, by its path.
    FetchFile(String),
    /// Run, pause or go on, whichever the main button says.
    RunOrPause,
    /// One handle.
    Step,
    /// On to where something happens next.
    NextEvent,
    /// Ends the run.
    Stop,
    /// The page is left, perhaps to be returned to.
    Leave,
    /// Another pace.
    Speed(Speed),
    /// The cursor goes to where so many events have happened.
    Go(usize),
    /// The cursor goes to the next time at which a line of a program runs.
    GoToLine(Code, u32),
    /// The cursor goes on, or back, by one move. Forward from the live end the run goes on.
    Move(Step, bool),
    /// One step of the chosen level forward, or back.
    StepBy(bool),
    /// Another level: what one step is.
    Level(StepLevel),
    /// Takes back the last edit of the form.
    Undo,
    /// Does something to the run from outside, at the cursor.
    StepIn(Act),
    /// Takes back the intervention of this number, counted from 0, and those after it.
    TakeBack(usize),
    /// Sets a bookmark at the cursor, or takes it away.
    Mark,
    /// To the next bookmark, or to the one before.
    ToMark(bool),
    /// The bookmark at a cursor gets another name.
    Rename(When, String),
    /// The bookmark at a cursor goes.
    Unmark(When),
    /// The time in which nothing happens is shown in full, or shortened.
    Gaps(bool),
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
    /// The sound is to go on or off.
    Sound(bool),
    /// The sound went on, or the browser has none.
    SoundStarted(bool),
    /// The browser did or did not remember the preferences.
    Remembered(bool),
    /// The browser did or did not take a file that was given to it.
    Saved(bool),
    /// Another side of the event loop.
    Look(Side),
    /// The findings are shown, or what stands in their place.
    Finds(bool),
    /// Keeps this run beside the next one, to compare them.
    Keep,
    /// Something about other orders.
    Explore(Explore),
    /// Copies a link to this moment.
    Share,
    /// Copies a shorter one, of the run and the moment alone.
    ShareLess,
    /// What can be done with a link is put away.
    Shared,
    /// Takes something of the run along.
    Export(Export),
    /// A guess, before the run, as it is typed or chosen.
    Guess(String),
    /// To the scenario after this one, or the next step of the lesson.
    NextScenario,
    /// To the moment that shows the idea of the lesson's step.
    ShowIdea,
    /// The header's menu opens or closes.
    Menu(bool),
    /// Copies the program that is shown.
    CopyCode,
    /// The browser did or did not copy.
    Copied(bool),
    /// It copied a link that does not hold what the run's workers did.
    CopiedShort,
    /// Another pane, on a phone.
    Show(Pane),
    /// The catalogue opens or closes, where it does.
    Catalogue(bool),
    /// Another language.
    Language(Lang),
    /// Another theme.
    Theme(Theme),
    /// The system prefers this theme.
    SystemTheme(Theme),
    /// A dialog opens.
    Open(Overlay),
    /// Whatever is open closes.
    Close,
    /// Something is looked for in the run.
    Seek(Seek),
    /// The span between two pixels of the timeline's plot area is selected, or none.
    Select(Option<(f64, f64)>),
    /// Which tasks of a recording have a lane.
    Lanes(LaneChoice),
    /// The panes mark the lines of the source file of this path.
    ShowFile(Rc<str>),
    /// Another side of what there is to know of a recording.
    About(About),
    /// Another order of the table of tasks.
    SortTasks(Column),
    /// The timeline's view changes.
    View(ViewChange),
    /// The cursor goes to what is under a pixel of the timeline's plot area.
    GoToPixel(f64),
    /// The pointer rests on a pixel of the timeline's picture, or no longer.
    Point(Option<(f64, f64)>),
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
    /// The run's bookmarks.
    Bookmarks,
    /// The programs that are kept, and the templates.
    Programs,
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
    /// Who awaits whom at the cursor, as text.
    Tree,
    /// The findings and the tables, as text.
    Summary,
    /// What is wrong and who awaits whom, in Markdown: for an issue.
    Markdown,
    /// The timeline as it is seen, as a picture.
    Picture,
    /// The timeline, all of it, as a drawing.
    Drawing,
    /// HTML that shows this page in another one.
    Frame,
    /// A report for who believes that the order is wrong.
    Report,
    /// The same, to paste where it is read.
    CopiedReport,
    /// The items, as comma-separated values.
    ItemsCsv,
    /// The items, as JSON.
    ItemsJson,
}
