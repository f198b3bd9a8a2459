//! Every text on the screen, in English and in Simplified Chinese.
//!
//! A scenario's own words stand in its file; all others stand here, one file a subject. This room
//! depends on nothing: its functions take plain values and give plain strings.

pub mod address;
pub mod bar_card;
pub mod bookmarks;
pub mod cancellation;
pub mod compare;
pub mod embed;
pub mod exploring;
pub mod find;
pub mod foot;
pub mod habits;
pub mod head;
pub mod interventions;
pub mod items;
pub mod lane_key;
pub mod lesson;
pub mod link;
pub mod narration;
pub mod page;
pub mod panes;
pub mod parameter;
pub mod pools;
pub mod program;
pub mod proof;
pub mod quiz;
pub mod recorded;
pub mod recordings;
pub mod resource_lanes;
mod said;
pub mod share;
pub mod shelf;
pub mod steps;
pub mod wait_graph;

pub use said::Said;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Both, in the order in which a switch offers them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The BCP 47 tag, as the `lang` attribute takes it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }
}

/// One text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// A text from its two versions.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// A text that is the same in every language, such as a name of Python's.
    pub const fn same(text: &'static str) -> Self {
        Self { en: text, zh: text }
    }

    /// The version in `lang`.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}
