//! Wherever a task stands while a scenario runs, the Python twin has a line for it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use loopscope::runtime::clock::Nanos;
use loopscope::runtime::instrument::{Event, Instrument, SourceLocation};
use loopscope::scenarios::{Scenario, Values, catalogue, headless, python_source};

/// The places that a run names: prints, awaits, spawns, frames, and what tasks share.
#[derive(Default)]
struct Places(RefCell<Vec<(&'static str, SourceLocation)>>);

impl Instrument for Places {
    fn record(&self, _when: Nanos, event: Event) {
        let place = match event {
            Event::Printed { at, .. } => ("print", at),
            Event::TaskSuspended { at, .. } => ("await", at),
            Event::TaskCreated { at, .. } => ("spawn", at),
            Event::FrameEntered { at, ref call, .. } => {
                self.0.borrow_mut().push(("definition", call.defined_at));
                ("call", at)
            }
            _ => return,
        };
        self.0.borrow_mut().push(place);
    }
}

fn places(scenario: &Scenario, values: &Values) -> Vec<(&'static str, SourceLocation)> {
    let places = Rc::new(Places::default());
    // How it ends is the goldens' claim.
    let _ = headless::run(scenario, values, places.clone());
    places.0.take()
}

#[test]
fn every_place_in_the_rust_file_has_its_python_line() {
    let mut missing = BTreeSet::new();
    for scenario in catalogue() {
        let defaults = Values::defaults(scenario.params);
        let source = python_source(scenario, &defaults);
        let presets = scenario
            .presets
            .iter()
            .map(|preset| preset.form(scenario).values().unwrap());
        let mut seen = 0;
        for values in presets.chain([defaults.clone()]) {
            for (what, at) in places(scenario, &values) {
                if at.file() != scenario.rust_file {
                    continue;
                }
                seen += 1;
                match source.python_line(at.line()) {
                    Some(line) => {
                        let text = &source.lines[line as usize - 1];
                        let right = match what {
                            "print" => text.contains("print(") || text.contains("print_stack("),
                            "await" => text.contains("await ") || text.contains("async "),
                            // asyncio's own coroutines are defined where they are called.
                            "definition" => {
                                text.contains("async def ") || text.contains("asyncio.")
                            }
                            _ => true,
                        };
                        assert!(
                            right,
                            "{}: {what} at line {}: {text}",
                            scenario.id,
                            at.line()
                        );
                    }
                    None => {
                        missing.insert(format!("{what} at {}:{}", at.file(), at.line()));
                    }
                }
            }
        }
        assert!(seen > 3, "{}: a run that names no place", scenario.id);
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
