//! A trace that is read from a file: nothing runs, and all of it can be looked at.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use super::{Ending, Run, Slice, Status};
use crate::events::Nanos;
use crate::events::format::{FormatError, Header, LeftOut};
use crate::trace::file::TraceReader;
use crate::trace::{Recorder, Trace};

/// A recording. Until all of it was read, a slice of time after the other, it is
/// [`Status::Running`]; a file that was cut off, or is wrong somewhere, is shown as far as it goes.
/// Clones are the same recording.
#[derive(Clone)]
pub struct Recording(Rc<RefCell<Reading>>);

struct Reading {
    reader: TraceReader,
    bytes: Rc<[u8]>,
    /// How many of the bytes were read.
    read: usize,
    is_over: bool,
    problem: Option<FormatError>,
    /// How many lines were not read because the trace is full.
    beyond: u64,
}

/// So many bytes are read before it is asked whether the slice is over: some 300 events.
const PORTION: usize = 32_768;

impl Recording {
    /// The file's bytes, not compressed any more. Nothing is read before [`Run::advance`].
    pub fn new(bytes: impl Into<Rc<[u8]>>) -> Self {
        Self(Rc::new(RefCell::new(Reading {
            reader: TraceReader::new(),
            bytes: bytes.into(),
            read: 0,
            is_over: false,
            problem: None,
            beyond: 0,
        })))
    }

    /// Why it was not read to its end, with the line; none while nothing is wrong.
    pub fn problem(&self) -> Option<FormatError> {
        self.0.borrow().problem.clone()
    }

    /// Whether it ends in the middle of a line.
    pub fn is_cut(&self) -> bool {
        self.0.borrow().reader.so_far().is_cut
    }

    /// What its writer left out, as far as that is known.
    pub fn left_out_by_its_writer(&self) -> LeftOut {
        self.0.borrow().reader.so_far().left_out.clone()
    }
}

impl Reading {
    fn read_portion(&mut self) {
        let end = (self.read + PORTION).min(self.bytes.len());
        let bytes = Rc::clone(&self.bytes);
        let fed = self.reader.feed(&bytes[self.read..end]);
        self.read = end;
        let is_full = self.reader.so_far().trace.len() >= Recorder::DEFAULT_LIMIT;
        if is_full {
            let rest = bytes[end..].iter().filter(|byte| **byte == b'\n');
            self.beyond = rest.count() as u64;
        }
        let is_last = end == bytes.len();
        let finished = match fed {
            Ok(()) if is_last => self.reader.finish(),
            fed => fed,
        };
        self.is_over = is_last || is_full || finished.is_err();
        self.problem = finished.err();
    }
}

impl Run for Recording {
    fn trace(&self) -> Ref<'_, Trace> {
        Ref::map(self.0.borrow(), |reading| &reading.reader.so_far().trace)
    }

    fn status(&self) -> Status {
        match self.0.borrow().is_over {
            true => Status::Finished,
            false => Status::Running,
        }
    }

    /// The trace says it, if anybody does.
    fn ending(&self) -> Option<Ending> {
        None
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        Recorder::DEFAULT_LIMIT
    }

    fn left_out(&self) -> u64 {
        let reading = self.0.borrow();
        let by_its_writer = reading.reader.so_far().left_out.events;
        by_its_writer.saturating_add(reading.beyond)
    }

    fn header(&self) -> Option<Header> {
        self.0.borrow().reader.so_far().header.clone()
    }

    fn is_recording(&self) -> bool {
        true
    }

    fn progress(&self) -> f64 {
        let reading = self.0.borrow();
        match reading.bytes.len() {
            0 => 1.0,
            all => reading.read as f64 / all as f64,
        }
    }

    fn advance(&self, slice: &Slice<'_>) {
        let mut reading = self.0.borrow_mut();
        while !reading.is_over {
            reading.read_portion();
            if slice.is_over() {
                break;
            }
        }
    }

    /// What is still to be read is given up.
    fn stop(&self) {
        self.0.borrow_mut().is_over = true;
    }
}
