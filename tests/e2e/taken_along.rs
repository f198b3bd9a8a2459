//! What a visitor takes along of a run: files, a report, a frame for a post of their own.

use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};

#[test]
fn the_console_and_the_timeline_are_files() {
    browse("#/gather", async |page| {
        page.run_to_its_end().await?;
        catch(page).await?;
        let console = export(page, "Console as text (.txt)").await?;
        assert!(console.starts_with("Task A: Compute factorial(2)..."));
        assert!(console.ends_with("Task C: factorial(4) = 24\n"));
        let drawing = export(page, "Timeline as a drawing (.svg)").await?;
        assert!(
            drawing.starts_with("<svg") && drawing.contains("factorial(&apos;A&apos;, 2)")
                || drawing.contains("factorial('A', 2)"),
            "{drawing}"
        );
        let events = export(page, "All events as JSON lines (.jsonl)").await?;
        // The header, and the events.
        assert_eq!(events.lines().count(), 1 + 188);
        page.choose_from_menu("Export").await?;
        page.click("button", "Timeline as a picture (.png)").await?;
        page.until("the picture", async || {
            let saved = page.evaluate("return window.linked ?? ''").await?;
            let is_picture = saved
                .as_str()
                .is_some_and(|it| it.starts_with("data:image/png"));
            Ok(is_picture.then_some(()))
        })
        .await
    });
}

#[test]
fn a_report_of_a_wrong_order_is_copied() {
    browse("#/gather?a=5", async |page| {
        page.run_to_its_end().await?;
        catch(page).await?;
        let report = copied(page, "Copy a report of a wrong order").await?;
        for part in [
            env!("CARGO_PKG_VERSION"),
            "CPython 3.13",
            "#/gather?a=5",
            "factorial('A', 5)",
            "3.000\tTask C: factorial(4) = 24",
        ] {
            assert!(report.contains(part), "{part}: {report}");
        }
        Ok(())
    });
}

#[test]
fn a_frame_for_a_post_shows_the_run_at_its_moment() {
    browse("#/gather?a=5&_at=45", async |page| {
        page.comes_to(45).await?;
        catch(page).await?;
        let frame = copied(page, "Copy a frame for a web page").await?;
        let source = frame.split('"').nth(1).unwrap().replace("&amp;", "&");
        assert!(frame.starts_with("<iframe src=\"http"), "{frame}");
        let (_, address) = source.split_once("?embed").unwrap();
        page.go(&format!("?embed{address}")).await?;
        page.find("link", "Open in Loopscope").await?;
        page.comes_to(45).await?;
        assert!(page.all("alert").await?.is_empty());
        Ok(())
    });
}

/// What the page saves and copies is kept where a test can see it.
async fn catch(page: &Page) -> WebDriverResult<()> {
    page.evaluate(
        "const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => {
             blob.text().then((text) => { window.saved = text; });
             return make(blob);
         };
         HTMLAnchorElement.prototype.click = function () { window.linked = this.href; };
         navigator.clipboard.writeText = async (text) => { window.copied = text; };",
    )
    .await?;
    Ok(())
}

async fn export(page: &Page, choice: &str) -> WebDriverResult<String> {
    chosen(page, choice, "saved").await
}

async fn copied(page: &Page, choice: &str) -> WebDriverResult<String> {
    chosen(page, choice, "copied").await
}

async fn chosen(page: &Page, choice: &str, kept: &str) -> WebDriverResult<String> {
    page.evaluate(&format!("window.{kept} = null")).await?;
    page.choose_from_menu("Export").await?;
    page.click("button", choice).await?;
    page.until(choice, async || {
        let text = page.evaluate(&format!("return window.{kept}")).await?;
        Ok(text.as_str().map(str::to_owned))
    })
    .await
}
