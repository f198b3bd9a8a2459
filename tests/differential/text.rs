//! How values, exceptions and futures are printed: the same forms as tests/oracle/interpret.py.

use loopscope::runtime::{Exception, Future, Result, classes};

/// Something a result can hold.
pub trait Shown {
    fn show(&self) -> String;
}

impl Shown for i64 {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn show(&self) -> String {
        list(self.iter().map(Shown::show))
    }
}

impl<T: Shown> Shown for Result<T> {
    fn show(&self) -> String {
        match self {
            Ok(value) => value.show(),
            Err(exception) => format!("!{}", exception_text(exception)),
        }
    }
}

pub fn list(parts: impl Iterator<Item = String>) -> String {
    format!("[{}]", parts.collect::<Vec<_>>().join(", "))
}

/// Class and message; what only CPython's addresses would tell apart is left out.
pub fn exception_text(exception: &Exception) -> String {
    let name = exception.class().name;
    if !exception.exceptions().is_empty() {
        return format!(
            "{name}{}",
            list(exception.exceptions().iter().map(exception_text))
        );
    }
    let message = exception.text();
    if message.is_empty() || message.contains('<') || exception.is(&classes::INVALID_STATE_ERROR) {
        return name.to_owned();
    }
    format!("{name}: {message}")
}

pub fn outcome<T: Shown + Clone + 'static>(future: &Future<T>) -> String {
    if !future.done() {
        return "?".to_owned();
    }
    // Unlike `result`, this leaves an exception's traceback as it is.
    match future.exception().unwrap_or_else(Some) {
        None => format!("={}", future.result().unwrap().show()),
        Some(exception) if exception.is_cancelled() => format!("~{}", exception.text()),
        Some(exception) => format!("!{}", exception_text(&exception)),
    }
}

pub fn truth(value: bool) -> String {
    if value { "True" } else { "False" }.to_owned()
}
