//! What the browser remembers of how a person likes the page. A storage that is blocked, full or
//! broken is reported once and costs nothing but the memory.

use serde::{Deserialize, Serialize};

use super::panes::Code;
use super::progress::Progress;
use super::sizes::Sizes;
use super::speed::{self, Speed};
use crate::text::Lang;
use crate::view_model::StepLevel;

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl Theme {
    /// Its name in the storage and in `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

/// The preferences.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// The theme that was chosen; none follows the system.
    pub theme: Option<Theme>,
    /// The language.
    pub lang: Lang,
    /// The speed.
    pub speed: Speed,
    /// Which program the code pane shows.
    pub code: Code,
    /// Whether it shows both, where there is room.
    pub beside: bool,
    /// How the panes share the page.
    pub sizes: Sizes,
    /// What one step is.
    pub level: StepLevel,
    /// Whether this browser was here before.
    pub seen: bool,
    /// What of lesson and scenarios is done.
    pub progress: Progress,
}

/// The one key of the storage under which they are kept.
pub const KEY: &str = "loopscope.preferences";

/// The keys under which version 0.1 kept them, one each; read where there is no [`KEY`] yet.
pub const OLD_KEYS: [&str; 7] = [
    "loopscope.theme",
    "loopscope.language",
    "loopscope.speed",
    "loopscope.code",
    "loopscope.beside",
    "loopscope.sizes",
    "loopscope.seen",
];

/// The shape in which they are kept, as JSON. What is missing is as on a first visit.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    theme: Option<String>,
    language: Option<String>,
    speed: Option<String>,
    code: Option<String>,
    beside: bool,
    sizes: Option<String>,
    steps: Option<String>,
    seen: bool,
    lesson: Vec<String>,
    answered: Vec<String>,
}

impl Preferences {
    /// What is remembered; what is not, or makes no sense, is as on a first visit. `read` gives
    /// what the storage holds under a key, `browser` is the browser's language as a tag.
    pub fn load(read: impl Fn(&str) -> Option<String>, browser: Option<&str>) -> Self {
        let stored = match read(KEY) {
            Some(kept) => serde_json::from_str(&kept).unwrap_or_default(),
            None => Stored::of_old(read),
        };
        stored.preferences(browser)
    }

    /// As they are kept under [`KEY`].
    pub fn written(&self) -> String {
        let stored = Stored {
            theme: self.theme.map(|theme| theme.name().to_owned()),
            language: Some(self.lang.tag().to_owned()),
            speed: Some(speed::name(self.speed)),
            code: Some(self.code.name().to_owned()),
            beside: self.beside,
            sizes: Some(self.sizes.name()),
            steps: Some(self.level.name().to_owned()),
            seen: self.seen,
            lesson: self.progress.steps(),
            answered: self.progress.scenarios(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }
}

impl Stored {
    fn of_old(read: impl Fn(&str) -> Option<String>) -> Self {
        let [theme, language, speed, code, beside, sizes, seen] = OLD_KEYS.map(read);
        Self {
            theme,
            language,
            speed,
            code,
            beside: beside.as_deref() == Some("yes"),
            sizes,
            seen: seen.is_some(),
            ..Self::default()
        }
    }

    fn preferences(self, browser: Option<&str>) -> Preferences {
        let themes = [Theme::Light, Theme::Dark];
        let theme = self.theme.as_deref();
        let language = self.language.as_deref();
        let code = self.code.as_deref();
        let steps = self.steps.as_deref();
        Preferences {
            theme: themes.into_iter().find(|it| Some(it.name()) == theme),
            lang: Lang::ALL
                .into_iter()
                .find(|it| Some(it.tag()) == language)
                .unwrap_or_else(|| of_browser(browser)),
            speed: self
                .speed
                .and_then(|name| speed::parse(&name))
                .unwrap_or(speed::USUAL),
            code: Code::ALL
                .into_iter()
                .find(|it| Some(it.name()) == code)
                .unwrap_or_default(),
            beside: self.beside,
            sizes: self
                .sizes
                .and_then(|sizes| Sizes::parse(&sizes))
                .unwrap_or_default(),
            level: StepLevel::ALL
                .into_iter()
                .find(|it| Some(it.name()) == steps)
                .unwrap_or_default(),
            seen: self.seen,
            progress: Progress::read(&self.lesson, &self.answered),
        }
    }
}

fn of_browser(tag: Option<&str>) -> Lang {
    match tag {
        Some(tag) if tag.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}
