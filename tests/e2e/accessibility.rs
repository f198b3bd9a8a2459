//! What axe-core finds on the page: nothing. It is no part of the page, whose policy would refuse
//! it; the browser's driver runs it.

use std::fs;

use loopscope::scenarios::{Scenario, catalogue};
use serde::Deserialize;
use serde_json::json;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse, npm};

/// Of the scenarios so many are looked at in the dark theme as well, unless all are.
const IN_THE_DARK: [&str; 6] = [
    "gather",
    "task_group",
    "cancel",
    "deadlock",
    "executors",
    "queue_workers",
];

#[test]
fn axe_finds_nothing_on_any_scenario_in_the_light_theme() {
    every("light", |_| true);
}

#[test]
fn axe_finds_nothing_on_six_scenarios_in_the_dark_theme() {
    every("dark", |scenario| {
        is_thorough() || IN_THE_DARK.contains(&scenario.id)
    });
}

#[test]
fn axe_finds_nothing_in_any_state_of_the_page() {
    browse("#/deadlock", async |page| {
        page.started().await?;
        for theme in ["light", "dark"] {
            page.prefer(&[("prefers-color-scheme", theme)]).await?;
            states(page, theme).await?;
        }
        Ok(())
    });
}

#[test]
fn axe_finds_nothing_on_a_phone() {
    browse("#/gather", async |page| {
        page.resize(390, 844).await?;
        page.started().await?;
        page.run_until_measured().await?;
        for pane in ["Code", "Form", "Timeline", "Console", "Loop", "Task"] {
            page.click("button", pane).await?;
            finds_nothing(page, pane).await?;
        }
        page.click("button", "Scenarios").await?;
        finds_nothing(page, "the catalogue").await
    });
}

fn every(theme: &str, wanted: fn(&Scenario) -> bool) {
    browse("#/lesson", async |page| {
        page.prefer(&[("prefers-color-scheme", theme)]).await?;
        page.started().await?;
        page.evaluate("localStorage.setItem('loopscope.speed', 'instant')")
            .await?;
        page.driver().refresh().await?;
        for scenario in catalogue().iter().filter(|scenario| wanted(scenario)) {
            page.evaluate(&format!("location.hash = '#/{}'", scenario.id))
                .await?;
            page.find("heading", scenario.title.en).await?;
            page.run_until_measured().await?;
            finds_nothing(page, &format!("{} in the {theme} theme", scenario.id)).await?;
        }
        Ok(())
    });
}

async fn states(page: &Page, theme: &str) -> WebDriverResult<()> {
    let said = |what: &str| format!("{what}, {theme}");
    page.run_until_measured().await?;
    for tab in ["Who waits", "Findings (2)", "Step in", "Now"] {
        page.click("tab", tab).await?;
        finds_nothing(page, &said(tab)).await?;
    }
    for dialog in ["Compare", "Export", "Keyboard shortcuts"] {
        page.choose_from_menu(dialog).await?;
        page.find("dialog", dialog).await?;
        finds_nothing(page, &said(dialog)).await?;
        page.click("button", "Close").await?;
    }
    page.click("button", "Find").await?;
    page.find("dialog", "Find a scenario or a command").await?;
    finds_nothing(page, &said("the palette")).await?;
    page.click("button", "Close").await?;
    page.click("button", "Side by side").await?;
    finds_nothing(page, &said("both programs")).await?;
    page.click("button", "Side by side").await?;
    for address in ["#/lesson", "#/no-such-program", "#/gather?a=99&zzz=1"] {
        page.go(address).await?;
        page.started().await?;
        finds_nothing(page, &said(address)).await?;
    }
    page.go("#/deadlock").await?;
    page.started().await
}

/// A rule that does not hold, and where.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Violation {
    rule: String,
    help: String,
    places: Vec<String>,
}

async fn finds_nothing(page: &Page, what: &str) -> WebDriverResult<()> {
    let axe = npm("axe-core/axe.min.js");
    if page.evaluate("return typeof axe").await? == json!("undefined") {
        let axe = fs::read_to_string(&axe).unwrap();
        page.evaluate(&axe).await?;
    }
    // What moves is neither there nor gone.
    page.evaluate(
        "return Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))",
    )
    .await?;
    let found = page
        .evaluate(
            "return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
                violations.map(({ id, help, nodes }) => ({
                    rule: id,
                    help,
                    places: nodes.slice(0, 5).map((node) => `${node.target} ${node.failureSummary}`),
                })))",
        )
        .await?;
    let found: Vec<Violation> = serde_json::from_value(found)?;
    assert!(found.is_empty(), "{what}: {found:#?}");
    Ok(())
}

/// `./dev test --all` looks at every scenario in both themes.
fn is_thorough() -> bool {
    std::env::var_os("LOOPSCOPE_ALL").is_some()
}
