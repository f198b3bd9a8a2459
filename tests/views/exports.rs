//! Chrome trace JSON, SVG, text; two runs compared.

use std::collections::{HashMap, HashSet};

use loopscope::events::{Nanos, Outcome};
use loopscope::runtime::{call, call_here, coroutine, process_pool_executor, thread_pool_executor};
use loopscope::scenarios::{Form, find, headless};
use loopscope::text::Lang;
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::{
    Analysis, View, chrome_trace, compare, console_text, items, timeline, timeline_svg,
};
use loopscope::workers::job;
use serde_json::Value;

use super::runs;
use super::told::{Told, plain_view, scene};

fn analysed(trace: Trace) -> (Trace, Analysis) {
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

fn view() -> View {
    View {
        height: 100.0,
        lane_height: 24.0,
        ..plain_view()
    }
}

#[test]
fn a_chrome_trace_has_a_thread_a_lane_whose_slices_follow_each_other() {
    for (id, trace) in runs::all() {
        let (trace, analysis) = analysed(trace);
        let json: Value = serde_json::from_str(&chrome_trace(&trace, &analysis, id)).unwrap();
        let events = json["traceEvents"].as_array().unwrap();
        let mut open: HashMap<u64, (String, f64)> = HashMap::new();
        let mut ended: HashMap<u64, f64> = HashMap::new();
        let (mut threads, mut workers) = (0, HashSet::new());
        for event in events {
            let tid = event["tid"].as_u64().unwrap();
            let name = event["name"].as_str().unwrap().to_owned();
            match event["ph"].as_str().unwrap() {
                "M" if name == "thread_name" => {
                    threads += 1;
                    let whose = event["args"]["name"].as_str().unwrap();
                    if whose.contains("PoolExecutor ") {
                        workers.insert(tid);
                    }
                }
                "B" => {
                    let ts = event["ts"].as_f64().unwrap();
                    let before = ended.get(&tid).copied().unwrap_or(ts);
                    // An idle worker leaves a gap.
                    let follows = ts == before || workers.contains(&tid) && ts > before;
                    assert!(follows, "{id}: begins where the last ended: {event}");
                    assert!(open.insert(tid, (name, ts)).is_none(), "{id}: {event}");
                }
                "E" => {
                    let ts = event["ts"].as_f64().unwrap();
                    let (opened, from) = open.remove(&tid).unwrap();
                    assert_eq!(opened, name, "{id}");
                    assert!(ts > from, "{id}: takes some time: {event}");
                    ended.insert(tid, ts);
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "{id}");
        let (tasks, holds) = (analysis.index.tasks().len(), analysis.index.holds());
        assert_eq!(workers.len(), analysis.index.workers().len(), "{id}");
        let own = workers.len() + usize::from(!holds.is_empty());
        assert_eq!(threads, tasks + own, "{id}");
    }
}

#[test]
fn a_chrome_trace_keeps_to_the_trace_event_format() {
    for (id, trace) in runs::all() {
        let (trace, analysis) = analysed(trace);
        let json: Value = serde_json::from_str(&chrome_trace(&trace, &analysis, id)).unwrap();
        assert!(matches!(
            json["displayTimeUnit"].as_str(),
            Some("ms" | "ns")
        ));
        let mut latest: HashMap<u64, f64> = HashMap::new();
        for event in json["traceEvents"].as_array().unwrap() {
            let known = ["ph", "name", "cat", "pid", "tid", "ts", "args", "s"];
            let keys = event.as_object().unwrap().keys();
            for key in keys {
                assert!(known.contains(&key.as_str()), "{id}: {event}");
            }
            assert!(event["name"].is_string(), "{id}: {event}");
            assert!(
                event["pid"].is_u64() && event["tid"].is_u64(),
                "{id}: {event}"
            );
            let ts = event["ts"].as_f64();
            match event["ph"].as_str() {
                Some("M") => {
                    let given = match event["name"].as_str() {
                        Some("process_name" | "thread_name") => event["args"]["name"].is_string(),
                        Some("thread_sort_index") => event["args"]["sort_index"].is_u64(),
                        _ => false,
                    };
                    assert!(given && ts.is_none(), "{id}: {event}");
                    continue;
                }
                Some("B" | "E") => assert!(event["cat"].is_string(), "{id}: {event}"),
                Some("i") => assert!(matches!(event["s"].as_str(), Some("t" | "p" | "g"))),
                _ => panic!("{id}: a phase that it does not have: {event}"),
            }
            let (ts, tid) = (ts.unwrap(), event["tid"].as_u64().unwrap());
            assert!(ts.is_finite() && ts >= 0.0, "{id}: {event}");
            if event["ph"] != "i" {
                let before = latest.insert(tid, ts).unwrap_or(0.0);
                assert!(ts >= before, "{id}: in order of time: {event}");
            }
        }
    }
}

#[test]
fn a_chrome_trace_names_what_is_awaited_for_as_long_as_it_takes() {
    let (trace, analysis) = analysed(runs::scenario("gather"));
    let json: Value = serde_json::from_str(&chrome_trace(&trace, &analysis, "gather")).unwrap();
    let events = json["traceEvents"].as_array().unwrap();
    let sleeps = events.iter().filter(|e| e["name"] == "await sleep(1)");
    let times: Vec<_> = sleeps.map(|e| e["ts"].as_f64().unwrap()).collect();
    assert_eq!(times.len(), 12);
    for pair in times.chunks(2) {
        let dur = pair[1] - pair[0];
        assert!(
            (dur - 1e6).abs() < 1.0,
            "a second is 1,000,000 µs, not {dur}"
        );
    }
    let prints = events.iter().filter(|event| event["ph"] == "i");
    assert_eq!(prints.count(), 9);
}

/// A process that computes for a second, two threads that take turns, and a call that holds the loop.
fn pools_and_a_hold() -> Trace {
    runs::program(coroutine(call!(main()), async {
        let processes = process_pool_executor(1)?;
        processes.submit(job::cpu_bound(10_000_000))?.await?;
        let threads = thread_pool_executor(2)?;
        for future in threads.map([job::cpu_bound(100_000), job::cpu_bound(100_000)])? {
            future.await?;
        }
        call_here(job::cpu_bound(1_000_000)).await?;
        Ok(())
    }))
}

#[test]
fn a_chrome_trace_has_the_workers_and_the_loop() {
    let (trace, analysis) = analysed(pools_and_a_hold());
    let json: Value = serde_json::from_str(&chrome_trace(&trace, &analysis, "pools")).unwrap();
    let events = json["traceEvents"].as_array().unwrap();
    let named = |what: &str| -> HashMap<&str, (u64, u64)> {
        let events = events.iter().filter(|event| event["name"] == what);
        let name = |event: &'_ Value| {
            (
                event["pid"].as_u64().unwrap(),
                event["tid"].as_u64().unwrap(),
            )
        };
        events
            .map(|event| (event["args"]["name"].as_str().unwrap(), name(event)))
            .collect()
    };
    let threads = named("thread_name");
    let process = threads["process 1 of ProcessPoolExecutor 1"];
    assert_ne!(process.0, 1, "a process has its own pid");
    assert_eq!(
        named("process_name")["process 1 of ProcessPoolExecutor 1"].0,
        process.0
    );
    assert_eq!(threads["thread 1 of ThreadPoolExecutor 2"].0, 1);
    assert_eq!(threads["event loop"].0, 1);
    // Of one lane, what it shows and for how many milliseconds.
    let slices = |lane: (u64, u64)| -> Vec<(String, f64)> {
        let of_it = events.iter().filter(|event| {
            let whose = (
                event["pid"].as_u64().unwrap(),
                event["tid"].as_u64().unwrap(),
            );
            whose == lane && (event["ph"] == "B" || event["ph"] == "E")
        });
        let of_it: Vec<&Value> = of_it.collect();
        let slice = |pair: &[&Value]| {
            let took = pair[1]["ts"].as_f64().unwrap() - pair[0]["ts"].as_f64().unwrap();
            (
                pair[0]["name"].as_str().unwrap().to_owned(),
                (took / 1e3).round(),
            )
        };
        of_it.chunks(2).map(slice).collect()
    };
    let has = |lane: &str, name: &str, ms: f64| {
        let slices = slices(threads[lane]);
        assert!(
            slices.contains(&(name.to_owned(), ms)),
            "{lane}: {slices:?}"
        );
    };
    has("process 1 of ProcessPoolExecutor 1", "starting", 30.0);
    has(
        "process 1 of ProcessPoolExecutor 1",
        "cpu_bound(10000000)",
        1000.0,
    );
    has("thread 1 of ThreadPoolExecutor 2", "cpu_bound(100000)", 5.0);
    has(
        "thread 2 of ThreadPoolExecutor 2",
        "waiting for the GIL",
        5.0,
    );
    has("event loop", "held by cpu_bound(1000000)", 100.0);
}

#[test]
fn an_svg_has_the_workers_lanes_and_the_loops() {
    let (trace, analysis) = analysed(pools_and_a_hold());
    let wide = View {
        width: 9000.0,
        ..view()
    };
    let svg = timeline_svg(&trace, &analysis, &wide, "pools");
    let seen = timeline(
        &trace,
        &analysis,
        &View {
            height: 1000.0,
            ..wide
        },
    );
    let names = seen.workers.iter().map(|lane| lane.short.as_str());
    for name in names.chain(["event loop"]) {
        assert!(svg.contains(&format!(">{name}</text>")), "{name}");
    }
    for label in ["cpu_bound(10000000)", "held by cpu_bound(1000000)"] {
        assert!(svg.contains(&format!(">{label}</text>")), "{label}");
    }
    // No lane stands on another or below the picture.
    let height: f64 = svg
        .split("height=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(height, 36.0 + (seen.lane_count as f64 + 1.0) * 24.0);
    assert!(!svg.contains(">+"), "nothing is left out");
}

#[test]
fn an_svg_has_all_lanes_and_escapes_what_a_program_says() {
    let mut told = Told::new();
    let main = told.task("main", "'<&\"\u{1}'", None);
    for n in 0..20 {
        told.task("worker", &n.to_string(), Some(main));
    }
    told.turn(|told| {
        told.step(main, |told| told.finish(main, Outcome::Returned));
        for task in told.begun(20) {
            told.step(task, |told| told.finish(task, Outcome::Cancelled(None)));
        }
    });
    let svg = timeline_svg(&told.trace, &told.analysis(), &view(), "a <b>");
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(svg.contains("<title>a &lt;b&gt;</title>"));
    assert!(svg.contains("main('&lt;&amp;&quot;\u{FFFD}')"));
    assert!(svg.contains("worker(19)"), "a lane below the view's height");
    assert_eq!(svg.matches('✓').count(), 1);
    assert_eq!(svg.matches('✕').count(), 20);
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn the_console_as_text_is_what_the_program_printed() {
    let (trace, analysis) = analysed(runs::scenario("hello"));
    let text = console_text(&scene(&trace, &analysis, trace.len()));
    let printed: Vec<_> = text.lines().collect();
    assert_eq!(printed.len(), analysis.index.printed().len());
    assert!(text.ends_with('\n'));
}

fn gather(c: &str) -> Trace {
    let scenario = find("gather").unwrap();
    let mut form = Form::new(scenario.params);
    assert!(form.set("c", c));
    let recorder = std::rc::Rc::new(Recorder::new());
    headless::run(scenario, &form.values().unwrap(), recorder.clone()).unwrap();
    recorder.take()
}

#[test]
fn two_runs_differ_in_numbers_and_part_at_an_event() {
    let (four, analysis_four) = analysed(gather("4"));
    let (six, analysis_six) = analysed(gather("6"));
    let compared = compare([(&four, &analysis_four), (&six, &analysis_six)], Lang::En);
    let row = |label| compared.rows.iter().find(|row| row.label == label).unwrap();
    assert_eq!(row("In all").values, ["3.000 s", "5.000 s"]);
    assert_eq!(row("In all").difference, "+2.000 s");
    assert_eq!(row("One after the other").difference, "+2.000 s");
    assert_eq!(row("Peak waiting").difference, "same");
    let parting = compared.parting.unwrap();
    assert_eq!(
        parting.sentences,
        [
            "main() makes factorial('C', 4) a task.",
            "main() makes factorial('C', 6) a task."
        ]
    );
    // The other way round the differences are negative.
    let back = compare([(&six, &analysis_six), (&four, &analysis_four)], Lang::En);
    assert_eq!(back.rows[0].difference, "\u{2212}2.000 s");
}

#[test]
fn two_runs_stand_on_one_time_axis() {
    let (four, analysis_four) = analysed(gather("4"));
    let (six, analysis_six) = analysed(gather("6"));
    let window = Some(compare([(&four, &analysis_four), (&six, &analysis_six)], Lang::En).window);
    let view = View {
        window,
        compress_gaps: false,
        ..view()
    };
    let (a, b) = (
        timeline(&four, &analysis_four, &view),
        timeline(&six, &analysis_six, &view),
    );
    for second in 0..=3 {
        let when = Nanos::from_secs(f64::from(second));
        let (x, y) = (a.axis.x_of_time(&four, when), b.axis.x_of_time(&six, when));
        assert!((x - y).abs() < 1e-3, "{second} s stands at {x} and {y}");
    }
    assert!((b.end_x - 900.0).abs() < 1e-3);
    assert!((a.end_x - 540.0).abs() < 1e-3);
}

#[test]
fn a_run_is_the_same_as_itself() {
    let (trace, analysis) = analysed(gather("4"));
    let (again, its_analysis) = analysed(gather("4"));
    let compared = compare([(&trace, &analysis), (&again, &its_analysis)], Lang::En);
    assert_eq!(compared.parting, None);
    assert!(compared.rows.iter().all(|row| row.difference == "same"));
}

#[test]
fn the_items_are_the_json_lines_of_the_console_up_to_the_cursor() {
    let (trace, analysis) = analysed(runs::scenario("crawler"));
    let all = items(&scene(&trace, &analysis, trace.len()), usize::MAX);
    assert_eq!(all.columns, ["topic", "page", "name", "price", "born"]);
    assert_eq!((all.rows.len(), all.earlier), (8, 0));
    let csv = all.csv();
    assert!(
        csv.starts_with(
            "topic,page,name,price,born\r\n\
             books,site/books.html,On the Economy of Machinery,12.50,\r\n"
        ),
        "{csv}"
    );
    let json: Vec<Value> = serde_json::from_str(&all.json()).unwrap();
    assert_eq!(json.len(), 8);
    assert_eq!(json[7]["born"], "1815");

    let last = items(&scene(&trace, &analysis, trace.len()), 3);
    assert_eq!((last.rows.as_slice(), last.earlier), (&all.rows[5..], 5));
    assert_eq!(last.columns, all.columns);

    let none = items(&scene(&trace, &analysis, 0), usize::MAX);
    assert_eq!(
        (none.csv().as_str(), none.json().as_str()),
        ("\r\n", "[]\n")
    );
}
