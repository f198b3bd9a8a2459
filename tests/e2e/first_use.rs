//! The page before and beside a run: the first visit, what is refused, the run's own buttons.

use thirtyfour::By;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};

async fn set(page: &Page, field: &str, value: &str) -> WebDriverResult<()> {
    let field = page.find("textbox", field).await?;
    page.fill(&field, value).await
}

async fn value(page: &Page, field: &str) -> WebDriverResult<String> {
    let field = page.find("textbox", field).await?;
    Ok(field.prop("value").await?.unwrap_or_default())
}

async fn code(page: &Page) -> WebDriverResult<String> {
    page.driver()
        .find(By::Css("section.code"))
        .await?
        .text()
        .await
}

#[test]
fn the_first_visit_runs_gather_by_itself() {
    browse("", async |page| {
        page.shows("Task A: Compute factorial(2)...").await?;
        page.find("heading", "gather: three factorials")
            .await
            .map(drop)
    });
}

#[test]
fn what_is_not_allowed_is_said_at_its_field_and_nothing_runs() {
    let cases = [
        ("", "nothing was given; allowed: 0 to 34"),
        ("two", "“two” is not a number; allowed: 0 to 34"),
        ("35", "35 is above the largest allowed, 34"),
        ("-1", "-1 is below the smallest allowed, 0"),
        ("NaN", "“NaN” is not a finite number; allowed: 0 to 34"),
        ("1e400", "1e400 is not a whole number written in digits"),
        ("<img src=x onerror=alert(1)>", "is not a number"),
        ("مرحبا 👩‍👩‍👧", "is not a number"),
    ];
    browse("#/gather?b=2", async |page| {
        for (given, message) in cases {
            set(page, "Number for A", given).await?;
            let field = page.find("textbox", "Number for A").await?;
            let said = page
                .until(message, async || {
                    let row =
                        "return document.querySelector('#field-a').closest('.field').innerText";
                    let row = page
                        .evaluate(row)
                        .await?
                        .as_str()
                        .unwrap_or_default()
                        .to_owned();
                    Ok(row.contains(message).then_some(row))
                })
                .await?;
            assert_eq!(
                field.attr("aria-invalid").await?.as_deref(),
                Some("true"),
                "{given}: {said}"
            );
            page.click("button", "Run").await?;
            page.shows("Cannot run: “Number for A” needs another value.")
                .await?;
            assert_eq!(
                value(page, "Number for A").await?,
                given,
                "what was typed stays"
            );
            assert_eq!(value(page, "Number for B").await?, "2", "the others stay");
        }
        Ok(())
    });
}

#[test]
fn an_address_with_a_bad_value_keeps_the_others_and_names_it() {
    browse("#/gather?a=99&b=5&zzz=1", async |page| {
        page.shows("99 is above the largest allowed, 34").await?;
        page.shows("“zzz” is not a parameter of this scenario")
            .await?;
        assert_eq!(value(page, "Number for A").await?, "99");
        assert_eq!(value(page, "Number for B").await?, "5");
        Ok(())
    });
}

#[test]
fn an_unknown_scenario_is_said_and_the_real_ones_are_listed() {
    browse("#/nope", async |page| {
        page.shows("There is no scenario “nope”").await?;
        page.find("link", "gather: three factorials")
            .await
            .map(drop)
    });
}

#[test]
fn the_rust_tab_shows_the_file_that_runs_with_its_values() {
    browse("#/gather?a=7", async |page| {
        page.click("tab", "Rust").await?;
        page.shows("fn factorial(").await?;
        assert!(code(page).await?.contains("coroutine(call!(factorial("));
        assert!(
            code(page).await?.contains('7'),
            "the present value as a hint"
        );
        Ok(())
    });
}

#[test]
fn a_run_can_be_paused_stepped_skipped_and_stopped() {
    browse("#/sequence?first_delay=3600", async |page| {
        page.click("button", "Run").await?;
        page.click("button", "Pause").await?;
        page.click("button", "One step forward").await?;
        page.shows("3600.000 s").await?;
        page.click("button", "Continue").await?;
        page.click("button", "Stop").await?;
        page.shows("You stopped it.").await
    });
}
