//! The page inside of another page.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

use crate::harness::{Page, Site, browse, browse_site, release_build};

const EXAMPLE: &str = "?embed#/semaphore?places=2&visitors=5&_when=1";

/// What can be scrolled, as the style sheets have it, and is larger than it looks.
const SCROLLBARS: &str = "return [document.documentElement, ...document.querySelectorAll('body *')]
    .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY + getComputedStyle(one).overflowX))
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.className)";

#[test]
fn at_720_by_420_a_frame_shows_program_and_timeline_without_scrollbars() {
    browse(EXAMPLE, async |page| {
        page.resize(720, 420).await?;
        stands(page).await?;
        for theme in ["light", "dark"] {
            page.prefer(&[("prefers-color-scheme", theme)]).await?;
            assert_eq!(page.evaluate(SCROLLBARS).await?, json!([]), "{theme}");
        }
        let clipped = page
            .evaluate(
                "const [code, lanes] = ['#listing', '.lanes'].map((it) => document.querySelector(it));
                 return [code, lanes].map((one) => one.scrollHeight - one.clientHeight);",
            )
            .await?;
        assert_eq!(clipped, json!([0, 0]), "all of it is seen");
        Ok(())
    });
}

#[test]
fn a_narrow_frame_shows_one_pane_and_a_switch() {
    browse(EXAMPLE, async |page| {
        page.resize(500, 420).await?;
        stands(page).await?;
        assert_eq!(seen(page).await?, ["timeline"]);
        page.click("button", "Code").await?;
        assert_eq!(seen(page).await?, ["code"]);
        page.resize(720, 420).await?;
        assert_eq!(seen(page).await?, ["code", "timeline"]);
        Ok(())
    });
}

#[test]
fn the_wheel_over_a_frame_scrolls_the_page_around_it_and_zooms_with_control() {
    let folder = copy_of_site("wheel");
    let host = "<!doctype html><title>Blog</title><link rel=icon href='data:,'>\
        <iframe src='./?embed#/gather?a=20&_when=1' width=720 height=420 style='border:0'></iframe>\
        <div style='height:4000px'></div>";
    fs::write(folder.join("blog.html"), host).expect("a page");
    browse_site(&Site::serve(&folder), "blog.html", async |page| {
        page.resize(900, 700).await?;
        let frame = page.driver().find(By::Tag("iframe")).await?;
        frame.enter_frame().await?;
        stands(page).await?;
        page.driver().enter_default_frame().await?;
        let scrolled = async || page.evaluate("return scrollY").await;
        for (x, y) in [(150, 200), (550, 200)] {
            page.evaluate("scrollTo(0, 0)").await?;
            wheel(page, (x, y), false).await?;
            page.until(&format!("the page scrolled at {x}"), async || {
                Ok(scrolled().await?.as_f64().filter(|y| *y > 0.0).map(drop))
            })
            .await?;
        }
        page.evaluate("scrollTo(0, 0)").await?;
        wheel(page, (550, 200), true).await?;
        assert_eq!(scrolled().await?, json!(0));
        Ok(())
    });
}

#[test]
fn a_frame_says_what_a_hang_is_and_what_is_wrong_with_its_address() {
    browse("?embed#/deadlock?_when=end", async |page| {
        page.resize(720, 420).await?;
        page.shows("CPython would hang here").await?;
        page.go("?embed&lang=zh#/gather?zzz=1").await?;
        page.shows("“zzz”").await?;
        let root = page
            .evaluate("return document.documentElement.lang")
            .await?;
        assert_eq!(root, "zh-CN");
        Ok(())
    });
}

async fn wheel(page: &Page, (x, y): (u32, u32), with_control: bool) -> WebDriverResult<()> {
    let modifiers = if with_control { 2 } else { 0 };
    page.devtools(
        "Input.dispatchMouseEvent",
        json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": 240, "modifiers": modifiers }),
    )
    .await?;
    Ok(())
}

/// The run of the link has come to its moment.
async fn stands(page: &Page) -> WebDriverResult<()> {
    page.until("the run of the link", async || {
        Ok(page.cursor().await?.filter(|(at, _)| *at > 0).map(drop))
    })
    .await
}

async fn seen(page: &Page) -> WebDriverResult<Vec<String>> {
    let seen = page
        .evaluate(
            "return [...document.querySelectorAll('.panes > .card')].filter((one) => one.offsetWidth > 0)
                .map((one) => one.classList[1])",
        )
        .await?;
    Ok(match seen {
        Value::Array(all) => all
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    })
}

fn copy_of_site(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    for entry in fs::read_dir(release_build()).expect("the build") {
        let from = entry.expect("a file").path();
        if from.is_file() {
            let name = from.file_name().expect("a name");
            fs::copy(&from, folder.join(name)).expect("a copy");
        }
    }
    folder
}
