//! What a program prints.

use std::fmt::Display;
use std::panic::Location;

use super::event_loop::running;
use super::places::SourceLocation;
use super::standing::stand_at;
use crate::events::{Event, Stream};

/// `print(text)`: one line on the program's standard output.
#[track_caller]
pub fn print(text: impl Display) {
    output(Stream::Stdout, &text, Location::caller());
}

/// `print(text, file=sys.stderr)`
#[track_caller]
pub fn eprint(text: impl Display) {
    output(Stream::Stderr, &text, Location::caller());
}

pub(crate) fn output(stream: Stream, text: &dyn Display, at: SourceLocation) {
    let task = stand_at(at);
    running(|event_loop| {
        event_loop.emit(|| Event::Printed {
            stream,
            text: format!("{text}\n").into(),
            task,
            at: event_loop.place(at),
        });
    });
}
