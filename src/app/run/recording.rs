//! A trace that is read from a file: nothing runs, and all of it can be looked at.

use std::cell::{Ref, RefCell};
use std::collections::VecDeque;
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

#[derive(Default)]
struct Reading {
    reader: TraceReader,
    /// What has come of the file and was not read yet, oldest first.
    pieces: VecDeque<Piece>,
    /// How many bytes of the oldest piece were read.
    read: usize,
    /// How many bytes of the file were read, as it lies on the disk.
    read_of_file: f64,
    /// How many it has there; 0 if nobody knows.
    size: f64,
    /// Its first bytes, to tell what it is when it is no recording.
    beginning: Vec<u8>,
    /// No more pieces come.
    is_whole: bool,
    /// It was compressed, and what is compressed ends too early or is damaged.
    is_damaged: bool,
    is_over: bool,
    /// A person did not wait for the rest.
    is_given_up: bool,
    problem: Option<FormatError>,
    /// How many lines were not read because the trace is full.
    beyond: u64,
}

/// A part of the file as it came.
struct Piece {
    bytes: Rc<[u8]>,
    /// How far the file on the disk was read with it, in bytes.
    read_of_file: f64,
}

/// So many bytes are read before it is asked whether the slice is over: some 300 events.
const PORTION: usize = 32_768;

/// As long as fewer bytes wait to be read, more are asked for.
const AHEAD: usize = 1 << 20;

/// So many of the first bytes are kept.
const BEGINNING: usize = 4_096;

impl Recording {
    /// The file's bytes, not compressed any more. Nothing is read before [`Run::advance`].
    pub fn new(bytes: impl Into<Rc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let recording = Self::coming(bytes.len() as f64);
        let size = bytes.len() as f64;
        recording.hear(bytes, size);
        recording.hear_end(false);
        recording
    }

    /// One whose bytes come in pieces. The file has so many on the disk, where it may be compressed;
    /// 0 if nobody knows.
    pub fn coming(size: f64) -> Self {
        Self(Rc::new(RefCell::new(Reading {
            size,
            ..Reading::default()
        })))
    }

    /// The next piece, not compressed any more. With it, so many bytes of the file on the disk were
    /// read.
    pub fn hear(&self, bytes: impl Into<Rc<[u8]>>, read_of_file: f64) {
        let mut reading = self.0.borrow_mut();
        let bytes = bytes.into();
        let room = BEGINNING - reading.beginning.len();
        let first = &bytes[..bytes.len().min(room)];
        reading.beginning.extend_from_slice(first);
        reading.pieces.push_back(Piece {
            bytes,
            read_of_file,
        });
    }

    /// There are no more pieces; `is_damaged` if what is compressed ends too early or is damaged.
    pub fn hear_end(&self, is_damaged: bool) {
        let mut reading = self.0.borrow_mut();
        (reading.is_whole, reading.is_damaged) = (true, is_damaged);
    }

    /// Whether so little waits to be read that more should come.
    pub fn wants_more(&self) -> bool {
        let reading = self.0.borrow();
        let waiting: usize = reading.pieces.iter().map(|piece| piece.bytes.len()).sum();
        !reading.is_whole && !reading.is_over && waiting - reading.read < AHEAD
    }

    /// Whether nothing can be read before more comes.
    pub fn is_waiting(&self) -> bool {
        let reading = self.0.borrow();
        !reading.is_over && !reading.is_whole && reading.pieces.is_empty()
    }

    /// Its first bytes, to tell what it is when it is no recording.
    pub fn beginning(&self) -> Vec<u8> {
        self.0.borrow().beginning.clone()
    }

    /// Why it was not read to its end, with the line; none while nothing is wrong.
    pub fn problem(&self) -> Option<FormatError> {
        self.0.borrow().problem.clone()
    }

    /// Whether it ends too early: in the middle of a line, or of what is compressed.
    pub fn is_cut(&self) -> bool {
        let reading = self.0.borrow();
        reading.is_damaged || reading.reader.so_far().is_cut
    }

    /// What its writer left out, as far as that is known.
    pub fn left_out_by_its_writer(&self) -> LeftOut {
        self.0.borrow().reader.so_far().left_out.clone()
    }
}

impl Reading {
    fn read_portion(&mut self) {
        let Some(piece) = self.pieces.front() else {
            self.finish();
            return;
        };
        let bytes = Rc::clone(&piece.bytes);
        let end = (self.read + PORTION).min(bytes.len());
        let portion = &bytes[self.read..end];
        if self.is_full() {
            let lines = portion.iter().filter(|byte| **byte == b'\n');
            self.beyond += lines.count() as u64;
        } else if let Err(problem) = self.reader.feed(portion) {
            (self.is_over, self.problem) = (true, Some(problem));
        }
        self.read = end;
        if end == bytes.len() {
            self.read_of_file = piece.read_of_file;
            self.pieces.pop_front();
            self.read = 0;
        }
        if self.pieces.is_empty() && self.is_whole {
            self.finish();
        }
    }

    /// All pieces were read.
    fn finish(&mut self) {
        if !self.is_over && !self.is_full() {
            self.problem = self.reader.finish().err();
        }
        self.is_over = true;
    }

    /// Whether no more events are kept.
    fn is_full(&self) -> bool {
        self.reader.so_far().trace.len() >= Recorder::DEFAULT_LIMIT
    }
}

/// What of a recording is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gaps {
    /// The line that cannot be read, and why: what stands before it is there.
    pub problem: Option<FormatError>,
    /// It ends too early.
    pub is_cut: bool,
    /// A person did not wait for all of it.
    pub is_given_up: bool,
    /// What its writer left out.
    pub left_out: LeftOut,
    /// How many lines were not read because the trace is full.
    pub beyond: u64,
}

impl Run for Recording {
    fn gaps(&self) -> Option<Gaps> {
        let reading = self.0.borrow();
        Some(Gaps {
            problem: reading.problem.clone(),
            is_cut: self.is_cut(),
            is_given_up: reading.is_given_up,
            left_out: reading.reader.so_far().left_out.clone(),
            beyond: reading.beyond,
        })
    }

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
        if reading.is_over || reading.size <= 0.0 {
            return if reading.is_over { 1.0 } else { 0.0 };
        }
        // Of the piece that is being read, the part that was.
        let now = reading.pieces.front().map_or(0.0, |piece| {
            let of_file = piece.read_of_file - reading.read_of_file;
            reading.read as f64 / piece.bytes.len().max(1) as f64 * of_file
        });
        ((reading.read_of_file + now) / reading.size).clamp(0.0, 1.0)
    }

    fn advance(&self, slice: &Slice<'_>) {
        let mut reading = self.0.borrow_mut();
        while !reading.is_over && (reading.is_whole || !reading.pieces.is_empty()) {
            reading.read_portion();
            if slice.is_over() {
                break;
            }
        }
    }

    /// What is still to be read is given up.
    fn stop(&self) {
        let mut reading = self.0.borrow_mut();
        reading.is_given_up |= !reading.is_over;
        reading.is_over = true;
    }
}
