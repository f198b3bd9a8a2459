//! A visitor goes through a run: while it goes on, along one task, by drag and by a bar.

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn a_live_run_is_paused_rewound_and_goes_on_from_its_live_end() {
    browse("#/sequence?first_delay=3600", async |page| {
        page.click("button", "Run").await?;
        page.until("a line of the console", async || {
            Ok((!page.console().await?.is_empty()).then_some(()))
        })
        .await?;
        page.click("button", "Pause").await?;
        page.find("button", "Continue").await?;
        let (live, _) = page.position().await?;
        page.click("button", "To the start").await?;
        page.comes_to(0).await?;
        assert!(page.console().await?.is_empty());
        page.click("button", "Continue").await?;
        page.click("button", "Pause").await?;
        // Each step skips the waiting before it.
        page.until("events after the live end, and the next line", async || {
            page.click("button", "One step forward").await?;
            let is_later = page.position().await?.0 > live;
            Ok((is_later && page.console().await?.len() > 1).then_some(()))
        })
        .await
    });
}

#[test]
fn the_cursor_follows_one_task_line_by_line() {
    browse("#/gather", async |page| {
        page.run_to_its_end().await?;
        let lines = page.driver().find_all(By::Css("#console button")).await?;
        lines[1].click().await?;
        page.choose("Tasks", "factorial('B', 3)").await?;
        let mut stood = Vec::new();
        for _ in 0..4 {
            let (before, _) = page.position().await?;
            page.click("button", "This task's next event").await?;
            page.until("a later moment", async || {
                Ok((page.position().await?.0 > before).then_some(()))
            })
            .await?;
            let state = page.lanes().await?[2].state.clone();
            stood.push((stands(page, "factorial('B', 3)").await?, state));
        }
        // After its first print on 6 it awaits on 7, prints there again, and so on to its result on 9.
        let expected = [
            ("7", "awaiting"),
            ("6", "running"),
            ("7", "awaiting"),
            ("9", "running"),
        ];
        let expected = expected.map(|(line, state)| (line.to_owned(), state.to_owned()));
        assert_eq!(stood, expected);
        let (before, _) = page.position().await?;
        page.click("button", "This task's event before").await?;
        page.until("an earlier moment", async || {
            Ok((page.position().await?.0 < before).then_some(()))
        })
        .await
    });
}

#[test]
fn a_click_on_a_bar_and_a_drag_go_to_their_moments() {
    browse("#/gather", async |page| {
        page.run_to_its_end().await?;
        let canvas = page.driver().find(By::Css(".timeline canvas")).await?;
        let place = canvas.rect().await?;
        let y = place.y + 70.0;
        let at = |part: f64| (place.x + 180.0 + (place.width - 240.0) * part, y);
        page.evaluate(
            "const shown = document.querySelector('.position');
             window.positions = [];
             new MutationObserver(() => positions.push(Number(shown.dataset.cursor)))
                 .observe(shown, { attributes: true, attributeFilter: ['data-cursor'] });",
        )
        .await?;
        page.drag(&[at(0.9), at(0.5), at(0.1)]).await?;
        let early = page
            .until("the end of the drag", async || {
                let stood = page.evaluate("return positions").await?;
                let mut stood: Vec<usize> = serde_json::from_value(stood)?;
                stood.dedup();
                // The press is a moment of its own, and so is each rest.
                assert!(stood.is_sorted_by(|one, next| one > next), "{stood:?}");
                Ok(stood.get(2).copied())
            })
            .await?;
        // Nothing is dragged any more.
        let (x, y) = at(0.8);
        page.point_at(x, y).await?;
        page.find("button", "One step back").await?;
        assert_eq!(page.position().await?.0, early);
        Ok(())
    });
}

/// The line on which the code pane marks a task; empty where it does not.
async fn stands(page: &Page, task: &str) -> WebDriverResult<String> {
    let script = format!(
        "return [...document.querySelectorAll('#listing li')]
            .filter((line) => line.innerHTML.includes(`{task}`))
            .map((line) => line.dataset.line).join()"
    );
    let line = page.evaluate(&script).await?;
    Ok(line.as_str().unwrap_or_default().to_owned())
}
