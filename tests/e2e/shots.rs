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
    Shot {
        name: "start",
        address: "#/sequence",
        chinese: false,
        run: false,
    },
    Shot {
        name: "gather",
        address: "#/gather",
        chinese: false,
        run: true,
    },
    Shot {
        name: "gather-chinese",
        address: "#/gather",
        chinese: true,
        run: true,
    },
    Shot {
        name: "refused",
        address: "#/create_task?first_delay=4000",
        chinese: false,
        run: false,
    },
    Shot {
        name: "unknown",
        address: "#/no-such-program",
        chinese: false,
        run: false,
    },
];

struct Shot {
    /// What its files are called.
    name: &'static str,
    address: &'static str,
    chinese: bool,
    /// Whether the program has run to its end.
    run: bool,
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
                let file = folder.join(format!("{}-{width}x{height}-{theme}.png", shot.name));
                fs::write(&file, page.picture().await?)?;
                println!("{}", file.display());
            }
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
        page.run_to_its_end().await?;
    }
    if shot.chinese {
        page.click("button", "中文").await?;
    }
    Ok(())
}
