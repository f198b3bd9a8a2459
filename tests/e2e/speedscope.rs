//! What is taken along is read by who it is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use loopscope::scenarios::{Form, Scenario, catalogue, headless};
use loopscope::trace::Recorder;
use loopscope::view_model::{Analysis, chrome_trace};
use serde_json::Value;
use thirtyfour::By;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, Site, browse, browse_site, npm};

#[test]
fn speedscope_reads_the_trace_that_the_page_exports() {
    let folder = speedscope("from-the-page");
    browse("#/gather", async |page| {
        let trace = exported(page).await?;
        fs::write(folder.join("page.json"), trace)?;
        Ok(())
    });
    browse_site(&Site::serve(&folder), &address("page"), async |page| {
        opens(page, "main() (tid 1) (1/6)").await?;
        let frames = frames(page).await?;
        assert!(
            frames.iter().any(|name| name == "await gather(3)"),
            "{frames:?}"
        );
        Ok(())
    });
}

#[test]
fn speedscope_reads_the_trace_of_every_scenario() {
    let folder = speedscope("every-scenario");
    let traces = catalogue().iter().map(|scenario| {
        let trace = trace_of(scenario);
        fs::write(folder.join(format!("{}.json", scenario.id)), &trace).unwrap();
        (scenario.id, lanes(&trace))
    });
    let traces: Vec<_> = traces.collect();
    browse_site(&Site::serve(&folder), "index.html", async |page| {
        for (id, lanes) in traces {
            page.go(&address(id)).await?;
            let first = match lanes {
                1 => "main() (tid 1)".to_owned(),
                // Tasks, workers and the loop: speedscope counts them all.
                _ => format!("main() (tid 1) (1/{lanes})"),
            };
            opens(page, &first).await?;
        }
        Ok(())
    });
}

/// Waits until speedscope shows what it calls so, and holds it to have said nothing about it.
async fn opens(page: &Page, profile: &str) -> WebDriverResult<()> {
    page.shows(profile).await?;
    let logged = page.logged().await?;
    // The browser also speaks of its graphics; what speedscope says comes through `console`.
    let complaints: Vec<_> = logged
        .iter()
        .filter(|entry| entry["source"] == "console-api")
        .filter(|entry| entry["level"] == "WARNING" || entry["level"] == "SEVERE")
        .collect();
    assert!(complaints.is_empty(), "{profile}: {complaints:#?}");
    let imported = logged.iter().any(|entry| {
        let message = entry["message"].as_str().unwrap_or_default();
        message.contains("Importing as Trace Event Format")
    });
    assert!(imported, "{profile}: {logged:#?}");
    Ok(())
}

/// The names of the frames, as speedscope's table has them.
async fn frames(page: &Page) -> WebDriverResult<Vec<String>> {
    let sandwich = page.driver().find(By::XPath(
        "//*[contains(text(), 'Sandwich') or contains(., 'Sandwich')][not(*[contains(., 'Sandwich')])]",
    ));
    sandwich.await?.click().await?;
    page.until("the table of frames", async || {
        let cells = page
            .evaluate("return [...document.querySelectorAll('td')].map((cell) => cell.textContent.trim())")
            .await?;
        let cells: Vec<String> = serde_json::from_value(cells)?;
        Ok((!cells.is_empty()).then_some(cells))
    })
    .await
}

async fn exported(page: &Page) -> WebDriverResult<String> {
    page.run_to_its_end().await?;
    page.evaluate(
        "const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => {
             blob.text().then((text) => { window.saved = text; });
             return make(blob);
         };",
    )
    .await?;
    page.choose_from_menu("Export").await?;
    page.click("button", "Trace for Perfetto and speedscope (.json)")
        .await?;
    page.until("the saved trace", async || {
        let saved = page.evaluate("return window.saved ?? null").await?;
        Ok(saved.as_str().map(str::to_owned))
    })
    .await
}

fn trace_of(scenario: &Scenario) -> String {
    let values = Form::new(scenario.params).values().expect("the defaults");
    let recorder = Rc::new(Recorder::new());
    // How it ends is another test's matter.
    let _end = headless::run(scenario, &values, recorder.clone());
    let trace = recorder.trace();
    let mut analysis = Analysis::new();
    analysis.catch_up(&trace);
    chrome_trace(&trace, &analysis, scenario.title.en)
}

/// How many threads of the trace have stretches.
fn lanes(trace: &str) -> usize {
    let trace: Value = serde_json::from_str(trace).unwrap();
    let events = trace["traceEvents"].as_array().unwrap().iter();
    let begins = events.filter(|event| event["ph"] == "B");
    let lanes: BTreeSet<_> = begins
        .map(|event| (event["pid"].as_u64(), event["tid"].as_u64()))
        .collect();
    lanes.len()
}

fn address(trace: &str) -> String {
    format!("index.html#profileURL={trace}.json")
}

/// A copy of speedscope's own page, to put traces beside.
fn speedscope(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("speedscope-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(npm("speedscope/dist/release")).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
    }
    folder
}
