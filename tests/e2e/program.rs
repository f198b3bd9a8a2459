//! A visitor's own program: typed or pasted, run by CPython in the page, kept, and shared.

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, browse};

const PLACE: &str = "#/program";

/// What stands in the editor.
const TEXT: &str = "return document.getElementById('editor')?.shadowRoot
    ?.querySelector('.cm-content')?.cmTile?.view.state.doc.toString() ?? null;";

/// Two tasks that take two locks in two orders.
const SHELVES: &str = "import asyncio

a = asyncio.Lock()
b = asyncio.Lock()

async def worker(name, first, second):
    async with first:
        print(f'{name} has one')
        await asyncio.sleep(0.2)
        async with second:
            print(f'{name} has both')

async def main():
    await asyncio.gather(worker('one', a, b), worker('two', b, a))

asyncio.run(main())
";

/// Pastes a program over whatever stands in the editor, as soon as that is there.
async fn paste(page: &Page, text: &str) -> WebDriverResult<()> {
    wait_for_editor(page).await?;
    let script = format!(
        "const content = document.getElementById('editor').shadowRoot.querySelector('.cm-content');
         content.focus();
         const {{ view }} = content.cmTile;
         view.dispatch({{ selection: {{ anchor: 0, head: view.state.doc.length }} }});
         const clipboardData = new DataTransfer();
         clipboardData.setData('text/plain', {});
         content.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }}));",
        json!(text)
    );
    page.evaluate(&script).await?;
    Ok(())
}

async fn wait_for_editor(page: &Page) -> WebDriverResult<()> {
    let script = "return document.getElementById('editor')?.shadowRoot?.querySelector('.cm-content') != null";
    page.until("the editor", async || {
        Ok((page.evaluate(script).await? == true).then_some(()))
    })
    .await
}

async fn wait_for_state(page: &Page, name: &str) -> WebDriverResult<()> {
    let script = "return document.querySelector('.shell').dataset.state";
    page.until(name, async || {
        Ok((page.evaluate(script).await? == name).then_some(()))
    })
    .await
}

async fn run(page: &Page, text: &str, ends: &str) -> WebDriverResult<()> {
    paste(page, text).await?;
    page.choose("Speed", "Instant").await?;
    page.click("button", "Run").await?;
    wait_for_state(page, ends).await
}

async fn printed(page: &Page) -> WebDriverResult<Vec<String>> {
    let lines = page.console().await?.into_iter();
    Ok(lines
        .map(|line| format!("{} {}", line.stamp, line.text))
        .collect())
}

/// The lines of the editor that are marked as wrong.
async fn wrong_lines(page: &Page) -> WebDriverResult<serde_json::Value> {
    page.evaluate(
        "return [...document.getElementById('editor').shadowRoot.querySelectorAll('.cm-marked-wrong')]
            .map((line) => line.textContent.trim());",
    )
    .await
}

#[test]
fn a_pasted_program_is_run_by_cpython_and_prints() {
    browse(PLACE, async |page| {
        let text = "import asyncio, sys\n\nasync def main():\n    await asyncio.sleep(1.5)\n    print(sys.version.split()[0])\n\nasyncio.run(main())\n";
        run(page, text, "finished").await?;
        let lines = printed(page).await?;
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("1.500 3."), "{lines:?}");
        let lanes = page.lanes().await?;
        assert_eq!(lanes[0].task, "main()");
        assert!(lanes[0].history.contains("sleep(1.5)"), "{lanes:?}");
        Ok(())
    });
}

#[test]
fn a_deadlock_is_told_with_names_and_lines() {
    browse(PLACE, async |page| {
        run(page, SHELVES, "deadlocked").await?;
        page.shows("Deadlock at 0.200 s.").await?;
        page.shows("worker('one') and worker('two') each hold the lock that the other waits for.")
            .await?;
        assert_eq!(wrong_lines(page).await?, json!(["async with second:"]));
        let notes = page
            .evaluate(
                "return [...document.getElementById('editor').shadowRoot.querySelectorAll('.cm-note')]
                    .map((note) => note.textContent);",
            )
            .await?;
        assert_eq!(
            notes,
            json!(["held by worker('one')", "held by worker('two')"])
        );
        Ok(())
    });
}

#[test]
fn an_endless_loop_is_stopped_and_what_came_before_stays() {
    browse(PLACE, async |page| {
        paste(page, "print('before')\nwhile True:\n    pass\n").await?;
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        page.until("what it prints", async || {
            Ok((printed(page).await?.len() == 1).then_some(()))
        })
        .await?;
        page.click("button", "Stop").await?;
        wait_for_state(page, "stopped").await?;
        assert_eq!(printed(page).await?, ["0.000 before"]);
        run(page, "print('again')\n", "finished").await?;
        assert!(printed(page).await?.contains(&"0.000 again".to_owned()));
        Ok(())
    });
}

#[test]
fn a_syntax_error_is_said_at_its_line_before_anything_runs() {
    browse(PLACE, async |page| {
        paste(page, "x = 1\nfor n in range(3)\n    print(n)\n").await?;
        page.shows("Line 2: SyntaxError: expected ':'").await?;
        wait_for_state(page, "cannot-start").await?;
        let squiggles = page
            .evaluate("return document.getElementById('editor').shadowRoot.querySelectorAll('.cm-lintRange-error, .cm-lintPoint').length")
            .await?;
        assert_eq!(squiggles, 1);
        Ok(())
    });
}

#[test]
fn an_exception_is_said_in_cpythons_words_and_at_its_line() {
    browse(PLACE, async |page| {
        run(page, "def f(n):\n    return 1 / n\n\nf(0)\n", "failed").await?;
        page.shows("ZeroDivisionError at 0.000 s: division by zero")
            .await?;
        page.find("button", "Go to line 2").await?;
        assert_eq!(wrong_lines(page).await?, json!(["return 1 / n"]));
        let lines = printed(page).await?;
        assert!(
            lines[0].ends_with("Traceback (most recent call last):"),
            "{lines:?}"
        );
        Ok(())
    });
}

#[test]
fn a_program_asks_for_a_line_in_the_console() {
    browse(PLACE, async |page| {
        paste(page, "name = input('name? ')\nprint('hello', name)\n").await?;
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        let field = page.find("textbox", "The program asks for a line").await?;
        page.fill(&field, "Ada").await?;
        page.press(Key::Enter + "").await?;
        wait_for_state(page, "finished").await?;
        let lines = printed(page).await?;
        assert!(
            lines.iter().any(|line| line.ends_with("hello Ada")),
            "{lines:?}"
        );
        Ok(())
    });
}

#[test]
fn a_reload_keeps_the_text() {
    browse(PLACE, async |page| {
        paste(page, "kept = 'yes'\n").await?;
        page.until("an address of its own", async || {
            let location = page.location().await?;
            Ok(location.starts_with("#/program/").then_some(()))
        })
        .await?;
        page.driver().refresh().await?;
        page.started().await?;
        page.until("the text", async || {
            Ok((page.evaluate(TEXT).await? == "kept = 'yes'\n").then_some(()))
        })
        .await
    });
}

#[test]
fn a_shared_program_opens_the_same_and_does_not_run() {
    browse(PLACE, async |page| {
        run(page, SHELVES, "deadlocked").await?;
        page.click("button", "Share").await?;
        let field = page.find("textbox", "Link to this moment").await?;
        let link = field.prop("value").await?.unwrap_or_default();
        let (_, fragment) = link.split_once('#').expect("a link into the page");
        page.go(&format!("#{fragment}")).await?;
        page.started().await?;
        page.until("the text", async || {
            Ok((page.evaluate(TEXT).await? == SHELVES).then_some(()))
        })
        .await?;
        wait_for_state(page, "before").await?;
        assert_eq!(
            page.cursor().await?,
            None,
            "nothing runs before Run is pressed"
        );
        Ok(())
    });
}

#[test]
fn a_scenario_is_taken_over_as_a_program_and_runs_the_same() {
    browse("#/gather", async |page| {
        page.run_to_its_end().await?;
        let ours = printed(page).await?;
        page.click("button", "Edit as my program").await?;
        wait_for_editor(page).await?;
        page.click("button", "Run").await?;
        wait_for_state(page, "finished").await?;
        assert_eq!(printed(page).await?, ours);
        Ok(())
    });
}
