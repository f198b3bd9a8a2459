//! What a person is used to: keys, sizes, sound, and that the page remembers.

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn a_separator_obeys_the_arrow_keys_within_bounds_and_is_remembered() {
    browse("#/gather", async |page| {
        let line = page.find("separator", "Width of the console").await?;
        let before = width(page, ".console").await?;
        line.focus().await?;
        for _ in 0..3 {
            page.press(Key::Right + "").await?;
        }
        now_is(page, "Width of the console", 33).await?;
        let wider = width(page, ".console").await?;
        assert!(wider > before + 30.0, "{before} then {wider}");

        page.driver().refresh().await?;
        now_is(page, "Width of the console", 33).await?;
        assert!((width(page, ".console").await? - wider).abs() < 2.0);

        let line = page.find("separator", "Width of the console").await?;
        line.focus().await?;
        page.press(Key::End + "").await?;
        let most = line.attr("aria-valuemax").await?.unwrap_or_default();
        now_is(page, "Width of the console", most.parse().unwrap()).await?;
        assert!(width(page, ".loop").await? >= 150.0, "no pane is gone");
        page.press(Key::Home + "").await?;
        now_is(page, "Width of the console", 15).await?;
        page.press(Key::Enter + "").await?;
        now_is(page, "Width of the console", 27).await
    });
}

#[test]
fn a_separator_is_dragged() {
    browse("#/gather?a=3", async |page| {
        let line = page.find("separator", "Height of the lower panes").await?;
        page.started().await?;
        let before = height(page, ".lower").await?;
        page.driver()
            .action_chain()
            .move_to_element_center(&line)
            .click_and_hold()
            .move_by_offset(0, -40)
            .release()
            .perform()
            .await?;
        let taller = height(page, ".lower").await?;
        assert!(
            (taller - before - 40.0).abs() < 8.0,
            "{before} then {taller}"
        );
        Ok(())
    });
}

#[test]
fn on_a_phone_there_is_nothing_to_drag() {
    browse("#/gather", async |page| {
        page.resize(390, 844).await?;
        page.started().await?;
        for separator in page.all("separator").await? {
            assert!(!separator.element.is_displayed().await?, "{separator:?}");
        }
        Ok(())
    });
}

#[test]
fn the_speed_is_remembered() {
    browse("#/gather", async |page| {
        page.choose("Speed", "5×").await?;
        page.driver().refresh().await?;
        let speed = page.find("combobox", "Speed").await?;
        assert_eq!(speed.prop("value").await?.as_deref(), Some("5"));
        Ok(())
    });
}

#[test]
fn every_key_of_the_sheet_does_what_it_says() {
    browse("#/gather?delay=0", async |page| {
        page.find("heading", "gather: three factorials").await?;
        page.press("?").await?;
        page.find("dialog", "Keyboard shortcuts").await?;
        let keys = page
            .evaluate(
                "return [...document.querySelectorAll('dialog kbd')].map((key) => key.textContent)",
            )
            .await?;
        let told = [
            "Space",
            "←",
            "→",
            "Shift ←",
            "Shift →",
            "Home",
            "End",
            "W",
            "S",
            "A",
            "D",
            "B",
            "[",
            "]",
            "Ctrl Z",
            "/",
            "Ctrl K",
            "?",
            "Esc",
        ];
        for key in told {
            assert!(
                keys.as_array().unwrap().contains(&json!(key)),
                "{key}: {keys}"
            );
        }
        page.press(Key::Escape + "").await?;
        no_dialog(page).await?;

        page.choose("Speed", "Instant").await?;
        page.evaluate("document.activeElement.blur()").await?;
        page.press(" ").await?;
        page.shows("in all").await?;
        page.press("2").await?;
        let end = event(page).await?;
        page.press(Key::Home + "").await?;
        at(page, 0).await?;
        page.press(Key::Right + "").await?;
        at(page, 1).await?;
        page.press(Key::Left + "").await?;
        at(page, 0).await?;
        page.press(Key::Shift + Key::Right).await?;
        let turn = page
            .until("a turn", async || {
                let event = event(page).await?;
                Ok((event > 1).then_some(event))
            })
            .await?;
        page.press(Key::Shift + Key::Right).await?;
        page.press(Key::Shift + Key::Left).await?;
        at(page, turn).await?;
        page.press(Key::End + "").await?;
        at(page, end).await?;

        let number = page.find("textbox", "Number for A").await?;
        page.fill(&number, "7").await?;
        page.evaluate("document.activeElement.blur()").await?;
        page.press(Key::Control + "z").await?;
        page.until("the number as it was", async || {
            Ok((number.prop("value").await?.as_deref() == Some("2")).then_some(()))
        })
        .await?;
        for keys in [TypingData::from("/"), Key::Control + "k"] {
            page.press(keys).await?;
            page.find("dialog", "Find a scenario or a command").await?;
            page.press(Key::Escape + "").await?;
            no_dialog(page).await?;
        }
        Ok(())
    });
}

#[test]
fn the_sound_is_off_until_somebody_turns_it_on_and_tasks_of_one_instant_are_a_chord() {
    browse("#/hello", async |page| {
        page.run_before(LISTEN).await?;
        page.go("#/gather").await?;
        page.run_to_its_end().await?;
        assert_eq!(heard(page).await?, json!({ "contexts": 0, "notes": [] }));

        page.choose_from_menu("Turn the sound on").await?;
        page.shows("Sound is on").await?;
        page.choose("Speed", "1×").await?;
        page.click("button", "Run").await?;
        let notes = page
            .until("notes of two instants", async || {
                let heard = heard(page).await?;
                let notes: Vec<(f64, f64)> = serde_json::from_value(heard["notes"].clone())?;
                Ok(notes
                    .iter()
                    .any(|note| note.0 > notes[0].0)
                    .then_some(notes))
            })
            .await?;
        let chord = notes.iter().filter(|note| note.0 == notes[0].0);
        let mut pitches: Vec<i64> = chord.map(|note| note.1 as i64).collect();
        pitches.sort_unstable();
        pitches.dedup();
        assert!(
            pitches.len() >= 3,
            "main and its children at one instant: {notes:?}"
        );

        page.choose_from_menu("Turn the sound off").await?;
        let before = heard(page).await?;
        page.click("button", "Run").await?;
        page.shows("in all").await?;
        assert_eq!(heard(page).await?, before);
        Ok(())
    });
}

#[test]
fn without_audio_the_page_says_so_and_runs_on() {
    browse("#/hello", async |page| {
        page.run_before("delete window.AudioContext; delete window.webkitAudioContext")
            .await?;
        page.go("#/gather").await?;
        page.choose_from_menu("Turn the sound on").await?;
        page.shows("This browser plays no sound here").await?;
        page.run_to_its_end().await
    });
}

#[test]
fn the_narration_is_said_at_each_step_and_not_while_the_run_goes_on() {
    browse("#/sequence?first_delay=3600", async |page| {
        page.click("button", "Run").await?;
        let narration = page.find("status", "What happened and why").await?;
        page.until("silence while it runs", async || {
            Ok((narration.attr("aria-live").await?.as_deref() == Some("off")).then_some(()))
        })
        .await?;
        page.click("button", "Pause").await?;
        page.until("its voice", async || {
            Ok((narration.attr("aria-live").await?.as_deref() == Some("polite")).then_some(()))
        })
        .await?;
        let before = narration.text().await?;
        page.click("button", "One step back").await?;
        page.until("another sentence", async || {
            let now = narration.text().await?;
            Ok((!now.is_empty() && now != before).then_some(()))
        })
        .await
    });
}

/// Notes each sound that begins: when, and how high. The clock of the sound goes on whenever it is
/// read, and while nothing is, it stands.
const LISTEN: &str = "
    window.heard = { contexts: 0, notes: [] };
    let now = 0;
    window.AudioContext = class extends AudioContext {
        constructor(...given) { super(...given); heard.contexts += 1; }
        get currentTime() { return now += 0.005; }
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
        heard.notes.push([when, this.frequency.value]);
        return start.call(this, when);
    };";

async fn heard(page: &Page) -> WebDriverResult<Value> {
    page.evaluate("return window.heard").await
}

async fn now_is(page: &Page, name: &str, percent: u32) -> WebDriverResult<()> {
    page.until(&format!("{name} at {percent} %"), async || {
        let line = page.find("separator", name).await?;
        let now = line.attr("aria-valuenow").await?.unwrap_or_default();
        Ok((now == percent.to_string()).then_some(()))
    })
    .await
}

async fn width(page: &Page, pane: &str) -> WebDriverResult<f64> {
    Ok(page.driver().find(By::Css(pane)).await?.rect().await?.width)
}

async fn height(page: &Page, pane: &str) -> WebDriverResult<f64> {
    Ok(page
        .driver()
        .find(By::Css(pane))
        .await?
        .rect()
        .await?
        .height)
}

async fn no_dialog(page: &Page) -> WebDriverResult<()> {
    page.until("no dialog", async || {
        Ok(page.all("dialog").await?.is_empty().then_some(()))
    })
    .await
}

async fn event(page: &Page) -> WebDriverResult<u64> {
    Ok(page.cursor().await?.map_or(0, |cursor| cursor.0 as u64))
}

async fn at(page: &Page, expected: u64) -> WebDriverResult<()> {
    page.until(&format!("the cursor at {expected}"), async || {
        Ok((event(page).await? == expected).then_some(()))
    })
    .await
}
