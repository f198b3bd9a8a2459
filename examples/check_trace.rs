//! Reads trace files (docs/trace-format.md) and says of each whether it keeps the rules.
//!
//! ```text
//! cargo run --example check_trace -- a.loopscope b.loopscope.gz
//! ```
//!
//! Exit status: 0 when all of them do, 1 when one does not, 2 when none is named.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use flate2::read::MultiGzDecoder;
use loopscope::events::format::is_gzip;
use loopscope::trace::file::{TraceFile, TraceReader};

fn main() -> ExitCode {
    let paths: Vec<_> = std::env::args_os().skip(1).collect();
    if paths.is_empty() {
        eprintln!("usage: check_trace FILE ..");
        return ExitCode::from(2);
    }
    let mut status = ExitCode::SUCCESS;
    for path in &paths {
        let path = Path::new(path);
        match read(path) {
            Ok(file) => println!("{}: {}", path.display(), describe(&file)),
            Err(error) => {
                println!("{}: {error}", path.display());
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

fn describe(file: &TraceFile) -> String {
    let cut = if file.is_cut { ", cut off" } else { "" };
    format!(
        "{} events in {} turns, {}{cut}",
        file.trace.len(),
        file.trace.turn_at(file.trace.len()),
        file.trace.now()
    )
}

fn read(path: &Path) -> Result<TraceFile, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path)?;
    let mut reader = TraceReader::new();
    if is_gzip(&bytes) {
        let mut plain = MultiGzDecoder::new(&*bytes);
        let mut piece = vec![0; 1 << 16];
        loop {
            match plain.read(&mut piece)? {
                0 => break,
                read => reader.feed(&piece[..read])?,
            }
        }
    } else {
        reader.feed(&bytes)?;
    }
    reader.finish()?;
    Ok(reader.into_file())
}
