//! A link brings a visitor where its maker stood, or says why not.

use thirtyfour::prelude::*;

use crate::harness::browse;

#[test]
fn a_link_brings_moment_bookmarks_view_and_speed() {
    browse("#/gather?a=5", async |page| {
        page.run_by_events().await?;
        page.go_to_line("Task B: factorial(3) = 6").await?;
        page.choose_from_menu("Bookmark this moment").await?;
        page.click("button", "Zoom in").await?;
        page.click("tab", "Who waits").await?;
        page.click("tab", "Rust").await?;
        page.choose("Speed", "5×").await?;
        let moment = page.position().await?;
        page.click("button", "Share").await?;
        let link = page.shared().await?;
        page.evaluate("localStorage.clear()").await?;
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        page.comes_to(moment.0).await?;
        page.has_bookmarks(1).await?;
        let chosen = page
            .evaluate("return [...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent).join()")
            .await?;
        assert_eq!(chosen, "Rust,Console,Who waits");
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
fn a_link_with_a_byte_changed_opens_the_page_with_a_message() {
    browse("#/gather?a=3&_at=4x4&_side=back&_moon=1", async |page| {
        page.shows("“_at=4x4” is left out: it is not a moment")
            .await?;
        page.shows("“_side=back” is left out").await?;
        page.shows("“_moon=1” is left out").await?;
        let number = page.find("textbox", "Number for A").await?;
        assert_eq!(number.prop("value").await?.as_deref(), Some("3"));
        page.go("#/gather?a=3&_at=45").await?;
        page.comes_to(45).await?;
        page.click("button", "Share").await?;
        let link = page.shared().await?;
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
            page.has_run().await?;
        }
        Ok(())
    });
}

#[test]
fn a_link_carries_what_workers_did() {
    browse("#/executors", async |page| {
        page.run_by_events().await?;
        // Random bytes and the machine's own timing: no other run has the same.
        let (console, events) = (page.console().await?, page.position().await?.1);
        page.go_to_line("default thread pool").await?;
        let moment = page.position().await?;
        page.click("button", "Share").await?;
        let link = page.shared().await?;
        assert!(link.contains("_jobs="), "{link}");
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go(&link).await?;
        page.stands_at(moment.0, events).await?;
        page.press_outside(Key::End + "").await?;
        page.stands_at(events, events).await?;
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
        page.has_run().await?;
        // And without a sum to notice it by, a record that is none is refused by name.
        page.go("#/hello").await?;
        page.find("heading", "Hello, await").await?;
        page.go("#/executors?_jobs=moon&_at=40").await?;
        page.shows("“_jobs=moon” is left out: it is not a record of what workers did")
            .await?;
        page.comes_to(40).await
    });
}

#[test]
fn a_link_that_cannot_hold_what_workers_did_says_so() {
    browse("#/executors?_at=40", async |page| {
        page.shows("This link does not hold what its run's workers did")
            .await?;
        page.comes_to(40).await
    });
}

#[test]
fn a_link_brings_the_panes_sizes() {
    browse("#/gather?_at=40", async |page| {
        page.comes_to(40).await?;
        let line = page.find("separator", "Width of the console").await?;
        line.send_keys(Key::Right + "").await?;
        let size = line.attr("aria-valuenow").await?;
        page.click("button", "Share").await?;
        let link = page.shared().await?;
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
