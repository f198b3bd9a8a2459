//! Somebody steps into a run from outside.

use std::collections::BTreeMap;
use std::rc::Rc;

use loopscope::events::{Event, Items, Moment, Stream};
use loopscope::runtime::{Act, Intervention, RunError};
use loopscope::scenarios::{Form, Scenario, catalogue, find, headless};
use loopscope::text::Lang;
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::interventions::{Offer, What, allowed, moment, refusal, with};
use loopscope::view_model::{Analysis, Scene, View, baseline, sentence, step_in, timeline};
use proptest::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::runs;
use super::told::{plain_view, scene};

fn stepped_into(scenario: &Scenario, plan: Vec<Intervention>) -> (Trace, Result<(), RunError>) {
    let values = Form::new(scenario.params).values().unwrap();
    let recorder = Rc::new(Recorder::new());
    let end = headless::run_with(scenario, &values, plan, recorder.clone());
    (recorder.take(), end)
}

fn analysed(trace: Trace) -> (Trace, Analysis) {
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    (trace, analysis)
}

/// An offer as an act, with an item that the queue takes.
fn act(offer: &Offer) -> Act {
    match &offer.what {
        What::Cancel(task) => Act::Cancel(task.id),
        What::Do(act) => act.clone(),
        What::Put { queue, items, .. } => {
            let item = match items {
                Items::Integer => "7",
                Items::Number => "0.25",
                Items::Text => "seven",
                Items::NumberedText => "7, seven",
            };
            Act::Put(*queue, item.into())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn all_before_an_intervention_is_what_it_was_without_it(
        part in 0.0f64..=1.0,
        which in any::<prop::sample::Index>(),
    ) {
        for scenario in catalogue() {
            let (old, analysis) = analysed(runs::scenario(scenario.id));
            let cursor = (old.len() as f64 * part) as usize;
            let here = scene(&old, &analysis, cursor);
            let choice = step_in(&here, 40);
            if choice.offers.is_empty() {
                continue;
            }
            let act = act(&choice.offers[which.index(choice.offers.len())]);
            let at = moment(&here);
            let (new, its_analysis) = analysed(stepped_into(scenario, with(&[], 0, analysis.index.moment(&old, at).into(), act.clone()).unwrap()).0);
            let stepped = its_analysis.index.interventions()[0] as usize;
            prop_assert!(stepped >= at, "{}: {stepped} {at}", scenario.id);
            for n in 0..stepped {
                prop_assert_eq!(old.get(n), new.get(n), "{} event {}", scenario.id, n);
            }
            // It is the first moment from there on at which no handle runs.
            let starts = (at..stepped)
                .any(|n| matches!(new.get(n).unwrap().event, Event::HandleStarted { .. }));
            prop_assert!(!starts, "{}: {} {}", scenario.id, at, stepped);
            let there = scene(&new, &its_analysis, stepped);
            prop_assert!(there.state.running.is_none(), "{} at {}", scenario.id, stepped);
        }
    }
}

#[derive(Deserialize)]
struct Recorded {
    python: String,
    cases: Vec<Case>,
}

/// What CPython did when the same was done to the same program at the same place.
#[derive(Deserialize)]
struct Case {
    scenario: String,
    twin: String,
    handles: usize,
    act: (String, usize, Option<String>),
    console: Vec<(i64, String, String)>,
    end: BTreeMap<String, String>,
}

impl Case {
    /// The act in the numbers of a trace.
    fn act(&self, trace: &Trace) -> Act {
        let (what, which, item) = &self.act;
        let mut made = trace.iter().filter_map(|record| match &record.event {
            Event::TaskCreated { task, .. } => (what == "cancel").then_some(task.0),
            Event::ResourceCreated { resource, kind, .. } => {
                let kind = format!("{kind:?}");
                let fits = match what.as_str() {
                    "set" => kind == "Event",
                    "release" => kind.ends_with("Semaphore"),
                    "put" => kind.ends_with("Queue"),
                    _ => false,
                };
                fits.then_some(resource.0)
            }
            _ => None,
        });
        let number = made.nth(which - 1);
        let number = number.unwrap_or_else(|| panic!("{} {:?}", self.scenario, self.act));
        use loopscope::events::{FutureId, ResourceId};
        match what.as_str() {
            "cancel" => Act::Cancel(FutureId(number)),
            "set" => Act::Set(ResourceId(number)),
            "release" => Act::Release(ResourceId(number)),
            _ => Act::Put(ResourceId(number), item.as_deref().unwrap().into()),
        }
    }
}

#[test]
fn what_comes_of_an_intervention_is_what_cpython_makes_of_it() {
    let text = std::fs::read_to_string("tests/goldens/interventions.json").unwrap();
    let recorded: Recorded = serde_json::from_str(&text).unwrap();
    assert!(recorded.python.starts_with("3.13."), "{}", recorded.python);
    assert!(recorded.cases.len() > 200, "{}", recorded.cases.len());
    for case in &recorded.cases {
        let scenario = find(&case.scenario).unwrap();
        let twin: String = Sha256::digest(scenario.python)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(case.twin, twin, "{}: record it again", case.scenario);
        let (plain, analysis) = analysed(runs::scenario(scenario.id));
        let ended = |record: &_| matches!(record, Event::HandleEnded { .. });
        let mut ends = plain
            .iter()
            .enumerate()
            .filter(|(_, record)| ended(&record.event));
        let at = ends.nth(case.handles - 1).unwrap().0 + 1;
        let plan = vec![Intervention {
            at: analysis.index.moment(&plain, at).into(),
            act: case.act(&plain),
        }];
        let what = format!(
            "{} {:?} after {} handles",
            case.scenario, case.act, case.handles
        );
        let (trace, end) = stepped_into(scenario, plan);
        let mut console = Vec::new();
        for record in trace.iter() {
            for (stream, line) in headless::console_lines(&record.event) {
                let stream = if stream == Stream::Stdout {
                    "stdout"
                } else {
                    "stderr"
                };
                console.push((record.when.0, stream.to_owned(), line));
            }
        }
        assert_eq!(console, case.console, "{what}");
        let how = case.end["how"].as_str();
        match end {
            Ok(()) => assert_eq!(how, "ok", "{what}"),
            Err(RunError::Deadlock(_)) => assert_eq!(how, "deadlock", "{what}"),
            Err(RunError::Raised(exception)) => {
                assert_eq!(
                    (how, &exception.to_string()),
                    ("raised", &case.end["text"]),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn a_deadlock_is_opened_by_stepping_in_before_the_loop_gives_up() {
    let scenario = find("deadlock").unwrap();
    let (old, analysis) = analysed(runs::scenario("deadlock"));
    let end = scene(&old, &analysis, old.len());
    assert!(end.state.is_deadlocked);
    let choice = step_in(&end, 40);
    let cancel = choice
        .offers
        .iter()
        .find(|offer| offer.label.starts_with("Cancel"));
    let at = analysis.index.moment(&old, moment(&end)).into();
    let plan = with(&[], 0, at, act(cancel.unwrap())).unwrap();
    let (new, _) = stepped_into(scenario, plan);
    assert!(new.len() > old.len());
    let stuck = |trace: &Trace| trace.iter().any(|r| matches!(r.event, Event::Deadlocked));
    assert!(stuck(&old) && !stuck(&new));
}

#[test]
fn what_cannot_be_done_changes_nothing_and_is_said() {
    let scenario = find("gather").unwrap();
    let (old, analysis) = analysed(runs::scenario("gather"));
    let at = analysis.index.moment(&old, 40).into();
    let gone = with(&[], 0, at, Act::Cancel(loopscope::events::FutureId(900))).unwrap();
    let (new, analysis) = analysed(stepped_into(scenario, gone).0);
    let at = analysis.index.interventions()[0] as usize;
    let end = scene(&new, &analysis, new.len());
    assert_eq!(
        refusal(&end, at + 1).unwrap(),
        "That is refused, and changes nothing: RuntimeError: this task has ended, or never was"
    );
    let rest: Vec<_> = new
        .iter()
        .skip(at + 2)
        .map(|r| (r.when, &r.event))
        .collect();
    let was: Vec<_> = old.iter().skip(at).map(|r| (r.when, &r.event)).collect();
    assert_eq!(rest, was);
}

#[test]
fn an_act_after_the_end_is_never_done() {
    let scenario = find("gather").unwrap();
    let never = Moment {
        turn: 1_000_000,
        ..Moment::START
    };
    let late = with(
        &[],
        0,
        never.into(),
        Act::Cancel(loopscope::events::FutureId(1)),
    )
    .unwrap();
    assert_eq!(
        stepped_into(scenario, late).0.len(),
        runs::scenario("gather").len()
    );
}

#[test]
fn the_choice_at_a_moment_names_tasks_and_what_they_share() {
    let labels = |id: &str, lang| {
        let (trace, analysis) = analysed(runs::scenario(id));
        let scene = Scene::new(&trace, &analysis, trace.len() / 2, lang);
        let choice = step_in(&scene, 40);
        choice
            .offers
            .into_iter()
            .map(|offer| offer.label)
            .collect::<Vec<_>>()
    };
    let has = |id, label: &str| {
        let labels = labels(id, Lang::En);
        assert!(
            labels.iter().any(|other| other == label),
            "{id}: {labels:?}"
        );
    };
    has("gather", "Cancel factorial('B', 3)");
    has("event", "Set event");
    has("semaphore", "Release sem");
    has("bounded_semaphore", "Release sem");
    has("queue_workers", "Put into queue");
    has("priorities", "Put into queue");
    assert!(
        labels("queue_workers", Lang::Zh)
            .iter()
            .any(|label| label == "放入 queue")
    );
    let (trace, analysis) = analysed(runs::scenario("gather"));
    assert!(
        step_in(&scene(&trace, &analysis, trace.len()), 40)
            .offers
            .is_empty()
    );
}

#[test]
fn a_queue_takes_what_its_items_are_and_says_what_that_is() {
    for (items, good, bad) in [
        (Items::Integer, "-3", "3.5"),
        (Items::Number, "0.5", "inf"),
        (Items::NumberedText, "2, b", "2 b"),
    ] {
        assert!(items.accepts(good) && !items.accepts(bad), "{items:?}");
        assert!(!allowed(items).en.is_empty());
    }
    assert!(Items::Text.accepts(""));
}

#[test]
fn the_old_run_stands_behind_the_new_one_from_where_they_part() {
    let scenario = find("gather").unwrap();
    let (old, old_analysis) = analysed(runs::scenario("gather"));
    let b = loopscope::events::FutureId(3);
    let cursor = old.len() / 2;
    let at = old_analysis.index.moment(&old, cursor).into();
    let plan = with(&[], 0, at, Act::Cancel(b)).unwrap();
    let (new, analysis) = analysed(stepped_into(scenario, plan).0);
    let parted = analysis.index.interventions()[0] as usize;
    assert!(
        sentence(&scene(&new, &analysis, new.len()), parted)
            .unwrap()
            .contains("factorial('B', 3)")
    );
    let view = View {
        width: 1000.0,
        height: 600.0,
        lane_height: 30.0,
        cursor: new.len(),
        now: Some(old.now()),
        ..plain_view()
    };
    let seen = timeline(&new, &analysis, &view);
    let baseline = baseline::baseline((&old, &old_analysis), &new, &seen, parted, Lang::En);
    assert_eq!(baseline.makespan, "3.000 s");
    assert_eq!(baseline.lanes.len(), 4);
    let from = seen.axis.x_of_event(&new, parted);
    for (lane, behind) in seen.lanes.iter().zip(&baseline.lanes) {
        assert_eq!((lane.task.id, lane.y), (behind.task, behind.y));
        for bar in &behind.bars {
            assert!(
                bar.x >= from - 1e-9 && bar.x + bar.width <= 1000.0 + 1e-9,
                "{bar:?}"
            );
        }
        assert!(behind.bars.windows(2).all(|two| two[0].x <= two[1].x));
    }
    // C would have gone on to the third second.
    let c = &baseline.lanes[3];
    assert!(c.history.ends_with("done") && c.bars.last().unwrap().x > from);
}
