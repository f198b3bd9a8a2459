//! The question that a scenario asks before its run, and how the run answers it.
//!
//! Question and answer follow the form: a template takes its values. What is true is read off the
//! run itself, so that the answer holds for every admissible value.

mod grade;
mod ran;
mod template;

pub use grade::{Grade, Off, grade};
pub use ran::{End, Ran};
pub use template::fill;

use super::params::Values;
use crate::events::Nanos;
use crate::text::{Lang, Text, quiz as say};

/// A question with its answer.
#[derive(Clone, Copy, Debug)]
pub struct Quiz {
    /// The question for these values: a template, see [`fill`].
    pub ask: fn(&Values) -> Text,
    /// What a guess is.
    pub guess: Guess,
    /// The answer that a run gives; none when it was stopped, or has none.
    pub answer: fn(&Values, &Ran) -> Option<Answer>,
    /// What people get wrong, in at most 90 characters.
    pub wrong: Text,
}

/// What a guess is.
#[derive(Clone, Copy, Debug)]
pub enum Guess {
    /// A moment on the loop clock, in seconds; or never.
    Seconds,
    /// A whole number; or never, where `can_hang`.
    Number {
        /// Whether the program can hang before the number is known.
        can_hang: bool,
    },
    /// One of a few.
    Choice(&'static [Text]),
}

/// Yes or no, in this order.
pub const YES_NO: Guess = Guess::Choice(&[Text::new("Yes", "会"), Text::new("No", "不会")]);

/// What a run answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// What is true.
    pub truth: Truth,
    /// Why, in a few words: a template.
    pub because: Text,
}

/// What is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// So many seconds after the loop's clock began.
    Seconds(Nanos),
    /// It does not happen: the program hangs.
    Never,
    /// So many.
    Number(i64),
    /// One of the choices, by its place in their list.
    Choice(usize),
}

impl Answer {
    /// A moment, and why.
    pub const fn at(when: Nanos, because: Text) -> Self {
        Self {
            truth: Truth::Seconds(when),
            because,
        }
    }

    /// Never, and why.
    pub const fn never(because: Text) -> Self {
        Self {
            truth: Truth::Never,
            because,
        }
    }

    /// A number, and why.
    pub const fn number(number: i64, because: Text) -> Self {
        Self {
            truth: Truth::Number(number),
            because,
        }
    }

    /// The choice at this place, and why.
    pub const fn choice(place: usize, because: Text) -> Self {
        Self {
            truth: Truth::Choice(place),
            because,
        }
    }

    /// Yes, the first of [`YES_NO`], or no, and why.
    pub const fn yes(is_so: bool, because: Text) -> Self {
        Self::choice(if is_so { 0 } else { 1 }, because)
    }
}

impl Quiz {
    /// The question in words.
    pub fn question(&self, values: &Values, lang: Lang) -> String {
        template::sentence(&fill((self.ask)(values), values, lang))
    }

    /// The answer in words: what is true, and why.
    pub fn answer_words(&self, values: &Values, ran: &Ran, lang: Lang) -> Option<(String, String)> {
        let answer = (self.answer)(values, ran)?;
        let because = fill(answer.because, values, lang);
        Some((self.guess.truth_words(answer.truth, lang), because))
    }
}

impl Guess {
    /// Whether "never" may be guessed.
    pub const fn allows_never(&self) -> bool {
        matches!(self, Self::Seconds | Self::Number { can_hang: true })
    }

    /// What is true, in words: `3.000 s`, `never`, `5`, or the choice.
    pub fn truth_words(&self, truth: Truth, lang: Lang) -> String {
        match (truth, self) {
            (Truth::Seconds(when), _) => say::seconds(lang, when.as_secs()),
            (Truth::Never, _) => say::NEVER.get(lang).to_owned(),
            (Truth::Number(number), _) => number.to_string(),
            (Truth::Choice(place), Self::Choice(choices)) => choices
                .get(place)
                .map(|choice| choice.get(lang).to_owned())
                .unwrap_or_default(),
            (Truth::Choice(place), _) => place.to_string(),
        }
    }
}
