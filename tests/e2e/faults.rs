//! What fails under the page: the page says so, and what still can work works.

use std::fs;
use std::path::Path;

use serde_json::json;
use thirtyfour::By;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, Site, browse, browse_site, release_build};

#[test]
fn a_panic_shows_what_happened_and_starting_again_keeps_scenario_and_parameters() {
    browse("#/gather?a=3&name_a=Ada", async |page| {
        page.find("heading", "gather: three factorials").await?;
        // The first visit's own run is over: Run begins another, which has to be drawn.
        page.shows("Task C: factorial(4) = 24").await?;
        page.until("the end of that run", async || {
            let stop = page
                .evaluate("return document.querySelector('.transport .stop') === null")
                .await?;
            Ok((stop == json!(true)).then_some(()))
        })
        .await?;
        // The page's own library panics where the browser refuses an element.
        page.evaluate(
            "Node.prototype.insertBefore = () => { throw new DOMException('no more', 'HierarchyRequestError'); };
             document.getElementById('run').click()",
        )
        .await?;
        page.find("heading", "Loopscope has failed").await?;
        let report = page
            .evaluate("return document.querySelector('.panic textarea').value")
            .await?;
        let report = report.as_str().unwrap_or_default();
        for part in [
            concat!("Loopscope ", env!("CARGO_PKG_VERSION")),
            "panicked at",
            "#/gather?a=3&name_a=Ada",
            "RunOrPause",
        ] {
            assert!(report.contains(part), "{part:?} is not in {report}");
        }
        assert!(!page.take_errors().await?.is_empty(), "it is logged too");
        page.click("link", "Start again").await?;
        page.find("heading", "gather: three factorials").await?;
        let number = page.find("textbox", "Number for A").await?;
        assert_eq!(number.prop("value").await?.as_deref(), Some("3"));
        page.run_to_its_end().await
    });
}

#[test]
fn a_storage_that_is_blocked_is_said_and_the_rest_works() {
    let blocked = "Object.defineProperty(globalThis, 'localStorage', {
        get() { throw new DOMException('blocked', 'SecurityError'); } });";
    without_storage(blocked);
}

#[test]
fn a_storage_that_is_full_is_said_and_the_rest_works() {
    let full = "Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError'); };";
    without_storage(full);
}

#[test]
fn a_storage_that_holds_nonsense_is_as_on_a_first_visit() {
    let nonsense =
        "for (const name of ['theme', 'language', 'speed', 'code', 'beside', 'sizes', 'seen'])
        localStorage.setItem('loopscope.' + name, '\\u0000<script>1e999,'.repeat(1000));";
    browse("#/hello", async |page| {
        page.started().await?;
        page.evaluate(nonsense).await?;
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.run_to_its_end().await
    });
}

#[test]
fn a_machine_that_slept_changes_nothing_but_how_long_it_takes() {
    the_clock_jumps(3_600_000);
}

#[test]
fn a_clock_that_goes_back_does_not_hold_the_run() {
    the_clock_jumps(-3_600_000);
}

#[test]
fn a_frozen_page_goes_on_with_the_same_run_and_says_that_it_was_held() {
    browse(LONG, async |page| {
        is_under_way(page).await?;
        let state = |state: &str| json!({ "state": state });
        page.devtools("Page.setWebLifecycleState", state("frozen"))
            .await?;
        page.devtools("Page.setWebLifecycleState", state("active"))
            .await?;
        page.until("a page that was frozen and goes on", async || {
            let states = page.evaluate("return window.states").await?;
            Ok((states == json!(["freeze", "resume"])).then_some(()))
        })
        .await?;
        // Coming back to it is what makes it paint again.
        page.devtools("Page.bringToFront", json!({})).await?;
        says_that_it_was_held(page).await
    });
}

#[test]
fn a_hidden_page_goes_on_with_the_same_run_and_says_that_it_was_held() {
    browse(LONG, async |page| {
        is_under_way(page).await?;
        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.bring_to_front(second).await?;
        // Of the same origin: here the hidden page can be heard, without a look at it.
        page.go("#/hello").await?;
        page.until("timers of the hidden page", async || {
            let ticks = page.evaluate("return localStorage.hiddenTicks").await?;
            Ok((ticks == "3").then_some(()))
        })
        .await?;
        page.bring_to_front(first).await?;
        says_that_it_was_held(page).await
    });
}

/// Each of its sleeps takes ten minutes: it ends when it is told to.
const LONG: &str = "#/gather?a=2&b=3&c=4&delay=600";

/// A long run has begun by itself, as on each first visit, and the page keeps what it says and how
/// it is seen.
async fn is_under_way(page: &Page) -> WebDriverResult<()> {
    page.find("heading", "gather: three factorials").await?;
    page.evaluate(
        "window.states = [];
         for (const kind of ['freeze', 'resume'])
             document.addEventListener(kind, () => window.states.push(kind));
         let ticks = 0;
         const tick = () => {
             if (document.hidden && ticks < 3) localStorage.hiddenTicks = ticks += 1;
             setTimeout(tick, 300);
         };
         tick();",
    )
    .await?;
    page.keep_texts().await?;
    page.shows("Task A: Compute factorial(2)").await
}

/// The page said so, if only for some seconds, and the run comes to its usual end.
async fn says_that_it_was_held(page: &Page) -> WebDriverResult<()> {
    page.has_shown("While this page was hidden the browser slowed its timers")
        .await?;
    page.choose("Speed", "Instant").await?;
    ends_as_ever(page, 600).await
}

#[test]
fn a_frame_without_an_origin_says_what_it_needs_and_one_with_it_works() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("framed");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(release_build()).unwrap() {
        let from = entry.unwrap().path();
        if from.is_file() {
            fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
        }
    }
    let host = |sandbox: &str| {
        format!(
            "<!doctype html><iframe src='./?embed#/hello' width=1200 height=800 sandbox='{sandbox}'></iframe>"
        )
    };
    fs::write(folder.join("strict.html"), host("allow-scripts")).unwrap();
    let usual = host("allow-scripts allow-same-origin");
    fs::write(folder.join("usual.html"), usual).unwrap();
    browse_site(&Site::serve(&folder), "strict.html", async |page| {
        let frame = page.driver().find(By::Tag("iframe")).await?;
        frame.enter_frame().await?;
        page.shows("does not let this page's own program in")
            .await?;
        page.shows("浏览器未允许").await?;
        // The browser tells of each file that it kept out.
        page.take_errors().await?;
        page.driver().enter_default_frame().await?;
        page.go("usual.html").await?;
        let frame = page.driver().find(By::Tag("iframe")).await?;
        frame.enter_frame().await?;
        page.find("heading", "Hello, await").await?;
        page.run_to_its_end().await
    });
}

fn without_storage(script: &str) {
    browse("#/hello", async |page| {
        page.run_before(script).await?;
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.evaluate("document.querySelector('.masthead .theme').click()")
            .await?;
        page.shows("The browser keeps nothing here").await?;
        page.run_to_its_end().await
    });
}

fn the_clock_jumps(by: i64) {
    browse("#/gather?a=2&b=3&c=4", async |page| {
        let clock = "const real = performance.now.bind(performance);
            globalThis.jump = 0; performance.now = () => real() + jump;";
        page.run_before(clock).await?;
        page.go("#/gather?a=2&b=3&c=4").await?;
        page.find("heading", "gather: three factorials").await?;
        page.choose("Speed", "1×").await?;
        page.click("button", "Run").await?;
        page.shows("Task A: Compute factorial(2)").await?;
        page.evaluate(&format!("window.jump = {by}")).await?;
        ends_as_ever(page, 1).await
    });
}

/// The run of gather ends with the lines and stamps that it has without any fault, where each of
/// its sleeps takes so many seconds.
async fn ends_as_ever(page: &Page, delay: u32) -> WebDriverResult<()> {
    let last = page
        .until("the last line", async || {
            let console = page.console().await?;
            let ended = console
                .iter()
                .any(|line| line.text.contains("factorial(4) = 24"));
            Ok(ended.then_some(console))
        })
        .await?;
    let stamps: Vec<_> = last.iter().map(|line| line.stamp.as_str()).collect();
    let expected = [0, 0, 0, 1, 1, 1, 2, 2, 3].map(|sleeps| format!("{}.000", sleeps * delay));
    assert_eq!(stamps, expected, "{last:#?}");
    Ok(())
}
