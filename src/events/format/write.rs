//! Writing, a line at a time.

use std::io::{self, Write};

use serde::Serialize;

use super::{FORMAT, Header, LeftOut, VERSION};
use crate::events::{Event, Nanos, Source, Sources};

/// Writes a trace as its events come.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
}

#[derive(Serialize)]
struct HeaderLine<'a> {
    format: &'static str,
    version: u32,
    #[serde(flatten)]
    header: &'a Header,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<&'a Source>,
}

#[derive(Serialize)]
struct EventLine<'a> {
    t: Nanos,
    e: &'a Event,
}

#[derive(Serialize)]
struct SourceLine<'a> {
    source: &'a Source,
}

#[derive(Serialize)]
struct LeftOutLine<'a> {
    left_out: &'a LeftOut,
}

impl<W: Write> Writer<W> {
    /// Writes the header, with the sources that are known by then.
    ///
    /// # Errors
    /// Those of `out`; so do all its methods.
    pub fn new(out: W, header: &Header, sources: &Sources) -> io::Result<Self> {
        let mut writer = Self { out };
        writer.line(&HeaderLine {
            format: FORMAT,
            version: VERSION,
            header,
            sources: sources.iter().collect(),
        })?;
        Ok(writer)
    }

    /// One more source, with the next number.
    ///
    /// # Errors
    /// Those of the output.
    pub fn source(&mut self, source: &Source) -> io::Result<()> {
        self.line(&SourceLine { source })
    }

    /// What happened at `when`.
    ///
    /// # Errors
    /// Those of the output.
    pub fn event(&mut self, when: Nanos, event: &Event) -> io::Result<()> {
        self.line(&EventLine { t: when, e: event })
    }

    /// What turned out to be left out, at the end.
    ///
    /// # Errors
    /// Those of the output.
    pub fn left_out(&mut self, left_out: &LeftOut) -> io::Result<()> {
        self.line(&LeftOutLine { left_out })
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }
}
