//! A sentence in two parts: who does what, which the screen shows in bold, and the rest.

/// A sentence, or its first one and what follows from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Who and what: shown in bold.
    pub bold: String,
    /// Why, until when, who is next: follows at once, with its own punctuation.
    pub rest: String,
}

impl Said {
    /// A sentence of two parts.
    pub fn new(bold: impl Into<String>, rest: impl Into<String>) -> Self {
        Self {
            bold: bold.into(),
            rest: rest.into(),
        }
    }

    /// A whole sentence: all of it is bold but the stop at its end.
    pub fn all(sentence: String) -> Self {
        let stop = sentence
            .chars()
            .next_back()
            .filter(|c| ['.', '。'].contains(c));
        let end = sentence.len() - stop.map_or(0, char::len_utf8);
        Self::new(&sentence[..end], &sentence[end..])
    }

    /// Both parts together, as a screen reader says them.
    pub fn text(&self) -> String {
        format!("{}{}", self.bold, self.rest)
    }

    /// The same with one more sentence after it.
    pub fn then(mut self, sentence: &str, lang: super::Lang) -> Self {
        if !sentence.is_empty() {
            if lang == super::Lang::En && !self.rest.is_empty() {
                self.rest.push(' ');
            }
            self.rest.push_str(sentence);
        }
        self
    }
}

/// A sentence in the language asked for: bold part and rest, in English and in Chinese.
macro_rules! told {
    ($lang:expr, $en:literal + $en_rest:literal, $zh:literal + $zh_rest:literal $(,)?) => {
        match $lang {
            $crate::text::Lang::En => $crate::text::Said::new(format!($en), format!($en_rest)),
            $crate::text::Lang::Zh => $crate::text::Said::new(format!($zh), format!($zh_rest)),
        }
    };
}

/// A text in the language asked for.
macro_rules! say {
    ($lang:expr, $en:literal, $zh:literal $(,)?) => {
        match $lang {
            $crate::text::Lang::En => format!($en),
            $crate::text::Lang::Zh => format!($zh),
        }
    };
}

pub(crate) use {say, told};
