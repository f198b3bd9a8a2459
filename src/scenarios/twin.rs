//! A scenario's two programs side by side.
//!
//! Lines that belong together end in a marker comment, which the screen never shows:
//!
//! ```text
//! await asyncio.sleep(1)  #~ sleep delay=1          gather.py
//! sleep(p.delay).await?; //~ sleep                  gather.rs
//! ```
//!
//! A marker holds pair ids and, in Python, literals: `name=literal` says that this literal of the
//! line is the parameter `name`, `name=literal@2` that its second occurrence is. An id stands on
//! one Python line, and on one Rust line or more. Definitions are paired by name, without markers:
//! `async def main():` with `call!(main())`, which is where a coroutine's frame says it is defined,
//! and `def report(task):` with `Callback::new("report", ..)`.

mod hints;
mod marker;
mod variables;

pub use hints::{Hint, RustSource, rust_source};
pub use marker::{Literal, MarkedLine, Marker, python_lines, rust_lines};
pub use variables::{Variable, variables};

use std::cell::OnceCell;

use super::{Scenario, Values};
use crate::runtime::{SourceLine, VariableName};

use crate::runtime::SourceLocation;

/// The Python program with a set of values in it, as CPython runs it and as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonSource {
    /// Its lines, without their ends and without markers.
    pub lines: Vec<String>,
    /// Where the values of parameters stand, in order.
    pub spans: Vec<Span>,
    /// Which lines belong to which of the Rust file.
    pub pairs: Vec<LinePair>,
}

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The line, counted from 1.
    pub line: u32,
    /// Where it begins, in bytes of the line.
    pub start: usize,
    /// Where it ends, in bytes of the line.
    pub end: usize,
    /// The parameter whose value stands there.
    pub param: &'static str,
}

/// A line of the Python program and one of the Rust file that do the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePair {
    /// The name that both markers give it, or that both lines define.
    pub id: &'static str,
    /// The Python line, counted from 1.
    pub python: u32,
    /// The Rust line, counted from 1.
    pub rust: u32,
}

impl PythonSource {
    /// The whole program, each line ended by a newline.
    pub fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    /// The Python line that does what the Rust line does.
    pub fn python_line(&self, rust_line: u32) -> Option<u32> {
        self.pairs
            .iter()
            .find(|pair| pair.rust == rust_line)
            .map(|pair| pair.python)
    }
}

/// What [`EventLoop::set_linecache`](crate::runtime::EventLoop::set_linecache) takes, so that the
/// program tells the lines of its twin: a place in the Rust file is the Python line that it is paired
/// with, in a file of the twin's name.
pub fn linecache(
    scenario: &Scenario,
    values: &Values,
) -> impl Fn(SourceLocation) -> Option<SourceLine> + 'static {
    let (scenario, values) = (*scenario, values.clone());
    let source = OnceCell::new();
    move |at| {
        let source = source.get_or_init(|| python_source(&scenario, &values));
        let own = (at.file() == scenario.rust_file).then_some(at.line())?;
        let number = source.python_line(own)?;
        let text = source.lines.get(number.checked_sub(1)? as usize)?;
        Some(SourceLine {
            file: format!("{}.py", scenario.id).into(),
            number,
            text: text.trim().into(),
        })
    }
}

/// What [`EventLoop::set_variables`](crate::runtime::EventLoop::set_variables) takes, so that the
/// program's locks and queues have the names of the twin's variables.
pub fn variable_names(
    scenario: &Scenario,
) -> impl Fn(SourceLocation) -> Option<VariableName> + 'static {
    let (variables, file) = (variables(scenario), scenario.rust_file);
    move |at| {
        let own = (at.file() == file).then_some(at.line())?;
        let variable = variables.iter().find(|variable| variable.rust == own)?;
        Some(VariableName {
            name: variable.name.into(),
            is_list: variable.is_list,
        })
    }
}

/// The Python twin of `scenario` with `values` in the place of its defaults.
pub fn python_source(scenario: &Scenario, values: &Values) -> PythonSource {
    let mut lines = Vec::new();
    let mut spans = Vec::new();
    for (number, line) in (1..).zip(marker::python_lines(scenario.python)) {
        lines.push(substitute(&line, values, number, &mut spans));
    }
    PythonSource {
        lines,
        spans,
        pairs: line_pairs(scenario),
    }
}

/// Which lines of the two files belong together, in the order of the Python lines.
pub fn line_pairs(scenario: &Scenario) -> Vec<LinePair> {
    let rust = marker::rust_lines(scenario.rust);
    let mut pairs = Vec::new();
    for (python, line) in (1..).zip(marker::python_lines(scenario.python)) {
        if let Some(id) = definition(line.text) {
            let definitions = [
                format!("fn {id}("),
                format!("call!({id}("),
                format!("Callback::new(\"{id}\""),
            ];
            let defines = |text: &str| definitions.iter().any(|way| text.contains(way));
            let same = (1..).zip(&rust).filter(|(_, line)| defines(line.text));
            pairs.extend(same.map(|(rust, _)| LinePair { id, python, rust }));
        }
        for id in line.marker.ids {
            let same = (1..)
                .zip(&rust)
                .filter(|(_, line)| line.marker.ids.contains(&id));
            pairs.extend(same.map(|(rust, _)| LinePair { id, python, rust }));
        }
    }
    pairs
}

/// The name that a line of Python defines.
fn definition(line: &'static str) -> Option<&'static str> {
    let line = line.trim_start();
    let rest = line
        .strip_prefix("async def ")
        .or_else(|| line.strip_prefix("def "))?;
    rest.split_once('(').map(|(name, _)| name)
}

/// The line with the values in it; where they stand is added to `spans`.
fn substitute(line: &MarkedLine, values: &Values, number: u32, spans: &mut Vec<Span>) -> String {
    let mut literals: Vec<(usize, &Literal)> = line
        .marker
        .literals
        .iter()
        .filter_map(|literal| Some((literal.find(line.text)?, literal)))
        .collect();
    literals.sort_by_key(|&(start, _)| start);

    let mut text = String::new();
    let mut copied = 0;
    for (start, literal) in literals {
        let given = values.iter().find(|(param, _)| param.name == literal.param);
        let Some((param, value)) = given else {
            continue;
        };
        text.push_str(line.text.get(copied..start).unwrap_or_default());
        let begin = text.len();
        text.push_str(&param.python_literal(value));
        spans.push(Span {
            line: number,
            start: begin,
            end: text.len(),
            param: param.name,
        });
        copied = start + literal.text.len();
    }
    text.push_str(line.text.get(copied..).unwrap_or_default());
    text
}
