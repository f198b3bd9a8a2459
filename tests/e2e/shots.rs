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

/// What there is a picture of: a name, and the address of the page.
const PAGES: &[(&str, &str)] = &[("start", "")];

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
    for (name, address) in PAGES {
        for theme in THEMES {
            for (width, height) in SIZES {
                page.prefer(&[("prefers-color-scheme", theme)]).await?;
                page.resize(width, height).await?;
                page.go(address).await?;
                page.started().await?;
                let file = folder.join(format!("{name}-{width}x{height}-{theme}.png"));
                fs::write(&file, page.picture().await?)?;
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}
