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

/// What a thing that tasks share is called in a program's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableName {
    /// The variable, as the program writes it: `lock`, `self.queue`.
    pub name: Rc<str>,
    /// Whether it is a list of such things.
    pub is_list: bool,
}

/// What [`EventLoop::set_variables`] takes.
pub(crate) type Variables = dyn Fn(SourceLocation) -> Option<VariableName>;

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

    /// How this loop's program calls the locks, queues, … that it makes at a place.
    pub fn set_variables(
        &self,
        variables: Option<impl Fn(SourceLocation) -> Option<VariableName> + 'static>,
    ) {
        let variables = variables.map(|variables| Rc::new(variables) as Rc<Variables>);
        let _previous = self.0.variables.replace(variables);
    }

    /// The variable of the thing made at a place as number `nth`, counted from 0.
    pub(crate) fn variable(&self, at: SourceLocation, nth: u32) -> Option<Rc<str>> {
        let variables = self.0.variables.borrow().clone();
        let VariableName { name, is_list } = variables?(at)?;
        Some(match is_list {
            true => format!("{name}[{nth}]").into(),
            false => name,
        })
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
