//! The lesson, walked by keyboard alone.

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use loopscope::scenarios::lesson::LESSON;
use loopscope::scenarios::quiz::Guess;
use loopscope::text::{Lang, lesson as say};

use crate::harness::{Page, browse};

#[test]
fn all_twelve_steps_are_walked_by_keyboard_alone_in_english() {
    walk(Lang::En);
}

#[test]
fn all_twelve_steps_are_walked_by_keyboard_alone_in_chinese() {
    walk(Lang::Zh);
}

fn walk(lang: Lang) {
    browse("#/no-such-program", async |page| {
        page.started().await?;
        let kept = json!({ "language": lang.tag(), "speed": "instant", "seen": true });
        page.evaluate(&format!(
            "localStorage.setItem('loopscope.preferences', '{kept}')"
        ))
        .await?;
        page.go("#/lesson").await?;
        page.started().await?;
        for (place, step) in LESSON.iter().enumerate() {
            page.shows(&say::place(lang, place + 1, LESSON.len()))
                .await?;
            guess(page, &step.scenario().expect("a scenario").quiz.guess).await?;
            press(page, Key::Control + Key::Enter).await?;
            page.until("the answer, and the idea", async || {
                let there = "return document.querySelector('.answer .true') !== null
                    && document.querySelector('#show-idea') !== null";
                Ok((page.evaluate(there).await? == true).then_some(()))
            })
            .await?;
            tab_to(page, "#show-idea").await?;
            press(page, Key::Enter + "").await?;
            page.shows(step.idea.get(lang)).await?;
            assert_eq!(done(page).await?, place + 1);
            press(page, TypingData::from("n")).await?;
        }
        let location = page.location().await?;
        assert!(!location.contains("lesson"), "{location}");
        // What is done is done also for who comes again.
        page.go("#/lesson/2").await?;
        page.started().await?;
        assert_eq!(done(page).await?, LESSON.len());
        Ok(())
    });
}

/// A guess, typed or chosen, with the keys alone.
async fn guess(page: &Page, kind: &Guess) -> WebDriverResult<()> {
    match kind {
        Guess::Choice(_) => {
            tab_to(page, ".guess button").await?;
            press(page, TypingData::from(" ")).await?;
            let chosen = "return document.querySelector('.guess [aria-pressed=true]') !== null";
            assert_eq!(page.evaluate(chosen).await?, true);
        }
        Guess::Seconds | Guess::Number { .. } => {
            tab_to(page, "#guess").await?;
            press(page, TypingData::from("3")).await?;
        }
    }
    Ok(())
}

async fn press(page: &Page, keys: impl Into<TypingData>) -> WebDriverResult<()> {
    page.press(keys).await
}

/// Presses Tab until the focus is on what a selector names.
async fn tab_to(page: &Page, selector: &str) -> WebDriverResult<()> {
    let is_there = format!("return document.activeElement.matches({selector:?})");
    for _ in 0..150 {
        if page.evaluate(&is_there).await? == Value::Bool(true) {
            return Ok(());
        }
        page.press(Key::Tab + "").await?;
    }
    panic!("the focus never comes to {selector}");
}

/// How many steps have a check mark.
async fn done(page: &Page) -> WebDriverResult<usize> {
    let marks = page
        .evaluate("return document.querySelectorAll('.lesson .mark.done').length")
        .await?;
    Ok(serde_json::from_value(marks)?)
}
