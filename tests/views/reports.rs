//! A run as text: who awaits whom, and what is wrong, for logs and issues.

use loopscope::analysis::difference::first_difference;
use loopscope::analysis::report::{markdown, pstree};
use loopscope::events::Nanos;
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::Analysis;

use super::runs;

fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}

#[test]
fn a_tree_has_below_each_task_those_that_it_awaits() {
    let trace = runs::scenario("gather");
    let asleep = trace.cursor_before(Nanos::from_secs(1.0));
    let tree = pstree(&trace, &analysed(&trace), asleep, Lang::En);
    assert_eq!(
        tree,
        "main() awaits gather(3), since 0.000 s\n\
         ├─ factorial('A', 2) awaits sleep(1), since 0.000 s\n\
         ├─ factorial('B', 3) awaits sleep(1), since 0.000 s\n\
         └─ factorial('C', 4) awaits sleep(1), since 0.000 s\n"
    );
}

#[test]
fn a_tree_says_who_holds_what_is_awaited() {
    let trace = runs::scenario("deadlock");
    let tree = pstree(&trace, &analysed(&trace), trace.len(), Lang::En);
    assert!(
        tree.contains("worker('one') awaits Lock b, held by worker('two'), since 1.000 s"),
        "{tree}"
    );
    let chinese = pstree(&trace, &analysed(&trace), trace.len(), Lang::Zh);
    assert!(chinese.contains("（由 worker('two') 持有）"), "{chinese}");
}

#[test]
fn a_tree_of_nothing_says_so() {
    let trace = runs::scenario("gather");
    let tree = pstree(&trace, &analysed(&trace), 0, Lang::En);
    assert_eq!(tree, "No task waits for anything.\n");
}

#[test]
fn a_run_for_an_issue_has_findings_lines_and_the_tree() {
    let trace = runs::scenario("deadlock");
    let text = markdown(&trace, &analysed(&trace), trace.len(), Lang::En);
    for part in [
        "## The run at 1.000 s",
        "### A ring of two locks, at 1.000 s",
        "**What to do:** Take the locks in the same order",
        "- 1.000 s: `src/scenarios/deadlock.rs:",
        "### Who awaits whom",
        "```text\nmain() awaits worker('one')",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let sound = runs::scenario("gather");
    let text = markdown(&sound, &analysed(&sound), sound.len(), Lang::Zh);
    assert!(text.contains("没有需要指出的问题"), "{text}");
}

#[test]
fn runs_differ_where_an_event_or_its_time_does() {
    let (four, again) = (runs::scenario("gather"), runs::scenario("gather"));
    assert_eq!(first_difference([&four, &again]), None);
    let six = runs::scenario_with("gather", &[("c", "6")]);
    let parted = first_difference([&four, &six]).unwrap();
    assert!(parted > 0 && parted < four.len());
    let nothing = Trace::new();
    assert_eq!(first_difference([&four, &nothing]), Some(0));
}
