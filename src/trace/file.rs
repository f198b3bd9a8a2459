//! A trace as a file: written whole, read as the bytes come. See [`crate::events::format`].

use std::io::{self, Write};

use super::Trace;
use super::lifecycle::Checker;
use crate::events::format::{Clock, FormatError, Header, Item, LeftOut, Problem, Reader, Writer};
use crate::events::{Event, Nanos, Sources};

/// Writes a trace as a file. The sources are the trace's own, with more of their texts perhaps.
///
/// # Errors
/// Those of `out`.
pub fn write<W: Write>(trace: &Trace, header: &Header, sources: &Sources, out: W) -> io::Result<W> {
    let mut writer = Writer::new(out, header, sources)?;
    for record in trace.iter() {
        writer.event(record.when, &record.event)?;
    }
    Ok(writer.into_inner())
}

/// A file as far as it was read.
#[derive(Debug)]
pub struct TraceFile {
    /// Its header; none before its first line was read.
    pub header: Option<Header>,
    /// What its writer left out, as far as it has said so.
    pub left_out: LeftOut,
    /// Its events and sources.
    pub trace: Trace,
    /// Whether the file ends in the middle of a line.
    pub is_cut: bool,
    checker: Checker,
    /// The first event of each run of lines that are all events, and its line.
    runs: Vec<(usize, usize)>,
}

impl Default for TraceFile {
    fn default() -> Self {
        Self {
            header: None,
            left_out: LeftOut::default(),
            trace: Trace::new(),
            is_cut: false,
            checker: Checker::new(Clock::Virtual),
            runs: Vec::new(),
        }
    }
}

/// Reads a trace from a file whose bytes come in pieces of any size.
#[derive(Debug, Default)]
pub struct TraceReader {
    reader: Reader,
    so_far: TraceFile,
}

impl TraceReader {
    /// Nothing was read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes more bytes: as many as there is time for.
    ///
    /// # Errors
    /// The first line that cannot be read; the trace holds all that stands before it.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), FormatError> {
        let so_far = &mut self.so_far;
        self.reader
            .feed(bytes, |line, item| so_far.take(line, item))
    }

    /// There are no more bytes.
    ///
    /// # Errors
    /// The last line cannot be read, or the file has no header.
    pub fn finish(&mut self) -> Result<(), FormatError> {
        let so_far = &mut self.so_far;
        so_far.is_cut = self.reader.finish(|line, item| so_far.take(line, item))?;
        Ok(())
    }

    /// What was read so far.
    pub fn so_far(&self) -> &TraceFile {
        &self.so_far
    }

    /// The same, for good.
    pub fn into_file(self) -> TraceFile {
        self.so_far
    }
}

impl TraceFile {
    /// The line that an event stands in, counted from 1; none if there is no such event.
    pub fn line_of(&self, event: usize) -> Option<usize> {
        let run = self.runs.partition_point(|(first, _)| *first <= event);
        let (first, line) = self.runs.get(run.checked_sub(1)?)?;
        (event < self.trace.len()).then_some(line + event - first)
    }

    fn push(&mut self, line: usize, when: Nanos, event: Event) -> Result<(), Problem> {
        let number = self.trace.len();
        if self.line_of(number.wrapping_sub(1)) != Some(line - 1) {
            self.runs.push((number, line));
        }
        self.trace.push(when, event);
        let record = self.trace.get(number);
        let seen = record.map_or(Ok(()), |record| self.checker.see(record));
        seen.map_err(|violation| Problem::Order(violation.rule))
    }

    /// Takes the next thing that a file says, and the line that says it.
    ///
    /// # Errors
    /// It cannot stand there.
    pub fn take(&mut self, line: usize, item: Item) -> Result<(), Problem> {
        match item {
            Item::Header(header) => {
                self.left_out = header.left_out.clone();
                self.checker = Checker::new(header.clock);
                self.header = Some(*header);
            }
            Item::Source(source) => {
                if !self.trace.add_source(source) {
                    return Err(Problem::TooManySources);
                }
            }
            Item::Event(when, event) => {
                if when < self.trace.now() {
                    return Err(Problem::Backwards);
                }
                self.push(line, when, event)?;
            }
            Item::LeftOut(left_out) => self.left_out = left_out,
            Item::Input(_) => {}
        }
        Ok(())
    }
}
