//! Each limit of `docs/limits.md`, at its bound and one beyond.

use std::fs;
use std::path::Path;

use loopscope::app::link::{LEAST_EVENTS, MOST_REFUSED, Refused};
use loopscope::app::{Bookmarks, Link};
use loopscope::events::{Act, Event, FutureId, Instrument, Nanos, When};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{Coroutine, EventLoop, call, coroutine};
use loopscope::scenarios::address::{self, AddressProblem, MAX_LENGTH, MAX_PROBLEMS, Route};
use loopscope::scenarios::params::{Param, ParamKind};
use loopscope::scenarios::{Form, catalogue, find, headless};
use loopscope::text::{Lang, bookmarks, interventions, page, panes};
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::interventions::{MOST_ACTS, with};
use loopscope::view_model::{Analysis, Scene, bounds, console, loop_panel, step_in, who_waits};
use loopscope::workers::outside::Outside;

/// Await each other in one task, at most.
const COROUTINES: usize = 993;

#[test]
fn the_document_has_each_of_them() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    let document = fs::read_to_string(document).unwrap();
    for (what, limit) in [
        ("bytes of an address after its #", MAX_LENGTH),
        ("problems of an address that are listed", MAX_PROBLEMS),
        ("pieces of a link that are named as refused", MOST_REFUSED),
        ("interventions of a run, and in a link", MOST_ACTS),
        ("bookmarks of a run, and in a link", Bookmarks::MOST),
        ("characters of a bookmark's name", Bookmarks::LONGEST),
        (
            "characters of a link that say what workers did",
            Outside::LONGEST,
        ),
        ("events of a run that are kept", Recorder::DEFAULT_LIMIT),
        ("lines in the console, items in their table", bounds::LINES),
        (
            "ready handles, timers and jobs in the loop's pane, each",
            bounds::HANDLES,
        ),
        ("tasks to choose from and to step in at", bounds::TASKS),
        ("waiting tasks in the graph of who waits", bounds::WAITERS),
    ] {
        let row = format!("| {what} | {} |", grouped(limit));
        assert!(document.contains(&row), "docs/limits.md lacks {row}");
    }
    let deep = format!("| coroutines that await each other in one task | {COROUTINES} |");
    assert!(document.contains(&deep), "{deep}");
    let asked = format!("| {LEAST_EVENTS} to {} |", grouped(Recorder::DEFAULT_LIMIT));
    assert!(document.contains(&asked), "{asked}");
}

#[test]
fn an_address_is_read_up_to_its_limit() {
    let of = |length: usize| {
        let fragment = "/hello?message=";
        let rest = length - fragment.len();
        let Route::Scenario(route) = address::parse(&format!("#{fragment}{}", "x".repeat(rest)))
        else {
            panic!("hello is a scenario");
        };
        let long = |problem: &AddressProblem| matches!(problem, AddressProblem::TooLong { .. });
        route.problems.into_iter().find(long)
    };
    assert_eq!(of(MAX_LENGTH), None);
    let beyond = of(MAX_LENGTH + 1).unwrap();
    said(|lang| beyond.message(lang), &["65537", "65536"]);
}

#[test]
fn as_many_problems_of_an_address_are_listed_as_there_may_be() {
    let of = |count: usize| {
        let query: Vec<_> = (0..count).map(|n| format!("no{n}=1")).collect();
        let Route::Scenario(route) = address::parse(&format!("#/hello?{}", query.join("&"))) else {
            panic!("hello is a scenario");
        };
        route.problems
    };
    let more = |problem: &AddressProblem| matches!(problem, AddressProblem::More { .. });
    assert!(!of(MAX_PROBLEMS).iter().any(more));
    let beyond = of(MAX_PROBLEMS + 5);
    assert_eq!(beyond.len(), MAX_PROBLEMS + 1);
    said(|lang| beyond[MAX_PROBLEMS].message(lang), &["5"]);
}

#[test]
fn as_many_refused_pieces_are_named_as_there_may_be() {
    let of = |count: usize| read((0..count).map(|n| (format!("_no{n}"), "1".to_owned()))).1;
    assert_eq!(of(MOST_REFUSED).len(), MOST_REFUSED);
    let beyond = of(MOST_REFUSED + 5);
    assert_eq!(beyond.len(), MOST_REFUSED + 1);
    said(|lang| beyond[MOST_REFUSED].message(lang), &["5"]);
}

#[test]
fn a_run_and_a_link_hold_as_many_interventions_as_there_may_be() {
    let acts =
        |count: usize| read((0..count).map(|n| ("_do".to_owned(), format!("{}.cancel.3", n + 40))));
    let (full, refused) = acts(MOST_ACTS);
    assert_eq!((full.plan.len(), refused.len()), (MOST_ACTS, 0));
    let (link, refused) = acts(MOST_ACTS + 1);
    assert_eq!(link, full);
    said(|lang| refused[0].message(lang), &["_do=90.cancel.3"]);

    let late = When::Events(900);
    let act = || Act::Cancel(FutureId(3));
    let all = with(&full.plan, MOST_ACTS - 1, late, act()).unwrap();
    assert_eq!(all.len(), MOST_ACTS);
    assert_eq!(with(&full.plan, MOST_ACTS, late, act()), None);
    let limit = MOST_ACTS.to_string();
    said(|lang| interventions::FULL.get(lang).to_owned(), &[&limit]);
}

#[test]
fn a_run_and_a_link_hold_as_many_bookmarks_as_there_may_be() {
    let marks = |count: usize| read((0..count).map(|n| ("_mark".to_owned(), format!("{n}.here"))));
    let (full, refused) = marks(Bookmarks::MOST);
    assert_eq!(
        (full.bookmarks.all().len(), refused.len()),
        (Bookmarks::MOST, 0)
    );
    let (link, refused) = marks(Bookmarks::MOST + 1);
    assert_eq!(link, full);
    said(|lang| refused[0].message(lang), &["_mark=50.here"]);

    let mut bookmarks = full.bookmarks;
    assert!(!bookmarks.set(When::Events(900), "one more"));
    let limit = Bookmarks::MOST.to_string();
    said(|lang| bookmarks::FULL.get(lang).to_owned(), &[&limit]);
    bookmarks.rename(When::Events(0), &"x".repeat(Bookmarks::LONGEST + 1));
    assert_eq!(bookmarks.all()[0].name.len(), Bookmarks::LONGEST);
}

#[test]
fn a_run_keeps_as_many_events_as_there_may_be() {
    let recorder = Recorder::new();
    for _ in 0..Recorder::DEFAULT_LIMIT {
        recorder.record(Nanos::ZERO, Event::TurnEnded);
    }
    assert_eq!(recorder.left_out(), 0);
    recorder.record(Nanos::ZERO, Event::TurnEnded);
    assert_eq!(recorder.trace().len(), Recorder::DEFAULT_LIMIT);
    let (limit, left_out) = (recorder.limit(), recorder.left_out());
    said(
        |lang| panes::trace_full(lang, limit, left_out),
        &["1000000", "1"],
    );
}

#[test]
fn a_link_may_ask_for_fewer_events_and_not_for_too_few() {
    let events = |count: usize| read([("_events".to_owned(), count.to_string())].into_iter());
    for good in [LEAST_EVENTS, Recorder::DEFAULT_LIMIT] {
        assert_eq!(events(good).0.events, Some(good));
    }
    for bad in [LEAST_EVENTS - 1, Recorder::DEFAULT_LIMIT + 1] {
        let (link, refused) = events(bad);
        assert_eq!(link.events, None);
        said(
            |lang| refused[0].message(lang),
            &[&bad.to_string(), "10", "1000000"],
        );
    }
}

#[test]
fn every_field_of_every_scenario_says_its_bounds_and_holds_them() {
    for scenario in catalogue() {
        for param in scenario.params {
            let (good, bad, bound) = match param.kind {
                ParamKind::Int { max, .. } => {
                    (max.to_string(), (max + 1).to_string(), max.to_string())
                }
                ParamKind::Float { max, .. } => {
                    (max.to_string(), (max + 1.0).to_string(), max.to_string())
                }
                ParamKind::Text { max, .. } => {
                    assert!(max <= 200, "{}: {}", scenario.id, param.name);
                    ("x".repeat(max), "x".repeat(max + 1), max.to_string())
                }
                _ => continue,
            };
            assert!(message(param, &good, Lang::En).is_none(), "{}", param.name);
            said(|lang| message(param, &bad, lang).unwrap(), &[&bound]);
            said(|lang| param.allowed(lang), &[&bound]);
        }
    }
}

#[test]
fn a_pane_lists_as_much_as_it_may_and_counts_the_rest() {
    let (trace, analysis) = of("queue_workers", &[("workers", "50"), ("items", "200")]);
    let printed = scene(&trace, &analysis, trace.len());
    let lines = console(&printed, usize::MAX).lines.len();
    assert_eq!(console(&printed, lines - 7).earlier, 7);
    said(|lang| page::lines_left_out(lang, 7), &["7"]);

    // Fifty workers wait for an item, each in its own task, and their timers are set.
    let waiting = (0..trace.len()).find_map(|cursor| {
        let scene = scene(&trace, &analysis, cursor);
        let timers = loop_panel(&scene, bounds::HANDLES);
        (timers.more_timers > 0).then_some((cursor, timers))
    });
    let (cursor, panel) = waiting.unwrap();
    assert_eq!(panel.timers.len(), bounds::HANDLES);
    said(|lang| page::and_more(lang, panel.more_timers), &["1"]);
    let scene = scene(&trace, &analysis, cursor);
    let graph = who_waits(&scene, bounds::WAITERS);
    let whole = who_waits(&scene, usize::MAX / 8);
    assert!(graph.more > 0 && whole.more == 0 && graph.parts.len() < whole.parts.len());
    let offered = step_in(&scene, bounds::TASKS);
    let all = step_in(&scene, usize::MAX);
    assert_eq!(offered.offers.len() + offered.more, all.offers.len());
    assert!(offered.more > 0 && all.more == 0);
    let more = offered.more.to_string();
    said(|lang| page::tasks_left_out(lang, offered.more), &[&more]);
}

/// What CPython says at this bound and beyond it, tests/oracle/stacks.py records.
#[test]
fn coroutines_await_each_other_as_deep_as_in_cpython_and_then_it_is_said_in_its_words() {
    let of = |coroutines: usize| {
        let ended = virtual_time::run(&EventLoop::new(), goes_down(coroutines));
        ended.map_err(|error| error.to_string())
    };
    assert_eq!(of(COROUTINES), Ok(COROUTINES));
    let words = "RecursionError: maximum recursion depth exceeded";
    assert_eq!(of(COROUTINES + 1), Err(words.to_owned()));
}

fn goes_down(coroutines: usize) -> Coroutine<usize> {
    coroutine(call!(goes_down(coroutines)), async move {
        Ok(1 + if coroutines > 1 {
            goes_down(coroutines - 1).await?
        } else {
            0
        })
    })
}

/// Both languages say it, each in its own words, with these numbers in it.
fn said(words: impl Fn(Lang) -> String, parts: &[&str]) {
    let (english, chinese) = (words(Lang::En), words(Lang::Zh));
    for part in parts {
        assert!(english.contains(part), "{part} is not in: {english}");
        assert!(chinese.contains(part), "{part} is not in: {chinese}");
    }
    assert!(!chinese.is_ascii() && chinese != english, "{chinese}");
}

fn message(param: &'static Param, given: &str, lang: Lang) -> Option<String> {
    param.parse(given).err().map(|error| error.message(lang))
}

fn read(pieces: impl Iterator<Item = (String, String)>) -> (Link, Vec<Refused>) {
    Link::read(&pieces.collect::<Vec<_>>())
}

fn of(id: &str, given: &[(&str, &str)]) -> (Trace, Analysis) {
    let scenario = find(id).unwrap();
    let mut form = Form::new(scenario.params);
    for (name, raw) in given {
        form.set(name, raw);
    }
    let recorder = std::rc::Rc::new(Recorder::new());
    let _how_it_ended = headless::run(scenario, &form.values().unwrap(), recorder.clone());
    let (trace, mut analysis) = (recorder.take(), Analysis::new());
    analysis.catch_up(&trace);
    (trace, analysis)
}

fn scene<'a>(trace: &'a Trace, analysis: &'a Analysis, cursor: usize) -> Scene<'a> {
    Scene::new(trace, analysis, cursor, Lang::En)
}

/// `1000000` as `1,000,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
