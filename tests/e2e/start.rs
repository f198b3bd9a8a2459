//! How the page starts, and what it says where it cannot.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::harness::{Site, browse, browse_site, release_build};

#[test]
fn the_program_starts_from_a_sub_folder_without_an_error() {
    browse("", async |page| {
        page.started().await?;
        let loading = page
            .evaluate("return document.getElementById('boot') === null")
            .await?;
        assert_eq!(
            loading,
            json!(true),
            "the program replaced the loading text"
        );
        Ok(())
    });
}

#[test]
fn nothing_is_asked_from_elsewhere() {
    browse("", async |page| {
        page.started().await?;
        let asked = page
            .evaluate("return performance.getEntriesByType('resource').map((entry) => entry.name)")
            .await?;
        let asked: Vec<String> = serde_json::from_value(asked)?;
        let own = page
            .evaluate("return new URL('.', location.href).href")
            .await?;
        let own = own.as_str().unwrap_or_default();
        assert!(
            asked.iter().any(|address| address.ends_with(".wasm")),
            "{asked:?}"
        );
        assert!(
            asked.iter().all(|address| address.starts_with(own)),
            "{asked:?}"
        );
        Ok(())
    });
}

#[test]
fn without_javascript_the_page_says_what_it_needs() {
    browse("", async |page| {
        page.without_scripts().await?;
        page.go("").await?;
        page.shows("needs JavaScript and WebAssembly").await?;
        page.shows("需要 JavaScript 和 WebAssembly").await
    });
}

#[test]
fn without_webassembly_the_page_says_what_it_needs() {
    browse("", async |page| {
        page.run_before("delete globalThis.WebAssembly").await?;
        page.go("").await?;
        page.shows("does not know it").await?;
        page.shows("不支持 WebAssembly").await
    });
}

#[test]
fn a_program_of_another_build_is_refused_in_words() {
    let folder = copy_of_release("altered");
    let program = only_file(&folder, "_bg.wasm");
    let mut bytes = fs::read(&program).unwrap();
    bytes.extend([0, 1, 0]);
    fs::write(&program, bytes).unwrap();

    browse_site(&Site::serve(&folder), "", async |page| {
        page.shows("Loopscope could not start").await?;
        page.find("button", "Load again · 重新加载").await?;
        let errors = page.take_errors().await?;
        assert!(
            errors.iter().any(|error| error.contains("integrity")),
            "{errors:?}"
        );
        Ok(())
    });
}

#[test]
fn bindings_of_another_build_are_refused_in_words() {
    let folder = copy_of_release("altered-bindings");
    let bindings = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("app-") && name.ends_with(".js"))
        })
        .unwrap();
    let mut script = fs::read_to_string(&bindings).unwrap();
    script.push_str("\n// another build\n");
    fs::write(&bindings, script).unwrap();

    browse_site(&Site::serve(&folder), "", async |page| {
        page.shows("Loopscope could not start").await?;
        assert!(!page.take_errors().await?.is_empty());
        Ok(())
    });
}

#[test]
fn the_browser_has_nothing_to_warn_of() {
    browse("#/hello", async |page| {
        page.run_to_its_end().await?;
        let warnings: Vec<_> = page.logged().await?;
        let warnings = warnings
            .iter()
            .filter(|entry| entry["level"] == "WARNING" || entry["level"] == "SEVERE")
            .filter(|entry| !entry.to_string().contains("/.well-known/trunk/ws"))
            .collect::<Vec<_>>();
        assert!(warnings.is_empty(), "{warnings:#?}");
        Ok(())
    });
}

#[test]
fn a_program_that_does_not_arrive_is_said_in_words() {
    let folder = copy_of_release("without-program");
    fs::remove_file(only_file(&folder, "_bg.wasm")).unwrap();

    browse_site(&Site::serve(&folder), "", async |page| {
        page.shows("Loopscope could not start").await?;
        page.shows("_bg.wasm did not arrive").await?;
        assert!(
            !page.take_errors().await?.is_empty(),
            "the browser tells of the missing file"
        );
        Ok(())
    });
}

/// A copy of the release's own files that may be changed.
pub fn copy_of_release(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(release_build()).unwrap() {
        let from = entry.unwrap().path();
        if from.is_file() {
            fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn only_file(folder: &Path, end: &str) -> PathBuf {
    let files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().is_some_and(|path| path.ends_with(end)))
        .collect();
    assert_eq!(files.len(), 1, "{end}: {files:?}");
    files.into_iter().next().unwrap()
}
