//! The lines of a program's source, for those who print them (Python's `linecache.py`).
//!
//! The runtime knows places in Rust files, from `#[track_caller]`, and reads no files. Whoever has
//! the program's source gives it to the loop with [`EventLoop::set_linecache`].

use std::rc::Rc;

use super::event_loop::EventLoop;

use crate::runtime::places::SourceLocation;

/// A line of a program's source, as a traceback shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file's name.
    pub file: Rc<str>,
    /// The line's number, counted from 1.
    pub number: u32,
    /// What stands there, without the spaces around it; empty when that is not known.
    pub text: Rc<str>,
}

/// What [`EventLoop::set_linecache`] takes.
pub(crate) type LineCache = dyn Fn(SourceLocation) -> Option<SourceLine>;

impl EventLoop {
    /// How this loop's program finds the source line of a place, for `repr`, `print_stack` and
    /// [`Frame::line`](super::Frame::line). Where `lines` has none, as by default, it is file and
    /// line of the Rust source, without a text.
    pub fn set_linecache(
        &self,
        lines: Option<impl Fn(SourceLocation) -> Option<SourceLine> + 'static>,
    ) {
        let lines = lines.map(|lines| Rc::new(lines) as Rc<LineCache>);
        let _previous = self.0.linecache.replace(lines);
    }

    /// `linecache.getline`
    pub(crate) fn getline(&self, at: SourceLocation) -> SourceLine {
        let lines = self.0.linecache.borrow().clone();
        lines
            .and_then(|lines| lines(at))
            .unwrap_or_else(|| SourceLine {
                file: at.file().into(),
                number: at.line(),
                text: "".into(),
            })
    }
}
