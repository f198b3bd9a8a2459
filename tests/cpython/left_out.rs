//! The ported tests and `LEFT_OUT.md` together are CPython's tests: none is forgotten, none twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython")
}

/// `_QueueJoinTestMixin` as a file's name: `queue_join_test_mixin`. An abbreviation is one word.
fn file_name(class: &str) -> String {
    let mut name = String::new();
    let mut after_lower = false;
    for c in class.trim_start_matches('_').chars() {
        if c.is_ascii_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = !c.is_ascii_uppercase();
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// The source of the file that a class has, or of all in its folder.
fn source(module: &str, class: &str) -> String {
    let base = root()
        .join(module.trim_start_matches("test_"))
        .join(file_name(class));
    let parts = fs::read_dir(&base).into_iter().flatten();
    let parts = parts.map(|entry| entry.unwrap().path());
    let files = parts.chain([base.with_extension("rs")]);
    files
        .map(|file| fs::read_to_string(file).unwrap_or_default())
        .collect()
}

fn is_ported(original: &str) -> bool {
    let parts: Vec<_> = original.split('.').collect();
    let [module, class, test] = parts[..] else {
        panic!("{original} is not module.class.test")
    };
    source(module, class).contains(&format!("#[test]\nfn {test}() {{"))
}

#[test]
fn every_test_of_cpython_is_ported_or_left_out_for_a_reason() {
    let table = fs::read_to_string(root().join("LEFT_OUT.md")).unwrap();
    let left_out: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `test_")?.split_once("` | "))
        .filter(|(_, why)| why.len() > 10)
        .map(|(name, _)| name)
        .collect();
    let originals = fs::read_to_string(root().join("ORIGINALS.txt")).unwrap();
    assert_eq!(originals.lines().count(), 425);
    for original in originals.lines() {
        let is_left_out = left_out.contains(original.trim_start_matches("test_"));
        assert!(
            is_ported(original) != is_left_out,
            "{original} is in neither place, or in both"
        );
    }
    let unknown = left_out.iter().find(|name| {
        let name = format!("test_{name}");
        !originals.lines().any(|original| original == name)
    });
    assert_eq!(unknown, None, "CPython has no such test");
}
