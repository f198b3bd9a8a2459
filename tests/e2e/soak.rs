//! A page that is used for long: what each run took is given back.
//!
//! `LOOPSCOPE_SOAK` is how many rounds there are; in each every scenario is run.

use loopscope::scenarios::catalogue;
use serde::Deserialize;
use serde_json::json;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};
use crate::random::Random;

/// A scenario whose run takes part without an address of its own: small values where the usual
/// ones keep a processor busy for long.
const SMALL: &[(&str, &str)] = &[("executors", "?bytes=8&n=1000&workers=1")];

/// Counts the timers that are set and neither fired nor were taken back. The browser's own
/// functions do the work.
const COUNT_TIMERS: &str = "
    globalThis.timers = new Set();
    const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
    globalThis.setTimeout = (callback, delay, ...rest) => {
        const timer = set(() => { timers.delete(timer); callback(...rest); }, delay);
        timers.add(timer);
        return timer;
    };
    globalThis.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };";

/// What the page holds.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Held {
    /// Bytes of the program's memory.
    wasm: f64,
    /// Bytes of the page's scripts.
    heap: f64,
    workers: usize,
    timers: usize,
}

#[test]
fn what_a_run_took_is_given_back() {
    let rounds: usize =
        std::env::var("LOOPSCOPE_SOAK").map_or(4, |said| said.parse().expect("a number of rounds"));
    let mut random = Random::new(8);
    browse("#/hello", async |page| {
        let count = json!({ "source": COUNT_TIMERS });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", count)
            .await?;
        page.go("#/hello").await?;
        page.started().await?;
        page.choose("Speed", "Instant").await?;
        let mut second = None;
        let mut last = None;
        for round in 1..=rounds {
            for scenario in catalogue() {
                run(page, scenario.id, &mut random).await?;
            }
            let held = held(page).await?;
            println!("round {round}: {held:?}");
            assert_eq!(held.workers, 0, "a worker is left over in round {round}");
            assert_eq!(held.timers, 0, "a timer is left over in round {round}");
            let errors = page.take_errors().await?;
            assert!(errors.is_empty(), "round {round}: {errors:#?}");
            if round == 2 {
                second = Some(held);
            }
            last = Some(held);
        }
        if let (Some(second), Some(last)) = (second, last) {
            let kept = |after: f64, before: f64| after <= before * 1.1;
            assert!(
                kept(last.wasm, second.wasm),
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

/// Opens a scenario, runs it, and does to it what comes to somebody's mind.
async fn run(page: &Page, id: &str, random: &mut Random) -> WebDriverResult<()> {
    let small = SMALL.iter().find(|(name, _)| *name == id);
    let query = small.map_or("", |(_, query)| query);
    let (does, when) = (random.below(4), random.below(30));
    let (theme, language) = (random.below(5) == 0, random.below(5) == 0);
    let script = format!(
        "return (async () => {{
            const later = (delay) => new Promise((done) => {{
                const port = new MessageChannel();
                const end = performance.now() + delay;
                port.port1.onmessage = () => {{
                    if (performance.now() >= end) {{ port.port1.close(); done(); }}
                    else port.port2.postMessage(0);
                }};
                port.port2.postMessage(0);
            }});
            location.hash = '#/{id}{query}';
            await later(30);
            const run = document.getElementById('run');
            const stop = document.querySelectorAll('.transport .only-icon')[3];
            if ({theme}) document.querySelector('.masthead .theme').click();
            if ({language}) document.querySelector('.masthead .language').click();
            run.click();
            if ({does} < 2) {{
                await later({when});
                ({does} ? stop : run).click();
                await later(10);
                stop.click();
            }}
            const end = performance.now() + 3000;
            while (stop.getAttribute('aria-disabled') === 'false' && performance.now() < end)
                await later(10);
            stop.click();
            await later(10);
            if (document.querySelector('.panic')) throw new Error(document.querySelector('.panic textarea').textContent);
        }})()"
    );
    page.evaluate(&script).await?;
    Ok(())
}

/// What is held once nothing runs and all that can be collected is.
async fn held(page: &Page) -> WebDriverResult<Held> {
    // Another scenario's page closes the run that was last; its notices are gone after 4 s.
    page.evaluate("location.hash = '#/hello'").await?;
    tokio::time::sleep(std::time::Duration::from_millis(4_500)).await;
    page.evaluate("console.clear(); performance.clearMeasures()")
        .await?;
    for _ in 0..3 {
        page.devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
    }
    let heap = page.devtools("Runtime.getHeapUsage", json!({})).await?;
    let targets = page.devtools("Target.getTargets", json!({})).await?;
    let targets = targets["targetInfos"].as_array().cloned();
    let workers = targets.unwrap_or_default();
    let workers = workers.iter().filter(|target| target["type"] == "worker");
    // The program's own module gives its memory to whoever asks it to start again.
    let own = page
        .evaluate(
            "return (async () => {
                const { js } = document.querySelector('meta[name=program]').dataset;
                const program = await import(new URL(js, document.baseURI));
                return [(await program.default()).memory.buffer.byteLength, timers.size];
            })()",
        )
        .await?;
    Ok(Held {
        wasm: own[0].as_f64().unwrap_or_default(),
        heap: heap["usedSize"].as_f64().unwrap_or_default(),
        workers: workers.count(),
        timers: own[1].as_u64().unwrap_or(u64::MAX) as usize,
    })
}
