//! Trying other orders: what a person chooses, what workers say, and what the page makes of it.

use loopscope::analysis::exploring::{Differs, Extent, Search, hear, is_token};
use loopscope::app::action::Action;
use loopscope::app::explore::{Fails, Found, SearchRequest};
use loopscope::app::panes::Pane;
use loopscope::app::{Effect, Explore};
use loopscope::text::Lang;
use loopscope::view_model::exploring::{Results, results};

use crate::page::Page;

fn act(page: &mut Page, action: Explore) {
    page.act(Action::Explore(action));
}

/// A page on which a search has begun, shared by two workers.
fn searching() -> Page {
    let mut page = Page::at("#/gather");
    act(&mut page, Explore::Show(true));
    act(&mut page, Explore::Start);
    page
}

fn requests(page: &Page) -> Vec<&SearchRequest> {
    let requests = page.effects.iter().filter_map(|effect| match effect {
        Effect::Search(request) => Some(request),
        _ => None,
    });
    requests.collect()
}

fn ended(page: &Page) -> Vec<u32> {
    let ended = page.effects.iter().filter_map(|effect| match effect {
        Effect::EndSearch(number) => Some(*number),
        _ => None,
    });
    ended.collect()
}

fn found(page: &Page) -> &Found {
    page.state
        .exploring
        .as_ref()
        .unwrap()
        .found
        .as_ref()
        .unwrap()
}

fn search(page: &Page) -> &Search {
    &found(page).search
}

fn seen(page: &Page) -> Results {
    results(search(page), None, Lang::En).unwrap()
}

fn says(page: &mut Page, message: &str) {
    let number = requests(page).last().unwrap().number;
    act(page, Explore::Heard(number, message.to_owned()));
}

/// An outcome with a name for the test.
type Named = (&'static str, String);

/// What was found: orders by number of deviations and name of their outcome.
fn tried(complete: i64, orders: &[(usize, &str)], outcomes: &[Named]) -> String {
    let place = |name: &str| outcomes.iter().position(|it| it.0 == name).unwrap();
    let orders: Vec<_> = orders.iter().map(|(n, name)| (n, place(name))).collect();
    let orders = serde_json::to_string(&orders).unwrap();
    let outcomes: Vec<&str> = outcomes.iter().map(|it| it.1.as_str()).collect();
    format!(
        r#"{{"type":"found","runs":9,"complete":{complete},"is_deterministic":true,"orders":{orders},"outcomes":[{}]}}"#,
        outcomes.join(",")
    )
}

/// An outcome in which nothing goes wrong.
fn right(name: &'static str, console: &str) -> Named {
    outcome(name, console, "", &[])
}

/// One in which something does.
fn wrong(name: &'static str, kind: &str, text: &str, lines: &[u32]) -> Named {
    let failure = format!(r#"{{"kind":"{kind}","text":"{text}"}}"#);
    outcome(name, "", &failure, lines)
}

/// An outcome whose example deviates by a sleep at each of these lines.
fn outcome(name: &'static str, console: &str, failure: &str, lines: &[u32]) -> Named {
    let deviations: Vec<String> = lines.iter().map(|line| late(*line)).collect();
    let token: Vec<String> = lines.iter().map(|line| format!("-l{line}.1")).collect();
    let outcome = format!(
        r#"{{"orders":1,"how":"returned","failures":[{failure}],"console":"{console}","parts_at_line":null,"token":"1-43f6145a{}","needs_more_than_asyncio":false,"deviations":[{}]}}"#,
        token.join(""),
        deviations.join(",")
    );
    (name, outcome)
}

fn late(line: u32) -> String {
    format!(
        r#"{{"decision":{line},"kind":"late","choice":1,"text":"","nanos":0,"longer":150000000,"who":{{"what":"sleep","task":"Task-2","function":"deposit","file":"p.py","line":{line}}},"others":[]}}"#
    )
}

const OVER: &str = r#"{"type":"explored"}"#;

#[test]
fn a_search_is_of_the_program_as_the_form_has_it_and_shared_by_the_workers_that_there_are() {
    let mut page = Page::at("#/gather");
    page.write("a", "5");
    act(&mut page, Explore::Start);
    let request = requests(&page)[0];
    assert_eq!(request.program.file, "gather.py");
    assert!(
        request.program.text.contains("factorial('A', 5)"),
        "{}",
        request.program.text
    );
    assert_eq!(request.workers, 2);
    assert!(page.state.is_exploring());
}

#[test]
fn on_a_phone_the_settings_are_shown_of_an_own_program_too() {
    let mut page = Page::at("#/program");
    act(&mut page, Explore::Show(true));
    assert_eq!(page.state.shown_pane(), Pane::Form);
    act(&mut page, Explore::Show(false));
    assert_eq!(page.state.shown_pane(), Pane::Code);
}

#[test]
fn the_explorer_is_told_what_may_differ_how_much_and_what_counts() {
    let mut page = Page::at("#/gather");
    act(&mut page, Explore::Show(true));
    act(&mut page, Explore::Differ(Differs::Late, false));
    act(&mut page, Explore::Differ(Differs::Cancel, true));
    act(&mut page, Explore::Deviations("3".to_owned()));
    act(&mut page, Explore::Fails(Fails::Raises));
    act(&mut page, Explore::Start);
    let share = &requests(&page)[0].settings;
    assert!(
        share.contains(r#""differences":["timeout","cancel"]"#),
        "{share}"
    );
    assert!(share.contains(r#""deviations":3"#), "{share}");
    let kinds = r#""failures":["exception","deadlock","livelock","unending","invariant"]"#;
    assert!(share.contains(kinds), "{share}");
}

#[test]
fn settings_that_make_no_sense_begin_no_search() {
    let mut page = Page::at("#/gather");
    act(&mut page, Explore::Show(true));
    for typed in ["", "0", "5", "-1", "two", "1.5", "99999999999"] {
        act(&mut page, Explore::Deviations(typed.to_owned()));
        act(&mut page, Explore::Start);
        assert!(
            !page.state.exploring.as_ref().unwrap().settings.are_right(),
            "{typed}"
        );
    }
    act(&mut page, Explore::Deviations("1".to_owned()));
    for what in Differs::ALL {
        act(&mut page, Explore::Differ(what, false));
    }
    act(&mut page, Explore::Start);
    assert!(requests(&page).is_empty());
}

#[test]
fn a_wrong_field_in_the_scenarios_form_begins_no_search_and_is_told() {
    let mut page = Page::at("#/gather");
    page.write("a", "99");
    act(&mut page, Explore::Start);
    assert!(requests(&page).is_empty());
    assert!(page.says(loopscope::text::exploring::NO_PROGRAM));
}

#[test]
fn results_fill_in_as_they_come() {
    let mut page = searching();
    assert_eq!(results(search(&page), None, Lang::En), None);
    let outcomes = [
        right("a", "130\\n"),
        wrong("b", "exception", "AssertionError: 120", &[11]),
    ];
    says(&mut page, &tried(0, &[(0, "a"), (1, "b")], &outcomes));
    let seen = seen(&page);
    assert_eq!(seen.headline, "1 of 2 orders fails so far");
    assert_eq!(seen.extent, ["2 orders tried so far."]);
    assert_eq!(seen.rows[0].ending, "130");
    assert_eq!(seen.rows[0].deviation, "none: the order of CPython itself");
    assert_eq!(seen.rows[1].ending, "AssertionError: 120");
    let deviation = "the sleep of deposit (Task-2) at line 11 takes 0.150 s longer";
    assert_eq!(seen.rows[1].deviation, deviation);
    assert_eq!((seen.rows[1].orders, seen.rows[1].number), (1, 2));
}

#[test]
fn that_all_orders_were_tried_is_said_only_where_it_is_so() {
    let extents = [
        (-1, "Nothing was tried to its end."),
        (0, "Not all orders with 1 deviation were tried."),
        (
            1,
            "All orders with at most 1 deviation were tried, and some with 2.",
        ),
        (2, "All orders with at most 2 deviations were tried."),
    ];
    for (complete, extent) in extents {
        let mut page = searching();
        says(&mut page, &tried(complete, &[(0, "a")], &[right("a", "")]));
        assert_eq!(seen(&page).extent, ["1 order tried so far."]);
        says(&mut page, OVER);
        assert_eq!(seen(&page).extent, [extent]);
        assert_eq!(ended(&page), [1]);
        assert!(!page.state.is_exploring());
    }
}

#[test]
fn what_a_person_stops_says_nothing_of_all_orders() {
    let mut page = searching();
    says(&mut page, &tried(2, &[(0, "a")], &[right("a", "")]));
    act(&mut page, Explore::Stop);
    assert_eq!(seen(&page).extent, ["You stopped it."]);
    assert_eq!(ended(&page), [1]);
    // What still comes belongs to a search that is over.
    says(
        &mut page,
        &tried(2, &[(0, "a"), (1, "a")], &[right("a", "")]),
    );
    assert_eq!(search(&page).orders().len(), 1);
}

#[test]
fn stop_of_the_transport_ends_the_search() {
    let mut page = searching();
    page.act(Action::Stop);
    assert_eq!(ended(&page), [1]);
    assert_eq!(search(&page).extent, Extent::Stopped);
}

#[test]
fn a_new_search_ends_the_one_before_and_hears_nothing_of_it() {
    let mut page = searching();
    act(&mut page, Explore::Start);
    assert_eq!(ended(&page), [1]);
    let message = tried(0, &[(0, "a")], &[right("a", "")]);
    act(&mut page, Explore::Heard(1, message));
    assert!(search(&page).orders().is_empty());
    assert_eq!(found(&page).number, 2);
}

#[test]
fn an_outcome_is_told_by_its_example_with_the_fewest_deviations() {
    let mut page = searching();
    let outcomes = [right("a", ""), wrong("b", "exception", "E", &[9])];
    let orders = [(0, "a"), (1, "a"), (1, "b"), (2, "b")];
    says(&mut page, &tried(0, &orders, &outcomes));
    let row = &seen(&page).rows[1];
    assert_eq!(row.token, "1-43f6145a-l9.1");
    assert_eq!((row.number, row.orders), (3, 2));
}

#[test]
fn more_orders_than_can_be_shown_are_counted() {
    let mut page = searching();
    let mut orders = vec![(0, "a")];
    orders.extend([(1, "b")].repeat(60));
    let outcomes = [right("a", ""), wrong("b", "unending", "", &[1])];
    says(&mut page, &tried(0, &orders, &outcomes));
    let column = &seen(&page).columns[1];
    assert_eq!(column.label, "1 deviation");
    assert_eq!(column.cells.len(), 24);
    assert_eq!(column.more.as_deref(), Some("+36, 36 fail"));
}

#[test]
fn an_order_that_asyncios_own_loop_does_not_take_is_marked() {
    let mut page = searching();
    let (name, swapped) = wrong("b", "exception", "E", &[1]);
    let [is_not, is] = ["false", "true"].map(|it| format!(r#""needs_more_than_asyncio":{it}"#));
    let outcomes = [right("a", ""), (name, swapped.replace(&is_not, &is))];
    says(&mut page, &tried(0, &[(0, "a"), (1, "b")], &outcomes));
    let marked: Vec<bool> = seen(&page).rows.iter().map(|row| row.needs_more).collect();
    assert_eq!(marked, [false, true]);
}

#[test]
fn a_program_that_fails_anyhow_is_said_to_fail_in_asyncios_own_order() {
    let mut page = searching();
    let own = [wrong("a", "deadlock", "main waits", &[])];
    says(&mut page, &tried(0, &[(0, "a")], &own));
    let seen = seen(&page);
    assert_eq!(seen.extent[0], "It fails in asyncio's own order too.");
    assert_eq!(seen.rows[0].ending, "deadlock");
    assert_eq!(seen.columns[0].label, "normal");
    assert!(seen.columns[0].cells[0].fails);
}

#[test]
fn those_that_fail_stand_before_others_that_pass() {
    let mut page = searching();
    let outcomes = [
        right("own", "x\\n"),
        outcome("other", "y\\n", "", &[3]),
        wrong(
            "near",
            "kept",
            "the Lock made in p.py line 3 is still locked",
            &[5],
        ),
        wrong("far", "hidden", "ValueError: x", &[3, 4]),
    ];
    let orders = [(0, "own"), (1, "other"), (2, "far"), (1, "near")];
    says(&mut page, &tried(0, &orders, &outcomes));
    let endings: Vec<String> = seen(&page).rows.into_iter().map(|row| row.ending).collect();
    let kept = "kept: the Lock made in p.py line 3 is still locked";
    assert_eq!(endings, ["x", kept, "exception lost: ValueError: x", "y"]);
}

#[test]
fn whatever_a_worker_says_that_makes_no_sense_ends_the_search_and_is_told() {
    let (_, outcome) = right("a", "");
    let one = |orders: &str, outcomes: &str| {
        format!(
            r#"{{"type":"found","runs":1,"complete":0,"is_deterministic":true,"orders":[{orders}],"outcomes":[{outcomes}]}}"#
        )
    };
    let messages = [
        String::new(),
        "no JSON".to_owned(),
        "{}".to_owned(),
        r#"{"type":"else"}"#.to_owned(),
        r#"{"type":"found"}"#.to_owned(),
        one("[-1,0]", &outcome),
        one("[0,1]", &outcome),
        one(
            "[0,0]",
            &outcome.replace("1-43f6145a", "javascript:alert(1)"),
        ),
        one(
            "[0,0]",
            &outcome.replace("\"console\":\"\"", "\"console\":7"),
        ),
        "[".repeat(100_000),
    ];
    for message in messages {
        let mut page = searching();
        says(&mut page, &message);
        let Extent::Broken(why) = &search(&page).extent else {
            panic!("{:.60} was taken", message);
        };
        assert!(!why.is_empty());
        assert_eq!(ended(&page), [1]);
    }
}

#[test]
fn what_was_found_stays_when_a_worker_is_gone() {
    let mut page = searching();
    says(&mut page, &tried(2, &[(0, "a")], &[right("a", "")]));
    act(
        &mut page,
        Explore::Broke(1, "the stack of C is full".to_owned()),
    );
    let extent = "The search ended before its time: the stack of C is full";
    assert_eq!(seen(&page).extent, [extent]);
    assert_eq!(seen(&page).headline, "The one order passes");
}

#[test]
fn results_of_a_program_that_was_edited_since_are_known_to_be_of_another() {
    let mut page = searching();
    assert!(!page.state.is_other_program());
    page.write("a", "7");
    assert!(page.state.is_other_program());
    page.act(Action::Undo);
    assert!(!page.state.is_other_program());
}

#[test]
fn asyncios_own_order_is_opened_as_the_normal_run() {
    let mut page = searching();
    says(&mut page, &tried(2, &[(0, "a")], &[right("a", "")]));
    act(&mut page, Explore::Open("1-43f6145a".to_owned()));
    page.settle();
    assert!(page.state.order.is_none());
    assert!(page.session().subject.scenario().is_some());
}

#[test]
fn leaving_the_scenario_ends_the_search() {
    let mut page = searching();
    page.act(Action::Address("#/lock".to_owned()));
    assert_eq!(ended(&page), [1]);
    assert!(page.state.exploring.is_none());
}

#[test]
fn closing_the_results_ends_the_search() {
    let mut page = searching();
    act(&mut page, Explore::Show(false));
    assert_eq!(ended(&page), [1]);
    assert!(page.state.exploring.is_none());
}

#[test]
fn a_token_has_a_form() {
    for token in [
        "1-43f6145a",
        "1-43f6145a-l8.1",
        "1-00000000-l8.1-s9.2-t10.1-c400.1",
    ] {
        assert!(is_token(token), "{token}");
    }
    for text in [
        "",
        "1",
        "2-43f6145a",
        "1-43f6145",
        "1-43f6145a-",
        "1-43f6145a-x1.1",
        "1-43f6145a-l1",
        "1-43f6145a-l.1",
        "1-43f6145ä",
    ] {
        assert!(!is_token(text), "{text}");
    }
}

#[test]
fn both_languages_say_what_came_of_it() {
    let mut page = searching();
    let outcomes = [
        right("a", ""),
        wrong("b", "swallowed", "Task-2 was cancelled", &[4]),
    ];
    says(&mut page, &tried(0, &[(0, "a"), (1, "b")], &outcomes));
    let seen = results(search(&page), Some("1-43f6145a-l4.1"), Lang::Zh).unwrap();
    assert_eq!(seen.headline, "2 个顺序中有 1 个失败（目前）");
    assert_eq!(seen.rows[0].ending, "没有输出");
    assert!(seen.rows[1].is_open && seen.columns[1].cells[0].is_open);
    assert!(hear(OVER).is_ok());
}
