//! The two parts of the program: what a first visit needs, and what comes behind it.

use std::fs;
use std::path::PathBuf;

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, Site, browse_site, release_build};
use crate::start::copy_of_release;

/// A first visit, in which the second part is on its way for as long as the page is there.
const NEVER_ARRIVES: &str = "try { localStorage.clear(); } catch { /* about:blank has none */ }
    const request = globalThis.fetch;
    globalThis.fetch = (address, ...given) => String(address).includes('later-')
        ? new Promise(() => {}) : request(address, ...given);";

#[test]
fn the_first_scenario_runs_to_its_end_on_the_first_part_alone() {
    let folder = without_second_part("first-part");
    browse_site(&Site::serve(&folder), "", async |page| {
        runs_by_itself(page).await?;
        // A step back, and what it shows, is of a first visit too.
        page.press(Key::Left + "").await?;
        page.find("heading", "gather: three factorials").await?;
        // That of the file that is not there.
        page.take_errors().await?;
        Ok(())
    });
}

#[test]
fn what_is_wanted_before_the_second_part_is_there_is_done_when_it_is() {
    browse_site(&Site::serve(&release_build()), "", async |page| {
        page.run_before(NEVER_ARRIVES).await?;
        page.go("").await?;
        runs_by_itself(page).await?;
        page.press(Key::Control + "k").await?;
        page.find("combobox", "Find a scenario or a command")
            .await?;
        Ok(())
    });
}

#[test]
fn a_second_part_that_does_not_arrive_is_said_in_words_when_it_is_wanted() {
    let folder = without_second_part("without-second-part");
    browse_site(&Site::serve(&folder), "", async |page| {
        runs_by_itself(page).await?;
        page.press(Key::Control + "k").await?;
        page.shows("Loopscope could not start").await?;
        page.shows(".wasm did not arrive").await?;
        page.take_errors().await?;
        Ok(())
    });
}

#[test]
fn a_link_to_another_scenario_waits_for_both_parts() {
    let folder = without_second_part("link-without-second-part");
    browse_site(&Site::serve(&folder), "#/hello", async |page| {
        page.shows("Loopscope could not start").await?;
        page.shows(".wasm did not arrive").await?;
        page.take_errors().await?;
        Ok(())
    });
}

async fn runs_by_itself(page: &Page) -> WebDriverResult<()> {
    page.find("heading", "gather: three factorials").await?;
    page.shows("Task C: factorial(4) = 24").await?;
    page.shows("the largest number decides").await
}

fn without_second_part(name: &str) -> PathBuf {
    let folder = copy_of_release(name);
    let index = fs::read_to_string(folder.join("index.html")).unwrap();
    let (_, later) = index.split_once("href=\"./later-").unwrap();
    let (hash, _) = later.split_once('"').unwrap();
    fs::remove_file(folder.join(format!("later-{hash}"))).unwrap();
    folder
}
