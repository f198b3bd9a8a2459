//! A run of very many tasks, and the page itself on it: what is measured is what a person sees.

use loopscope::runtime::{Coroutine, call, coroutine, gather, sleep};
use loopscope::scenarios::quiz::{Guess, Quiz};
use loopscope::scenarios::{Group, Scenario, Values};
use loopscope::text::Text;
use wasm_bindgen::prelude::wasm_bindgen;

/// One of them is main().
const TASKS: u32 = 10_000;
/// So many that the trace is full: 1,000,000 events are kept.
const SLEEPS: u32 = 10;

fn worker(number: u32) -> Coroutine<()> {
    coroutine(call!(worker(number)), async move {
        for _ in 0..SLEEPS {
            // Deadlines in many places: no two tasks keep step.
            sleep(0.001 + f64::from(number * 7_919 % 1_009) * 1e-5).await?;
        }
        Ok(())
    })
}

fn main(_: &Values) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        gather((1..TASKS).map(worker)).await?;
        Ok(())
    })
}

static CROWD: Scenario = Scenario {
    id: "crowd",
    group: Group::Coroutines,
    title: Text::same("A crowd"),
    quiz: Quiz {
        ask: |_| Text::same("How long does a frame take?"),
        guess: Guess::Seconds,
        answer: |_, _| None,
        wrong: Text::same(""),
    },
    explanation: Text::same("10,000 tasks that sleep by turns."),
    params: &[],
    presets: &[],
    neighbours: &[],
    docs: &[],
    main,
    python: "import asyncio\n",
    rust: include_str!("crowd.rs"),
    rust_file: file!(),
};

/// Mounts the page on an element, with the crowd as its scenario.
#[wasm_bindgen]
pub fn crowd(id: &str) {
    loopscope::ui::start_with(id, &CROWD);
}
