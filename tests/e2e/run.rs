//! A visitor changes a parameter, runs the program, and reads what came of it.

use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};

const GATHER: &str = "#/gather";

#[test]
fn a_run_obeys_the_form_in_console_and_lanes() {
    browse("#/gather?a=2&b=3&c=4", async |page| {
        let number = page.find("textbox", "Number for A").await?;
        page.fill(&number, "3").await?;
        page.run_to_its_end().await?;

        let console = texts(page).await?;
        assert_eq!(
            console.last().map(String::as_str),
            Some("3.000 Task C: factorial(4) = 24"),
            "{console:#?}"
        );
        assert!(
            console
                .iter()
                .any(|line| line.ends_with("Task A: factorial(3) = 6")),
            "{console:#?}"
        );

        let lanes = page.lanes().await?;
        let tasks: Vec<_> = lanes.iter().map(|lane| lane.task.as_str()).collect();
        assert_eq!(
            tasks,
            [
                "main()",
                "factorial('A', 3)",
                "factorial('B', 3)",
                "factorial('C', 4)"
            ]
        );
        assert!(lanes[1].history.contains("sleep(1)"), "{lanes:#?}");
        assert!(
            lanes.iter().all(|lane| lane.history.ends_with("done")),
            "{lanes:#?}"
        );
        Ok(())
    });
}

#[test]
fn a_value_out_of_bounds_is_said_at_its_field_and_kept() {
    browse("#/sequence", async |page| {
        let delay = page.find("textbox", "First delay").await?;
        page.fill(&delay, "4000").await?;
        page.shows("4000 is above the largest allowed, 3600 s")
            .await?;
        page.click("button", "Run").await?;
        page.shows("Cannot run: “First delay” needs another value.")
            .await?;
        assert_eq!(page.console().await?, [], "a refused run prints nothing");
        assert_eq!(page.lanes().await?, [], "a refused run has no tasks");
        assert_eq!(delay.prop("value").await?.as_deref(), Some("4000"));
        Ok(())
    });
}

#[test]
fn the_address_holds_the_parameters_over_a_reload() {
    browse(GATHER, async |page| {
        let text = "<b>\u{1F600} \u{05E9}\u{05DC}";
        let name = page.find("textbox", "Name of A").await?;
        page.fill(&name, text).await?;
        page.until("the address with the name", async || {
            Ok(page.location().await?.contains("name_a=").then_some(()))
        })
        .await?;

        page.driver().refresh().await?;
        let name = page.find("textbox", "Name of A").await?;
        assert_eq!(name.prop("value").await?.as_deref(), Some(text));
        page.run_to_its_end().await?;
        let console = texts(page).await?;
        let expected = format!("0.000 Task {text}: Compute factorial(2)...");
        assert!(console.contains(&expected), "{console:#?}");
        Ok(())
    });
}

#[test]
fn back_and_forward_go_between_scenarios() {
    browse(GATHER, async |page| {
        page.find("heading", "gather: three factorials").await?;
        page.click("button", "Scenarios").await?;
        page.click("link", "Await in sequence").await?;
        page.find("heading", "Await in sequence").await?;
        assert!(page.location().await?.starts_with("#/sequence"));
        page.driver().back().await?;
        page.find("heading", "gather: three factorials").await?;
        page.driver().forward().await?;
        page.find("heading", "Await in sequence").await?;
        Ok(())
    });
}

async fn texts(page: &Page) -> WebDriverResult<Vec<String>> {
    let lines = page.console().await?;
    Ok(lines
        .iter()
        .map(|line| format!("{} {}", line.stamp, line.text))
        .collect())
}

#[test]
fn another_scenario_begins_with_an_empty_timeline() {
    browse("#/gather", async |page| {
        page.run_to_its_end().await?;
        page.until("its lanes", async || {
            let painted = page.evaluate(IS_PAINTED).await?;
            Ok((painted == true).then_some(()))
        })
        .await?;
        page.click("button", "Scenarios").await?;
        page.click("link", "Hello, await").await?;
        page.shows("Press Run: each task gets a lane here.").await?;
        page.until("nothing painted", async || {
            let painted = page.evaluate(IS_PAINTED).await?;
            Ok((painted == false).then_some(()))
        })
        .await
    });
}

/// Whether any dot of the timeline's canvas has a colour.
const IS_PAINTED: &str = "
    const canvas = document.querySelector('.timeline canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);";
