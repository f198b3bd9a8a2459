//! What happens inside each scenario is what happens inside CPython: turn by turn, handle by handle,
//! with the same numbers, names, arguments and lines.
//!
//! The recordings in `tests/goldens/traces/` are made by `tests/oracle/traces.py`: CPython 3.13 runs the
//! scenario's Python twin on the deterministic loop of `python/loopscope`, and its recorder listens.
//! A place in the scenario's own file is the line of the twin that it is paired with; elsewhere there
//! is none.
//!
//! What one side cannot know is not compared:
//!
//! | left out | why |
//! | --- | --- |
//! | `ResourceCreated.name` | a variable of Python |
//! | `RunEnded` | told by who runs the program |
//! | the newline that ends a `Printed.text` | every `print` of Rust ends its line |
//! | `.0` of a whole float in arguments | Rust does not know how the source spelled it |
//! | arguments in `JobSubmitted.shown` and of `to_thread` | jobs of Rust take as arguments what Python's find in globals |
//! | the text of a page in arguments of crawlers | Rust has no text to show |
//! | `ResourceCreated.items` | what a person may type for an item of Rust |
//! | `Blocked.result`, `JobEnded.result` | packed for a replay of Rust |
//! | `GlobalChanged` | a scenario of Rust has no module |
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::rc::Rc;

use flate2::read::GzDecoder;
use loopscope::events::Place;
use loopscope::scenarios::{Form, Scenario, Values, catalogue, headless, python_source};
use loopscope::trace::{Recorder, Trace};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Head {
    python: String,
    twin: String,
}

#[derive(Deserialize)]
struct Point {
    params: BTreeMap<String, String>,
    events: Vec<Told>,
}

/// An event: nanoseconds, and the event as the trace format has it.
type Told = (i64, Value);

fn golden(scenario: &Scenario) -> (Head, Vec<Point>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/traces");
    let path = folder.join(format!("{}.jsonl.gz", scenario.id));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut lines = BufReader::new(GzDecoder::new(file))
        .lines()
        .map(Result::unwrap);
    let head = serde_json::from_str(&lines.next().unwrap()).unwrap();
    let points = lines.map(|line| serde_json::from_str(&line).unwrap());
    (head, points.collect())
}

#[test]
fn what_happens_inside_a_scenario_is_what_happens_inside_cpython() {
    let mut differ = Vec::new();
    let mut compared = 0;
    for scenario in catalogue() {
        for point in golden(scenario).1 {
            compared += 1;
            let values = values(scenario, &point.params);
            let ours = told(scenario, &values);
            if let Some(difference) = first_difference(&point.events, &ours) {
                differ.push(format!("{} {:?}, {difference}", scenario.id, point.params));
            }
        }
    }
    assert!(
        differ.is_empty(),
        "{} of {compared} traces differ:\n{}",
        differ.len(),
        differ.join("\n")
    );
}

#[test]
fn every_scenario_is_compared_at_its_defaults_its_presets_and_twenty_forms() {
    for scenario in catalogue() {
        let (head, points) = golden(scenario);
        assert!(
            head.python.starts_with("3.13."),
            "{}: {}",
            scenario.id,
            head.python
        );
        let hash: String = Sha256::digest(scenario.python)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            head.twin, hash,
            "{}'s twin has changed: python3.13 tests/oracle/traces.py record {}",
            scenario.id, scenario.id
        );
        let random = if scenario.params.is_empty() { 0 } else { 20 };
        assert_eq!(
            points.len(),
            1 + scenario.presets.len() + random,
            "{}",
            scenario.id
        );
    }
}

#[test]
fn another_number_another_line_or_another_order_is_a_difference() {
    let scenario = catalogue()
        .iter()
        .find(|scenario| scenario.id == "gather")
        .unwrap();
    let point = &golden(scenario).1[0];
    let same = &point.events;
    assert_eq!(first_difference(same, same), None);

    let mut swapped = same.clone();
    swapped.swap(7, 8);
    assert!(first_difference(same, &swapped).is_some());

    for (kind, field) in [
        ("TaskSuspended", "at"),
        ("TimerSet", "handle"),
        ("TaskCreated", "name"),
    ] {
        let mut other = same.clone();
        let event = other
            .iter_mut()
            .find_map(|(_, event)| event.get_mut(kind))
            .unwrap();
        event[field] = Value::from(0);
        assert!(first_difference(same, &other).is_some(), "{kind}.{field}");
    }
}

fn values(scenario: &Scenario, params: &BTreeMap<String, String>) -> Values {
    let mut form = Form::new(scenario.params);
    for (name, raw) in params {
        assert!(form.set(name, raw), "{}: {name}", scenario.id);
    }
    form.values()
        .unwrap_or_else(|errors| panic!("{} {params:?}: {errors:?}", scenario.id))
}

/// The events of a run, with places as lines of the twin.
fn told(scenario: &Scenario, values: &Values) -> Vec<Told> {
    let recorder = Rc::new(Recorder::with_limit(usize::MAX));
    let _end = headless::run(scenario, values, recorder.clone());
    let trace = recorder.trace();
    let python = python_source(scenario, values);
    let line = |at: Place| {
        let own = trace.sources().path(at) == scenario.rust_file;
        own.then(|| match python.python_line(at.line()) {
            Some(line) => Value::from(line),
            None => Value::from(format!("line {} of Rust, which has no pair", at.line())),
        })
    };
    events(&trace, &line)
}

fn events(trace: &Trace, line: &dyn Fn(Place) -> Option<Value>) -> Vec<Told> {
    let told = |record: &loopscope::trace::Record| {
        let event = serde_json::to_value(&record.event).unwrap();
        (record.when.0, with_lines(event, line))
    };
    trace.iter().map(told).collect()
}

fn with_lines(value: Value, line: &dyn Fn(Place) -> Option<Value>) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter_map(|(name, inner)| {
                let inner = match name.as_str() {
                    "at" => line(serde_json::from_value(inner).unwrap())?,
                    _ => with_lines(inner, line),
                };
                Some((name, inner))
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| with_lines(item, line))
            .collect(),
        other => other,
    }
}

/// What both sides tell of an event; nothing if it is told by one alone.
fn comparable((when, event): &Told) -> Option<Told> {
    let mut event = event.clone();
    if event.get("GlobalChanged").is_some() || event.get("RunEnded").is_some() {
        return None;
    }
    for (kind, field) in [
        ("ResourceCreated", "name"),
        ("ResourceCreated", "items"),
        ("Blocked", "result"),
        ("JobEnded", "result"),
    ] {
        if let Some(fields) = event.get_mut(kind).and_then(Value::as_object_mut) {
            let _left_out = fields.remove(field);
        }
    }
    change_text(&mut event, &["Printed", "text"], |text| {
        text.strip_suffix('\n').unwrap_or(text).to_owned()
    });
    change_text(&mut event, &["JobSubmitted", "shown"], name_of_call);
    for kind in ["FrameEntered", "TaskCreated", "NeverAwaited"] {
        let of_thread = event
            .get(kind)
            .is_some_and(|fields| fields["call"]["name"] == "to_thread");
        let change = if of_thread { name_of_call } else { arguments };
        change_text(&mut event, &[kind, "call", "args"], change);
    }
    Some((*when, event))
}

fn change_text(event: &mut Value, path: &[&str], change: impl Fn(&str) -> String) {
    let found = path
        .iter()
        .try_fold(event, |value, name| value.get_mut(name));
    if let Some(text) = found
        && let Some(changed) = text.as_str().map(change)
    {
        *text = Value::from(changed);
    }
}

fn name_of_call(shown: &str) -> String {
    shown.split('(').next().unwrap_or(shown).to_owned()
}

/// Without the text of a page, and whole floats without their `.0`.
fn arguments(shown: &str) -> String {
    let shown = shown.split(", '<!doctype html>").next().unwrap_or(shown);
    let mut words = Vec::new();
    for word in shown.split(", ") {
        let whole = word
            .strip_suffix(".0")
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        words.push(whole.unwrap_or(word));
    }
    words.join(", ")
}

fn first_difference(python: &[Told], rust: &[Told]) -> Option<String> {
    let python: Vec<_> = python.iter().filter_map(comparable).collect();
    let rust: Vec<_> = rust.iter().filter_map(comparable).collect();
    let at = (0..python.len().max(rust.len())).find(|&at| python.get(at) != rust.get(at))?;
    let show = |told: Option<&Told>| {
        told.map_or("nothing".to_owned(), |(when, event)| {
            format!("{when} {event}")
        })
    };
    Some(format!(
        "event {at}:\n    CPython {}\n    Rust    {}",
        show(python.get(at)),
        show(rust.get(at))
    ))
}
