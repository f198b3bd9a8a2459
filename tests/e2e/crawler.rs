//! The capstone: a crawl of the site that ships with the page, by the browser's own `fetch`.

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, Site, browse, browse_site, release_build};

/// What a crawl with the defaults gives, oldest first, whatever order its pages came in.
const ITEMS: [&str; 8] = [
    "authors,site/babbage.html,Charles Babbage,,1791",
    "authors,site/boole.html,George Boole,,1815",
    "authors,site/lovelace.html,Ada Lovelace,,1815",
    "books,site/books-2.html,Computable Numbers,9.90,",
    "books,site/books-2.html,Programming & Planning,21.00,",
    "books,site/books.html,On the Economy of Machinery,12.50,",
    "books,site/books.html,Sketch of the Engine,8.00,",
    "books,site/books.html,The Laws of Thought,15.20,",
];

/// Where a request of a busy machine may take its time; the archive still takes longer.
const PATIENT: &str = "#/crawler?timeout=6&attempts=1&archive=10";

#[test]
fn it_fetches_the_sites_pages_from_where_the_page_is() {
    browse(PATIENT, async |page| {
        run(page).await?;
        let fetched = page
            .evaluate(
                "return performance.getEntriesByType('resource').map((entry) => entry.name)
                     .filter((name) => name.startsWith(new URL('site/', document.baseURI).href))
                     .map((name) => name.split('/').pop())",
            )
            .await?;
        let mut fetched: Vec<String> = serde_json::from_value(fetched)?;
        fetched.sort();
        fetched.dedup();
        // The archive is not waited for: its requests are given up before they begin.
        let pages = [
            "authors.html",
            "babbage.html",
            "books-2.html",
            "books-3.html",
            "books.html",
            "boole.html",
            "lovelace.html",
        ];
        assert_eq!(fetched, pages);
        let lines = console(page).await?;
        assert!(
            lines.contains(&"failed: site/archive.html: TimeoutError()".to_owned())
                && lines.contains(
                    &"failed: site/books-3.html: ValueError('no .title in .book')".to_owned()
                ),
            "{lines:#?}"
        );
        Ok(())
    });
}

#[test]
fn its_items_are_a_table_and_two_downloads() {
    browse(PATIENT, async |page| {
        run(page).await?;
        page.click("tab", "Items (8)").await?;
        let cells = page
            .evaluate(
                "return [...document.querySelectorAll('#items tr')].map(
                     (row) => [...row.cells].map((cell) => cell.textContent))",
            )
            .await?;
        let table: Vec<Vec<String>> = serde_json::from_value(cells)?;
        let columns = ["topic", "page", "name", "price", "born"];
        assert_eq!(table[0], columns);
        let mut rows: Vec<String> = table[1..].iter().map(|row| row.join(",")).collect();
        let lines_of_csv: Vec<String> = table.iter().map(|row| row.join(",")).collect();
        rows.sort();
        assert_eq!(rows, ITEMS);

        let csv = saved(page, "Download CSV").await?;
        assert_eq!(csv, lines_of_csv.join("\r\n") + "\r\n");
        let items: Value = serde_json::from_str(&saved(page, "Download JSON").await?)?;
        let items = items.as_array().expect("an array of items");
        assert_eq!(items.len(), 8);
        assert!(
            items.contains(&json!({
                "topic": "books", "page": "site/books-2.html", "name": "Programming & Planning",
                "price": "21.00",
            })),
            "{items:#?}"
        );
        Ok(())
    });
}

#[test]
fn a_page_that_is_not_there_is_a_failure_and_the_crawl_goes_on() {
    let folder = copy_of_the_site();
    std::fs::remove_file(folder.join("site/babbage.html")).expect("a page to take away");
    browse_site(&Site::serve(&folder), PATIENT, async |page| {
        run(page).await?;
        let lines = console(page).await?;
        let failed = "failed: site/babbage.html: OSError('site/babbage.html: HTTP status 404')";
        assert!(lines.contains(&failed.to_owned()), "{lines:#?}");
        assert_eq!(
            lines.last().map(String::as_str),
            Some("pages: 5, items: 7, failures: 3")
        );
        // The browser itself says what was not found.
        let errors = page.take_errors().await?;
        assert!(
            errors
                .iter()
                .all(|error| error.contains("404") || error.contains("ServiceWorker")),
            "{errors:#?}"
        );
        Ok(())
    });
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
fn without_a_network_every_request_fails_and_the_crawl_ends() {
    browse("#/crawler", async |page| {
        // Until then the page itself is fetched.
        page.started().await?;
        page.evaluate("window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))")
            .await?;
        run(page).await?;
        let lines = console(page).await?;
        let last = "attempt 3 of 3: site/books.html: \
                    OSError('site/books.html: the host does not answer')";
        assert!(lines.contains(&last.to_owned()), "{lines:#?}");
        assert_eq!(
            lines.last().map(String::as_str),
            Some("pages: 0, items: 0, failures: 2")
        );
        Ok(())
    });
}

#[test]
fn the_crawl_needs_no_network_after_one_visit() {
    let site = Site::serve(&release_build());
    browse_site(&site, PATIENT, async |page| {
        page.until("the page kept for use without a network", async || {
            let state = page
                .evaluate("return document.documentElement.dataset.offline ?? null")
                .await?;
            Ok((state == "ready").then_some(()))
        })
        .await?;
        site.stop();
        run(page).await?;
        page.click("tab", "Items (8)").await?;
        // What the network refused before the kept page was given.
        page.take_errors().await?;
        Ok(())
    });
}

#[test]
fn a_lost_token_is_a_deadlock_whose_report_says_who_waits() {
    // A slow machine may take its time: an attempt that is given up raises nothing in the parser.
    let patient = "#/crawler_first?polling=false&parsing=0.1&archive=0.3&timeout=10";
    browse(patient, async |page| {
        page.choose("Speed", "Instant").await?;
        page.click("button", "Run").await?;
        let report = page
            .until("the report", async || {
                let ending = page
                    .evaluate("return document.querySelector('.ending')?.textContent ?? ''")
                    .await?;
                let ending = ending.as_str().unwrap_or_default().to_owned();
                Ok(ending.contains("deadlock").then_some(ending))
            })
            .await?;
        assert!(
            report.contains("main() waits for Queue self.tokens to be processed"),
            "{report}"
        );
        Ok(())
    });
}

#[test]
fn a_selector_that_is_none_is_refused_at_its_field() {
    browse("#/crawler", async |page| {
        let field = page.find("textbox", "Selector of an item").await?;
        page.fill(&field, "li > b").await?;
        page.shows("“li > b” is not a selector; allowed: tag, .class, #id, tag.class")
            .await?;
        page.click("button", "Run").await?;
        assert!(console(page).await?.is_empty(), "it does not run");
        Ok(())
    });
}

#[test]
fn the_badge_says_what_was_compared_and_what_was_not() {
    browse("#/crawler", async |page| {
        open_badge(page, "Compared with CPython 3.13").await?;
        page.shows("by CPython 3.13.0 under virtual time with 37 sets")
            .await?;
        page.shows("the timing of real requests").await?;
        page.go("#/executors").await?;
        open_badge(page, "Compared with CPython 3.13").await?;
        page.shows("the system's random bytes").await?;
        page.go("#/gather").await?;
        page.click("button", "中文").await?;
        open_badge(page, "与 CPython 3.13 比较过").await?;
        page.shows("没有比较的：").await?;
        let points = loopscope::scenarios::find("gather").and_then(|gather| gather.proved());
        let points = points.expect("a recording").points;
        page.shows(&format!("用 {points} 组参数")).await?;
        Ok(())
    });
}

async fn open_badge(page: &Page, words: &str) -> WebDriverResult<()> {
    page.until(words, async || {
        let badge = page
            .evaluate(
                "document.querySelector('.explains').open = true;
                 const summary = document.querySelector('.badge:not([open]) summary');
                 summary?.click();
                 return summary?.textContent ?? null;",
            )
            .await?;
        Ok((badge == words).then_some(()))
    })
    .await
}

/// Runs it, until it has counted what it found.
async fn run(page: &Page) -> WebDriverResult<()> {
    page.choose("Speed", "Instant").await?;
    page.click("button", "Run").await?;
    page.until("the end of the crawl", async || {
        let lines = console(page).await?;
        Ok(lines
            .last()
            .filter(|line| line.starts_with("pages: "))
            .map(|_| ()))
    })
    .await
}

async fn console(page: &Page) -> WebDriverResult<Vec<String>> {
    Ok(page
        .console()
        .await?
        .into_iter()
        .map(|line| line.text)
        .collect())
}

/// The text of the file that a button saves.
async fn saved(page: &Page, button: &str) -> WebDriverResult<String> {
    page.evaluate(
        "window.saved = null;
         const make = window.make ??= URL.createObjectURL;
         URL.createObjectURL = (blob) => {
             blob.text().then((text) => { window.saved = text; });
             return make(blob);
         };",
    )
    .await?;
    page.click("button", button).await?;
    page.until("the saved file", async || {
        let saved = page.evaluate("return window.saved").await?;
        Ok(saved.as_str().map(str::to_owned))
    })
    .await
}

/// A copy of the release build that a test may change.
fn copy_of_the_site() -> std::path::PathBuf {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("crawler-site");
    let _ = std::fs::remove_dir_all(&folder);
    copy(&release_build(), &folder);
    folder
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the build") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => {
                std::fs::copy(&path, &target).expect("a copy");
            }
        }
    }
}
