//! The catalogue equals the disk, and nothing in it is missing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use loopscope::scenarios::{Group, Scenario, catalogue, find};
use loopscope::text::{Lang, Text};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/scenarios")
}

#[test]
fn it_equals_the_disk() {
    let twins: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = catalogue().iter().map(|s| s.id.to_owned()).collect();
    assert_eq!(listed, twins);
    assert_eq!(catalogue().len(), listed.len(), "an id stands there twice");
}

#[test]
fn what_is_shown_is_what_is_on_disk() {
    for scenario in catalogue() {
        let read = |end: &str| std::fs::read_to_string(folder().join(scenario.id.to_owned() + end));
        assert_eq!(scenario.python, read(".py").unwrap());
        assert_eq!(scenario.rust, read(".rs").unwrap());
        assert!(
            scenario
                .rust_file
                .ends_with(&format!("scenarios/{}.rs", scenario.id))
        );
    }
}

#[test]
fn it_follows_the_lessons_order() {
    let groups: Vec<Group> = catalogue().iter().map(|s| s.group).collect();
    assert!(groups.is_sorted());
}

#[test]
fn every_word_is_there_in_both_languages() {
    for scenario in catalogue() {
        let mut texts = vec![scenario.title, scenario.quiz.wrong, scenario.explanation];
        texts.extend(scenario.params.iter().map(|param| param.label));
        texts.extend(scenario.presets.iter().map(|preset| preset.title));
        for text in texts {
            let spaced = text
                .zh
                .match_indices(['，', '。', '；', '：', '？', '！', '、'])
                .any(|(at, mark)| text.zh[at + mark.len()..].starts_with(' '));
            assert!(!spaced, "{}: {}", scenario.id, text.zh);
            for lang in Lang::ALL {
                let words = text.get(lang);
                assert!(
                    !words.is_empty() && words.trim() == words,
                    "{}: {text:?}",
                    scenario.id
                );
                assert!(
                    !words.contains("  ") && !words.contains('\n'),
                    "{}: {words}",
                    scenario.id
                );
            }
        }
    }
}

#[test]
fn an_explanation_has_two_to_six_sentences_and_is_true_of_all_values() {
    for Scenario {
        id, explanation, ..
    } in catalogue()
    {
        let count = |text: &str, ends: &[char]| text.matches(ends).count();
        let Text { en, zh } = explanation;
        // A stop counts as one at the end or before a space.
        let stops = en
            .split_whitespace()
            .filter(|word| word.ends_with(['.', '?', '!']))
            .count();
        assert!((2..=6).contains(&stops), "{id}: {stops} sentences");
        assert!(
            (2..=7).contains(&count(zh, &['。', '？', '！'])),
            "{id}: {zh}"
        );
        // The answer says what people get wrong, and what holds for the values of the form.
        assert!(!en.contains("get wrong") && !zh.contains("误解"), "{id}");
    }
}

#[test]
fn every_preset_is_valid_and_changes_something() {
    for scenario in catalogue() {
        let count = scenario.presets.len();
        assert!((2..=4).contains(&count), "{}: {count} presets", scenario.id);
        let defaults = loopscope::scenarios::Values::defaults(scenario.params);
        for preset in scenario.presets {
            for (name, _) in preset.values {
                assert!(
                    scenario.params.iter().any(|p| p.name == *name),
                    "{}: {name}",
                    scenario.id
                );
            }
            let values = preset.form(scenario).values().unwrap();
            assert_ne!(values, defaults, "{}: {}", scenario.id, preset.title.en);
        }
    }
}

#[test]
fn neighbours_exist_and_documentation_is_pythons() {
    for scenario in catalogue() {
        assert!(
            !scenario.neighbours.is_empty() && !scenario.docs.is_empty(),
            "{}",
            scenario.id
        );
        for id in scenario.neighbours {
            assert!(
                find(id).is_some() && *id != scenario.id,
                "{}: {id}",
                scenario.id
            );
        }
        for doc in scenario.docs {
            assert!(doc.page.contains(".html#"), "{}: {}", scenario.id, doc.page);
        }
    }
    let doc = loopscope::scenarios::Doc {
        name: "x",
        page: "a.html#x",
    };
    assert_eq!(
        doc.url(Lang::En),
        "https://docs.python.org/3.13/library/a.html#x"
    );
    assert_eq!(
        doc.url(Lang::Zh),
        "https://docs.python.org/zh-cn/3.13/library/a.html#x"
    );
}

#[test]
fn every_parameter_is_used_in_both_programs() {
    for scenario in catalogue() {
        for param in scenario.params {
            let used = format!("p.{}", param.name);
            assert!(
                scenario.rust.contains(&used),
                "{}: {used} in Rust",
                scenario.id
            );
            let literal = format!(" {}=", param.name);
            let marked = scenario
                .python
                .lines()
                .filter_map(|line| line.rsplit_once("#~"));
            assert!(
                marked.into_iter().any(|(_, m)| m.contains(&literal)),
                "{}: {}",
                scenario.id,
                param.name
            );
        }
    }
}

#[test]
fn the_badge_leaves_out_what_no_comparison_can_hold() {
    use loopscope::scenarios::NotCompared::{
        FreeThreading, Network, OtherValues, RandomBytes, TimeOfDay, Workers,
    };
    let left_out = |id: &str| find(id).unwrap().not_compared();
    assert_eq!(left_out("gather"), [OtherValues]);
    assert_eq!(left_out("sequence"), [OtherValues, TimeOfDay]);
    assert_eq!(
        left_out("executors"),
        [OtherValues, Workers, RandomBytes, FreeThreading]
    );
    assert_eq!(left_out("crawler"), [OtherValues, Workers, Network]);
}
