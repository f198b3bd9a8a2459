//! Opens the release build in a real browser, as a visitor would.
//!
//! [`browse`] hands a test a [`Page`], served from a sub-folder by a plain static server, and
//! fails the test when the page logged an error, whatever else the test found.

// Each target that shares these files uses its own part of them.
#![allow(dead_code)]

mod driver;
mod log;
mod page;
mod pointer;
mod site;
mod skipped;

pub use driver::Driver;
pub use page::Page;
pub use site::Site;
use skipped::Skipped;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use thirtyfour::error::WebDriverResult;

/// Opens `address` (what follows the page's own: `""`, `"#/gather?a=2"`) and runs `test` on it.
///
/// # Panics
/// When the test panics or returns an error, or when the page logged an error that the test did
/// not take with [`Page::take_errors`]. A screenshot of that moment is left in `target/e2e/`.
pub fn browse(address: &str, test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>) {
    browse_site(&Site::serve(&release_build()), address, test);
}

/// The same as [`browse`], for a page that `site` serves.
pub fn browse_site(
    site: &Site,
    address: &str,
    test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>,
) {
    browse_with(&[], site, address, test);
}

/// The same as [`browse_site`], in a Chromium with more on its command line.
pub fn browse_with(
    flags: &[&str],
    site: &Site,
    address: &str,
    test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let driver = Driver::start();
    let page = runtime
        .block_on(Page::open_with(flags, &driver, site, address))
        .expect("the browser opens the page");

    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&page))));
    if matches!(&outcome, Err(panic) if panic.is::<Skipped>()) {
        return runtime.block_on(page.close());
    }
    let errors = runtime.block_on(page.take_errors()).unwrap_or_default();
    if !matches!(outcome, Ok(Ok(()))) || !errors.is_empty() {
        runtime.block_on(page.leave_picture());
    }
    runtime.block_on(page.close());

    match outcome {
        Err(panic) => {
            errors
                .iter()
                .for_each(|error| eprintln!("the page logged: {error}"));
            resume_unwind(panic)
        }
        Ok(Err(error)) => panic!("{error}\nthe page logged: {errors:#?}"),
        Ok(Ok(())) => assert!(errors.is_empty(), "the page logged: {errors:#?}"),
    }
}

/// A file of an npm package that the tests use and the page does not: `./dev` installs them into
/// `.tools/npm`, in the versions named there.
pub fn npm(file: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(".tools/npm/node_modules")
        .join(file);
    assert!(
        path.exists(),
        "{} is missing: ./dev e2e installs it",
        path.display()
    );
    path
}

/// The folder with the release build: `LOOPSCOPE_SITE`, which `./dev test` sets.
pub fn release_build() -> PathBuf {
    let folder = std::env::var_os("LOOPSCOPE_SITE").map(PathBuf::from).unwrap_or_else(|| {
        panic!("LOOPSCOPE_SITE does not name the folder of a release build: ./dev e2e builds it and sets this")
    });
    assert!(
        folder.join("index.html").is_file(),
        "LOOPSCOPE_SITE: there is no index.html in {}",
        folder.display()
    );
    folder
}
