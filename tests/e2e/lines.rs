//! The studio's lines, one test a line at least: each goes through the page by role and name, as
//! who listens to it does.

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

#[test]
fn line_1_time_travel_goes_back_forward_and_to_bookmarks() {
    browse("#/gather", async |page| {
        run(page).await?;
        at(page, 188, 188).await?;
        page.click("button", "One step back").await?;
        at(page, 187, 188).await?;
        page.click("button", "To the start").await?;
        at(page, 0, 188).await?;
        press(page, Key::Right + "").await?;
        press(page, Key::Right + "").await?;
        at(page, 2, 188).await?;
        press(page, "b").await?;
        press(page, Key::End + "").await?;
        press(page, "b").await?;
        page.choose_from_menu("Bookmarks (2)").await?;
        page.find("list", "Bookmarks").await?;
        let name = page
            .find("textbox", "Name of the bookmark at event 2")
            .await?;
        page.fill(&name, "the beginning").await?;
        name.send_keys(Key::Tab + "").await?;
        page.click("button", "Go to the beginning, 0.000 s").await?;
        at(page, 2, 188).await?;
        press(page, "]").await?;
        at(page, 188, 188).await?;
        press(page, "[").await?;
        at(page, 2, 188).await?;
        page.choose_from_menu("Remove this bookmark").await?;
        has_bookmarks(page, 1).await?;
        Ok(())
    });
}

#[test]
fn line_2_the_loop_is_opened_up_and_a_handle_is_seen_moving() {
    browse("#/gather", async |page| {
        page.prefer(&[("prefers-reduced-motion", "no-preference")])
            .await?;
        run(page).await?;
        go(page, "Task A: factorial(2) = 2").await?;
        page.find("list", "Running now").await?;
        page.find("list", "Ready queue, next first").await?;
        watch_handles(page).await?;
        // On to where B's sleep ends: its handle leaves the line and runs.
        for _ in 0..12 {
            press(page, Key::Right + "").await?;
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
fn line_2_nothing_moves_where_motion_is_not_wanted() {
    browse("#/gather", async |page| {
        page.prefer(&[("prefers-reduced-motion", "reduce")]).await?;
        run(page).await?;
        go(page, "Task A: factorial(2) = 2").await?;
        watch_handles(page).await?;
        for _ in 0..12 {
            press(page, Key::Right + "").await?;
        }
        let glided = page.evaluate("return window.glided.length").await?;
        assert_eq!(glided.as_u64(), Some(0));
        Ok(())
    });
}

#[test]
fn line_3_a_finding_says_what_why_and_what_to_try_and_leads_there() {
    browse("#/deadlock", async |page| {
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        page.click("tab", "Findings (2)").await?;
        page.find("heading", "A ring of two locks").await?;
        page.shows("CPython would hang here without a word").await?;
        page.shows("Take the locks in the same order everywhere")
            .await?;
        let (end, _) = position(page).await?;
        page.click("button", "Go to 1.000 s").await?;
        page.until("a moment before the end", async || {
            Ok((position(page).await?.0 < end).then_some(()))
        })
        .await?;
        press(page, Key::End + "").await?;
        page.click("tab", "Who waits").await?;
        page.shows("worker('two') holds Lock b and waits for Lock a")
            .await
    });
}

#[test]
fn line_3_each_scenario_of_a_mistake_has_its_finding() {
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
fn line_4_a_cancellation_is_told_step_by_step() {
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
fn line_5_a_task_is_cancelled_at_a_moment_and_the_link_carries_it() {
    browse("#/gather", async |page| {
        run(page).await?;
        go(page, "Task A: factorial(2) = 2").await?;
        page.click("tab", "Step in").await?;
        page.click("button", "Cancel factorial('B', 3)").await?;
        page.shows("You cancel factorial('B', 3) from outside.")
            .await?;
        let console = page
            .until("the console up to there", async || {
                let lines = page.console().await?;
                Ok((lines.len() == 4).then_some(lines))
            })
            .await?;
        page.find("columnheader", "Before stepping in").await?;
        page.shows("3.000 s before").await?;
        page.click("button", "Share").await?;
        let link = shared(page).await?;
        assert!(link.contains("_do="), "{link}");
        let moment = position(page).await?;
        // Elsewhere the same run stands at the same moment, with the old one behind it.
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        comes_to(page, moment.0).await?;
        assert_eq!(page.console().await?, console);
        page.find("columnheader", "Before stepping in").await?;
        // And it is taken back.
        page.click("button", "Take back").await?;
        page.until("the run as it was", async || {
            Ok((position(page).await?.1 == 188).then_some(()))
        })
        .await
    });
}

#[test]
fn line_5_an_item_is_put_into_a_queue_if_the_queue_takes_it() {
    browse("#/join", async |page| {
        run(page).await?;
        let lines = page.console().await?.len();
        page.driver()
            .find_all(By::Css("#console button"))
            .await?
            .swap_remove(1)
            .click()
            .await?;
        page.click("tab", "Step in").await?;
        let item = page.find("textbox", "Item for queue").await?;
        page.fill(&item, "soon").await?;
        page.click("button", "Put into queue").await?;
        page.shows("“soon” is not a whole number").await?;
        page.fill(&item, "7").await?;
        page.click("button", "Put into queue").await?;
        page.shows("You put 7 into queue from outside.").await?;
        press(page, Key::End + "").await?;
        page.until("one line more at least", async || {
            Ok((page.console().await?.len() > lines).then_some(()))
        })
        .await
    });
}

#[test]
fn line_5_an_event_is_set_and_a_permit_released() {
    browse("#/event", async |page| {
        for (scenario, label, said) in [
            ("event", "Set event", "You set event from outside."),
            ("semaphore", "Release sem", "You release sem from outside."),
        ] {
            page.go(&format!("#/{scenario}?_at=40&_side=step-in"))
                .await?;
            page.click("button", label).await?;
            page.shows(said).await?;
        }
        Ok(())
    });
}

#[test]
fn line_5_a_run_with_workers_is_repeated_with_what_they_did() {
    browse("#/executors", async |page| {
        run(page).await?;
        go(page, "default thread pool").await?;
        page.click("tab", "Step in").await?;
        page.until("the moment of that line", async || {
            Ok((page.console().await?.len() == 1).then_some(()))
        })
        .await?;
        // Random bytes: no other run has the same.
        let printed = page.console().await?;
        let (moment, _) = position(page).await?;
        page.click("button", "Cancel main()").await?;
        page.shows("You cancel main() from outside.").await?;
        assert_eq!(page.console().await?, printed);
        assert!(position(page).await?.0 > moment);
        page.shows("CancelledError").await
    });
}

#[test]
fn line_6_two_scenarios_are_compared() {
    browse("#/sequence", async |page| {
        run(page).await?;
        page.choose_from_menu("Compare").await?;
        page.click("button", "Keep this run").await?;
        page.click("link", "create_task: overlap").await?;
        page.find("heading", "create_task: overlap").await?;
        run(page).await?;
        page.choose_from_menu("Compare").await?;
        page.find("dialog", "Compare").await?;
        page.find("rowheader", "In all").await?;
        page.find("rowheader", "Peak waiting").await?;
        page.find("heading", "Where they part").await?;
        page.shows("−1.000 s").await
    });
}

#[test]
fn line_8_a_guess_stands_beside_the_result() {
    browse("#/sequence", async |page| {
        let guess = page.find("textbox", "Your guess (you may skip it)").await?;
        page.fill(&guess, "2,5").await?;
        run(page).await?;
        page.shows("0.500 s early").await?;
        page.shows("the delays add up").await?;
        page.shows("Next, 3 of 40").await
    });
}

#[test]
fn line_10_a_link_brings_moment_bookmarks_view_and_speed() {
    browse("#/gather?a=5", async |page| {
        run(page).await?;
        go(page, "Task B: factorial(3) = 6").await?;
        page.choose_from_menu("Bookmark this moment").await?;
        page.click("button", "Zoom in").await?;
        page.click("tab", "Who waits").await?;
        page.click("tab", "Rust").await?;
        page.choose("Speed", "5×").await?;
        let moment = position(page).await?;
        page.click("button", "Share").await?;
        let link = shared(page).await?;
        page.evaluate("localStorage.clear()").await?;
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        comes_to(page, moment.0).await?;
        has_bookmarks(page, 1).await?;
        let chosen = page
            .evaluate("return [...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent).join()")
            .await?;
        assert_eq!(chosen, "Rust,Who waits");
        let speed = page.find("combobox", "Speed").await?;
        assert_eq!(speed.prop("value").await?.as_deref(), Some("5"));
        // The very same link comes of it again: the part of the timeline included.
        page.click("button", "Share").await?;
        page.shows("Copied").await?;
        assert_eq!(page.location().await?, link);
        Ok(())
    });
}

#[test]
fn line_10_a_link_with_a_byte_changed_opens_the_page_with_a_message() {
    browse("#/gather?a=3&_at=4x4&_side=back&_moon=1", async |page| {
        page.shows("“_at=4x4” is left out: it is not a moment")
            .await?;
        page.shows("“_side=back” is left out").await?;
        page.shows("“_moon=1” is left out").await?;
        let number = page.find("textbox", "Number for A").await?;
        assert_eq!(number.prop("value").await?.as_deref(), Some("3"));
        page.go("#/gather?a=3&_at=45").await?;
        comes_to(page, 45).await?;
        page.click("button", "Share").await?;
        let link = shared(page).await?;
        for (from, to) in [("a=3", "a=4"), ("_at=v1.", "_at=v1.1"), ("_sum=", "_sun=")] {
            let changed = link.replace(from, to);
            assert_ne!(changed, link);
            page.go("#/hello").await?;
            page.find("heading", "Hello, await").await?;
            page.go(&changed).await?;
            page.find("heading", "gather: three factorials").await?;
            let alerts = page
                .until("a message", async || {
                    let alerts = page.all("alert").await?;
                    Ok((!alerts.is_empty()).then_some(alerts.len()))
                })
                .await?;
            assert!(alerts > 0, "{changed}");
            has_run(page).await?;
        }
        Ok(())
    });
}

#[test]
fn line_10_a_link_carries_what_workers_did() {
    browse("#/executors", async |page| {
        run(page).await?;
        // Random bytes and the machine's own timing: no other run has the same.
        let (console, events) = (page.console().await?, position(page).await?.1);
        go(page, "default thread pool").await?;
        let moment = position(page).await?;
        page.click("button", "Share").await?;
        let link = shared(page).await?;
        assert!(link.contains("_jobs="), "{link}");
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        at(page, moment.0, events).await?;
        press(page, Key::End + "").await?;
        at(page, events, events).await?;
        assert_eq!(page.console().await?, console);
        let text = page.driver().find(By::Tag("body")).await?.text().await?;
        assert!(!text.contains("its run's workers did"), "{text}");
        // The very same record comes of the run that was made from it.
        page.click("button", "Share").await?;
        page.shows("Copied").await?;
        let jobs = |link: &str| -> Vec<String> {
            let pieces = link.split('&').filter(|piece| piece.starts_with("_jobs="));
            pieces.map(str::to_owned).collect()
        };
        assert_eq!(jobs(&page.location().await?), jobs(&link));
        // A byte of it changed: the page says so, and its workers stand in.
        let place = link.find("_jobs=").unwrap() + 40;
        let mut changed = link.clone();
        let other = if &link[place..=place] == "A" {
            "B"
        } else {
            "A"
        };
        changed.replace_range(place..=place, other);
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&changed).await?;
        page.shows("This link is not as it was made").await?;
        page.shows("This link does not hold what its run's workers did")
            .await?;
        has_run(page).await?;
        // And without a sum to notice it by, a record that is none is refused by name.
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go("#/executors?_jobs=moon&_at=40").await?;
        page.shows("“_jobs=moon” is left out: it is not a record of what workers did")
            .await?;
        comes_to(page, 40).await
    });
}

#[test]
fn line_10_a_link_that_cannot_hold_what_workers_did_says_so() {
    browse("#/executors?_at=40", async |page| {
        page.shows("This link does not hold what its run's workers did")
            .await?;
        comes_to(page, 40).await
    });
}

#[test]
fn line_10_a_link_brings_the_panes_sizes() {
    browse("#/gather?_at=40", async |page| {
        comes_to(page, 40).await?;
        let line = page.find("separator", "Width of the console").await?;
        line.send_keys(Key::Right + "").await?;
        let size = line.attr("aria-valuenow").await?;
        page.click("button", "Share").await?;
        let link = shared(page).await?;
        assert!(link.contains("_sizes="), "{link}");
        page.evaluate("localStorage.clear()").await?;
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        let line = page.find("separator", "Width of the console").await?;
        assert_ne!(line.attr("aria-valuenow").await?, size);
        page.go(&link).await?;
        page.until("the size of the link", async || {
            let line = page.find("separator", "Width of the console").await?;
            Ok((line.attr("aria-valuenow").await? == size).then_some(()))
        })
        .await
    });
}

#[test]
fn line_7_a_long_run_keeps_a_bounded_trace_and_says_so() {
    browse("#/gather?_events=100&_speed=instant", async |page| {
        page.click("button", "Run").await?;
        page.shows(
            "The trace is full: its first 100 events are kept, 88 more happened and are not.",
        )
        .await?;
        at(page, 100, 100).await?;
        page.click("button", "中文").await?;
        page.shows("轨迹已满：保留了前 100 个事件，之后的 88 个没有保留。")
            .await
    });
}

#[test]
fn line_3_a_deadlock_is_reported_in_chinese() {
    browse("#/deadlock?_speed=instant", async |page| {
        page.click("button", "中文").await?;
        page.click("button", "运行").await?;
        page.shows("CPython 会卡在这里").await?;
        page.shows("在等待 Lock b").await
    });
}

/// There are so many bookmarks, as the menu says.
async fn has_bookmarks(page: &Page, count: usize) -> WebDriverResult<()> {
    page.click("button", "More").await?;
    page.find("button", &format!("Bookmarks ({count})")).await?;
    press(page, Key::Escape + "").await
}

/// Something has run.
async fn has_run(page: &Page) -> WebDriverResult<()> {
    page.until("a run", async || Ok(page.cursor().await?.map(drop)))
        .await
}

/// Presses keys where no field takes them.
async fn press(page: &Page, keys: impl Into<TypingData>) -> WebDriverResult<()> {
    page.evaluate("document.activeElement.blur()").await?;
    page.press(keys).await
}

/// Goes to the moment of a console line.
async fn go(page: &Page, line: &str) -> WebDriverResult<()> {
    for named in page.all("button").await? {
        if named.name.contains(line) {
            return named.element.click().await;
        }
    }
    panic!("no console line {line}");
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

/// The link that Share puts into the address.
async fn shared(page: &Page) -> WebDriverResult<String> {
    page.until("the link", async || {
        let link = page.location().await?;
        Ok(link.contains("_sum=").then_some(link))
    })
    .await
}

/// Where the cursor stands, of how many events.
async fn position(page: &Page) -> WebDriverResult<(usize, usize)> {
    Ok(page.cursor().await?.unwrap_or((usize::MAX, 0)))
}

async fn at(page: &Page, event: usize, of: usize) -> WebDriverResult<()> {
    page.until(&format!("event {event} of {of}"), async || {
        Ok((position(page).await? == (event, of)).then_some(()))
    })
    .await
}

/// The cursor stands after so many events; how far the run itself has come is another matter.
async fn comes_to(page: &Page, event: usize) -> WebDriverResult<()> {
    page.until(&format!("event {event}"), async || {
        Ok((position(page).await?.0 == event).then_some(()))
    })
    .await
}

async fn run(page: &Page) -> WebDriverResult<()> {
    page.choose("Speed", "Instant").await?;
    // One step is one event.
    press(page, "2").await?;
    page.click("button", "Run").await?;
    page.until("the measures of the run", async || {
        let lists = page.all("list").await?;
        let measured = lists.iter().any(|list| list.name == "Measures of the run");
        Ok(measured.then_some(()))
    })
    .await
}
