//! Takes pictures of the release build, for people to look at. `./dev shots` runs this.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod harness;

use std::fs;
use std::path::Path;

use harness::{Driver, Page, Site, release_build};
use thirtyfour::Key;
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

/// The pictures of the page's design: one state and one size each, by the same names.
const DESIGN: &[Design] = &[
    Design::of("scenario", "#/semaphore?places=3&visitors=8", (1440, 900)).with(&[
        Do::Guess("2.667"),
        Do::Run,
        Do::Steps(36),
    ]),
    Design::of("lesson", "#/lesson/4", (1440, 900)).with(&[Do::Guess("3")]),
    Design::of("states-drawer", "#/semaphore", (1440, 900))
        .with(&[Do::Click("button", "Scenarios")]),
    Design::of("states-stale", "#/semaphore", (1440, 900))
        .with(&[Do::Run, Do::Click("button", "One place")]),
    Design::of(
        "states-cannot-start",
        "#/semaphore?visitors=2000",
        (1440, 900),
    ),
    Design::of("states-deadlocked", "#/deadlock", (1440, 900)).with(&[Do::Run]),
    Design::of(
        "states-failed",
        "#/lost_task?fails=true&keep=true",
        (1440, 900),
    )
    .with(&[Do::Run]),
    Design::of("embed-light", FRAME, (720, 420)).with(&[Do::Wait]),
    Design::of("embed-dark", FRAME_AT_END, (720, 420))
        .dark()
        .with(&[Do::Wait]),
    Design::of(
        "phone-timeline",
        "#/semaphore?places=3&visitors=8",
        (390, 844),
    )
    .with(&[Do::Guess("2.667"), Do::Run, Do::Steps(36)]),
    Design::of("phone-waits", "#/deadlock", (390, 844))
        .with(&[Do::Run, Do::Click("button", "Loop")]),
    Design::of("size1024", "#/semaphore?places=3&visitors=8", (1024, 768)).with(&[
        Do::Guess("2.667"),
        Do::Run,
        Do::Steps(36),
        Do::Click("button", "Now"),
    ]),
];

const FRAME: &str = "?embed#/semaphore?places=2&visitors=5&_when=1";
const FRAME_AT_END: &str = "?embed#/semaphore?places=2&visitors=5&_when=end";

struct Design {
    name: &'static str,
    address: &'static str,
    size: (u32, u32),
    theme: &'static str,
    steps: &'static [Do],
}

/// What is done before the picture is taken.
enum Do {
    Guess(&'static str),
    Run,
    /// So many steps of the program from its start.
    Steps(usize),
    Click(&'static str, &'static str),
    /// The run of a link has come to its moment.
    Wait,
}

impl Design {
    const fn of(name: &'static str, address: &'static str, size: (u32, u32)) -> Self {
        Self {
            name,
            address,
            size,
            theme: "light",
            steps: &[],
        }
    }

    const fn dark(mut self) -> Self {
        self.theme = "dark";
        self
    }

    const fn with(mut self, steps: &'static [Do]) -> Self {
        self.steps = steps;
        self
    }
}

/// Three steps of the lesson are done, and runs take no time.
const KNOWN: &str = "localStorage.clear();
    localStorage.setItem('loopscope.preferences', JSON.stringify({
        seen: true, speed: 'instant', lesson: ['run', 'await', 'never-awaited'],
        answered: ['hello', 'sequence', 'create_task', 'gather', 'lock'],
    }))";

async fn draw_design(page: &Page, folder: &Path) -> WebDriverResult<()> {
    for design in DESIGN {
        page.resize(design.size.0, design.size.1).await?;
        page.prefer(&[("prefers-color-scheme", design.theme)])
            .await?;
        page.evaluate(KNOWN).await?;
        page.go(design.address).await?;
        page.started().await?;
        for step in design.steps {
            perform(page, step).await?;
        }
        settle(page).await?;
        let file = folder.join(format!("{}.png", design.name));
        fs::write(&file, page.picture().await?)?;
        println!("{}", file.display());
    }
    Ok(())
}

async fn perform(page: &Page, step: &Do) -> WebDriverResult<()> {
    match step {
        Do::Guess(guess) => {
            let field = page.find("textbox", "Your guess (you may skip it)").await?;
            page.fill(&field, guess).await
        }
        Do::Run => {
            page.click("button", "Run").await?;
            page.until("the end of the run", async || {
                let over = "return /finished|deadlocked|failed/.test(
                    document.querySelector('[data-state]').dataset.state)";
                Ok((page.evaluate(over).await? == true).then_some(()))
            })
            .await
        }
        Do::Steps(count) => {
            page.evaluate("document.activeElement.blur()").await?;
            page.press(Key::Home + "").await?;
            for _ in 0..*count {
                page.press(Key::Right + "").await?;
            }
            Ok(())
        }
        Do::Click(role, name) => page.click(role, name).await,
        Do::Wait => {
            page.until("the moment of the link", async || {
                Ok(page.cursor().await?.filter(|(at, _)| *at > 0).map(drop))
            })
            .await
        }
    }
}

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
    let drawn = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shots");
    fs::create_dir_all(&drawn)?;
    let taken = match draw_design(&page, &drawn).await {
        // The design alone: `./dev shots design`.
        Ok(()) if std::env::args().any(|it| it == "design") => Ok(()),
        Ok(()) => take_all(&page, &folder).await,
        Err(error) => Err(error),
    };
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
