//! A page that is used for long: what each run took is given back.
//!
//! `LOOPSCOPE_SOAK` is how many rounds there are; in each every scenario is run.

use std::time::Duration;

use loopscope::scenarios::catalogue;
use serde::Deserialize;
use serde_json::json;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, Site, browse_with, release_build};

/// Scenarios that run with small values, where the usual ones keep a processor busy for long: how
/// much then happens, and has to be kept at once, is another number in each round.
const SMALL: &[(&str, &str)] = &[
    ("executors", "?bytes=8&n=1000&workers=1"),
    ("threads_processes", "?n=100000"),
];

/// Counts the timers that are set and neither fired nor were taken back, the workers that were
/// started and not ended, and the media queries that were ever made, for Chromium keeps them. The
/// browser's own functions do the work.
const COUNT: &str = "
    globalThis.timers = new Set();
    globalThis.uncounted = setTimeout;
    const [set, clear, repeat, end] = [setTimeout, clearTimeout, setInterval, clearInterval];
    globalThis.setTimeout = (callback, delay, ...rest) => {
        const timer = set(() => { timers.delete(timer); callback(...rest); }, delay);
        timers.add(timer);
        return timer;
    };
    globalThis.setInterval = (callback, delay, ...rest) => {
        const timer = repeat(callback, delay, ...rest);
        timers.add(timer);
        return timer;
    };
    globalThis.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };
    globalThis.clearInterval = (timer) => { timers.delete(timer); end(timer); };
    globalThis.workers = new Set();
    globalThis.Worker = class extends Worker {
        constructor(...given) { super(...given); workers.add(this); }
        terminate() { workers.delete(this); super.terminate(); }
    };
    globalThis.mediaQueries = 0;
    const match = matchMedia;
    globalThis.matchMedia = (query) => { mediaQueries += 1; return match(query); };";

/// Opens each scenario, runs it, and does to it what comes to somebody's mind. It is put into the
/// page once, with its dice: the driver makes a script of its own of each different call, which the
/// browser keeps and counts as the page's.
const ONE_ROUND: &str = "
    const later = (delay) => new Promise((done) => uncounted(done, delay));
    let dice = 8;
    const below = (bound) => {
        dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
        return Math.floor(dice / 2 ** 32 * bound);
    };
    const oneRun = async (address) => {
        const [does, when] = [below(4), below(30)];
        location.hash = address;
        await later(30);
        const run = document.getElementById('run');
        // It is there while a run goes on.
        const stop = () => document.querySelector('.transport .stop');
        if (below(5) === 0) document.querySelector('.masthead .theme').click();
        if (below(5) === 0) document.querySelector('.masthead .language').click();
        run.click();
        if (does < 2) {
            await later(when);
            (does ? stop() : run)?.click();
            await later(10);
            stop()?.click();
        }
        const end = performance.now() + 3000;
        while (stop() && performance.now() < end) await later(10);
        stop()?.click();
        await later(10);
        const panic = document.querySelector('.panic textarea');
        if (panic) throw new Error(panic.textContent);
    };
    globalThis.oneRound = async () => {
        for (const address of ADDRESSES) await oneRun(address);
        // Another scenario's page closes the run that was last; its notices go after 4 s.
        location.hash = '#/hello';
        const end = performance.now() + 60_000;
        do await later(100); while (timers.size > 0 && performance.now() < end);
        console.clear();
        performance.clearMeasures();
        return { timers: timers.size, workers: workers.size };
    };";

/// Chooses the speed without the driver's search for a name: that would wake Chromium's
/// accessibility tree, which keeps what it saw of every round, 3 MB each.
const INSTANT: &str = "
    const instant = [...document.querySelectorAll('option')].find(({ text }) => text === 'Instant');
    const speeds = instant.closest('select');
    speeds.value = instant.value;
    for (const kind of ['input', 'change']) speeds.dispatchEvent(new Event(kind, { bubbles: true }));";

/// V8 keeps what its compilers make of a function that was called often, for some 40 rounds ever
/// more of it: 150 kB that are no data of the page, and would hide as much of it.
const NO_COMPILERS: &str = "--js-flags=--no-opt --no-maglev --no-sparkplug";

/// From so many rounds on nothing is spared.
const LONG: usize = 20;

/// Bytes: what one round of the scenarios finds room for in one order of its allocations and not in
/// another.
const SPARE: f64 = 512.0 * 1024.0;

/// What the page holds.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Held {
    /// Bytes of the program's memory.
    wasm: f64,
    /// Bytes of the page's scripts.
    heap: f64,
    /// How many media queries were made.
    queries: u64,
}

#[test]
fn what_a_run_took_is_given_back() {
    let rounds: usize =
        std::env::var("LOOPSCOPE_SOAK").map_or(4, |said| said.parse().expect("a number of rounds"));
    let site = Site::serve(&release_build());
    browse_with(&[NO_COMPILERS], &site, "#/hello", async |page| {
        let addresses = format!("const ADDRESSES = {};", json!(addresses()));
        for source in [COUNT, &format!("{{{addresses}{ONE_ROUND}}}")] {
            page.run_before(source).await?;
        }
        page.driver()
            .set_script_timeout(Duration::from_secs(300))
            .await?;
        page.go("#/hello").await?;
        page.started().await?;
        page.evaluate(INSTANT).await?;
        let mut second = None;
        let mut last = None;
        for round in 1..=rounds {
            let left_over = page.evaluate("return oneRound()").await?;
            let none = json!({ "timers": 0, "workers": 0 });
            assert_eq!(left_over, none, "left over in round {round}");
            let held = held(page).await?;
            println!("round {round}: {held:?}");
            let errors = page.take_errors().await?;
            assert!(errors.is_empty(), "round {round}: {errors:#?}");
            if round == 2 {
                second = Some(held);
            }
            last = Some(held);
        }
        if let (Some(second), Some(last)) = (second, last) {
            assert_eq!(last.queries, second.queries, "media queries");
            // Few rounds are too few to tell a leak from where memory happens to be free.
            let spare = if rounds < LONG { SPARE } else { 0.0 };
            let kept = |after: f64, before: f64| after <= before * 1.1;
            assert!(
                kept(last.wasm - spare, second.wasm),
                "{second:?}, at the end {last:?}"
            );
            assert!(
                kept(last.heap, second.heap),
                "{second:?}, at the end {last:?}"
            );
        }
        Ok(())
    });
}

/// Where each scenario is run.
fn addresses() -> Vec<String> {
    let address = |id| {
        let small = SMALL.iter().find(|(name, _)| *name == id);
        format!("#/{id}{}", small.map_or("", |(_, query)| query))
    };
    catalogue()
        .iter()
        .map(|scenario| address(scenario.id))
        .collect()
}

/// What is held once all that can be collected is.
async fn held(page: &Page) -> WebDriverResult<Held> {
    for _ in 0..3 {
        page.devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
    }
    let heap = page.devtools("Runtime.getHeapUsage", json!({})).await?;
    // The program's own module gives its memory to whoever asks it to start again.
    let own = page
        .evaluate(
            "return (async () => {
                const { js } = document.querySelector('meta[name=program]').dataset;
                const program = await import(new URL(js, document.baseURI));
                return [(await program.default()).memory.buffer.byteLength, mediaQueries];
            })()",
        )
        .await?;
    Ok(Held {
        wasm: own[0].as_f64().unwrap_or_default(),
        heap: heap["usedSize"].as_f64().unwrap_or_default(),
        queries: own[1].as_u64().unwrap_or_default(),
    })
}
