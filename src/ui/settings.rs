//! What the browser remembers of a person's habits. A storage that is blocked, full or broken is
//! reported once and costs nothing but the memory.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::action::Code;
use super::dom;
use crate::text::Lang;
use crate::view_model::speed::{self, Speed};
use crate::view_model::{Divider, Sizes};

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

    /// What the system prefers.
    pub fn of_system() -> Self {
        if dom::matches("(prefers-color-scheme: dark)") {
            Self::Dark
        } else {
            Self::Light
        }
    }
}

/// The habits.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
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
    /// Whether this browser was here before.
    pub seen: bool,
}

impl Settings {
    /// What is remembered; what is not, or makes no sense, is as on a first visit.
    pub fn load() -> Self {
        let theme = match read(THEME).as_deref() {
            Some("light") => Some(Theme::Light),
            Some("dark") => Some(Theme::Dark),
            _ => None,
        };
        let lang = read(LANGUAGE)
            .and_then(|tag| Lang::ALL.into_iter().find(|lang| lang.tag() == tag))
            .unwrap_or_else(of_browser);
        Self {
            theme,
            lang,
            speed: read(SPEED)
                .and_then(|name| speed::parse(&name))
                .unwrap_or(speed::USUAL),
            code: match read(CODE).as_deref() {
                Some("rust") => Code::Rust,
                _ => Code::Python,
            },
            beside: read(BESIDE).as_deref() == Some("yes"),
            sizes: read(SIZES)
                .and_then(|sizes| Sizes::parse(&sizes))
                .unwrap_or_default(),
            seen: read(SEEN).is_some(),
        }
    }

    /// The theme to show now.
    pub fn shown_theme(&self) -> Theme {
        self.theme.unwrap_or_else(Theme::of_system)
    }

    /// Remembers them; false when the browser refuses.
    pub fn save(&self) -> bool {
        let theme = self.theme.map_or("system", Theme::name);
        write(THEME, theme)
            && write(LANGUAGE, self.lang.tag())
            && write(SPEED, &speed::name(self.speed))
            && write(CODE, self.code.name())
            && write(BESIDE, if self.beside { "yes" } else { "no" })
            && write(SIZES, &self.sizes.name())
            && write(SEEN, "yes")
    }

    /// Puts theme, language and sizes on the document.
    pub fn apply(&self) {
        if let Some(root) = dom::root() {
            let _refused = root.set_attribute("data-theme", self.shown_theme().name());
            let _refused = root.set_attribute("lang", self.lang.tag());
        }
        apply(self.sizes);
    }
}

const THEME: &str = "loopscope.theme";
const LANGUAGE: &str = "loopscope.language";
const SPEED: &str = "loopscope.speed";
const CODE: &str = "loopscope.code";
const BESIDE: &str = "loopscope.beside";
const SIZES: &str = "loopscope.sizes";
const SEEN: &str = "loopscope.seen";

/// Gives the panes' sizes to the style sheets.
fn apply(sizes: Sizes) {
    let Some(root) = dom::root().and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let set = |name: &str, value: String| {
        let _refused = root.style().set_property(name, &value);
    };
    for divider in Divider::ALL {
        let unit = if divider.is_vertical() { "%" } else { "fr" };
        let size = sizes.of(divider);
        set(
            &format!("--size-{}", divider.name()),
            format!("{size}{unit}"),
        );
    }
    set("--size-timeline", format!("{}fr", sizes.timeline()));
}

fn read(key: &str) -> Option<String> {
    dom::storage()?.get_item(key).ok().flatten()
}

fn write(key: &str, value: &str) -> bool {
    dom::storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

fn of_browser() -> Lang {
    let tag = dom::window().and_then(|window| window.navigator().language());
    match tag {
        Some(tag) if tag.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}
