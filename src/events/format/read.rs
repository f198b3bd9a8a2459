//! Reading, as the bytes come.

use serde::Deserialize;
use serde_json::Value;

use super::{FORMAT, FormatError, Header, LONGEST_LINE, LeftOut, Problem, VERSION};
use crate::events::{Event, Nanos, Source};

/// What a line of a file says.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// The header, the first line.
    Header(Box<Header>),
    /// The next source file; those of the header come right after it.
    Source(Source),
    /// What happened.
    Event(Nanos, Event),
    /// What the writer left out, as far as it is known now: all of the header's and later lines'.
    LeftOut(LeftOut),
    /// Something that came from outside, in its own words.
    Input(Value),
}

/// Reads a trace from bytes that come in pieces of any size.
///
/// A file that was cut off is read as far as its last whole line. After an error nothing more is
/// read.
#[derive(Debug, Default)]
pub struct Reader {
    /// The beginning of a line whose end has not come yet.
    rest: Vec<u8>,
    lines: usize,
    left_out: LeftOut,
    has_header: bool,
    failed: Option<FormatError>,
}

#[derive(Deserialize)]
struct Beginning {
    format: Option<String>,
    version: Option<u64>,
}

#[derive(Deserialize)]
struct SourcesOfHeader {
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Line {
    t: Option<Nanos>,
    e: Option<Event>,
    source: Option<Source>,
    input: Option<Value>,
    left_out: Option<LeftOut>,
}

impl Reader {
    /// A reader of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes more bytes, and gives what each line that is now whole says, with the line's number; who
    /// gets it may refuse it.
    ///
    /// # Errors
    /// The first line that cannot be read or was refused; what stands before it has been given.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        mut give: impl FnMut(usize, Item) -> Result<(), Problem>,
    ) -> Result<(), FormatError> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let mut bytes = bytes;
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, after) = bytes.split_at(end);
            bytes = &after[1..];
            match self.rest.is_empty() {
                true => self.line(line, &mut give)?,
                false => {
                    let mut whole = std::mem::take(&mut self.rest);
                    whole.extend_from_slice(line);
                    self.line(&whole, &mut give)?;
                }
            }
        }
        self.rest.extend_from_slice(bytes);
        if self.rest.len() > LONGEST_LINE {
            self.lines += 1;
            return self.fail(Problem::TooLong { most: LONGEST_LINE });
        }
        Ok(())
    }

    /// There are no more bytes. A last line without a newline counts if it is whole; whether
    /// something was left over that does not.
    ///
    /// # Errors
    /// The file has no header.
    pub fn finish(
        &mut self,
        mut give: impl FnMut(usize, Item) -> Result<(), Problem>,
    ) -> Result<bool, FormatError> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let rest = std::mem::take(&mut self.rest);
        let is_whole = serde_json::from_slice::<serde::de::IgnoredAny>(&rest).is_ok();
        if is_whole {
            self.line(&rest, &mut give)?;
        }
        if !self.has_header {
            self.lines += 1;
            self.fail(Problem::NoTrace)?;
        }
        Ok(!is_whole && !rest.is_empty())
    }

    /// The number of the last line that was read, counted from 1.
    pub fn lines(&self) -> usize {
        self.lines
    }

    fn line(
        &mut self,
        line: &[u8],
        give: &mut impl FnMut(usize, Item) -> Result<(), Problem>,
    ) -> Result<(), FormatError> {
        self.lines += 1;
        if line.len() > LONGEST_LINE {
            return self.fail(Problem::TooLong { most: LONGEST_LINE });
        }
        let Ok(text) = std::str::from_utf8(line) else {
            return self.fail(Problem::NoText);
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        let said = match self.has_header {
            true => self.body(text, give),
            false => self.header(text, give),
        };
        said.or_else(|problem| self.fail(problem))
    }

    fn header(
        &mut self,
        line: &str,
        give: &mut impl FnMut(usize, Item) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let beginning: Beginning = serde_json::from_str(line).map_err(|_| Problem::NoTrace)?;
        let version = match (beginning.format.as_deref(), beginning.version) {
            (Some(FORMAT), Some(version)) => version,
            _ => return Err(Problem::NoTrace),
        };
        if version > u64::from(VERSION) {
            return Err(Problem::NewerVersion {
                given: version,
                newest: VERSION,
            });
        }
        let header: Header = serde_json::from_str(line).map_err(invalid)?;
        let sources: SourcesOfHeader = serde_json::from_str(line).map_err(invalid)?;
        self.has_header = true;
        self.left_out = header.left_out.clone();
        give(self.lines, Item::Header(Box::new(header)))?;
        let mut sources = sources.sources.into_iter();
        sources.try_for_each(|source| give(self.lines, Item::Source(source)))
    }

    fn body(
        &mut self,
        line: &str,
        give: &mut impl FnMut(usize, Item) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let line: Line = serde_json::from_str(line).map_err(invalid)?;
        if let Some(event) = line.e {
            let when = line
                .t
                .ok_or_else(|| Problem::Invalid("missing field `t`".into()))?;
            give(self.lines, Item::Event(when, event))
        } else if let Some(source) = line.source {
            give(self.lines, Item::Source(source))
        } else if let Some(input) = line.input {
            give(self.lines, Item::Input(input))
        } else if let Some(left_out) = line.left_out {
            self.left_out.add(left_out);
            give(self.lines, Item::LeftOut(self.left_out.clone()))
        } else {
            Err(Problem::UnknownLine)
        }
    }

    fn fail(&mut self, problem: Problem) -> Result<(), FormatError> {
        let line = self.lines;
        let error = FormatError { line, problem };
        self.failed = Some(error.clone());
        Err(error)
    }
}

fn invalid(error: serde_json::Error) -> Problem {
    Problem::Invalid(error.to_string())
}
