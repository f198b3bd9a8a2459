//! The runtime against CPython: random programs, as data, print the same lines at the same moments
//! and end the same way. tests/oracle/interpret.py says what a program is and runs it on CPython
//! under virtual time; the same data runs here over the runtime's public API.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod awaiting;
mod faults;
mod machine;
mod plain;
mod record;
mod stacks;
mod text;
mod traces;

use std::path::Path;

use machine::Outcome;
use record::Recorded;

/// How many differences are written out.
const SHOWN: usize = 8;

#[test]
fn a_thousand_random_programs_print_what_cpython_prints() {
    let recorded = record::read(&corpus("random.jsonl.gz"));
    assert_eq!(recorded.len(), 1000);
    compare(&recorded);
}

#[test]
fn hand_written_programs_print_what_cpython_prints() {
    compare(&record::read(&corpus("handwritten.jsonl")));
}

/// `./dev fuzz` records fresh programs and names their file here.
#[test]
#[ignore = "needs fresh programs, from `./dev fuzz N`"]
fn fresh_programs_print_what_cpython_prints() {
    let path = std::env::var("LOOPSCOPE_FRESH_PROGRAMS").expect("a file of fresh programs");
    compare(&record::read(Path::new(&path)));
}

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/differential")
        .join(name)
}

fn compare(recorded: &[Recorded]) {
    let mut differing = Vec::new();
    for (number, recorded) in recorded.iter().enumerate() {
        let outcome = machine::run(&recorded.program);
        if outcome.lines == recorded.lines && outcome.end == recorded.end {
            continue;
        }
        if differing.len() < SHOWN {
            eprintln!("{}", difference(number, recorded, &outcome));
        }
        differing.push(number + 1);
    }
    assert!(
        differing.is_empty(),
        "{} of {} programs differ: {differing:?}",
        differing.len(),
        recorded.len()
    );
}

/// The program, and both consoles from a little before the first line that differs.
fn difference(number: usize, recorded: &Recorded, outcome: &Outcome) -> String {
    let Recorded {
        name,
        program,
        lines,
        end,
    } = recorded;
    let same = lines
        .iter()
        .zip(&outcome.lines)
        .take_while(|(a, b)| a == b)
        .count();
    let mut text = format!("program {} {name}\n", number + 1);
    for (i, block) in program.functions.iter().enumerate() {
        text += &format!(
            "  function {i}: {}\n",
            serde_json::to_string(block).unwrap()
        );
    }
    for (i, block) in program.callbacks.iter().enumerate() {
        text += &format!(
            "  callback {i}: {}\n",
            serde_json::to_string(block).unwrap()
        );
    }
    let mut show = |who: &str, lines: &[(i64, String)], end: &str| {
        text += &format!("  {who}, from line {}:\n", same + 1);
        for (nanos, line) in lines.iter().skip(same.saturating_sub(6)).take(14) {
            text += &format!("    {:>12} {line}\n", nanos);
        }
        text += &format!("    end: {end}\n");
    };
    show("CPython", lines, end);
    show("Loopscope", &outcome.lines, &outcome.end);
    text
}
