//! Each scenario's two programs belong together, line by line.

use std::collections::{BTreeMap, BTreeSet};

use loopscope::scenarios::twin::{
    LinePair, MarkedLine, Marker, line_pairs, python_lines, rust_lines,
};
use loopscope::scenarios::{Form, Scenario, Values, catalogue, find, python_source, rust_source};
use proc_macro2::{TokenStream, TokenTree};

#[test]
fn every_marked_literal_is_the_defaults_own_spelling() {
    for scenario in catalogue() {
        for line in python_lines(scenario.python) {
            for literal in &line.marker.literals {
                let param = scenario
                    .params
                    .iter()
                    .find(|param| param.name == literal.param);
                let param = param.unwrap_or_else(|| panic!("{}: {}", scenario.id, literal.param));
                assert_eq!(
                    literal.text,
                    param.python_literal(&param.default()),
                    "{}",
                    scenario.id
                );
                assert!(
                    literal.find(line.text).is_some(),
                    "{}: {}",
                    scenario.id,
                    line.text
                );
            }
        }
    }
}

#[test]
fn with_its_defaults_the_program_is_the_twin_without_its_markers() {
    for scenario in catalogue() {
        let twin: Vec<_> = python_lines(scenario.python)
            .into_iter()
            .map(|l| l.text)
            .collect();
        let source = python_source(scenario, &Values::defaults(scenario.params));
        assert_eq!(source.lines, twin);
        assert!(!source.text().contains("#~"));
        assert!(
            source.text().ends_with("asyncio.run(main())\n"),
            "{}",
            scenario.id
        );
        let rust = rust_source(scenario, &Values::defaults(scenario.params));
        assert!(rust.lines.iter().all(|line| !line.contains("//~")));
    }
}

#[test]
fn values_stand_where_the_spans_say() {
    for scenario in catalogue() {
        for values in [
            Values::defaults(scenario.params),
            Values::extreme(scenario.params, false),
            Values::extreme(scenario.params, true),
        ] {
            let source = python_source(scenario, &values);
            let mut seen = BTreeSet::new();
            for span in &source.spans {
                let (param, value) = values.iter().find(|(p, _)| p.name == span.param).unwrap();
                let line = &source.lines[span.line as usize - 1];
                assert_eq!(&line[span.start..span.end], param.python_literal(value));
                seen.insert(span.param);
            }
            assert_eq!(
                seen.len(),
                scenario.params.len(),
                "{}: {seen:?}",
                scenario.id
            );
        }
    }
}

#[test]
fn a_literal_inside_a_substituted_text_is_left_alone() {
    let gather = find("gather").unwrap();
    let mut form = Form::new(gather.params);
    form.set("name_a", "2, 2");
    form.set("a", "7");
    let source = python_source(gather, &form.values().unwrap());
    assert!(
        source
            .lines
            .iter()
            .any(|line| line == "        factorial('2, 2', 7),")
    );
}

#[test]
fn an_id_stands_on_one_python_line_and_on_some_rust_line() {
    for scenario in catalogue() {
        let python = ids(&python_lines(scenario.python));
        let rust = ids(&rust_lines(scenario.rust));
        for (id, lines) in &python {
            assert_eq!(
                lines.len(),
                1,
                "{}: {id} stands on Python lines {lines:?}",
                scenario.id
            );
            assert!(
                rust.contains_key(id),
                "{}: {id} is in Python alone",
                scenario.id
            );
        }
        for id in rust.keys() {
            assert!(
                python.contains_key(id),
                "{}: {id} is in Rust alone",
                scenario.id
            );
        }
    }
}

#[test]
fn every_coroutine_has_its_definition_in_both_programs() {
    for scenario in catalogue() {
        let pairs = line_pairs(scenario);
        for (number, line) in (1..).zip(python_lines(scenario.python)) {
            if line.text.contains("async def ") {
                let called = |pair: &&LinePair| {
                    pair.python == number
                        && scenario
                            .rust
                            .lines()
                            .nth(pair.rust as usize - 1)
                            .unwrap()
                            .contains("call!(")
                };
                assert!(
                    pairs.iter().any(|pair| called(&pair)),
                    "{}: {}",
                    scenario.id,
                    line.text
                );
            }
        }
    }
}

#[test]
fn a_marker_shares_its_line_with_code() {
    for scenario in catalogue() {
        for line in python_lines(scenario.python)
            .into_iter()
            .chain(rust_lines(scenario.rust))
        {
            let alone = line.text.is_empty() && line.marker != Marker::default();
            assert!(!alone, "{}: {:?}", scenario.id, line.marker);
        }
    }
}

#[test]
fn no_print_await_or_spawn_is_without_its_pair() {
    for scenario in catalogue() {
        for (number, line) in (1..).zip(python_lines(scenario.python)) {
            if python_acts(line.text) {
                assert!(
                    !line.marker.ids.is_empty(),
                    "{}.py:{number}: {}",
                    scenario.id,
                    line.text
                );
            }
        }
        let rust = rust_lines(scenario.rust);
        for number in rust_acts(scenario) {
            let line = &rust[number - 1];
            assert!(
                !line.marker.ids.is_empty(),
                "{}.rs:{number}: {}",
                scenario.id,
                line.text
            );
        }
    }
}

#[test]
fn hints_stand_after_each_use_with_the_value() {
    let hello = find("hello").unwrap();
    let mut form = Form::new(hello.params);
    form.set("delay", "2.5");
    let source = rust_source(hello, &form.values().unwrap());
    assert!(!source.hints.is_empty());
    for hint in &source.hints {
        let line = source.lines[hint.line as usize - 1];
        assert!(
            line[..hint.column].ends_with(&format!("p.{}", hint.param)),
            "{line}"
        );
    }
    assert!(
        source
            .hints
            .iter()
            .any(|hint| hint.param == "delay" && hint.value == "2.5")
    );
}

fn ids(lines: &[MarkedLine]) -> BTreeMap<&'static str, Vec<usize>> {
    let mut ids: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (number, line) in (1..).zip(lines) {
        for id in &line.marker.ids {
            ids.entry(*id).or_default().push(number);
        }
    }
    ids
}

/// Whether a line of Python prints, awaits or spawns; comments and texts do not.
fn python_acts(line: &str) -> bool {
    let code = line.split(" #").next().unwrap_or_default().trim_start();
    if code.starts_with('#') {
        return false;
    }
    [
        "print(",
        "await ",
        "create_task(",
        "async with ",
        "async for ",
        "print_stack(",
    ]
    .iter()
    .any(|act| code.contains(act))
}

/// The lines of a Rust file where a print, an await or a spawn stands.
fn rust_acts(scenario: &Scenario) -> BTreeSet<usize> {
    let tokens: TokenStream = scenario.rust.parse().unwrap();
    let mut lines = BTreeSet::new();
    collect(tokens, &mut lines);
    lines
}

fn collect(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
    let acts = [
        "await",
        "print",
        "eprint",
        "create_task",
        "create_task_named",
        "print_stack",
    ];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => collect(group.stream(), lines),
            TokenTree::Ident(ident) if acts.contains(&ident.to_string().as_str()) => {
                let called = matches!(tokens.peek(), Some(TokenTree::Group(_)));
                if called || ident == "await" {
                    lines.insert(ident.span().start().line);
                }
            }
            _ => {}
        }
    }
}
