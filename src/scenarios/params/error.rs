//! What is wrong with what was given, in words.

use super::{Param, ParamKind};
use crate::runtime::repr;
use crate::text::{Lang, parameter as words};

/// Something given for a parameter that is not one of its values.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamError {
    /// The parameter.
    pub param: &'static Param,
    /// What was given, unchanged and whole.
    pub given: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing, or only spaces, where something must be.
    Empty,
    /// No number.
    NotANumber,
    /// A number, but not a row of digits.
    NotWhole,
    /// `nan`, `inf` or `infinity`.
    NotFinite,
    /// Less than the smallest.
    Below,
    /// More than the largest.
    Above,
    /// A text with so many code points, too few or too many.
    Length(usize),
    /// A text with a control character or a line separator.
    Control {
        /// The first one.
        character: char,
        /// Which of the text's code points it is, counted from 1.
        position: usize,
    },
    /// A text with U+FFFD, the mark for what could not be decoded.
    Undecodable {
        /// Which of the text's code points it is, counted from 1.
        position: usize,
    },
    /// No selector.
    NotASelector,
    /// None of the words of a switch or a choice.
    NotOneOf,
}

impl ParamError {
    /// What was given and what is allowed: `4000 is above the largest allowed, 3600 s`.
    pub fn message(&self, lang: Lang) -> String {
        let given = match self.param.kind {
            ParamKind::Text { .. } => shown(&self.given),
            _ => shown(self.given.trim()),
        };
        let allowed = self.param.allowed(lang);
        let unit = self.param.unit.symbol();
        let (min, max) = self.bounds();
        match self.problem {
            Problem::Empty => words::empty(lang, &allowed),
            Problem::NotANumber => words::not_a_number(lang, &given, &allowed),
            Problem::NotWhole => words::not_whole(lang, &given, &allowed),
            Problem::NotFinite => words::not_finite(lang, &given, &allowed),
            Problem::Below => words::below(lang, &given, &min, unit),
            Problem::Above => words::above(lang, &given, &max, unit),
            Problem::Length(count) => words::wrong_length(lang, &given, count, &allowed),
            Problem::Control {
                character,
                position,
            } => {
                let code_point = format!("U+{:04X}", u32::from(character));
                words::control_character(lang, &given, &code_point, position)
            }
            Problem::Undecodable { position } => words::undecodable(lang, &given, position),
            Problem::NotASelector => words::not_a_selector(lang, &given, &allowed),
            Problem::NotOneOf => words::not_one_of(lang, &given, &allowed),
        }
    }

    fn bounds(&self) -> (String, String) {
        match self.param.kind {
            ParamKind::Int { min, max, .. } => (min.to_string(), max.to_string()),
            ParamKind::Float { min, max, .. } => (min.to_string(), max.to_string()),
            _ => (String::new(), String::new()),
        }
    }
}

/// How many code points of something given a message shows.
const SHOWN: usize = 40;

/// Something given, as a message may show it: what is not printable escaped as in Python, cut
/// after 40 code points, and its direction kept from running over the message around it.
pub fn shown(given: &str) -> String {
    let mut out = String::new();
    for character in given.chars().take(SHOWN) {
        repr::escape_unprintable(&mut out, character);
    }
    if given.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    if out.chars().any(runs_right_to_left) {
        // First strong isolate … pop directional isolate.
        out = format!("\u{2068}{out}\u{2069}");
    }
    out
}

/// The blocks that Unicode keeps for right-to-left scripts.
fn runs_right_to_left(character: char) -> bool {
    matches!(u32::from(character),
        0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}
