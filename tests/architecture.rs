//! The house: which room may import which, and which crates. Arrows go one way, so that the runtime
//! knows nobody who watches it, and what is drawn is computed without a page.
//!
//! A path that the table does not allow fails, and so does a debt that is paid.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A folder of `src/`, and what its files may name beyond themselves.
struct Room {
    name: &'static str,
    /// Paths of this crate; a path allows what is below it.
    may_import: &'static [&'static str],
    /// Crates that run anywhere.
    crates: &'static [&'static str],
    /// The files that may name the browser's crates; a folder allows what is in it.
    web: &'static [&'static str],
}

const HOUSE: [Room; 11] = [
    Room {
        name: "events",
        may_import: &[],
        crates: &["serde", "serde_json"],
        web: &[],
    },
    Room {
        name: "runtime",
        may_import: &["events"],
        crates: &["rustc_hash", "slab", "smallvec"],
        web: &["driver/browser.rs", "driver/browser/"],
    },
    Room {
        name: "trace",
        may_import: &["events"],
        crates: &[],
        web: &[],
    },
    Room {
        name: "workers",
        may_import: &["events", "runtime"],
        crates: &["base64", "postcard", "serde", "serde_json", "sha2", "tl"],
        web: &["slot_browser", "worker_main.rs"],
    },
    Room {
        name: "scenarios",
        may_import: &["events", "runtime", "workers::job", "text"],
        crates: &[
            "form_urlencoded",
            "percent_encoding",
            "rand_mt",
            "serde_json",
        ],
        web: &[],
    },
    Room {
        name: "analysis",
        may_import: &["trace", "events", "text"],
        crates: &["serde", "serde_json"],
        web: &[],
    },
    Room {
        name: "view_model",
        may_import: &["analysis", "trace", "events", "text"],
        crates: &["serde", "serde_json"],
        web: &[],
    },
    Room {
        name: "text",
        may_import: &[],
        crates: &[],
        web: &[],
    },
    Room {
        name: "app",
        may_import: &[
            "events",
            "runtime",
            "trace",
            "workers",
            "scenarios",
            "analysis",
            "view_model",
            "text",
        ],
        crates: &["form_urlencoded", "percent_encoding", "serde", "serde_json"],
        web: &[],
    },
    Room {
        name: "ui",
        may_import: &[
            "events",
            "runtime",
            "trace",
            "analysis",
            "workers",
            "scenarios",
            "view_model",
            "app",
            "text",
        ],
        crates: &["serde", "serde_json"],
        web: &[""],
    },
    Room {
        name: "bin",
        may_import: &["ui", "workers", "scenarios"],
        crates: &[],
        web: &[],
    },
];

/// Of `workers`, these are for jobs as such: they know nothing of who runs them.
const INNERMOST: [&str; 2] = ["job", "protocol"];

/// The crates that only a browser has.
const WEB: [&str; 8] = [
    "console_error_panic_hook",
    "gloo_events",
    "gloo_timers",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
    "yew",
];

/// Macros stand at the crate's root, wherever they are written.
const MACROS: [(&str, &str); 2] = [("call", "runtime::call"), ("params", "scenarios::params")];

/// A path in a file, from the crate's root or from a crate's name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    file: String,
    path: String,
}

#[test]
fn every_room_imports_what_the_table_allows_and_no_debt_is_forgotten() {
    let broken: BTreeSet<_> = imports()
        .iter()
        .filter(|import| !is_allowed(import))
        .map(|import| (import.file.clone(), import.path.clone()))
        .collect();
    let debts: BTreeSet<_> = DEBTS
        .iter()
        .map(|(file, path, _)| ((*file).to_owned(), (*path).to_owned()))
        .collect();
    let new: Vec<_> = broken.difference(&debts).collect();
    assert!(new.is_empty(), "not in the table of the house: {new:#?}");
    let paid: Vec<_> = debts.difference(&broken).collect();
    assert!(
        paid.is_empty(),
        "paid, and still listed as debts: {paid:#?}"
    );
}

#[test]
fn the_table_names_every_room_and_the_test_sees_what_they_import() {
    let mut rooms = BTreeSet::new();
    for entry in fs::read_dir(source()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            rooms.insert(name);
        } else {
            assert_eq!(name, "lib.rs", "code stands in a room");
        }
    }
    assert_eq!(
        rooms,
        HOUSE.iter().map(|room| room.name.to_owned()).collect()
    );
    // Were nothing found, nothing would be forbidden.
    let seen = |file: &str, path: &str| {
        let import = |import: &Import| import.file == file && import.path.starts_with(path);
        imports().iter().any(import)
    };
    assert!(seen("trace/recorder.rs", "events::Event"));
    assert!(seen("runtime/driver/browser/wall.rs", "web_sys"));
    assert!(seen("bin/app.rs", "ui::start"));
    assert!(seen("scenarios/hello.rs", "runtime::"));
}

#[test]
fn paths_are_found_however_they_are_written() {
    let found = |code: &str| {
        let mut found = Vec::new();
        let module = ["view_model".to_owned(), "bars".to_owned()];
        collect(code.parse().unwrap(), &module, &mut found);
        found
    };
    assert_eq!(
        found("use crate::{ui, trace::{Trace, file::*}};"),
        ["ui", "trace::Trace", "trace::file"]
    );
    assert_eq!(
        found("fn f() { crate::runtime::sleep(1.0) }"),
        ["runtime::sleep"]
    );
    assert_eq!(found("use super::super::ui::App;"), ["ui::App"]);
    assert_eq!(found("use super::lanes;"), ["view_model::lanes"]);
    assert_eq!(found("mod tests { use super::super::super::ui; }"), ["ui"]);
    assert_eq!(found("use loopscope::ui::start;"), ["ui::start"]);
    assert_eq!(
        found("#[wasm_bindgen] extern {} let w = web_sys::window();"),
        ["wasm_bindgen", "web_sys"]
    );
    assert_eq!(found("use yew::prelude::*;"), ["yew"]);
}

fn is_allowed(Import { file, path }: &Import) -> bool {
    let room = room_of(file);
    let first = path.split("::").next().unwrap();
    if WEB.contains(&first) {
        let inside = file
            .strip_prefix(room.name)
            .unwrap()
            .trim_start_matches('/');
        return room.web.iter().any(|place| inside.starts_with(place));
    }
    if !HOUSE.iter().any(|other| other.name == first) {
        return room.crates.contains(&first);
    }
    let is_innermost = |path: &str| {
        INNERMOST
            .iter()
            .any(|name| is_below(path, &format!("workers::{name}")))
    };
    if is_innermost(&module_of(file).join("::")) && first == "workers" {
        // The bare room stands in `pub(in crate::workers)`.
        return path == first || is_innermost(path);
    }
    first == room.name
        || room
            .may_import
            .iter()
            .any(|allowed| is_below(path, allowed))
}

fn is_below(path: &str, ancestor: &str) -> bool {
    path.strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// `workers/job/mod.rs` is `workers::job`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut module: Vec<_> = path.collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

fn room_of(file: &str) -> &'static Room {
    let name = file.split('/').next().unwrap();
    HOUSE.iter().find(|room| room.name == name).unwrap()
}

/// What all files name, of this crate and of others.
fn imports() -> &'static BTreeSet<Import> {
    static IMPORTS: OnceLock<BTreeSet<Import>> = OnceLock::new();
    IMPORTS.get_or_init(find_imports)
}

fn find_imports() -> BTreeSet<Import> {
    let mut imports = BTreeSet::new();
    let mut files = Vec::new();
    rust_files(&source(), &mut files);
    for path in files {
        let file = path
            .strip_prefix(source())
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let Some((_, rest)) = file.split_once('/') else {
            continue; // lib.rs
        };
        assert!(!rest.is_empty());
        let module = module_of(&file);
        let mut found = Vec::new();
        let tokens = fs::read_to_string(&path).unwrap().parse().unwrap();
        collect(tokens, &module, &mut found);
        imports.extend(found.into_iter().map(|path| Import {
            file: file.clone(),
            path,
        }));
    }
    imports
}

/// The paths in some code of `module`: those that begin with `crate`, `super`, this crate's name or
/// another crate's.
fn collect(tokens: TokenStream, module: &[String], found: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => {
                let inner = inline_module(&tokens[..at - 1], group.delimiter(), module);
                collect(group.stream(), &inner, found);
            }
            TokenTree::Ident(ident) if !follows_path(&tokens[..at - 1]) => {
                let name = ident.to_string();
                let Some(root) = root_of(&name, module) else {
                    continue;
                };
                let is_attribute = name == "wasm_bindgen";
                if is_attribute || is_path_sign(&tokens[at..]) {
                    at += path_below(&tokens[at..], &root, found);
                }
            }
            _ => {}
        }
    }
}

/// Where a path begins that has `name` first.
fn root_of(name: &str, module: &[String]) -> Option<Vec<String>> {
    match name {
        "crate" | "loopscope" => Some(Vec::new()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        _ if WEB.contains(&name) || foreign_crates().contains(&name.to_owned()) => {
            Some(vec![name.to_owned()])
        }
        _ => None,
    }
}

/// Adds the paths that go on from `root`; how many tokens they take.
fn path_below(tokens: &[TokenTree], root: &[String], found: &mut Vec<String>) -> usize {
    let mut path = root.to_vec();
    let mut taken = 0;
    while is_path_sign(&tokens[taken..]) {
        match tokens.get(taken + 2) {
            Some(TokenTree::Ident(ident)) if ident == "super" => {
                path.pop();
            }
            Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                use_tree(group.stream(), &path, found);
                return taken + 3;
            }
            // A glob, or generic arguments.
            _ => break,
        }
        taken += 3;
    }
    found.push(name_of(&path));
    taken
}

/// The branches of `{a, b::{c, d}}`.
fn use_tree(tokens: TokenStream, root: &[String], found: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    for branch in tokens.split(is_comma).filter(|branch| !branch.is_empty()) {
        let mut path = root.to_vec();
        if let TokenTree::Ident(ident) = &branch[0]
            && ident != "self"
        {
            path.push(ident.to_string());
        }
        path_below(&branch[1..], &path, found);
    }
}

/// At most two steps from the root, which is as fine as the table is; of another crate its name.
fn name_of(path: &[String]) -> String {
    if let [first, ..] = path
        && root_of(first, &[]).is_some()
    {
        return first.clone();
    }
    let name = path.iter().take(2).cloned().collect::<Vec<_>>().join("::");
    let exported = MACROS.iter().find(|(written, _)| *written == name);
    exported.map_or(name, |(_, home)| (*home).to_owned())
}

/// The module that a group of tokens is the body of.
fn inline_module(before: &[TokenTree], delimiter: Delimiter, module: &[String]) -> Vec<String> {
    let mut inner = module.to_vec();
    if let [.., TokenTree::Ident(keyword), TokenTree::Ident(name)] = before
        && keyword == "mod"
        && delimiter == Delimiter::Brace
    {
        inner.push(name.to_string());
    }
    inner
}

fn follows_path(before: &[TokenTree]) -> bool {
    before.len() >= 2 && is_path_sign(&before[before.len() - 2..])
}

fn is_path_sign(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    is_colon(tokens.first()) && is_colon(tokens.get(1))
}

/// The crates of Cargo.toml, under the names that code gives them.
fn foreign_crates() -> &'static BTreeSet<String> {
    static CRATES: OnceLock<BTreeSet<String>> = OnceLock::new();
    CRATES.get_or_init(|| {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).unwrap();
        let mut in_dependencies = false;
        let mut names = BTreeSet::new();
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]");
            } else if in_dependencies && let Some((name, _)) = line.split_once(" = ") {
                names.insert(name.replace('-', "_"));
            }
        }
        names
    })
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// What the table does not allow and is there all the same: file, path, and why.
const DEBTS: &[(&str, &str, &str)] = &[
    (
        "scenarios/headless.rs",
        "workers::slot_native",
        "it chooses the workers of a run without a page, which is a host's choice",
    ),
    (
        "view_model/deadlock.rs",
        "runtime::Deadlock",
        "the report of a deadlock is the runtime's, and not in the trace",
    ),
];
