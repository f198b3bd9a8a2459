//! Another order on the page, beside asyncio's own.

use loopscope::analysis::exploring::Deviation;
use loopscope::app::action::Action;
use loopscope::app::run::{Command, Failure, Left, Message};
use loopscope::app::{Explore, RunState};
use loopscope::events::End;

use crate::page::{Elsewhere, Opening, Page};

const HEADER: &str = r#"{"format":"loopscope trace","version":1,"program":{"name":"gather.py","language":"python"},"sources":[{"path":"gather.py","text":"x\n"}],"implementation":{"name":"CPython","version":"3.14.2"},"clock":"virtual"}"#;

const TOKEN: &str = "1-43f6145a-l8.1";

fn printed(text: &str) -> String {
    format!(r#"{{"t":0,"e":{{"Printed":{{"stream":"Stdout","text":"{text}\n","at":[0,1]}}}}}}"#)
}

const DEVIATED: &str =
    r#"{"t":0,"e":{"Deviated":{"decision":8,"chosen":{"Timer":2},"instead_of":{"Timer":1}}}}"#;

fn trace(events: &[String]) -> Message {
    let lines: Vec<&str> = std::iter::once(HEADER)
        .chain(events.iter().map(String::as_str))
        .collect();
    Message::Trace((lines.join("\n") + "\n").into_bytes())
}

fn returned() -> Message {
    Message::Ended(End::Returned, Left::default())
}

/// How the order ended that departs as `TOKEN` says.
fn departed() -> Message {
    let deviation = r#"{"decision":8,"kind":"late","choice":1,"text":"","nanos":0,"longer":150000000,"who":{"what":"sleep","task":"Task-2","function":"deposit","file":"gather.py","line":11},"others":[]}"#;
    let deviation: Deviation = serde_json::from_str(deviation).unwrap();
    let left = Left {
        deviations: vec![deviation],
        ..Left::default()
    };
    Message::Ended(End::Returned, left)
}

fn act(page: &mut Page, action: Explore) {
    page.act(Action::Explore(action));
}

/// A page on which an order is opened: the runs of that one and of asyncio's own.
fn opening() -> (Page, [Elsewhere; 2]) {
    let mut page = Page::at("#/gather");
    act(&mut page, Explore::Open(TOKEN.to_owned()));
    let runs = page.programs().try_into().ok().unwrap();
    (page, runs)
}

/// Both tell all: they part in the second event.
fn tell_all(other: &Elsewhere, own: &Elsewhere) {
    own.run.hear(trace(&["a", "b", "c"].map(printed)));
    own.run.hear(returned());
    let events = [
        printed("a"),
        DEVIATED.to_owned(),
        printed("x"),
        printed("c"),
    ];
    other.run.hear(trace(&events));
    other.run.hear(departed());
}

/// Both have told all.
fn opened() -> Page {
    let (mut page, [other, own]) = opening();
    tell_all(&other, &own);
    page.settle();
    page
}

#[test]
fn an_order_and_asyncios_own_run_at_the_same_time_of_day() {
    let (_, [other, own]) = opening();
    assert_eq!(other.beginning.order.as_deref(), Some(TOKEN));
    assert_eq!(own.beginning.order, None);
    assert_eq!(other.beginning.text, own.beginning.text);
    assert_eq!(other.beginning.epoch, own.beginning.epoch);
    assert!(own.beginning.epoch.is_some());
}

#[test]
fn the_cursor_goes_to_where_the_orders_part() {
    let page = opened();
    assert_eq!(page.state.run_state(), RunState::OtherOrder);
    assert_eq!(page.position(), 2);
    let compared = page.state.order.as_ref().unwrap().compared.clone().unwrap();
    assert_eq!(compared.parts, Some(1));
}

#[test]
fn both_consoles_are_known_and_the_lines_that_differ() {
    let page = opened();
    let compared = page.state.order.as_ref().unwrap().compared.clone().unwrap();
    let texts = |console: &loopscope::view_model::Console| -> Vec<String> {
        let lines = console.lines.iter();
        lines.map(|line| line.text.to_string()).collect()
    };
    assert_eq!(texts(&compared.consoles.own), ["a", "b", "c"]);
    assert_eq!(texts(&compared.consoles.other), ["a", "x", "c"]);
    assert_eq!(compared.consoles.differing, [1]);
}

#[test]
fn where_it_departs_is_said_in_words() {
    let page = opened();
    let said = page.state.order_departs().unwrap();
    let expected = "the sleep of deposit (Task-2) at line 11 takes 0.150 s longer";
    assert_eq!(said, expected);
}

#[test]
fn nothing_is_compared_before_both_are_over() {
    let (mut page, [other, own]) = opening();
    other.run.hear(trace(&[printed("a")]));
    other.run.hear(departed());
    page.frame();
    page.frame();
    assert!(page.state.order.as_ref().unwrap().compared.is_none());
    own.run.hear(trace(&[printed("a")]));
    own.run.hear(returned());
    page.settle();
    let compared = page.state.order.as_ref().unwrap().compared.clone().unwrap();
    assert_eq!(compared.parts, None);
}

#[test]
fn back_to_the_normal_order_runs_the_scenario_itself() {
    let mut page = opened();
    act(&mut page, Explore::Back);
    page.settle();
    assert!(page.state.order.is_none() && page.state.baseline.is_none());
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert!(page.session().subject.scenario().is_some());
}

#[test]
fn back_to_the_normal_order_of_an_own_program_shows_the_run_that_was_behind() {
    let mut page = Page::at("#/program");
    page.act(Action::Type("x\n".to_owned()));
    act(&mut page, Explore::Open(TOKEN.to_owned()));
    let [other, own]: [Elsewhere; 2] = page.programs().try_into().ok().unwrap();
    own.run.hear(trace(&["a", "b"].map(printed)));
    own.run.hear(returned());
    other.run.hear(trace(&[DEVIATED.to_owned()]));
    other.run.hear(departed());
    page.settle();
    act(&mut page, Explore::Back);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    page.act(Action::ToEnd);
    assert_eq!(page.console(), ["a", "b"]);
}

#[test]
fn run_leaves_the_other_order() {
    let mut page = opened();
    page.run();
    assert!(page.state.order.is_none());
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn a_program_that_asks_for_a_line_is_told_that_there_is_none() {
    let (mut page, [other, own]) = opening();
    for run in [&other, &own] {
        run.run.hear(trace(&[printed("name?")]));
        run.run.hear(Message::Asks);
    }
    page.frame();
    page.frame();
    for run in [other, own] {
        assert_eq!(*run.sent.borrow(), [Command::Answer(String::new())]);
    }
}

#[test]
fn a_token_of_another_program_is_told() {
    let (mut page, [other, own]) = opening();
    other.run.hear(Message::Failed(Failure::Order));
    own.run.hear(returned());
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Broken(Failure::Order));
}

#[test]
fn a_link_leads_to_the_order_and_the_moment() {
    let mut page = opened();
    page.act(Action::Go(3));
    page.act(Action::Share);
    let address = page.address();
    assert!(address.contains(&format!("_order={TOKEN}")), "{address}");
    let mut there = Page::open_at(&address, Opening::default());
    let [other, own]: [Elsewhere; 2] = there.programs().try_into().ok().unwrap();
    assert_eq!(other.beginning.order.as_deref(), Some(TOKEN));
    tell_all(&other, &own);
    there.settle();
    assert_eq!(there.state.run_state(), RunState::OtherOrder);
    assert_eq!(there.position(), 3);
}

#[test]
fn a_token_that_is_none_is_refused_by_name_and_the_rest_of_the_link_holds() {
    let page = Page::at("#/gather?a=5&_order=../../evil");
    let opened = page.state.opened().unwrap();
    assert_eq!(opened.refused.len(), 1);
    let said = opened.refused[0].message(loopscope::text::Lang::En);
    assert!(said.contains("_order"), "{said}");
    assert!(page.programs().is_empty());
    assert_eq!(opened.form.raw("a"), Some("5"));
}

#[test]
fn leaving_the_scenario_stops_both_runs() {
    let (mut page, [other, own]) = opening();
    page.act(Action::Address("#/lock".to_owned()));
    for run in [other, own] {
        assert_eq!(*run.sent.borrow(), [Command::Stop]);
    }
}
