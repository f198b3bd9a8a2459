//! Tests that cannot be made in the browser that is there: they end as passed, and are told of.

use std::fs::OpenOptions;
use std::io::Write;
use std::panic::resume_unwind;

/// Why a test went no further; a panic with it is no failure.
pub struct Skipped;

/// Ends the test here. Its name and the reason are added to the file `LOOPSCOPE_SKIPPED`, which
/// `./dev` prints and counts.
pub fn skip(reason: &str) -> ! {
    let thread = std::thread::current();
    let line = format!("{}: {reason}", thread.name().unwrap_or("a test"));
    println!("skipped {line}");
    if let Some(file) = std::env::var_os("LOOPSCOPE_SKIPPED") {
        let file = OpenOptions::new().create(true).append(true).open(file);
        writeln!(file.expect("LOOPSCOPE_SKIPPED"), "{line}").expect("LOOPSCOPE_SKIPPED");
    }
    resume_unwind(Box::new(Skipped))
}
