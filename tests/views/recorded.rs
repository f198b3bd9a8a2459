//! Real recordings, each with one planted fault: what is found in them, and that any file is answered
//! by a sentence or a picture.

use super::told::plain_view;
use std::io::Read;

use flate2::read::GzDecoder;
use loopscope::events::Nanos;
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::trace::file::TraceReader;
use loopscope::view_model::{
    Analysis, Column, Finding, FindingKind, Scene, await_table, findings, slow_steps, span_sums,
    task_table,
};

/// The bytes of a recording in `tests/recordings/`, unpacked.
pub fn bytes(fault: &str) -> Vec<u8> {
    let path = format!(
        "{}/tests/recordings/{fault}.loopscope.gz",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut unpacked = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    GzDecoder::new(file).read_to_end(&mut unpacked).unwrap();
    unpacked
}

fn recording(fault: &str) -> (Trace, Analysis) {
    let mut reader = TraceReader::new();
    reader.feed(&bytes(fault)).unwrap();
    reader.finish().unwrap();
    let trace = reader.into_file().trace;
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

/// What is found at the end, and the lines of the program that show the first finding.
fn found(fault: &str) -> (Vec<Finding>, Vec<String>) {
    let (trace, analysis) = recording(fault);
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let found = findings(&scene);
    let text = trace.sources().iter().next().unwrap().text.clone().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let evidence = found.first().map(|first| first.evidence.clone());
    let shown = evidence.unwrap_or_default().into_iter().filter_map(|it| {
        let place = it.place?;
        let is_own = trace.sources().path(place) == "shop.py";
        is_own.then(|| lines[place.line() as usize - 1].trim().to_owned())
    });
    (found, shown.collect())
}

#[test]
fn nothing_is_found_in_the_sound_program() {
    let (found, _) = found("none");
    assert_eq!(found, []);
}

#[test]
fn a_planted_fault_is_found_first_and_its_line_is_named() {
    let planted = [
        (
            "blocking",
            FindingKind::BlockedLoop,
            "async def report(self):",
        ),
        (
            "swallowed",
            FindingKind::SwallowedCancel,
            "await asyncio.sleep(TICK)",
        ),
        (
            "starved",
            FindingKind::Starvation,
            "self.outbox.get_nowait()",
        ),
        ("deadlock", FindingKind::Deadlock, "async with self.stock:"),
        (
            "leaked",
            FindingKind::LeakedTasks,
            "self.watchers.add(asyncio.create_task(self.until_delivered()))",
        ),
    ];
    for (fault, kind, line) in planted {
        let (found, lines) = found(fault);
        let kinds: Vec<FindingKind> = found.iter().map(|found| found.kind).collect();
        assert_eq!(kinds.first(), Some(&kind), "{fault}: {kinds:?}");
        assert!(
            lines.iter().any(|shown| shown == line),
            "{fault}: {lines:?}"
        );
    }
}

#[test]
fn the_tables_name_the_step_that_held_the_loop() {
    let (trace, analysis) = recording("blocking");
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let (slow, _) = slow_steps(&scene, 10);
    let longest = &slow[0];
    assert!(longest.is_blocking && longest.ran >= Nanos(250_000_000));
    let place = longest.place.unwrap();
    let text = trace.sources().iter().next().unwrap().text.clone().unwrap();
    let line = text.lines().nth(place.line() as usize - 1).unwrap();
    assert_eq!(line.trim(), "async def report(self):");
    let by_step = task_table(&scene, Column::Longest, 10);
    assert_eq!(by_step.rows[0].task, longest.task);
    assert_eq!(by_step.rows[0].longest, longest.ran);
    assert!(slow[1..].iter().all(|step| !step.is_blocking));
}

#[test]
fn the_table_of_tasks_says_what_the_sums_of_the_whole_say() {
    let (trace, analysis) = recording("none");
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let table = task_table(&scene, Column::Task, usize::MAX);
    let sums = span_sums(&scene, Nanos::ZERO, trace.now());
    assert_eq!(table.rows.len(), sums.tasks.len());
    let ran: i64 = table.rows.iter().map(|row| row.sums.running.0).sum();
    assert_eq!(ran, sums.all.running.0);
    let first = task_table(&scene, Column::Task, 3);
    assert_eq!((first.rows.len(), first.more), (3, table.rows.len() - 3));
    assert_eq!(first.rows[0].task.name, "main()");
}

#[test]
fn what_was_awaited_is_summed_by_line() {
    let (trace, analysis) = recording("none");
    let scene = Scene::new(&trace, &analysis, trace.len(), Lang::En);
    let (rows, more) = await_table(&scene, usize::MAX);
    assert_eq!(more, 0);
    let awaited: i64 = rows.iter().map(|row| row.time.0).sum();
    let sums = span_sums(&scene, Nanos::ZERO, trace.now());
    assert_eq!(awaited, sums.all.awaiting.0);
    let own = |row: &&loopscope::view_model::AwaitRow| row.what == "sleep(…)";
    let sleeps = rows.iter().filter(own).count();
    assert!(sleeps > 0, "{rows:?}");
    assert!(rows.iter().any(|row| row.what == "get from self.outbox"));
    for row in &rows {
        assert!(
            row.cursor <= trace.len() && row.tasks <= row.times,
            "{row:?}"
        );
    }
}

/// A small generator of numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's linear congruential generator; its upper bits are good enough here.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// A file with something wrong in it.
fn mutated(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let line = 1 + numbers.below(lines.len() - 2);
    match numbers.below(9) {
        0 => return bytes[..numbers.below(bytes.len())].to_vec(),
        1 => {
            let mut flipped = bytes.to_vec();
            for _ in 0..=numbers.below(8) {
                let at = numbers.below(flipped.len());
                flipped[at] ^= 1 << numbers.below(8);
            }
            return flipped;
        }
        2 => {
            let other = 1 + numbers.below(lines.len() - 2);
            lines.swap(line, other);
        }
        3 => drop(lines.remove(line)),
        4 => {
            let again = lines[line].clone();
            lines.insert(line, again);
        }
        5 => {
            let edges = ["0", "-1", "4294967295", "4294967296", "9223372036854775807", "1e400", "null"];
            let text = String::from_utf8(lines[line].clone()).unwrap();
            let digits = text.char_indices().filter(|(_, it)| it.is_ascii_digit());
            let digits: Vec<usize> = digits.map(|(at, _)| at).collect();
            if let Some(at) = digits.get(numbers.below(digits.len())) {
                let end = text[*at..].find(|it: char| !it.is_ascii_digit());
                let end = end.map_or(text.len(), |end| at + end);
                let edge = edges[numbers.below(edges.len())];
                lines[line] = format!("{}{edge}{}", &text[..*at], &text[end..]).into_bytes();
            }
        }
        6 => {
            let long = "\u{202e}<b>".repeat(200_000);
            lines[line] = format!(
                "{{\"t\":0,\"e\":{{\"Printed\":{{\"stream\":\"Stdout\",\"text\":\"{long}\",\"at\":[0,1]}}}}}}"
            )
            .into_bytes();
        }
        7 => lines[line] = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000)).into_bytes(),
        _ => lines[line] = br#"{"t":27000000,"e":{"TaskCreated":{"task":4294967295,"name":"\u0000\u001b[31m","call":{"name":"x","at":[65535,4294967295]},"at":[65535,1]}}}"#.to_vec(),
    }
    lines.join(&b'\n')
}

#[test]
fn whatever_is_wrong_with_a_file_every_view_is_drawn_of_what_stands_before() {
    use loopscope::view_model::*;
    let mut numbers = Numbers(17);
    let faults = ["none", "blocking", "starved", "deadlock"].map(bytes);
    for n in 0..200 {
        let file = mutated(&faults[n % faults.len()], &mut numbers);
        let mut reader = TraceReader::new();
        let fed = file
            .chunks(1 + numbers.below(20_000))
            .try_for_each(|piece| reader.feed(piece));
        let problem = fed.and_then(|()| reader.finish()).err();
        let read = reader.into_file();
        assert!(problem.is_none_or(|problem| problem.line > 0));
        let trace = read.trace;
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        let view = View {
            height: 500.0,
            lane_height: 13.0,
            window: Some(Window::of_time(trace.now())),
            compress_gaps: false,
            cursor: trace.len(),
            lang: Lang::Zh,
            level: StepLevel::Program,
            ..plain_view()
        };
        for cursor in [trace.len(), trace.len() / 2] {
            let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
            let _ = (
                findings(&scene),
                console(&scene, 50),
                loop_panel(&scene, 40),
            );
            let _ = (who_waits(&scene, 30), told(&scene, StepLevel::Program));
            let _ = (timeline(&trace, &analysis, &view), step_in(&scene, 40));
            let _ = span_sums(&scene, Nanos(0), Nanos::MAX);
            let _ = (task_table(&scene, Column::Ran, 50), await_table(&scene, 50));
            let _ = (slow_steps(&scene, 50), cancellations(&scene, 50));
            for task in scene.state.tasks.iter().take(20) {
                let _ = task_pane(&scene, task.id);
            }
        }
        let mut load = Load::default();
        load.catch_up_by(&trace, usize::MAX);
        let _ = load.overview(&trace, &[]);
        let header = read.header;
        let clock = header.as_ref().and_then(WallClock::of);
        let _ = clock.map(|clock| clock.span(Nanos::ZERO, trace.now(), Lang::Zh));
    }
}
