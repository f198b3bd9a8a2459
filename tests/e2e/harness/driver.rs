//! The browser's driver: started on a free port, stopped when dropped.
//!
//! `LOOPSCOPE_BROWSER` says which browser it is: `chromium`, which is usual, or `firefox`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver, error::WebDriverResult};

/// The command line of Chromium, shared with the wasm tests.
const CHROMIUM: &str = include_str!("../../../webdriver.json");

/// A browser in which the tests can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    /// The one of `LOOPSCOPE_BROWSER`.
    pub fn of_environment() -> Self {
        match std::env::var("LOOPSCOPE_BROWSER").as_deref() {
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok(other) => panic!("LOOPSCOPE_BROWSER is chromium or firefox, not {other:?}"),
        }
    }

    /// The command that drives it, and what it is told: `CHROMEDRIVER` or `GECKODRIVER`, or the one
    /// on the path.
    fn command(self) -> Command {
        let (variable, usual) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
        };
        let mut command = Command::new(std::env::var(variable).unwrap_or_else(|_| usual.into()));
        command.arg("--port=0");
        if self == Self::Firefox {
            // For the size of the page, the system's theme, and what was logged.
            command.args(["--allow-system-access", "--websocket-port=0"]);
        }
        command
    }

    fn capabilities(self, flags: &[&str]) -> Capabilities {
        let given = match self {
            Self::Chromium => {
                let mut given: Value = serde_json::from_str(CHROMIUM).expect("webdriver.json");
                let usual = given["goog:chromeOptions"]["args"].as_array_mut();
                usual
                    .expect("a command line")
                    .extend(flags.iter().map(|flag| json!(flag)));
                given["browserName"] = json!("chrome");
                given["goog:loggingPrefs"] = json!({ "browser": "ALL" });
                given
            }
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "args": ["-headless"],
                    "prefs": {
                        // What a page says on its console comes out of the driver.
                        "devtools.console.stdout.content": true,
                        "intl.accept_languages": "en-US, en",
                        // Nothing is asked from Mozilla.
                        "services.settings.server": "data:,#remote-settings-dummy/v1",
                        // A page that was changed on the server is another one at once.
                        "browser.cache.disk.enable": false,
                        "browser.cache.memory.enable": false,
                    },
                },
            }),
        };
        let Value::Object(given) = given else {
            panic!("capabilities are an object: {given}");
        };
        given.into_iter().collect()
    }
}

/// A running driver.
pub struct Driver {
    pub browser: Browser,
    process: Child,
    port: u16,
    said: Said,
}

/// What a driver and its browser said since somebody asked, line by line.
pub type Said = Arc<Mutex<Vec<String>>>;

impl Driver {
    /// Starts the one of [`Browser::of_environment`] and waits until it says its port. It may find
    /// that another took the port just now; then it is started again.
    pub fn start() -> Self {
        let browser = Browser::of_environment();
        let mut said = Vec::new();
        for _ in 0..3 {
            match Self::try_to_start(browser) {
                Ok(driver) => return driver,
                Err(words) => said.extend(words),
            }
        }
        panic!("the driver of {browser:?} ended without a port: {said:#?}")
    }

    fn try_to_start(browser: Browser) -> Result<Self, Vec<String>> {
        let mut process = browser
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the driver of {browser:?} does not start: {error}"));
        let said = Said::default();
        let (tell, told) = mpsc::channel();
        // Read on, so that the driver never waits for a full pipe.
        listen(process.stdout.take(), tell.clone(), Arc::clone(&said));
        listen(process.stderr.take(), tell, Arc::clone(&said));
        match told.recv() {
            Ok(port) => Ok(Self {
                browser,
                process,
                port,
                said,
            }),
            Err(_) => {
                let _ = process.wait();
                Err(std::mem::take(&mut *said.lock().expect("what it said")))
            }
        }
    }

    /// Opens a window of its own profile; `flags` are more of Chromium's command line.
    pub async fn open(&self, flags: &[&str]) -> WebDriverResult<WebDriver> {
        let address = format!("http://127.0.0.1:{}", self.port);
        WebDriver::new(address, self.browser.capabilities(flags)).await
    }

    /// What it says from now on, also after it is gone.
    pub fn said(&self) -> Said {
        Arc::clone(&self.said)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn listen(pipe: Option<impl Read + Send + 'static>, tell: mpsc::Sender<u16>, said: Said) {
    let lines = BufReader::new(pipe.expect("its output")).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(port) = port_in(&line) {
                let _heard = tell.send(port);
            }
            said.lock().expect("nobody panics with it").push(line);
        }
    });
}

/// "ChromeDriver was started successfully on port 34567.", "Listening on 127.0.0.1:34567".
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line
        .split_once("successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    port.trim_end_matches('.').parse().ok()
}
