//! Which program the code pane lists, and how its lines are those of the trace.

use std::rc::Rc;

use super::opened::Opened;
use super::panes::Code;
use super::session::Session;
use super::source::Line;
use super::state::State;

/// The program that the code pane lists.
pub enum Listed<'a> {
    /// One of a scenario's two: its trace has the lines of the Rust file.
    Twin(&'a Opened, Code),
    /// The file of the trace that has this path.
    File(Rc<str>),
}

impl<'a> Listed<'a> {
    /// The file of a run of anything whose lines the panes mark.
    pub fn main_file(session: &Session) -> Self {
        Self::File(session.main_file())
    }

    /// The line that is shown for a line of a file; none where it belongs to another one.
    pub fn line(&self, file: &str, line: u32) -> Option<u32> {
        (file == self.file()).then(|| self.shown(line)).flatten()
    }

    /// The line that is shown for a line of its own file.
    pub fn shown(&self, line: u32) -> Option<u32> {
        match self {
            Self::Twin(opened, Code::Python) => opened.source.python_line(line),
            Self::Twin(_, Code::Rust) | Self::File(_) => Some(line),
        }
    }

    /// The path of its file, as the trace has it.
    pub fn file(&self) -> &str {
        match self {
            Self::Twin(opened, _) => opened.scenario.rust_file,
            Self::File(path) => path,
        }
    }

    /// Its lines, where they do not come from the trace.
    pub(super) fn lines(&self) -> Option<Rc<Vec<Line>>> {
        match self {
            Self::Twin(opened, code) => Some(opened.lines(*code)),
            Self::File(_) => None,
        }
    }

    /// Which language it is in.
    pub const fn code(&self) -> Code {
        match self {
            Self::Twin(_, code) => *code,
            Self::File(_) => Code::Python,
        }
    }
}

impl State {
    /// The program that the code pane lists, in a language if it has two; none where nothing is open
    /// and nothing has run.
    pub fn listed(&self, code: Code) -> Option<Listed<'_>> {
        let own = self.session.as_ref().map(Listed::main_file);
        match self.opened() {
            // A scenario's twin that CPython runs has its own lines.
            Some(_) if self.order.is_some() => own,
            Some(opened) => Some(Listed::Twin(opened, code)),
            None => own,
        }
    }
}
