//! The timeline at scale, by wheel, fingers and keys.

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn two_fingers_zoom_the_timeline_and_the_cursor_stays() {
    browse("#/gather?delay=0", async |page| {
        page.run_to_its_end().await?;
        let whole = events_across(page).await?;
        let cursor = position(page).await?;
        pinch(page, 40.0, 240.0).await?;
        assert_eq!(position(page).await?, cursor, "a pinch moves no cursor");
        let closer = events_across(page).await?;
        assert!(closer * 3 < whole, "{closer} events are seen of {whole}");

        pinch(page, 240.0, 40.0).await?;
        let again = events_across(page).await?;
        assert!(again > closer * 2, "{again} after {closer}");
        Ok(())
    });
}

#[test]
fn a_finger_alone_goes_to_the_moment_that_it_taps() {
    browse("#/gather?delay=0", async |page| {
        page.run_to_its_end().await?;
        let (x, y) = middle(page).await?;
        page.tap(x, y).await?;
        page.until("the cursor under the finger", async || {
            let event = position(page).await?;
            Ok((event > 20 && event < 170).then_some(()))
        })
        .await
    });
}

#[test]
fn wheel_keys_and_buttons_zoom_and_pan() {
    browse("#/gather?delay=0", async |page| {
        page.run_to_its_end().await?;
        let whole = events_across(page).await?;
        page.click("button", "Zoom in").await?;
        let once = events_across(page).await?;
        assert!(once < whole, "the button: {once} of {whole}");
        page.press("w").await?;
        let twice = events_across(page).await?;
        assert!(twice < once, "the key: {twice} of {once}");
        let before = edges(page).await?;
        page.press("d").await?;
        let after = edges(page).await?;
        assert!(
            after.0 > before.0 && after.1 > before.1,
            "{before:?} {after:?}"
        );
        page.press("a").await?;
        page.press("s").await?;
        let back = events_across(page).await?;
        assert!(back > twice, "out again: {back}");
        let (x, y) = middle(page).await?;
        page.wheel(x, y, -400).await?;
        let by_wheel = events_across(page).await?;
        assert!(by_wheel < back, "the wheel: {by_wheel} of {back}");
        page.click("button", "Fit").await?;
        assert_eq!(events_across(page).await?, whole, "all of it again");
        Ok(())
    });
}

#[test]
fn a_long_gap_is_shortened_and_every_event_can_still_be_reached() {
    browse(
        "#/sequence?first_delay=3600&second_delay=0.01",
        async |page| {
            page.run_to_its_end().await?;
            page.shows("3600.010 s").await?;
            // In the middle of the axis one is not in the middle of an hour.
            let (first, last) = edges(page).await?;
            let end = position(page).await?;
            // Neither edge is inside of the hour: one is before its sleep, one behind it.
            assert!(
                first < 20 && last > first + 20,
                "{first} to {last} of {end}"
            );
            Ok(())
        },
    );
}

/// The timeline's middle, on the screen.
async fn middle(page: &Page) -> WebDriverResult<(f64, f64)> {
    let canvas = page.driver().find(By::Css(".timeline canvas")).await?;
    let place = canvas.rect().await?;
    Ok((place.x + place.width * 0.55, place.y + 60.0))
}

/// Two fingers in the timeline's middle.
async fn pinch(page: &Page, from: f64, to: f64) -> WebDriverResult<()> {
    let (x, y) = middle(page).await?;
    page.pinch(x, y, from, to).await
}

/// The first and the last event that are in view: those under the plot's edges.
async fn edges(page: &Page) -> WebDriverResult<(u64, u64)> {
    let canvas = page.driver().find(By::Css(".timeline canvas")).await?;
    let place = canvas.rect().await?;
    let y = place.y + 18.0;
    let mut seen = Vec::new();
    // Right of the names, and left of the room for a label that hangs over.
    for x in [place.x + 190.0, place.x + place.width - 40.0] {
        page.click_at(x, y).await?;
        painted(page).await?;
        seen.push(position(page).await?);
    }
    page.press(Key::End + "").await?;
    Ok((seen[0], seen[1]))
}

async fn events_across(page: &Page) -> WebDriverResult<u64> {
    let (first, last) = edges(page).await?;
    Ok(last - first)
}

/// Waits until what the last input changed is on the screen: the frame after the one it asked for.
async fn painted(page: &Page) -> WebDriverResult<()> {
    let frame = "new Promise((done) => requestAnimationFrame(done))";
    page.evaluate(&format!("return {frame}.then(() => {frame}).then(() => 0)"))
        .await?;
    Ok(())
}

/// At which event the cursor stands.
async fn position(page: &Page) -> WebDriverResult<u64> {
    Ok(page.cursor().await?.map_or(0, |cursor| cursor.0 as u64))
}
