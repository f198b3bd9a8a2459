//! What a visitor does with a page: finds things by what they are called, types, presses, reads.

use std::path::PathBuf;
use std::sync::Arc;
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

use super::{Driver, Site};

/// How long anything on the page may take before a test says that it is not there.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(40);

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
}

impl Page {
    /// Opens a window and goes to `address` on `site`.
    pub async fn open(driver: &Driver, site: &Site, address: &str) -> WebDriverResult<Self> {
        let page = Self {
            driver: driver.open().await?,
            address: site.address().to_owned(),
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

    /// Runs a function body in the page and gives what it returns.
    pub async fn evaluate(&self, script: &str) -> WebDriverResult<Value> {
        Ok(self
            .driver
            .execute(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> WebDriverResult<Value> {
        ChromeDevTools::new(Arc::clone(&self.driver.handle))
            .execute_cdp_with_params(command, parameters)
            .await
    }
}

/// Finding.
impl Page {
    /// The one element of this role and accessible name, as soon as there is one.
    pub async fn find(&self, role: &str, name: &str) -> WebDriverResult<WebElement> {
        let start = Instant::now();
        loop {
            let all = self.all(role).await?;
            if let Some(found) = all.iter().find(|named| named.name == name) {
                return Ok(found.element.clone());
            }
            if start.elapsed() > PATIENCE {
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
                Err(error) if start.elapsed() > PATIENCE => return Err(error),
                Ok(None) if start.elapsed() > PATIENCE => return Err(not_there(what)),
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

    /// Replaces what a field holds, as typing or pasting over it does; any text goes, also one
    /// with characters beyond the basic plane.
    pub async fn fill(&self, field: &WebElement, text: &str) -> WebDriverResult<()> {
        field.focus().await?;
        let select = "arguments[0].select()";
        self.driver.execute(select, vec![field.to_json()?]).await?;
        if text.is_empty() {
            return self.press(Key::Delete + "").await;
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
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Makes a media feature have a value: `("prefers-color-scheme", "dark")`.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> WebDriverResult<()> {
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

    /// All that was logged since the last call, also by the browser itself.
    pub async fn logged(&self) -> WebDriverResult<Vec<Value>> {
        let request = Request::Post("se/log".into(), json!({ "type": "browser" }));
        self.driver.handle.cmd(request).await?.value()
    }

    /// The errors the page logged since the last call: of scripts, of requests, of its policies.
    pub async fn take_errors(&self) -> WebDriverResult<Vec<String>> {
        Ok(self
            .logged()
            .await?
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            // A debug build asks `trunk serve` for its news, and there is none here.
            .filter(|message| !message.contains("/.well-known/trunk/ws"))
            .collect())
    }

    /// A picture of the whole page: of the window, and of what stands below it.
    pub async fn picture(&self) -> WebDriverResult<Vec<u8>> {
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let size = &size["cssContentSize"];
        let clip =
            json!({ "x": 0, "y": 0, "scale": 1, "width": size["width"], "height": size["height"] });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", how).await?;
        let picture = picture["data"].as_str().unwrap_or_default();
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, picture)
            .map_err(|error| WebDriverError::Json(error.to_string()))
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
