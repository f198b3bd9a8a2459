//! What a file says of the run as a whole.

use serde::{Deserialize, Serialize};

/// The header, but for the sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// What ran.
    pub program: Program,
    /// What ran it.
    pub implementation: Implementation,
    /// Whose time the events' instants are.
    pub clock: Clock,
    /// The Unix time, in seconds, at which the clock was zero, where that means something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<f64>,
    /// The machine's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The process id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// When, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// What the writer left out.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
}

/// What ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// What a person calls it.
    pub name: String,
    /// What it is written in.
    pub language: Language,
    /// What it was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
}

/// What a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Python
    Python,
    /// Rust, on Loopscope's own loop
    Rust,
}

/// What ran a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Implementation {
    /// `CPython` or `Loopscope`
    pub name: String,
    /// `3.13.0`
    pub version: String,
    /// `sys.platform`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

/// Whose time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Time passes only where the program waits.
    Virtual,
    /// The machine's clock.
    Wall,
}

/// What a writer left out; by default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// So many events happened after the last one: a limit was reached.
    #[serde(skip_serializing_if = "is_default")]
    pub events: u64,
    /// The file begins in the middle of the run.
    #[serde(skip_serializing_if = "is_default")]
    pub before: bool,
    /// The kinds of event that are not written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Frames of libraries are not written.
    #[serde(skip_serializing_if = "is_default")]
    pub libraries: bool,
    /// The arguments of calls are not written.
    #[serde(skip_serializing_if = "is_default")]
    pub arguments: bool,
    /// What was printed and logged is not written.
    #[serde(skip_serializing_if = "is_default")]
    pub output: bool,
    /// The texts of the sources are not written.
    #[serde(skip_serializing_if = "is_default")]
    pub source: bool,
}

impl LeftOut {
    /// Whether all is there.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What a later word of the same file adds: its fields replace those that were known.
    pub(super) fn add(&mut self, later: Self) {
        if later.events > 0 {
            self.events = later.events;
        }
        if !later.kinds.is_empty() {
            self.kinds = later.kinds;
        }
        self.before |= later.before;
        self.libraries |= later.libraries;
        self.arguments |= later.arguments;
        self.output |= later.output;
        self.source |= later.source;
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
