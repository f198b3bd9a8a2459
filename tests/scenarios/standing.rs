//! Wherever a task stands while a scenario runs, the Python twin has a line for it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, Place, SourceId};
use loopscope::scenarios::{Scenario, Values, catalogue, headless, python_source};

/// The places that a run names: prints, awaits, spawns, frames, and what tasks share.
#[derive(Default)]
struct Places {
    named: RefCell<Vec<(&'static str, Place)>>,
    files: RefCell<Vec<String>>,
}

impl Instrument for Places {
    fn record(&self, _when: Nanos, event: Event) {
        let place = match event {
            Event::Printed { at, .. } => ("print", at),
            Event::TaskSuspended { at, .. } => ("await", at),
            Event::TaskCreated { at, .. } => ("spawn", at),
            Event::FrameEntered { at, ref call, .. } => {
                let definition = ("definition", call.defined_at);
                self.named.borrow_mut().push(definition);
                ("call", at)
            }
            _ => return,
        };
        self.named.borrow_mut().push(place);
    }

    fn source(&self, _source: SourceId, path: &str) {
        self.files.borrow_mut().push(path.to_owned());
    }
}

/// What is named, the file and the line.
fn places(scenario: &Scenario, values: &Values) -> Vec<(&'static str, String, u32)> {
    let places = Rc::new(Places::default());
    // How it ends is the goldens' claim.
    let _ = headless::run(scenario, values, places.clone());
    let files = places.files.take();
    let named = places.named.take().into_iter();
    named
        .map(|(what, at)| (what, files[usize::from(at.source().0)].clone(), at.line()))
        .collect()
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
            for (what, file, number) in places(scenario, &values) {
                if file != scenario.rust_file {
                    continue;
                }
                seen += 1;
                match source.python_line(number) {
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
                        assert!(right, "{}: {what} at line {}: {text}", scenario.id, number);
                    }
                    None => {
                        missing.insert(format!("{what} at {file}:{number}"));
                    }
                }
            }
        }
        assert!(seen > 3, "{}: a run that names no place", scenario.id);
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
