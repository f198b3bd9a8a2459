//! A visitor tries the other orders of a program: which of them breaks it, and what happens in it.

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

/// Right in asyncio's own order; wrong where the first read takes longer.
const LOST: &str = "import asyncio
balance = 100
async def deposit(who, amount, after):
    global balance
    await asyncio.sleep(after)
    await asyncio.sleep(0.1)
    seen = balance
    await asyncio.sleep(0.1)
    balance = seen + amount
    print(who, seen, amount)
async def main():
    await asyncio.gather(deposit('ann', 10, 0), deposit('bob', 20, 0.25))
    print('balance', balance)
    assert balance == 130, balance
asyncio.run(main())
";

/// The same with a lock around reading and writing.
fn mended() -> String {
    LOST.replace(
        "    seen = balance\n    await asyncio.sleep(0.1)\n    balance = seen + amount\n",
        "    async with lock:\n        seen = balance\n        await asyncio.sleep(0.1)\n        balance = seen + amount\n",
    )
    .replace("balance = 100\n", "balance = 100\nlock = asyncio.Lock()\n")
}

#[test]
fn a_lost_update_is_found_and_opened_beside_the_normal_order_and_returned_from() {
    browse("#/program", async |page| {
        write(page, LOST).await?;
        search(page).await?;
        let said = headline(page).await?;
        assert!(said.contains("orders fail"), "{said}");
        let all = "All orders with at most 2 deviations were tried.";
        assert!(said.contains(all), "{said}");
        page.shows("AssertionError: 120").await?;
        let failing = By::Css(".explored tr[data-fails] .way .link");
        page.driver().find(failing).await?.click().await?;
        in_state(page, "other-order").await?;
        page.shows("not CPython's own").await?;
        page.shows("takes").await?;
        // The normal order may end later.
        page.until("lines that differ", async || {
            let differing = page.driver().find_all(By::Css(".other .differs")).await?;
            Ok((!differing.is_empty()).then_some(()))
        })
        .await?;
        let printed = page.driver().find(By::Css(".console.normal ol")).await?;
        assert!(printed.text().await?.contains("balance 130"));
        page.click("button", "Back to the normal order").await?;
        in_state(page, "finished").await?;
        page.shows("balance 130").await
    });
}

#[test]
fn of_the_mended_program_no_order_fails() {
    browse("#/program", async |page| {
        write(page, &mended()).await?;
        search(page).await?;
        let said = headline(page).await?;
        assert!(said.starts_with("None of "), "{said}");
        Ok(())
    });
}

#[test]
fn a_search_is_stopped_at_once_and_what_was_found_stays() {
    let endless = LOST.replace(
        "asyncio.gather(",
        "asyncio.gather(*(asyncio.sleep(n / 100) for n in range(40)), ",
    );
    browse("#/program", async |page| {
        write(page, &endless).await?;
        page.click("button", "Try other orders").await?;
        page.click("button", "Try orders").await?;
        page.until("some orders", async || {
            let cells = page.driver().find_all(By::Css(".explored .cell")).await?;
            Ok((cells.len() > 1).then_some(()))
        })
        .await?;
        let stop = By::Id("stop-search");
        page.driver().find(stop).await?.click().await?;
        page.until("the button that tries again", async || {
            Ok(page
                .driver()
                .query(By::Id("search"))
                .exists()
                .await?
                .then_some(()))
        })
        .await?;
        let said = headline(page).await?;
        assert!(said.contains("You stopped it."), "{said}");
        assert!(
            !page
                .driver()
                .find_all(By::Css(".explored .cell"))
                .await?
                .is_empty()
        );
        Ok(())
    });
}

#[test]
fn a_link_opens_an_order_of_a_scenario() {
    browse("#/gather", async |page| {
        search(page).await?;
        let second = By::Css(".explored tbody tr:nth-child(2) .way .link");
        page.driver().find(second).await?.click().await?;
        in_state(page, "other-order").await?;
        let departs = page
            .driver()
            .find(By::Css(".strip p"))
            .await?
            .text()
            .await?;
        page.click("button", "Share").await?;
        let location = page
            .until("an address with the order", async || {
                let location = page.location().await?;
                Ok(location.contains("_order=").then_some(location))
            })
            .await?;
        page.go(&location).await?;
        in_state(page, "other-order").await?;
        let there = page
            .driver()
            .find(By::Css(".strip p"))
            .await?
            .text()
            .await?;
        let deviation = |said: &str| said.rsplit_once("own: ").map(|it| it.1.to_owned());
        assert_eq!(deviation(&there), deviation(&departs));
        assert!(deviation(&there).is_some(), "{there}");
        Ok(())
    });
}

#[test]
fn a_deadlock_asks_for_an_order_without_it() {
    browse("#/deadlock", async |page| {
        page.click("button", "Run").await?;
        in_state(page, "deadlocked").await?;
        page.click("button", "Is there an order without it?")
            .await?;
        ended(page).await?;
        let said = headline(page).await?;
        assert!(said.contains("asyncio's own order too"), "{said}");
        Ok(())
    });
}

/// Writes a program into the editor.
async fn write(page: &Page, text: &str) -> WebDriverResult<()> {
    page.until("the editor", async || {
        let focus = "const editor = document.getElementById('editor')?.shadowRoot;
            const content = editor?.querySelector('.cm-content');
            content?.focus();
            return content !== undefined && content !== null && editor.activeElement === content;";
        let has_focus = page.evaluate(focus).await? == json!(true);
        Ok(has_focus.then_some(()))
    })
    .await?;
    page.devtools("Input.insertText", json!({ "text": text }))
        .await?;
    Ok(())
}

/// Tries all orders with the usual settings.
async fn search(page: &Page) -> WebDriverResult<()> {
    page.click("button", "Try other orders").await?;
    page.click("button", "Try orders").await?;
    ended(page).await
}

async fn ended(page: &Page) -> WebDriverResult<()> {
    page.until("the end of the search", async || {
        let is_over = "return document.getElementById('search') !== null
            && document.querySelector('.explored .headline') !== null;";
        Ok((page.evaluate(is_over).await? == json!(true)).then_some(()))
    })
    .await
}

async fn headline(page: &Page) -> WebDriverResult<String> {
    let headline = page.driver().find(By::Css(".explored .headline")).await?;
    Ok(headline.text().await?.replace('\n', " "))
}

async fn in_state(page: &Page, state: &str) -> WebDriverResult<()> {
    page.until(state, async || {
        let script = "return document.querySelector('.shell').dataset.state";
        let is_there = page.evaluate(script).await? == json!(state);
        Ok(is_there.then_some(()))
    })
    .await
}
