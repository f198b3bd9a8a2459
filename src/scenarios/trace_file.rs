//! What a trace file says of a scenario's run as a whole.

use super::{Scenario, Values};
use crate::events::Sources;
use crate::events::format::{Clock, Header, Implementation, Language, LeftOut, Program};

/// The header of a file with a run of `scenario` with `values`.
pub fn header(scenario: &Scenario, values: &Values) -> Header {
    let argument =
        |(param, value): (&super::Param, _)| format!("{}={}", param.name, param.raw(value));
    of_program(scenario.id, values.iter().map(argument).collect())
}

/// The header of a file with a run of a Rust program on our own loop, whose clock is virtual.
pub fn of_program(name: &str, arguments: Vec<String>) -> Header {
    Header {
        program: Program {
            name: name.to_owned(),
            language: Language::Rust,
            arguments,
        },
        implementation: Implementation {
            name: "Loopscope".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            platform: None,
        },
        clock: Clock::Virtual,
        epoch: None,
        host: None,
        pid: None,
        recorded: None,
        left_out: LeftOut::default(),
    }
}

/// A trace's sources, with the text of the scenario's own file.
pub fn sources(scenario: &Scenario, known: &Sources) -> Sources {
    let mut sources = known.clone();
    sources.set_text(scenario.rust_file, scenario.rust);
    sources
}
