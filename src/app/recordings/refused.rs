//! Why a file is refused: what it is instead of a recording.

use crate::app::run::Recording;
use crate::events::format::Problem;
use crate::text::{Lang, recordings as say};

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// It is text in UTF-16.
    Utf16,
    /// It is a trace for Chrome's and Perfetto's viewers.
    ChromeTrace,
    /// It is JSON of another kind.
    OtherJson,
    /// It is compressed with gzip, and what is in it is no recording.
    OtherGzip,
    /// It is some other text.
    OtherText,
    /// It is no text.
    Binary,
    /// It is of a version that is newer than what is read.
    Newer {
        /// Its version.
        given: u64,
        /// The newest that is read.
        newest: u32,
    },
    /// It begins as a recording and cannot be read all the same: why.
    Header(String),
    /// The browser cannot read it.
    Broken(Broken),
}

/// Why the browser cannot read a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is a folder.
    Folder,
    /// More than one was dropped.
    Many,
    /// What was dropped or pasted is no file.
    NoFile,
    /// The address is not one of the page's own origin.
    Elsewhere,
    /// There is nothing at the address: what the server says.
    Missing(String),
    /// What is compressed is damaged from the first byte on.
    Gzip,
    /// Something else, in the browser's words.
    Unreadable(String),
}

impl Refused {
    /// Why a file that was read as far as it could be shows nothing.
    pub(super) fn of(recording: &Recording, is_packed: bool) -> Self {
        match recording.problem().map(|error| error.problem) {
            Some(Problem::NewerVersion { given, newest }) => Self::Newer { given, newest },
            Some(Problem::Invalid(reason)) => Self::Header(reason),
            Some(Problem::NoTrace | Problem::NoText) | None => {
                instead(&recording.beginning(), is_packed, recording.is_cut())
            }
            Some(other) => Self::Header(other.to_string()),
        }
    }

    /// What is said, in one sentence.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Empty => say::EMPTY.get(lang).to_owned(),
            Self::Utf16 => say::UTF_16.get(lang).to_owned(),
            Self::ChromeTrace => say::CHROME_TRACE.get(lang).to_owned(),
            Self::OtherJson => say::OTHER_JSON.get(lang).to_owned(),
            Self::OtherGzip => say::OTHER_GZIP.get(lang).to_owned(),
            Self::OtherText => say::OTHER_TEXT.get(lang).to_owned(),
            Self::Binary => say::BINARY.get(lang).to_owned(),
            Self::Newer { given, newest } => say::newer(lang, *given, *newest),
            Self::Header(reason) => say::header(lang, reason),
            Self::Broken(broken) => broken.message(lang),
        }
    }
}

impl Broken {
    fn message(&self, lang: Lang) -> String {
        match self {
            Self::Folder => say::FOLDER.get(lang).to_owned(),
            Self::Many => say::MANY.get(lang).to_owned(),
            Self::NoFile => say::NO_FILE.get(lang).to_owned(),
            Self::Elsewhere => say::ELSEWHERE.get(lang).to_owned(),
            Self::Missing(status) => say::missing(lang, status),
            Self::Gzip => say::BROKEN_GZIP.get(lang).to_owned(),
            Self::Unreadable(reason) => say::unreadable(lang, reason),
        }
    }
}

/// What a file is that is no recording, by its first bytes.
fn instead(beginning: &[u8], is_packed: bool, is_cut: bool) -> Refused {
    if beginning.is_empty() {
        return match is_packed && is_cut {
            true => Refused::Broken(Broken::Gzip),
            false => Refused::Empty,
        };
    }
    if is_packed {
        return Refused::OtherGzip;
    }
    if is_utf_16(beginning) {
        return Refused::Utf16;
    }
    // The bytes may end within a character.
    let text = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Refused::Binary,
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.contains('\0') {
        return Refused::Binary;
    }
    match text.chars().next() {
        None => Refused::Empty,
        Some('{' | '[') if is_chrome_trace(text) => Refused::ChromeTrace,
        Some('{' | '[') => Refused::OtherJson,
        Some(_) => Refused::OtherText,
    }
}

/// By its mark, or since every other byte of the first ones is 0.
fn is_utf_16(beginning: &[u8]) -> bool {
    let has_mark = beginning.starts_with(&[0xff, 0xfe]) || beginning.starts_with(&[0xfe, 0xff]);
    let pairs = beginning.chunks_exact(2).take(16);
    let is_alternating = |place: usize| {
        beginning.len() >= 8
            && pairs
                .clone()
                .all(|pair| pair[place] == 0 && pair[1 - place] != 0)
    };
    has_mark || is_alternating(0) || is_alternating(1)
}

fn is_chrome_trace(text: &str) -> bool {
    text.contains("\"traceEvents\"") || (text.contains("\"ph\"") && text.contains("\"ts\""))
}
