//! Trace files: what is written is read again, a damaged file is read as far as it goes, and what
//! cannot be is refused with its line.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::rc::Rc;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use loopscope::events::format::{Clock, Header, is_gzip};
use loopscope::events::{Awaiting, Event, FutureId, Nanos};
use loopscope::scenarios::{Scenario, Values, catalogue, find, headless, trace_file};
use loopscope::trace::file::{self, TraceFile, TraceReader};
use loopscope::trace::{Recorder, Trace, lifecycle};
use serde_json::Value;

/// The least that a header says.
const HEADER: &str = concat!(
    r#"{"format":"loopscope trace","version":1,"program":{"name":"p","language":"python"},"#,
    r#""implementation":{"name":"CPython","version":"3.13.0"},"clock":"virtual","#,
    r#""sources":[{"path":"p.py"}]}"#
);

fn run(scenario: &Scenario, values: &Values) -> Trace {
    let recorder = Rc::new(Recorder::new());
    // How it ends is in the trace.
    let _end = headless::run(scenario, values, recorder.clone());
    recorder.take()
}

fn written(scenario: &Scenario, values: &Values, trace: &Trace) -> Vec<u8> {
    let header = trace_file::header(scenario, values);
    let sources = trace_file::sources(scenario, trace.sources());
    file::write(trace, &header, &sources, Vec::new()).unwrap()
}

fn gather() -> (Trace, Vec<u8>) {
    let scenario = find("gather").unwrap();
    let values = Values::defaults(scenario.params);
    let trace = run(scenario, &values);
    let bytes = written(scenario, &values, &trace);
    (trace, bytes)
}

/// In pieces of so many bytes.
fn read_in_pieces(bytes: &[u8], piece: usize) -> Result<TraceFile, String> {
    let mut reader = TraceReader::new();
    for bytes in bytes.chunks(piece) {
        reader.feed(bytes).map_err(|error| error.to_string())?;
    }
    reader.finish().map_err(|error| error.to_string())?;
    Ok(reader.into_file())
}

fn read(bytes: &[u8]) -> Result<TraceFile, String> {
    read_in_pieces(bytes, usize::MAX)
}

/// A file of these lines after the header.
fn lines(body: &[&str]) -> Result<TraceFile, String> {
    let mut text = HEADER.to_owned();
    for line in body {
        text.push('\n');
        text.push_str(line);
    }
    text.push('\n');
    read(text.as_bytes())
}

fn refused(body: &[&str]) -> String {
    lines(body).unwrap_err()
}

fn assert_same(one: &Trace, other: &Trace) {
    assert_eq!(one.len(), other.len());
    for (here, there) in one.iter().zip(other.iter()) {
        assert_eq!(here, there);
    }
}

#[test]
fn what_is_written_is_read_again_for_every_scenario_and_preset() {
    for scenario in catalogue() {
        let presets = scenario.presets.iter();
        let presets = presets.map(|preset| preset.form(scenario).values().unwrap());
        for values in presets.chain([Values::defaults(scenario.params)]) {
            let trace = run(scenario, &values);
            let read = read(&written(scenario, &values, &trace)).unwrap();
            assert_same(&read.trace, &trace);
            let header: Header = read.header.unwrap();
            assert_eq!(header.program.name, scenario.id);
            let own = read.trace.sources().find(scenario.rust_file).unwrap();
            let text = read.trace.sources().get(own).unwrap().text.as_deref();
            assert_eq!(text, Some(scenario.rust));
            assert!(!read.is_cut);
        }
    }
}

#[test]
fn every_line_that_is_written_is_what_the_schema_allows() {
    let schema = schema();
    for scenario in catalogue() {
        let values = Values::defaults(scenario.params);
        let bytes = written(scenario, &values, &run(scenario, &values));
        for line in String::from_utf8(bytes).unwrap().lines() {
            schema(line).unwrap_or_else(|error| panic!("{}: {line}\n{error}", scenario.id));
        }
    }
    for line in SPECIMENS {
        schema(line).unwrap_or_else(|error| panic!("{line}\n{error}"));
        let value: Value = serde_json::from_str(line).unwrap();
        let event: Event = serde_json::from_value(value["e"].clone()).unwrap();
        let again = serde_json::to_value(event).unwrap();
        assert_eq!(again, value["e"], "read and written again");
    }
}

#[test]
fn the_schema_refuses_what_is_no_line() {
    let schema = schema();
    for line in [
        "{}",
        r#"{"t":0,"e":"Unheard"}"#,
        r#"{"t":0.5,"e":"TurnEnded"}"#,
        r#"{"e":"TurnEnded"}"#,
        r#"{"t":0,"e":{"TaskResumed":{"task":0}}}"#,
        r#"{"t":0,"e":{"TaskSuspended":{"task":1,"at":[0]}}}"#,
        r#"{"t":0,"e":{"TaskFinished":{"task":1,"outcome":"Lost"}}}"#,
    ] {
        assert!(schema(line).is_err(), "{line}");
    }
}

/// One of each kind of event that no scenario makes.
const SPECIMENS: [&str; 12] = [
    r#"{"t":0,"e":{"TaskSeen":{"task":4,"name":"Task-4","call":{"name":"f","args":"1","at":[0,3]},"at":[0,9],"frames":[{"call":{"name":"f","at":[0,3]},"at":[0,5,7]}],"on":5,"cancelling":1}}}"#,
    r#"{"t":0,"e":{"TaskResumed":{"task":4,"eager":true}}}"#,
    r#"{"t":0,"e":{"GlobalChanged":{"module":"__main__","name":"counter","from":"0","to":"1","task":4,"at":[0,5]}}}"#,
    r#"{"t":0,"e":{"GlobalChanged":{"module":"__main__","name":"counter"}}}"#,
    r#"{"t":0,"e":{"Logged":{"level":30,"logger":"asyncio","text":"slow","task":4,"at":[0,5]}}}"#,
    r#"{"t":0,"e":{"Deviated":{"decision":3,"chosen":{"Handle":12},"instead_of":{"Handle":10}}}}"#,
    r#"{"t":0,"e":{"Deviated":{"decision":0,"chosen":{"Cancel":2}}}}"#,
    r#"{"t":0,"e":{"RunEnded":{"how":{"Raised":{"class":"ValueError","message":"no"}}}}}"#,
    r#"{"t":0,"e":{"RunEnded":{"how":{"Exited":3}}}}"#,
    r#"{"t":0,"e":{"FutureCreated":{"future":1,"awaiting":{"Sleep":null}}}}"#,
    r#"{"t":0,"e":{"LoopLeft":{"exception":{"class":"KeyboardInterrupt"}}}}"#,
    r#"{"t":9223372036854775807,"e":{"CancelRequested":{"target":2,"origin":{"Task":1},"by":1,"message":"why"}}}"#,
];

fn schema() -> impl Fn(&str) -> Result<(), String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trace-format.schema.json");
    let mut schemas = boon::Schemas::new();
    let schema = boon::Compiler::new().compile(path, &mut schemas).unwrap();
    move |line| {
        let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let held = schemas.validate(&line, schema);
        held.map_err(|error| error.to_string())
    }
}

#[test]
fn bytes_may_come_in_pieces_of_any_size() {
    let (trace, bytes) = gather();
    for piece in [1, 7, 100, 65_536] {
        assert_same(&read_in_pieces(&bytes, piece).unwrap().trace, &trace);
    }
}

#[test]
fn a_compressed_file_is_known_by_its_first_bytes() {
    let (trace, bytes) = gather();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bytes).unwrap();
    let compressed = encoder.finish().unwrap();
    assert!(is_gzip(&compressed) && !is_gzip(&bytes));
    let mut plain = Vec::new();
    GzDecoder::new(&*compressed)
        .read_to_end(&mut plain)
        .unwrap();
    assert_same(&read(&plain).unwrap().trace, &trace);
}

#[test]
fn a_file_that_was_cut_off_is_read_as_far_as_its_last_whole_line() {
    let (trace, bytes) = gather();
    let header = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    for end in (header..bytes.len()).step_by(97) {
        let cut = read(&bytes[..end]).unwrap();
        let newlines = bytes[..end].iter().filter(|byte| **byte == b'\n').count();
        // A last line without its newline counts if it is whole.
        let whole = newlines.saturating_sub(1);
        let read = cut.trace.len();
        assert!(
            read == whole || read == whole + 1,
            "{read} of {whole} at {end}"
        );
        for (here, there) in cut.trace.iter().zip(trace.iter()) {
            assert_eq!(here, there);
        }
        assert_eq!(cut.is_cut, bytes[end - 1] != b'\n' && bytes[end] != b'\n');
    }
}

#[test]
fn what_is_no_trace_is_refused() {
    for text in ["", "hello\n", "{}\n", "[1, 2]\n", "\u{1f}\u{8b}\n"] {
        let error = read(text.as_bytes()).unwrap_err();
        assert!(error.contains("this is no trace"), "{text:?}: {error}");
    }
}

#[test]
fn a_newer_version_is_refused_by_its_number() {
    let newer = HEADER.replace("\"version\":1", "\"version\":2");
    assert_eq!(
        read(newer.as_bytes()).unwrap_err(),
        "line 1: the file has version 2; up to 1 can be read"
    );
}

#[test]
fn fields_that_nobody_knows_are_ignored() {
    let read = lines(&[
        r#"{"t":0,"e":"LoopStarted","extra":[1]}"#,
        "",
        r#"{"t":0,"later":true,"e":{"TaskCreated":{"task":1,"name":"Task-1","colour":"red","call":{"name":"main","at":[0,1],"q":1},"at":[0,2]}}}"#,
    ]);
    let read = read.unwrap();
    assert_eq!(read.trace.len(), 2);
    assert_eq!((read.line_of(0), read.line_of(1)), (Some(2), Some(4)));
    assert_eq!(read.line_of(2), None);
}

#[test]
fn a_kind_that_nobody_knows_is_refused_with_its_line() {
    let started = r#"{"t":0,"e":"LoopStarted"}"#;
    let error = refused(&[started, r#"{"t":0,"e":"Unheard"}"#]);
    assert!(
        error.starts_with("line 3: unknown variant `Unheard`"),
        "{error}"
    );
    let error = refused(&[started, started, r#"{"what":1}"#]);
    assert!(error.starts_with("line 4: the line has none of"), "{error}");
    let error = refused(&[r#"{"t":0,"e":{"TaskSuspended":{"task":1,"at":[0,0]}}}"#]);
    assert!(error.contains("lines count from 1, not from 0"), "{error}");
}

#[test]
fn what_was_read_before_an_error_stays() {
    let mut reader = TraceReader::new();
    let text = format!("{HEADER}\n{}\nnonsense\n", r#"{"t":0,"e":"LoopStarted"}"#);
    let error = reader.feed(text.as_bytes()).unwrap_err();
    assert_eq!(error.line, 3);
    assert_eq!(reader.so_far().trace.len(), 1);
    assert_eq!(
        reader.feed(b"{}\n").unwrap_err(),
        error,
        "nothing more is read"
    );
}

#[test]
fn time_does_not_go_back() {
    let error = refused(&[
        r#"{"t":5,"e":"LoopStarted"}"#,
        r#"{"t":4,"e":"LoopStopped"}"#,
    ]);
    assert_eq!(error, "line 3: the event happened before the one above it");
}

const CREATED: &str = r#"{"t":0,"e":{"TaskCreated":{"task":1,"name":"Task-1","call":{"name":"main","at":[0,1]},"at":[0,2]}}}"#;
const QUEUED: &str = r#"{"t":0,"e":{"HandleQueued":{"handle":1,"work":{"Step":1}}}}"#;
const TURN: &str = r#"{"t":0,"e":{"TurnStarted":{"snapshot":1}}}"#;
const STARTED: &str = r#"{"t":0,"e":{"HandleStarted":{"handle":1}}}"#;
const RESUMED: &str = r#"{"t":0,"e":{"TaskResumed":{"task":1}}}"#;
const FINISHED: &str = r#"{"t":0,"e":{"TaskFinished":{"task":1,"outcome":"Returned"}}}"#;

#[test]
fn an_event_that_cannot_follow_is_refused_with_its_line() {
    let error = refused(&[CREATED, QUEUED, TURN, RESUMED]);
    assert!(
        error.starts_with("line 5: FutureId(1) is resumed by a handle"),
        "{error}"
    );
    let error = refused(&[CREATED, QUEUED, QUEUED]);
    assert!(
        error.starts_with("line 4: HandleId(1) is scheduled once"),
        "{error}"
    );
}

#[test]
fn an_eager_task_takes_its_first_step_inside_the_one_that_made_it() {
    let child = CREATED.replace("\"task\":1,", "\"task\":2,\"parent\":1,");
    let eager = r#"{"t":0,"e":{"TaskResumed":{"task":2,"eager":true}}}"#;
    let entered =
        r#"{"t":0,"e":{"FrameEntered":{"task":2,"call":{"name":"f","at":[0,1]},"at":[0,2]}}}"#;
    let done = FINISHED.replace("\"task\":1", "\"task\":2");
    let until = [CREATED, QUEUED, TURN, STARTED, RESUMED, &child];
    let whole = [&until[..], &[eager, entered, &done, FINISHED]].concat();
    let read = lines(&whole).unwrap();
    assert!(read.trace.len() == whole.len());
    // The outer step goes on only when the inner one is over.
    let error = refused(&[&until[..], &[eager, FINISHED]].concat());
    assert!(error.contains("ends a step that it has begun"), "{error}");
    // Without the mark it is no step of its own.
    let plain = r#"{"t":0,"e":{"TaskResumed":{"task":2}}}"#;
    assert!(lines(&[&until[..], &[plain]].concat()).is_err());
}

#[test]
fn a_file_may_begin_in_the_middle() {
    let seen = r#"{"t":0,"e":{"TaskSeen":{"task":7,"name":"Task-7","call":{"name":"main","at":[0,1]},"at":[0,9],"frames":[{"call":{"name":"main","at":[0,1]},"at":[0,4]}],"on":9}}}"#;
    let whole = lines(&[
        r#"{"t":0,"e":"LoopStarted"}"#,
        r#"{"t":0,"e":{"FutureCreated":{"future":9,"awaiting":{"Sleep":1.0}}}}"#,
        seen,
        r#"{"t":0,"e":{"TimerSet":{"handle":50,"when":5,"work":{"WakeSleeper":9}}}}"#,
        r#"{"t":5,"e":{"TimerDue":{"handle":50}}}"#,
        r#"{"t":5,"e":{"TurnStarted":{"snapshot":1}}}"#,
        r#"{"t":5,"e":{"HandleStarted":{"handle":50}}}"#,
        r#"{"t":5,"e":{"FutureFinished":{"future":9,"outcome":"Returned"}}}"#,
        r#"{"t":5,"e":{"HandleQueued":{"handle":51,"work":{"Wakeup":{"task":7,"future":9}}}}}"#,
        r#"{"t":5,"e":{"HandleEnded":{"handle":50}}}"#,
        r#"{"t":5,"e":"TurnEnded"}"#,
        r#"{"t":5,"e":{"TurnStarted":{"snapshot":1}}}"#,
        r#"{"t":5,"e":{"HandleStarted":{"handle":51}}}"#,
        r#"{"t":5,"e":{"TaskResumed":{"task":7}}}"#,
        r#"{"t":5,"e":{"FrameExited":{"task":7}}}"#,
    ]);
    assert_eq!(whole.unwrap().trace.len(), 15);
    // Once turns are counted, nobody is seen any more: they are created.
    let error = refused(&[CREATED, QUEUED, TURN, seen]);
    assert!(error.contains("is seen before the first turn"), "{error}");
}

#[test]
fn an_explored_run_may_take_a_handle_out_of_its_order_if_it_says_so() {
    let second = CREATED.replace("\"task\":1,", "\"task\":2,");
    let queued = QUEUED.replace("1,\"work\":{\"Step\":1", "2,\"work\":{\"Step\":2");
    let turn = TURN.replace('1', "2");
    let until = [CREATED, QUEUED, &second, &queued, &turn];
    let deviated = r#"{"t":0,"e":{"Deviated":{"decision":0,"chosen":{"Handle":2},"instead_of":{"Handle":1}}}}"#;
    let other = STARTED.replace('1', "2");
    assert!(lines(&[&until[..], &[deviated, &other]].concat()).is_ok());
    let error = refused(&[&until[..], &[other.as_str()]].concat());
    assert!(
        error.contains("is taken from the ready queue's front"),
        "{error}"
    );
}

#[test]
fn a_timer_that_an_explored_run_passed_over_falls_due_whenever_it_likes() {
    let timer = |handle: u32| {
        format!(
            r#"{{"t":0,"e":{{"TimerSet":{{"handle":{handle},"when":5,"work":{{"Callback":{{"name":"f"}}}}}}}}}}"#
        )
    };
    let due = |handle: u32| format!(r#"{{"t":5,"e":{{"TimerDue":{{"handle":{handle}}}}}}}"#);
    let deviated =
        r#"{"t":0,"e":{"Deviated":{"decision":0,"chosen":{"Timer":2},"instead_of":{"Timer":1}}}}"#;
    let run = [
        &timer(1),
        &timer(2),
        &timer(3),
        deviated,
        &due(2),
        &due(3),
        &due(1),
    ];
    assert!(lines(&run).is_ok());
    let error = refused(&[&timer(1), &timer(2), &timer(3), &due(1), &due(3)]);
    assert!(error.contains("timers fall due in order"), "{error}");
}

#[test]
fn on_the_machines_clock_a_timer_may_be_due_a_little_early() {
    let timer =
        r#"{"t":0,"e":{"TimerSet":{"handle":1,"when":50000000,"work":{"Callback":{"name":"f"}}}}}"#;
    let due = r#"{"t":40000000,"e":{"TimerDue":{"handle":1}}}"#;
    assert!(refused(&[timer, due]).contains("a timer falls due at 0.050000000"));
    let wall = HEADER.replace("virtual", "wall");
    let read = read(format!("{wall}\n{timer}\n{due}\n").as_bytes()).unwrap();
    assert_eq!(read.header.unwrap().clock, Clock::Wall);
    assert_eq!(lifecycle::check_by(Clock::Wall, &read.trace), Ok(()));
}

#[test]
fn what_was_left_out_is_said_in_the_header_and_at_the_end() {
    let read = lines(&[
        r#"{"t":0,"e":"LoopStarted"}"#,
        r#"{"left_out":{"events":12,"arguments":true}}"#,
    ]);
    let left_out = read.unwrap().left_out;
    assert!(left_out.events == 12 && left_out.arguments && !left_out.output);
}

#[test]
fn a_sleep_without_end_is_written_and_read() {
    let event = Event::FutureCreated {
        future: FutureId(1),
        awaiting: Awaiting::Sleep(f64::INFINITY),
    };
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    let never = serde_json::to_string(&Nanos::MAX).unwrap();
    assert_eq!(serde_json::from_str::<Nanos>(&never).unwrap(), Nanos::MAX);
}

#[test]
fn the_example_of_the_description_is_a_trace() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trace-format.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, example) = text.split_once("## An example").unwrap();
    let (_, example) = example.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let read = read(example.as_bytes()).unwrap();
    assert!(read.trace.len() > 20);
    let schema = schema();
    assert_eq!(example.lines().map(schema).find(Result::is_err), None);
}
