//! Recorded programs: each with the console and the end that CPython gave it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

/// One program and what CPython 3.13 makes of it (tests/oracle/interpret.py tells the format).
#[derive(Deserialize)]
pub struct Recorded {
    /// Only hand-written programs have one.
    #[serde(default)]
    pub name: String,
    pub program: Program,
    pub lines: Vec<(i64, String)>,
    pub end: String,
}

/// A program as data.
#[derive(Clone, Deserialize)]
pub struct Program {
    pub locks: usize,
    pub events: usize,
    pub counters: usize,
    pub futures: usize,
    pub conditions: Vec<Option<usize>>,
    pub semaphores: Vec<(bool, usize)>,
    pub barriers: Vec<usize>,
    pub queues: Vec<(String, usize)>,
    /// Of the thread pool and of the process pool.
    pub workers: (u32, u32),
    /// Nothing is kept alive for the program's sake.
    #[serde(default)]
    pub loose: bool,
    /// The callback that goes on in the loop's exception handler.
    #[serde(default)]
    pub handler: Option<usize>,
    pub functions: Vec<Block>,
    pub callbacks: Vec<Block>,
}

/// Statements, each `[operation, operand, ..]`.
pub type Block = Vec<Vec<Value>>;

/// JSON lines, compressed if the name ends in `.gz`.
pub fn read(path: &Path) -> Vec<Recorded> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let reader: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    BufReader::new(reader)
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect()
}
