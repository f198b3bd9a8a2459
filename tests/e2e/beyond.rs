//! A visitor compares two runs, and takes files along.

use serde_json::Value;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn two_runs_are_compared_on_one_axis() {
    browse("#/gather", async |page| {
        run(page).await?;
        page.choose_from_menu("Compare").await?;
        page.click("button", "Keep this run").await?;
        let number = page.find("textbox", "Number for A").await?;
        page.fill(&number, "5").await?;
        run(page).await?;
        page.choose_from_menu("Compare").await?;
        page.shows("+1.000 s").await?;
        page.shows("main() makes factorial('A', 2) a task.").await?;
        page.shows("main() makes factorial('A', 5) a task.").await?;
        let drawings = page
            .evaluate("return [...document.querySelectorAll('.compare img')].map((img) => img.naturalWidth)")
            .await?;
        let widths: Vec<u32> = serde_json::from_value(drawings)?;
        assert!(
            widths.len() == 2 && widths.iter().all(|width| *width > 0),
            "{widths:?}"
        );
        Ok(())
    });
}

#[test]
fn a_run_that_ends_well_has_nothing_to_point_out() {
    browse("#/gather", async |page| {
        run(page).await?;
        page.click("tab", "Findings").await?;
        page.shows("Nothing to point out up to this moment.").await
    });
}

#[test]
fn the_python_program_is_saved_with_the_values_of_the_form() {
    browse("#/gather?a=7", async |page| {
        page.evaluate(
            "const make = URL.createObjectURL;
             URL.createObjectURL = (blob) => {
                 blob.text().then((text) => { window.saved = text; });
                 return make(blob);
             };",
        )
        .await?;
        page.choose_from_menu("Export").await?;
        page.click("button", "Python program (.py)").await?;
        let program = page
            .until("the saved program", async || {
                let saved = page.evaluate("return window.saved ?? null").await?;
                Ok(saved.as_str().map(str::to_owned))
            })
            .await?;
        assert!(program.contains("factorial('A', 7)"), "{program}");
        assert!(
            !program.contains("#~"),
            "markers are not the program's: {program}"
        );
        Ok(())
    });
}

#[test]
fn an_unknown_scenario_lists_the_real_ones() {
    browse("#/no<b>such", async |page| {
        page.find("heading", "There is no scenario “no<b>such”")
            .await?;
        assert!(
            links(page, ".unknown li a")
                .await?
                .contains(&"#/gather".to_owned())
        );
        Ok(())
    });
}

async fn links(page: &Page, selector: &str) -> WebDriverResult<Vec<String>> {
    let script = format!(
        "return [...document.querySelectorAll('{selector}')].map((a) => a.getAttribute('href'))"
    );
    let links: Value = page.evaluate(&script).await?;
    Ok(serde_json::from_value(links)?)
}

async fn run(page: &Page) -> WebDriverResult<()> {
    page.choose("Speed", "Instant").await?;
    page.click("button", "Run").await?;
    page.until("the end of the run", async || {
        let end = page.driver().find_all(By::Css(".measures li")).await?;
        Ok((!end.is_empty()).then_some(()))
    })
    .await
}
