//! A visitor steps into a run.

use thirtyfour::prelude::*;

use crate::harness::browse;

#[test]
fn a_task_is_cancelled_at_a_moment_and_the_link_carries_it() {
    browse("#/gather", async |page| {
        page.run_by_events().await?;
        let (end, _) = page.position().await?;
        page.go_to_line("Task A: factorial(2) = 2").await?;
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
        let link = page.shared().await?;
        assert!(link.contains("_do="), "{link}");
        let moment = page.position().await?;
        // Elsewhere the same run stands at the same moment, with the old one behind it.
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        page.comes_to(moment.0).await?;
        assert_eq!(page.console().await?, console);
        page.find("columnheader", "Before stepping in").await?;
        // And it is taken back.
        page.click("button", "Take back").await?;
        page.until("the run as it was", async || {
            Ok((page.position().await?.1 == end).then_some(()))
        })
        .await
    });
}

#[test]
fn an_item_is_put_into_a_queue_if_the_queue_takes_it() {
    browse("#/join", async |page| {
        page.run_by_events().await?;
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
        page.press_outside(Key::End + "").await?;
        page.until("one line more at least", async || {
            Ok((page.console().await?.len() > lines).then_some(()))
        })
        .await
    });
}

#[test]
fn an_event_is_set_and_a_permit_released() {
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
fn a_run_with_workers_is_repeated_with_what_they_did() {
    browse("#/executors", async |page| {
        page.run_by_events().await?;
        page.go_to_line("default thread pool").await?;
        page.click("tab", "Step in").await?;
        page.until("the moment of that line", async || {
            Ok((page.console().await?.len() == 1).then_some(()))
        })
        .await?;
        // Random bytes: no other run has the same.
        let printed = page.console().await?;
        let (moment, _) = page.position().await?;
        page.click("button", "Cancel main()").await?;
        page.shows("You cancel main() from outside.").await?;
        assert_eq!(page.console().await?, printed);
        assert!(page.position().await?.0 > moment);
        page.shows("CancelledError").await
    });
}
