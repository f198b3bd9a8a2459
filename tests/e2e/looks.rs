//! What is seen without scrolling, at the sizes and in the states that people met faults in.

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn no_size_and_no_zoom_scrolls_sideways_and_run_is_in_view() {
    browse("#/gather?a=3", async |page| {
        page.started().await?;
        // 150, 200 and 400 % of 1440 by 900, and phones.
        for (width, height) in [(960, 600), (720, 450), (360, 225), (320, 568), (844, 390)] {
            page.resize(width, height).await?;
            let seen = page
                .evaluate(
                    "const { scrollWidth, clientWidth } = document.documentElement;
                     const button = document.getElementById('run');
                     // At 400 % the page itself scrolls.
                     if (innerHeight < 300) button.scrollIntoView({ block: 'center' });
                     const run = button.getBoundingClientRect();
                     return [scrollWidth <= clientWidth, run.width > 0 && run.right <= innerWidth && run.bottom <= innerHeight];",
                )
                .await?;
            assert_eq!(seen, json!([true, true]), "{width} by {height}");
        }
        Ok(())
    });
}

#[test]
fn on_a_narrow_page_the_menu_leads_to_every_room() {
    browse("#/gather?a=3", async |page| {
        page.resize(390, 844).await?;
        page.started().await?;
        page.click("button", "More").await?;
        page.click("link", "Lesson").await?;
        page.shows("Lesson, step 1 of 12").await
    });
}

#[test]
fn the_ready_queue_and_the_timers_are_seen_together() {
    browse("#/gather?_when=0", async |page| {
        page.until("the three heads of the loop", async || {
            let seen = page
                .evaluate(
                    "const pane = document.getElementById('loop-panel')?.getBoundingClientRect();
                     const heads = ['running', 'ready', 'timers'].map((it) =>
                         document.getElementById(`loop-${it}`)?.getBoundingClientRect());
                     return heads.every((it) => it && it.top >= pane.top && it.bottom <= pane.bottom);",
                )
                .await?;
            Ok((seen == json!(true)).then_some(()))
        })
        .await
    });
}

#[test]
fn a_stale_result_is_seen_through_a_veil_until_it_is_run_again() {
    browse("#/gather?a=3", async |page| {
        page.run_to_its_end().await?;
        assert_eq!(veil(page).await?, 1.0);
        let field = page.find("textbox", "Number for A").await?;
        page.fill(&field, "5").await?;
        page.shows("This result belongs to Number for A").await?;
        assert_eq!(veil(page).await?, 0.66);
        page.click("button", "Run again").await?;
        page.until("no veil", async || {
            Ok((veil(page).await? == 1.0).then_some(()))
        })
        .await
    });
}

async fn veil(page: &Page) -> WebDriverResult<f64> {
    let opacity = page
        .evaluate("return Number(getComputedStyle(document.querySelector('.right')).opacity)")
        .await?;
    Ok(opacity.as_f64().unwrap_or_default())
}

#[test]
fn an_address_that_the_browser_refuses_gets_there_later() {
    browse("#/gather?a=3", async |page| {
        page.started().await?;
        page.evaluate(
            "const replace = history.replaceState;
             let refused = 0;
             history.replaceState = function (...given) {
                 if (++refused <= 3) throw new DOMException('too many', 'SecurityError');
                 return replace.apply(this, given);
             };",
        )
        .await?;
        let field = page.find("textbox", "Number for A").await?;
        page.fill(&field, "7").await?;
        page.fill(&field, "8").await?;
        page.until("the last value in the address", async || {
            Ok(page.location().await?.contains("a=8").then_some(()))
        })
        .await
    });
}

#[test]
fn more_than_three_tasks_at_a_line_are_counted() {
    browse("#/semaphore?places=1&visitors=8&_when=0", async |page| {
        let chips = "return [...document.querySelectorAll('#listing li')].map((row) => [
            row.querySelectorAll('.chip').length, row.querySelector('.more')?.textContent ?? ''])";
        page.until("three badges and the count of the others", async || {
            let rows = page.evaluate(chips).await?;
            let rows = rows.as_array().cloned().unwrap_or_default();
            Ok(rows.contains(&json!([3, "+4"])).then_some(()))
        })
        .await
    });
}

#[test]
fn a_long_line_of_the_program_hangs_below_itself_and_nothing_is_cut_off() {
    browse("#/semaphore", async |page| {
        page.resize(1024, 768).await?;
        page.started().await?;
        let listing = page
            .evaluate(
                "const listing = document.getElementById('listing');
                 const heights = [...listing.querySelectorAll('li')].map((row) => row.offsetHeight);
                 return [listing.scrollWidth <= listing.clientWidth, heights.some((height) => height > 30)];",
            )
            .await?;
        assert_eq!(listing, json!([true, true]));
        Ok(())
    });
}

#[test]
fn a_paused_run_is_ended_from_the_menu() {
    browse("#/sequence?first_delay=3600", async |page| {
        page.click("button", "Run").await?;
        page.click("button", "Pause").await?;
        page.choose_from_menu("Stop").await?;
        page.shows("You stopped it.").await
    });
}

#[test]
fn printed_it_is_a_sheet_without_controls() {
    browse("#/gather?a=3", async |page| {
        page.run_to_its_end().await?;
        page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await?;
        let seen = page
            .evaluate(
                "const seen = (it) => [...document.querySelectorAll(it)].some((one) => one.offsetHeight > 0);
                 return ['.transport', '.masthead', '.form', '#listing', '#console'].map(seen);",
            )
            .await?;
        assert_eq!(seen, json!([false, false, false, true, true]));
        Ok(())
    });
}

#[test]
fn texts_that_a_translator_wraps_cost_the_page_nothing() {
    browse("#/gather?a=3", async |page| {
        page.started().await?;
        page.evaluate(
            "const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             const texts = [];
             while (walker.nextNode()) texts.push(walker.currentNode);
             for (const text of texts) {
                 if (text.parentElement.closest('[translate=no], script, style, select')) continue;
                 const font = document.createElement('font');
                 text.replaceWith(font);
                 font.append(text);
             }",
        )
        .await?;
        page.run_to_its_end().await?;
        page.click("button", "中文").await?;
        page.shows("时间线").await?;
        let panicked = page
            .evaluate("return document.querySelector('.panic') !== null")
            .await?;
        assert_eq!(panicked, json!(false));
        page.driver().find(By::Id("run")).await.map(drop)
    });
}
