//! Takes pictures of the release build, for people to look at. `./dev shots` runs this.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod harness;

use std::fs;
use std::path::Path;

use harness::{Driver, Page, Site, release_build};
use thirtyfour::error::WebDriverResult;

const SIZES: [(u32, u32); 3] = [(1440, 900), (768, 1024), (390, 844)];
const THEMES: [&str; 2] = ["light", "dark"];

/// What there is a picture of. More is a line more.
const SHOTS: &[Shot] = &[
    Shot::of("start", "#/sequence"),
    Shot::of("gather", "#/gather").run(),
    Shot::of("gather-chinese", "#/gather").run().chinese(),
    Shot::of("both-programs", "#/gather")
        .run()
        .pressing(&["button Side by side"]),
    Shot::of("deadlock", "#/deadlock")
        .run()
        .pressing(&["tab Who waits"]),
    Shot::of("findings", "#/deadlock")
        .run()
        .pressing(&["tab Findings (2)"]),
    Shot::of("cancel", "#/task_group").run(),
    Shot::of("workers", "#/executors?n=1000000").run(),
    Shot::of("workers-chinese", "#/threads_processes")
        .run()
        .chinese(),
    Shot::of("crawler", "#/crawler").run(),
    Shot::of(
        "step-in",
        "#/join?_at=40&_side=step-in&_do=40.put.0.7&_mark=20.here",
    ),
    Shot::of("bookmarks", "#/gather?_at=40&_mark=20.here&_mark=60.there")
        .pressing(&["button Bookmarks (2)"]),
    Shot::of("refused", "#/create_task?first_delay=4000").pressing(&["button Run"]),
    Shot::of("unknown", "#/no-such-program"),
    Shot::of("lesson", "#/lesson"),
    Shot::of("help", "#/gather").pressing(&["button Keyboard shortcuts"]),
    Shot::of("export", "#/gather")
        .run()
        .pressing(&["button Export"]),
    Shot::of("compare", "#/gather")
        .run()
        .pressing(&["button Compare"]),
    Shot::of("palette", "#/gather").pressing(&["button Find a scenario or a command"]),
    Shot::of("embedded", "?embed#/gather").run(),
];

/// On a phone there is a picture of each of these panes, in both languages.
const PANES: [(&str, &str); 6] = [
    ("Code", "代码"),
    ("Form", "参数"),
    ("Timeline", "时间线"),
    ("Console", "控制台"),
    ("Loop", "循环"),
    ("Task", "任务"),
];

struct Shot {
    /// What its files are called.
    name: &'static str,
    address: &'static str,
    chinese: bool,
    /// Whether the program has run to its end.
    run: bool,
    /// What is pressed then: role and name.
    pressing: &'static [&'static str],
}

impl Shot {
    const fn of(name: &'static str, address: &'static str) -> Self {
        Self {
            name,
            address,
            chinese: false,
            run: false,
            pressing: &[],
        }
    }

    const fn run(mut self) -> Self {
        self.run = true;
        self
    }

    const fn chinese(mut self) -> Self {
        self.chinese = true;
        self
    }

    const fn pressing(mut self, what: &'static [&'static str]) -> Self {
        self.pressing = what;
        self
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> WebDriverResult<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shots");
    fs::create_dir_all(&folder)?;
    let (driver, site) = (Driver::start(), Site::serve(&release_build()));
    let page = Page::open(&driver, &site, "").await?;
    let taken = take_all(&page, &folder).await;
    let errors = page.take_errors().await?;
    page.close().await;
    taken?;
    assert!(errors.is_empty(), "the page logged: {errors:#?}");
    Ok(())
}

async fn take_all(page: &Page, folder: &Path) -> WebDriverResult<()> {
    for shot in SHOTS {
        prepare(page, shot).await?;
        for theme in THEMES {
            page.prefer(&[("prefers-color-scheme", theme)]).await?;
            for (width, height) in SIZES {
                page.resize(width, height).await?;
                settle(page).await?;
                let file = folder.join(format!("{}-{width}x{height}-{theme}.png", shot.name));
                fs::write(&file, page.picture().await?)?;
                println!("{}", file.display());
            }
        }
    }
    for language in 0..2 {
        phone(page, folder, language).await?;
    }
    Ok(())
}

/// A phone's panes, one after the other.
async fn phone(page: &Page, folder: &Path, language: usize) -> WebDriverResult<()> {
    let shot = if language == 0 {
        Shot::of("phone", "#/gather").run()
    } else {
        Shot::of("phone-chinese", "#/gather").run().chinese()
    };
    prepare(page, &shot).await?;
    page.resize(390, 844).await?;
    for theme in THEMES {
        page.prefer(&[("prefers-color-scheme", theme)]).await?;
        for (english, chinese) in PANES {
            let pane = [english, chinese][language];
            page.click("button", pane).await?;
            settle(page).await?;
            let name = format!("{}-{}-{theme}.png", shot.name, english.to_lowercase());
            let file = folder.join(name);
            fs::write(&file, page.picture().await?)?;
            println!("{}", file.display());
        }
    }
    Ok(())
}

/// Brings the page, in its widest size, to what is to be seen.
async fn prepare(page: &Page, shot: &Shot) -> WebDriverResult<()> {
    page.resize(SIZES[0].0, SIZES[0].1).await?;
    // No shot takes over what the one before it chose.
    page.evaluate("localStorage.clear()").await?;
    page.go(shot.address).await?;
    page.started().await?;
    if shot.run {
        page.run_until_measured().await?;
    }
    for press in shot.pressing {
        let (role, name) = press.split_once(' ').unwrap_or((press, ""));
        page.click(role, name).await?;
    }
    if shot.chinese {
        page.click("button", "中文").await?;
    }
    Ok(())
}

/// Waits until nothing moves any more, and what was measured is drawn.
async fn settle(page: &Page) -> WebDriverResult<()> {
    page.evaluate(
        "return new Promise((done) => setTimeout(done, 80)).then(() =>
            Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))))",
    )
    .await?;
    Ok(())
}
