//! Pools of workers and blocking calls, as a visitor meets them.

use crate::harness::{Page, browse};

/// Two seconds or so on the machines of 2026.
const FREEZES: &str = "#/blocking?how=cpu_bound&n=400000000&before=0&ticks=2&period=0.1";

#[test]
fn the_page_says_that_it_will_freeze_paints_it_and_then_says_why_it_froze() {
    browse(FREEZES, async |page| {
        page.started().await?;
        // Each frame: when, and what stood on the page when it began.
        page.evaluate(
            "window.frames_seen = [];
             const see = () => {
                const text = document.querySelector('.transport .hold')?.textContent ?? '';
                frames_seen.push([performance.now(), text]);
                requestAnimationFrame(see);
             };
             requestAnimationFrame(see);",
        )
        .await?;
        page.click("button", "Run").await?;
        page.shows("This page stood still for").await?;
        let frames = page.evaluate("return frames_seen").await?;
        let frames: Vec<(f64, String)> = serde_json::from_value(frames)?;
        let says = |frame: usize| {
            let words = frames.get(frame).map(|(_, text)| text.as_str());
            words.is_some_and(|text| text.starts_with("This page will freeze for about "))
        };
        // A frame that begins with the words after another that had them: they were painted. The
        // freeze is the longest time from such a frame to the next.
        let froze = frames
            .windows(2)
            .enumerate()
            .filter(|(frame, _)| *frame > 0 && says(*frame) && says(frame - 1))
            .map(|(_, pair)| pair[1].0 - pair[0].0)
            .fold(0.0, f64::max);
        assert!(
            froze > 400.0,
            "it did not freeze after its words: {frames:?}"
        );
        page.until("late ticks", async || {
            let lines = page.console().await?;
            Ok(lines.iter().any(|line| line.text == "tick 2").then_some(()))
        })
        .await?;
        page.click("tab", "Findings (1)").await?;
        page.shows("Blocked loop").await?;
        page.shows("held the whole loop for").await
    });
}

#[test]
fn jobs_workers_and_what_they_came_to_stand_on_the_page() {
    browse(
        "#/threads_processes?kind=processes&n=100000000",
        async |page| {
            page.started().await?;
            // Where two workers compute on two cores, whoever asks the page from outside may get no
            // answer until they are done.
            page.keep_texts().await?;
            page.click("button", "Run").await?;
            for words in [
                "process 1 of ProcessPoolExecutor 1, pid ",
                "running cpu_bound(100000000) for job(",
                "process 1: running",
                // The reading and its name, one after the other.
                " swall",
            ] {
                page.has_shown(words).await?;
            }
            page.shows("speed-up").await?;
            page.shows("cores in use").await
        },
    );
}

#[test]
fn without_web_locks_the_page_says_so_and_goes_on() {
    browse("#/hello", async |page| {
        page.started().await?;
        page.run_before("Object.defineProperty(Navigator.prototype, 'locks', { get() {} });")
            .await?;
        page.go("#/threads_processes?n=1000000").await?;
        page.shows("This page has no Web Locks").await?;
        page.click("button", "Run").await?;
        prints(page, "all are done").await?;
        // One whole job after the other, so one worker does.
        assert_eq!(workers(page).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn without_workers_there_is_one_message_and_the_rest_works() {
    let lacks = [
        ("delete window.Worker", "this browser has no web workers"),
        (
            "window.Worker = class { constructor() { throw new Error('no') } }",
            "this browser refuses web workers (Error: no)",
        ),
    ];
    for (script, message) in lacks {
        browse("#/hello", async |page| {
            page.started().await?;
            page.run_before(script).await?;
            page.go("#/threads_processes").await?;
            page.click("button", "Run").await?;
            page.shows(&format!("RuntimeError: can't start new thread: {message}"))
                .await?;
            page.go("#/gather").await?;
            page.run_to_its_end().await
        });
    }
}

#[test]
fn a_worker_script_that_does_not_load_is_one_message_and_the_rest_works() {
    let elsewhere = "const Original = window.Worker;
        window.Worker = class extends Original {
            constructor(_, how) { super('no/such/script.js', how); }
        };";
    browse("#/hello", async |page| {
        page.started().await?;
        page.run_before(elsewhere).await?;
        page.go("#/threads_processes").await?;
        page.click("button", "Run").await?;
        page.shows("RuntimeError: can't start new thread: ").await?;
        // The browser itself complains of the script.
        let _missing = page.take_errors().await?;
        page.go("#/gather").await?;
        page.run_to_its_end().await
    });
}

#[test]
fn a_page_left_in_the_middle_of_a_job_and_returned_to_has_a_whole_pool() {
    browse("#/executors?wait=60", async |page| {
        page.started().await?;
        page.click("button", "Run").await?;
        page.shows("thread 1: blocking").await?;
        page.driver().goto("about:blank").await?;
        page.driver().back().await?;
        page.started().await?;
        // Nothing of it goes on, whether the browser kept the page or loads it afresh.
        page.find("button", "Run").await?;
        page.go("#/executors?bytes=8&n=1000").await?;
        page.click("button", "Run").await?;
        prints(page, "custom process pool 332833500").await
    });
}

async fn prints(page: &Page, text: &str) -> thirtyfour::error::WebDriverResult<()> {
    page.until(text, async || {
        let lines = page.console().await?;
        Ok(lines.iter().any(|line| line.text == text).then_some(()))
    })
    .await
}

/// The rows of the table of workers.
async fn workers(page: &Page) -> thirtyfour::error::WebDriverResult<Vec<String>> {
    let rows =
        "return [...document.querySelectorAll('#workers tbody tr')].map((row) => row.textContent)";
    Ok(serde_json::from_value(page.evaluate(rows).await?)?)
}
