//! What a visitor does with a page: finds things by what they are called, types, presses, reads.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::components::SelectElement;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::extensions::cdp::ChromeDevTools;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

use super::driver::{Browser, Said};
use super::site::Before;
use super::skipped::skip;
use super::{Driver, Site};

/// How long anything on the page may take before a test says that it is not there: 20 s, or as many
/// as `LOOPSCOPE_PATIENCE` says, where a machine or a browser is slow.
static PATIENCE: LazyLock<Duration> = LazyLock::new(|| {
    let said = std::env::var("LOOPSCOPE_PATIENCE");
    Duration::from_secs(said.map_or(20, |said| said.parse().expect("a number of seconds")))
});
const PAUSE: Duration = Duration::from_millis(40);

/// Those elements first whose text may be their name: the browser is asked for names one by one.
const LIKELY_FIRST: &str = "
    const [selector, name] = arguments;
    const all = [...document.querySelectorAll(selector)];
    const said = ({ title, ariaLabel, textContent, labels }) =>
        [title, ariaLabel, textContent, ...[...labels ?? []].map((label) => label.textContent)];
    const may = (element) =>
        said(element).some((text) => text?.replace(/\\s+/g, ' ').includes(name));
    return [...all.filter(may), ...all.filter((element) => !may(element))];";

/// Firefox sizes windows; this sizes the page in the one that is there.
const FIREFOX_SIZE: &str = "
    const { style } = window.gBrowser.selectedBrowser;
    const [width, height] = arguments;
    for (const [name, value] of [['width', width], ['height', height]])
        for (const bound of ['min-', 'max-', ''])
            style.setProperty(bound + name, value + 'px', 'important');";

const IS_LOADING: &str = "
    const [boot, loading, failed] = ['boot', 'boot-loading', 'boot-failed'].map((id) =>
        document.getElementById(id));
    return boot !== null && !loading.hidden && failed.hidden;";

const FIREFOX_THEME: &str =
    "window.gBrowser.selectedBrowser.browsingContext.prefersColorSchemeOverride = arguments[0];";

const FIREFOX_MOTION: &str =
    "Services.prefs.setIntPref('ui.prefersReducedMotion', arguments[0] === 'reduce' ? 1 : 0);";

/// An element with the role and name that a screen reader says.
#[derive(Clone, Debug)]
pub struct Named {
    pub element: WebElement,
    pub name: String,
}

/// A line of the console, in the words of the screen.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Line {
    /// The loop clock's reading when it was printed.
    pub stamp: String,
    /// The text, without its line end.
    pub text: String,
    /// Whether it is marked as stderr.
    pub stderr: bool,
}

/// A lane of the timeline, as its table says it to who listens.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Lane {
    /// The task.
    pub task: String,
    /// What it does at the cursor.
    pub state: String,
    /// What it did so far: `running, awaiting sleep(1), running, done`.
    pub history: String,
}

/// One window of the browser.
pub struct Page {
    driver: WebDriver,
    address: String,
    pub(super) browser: Browser,
    pub(super) said: Said,
    before: Option<Before>,
}

impl Page {
    /// Opens a window and goes to `address` on `site`.
    pub async fn open(driver: &Driver, site: &Site, address: &str) -> WebDriverResult<Self> {
        Self::open_with(&[], driver, site, address).await
    }

    /// The same with more of Chromium's command line.
    pub async fn open_with(
        flags: &[&str],
        driver: &Driver,
        site: &Site,
        address: &str,
    ) -> WebDriverResult<Self> {
        let page = Self {
            driver: driver.open(flags).await?,
            address: site.address().to_owned(),
            browser: driver.browser,
            said: driver.said(),
            before: site.before(),
        };
        let opened = async {
            page.resize(1440, 900).await?;
            page.go(address).await
        };
        match opened.await {
            Ok(()) => Ok(page),
            Err(error) => {
                page.close().await;
                Err(error)
            }
        }
    }

    /// The session itself, for what has no words here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Ends the session, and with it the browser.
    pub async fn close(self) {
        let _ = self.driver.quit().await;
    }

    /// Loads the page afresh at `address`, relative to where it is hosted.
    pub async fn go(&self, address: &str) -> WebDriverResult<()> {
        if self.browser == Browser::Firefox {
            // It tells a page that is left that its program did not arrive, and the page logs that.
            self.until("a page that has loaded", async || {
                let loading = self.evaluate(IS_LOADING).await?;
                Ok((loading == json!(false)).then_some(()))
            })
            .await?;
        }
        self.driver.goto("about:blank").await?;
        self.driver.goto(format!("{}{address}", self.address)).await
    }

    /// What the address bar shows after the page's own address, percent-encoded as it is there.
    pub async fn location(&self) -> WebDriverResult<String> {
        let location = self.evaluate("return location.href").await?;
        let location = location.as_str().unwrap_or_default();
        Ok(location
            .strip_prefix(&self.address)
            .unwrap_or(location)
            .to_owned())
    }

    /// Goes to another tab, as a click on it does.
    pub async fn bring_to_front(&self, tab: WindowHandle) -> WebDriverResult<()> {
        self.driver.switch_to_window(tab).await?;
        // Firefox takes the tab itself; Chromium only its driver.
        if self.browser == Browser::Chromium {
            self.devtools("Page.bringToFront", json!({})).await?;
        }
        Ok(())
    }

    /// Runs a function body in the page and gives what it returns.
    pub async fn evaluate(&self, script: &str) -> WebDriverResult<Value> {
        Ok(self
            .driver
            .execute(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Runs a script on the pages that are opened from now on, before anything of their own.
    pub async fn run_before(&self, script: &str) -> WebDriverResult<()> {
        if self.browser == Browser::Chromium {
            let source = json!({ "source": script });
            self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
                .await?;
            return Ok(());
        }
        let Some(before) = &self.before else {
            skip("the server puts no script of ours before the page's");
        };
        let mut before = before.lock().expect("a script");
        before.push_str(&format!("{{{script}}}\n"));
        Ok(())
    }

    /// The pages that are opened from now on run no scripts.
    pub async fn without_scripts(&self) -> WebDriverResult<()> {
        if self.browser == Browser::Firefox {
            let script = "Services.prefs.setBoolPref('javascript.enabled', false)";
            self.in_firefox(script, Vec::new()).await?;
        } else {
            let off = json!({ "value": true });
            self.devtools("Emulation.setScriptExecutionDisabled", off)
                .await?;
        }
        Ok(())
    }

    /// Sends a command of the Chrome DevTools Protocol; where there is none, the test is skipped.
    pub async fn devtools(&self, command: &str, parameters: Value) -> WebDriverResult<Value> {
        if self.browser != Browser::Chromium {
            skip(&format!("only Chromium has {command}"));
        }
        ChromeDevTools::new(Arc::clone(&self.driver.handle))
            .execute_cdp_with_params(command, parameters)
            .await
    }

    /// Runs a function body in Firefox itself, outside of the page.
    pub(super) async fn in_firefox(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> WebDriverResult<Value> {
        self.context("chrome").await?;
        let outcome = self.driver.execute(script, arguments).await;
        self.context("content").await?;
        Ok(outcome?.json().clone())
    }

    async fn context(&self, name: &str) -> WebDriverResult<()> {
        self.post("moz/context", json!({ "context": name })).await
    }

    /// Sends a command that has no answer.
    pub(super) async fn post(&self, path: &str, body: Value) -> WebDriverResult<()> {
        self.ask(path, body).await?;
        Ok(())
    }

    /// Sends a command and gives its answer.
    pub(super) async fn ask(&self, path: &str, body: Value) -> WebDriverResult<Value> {
        let request = Request::Post(path.to_owned(), body);
        self.driver.handle.cmd(request).await?.value()
    }
}

/// Finding.
impl Page {
    /// The one element of this role and accessible name, as soon as there is one.
    pub async fn find(&self, role: &str, name: &str) -> WebDriverResult<WebElement> {
        let start = Instant::now();
        loop {
            let arguments = vec![json!(selector(role)), json!(name)];
            let likely = self.driver.execute(LIKELY_FIRST, arguments).await;
            // One may go before it is handed over.
            let likely = likely.and_then(|likely| likely.elements());
            for element in likely.unwrap_or_default() {
                // An element may go while it is looked at; then it is not there.
                let is = async |what, expected| {
                    let found = self.computed(&element, what).await;
                    found.is_ok_and(|found| found == expected)
                };
                if is("computedlabel", name).await && is("computedrole", role).await {
                    return Ok(element);
                }
            }
            if start.elapsed() > *PATIENCE {
                let all = self.all(role).await?;
                let names: Vec<_> = all.iter().map(|named| named.name.as_str()).collect();
                return Err(not_there(&format!("{role} “{name}”, among {names:?}")));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Every element of this role that is there now, in the order of the page.
    pub async fn all(&self, role: &str) -> WebDriverResult<Vec<Named>> {
        let mut all = Vec::new();
        for element in self.driver.find_all(By::Css(selector(role))).await? {
            // An element may go while it is looked at; then it is not there.
            let Ok(found) = self.computed(&element, "computedrole").await else {
                continue;
            };
            let Ok(name) = self.computed(&element, "computedlabel").await else {
                continue;
            };
            if found == role {
                all.push(Named { element, name });
            }
        }
        Ok(all)
    }

    /// Waits until `held` gives something, and gives it.
    pub async fn until<T>(
        &self,
        what: &str,
        held: impl AsyncFn() -> WebDriverResult<Option<T>>,
    ) -> WebDriverResult<T> {
        let start = Instant::now();
        loop {
            // A page that just changed may have taken away what was looked at.
            match held().await {
                Ok(Some(found)) => return Ok(found),
                Err(error) if start.elapsed() > *PATIENCE => return Err(error),
                Ok(None) if start.elapsed() > *PATIENCE => return Err(not_there(what)),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// Waits until the program has taken the page over.
    pub async fn started(&self) -> WebDriverResult<()> {
        self.until("the program, instead of its loading text", async || {
            let loading = self
                .evaluate("return document.getElementById('boot') !== null")
                .await?;
            Ok((loading == json!(false)).then_some(()))
        })
        .await
    }

    /// Waits until the page's visible text has `words` in it.
    pub async fn shows(&self, words: &str) -> WebDriverResult<()> {
        self.until(words, async || {
            let text = self.driver.find(By::Tag("body")).await?.text().await?;
            Ok(text.contains(words).then_some(()))
        })
        .await
    }

    /// From now on keeps every text of the page, for [`Self::has_shown`].
    pub async fn keep_texts(&self) -> WebDriverResult<()> {
        self.evaluate(
            "window.texts = [];
             new MutationObserver(() => window.texts.push(document.body.textContent))
                 .observe(document.body, { subtree: true, childList: true, characterData: true });",
        )
        .await?;
        Ok(())
    }

    /// Waits until `words` have been in a text that was kept, however short they stood there.
    pub async fn has_shown(&self, words: &str) -> WebDriverResult<()> {
        let said = format!("return window.texts.some((text) => text.includes({words:?}))");
        self.until(words, async || {
            Ok((self.evaluate(&said).await? == true).then_some(()))
        })
        .await
    }

    async fn computed(&self, element: &WebElement, what: &'static str) -> WebDriverResult<String> {
        let request = Request::Get(format!("element/{}/{what}", element.element_id()));
        self.driver.handle.cmd(request).await?.value()
    }
}

/// Doing.
impl Page {
    /// Clicks the one element of this role and name.
    pub async fn click(&self, role: &str, name: &str) -> WebDriverResult<()> {
        self.find(role, name).await?.click().await
    }

    /// Chooses an item of the header's menu.
    pub async fn choose_from_menu(&self, name: &str) -> WebDriverResult<()> {
        self.click("button", "More").await?;
        self.click("button", name).await
    }

    /// Where the cursor stands, of how many events; nothing before a run.
    pub async fn cursor(&self) -> WebDriverResult<Option<(usize, usize)>> {
        let shown = self
            .evaluate(
                "const { cursor, events } = document.querySelector('.position').dataset;
                 return cursor === undefined ? null : [Number(cursor), Number(events)];",
            )
            .await?;
        Ok(serde_json::from_value(shown)?)
    }

    /// The same; past every event before a run.
    pub async fn position(&self) -> WebDriverResult<(usize, usize)> {
        Ok(self.cursor().await?.unwrap_or((usize::MAX, 0)))
    }

    /// Waits until the cursor stands after so many events; how far the run itself has come is another
    /// matter.
    pub async fn comes_to(&self, event: usize) -> WebDriverResult<()> {
        self.until(&format!("event {event}"), async || {
            Ok((self.position().await?.0 == event).then_some(()))
        })
        .await
    }

    /// Waits until it stands after so many events of so many.
    pub async fn stands_at(&self, event: usize, of: usize) -> WebDriverResult<()> {
        self.until(&format!("event {event} of {of}"), async || {
            Ok((self.position().await? == (event, of)).then_some(()))
        })
        .await
    }

    /// Replaces what a field holds, as typing or pasting over it does; any text goes, also one
    /// with characters beyond the basic plane.
    pub async fn fill(&self, field: &WebElement, text: &str) -> WebDriverResult<()> {
        field.focus().await?;
        let select = "arguments[0].select()";
        self.driver.execute(select, vec![field.to_json()?]).await?;
        if text.is_empty() {
            return self.press(Key::Delete + "").await;
        }
        if self.browser == Browser::Firefox {
            return field.send_keys(text).await;
        }
        self.devtools("Input.insertText", json!({ "text": text }))
            .await?;
        Ok(())
    }

    /// Picks what a list of choices calls `choice`.
    pub async fn choose(&self, name: &str, choice: &str) -> WebDriverResult<()> {
        let list = self.find("combobox", name).await?;
        SelectElement::new(&list)
            .await?
            .select_by_exact_text(choice)
            .await
    }

    /// Presses keys on whatever has the focus.
    pub async fn press(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.driver.active_element().await?.send_keys(keys).await
    }

    /// Waits until something has run.
    pub async fn has_run(&self) -> WebDriverResult<()> {
        self.until("a run", async || Ok(self.cursor().await?.map(drop)))
            .await
    }

    /// There are so many bookmarks, as the menu says.
    pub async fn has_bookmarks(&self, count: usize) -> WebDriverResult<()> {
        self.click("button", "More").await?;
        self.find("button", &format!("Bookmarks ({count})")).await?;
        self.press_outside(Key::Escape + "").await
    }

    /// Goes to the moment of a console line.
    pub async fn go_to_line(&self, line: &str) -> WebDriverResult<()> {
        for named in self.all("button").await? {
            if named.name.contains(line) {
                return named.element.click().await;
            }
        }
        panic!("no console line {line}");
    }

    /// The link that Share puts into the address.
    pub async fn shared(&self) -> WebDriverResult<String> {
        self.until("the link", async || {
            let link = self.location().await?;
            Ok(link.contains("_sum=").then_some(link))
        })
        .await
    }

    /// Presses keys that no field takes.
    pub async fn press_outside(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.evaluate("document.activeElement.blur()").await?;
        self.press(keys).await
    }

    /// Runs the program without waiting for its clock, until the run is over and measured, however
    /// it ends. One step is one event from then on.
    pub async fn run_by_events(&self) -> WebDriverResult<()> {
        self.press_outside("2").await?;
        self.run_until_measured().await
    }

    /// The same with steps as they are.
    pub async fn run_until_measured(&self) -> WebDriverResult<()> {
        self.choose("Speed", "Instant").await?;
        self.click("button", "Run").await?;
        self.until("the measures of the run", async || {
            let measured = "return document.querySelectorAll('.measures li').length >= 1";
            Ok((self.evaluate(measured).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// Runs the program without waiting for its clock, until each of its tasks is done.
    pub async fn run_to_its_end(&self) -> WebDriverResult<()> {
        self.choose("Speed", "Instant").await?;
        self.click("button", "Run").await?;
        self.until("the end of the run", async || {
            let lanes = self.lanes().await?;
            let done = |lane: &Lane| lane.history.ends_with("done");
            Ok((!lanes.is_empty() && lanes.iter().all(done)).then_some(()))
        })
        .await
    }

    /// Gives the page exactly this many CSS pixels, and one device pixel for each.
    pub async fn resize(&self, width: u32, height: u32) -> WebDriverResult<()> {
        if self.browser == Browser::Firefox {
            return self.resize_in_firefox(width, height).await;
        }
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    async fn resize_in_firefox(&self, width: u32, height: u32) -> WebDriverResult<()> {
        self.driver
            .set_window_rect(0, 0, width.max(600), height + 200)
            .await?;
        let size = vec![json!(width), json!(height)];
        self.in_firefox(FIREFOX_SIZE, size).await?;
        self.until("the size of the window", async || {
            let size = self.evaluate("return [innerWidth, innerHeight]").await?;
            Ok((size == json!([width, height])).then_some(()))
        })
        .await
    }

    /// Makes a media feature have a value: `("prefers-color-scheme", "dark")`.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> WebDriverResult<()> {
        if self.browser == Browser::Firefox {
            for (name, value) in features {
                let script = match *name {
                    "prefers-color-scheme" => FIREFOX_THEME,
                    "prefers-reduced-motion" => FIREFOX_MOTION,
                    other => skip(&format!("Firefox has no command for {other}")),
                };
                self.in_firefox(script, vec![json!(value)]).await?;
            }
            return Ok(());
        }
        let features: Vec<_> = features
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        Ok(())
    }
}

/// Reading.
impl Page {
    /// What the console shows.
    pub async fn console(&self) -> WebDriverResult<Vec<Line>> {
        let lines = self
            .evaluate(
                "return [...document.querySelectorAll('#console > li')].map((line) => ({
                    stamp: line.querySelector('.stamp').textContent,
                    text: line.querySelector('.text').textContent,
                    stderr: line.classList.contains('stderr'),
                }))",
            )
            .await?;
        Ok(serde_json::from_value(lines)?)
    }

    /// The lanes of the timeline.
    pub async fn lanes(&self) -> WebDriverResult<Vec<Lane>> {
        let lanes = self
            .evaluate(
                "return [...document.querySelectorAll('#lanes tbody tr')].map((row) => {
                    const [task, state, history] = [...row.cells].map((cell) => cell.textContent);
                    return { task, state, history };
                })",
            )
            .await?;
        Ok(serde_json::from_value(lanes)?)
    }

    /// A picture of the whole page: of the window, and of what stands below it.
    pub async fn picture(&self) -> WebDriverResult<Vec<u8>> {
        let picture = match self.browser {
            Browser::Chromium => self.picture_of_chromium().await?,
            Browser::Firefox => {
                let request = Request::Get("moz/screenshot/full".into());
                self.driver.handle.cmd(request).await?.value()?
            }
        };
        let picture = picture.as_str().unwrap_or_default();
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, picture)
            .map_err(|error| WebDriverError::Json(error.to_string()))
    }

    async fn picture_of_chromium(&self) -> WebDriverResult<Value> {
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let size = &size["cssContentSize"];
        let clip =
            json!({ "x": 0, "y": 0, "scale": 1, "width": size["width"], "height": size["height"] });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", how).await?;
        Ok(picture["data"].clone())
    }

    /// Leaves a picture of a failed test where a person finds it.
    pub async fn leave_picture(&self) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("e2e");
        let test = std::thread::current()
            .name()
            .unwrap_or("page")
            .replace("::", "-");
        let file = folder.join(format!("{test}.png"));
        let _ = std::fs::create_dir_all(&folder);
        if let Ok(picture) = self.picture().await
            && std::fs::write(&file, picture).is_ok()
        {
            eprintln!("the page as it was: {}", file.display());
        }
    }
}

fn not_there(what: &str) -> WebDriverError {
    WebDriverError::Timeout(format!(
        "not on the page within {} s: {what}",
        PATIENCE.as_secs()
    ))
}

/// Where elements of a role may be; the browser itself then says which have it.
fn selector(role: &str) -> String {
    let native = match role {
        "button" => "button, summary, input[type=button], input[type=submit]",
        "link" => "a[href]",
        "textbox" => "input, textarea",
        "searchbox" => "input[type=search]",
        "spinbutton" => "input[type=number]",
        "slider" => "input[type=range]",
        "checkbox" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "combobox" => "select, input[list]",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "region" => "section",
        "navigation" => "nav",
        "dialog" => "dialog",
        "list" => "ul, ol",
        "listitem" => "li",
        "row" => "tr",
        "columnheader" => "th[scope=col]",
        "rowheader" => "th[scope=row]",
        "table" => "table",
        _ => "",
    };
    let comma = if native.is_empty() { "" } else { ", " };
    format!("[role={role}]{comma}{native}")
}

/// WebDriver requests that thirtyfour has no method for, below the session's own address.
#[derive(Debug)]
enum Request {
    Get(String),
    Post(String, Value),
}

impl FormatRequestData for Request {
    fn format_request(&self, session: &SessionId) -> RequestData {
        match self {
            Self::Get(path) => RequestData::new(Method::GET, format!("session/{session}/{path}")),
            Self::Post(path, body) => {
                RequestData::new(Method::POST, format!("session/{session}/{path}"))
                    .add_body(body.clone())
            }
        }
    }
}
