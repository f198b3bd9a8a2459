//! Every crate that Cargo.toml names says in `docs/dependencies.md` what it is for.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn each_crate_that_is_named_earns_a_line_and_no_line_is_of_another() {
    let (named, told) = (
        named(&read("Cargo.toml")),
        told(of_crates(&read("docs/dependencies.md"))),
    );
    assert!(named.contains("yew"), "{named:?}");
    let untold: Vec<_> = named.difference(&told).collect();
    assert!(untold.is_empty(), "docs/dependencies.md lacks {untold:?}");
    let unused: Vec<_> = told.difference(&named).collect();
    assert!(
        unused.is_empty(),
        "docs/dependencies.md still tells of {unused:?}"
    );
}

/// The part about crates: what comes from npm has tables of its own.
fn of_crates(document: &str) -> &str {
    document
        .split("\n## What comes from npm")
        .next()
        .unwrap_or(document)
}

/// The keys of each table of dependencies.
fn named(manifest: &str) -> BTreeSet<String> {
    let mut in_table = false;
    let mut named = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_table = line.ends_with("dependencies]");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| in_table) {
            named.insert(name.trim().to_owned());
        }
    }
    named
}

/// The first cells of the tables: a crate each, or several with commas. The heads and the rules
/// below them are none.
fn told(document: &str) -> BTreeSet<String> {
    let cells = document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|cell| !cell.starts_with("crate") && !cell.starts_with("---"));
    cells
        .flat_map(|cell| cell.split(", "))
        .map(str::to_owned)
        .collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}
