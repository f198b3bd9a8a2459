//! Why a file is refused.

use std::fmt;

/// Where a file cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The line, counted from 1.
    pub line: usize,
    /// Why.
    pub problem: Problem,
}

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The first line is no header of a trace.
    NoTrace,
    /// The file has a version that is newer than what is read.
    NewerVersion {
        /// Its version.
        given: u64,
        /// The newest that is read.
        newest: u32,
    },
    /// The line is longer than what is read, in bytes.
    TooLong {
        /// The most that is read.
        most: usize,
    },
    /// The line is not UTF-8.
    NoText,
    /// The line is neither an event nor anything else that is known.
    UnknownLine,
    /// The line is no JSON, or it says what cannot be said: in the JSON reader's words.
    Invalid(String),
    /// An event happened before the one above it.
    Backwards,
    /// The event cannot follow on those above it: the rule that it breaks.
    Order(String),
    /// There are more source files than can be numbered.
    TooManySources,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTrace => f.write_str("this is no trace: its first line is no header"),
            Self::NewerVersion { given, newest } => {
                write!(
                    f,
                    "the file has version {given}; up to {newest} can be read"
                )
            }
            Self::TooLong { most } => write!(f, "the line is longer than {most} bytes"),
            Self::NoText => f.write_str("the line is not UTF-8"),
            Self::UnknownLine => {
                f.write_str("the line has none of \"e\", \"source\", \"input\" and \"left_out\"")
            }
            Self::Invalid(reason) => f.write_str(reason),
            Self::Backwards => f.write_str("the event happened before the one above it"),
            Self::Order(rule) => f.write_str(rule),
            Self::TooManySources => f.write_str("there are more than 65536 sources"),
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for FormatError {}
