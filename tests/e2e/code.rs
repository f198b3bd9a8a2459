//! The code pane: both programs, where the tasks stand in them, and with which stacks.

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn both_programs_stand_side_by_side_and_that_is_remembered() {
    browse("#/gather", async |page| {
        page.find("tab", "Python").await?;
        page.click("button", "Side by side").await?;
        let python = page.find("group", "Python").await?;
        let rust = page.find("group", "Rust").await?;
        assert!(python.text().await?.contains("async def factorial"));
        assert!(rust.text().await?.contains("fn factorial"));
        let places = [python.rect().await?, rust.rect().await?];
        assert!(places[0].x + places[0].width <= places[1].x + 1.0);
        assert!((places[0].y - places[1].y).abs() < 1.0);

        page.driver().refresh().await?;
        page.find("group", "Rust").await?;
        page.click("button", "Side by side").await?;
        page.click("tab", "Rust").await?;
        page.driver().refresh().await?;
        let rust = page.find("tab", "Rust").await?;
        assert_eq!(rust.attr("aria-selected").await?.as_deref(), Some("true"));
        Ok(())
    });
}

#[test]
fn each_task_stands_at_its_line_in_both_programs_with_its_colour() {
    browse("#/gather", async |page| {
        page.click("button", "Side by side").await?;
        to_the_fourth_line(page).await?;
        let marks = |language: &'static str| async move {
            let script = format!(
                "return [...document.querySelectorAll('[data-language={language}] li.stood')].flatMap((row) =>
                    [...row.querySelectorAll('.chip')].map((chip) =>
                        [chip.dataset.colour, chip.textContent, row.textContent.includes('sleep')]))"
            );
            page.evaluate(&script).await
        };
        let (python, rust) = (marks("python").await?, marks("rust").await?);
        assert_eq!(
            python,
            json!([
                ["1", "Bfactorial('B', 3) stands here", true],
                ["2", "Cfactorial('C', 4) stands here", true],
                ["0", "Afactorial('A', 2) stands here", false],
                ["main", "mmain() stands here", false],
            ])
        );
        assert_eq!(rust, python);
        let current = page
            .evaluate("return [...document.querySelectorAll('li[aria-current=step] code')].map((code) => code.textContent.trim().slice(0, 6))")
            .await?;
        assert_eq!(current, json!(["print(", "print("]));
        Ok(())
    });
}

#[test]
fn the_pointer_on_a_marked_line_shows_the_stack_of_its_task() {
    browse("#/sequence?first_delay=3600", async |page| {
        page.click("button", "Run").await?;
        page.click("button", "Pause").await?;
        let chip = page.find("button", "main() stands here").await?;
        page.driver()
            .action_chain()
            .move_to_element_center(&chip)
            .perform()
            .await?;
        let tip = tooltip(page).await?;
        let inner = tip.find("say_after, line ");
        let outer = tip.find("main, line ");
        assert!(inner.is_some() && inner < outer, "innermost first: {tip}");
        page.driver().action_chain().move_to(5, 5).perform().await?;
        no_tooltip(page).await
    });
}

#[test]
fn the_focus_on_a_mark_shows_the_stack_and_escape_hides_it() {
    browse("#/gather", async |page| {
        page.find("tab", "Python").await?;
        to_the_fourth_line(page).await?;
        let chip = page.find("button", "factorial('B', 3) stands here").await?;
        chip.focus().await?;
        let tip = tooltip(page).await?;
        assert!(tip.contains("factorial('B', 3)"), "{tip}");
        assert!(tip.contains("factorial, line 7"), "{tip}");
        assert!(
            tip.contains("factorial('C', 4)"),
            "all who stand there: {tip}"
        );
        let described = chip.attr("aria-describedby").await?.unwrap_or_default();
        let description = page.driver().find(By::Id(described)).await?;
        assert_eq!(description.attr("role").await?.as_deref(), Some("tooltip"));
        page.press(Key::Escape + "").await?;
        no_tooltip(page).await?;
        // A press looks at the task.
        chip.click().await?;
        page.until("the task", async || {
            let chosen = page
                .evaluate(
                    "return document.querySelector('.task select').selectedOptions[0].textContent",
                )
                .await?;
            Ok((chosen == "factorial('B', 3)").then_some(()))
        })
        .await
    });
}

/// Runs gather, and goes to where factorial('A') prints what came of it.
async fn to_the_fourth_line(page: &Page) -> WebDriverResult<()> {
    page.run_to_its_end().await?;
    let lines = page.driver().find_all(By::Css("#console button")).await?;
    lines[3].click().await?;
    page.find("button", "factorial('A', 2) stands here").await?;
    Ok(())
}

async fn tooltip(page: &Page) -> WebDriverResult<String> {
    page.until("a tooltip", async || {
        let tips = page.all("tooltip").await?;
        match tips.first() {
            Some(tip) => Ok(Some(tip.element.text().await?)),
            None => Ok(None),
        }
    })
    .await
}

async fn no_tooltip(page: &Page) -> WebDriverResult<()> {
    page.until("no tooltip", async || {
        Ok(page.all("tooltip").await?.is_empty().then_some(()))
    })
    .await
}
