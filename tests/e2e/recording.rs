//! Recordings in the page: files that are opened, found in, summed and refused.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, Site, browse, browse_site, release_build};

fn recording(fault: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings");
    PathBuf::from(format!("{folder}/{fault}.loopscope.gz"))
}

/// A file with some bytes, below `target/`.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/e2e/files"));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The text of a recording.
fn unpacked(fault: &str) -> Vec<u8> {
    let packed = fs::File::open(recording(fault)).unwrap();
    let mut text = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
    text
}

/// Chooses a file, as the browser's own dialog would.
async fn choose(page: &Page, path: &Path) -> WebDriverResult<()> {
    let field = page
        .until("the field for a file", async || {
            let field = page.driver().find(By::Id("recording-file")).await;
            Ok(field.ok())
        })
        .await?;
    field.send_keys(path.to_string_lossy().into_owned()).await
}

/// Waits until all of a recording was read.
async fn is_read(page: &Page) -> WebDriverResult<()> {
    page.until("a recording", async || {
        let state = page
            .driver()
            .find(By::Css(".shell[data-state=recording]"))
            .await;
        Ok(state.is_ok().then_some(()))
    })
    .await
}

#[test]
fn a_recording_is_opened_and_says_what_held_the_loop_and_where() {
    browse("#/recordings", async |page| {
        page.find("heading", "See what a real program did").await?;
        choose(page, &recording("blocking")).await?;
        is_read(page).await?;
        page.shows("blocking.loopscope.gz, recorded on").await?;
        page.shows("CPython 3.13.0").await?;
        page.shows("Stays on this device.").await?;
        page.shows("Blocked loop").await?;
        page.shows("That was in report(), shop.py from line")
            .await?;
        // Nothing runs: there is nothing to run.
        assert!(
            page.all("button")
                .await?
                .iter()
                .all(|button| button.name != "Run")
        );
        page.click("tab", "Slow steps").await?;
        page.shows("ms").await?;
        page.click("tab", "Source").await?;
        page.shows("def csv_text():").await
    });
}

#[test]
fn a_text_is_found_and_its_hits_are_gone_through() {
    browse("#/recordings", async |page| {
        choose(page, &recording("none")).await?;
        is_read(page).await?;
        page.press(Key::Control + "f").await?;
        page.press("outbox").await?;
        let hits = async || {
            let shown = page.driver().find(By::Css(".finder .hits")).await?;
            shown.text().await
        };
        let count = page
            .until("hits", async || {
                let hits = hits().await?;
                let count = hits
                    .rsplit(' ')
                    .next()
                    .and_then(|count| count.parse::<usize>().ok());
                Ok(count.filter(|count| *count > 3))
            })
            .await?;
        page.press(Key::Enter).await?;
        page.shows(&format!("1 of {count}")).await?;
        page.press(Key::Enter).await?;
        page.shows(&format!("2 of {count}")).await?;
        page.click("button", "With a hit").await?;
        page.until("the lanes with a hit", async || {
            let lanes = page.lanes().await?;
            Ok((lanes.len() == 2).then_some(()))
        })
        .await
    });
}

#[test]
fn a_span_is_selected_on_the_axis_and_summed() {
    browse("#/recordings", async |page| {
        choose(page, &recording("blocking")).await?;
        is_read(page).await?;
        let script = "const canvas = document.querySelector('.timeline canvas');
            const { left, top, width } = canvas.getBoundingClientRect();
            const at = (kind, x, buttons) => canvas.dispatchEvent(new PointerEvent(kind,
                { pointerId: 1, isPrimary: true, button: 0, buttons, bubbles: true, clientX: left + x, clientY: top + 36 }));
            at('pointerdown', width * 0.6, 1); at('pointermove', width * 0.7, 1); at('pointerup', width * 0.7, 0);";
        page.evaluate(script).await?;
        page.find("button", "Clear the selection").await?;
        page.shows("of the span").await?;
        page.click("button", "Clear the selection").await?;
        page.shows("All of the recording.").await
    });
}

#[test]
fn what_is_no_recording_is_refused_and_what_was_shown_stays() {
    browse("#/recordings", async |page| {
        choose(page, &recording("none")).await?;
        is_read(page).await?;
        let gzip = |bytes: &[u8]| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut packer, bytes).unwrap();
            packer.finish().unwrap()
        };
        let newer = br#"{"format":"loopscope trace","version":9}"#;
        let kinds: [(&str, Vec<u8>, &str); 6] = [
            ("empty.loopscope", Vec::new(), "The file is empty."),
            ("notes.txt", b"hello".to_vec(), "some other text"),
            (
                "chrome.json",
                b"{\"traceEvents\":[]}".to_vec(),
                "Chrome trace",
            ),
            (
                "image.png",
                b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(),
                "binary file",
            ),
            (
                "other.gz",
                gzip(b"hello"),
                "compressed with gzip, and what is in it",
            ),
            ("new.loopscope", newer.to_vec(), "version 9"),
        ];
        for (name, bytes, said) in kinds {
            choose(page, &file(name, &bytes)).await?;
            page.shows(said).await?;
            page.shows(&format!("{name} was not opened.")).await?;
            page.shows("none.loopscope.gz, recorded on").await?;
            page.click("button", "Close").await?;
        }
        Ok(())
    });
}

#[test]
fn half_a_file_opens_as_far_as_it_goes() {
    browse("#/recordings", async |page| {
        let text = unpacked("none");
        choose(page, &file("half.loopscope", &text[..text.len() / 2])).await?;
        is_read(page).await?;
        page.shows("The file ends in the middle").await?;

        // Cut within what is compressed.
        let packed = fs::read(recording("none")).unwrap();
        choose(page, &file("cut.loopscope.gz", &packed[..packed.len() / 2])).await?;
        page.shows("cut.loopscope.gz, recorded on").await?;
        is_read(page).await?;
        page.shows("The file ends in the middle").await?;

        let mut wrong = text.clone();
        let second = wrong
            .iter()
            .skip(30_000)
            .position(|byte| *byte == b'\n')
            .unwrap()
            + 30_000;
        wrong.splice(second + 1..second + 1, *b"{\"t\":\"soon\"}\n");
        choose(page, &file("wrong.loopscope", &wrong)).await?;
        page.shows("wrong.loopscope, recorded on").await?;
        is_read(page).await?;
        page.shows("of the file cannot be read").await
    });
}

#[test]
fn a_link_opens_a_recording_of_the_pages_own_origin_and_no_other() {
    let site = Site::serve(&with_recording());
    browse_site(
        &site,
        "#/recordings?recording=deadlock.loopscope.gz",
        async |page| {
            is_read(page).await?;
            page.shows("deadlock.loopscope.gz, recorded on").await?;
            page.go("#/recordings?recording=https://example.org/x.loopscope")
                .await?;
            page.shows("not one on another site").await
        },
    );
}

/// The page with a recording beside it.
fn with_recording() -> PathBuf {
    let site = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/e2e/with-recording"
    ));
    copy_folder(&release_build(), &site);
    fs::copy(recording("deadlock"), site.join("deadlock.loopscope.gz")).unwrap();
    site
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy_folder(&from, &to),
            false => drop(fs::copy(from, to).unwrap()),
        }
    }
}

#[test]
fn recorded_text_is_text() {
    browse("#/recordings", async |page| {
        let hostile = "<img src=x onerror=alert(1)>\\u202e\\u001b[31m\\u0000";
        let mut text = unpacked("none");
        let end = text.iter().rposition(|byte| *byte == b'}').unwrap();
        text.truncate(end + 1);
        text.extend(format!("\n{{\"t\":9000000000,\"e\":{{\"Printed\":{{\"stream\":\"Stdout\",\"text\":\"{hostile}\\n\",\"at\":[0,1]}}}}}}\n").bytes());
        choose(page, &file("hostile.loopscope", &text)).await?;
        is_read(page).await?;
        page.click("tab", "Console").await?;
        page.shows("<img src=x onerror=alert(1)>").await?;
        let images = page
            .evaluate("return document.querySelectorAll('img').length")
            .await?;
        assert_eq!(images, json!(0));
        Ok(())
    });
}
