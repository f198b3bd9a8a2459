//! The page without a network, and over a new deployment.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, Site, browse_site, release_build};

/// A small run with two pools of threads and one of processes.
const POOLS: &str = "#/executors?bytes=8&n=1000&workers=1";

#[test]
fn after_one_visit_the_page_and_its_workers_need_no_network() {
    let site = Site::serve(&deployment("offline"));
    browse_site(&site, "", async |page| {
        is_kept(page).await?;
        site.stop();
        page.go(POOLS).await?;
        page.find("heading", "Thread pool & process pool").await?;
        run_pools(page).await?;
        page.go("index.html?embed#/hello").await?;
        page.find("heading", "Hello, await").await?;
        no_errors_but_of_the_network(page).await
    });
}

#[test]
fn a_program_that_ran_once_is_kept_and_runs_without_a_network() {
    let site = Site::serve(&deployment("offline-program"));
    browse_site(&site, "", async |page| {
        is_kept(page).await?;
        page.go("#/program").await?;
        let template = By::Css(".template");
        let first = page.until("a template", async || {
            Ok(page.driver().find(template.clone()).await.ok())
        });
        first.await?.click().await?;
        page.choose("Speed", "Instant").await?;
        hangs(page).await?;
        let printed = page.console().await?.len();
        let kept = page.location().await?;
        assert!(kept.contains("#/program/"), "{kept}");
        libraries_are_kept(page).await?;

        site.stop();
        page.driver().refresh().await?;
        page.started().await?;
        hangs(page).await?;
        assert_eq!(page.console().await?.len(), printed);
        no_errors_but_of_the_network(page).await
    });
}

/// Runs the program that is open, which hangs.
async fn hangs(page: &Page) -> WebDriverResult<()> {
    let wait = async |what: &str, script: &str| {
        page.until(what, async || {
            Ok((page.evaluate(script).await? == true).then_some(()))
        })
        .await
    };
    wait(
        "the program's text",
        "return document.getElementById('editor')?.shadowRoot?.querySelector('.cm-line')?.textContent.includes('import') ?? false",
    )
    .await?;
    page.click("button", "Run").await?;
    wait(
        "the deadlock",
        "return document.querySelector('.shell').dataset.state === 'deadlocked'",
    )
    .await
}

/// Waits until all that the page has fetched of its libraries is kept.
async fn libraries_are_kept(page: &Page) -> WebDriverResult<()> {
    page.until("the libraries are kept", async || {
        let all = page
            .evaluate(
                "return (async () => {
                     const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
                     const libraries = fetched.filter((name) => name.includes('/libraries/'));
                     const kept = await Promise.all(libraries.map((name) => caches.match(name)));
                     return kept.length > 0 && kept.every((response) => response !== undefined);
                 })()",
            )
            .await?;
        Ok((all == true).then_some(()))
    })
    .await
}

#[test]
fn a_new_deployment_is_had_whole_at_the_next_visit_and_the_old_tab_keeps_its_own() {
    let folder = deployment("deployments");
    let site = Site::serve(&folder);
    browse_site(&site, POOLS, async |page| {
        is_kept(page).await?;
        let old = program(page).await?;
        deploy_anew(&folder);

        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.driver().switch_to_window(second).await?;
        // A window of its own is as small as a phone on its side, which shows no heading.
        page.resize(1440, 900).await?;
        page.go("#/gather").await?;
        page.find("heading", "gather: three factorials").await?;
        let new = program(page).await?;
        assert_ne!(new, old, "the next visit is of the new deployment");
        let asked = files_of_this_load(page).await?;
        assert!(
            asked.iter().all(|address| !address.contains(hash(&old))),
            "{asked:?}"
        );
        is_kept_as(page, &new).await?;

        page.driver().switch_to_window(first).await?;
        assert_eq!(program(page).await?, old, "the old tab is as it was");
        run_pools(page).await?;

        site.stop();
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        assert_eq!(program(page).await?, new, "the newest one is what is kept");
        no_errors_but_of_the_network(page).await
    });
}

#[test]
fn a_version_that_no_page_uses_any_more_is_forgotten() {
    forgets_the_old_version("forgotten", None);
}

#[test]
fn an_old_version_is_forgotten_though_the_new_page_takes_long_to_start() {
    let slow = "const start = WebAssembly.instantiateStreaming;
        WebAssembly.instantiateStreaming = async (...given) => {
            await new Promise((done) => setTimeout(done, 5000));
            return start(...given);
        }";
    forgets_the_old_version("forgotten-slowly", Some(slow));
}

/// `first` is run in the new page before its own scripts.
fn forgets_the_old_version(name: &str, first: Option<&str>) {
    let folder = deployment(name);
    browse_site(&Site::serve(&folder), "", async |page| {
        is_kept(page).await?;
        if let Some(source) = first {
            page.devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": source }),
            )
            .await?;
        }
        assert_eq!(versions(page).await?, 1);
        deploy_anew(&folder);
        page.go("").await?;
        page.started().await?;
        let new = program(page).await?;
        page.until("the new version alone", async || {
            let alone = versions(page).await? == 1 && keeps(page, &new).await?;
            Ok(alone.then_some(()))
        })
        .await
    });
}

#[test]
fn a_deployment_that_is_not_whole_is_not_kept() {
    let folder = deployment("half");
    let site = Site::serve(&folder);
    browse_site(&site, "", async |page| {
        is_kept(page).await?;
        let old = program(page).await?;
        deploy_anew(&folder);
        fs::remove_file(folder.join(file_ending(&folder, "_bg.wasm"))).unwrap();
        page.go("").await?;
        page.shows("Loopscope could not start").await?;
        site.stop();
        page.go("").await?;
        page.started().await?;
        assert_eq!(program(page).await?, old);
        // The missing file was said already, above.
        page.take_errors().await?;
        Ok(())
    });
}

#[test]
fn where_the_browser_keeps_no_page_it_is_said_and_the_rest_works() {
    browse_site(&Site::serve(&release_build()), "", async |page| {
        page.run_before(
            "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })",
        )
        .await?;
        page.go("#/hello").await?;
        page.click("button", "Scenarios").await?;
        page.shows("Needs the network at each visit").await?;
        page.press(Key::Escape + "").await?;
        page.run_to_its_end().await
    });
}

#[test]
fn the_page_can_be_installed() {
    browse_site(&Site::serve(&release_build()), "", async |page| {
        is_kept(page).await?;
        let manifest = page.devtools("Page.getAppManifest", json!({})).await?;
        assert_eq!(manifest["errors"], json!([]), "{manifest:#}");
        let refused = page
            .devtools("Page.getInstallabilityErrors", json!({}))
            .await?;
        // What a headless browser cannot do says nothing about the page.
        let refused: Vec<_> = refused["installabilityErrors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|error| error["errorId"] != "in-incognito")
            .collect();
        assert!(refused.is_empty(), "{refused:#?}");
        Ok(())
    });
}

/// Waits until the page says that it needs no network any more.
async fn is_kept(page: &Page) -> WebDriverResult<()> {
    page.click("button", "Scenarios").await?;
    page.shows("Works without a network too").await?;
    page.press(Key::Escape + "").await
}

/// The address of the page's program.
async fn program(page: &Page) -> WebDriverResult<String> {
    page.started().await?;
    let program = page
        .evaluate("return document.querySelector('meta[name=program]').dataset.wasm")
        .await?;
    Ok(program.as_str().unwrap_or_default().to_owned())
}

/// The part of a file's name that stands for its content: of `./app-1a2b_bg.wasm` it is `1a2b`.
fn hash(program: &str) -> &str {
    let name = program.trim_end_matches("_bg.wasm");
    name.rsplit('-').next().unwrap_or(name)
}

async fn files_of_this_load(page: &Page) -> WebDriverResult<Vec<String>> {
    let files = page
        .evaluate("return performance.getEntriesByType('resource').map((entry) => entry.name)")
        .await?;
    Ok(serde_json::from_value(files)?)
}

async fn versions(page: &Page) -> WebDriverResult<u64> {
    let count = page
        .evaluate("return (async () => (await caches.keys()).filter((name) => name.includes(' version ')).length)()")
        .await?;
    Ok(count.as_u64().unwrap_or_default())
}

async fn keeps(page: &Page, program: &str) -> WebDriverResult<bool> {
    let script = format!(
        "return (async () => {{
            const current = (await caches.keys()).find((name) => name.includes(' current '));
            const [index] = await (await caches.open(current)).matchAll();
            return (await index.text()).includes({program:?});
        }})()"
    );
    Ok(page.evaluate(&script).await? == json!(true))
}

async fn is_kept_as(page: &Page, program: &str) -> WebDriverResult<()> {
    page.until("the new version to be kept", async || {
        Ok(keeps(page, program).await?.then_some(()))
    })
    .await
}

/// Runs a program with workers until its last line, which a process made.
async fn run_pools(page: &Page) -> WebDriverResult<()> {
    page.started().await?;
    page.choose("Speed", "Instant").await?;
    page.click("button", "Run").await?;
    page.shows("custom process pool 332833500").await
}

async fn no_errors_but_of_the_network(page: &Page) -> WebDriverResult<()> {
    for error in page.take_errors().await? {
        assert!(error.contains("net::ERR_"), "{error}");
    }
    Ok(())
}

/// A copy of the release that may be changed.
fn deployment(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(&release_build(), &folder);
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// Puts another build in the place of the one that is there: every hashed file has another name,
/// and none of the old ones is left.
fn deploy_anew(folder: &Path) {
    let index = folder.join("index.html");
    let mut html = fs::read_to_string(&index).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((stem, rest)) = name.rsplit_once('-').filter(|_| html.contains(&name)) else {
            continue;
        };
        if rest.starts_with(|first: char| first.is_ascii_hexdigit()) && rest.len() > 12 {
            let first = if rest.starts_with('0') { "1" } else { "0" };
            let renamed = format!("{stem}-{first}{}", &rest[1..]);
            html = html.replace(&name, &renamed);
            fs::rename(&path, folder.join(renamed)).unwrap();
        }
    }
    fs::write(index, html).unwrap();
}

fn file_ending(folder: &Path, end: &str) -> String {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.into_iter().find(|name| name.ends_with(end)).unwrap()
}
