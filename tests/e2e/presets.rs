//! Every preset of every scenario, in both languages, through the page.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos};
use loopscope::scenarios::address::encode;
use loopscope::scenarios::{Form, Scenario, catalogue, headless};
use loopscope::text::Lang;
use serde_json::json;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};

#[test]
fn every_preset_runs_in_english() {
    browse("#/gather", async |page| run_all(page, Lang::En).await);
}

#[test]
fn every_preset_runs_in_chinese() {
    browse("#/gather", async |page| {
        page.click("button", "中文").await?;
        run_all(page, Lang::Zh).await
    });
}

/// Each is opened by its address, as a link would, and run at once.
async fn run_all(page: &Page, lang: Lang) -> WebDriverResult<()> {
    page.until("the choice of speed", async || {
        let chosen = page.evaluate(CHOOSE_INSTANT).await?;
        Ok((chosen == json!(true)).then_some(()))
    })
    .await?;
    for scenario in catalogue() {
        let presets = scenario.presets.iter().map(|preset| preset.form(scenario));
        for mut form in std::iter::once(Form::new(scenario.params)).chain(presets) {
            if scenario.uses_network() {
                give_time(&mut form);
            }
            run_one(page, lang, scenario, &form).await?;
        }
    }
    Ok(())
}

/// A real request may take its time on a busy machine: three times what the form says. The archive,
/// which is meant to be late, is so still; instead of a third attempt there are two.
fn give_time(form: &mut Form) {
    for name in ["timeout", "archive"] {
        let seconds = form.raw(name).and_then(|raw| raw.parse::<f64>().ok());
        let seconds = seconds.expect("a scenario of the network has this parameter");
        form.set(name, &format!("{:.1}", seconds * 3.0));
    }
    form.set("attempts", "2");
}

async fn run_one(page: &Page, lang: Lang, scenario: &Scenario, form: &Form) -> WebDriverResult<()> {
    let address = encode(scenario, form, &[]);
    let what = format!("{address} in {lang:?}");
    page.evaluate(&format!("location.hash = {}", json!(address)))
        .await?;
    let fields: Vec<&str> = form.fields().map(|(_, raw)| raw).collect();
    page.until(&format!("{what}: its title and {fields:?}"), async || {
        let seen = page.evaluate(READ).await?;
        let opened = seen["title"] == scenario.title.get(lang) && seen["fields"] == json!(fields);
        Ok(opened.then_some(()))
    })
    .await?;
    page.evaluate("document.getElementById('run').click()")
        .await?;

    let expected = expected_lines(scenario, form);
    let seen = page
        .until(&format!("{what}: the console {expected:#?}"), async || {
            let seen = page.evaluate(READ).await?;
            let printed: Vec<String> = serde_json::from_value(seen["console"].clone())?;
            // What one print put out may hold newlines.
            let lines = printed.iter().flat_map(|text| text.split('\n'));
            let said: Vec<String> = lines.map(str::to_owned).collect();
            // Real workers take their own time, and so may end in another order; a request that
            // takes too long on a busy machine is tried again.
            let done = match (scenario.uses_workers(), scenario.uses_network()) {
                (false, _) => said == expected,
                (true, false) => said.len() == expected.len(),
                (true, true) => found(&said) == found(&expected),
            };
            // While it goes on, the button that runs the next one says Pause.
            Ok((done && seen["is_over"] == json!(true)).then_some(seen))
        })
        .await?;
    for (pane, text) in seen["panes"].as_object().expect("the panes") {
        let text = text.as_str().unwrap_or_default();
        assert!(text.trim().len() > 3, "{what}: nothing in {pane}: {text:?}");
    }
    let values = form.values().expect("a preset's values are valid");
    assert_eq!(
        seen["question"],
        scenario.quiz.question(&values, lang),
        "{what}"
    );
    assert_eq!(seen["presets"], json!(scenario.presets.len()), "{what}");
    Ok(())
}

/// The items that a crawler found, and how it ended.
fn found(lines: &[String]) -> Vec<&String> {
    let tells = |line: &&String| line.starts_with('{') || line.starts_with("pages: ");
    let mut found: Vec<&String> = lines.iter().filter(tells).collect();
    found.sort();
    found
}

/// What the same scenario prints natively, which is what CPython prints.
fn expected_lines(scenario: &Scenario, form: &Form) -> Vec<String> {
    let values = form.values().expect("a preset is valid");
    let console = Rc::new(Console::default());
    // How it ends is said elsewhere on the page.
    let _end = headless::run(scenario, &values, console.clone());
    console.0.take()
}

#[derive(Default)]
struct Console(RefCell<Vec<String>>);

impl Instrument for Console {
    fn record(&self, _when: Nanos, event: Event) {
        let lines = headless::console_lines(&event);
        self.0.borrow_mut().extend(
            lines
                .into_iter()
                .map(|(_, text)| without_time_of_day(&text)),
        );
    }
}

/// The page's clock of day is the visitor's.
fn without_time_of_day(text: &str) -> String {
    let word = |word: &str| match word.split(':').count() {
        3 => "hh:mm:ss".to_owned(),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

const CHOOSE_INSTANT: &str = "
    const speed = document.getElementById('speed');
    if (!speed) return false;
    speed.value = 'instant';
    speed.dispatchEvent(new Event('change', { bubbles: true }));
    return speed.value === 'instant';";

const READ: &str = "
    const text = (selector) => document.querySelector(selector)?.textContent ?? '';
    const card = (name) => text(`section[aria-labelledby=${name}-title]`);
    const count = (selector) => document.querySelectorAll(selector).length;
    return {
        title: text('.title h1'),
        question: text('.question'),
        is_over: ['Run', '运行'].includes(text('#run').trim()),
        console: [...document.querySelectorAll('#console .text')].map((line) =>
            line.textContent.split(' ').map((word) => word.split(':').length === 3 ? 'hh:mm:ss' : word).join(' ')),
        fields: [...document.querySelectorAll('.fields :is(input:not([type=range]), select)')].map(
            (field) => field.type === 'checkbox' ? String(field.checked) : field.value),
        presets: count('.presets button'),
        panes: {
            code: text('#listing'), form: card('form'), console: text('section[aria-labelledby=console-title] .scroll'),
            timeline: card('timeline'), loop: text('#loop-panel'), task: card('task'),
        },
    };";
