//! What the address of a frame in another page says before its `#`: `?embed&theme=dark&lang=zh-CN`.

use super::preferences::Theme;
use crate::text::Lang;

/// How a frame is to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The theme; none follows the system.
    pub theme: Option<Theme>,
    /// The language; none is the browser's.
    pub lang: Option<Lang>,
}

impl Frame {
    /// Reads the part of an address from its `?` on; none if it is not said to be a frame's. What
    /// makes no sense is left out.
    pub fn read(search: &str) -> Option<Self> {
        let pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
        let pairs: Vec<_> = pairs.collect();
        let value = |name: &str| {
            let pair = pairs.iter().find(|(key, _)| key == name);
            pair.map(|(_, value)| value.as_ref())
        };
        let _is_frame = value("embed")?;
        let themes = [Theme::Light, Theme::Dark];
        let theme = themes
            .into_iter()
            .find(|it| Some(it.name()) == value("theme"));
        let lang = value("lang").and_then(|tag| match tag {
            "en" => Some(Lang::En),
            "zh" | "zh-CN" => Some(Lang::Zh),
            _ => None,
        });
        Some(Self { theme, lang })
    }
}
