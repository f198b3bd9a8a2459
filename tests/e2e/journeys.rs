//! A visitor goes through the page by role and name, as with a screen reader: time travel, findings,
//! cancellations, two runs beside each other, files.

use serde_json::Value;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn time_travel_goes_back_forward_and_to_bookmarks() {
    browse("#/gather", async |page| {
        page.run_by_events().await?;
        let (end, _) = page.position().await?;
        page.stands_at(end, end).await?;
        page.click("button", "One step back").await?;
        page.stands_at(end - 1, end).await?;
        page.click("button", "To the start").await?;
        page.stands_at(0, end).await?;
        page.press_outside(Key::Right + "").await?;
        page.press_outside(Key::Right + "").await?;
        page.stands_at(2, end).await?;
        page.press_outside("b").await?;
        page.press_outside(Key::End + "").await?;
        page.press_outside("b").await?;
        page.choose_from_menu("Bookmarks (2)").await?;
        page.find("list", "Bookmarks").await?;
        let name = page
            .find("textbox", "Name of the bookmark at event 2")
            .await?;
        page.fill(&name, "the beginning").await?;
        name.send_keys(Key::Tab + "").await?;
        page.click("button", "Go to the beginning, 0.000 s").await?;
        page.stands_at(2, end).await?;
        page.press_outside("]").await?;
        page.stands_at(end, end).await?;
        page.press_outside("[").await?;
        page.stands_at(2, end).await?;
        page.choose_from_menu("Remove this bookmark").await?;
        page.has_bookmarks(1).await?;
        Ok(())
    });
}

#[test]
fn the_loop_is_opened_up_and_a_handle_is_seen_moving() {
    browse("#/gather", async |page| {
        page.prefer(&[("prefers-reduced-motion", "no-preference")])
            .await?;
        page.run_by_events().await?;
        page.go_to_line("Task A: factorial(2) = 2").await?;
        page.find("list", "Running now").await?;
        page.find("list", "Ready queue, next first").await?;
        watch_handles(page).await?;
        // On to where B's sleep ends: its handle leaves the line and runs.
        for _ in 0..12 {
            page.press_outside(Key::Right + "").await?;
        }
        page.until("a handle that glides", async || {
            let glided = page.evaluate("return window.glided.length").await?;
            Ok((glided.as_u64() > Some(0)).then_some(()))
        })
        .await?;
        page.find("list", "Timers, soonest first").await?;
        page.shows("because its sleep(1) ended at 1.000 s").await
    });
}

#[test]
fn nothing_moves_where_motion_is_not_wanted() {
    browse("#/gather", async |page| {
        page.prefer(&[("prefers-reduced-motion", "reduce")]).await?;
        page.run_by_events().await?;
        page.go_to_line("Task A: factorial(2) = 2").await?;
        watch_handles(page).await?;
        for _ in 0..12 {
            page.press_outside(Key::Right + "").await?;
        }
        let glided = page.evaluate("return window.glided.length").await?;
        assert_eq!(glided.as_u64(), Some(0));
        Ok(())
    });
}

#[test]
fn a_finding_says_what_why_and_what_to_try_and_leads_there() {
    browse("#/deadlock", async |page| {
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        page.click("tab", "Findings (2)").await?;
        page.find("heading", "A ring of two locks").await?;
        page.shows("CPython would hang here without a word").await?;
        page.shows("Take the locks in the same order everywhere")
            .await?;
        let (end, _) = page.position().await?;
        page.click("button", "Go to 1.000 s").await?;
        page.until("a moment before the end", async || {
            Ok((page.position().await?.0 < end).then_some(()))
        })
        .await?;
        page.press_outside(Key::End + "").await?;
        page.click("tab", "Who waits").await?;
        page.shows("worker('two') holds Lock b and waits for Lock a")
            .await
    });
}

#[test]
fn each_scenario_of_a_mistake_has_its_finding() {
    browse("#/gather", async |page| {
        for (scenario, preset, heading) in [
            (
                "lost_task",
                "It fails, unheard",
                "Exception never retrieved",
            ),
            ("lost_task", "", "A task was cut off"),
            ("swallowed_cancel", "", "Swallowed cancel"),
            ("blocking", "", "Blocked loop"),
            ("deadlock", "", "A ring of two locks"),
        ] {
            page.go(&format!("#/{scenario}?_speed=instant")).await?;
            if !preset.is_empty() {
                page.click("button", preset).await?;
            }
            page.click("button", "Run").await?;
            page.until("findings", async || {
                let tabs = page.all("tab").await?;
                let found = tabs.iter().find(|tab| tab.name.starts_with("Findings ("));
                let Some(found) = found else { return Ok(None) };
                found.element.click().await.map(Some)
            })
            .await?;
            page.find("heading", heading).await?;
        }
        Ok(())
    });
}

#[test]
fn a_cancellation_is_told_step_by_step() {
    browse("#/gather_failure", async |page| {
        page.go("#/cancel?_speed=instant").await?;
        page.click("button", "Run").await?;
        page.find("list", "Cancellations, step by step").await?;
        let steps = page
            .until("its steps", async || {
                let steps = page
                    .evaluate("return [...document.querySelectorAll('[aria-label=\"Cancellations, step by step\"] li')].map((li) => li.textContent)")
                    .await?;
                let steps: Vec<String> = serde_json::from_value(steps)?;
                Ok((steps.len() >= 3).then_some(steps))
            })
            .await?;
        let says = |words: &str| steps.iter().any(|step| step.contains(words));
        assert!(says("asks"), "{steps:#?}");
        assert!(says("CancelledError is raised in"), "{steps:#?}");
        assert!(says("has cleaned up and ends"), "{steps:#?}");
        Ok(())
    });
}

#[test]
fn two_scenarios_are_compared() {
    browse("#/sequence", async |page| {
        page.run_by_events().await?;
        page.choose_from_menu("Compare").await?;
        page.click("button", "Keep this run").await?;
        page.click("link", "create_task: overlap").await?;
        page.find("heading", "create_task: overlap").await?;
        page.run_by_events().await?;
        page.choose_from_menu("Compare").await?;
        page.find("dialog", "Compare").await?;
        page.find("rowheader", "In all").await?;
        page.find("rowheader", "Peak waiting").await?;
        page.find("heading", "Where they part").await?;
        page.shows("−1.000 s").await
    });
}

#[test]
fn a_guess_stands_beside_the_result() {
    browse("#/sequence", async |page| {
        let guess = page.find("textbox", "Your guess (you may skip it)").await?;
        page.fill(&guess, "2,5").await?;
        page.run_by_events().await?;
        page.shows("0.500 s early").await?;
        page.shows("the delays add up").await?;
        page.shows("Next, 3 of 40").await
    });
}

#[test]
fn a_long_run_keeps_a_bounded_trace_and_says_so() {
    browse("#/gather", async |page| {
        page.run_until_measured().await?;
        let more = page.position().await?.1 - 100;
        page.go("#/gather?_events=100").await?;
        page.click("button", "Run").await?;
        page.shows(&format!(
            "The trace is full: its first 100 events are kept, {more} more happened and are not."
        ))
        .await?;
        page.stands_at(100, 100).await?;
        page.click("button", "中文").await?;
        page.shows(&format!(
            "轨迹已满：保留了前 100 个事件，之后的 {more} 个没有保留。"
        ))
        .await
    });
}

#[test]
fn a_deadlock_is_reported_in_chinese() {
    browse("#/deadlock?_speed=instant", async |page| {
        page.click("button", "中文").await?;
        page.click("button", "运行").await?;
        page.shows("CPython 会卡在这里").await?;
        page.shows("在等待 Lock b").await
    });
}

#[test]
fn two_runs_are_compared_on_one_axis() {
    browse("#/gather", async |page| {
        page.run_until_measured().await?;
        page.choose_from_menu("Compare").await?;
        page.click("button", "Keep this run").await?;
        let number = page.find("textbox", "Number for A").await?;
        page.fill(&number, "5").await?;
        page.run_until_measured().await?;
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
        page.run_until_measured().await?;
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

/// Writes down which handles are put back to where they stood, to glide from there.
async fn watch_handles(page: &Page) -> WebDriverResult<()> {
    page.evaluate(
        "window.glided = [];
         new MutationObserver((changes) => {
             for (const { target } of changes) {
                 if (target.style?.transition.includes('transform')) {
                     window.glided.push(target.dataset.handle);
                 }
             }
         }).observe(document.getElementById('loop-panel'),
                    { attributes: true, attributeFilter: ['style'], subtree: true });",
    )
    .await?;
    Ok(())
}
