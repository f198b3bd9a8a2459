//! A person finds a scenario by what goes wrong, in either language.

use std::collections::BTreeSet;

use loopscope::scenarios::{catalogue, search};

fn found(typed: &str) -> Vec<&'static str> {
    search(typed).iter().map(|scenario| scenario.id).collect()
}

#[test]
fn nothing_typed_finds_all_in_their_order() {
    let all: Vec<_> = catalogue().iter().map(|scenario| scenario.id).collect();
    assert_eq!(found(""), all);
    assert_eq!(found("  "), all);
}

#[test]
fn symptoms_are_found_in_both_languages() {
    for (typed, wanted) in [
        ("hangs", "deadlock"),
        ("hang", "join"),
        ("stuck", "missed_event"),
        ("slow", "blocking"),
        ("GIL", "threads_processes"),
        ("race", "lock"),
        ("never awaited", "never_awaited"),
        ("error disappears", "lost_task"),
        ("was never retrieved", "lost_task"),
        ("cancel ignored", "swallowed_cancel"),
        ("memory grows", "back_pressure"),
        ("卡住", "deadlock"),
        ("慢", "blocking"),
        ("竞态", "lock"),
        ("死锁", "philosophers"),
        ("错误消失", "gather_failure"),
        ("超时", "wait_for"),
    ] {
        let ids = found(typed);
        assert!(ids.contains(&wanted), "{typed}: {ids:?}");
        assert!(ids.len() < catalogue().len() / 2, "{typed}: {ids:?}");
    }
}

#[test]
fn a_title_comes_before_a_symptom() {
    assert_eq!(found("lock").first(), Some(&"lock"));
    assert_eq!(found("never aw").first(), Some(&"never_awaited"));
    assert_eq!(found("Semaphore").first(), Some(&"semaphore"));
    assert_eq!(found("asyncio.barrier"), ["barrier"]);
}

#[test]
fn what_is_nowhere_finds_nothing() {
    assert_eq!(found("xyzzy"), Vec::<&str>::new());
}

#[test]
fn every_scenario_is_found_by_something_other_than_its_title() {
    let by_symptom: BTreeSet<_> = [
        "hang", "slow", "error", "order", "cancel", "timeout", "race",
    ]
    .into_iter()
    .flat_map(found)
    .collect();
    assert!(by_symptom.len() > catalogue().len() / 2, "{by_symptom:?}");
}
