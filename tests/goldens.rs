//! What each scenario prints is what CPython prints for its Python twin, to the nanosecond.
//!
//! The recordings in `tests/goldens/` are made by `tests/oracle/goldens.py`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, Stream};
use loopscope::runtime::RunError;
use loopscope::scenarios::{Form, Scenario, Values, catalogue, headless};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Golden {
    python: String,
    twin: String,
    points: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    params: BTreeMap<String, String>,
    console: Vec<(i64, String, String)>,
    end: End,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "how", rename_all = "lowercase")]
enum End {
    Ok,
    Raised { text: String },
    Deadlock,
}

fn golden(scenario: &Scenario) -> Golden {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let path = folder.join(format!("{}.json", scenario.id));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_scenario_prints_what_cpython_prints() {
    for scenario in catalogue() {
        for point in golden(scenario).points {
            let mut form = Form::new(scenario.params);
            for (name, raw) in &point.params {
                assert!(form.set(name, raw), "{}: {name}", scenario.id);
            }
            let what = format!("{} {:?}", scenario.id, point.params);
            let values = form
                .values()
                .unwrap_or_else(|errors| panic!("{what}: {errors:?}"));
            let (console, end) = run(scenario, &values);
            assert_eq!(console, point.console, "{what}");
            assert_eq!(end, point.end, "{what}");
        }
    }
}

#[test]
fn a_golden_is_cpython_3_13s_and_of_the_twin_as_it_stands() {
    for scenario in catalogue() {
        let golden = golden(scenario);
        assert!(
            golden.python.starts_with("3.13."),
            "{}: {}",
            scenario.id,
            golden.python
        );
        let hash: String = Sha256::digest(scenario.python)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            golden.twin, hash,
            "{}: the golden is stale, record it again",
            scenario.id
        );
    }
}

#[test]
fn the_badge_says_what_the_goldens_on_disk_hold() {
    for scenario in catalogue() {
        let golden = golden(scenario);
        let proved = scenario
            .proved()
            .unwrap_or_else(|| panic!("{}: no badge", scenario.id));
        assert_eq!(proved.python, golden.python, "{}", scenario.id);
        assert_eq!(
            proved.points as usize,
            golden.points.len(),
            "{}",
            scenario.id
        );
    }
}

#[test]
fn the_points_hold_minimum_default_maximum_and_more() {
    for scenario in catalogue() {
        let points = golden(scenario).points;
        assert!(
            points.len() >= 20,
            "{}: {} points",
            scenario.id,
            points.len()
        );
        let form = |point: &Point| {
            let mut form = Form::new(scenario.params);
            for (name, raw) in &point.params {
                form.set(name, raw);
            }
            form.values().unwrap()
        };
        let values: Vec<Values> = points.iter().map(form).collect();
        assert!(
            values.contains(&Values::defaults(scenario.params)),
            "{}",
            scenario.id
        );
        for (index, bound) in [(false, "minimum"), (true, "maximum")] {
            let extreme = Values::extreme(scenario.params, index);
            // Of a text it is the length that is at its bound, whatever the letters.
            let there = values.iter().any(|values| sizes(values) == sizes(&extreme));
            assert!(there, "{}: no point at its {bound}", scenario.id);
        }
    }
}

fn sizes(values: &Values) -> Vec<String> {
    use loopscope::scenarios::Value;
    let size = |value: &Value| match value {
        Value::Text(text) => text.chars().count().to_string(),
        other => format!("{other:?}"),
    };
    values.iter().map(|(_, value)| size(value)).collect()
}

/// One console line: nanoseconds, stream, text.
type Line = (i64, String, String);

#[derive(Default)]
struct Console(RefCell<Vec<Line>>);

impl Instrument for Console {
    fn record(&self, when: Nanos, event: Event) {
        for (stream, line) in headless::console_lines(&event) {
            let stream = match stream {
                Stream::Stdout => "stdout",
                Stream::Stderr => "stderr",
            };
            self.0.borrow_mut().push((when.0, stream.to_owned(), line));
        }
    }
}

fn run(scenario: &Scenario, values: &Values) -> (Vec<Line>, End) {
    let console = Rc::new(Console::default());
    let end = match headless::run(scenario, values, console.clone()) {
        Ok(()) => End::Ok,
        Err(RunError::Raised(exception)) => End::Raised {
            text: exception.to_string(),
        },
        Err(RunError::Deadlock(_)) => End::Deadlock,
    };
    (console.0.take(), end)
}

/// What the tutorial's programs print, by the scenario that does what they do.
#[test]
fn with_its_defaults_a_scenario_prints_what_the_tutorials_program_prints() {
    let recorded: BTreeMap<String, Recorded> =
        serde_json::from_str(include_str!("goldens/python/tutorial.json")).unwrap();
    let ids: Vec<&str> = recorded.keys().map(String::as_str).collect();
    let expected = [
        "create_task",
        "event",
        "executors",
        "gather",
        "hello",
        "queue_workers",
        "sequence",
        "wait_for",
    ];
    assert_eq!(ids, expected);
    for (id, recorded) in recorded {
        let scenario = loopscope::scenarios::find(&id).unwrap();
        let (mut console, end) = run(scenario, &Values::defaults(scenario.params));
        let mut told = recorded.console;
        if id == "executors" {
            // How long a sum takes is declared by the scenario; the tutorial's own takes no time.
            for line in console.iter_mut().chain(&mut told) {
                line.0 = 0;
            }
        }
        assert_eq!((console, end), (told, recorded.end), "{id}");
    }
}

#[derive(Deserialize)]
struct Recorded {
    console: Vec<Line>,
    end: End,
}
