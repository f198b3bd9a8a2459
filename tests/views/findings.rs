//! What is found in every scenario, at its defaults and with each preset. `tests/goldens/findings.txt`
//! was read line by line: nothing in it is false, and nothing contradicts a scenario's lesson.

use std::fmt::Write;

use loopscope::events::Event;
use loopscope::scenarios::catalogue;
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{Analysis, Finding, FindingKind, Scene, findings};

use super::runs;

fn found(trace: &Trace) -> Vec<Finding> {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    for cursor in [0, trace.len() / 2, trace.len()] {
        let [english, chinese] =
            Lang::ALL.map(|lang| findings(&Scene::new(trace, &analysis, cursor, lang)));
        assert_eq!(english.len(), chinese.len());
        for finding in &chinese {
            let words = [&finding.title, &finding.what, &finding.why, &finding.advice];
            assert!(words.iter().all(|words| !words.is_ascii()), "{words:?}");
        }
    }
    findings(&Scene::new(trace, &analysis, trace.len(), Lang::En))
}

/// One line a finding. How long jobs take is the machine's business, so pools are left out.
fn told(trace: &Trace) -> String {
    let mut told = String::new();
    let is_of_a_pool = |finding: &Finding| finding.what.contains("Executor");
    for finding in found(trace) {
        if finding.kind != FindingKind::Bottleneck || !is_of_a_pool(&finding) {
            writeln!(told, "    {}: {}", finding.title, finding.what).unwrap();
        }
    }
    told
}

#[test]
fn every_scenario_reports_what_is_wrong_with_it_and_nothing_else() {
    let mut table = String::new();
    for scenario in catalogue() {
        let mut line = |values: &str, trace: Trace| {
            writeln!(table, "{}, {values}", scenario.id).unwrap();
            table.push_str(&told(&trace));
        };
        line("defaults", runs::scenario(scenario.id));
        for preset in scenario.presets {
            let values = preset.title.en;
            line(values, runs::preset(scenario.id, values));
        }
    }
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/findings.txt");
    if std::env::var_os("UPDATE_FINDINGS").is_some() {
        std::fs::write(golden, &table).unwrap();
    }
    let expected = std::fs::read_to_string(golden).unwrap();
    for (own, expected) in table.lines().zip(expected.lines()) {
        assert_eq!(
            own, expected,
            "UPDATE_FINDINGS=1 writes it anew; then read it"
        );
    }
    assert_eq!(table.lines().count(), expected.lines().count());
}

#[test]
fn whatever_tasks_share_has_the_name_of_its_variable_in_the_python_twin() {
    let mut names = String::new();
    for (id, trace) in runs::all() {
        let named = trace.iter().filter_map(|record| match &record.event {
            Event::ResourceCreated { name, .. } => Some(name.as_deref().unwrap_or("?")),
            _ => None,
        });
        let named: Vec<&str> = named.collect();
        if !named.is_empty() {
            writeln!(names, "{id}: {}", named.join(" ")).unwrap();
        }
    }
    // A condition has a lock of its own. The queue of as_completed() is no variable of the program.
    let expected = "as_completed: ?
lock: lock
lock_fairness: lock
event: event
missed_event: event
condition: cond cond
condition_lock: cond cond
semaphore: sem
bounded_semaphore: sem
barrier: barrier
deadlock: a b
philosophers: forks[0] forks[1] forks[2] forks[3] forks[4]
";
    for line in expected.lines() {
        assert!(names.lines().any(|own| own == line), "{line} in {names}");
    }
    let unnamed = names.lines().filter(|line| line.contains('?'));
    assert_eq!(unnamed.collect::<Vec<_>>(), ["as_completed: ?"]);
}
