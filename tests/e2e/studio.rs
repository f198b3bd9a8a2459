//! A visitor goes back and forth in a run, looks into the loop, and takes a moment along.

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn keys_move_the_cursor_by_event_by_turn_and_to_the_ends() {
    browse("#/gather?delay=0", async |page| {
        run(page).await?;
        let end = position(page).await?;
        page.press_outside(Key::Left + "").await?;
        at(page, &end.before(1)).await?;
        page.press_outside(Key::Home + "").await?;
        at(page, &end.at(0)).await?;
        page.press_outside(Key::Right + "").await?;
        page.press_outside(Key::Right + "").await?;
        at(page, &end.at(2)).await?;
        page.press_outside(Key::End + "").await?;
        at(page, &end).await
    });
}

#[test]
fn a_click_on_a_console_line_goes_to_its_moment_in_every_pane() {
    browse("#/gather", async |page| {
        run(page).await?;
        let line = page.driver().find_all(By::Css("#console button")).await?;
        line[3].click().await?;
        page.until("the clock at that line", async || {
            let clock = page.driver().find(By::Css(".clock")).await?.text().await?;
            Ok((clock == "1.000 s").then_some(()))
        })
        .await?;
        let console = page.console().await?;
        assert_eq!(console.len(), 4, "{console:#?}");
        let lanes = page.lanes().await?;
        assert_eq!(lanes[1].state, "running", "{lanes:#?}");
        let here = page
            .evaluate("return document.querySelector('#listing li.here')?.dataset.line")
            .await?;
        assert_eq!(here, "9", "factorial('A') prints its result on line 9");
        page.shows("factorial('A', 2)").await
    });
}

#[test]
fn the_loop_is_opened_up_at_the_cursor() {
    browse("#/gather", async |page| {
        run(page).await?;
        page.press_outside(Key::Home + "").await?;
        for _ in 0..30 {
            page.press_outside(Key::Right + "").await?;
        }
        page.shows("Ready queue, next first").await?;
        page.until("a sentence for why", async || {
            let why = page.driver().find(By::Css(".why")).await?.text().await?;
            Ok(why.contains("because").then_some(()))
        })
        .await
    });
}

#[test]
fn a_handle_in_the_loop_panel_is_written_in_words_not_in_letters() {
    // It runs by itself, as on each first visit.
    browse("#/gather?delay=3600", async |page| {
        page.until("three timers", async || {
            let heights = "return [...document.querySelectorAll('.loop .handle')]
                .map((handle) => handle.offsetHeight)";
            let heights: Vec<f64> = serde_json::from_value(page.evaluate(heights).await?)?;
            // A call, a name and a time: three lines, in the narrowest pane.
            assert!(heights.iter().all(|height| *height < 70.0), "{heights:?}");
            Ok((heights.len() == 3).then_some(()))
        })
        .await
    });
}

#[test]
fn a_deadlock_is_drawn_and_found() {
    browse("#/deadlock", async |page| {
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        page.shows("CPython would hang here").await?;
        page.click("tab", "Who waits").await?;
        page.shows("worker('two') holds Lock b and waits for Lock a")
            .await?;
        // It is drawn anew once its pane has said how large it is.
        page.until("a ring of four", async || {
            let circle = page
                .evaluate("return document.querySelectorAll('.waits .edge.cause').length")
                .await?;
            Ok((circle.as_u64() == Some(4)).then_some(()))
        })
        .await?;
        page.click("tab", "Findings (2)").await?;
        page.shows("A ring of two locks").await
    });
}

#[test]
fn a_guess_stands_beside_the_truth() {
    browse("#/create_task", async |page| {
        let guess = page.find("textbox", "Your guess (you may skip it)").await?;
        page.fill(&guess, "２，0 s").await?;
        run(page).await?;
        page.shows("right").await
    });
}

#[test]
fn a_link_leads_to_the_very_moment() {
    browse("#/gather?a=3&_at=44", async |page| {
        page.until("the link's moment", async || {
            Ok((position(page).await?.event == 44).then_some(()))
        })
        .await?;
        page.click("button", "Share").await?;
        page.until("the address of the moment", async || {
            let location = page.location().await?;
            Ok(location
                .starts_with("#/gather?a=3&")
                .then_some(())
                .filter(|()| location.contains("&_at=v1.")))
        })
        .await
    });
}

#[test]
fn a_damaged_link_opens_the_page_and_says_so() {
    browse("#/gather?a=3&_at=4x4", async |page| {
        page.shows("“_at=4x4” is left out").await?;
        let number = page.find("textbox", "Number for A").await?;
        assert_eq!(number.prop("value").await?.as_deref(), Some("3"));
        Ok(())
    });
}

#[test]
fn an_edit_is_taken_back_by_a_command_of_the_palette() {
    browse("#/gather", async |page| {
        let number = page.find("textbox", "Number for A").await?;
        page.fill(&number, "7").await?;
        page.click("button", "Find").await?;
        let find = page
            .find("combobox", "Find a scenario or a command")
            .await?;
        find.send_keys("undo" + Key::Enter).await?;
        page.until("the number as it was", async || {
            Ok((number.prop("value").await?.as_deref() == Some("2")).then_some(()))
        })
        .await
    });
}

#[test]
fn enter_takes_what_was_typed_even_before_it_is_drawn() {
    browse("#/gather", async |page| {
        page.click("button", "Find").await?;
        page.find("combobox", "Find a scenario or a command")
            .await?;
        // Within one task of the browser, so that nothing can be drawn in between.
        page.evaluate(
            "const find = document.getElementById('find');
            find.value = 'barrier';
            find.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const enter = { key: 'Enter', bubbles: true, cancelable: true };
            find.dispatchEvent(new KeyboardEvent('keydown', enter));",
        )
        .await?;
        page.until("the barrier's page", async || {
            let hash = page.evaluate("return location.hash").await?;
            Ok((hash == "#/barrier").then_some(()))
        })
        .await
    });
}

#[test]
fn the_sheet_of_keys_opens_and_closes_by_key() {
    browse("#/gather", async |page| {
        page.find("heading", "gather: three factorials").await?;
        page.press("?").await?;
        page.find("dialog", "Keyboard shortcuts").await?;
        page.press(Key::Escape + "").await?;
        page.until("no dialog", async || {
            Ok(page.all("dialog").await?.is_empty().then_some(()))
        })
        .await
    });
}

#[test]
fn theme_and_language_are_remembered() {
    browse("#/gather", async |page| {
        page.prefer(&[("prefers-color-scheme", "light")]).await?;
        page.click("button", "Use the dark theme").await?;
        page.click("button", "中文").await?;
        page.find("heading", "gather：三个阶乘").await?;
        page.driver().refresh().await?;
        page.find("heading", "gather：三个阶乘").await?;
        let root = page
            .evaluate(
                "const root = document.documentElement; return root.dataset.theme + root.lang",
            )
            .await?;
        assert_eq!(root, "darkzh-CN");
        Ok(())
    });
}

#[test]
fn an_embedded_page_shows_the_run_alone() {
    browse("?embed#/gather", async |page| {
        page.find("heading", "gather: three factorials").await?;
        page.find("link", "Open in Loopscope").await?;
        assert!(page.all("navigation").await?.is_empty());
        page.find("button", "Run").await?;
        // In a post of any width all of it is there, beside no catalogue.
        for width in [1200, 768, 390] {
            page.resize(width, 800).await?;
            let studio = page.driver().find(By::Css(".embed")).await?;
            page.until(&format!("the run in {width} pixels"), async || {
                let seen = studio.rect().await?.width;
                Ok((seen >= f64::from(width) - 1.0).then_some(()))
            })
            .await?;
        }
        Ok(())
    });
}

/// Where the cursor stands, as the bar says it: `event 3 of 188`.
#[derive(Clone, Debug, PartialEq)]
struct Position {
    event: usize,
    of: usize,
}

impl Position {
    fn at(&self, event: usize) -> Self {
        Self { event, of: self.of }
    }

    fn before(&self, events: usize) -> Self {
        self.at(self.event - events)
    }
}

async fn position(page: &Page) -> WebDriverResult<Position> {
    let (event, of) = page.cursor().await?.unwrap_or((usize::MAX, 0));
    Ok(Position { event, of })
}

async fn at(page: &Page, expected: &Position) -> WebDriverResult<()> {
    page.until(&format!("the cursor at {expected:?}"), async || {
        Ok((position(page).await? == *expected).then_some(()))
    })
    .await
}

async fn run(page: &Page) -> WebDriverResult<()> {
    page.choose("Speed", "Instant").await?;
    // One step is one event.
    page.evaluate("document.activeElement.blur()").await?;
    page.press("2").await?;
    page.click("button", "Run").await?;
    page.until("the end of the run", async || {
        let lanes = page.lanes().await?;
        let ended = !lanes.is_empty() && lanes.iter().all(|lane| lane.history.ends_with("done"));
        Ok(ended.then_some(()))
    })
    .await
}
