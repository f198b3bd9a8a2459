//! How wide text is, by letters alone: a layout that asks no browser must allow for the widest.

use crate::view_model::letters;

/// What a line of text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// Monospaced, 12.5 px: what things are called.
    Name,
    /// 11.5 px: what is said of them.
    Detail,
}

impl Font {
    /// The width of a Latin letter, and of a wide one such as a Chinese.
    const fn letter(self) -> [f64; 2] {
        match self {
            Self::Name => [letters::NAME, 12.5],
            Self::Detail => [letters::LABEL, 11.5],
        }
    }

    /// From one line to the next.
    pub(super) const fn line(self) -> f64 {
        match self {
            Self::Name => 16.0,
            Self::Detail => 15.0,
        }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        text.chars().map(|letter| self.width_of(letter)).sum()
    }

    fn width_of(self, letter: char) -> f64 {
        let [narrow, wide] = self.letter();
        match is_wide(letter) {
            true => wide,
            false => narrow,
        }
    }

    /// The text in lines of at most `width`, broken at spaces and after commas where that is
    /// possible. Nothing is left out.
    pub(super) fn wrap(self, text: &str, width: f64) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in words(text) {
            let last = lines.len() - 1;
            let fits = self.width(&lines[last]) + self.width(word.trim_end()) <= width;
            if fits {
                lines[last].push_str(word);
                continue;
            }
            if !lines[last].is_empty() {
                lines.push(String::new());
            }
            self.push_long(&mut lines, word, width);
        }
        lines
            .iter_mut()
            .for_each(|line| line.truncate(line.trim_end().len()));
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// A word that may be longer than a line.
    fn push_long(self, lines: &mut Vec<String>, word: &str, width: f64) {
        for letter in word.chars() {
            let is_full = lines.last().is_some_and(|line| {
                !line.is_empty() && self.width(line) + self.width_of(letter) > width
            });
            if is_full && letter != ' ' {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
        }
    }
}

/// The parts between which a line may be broken.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '('])
}

/// Whether a letter takes a square: Chinese and its punctuation, full-width forms.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{1F300}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_out_and_no_line_is_too_long() {
        for text in [
            "worker('one')",
            "fetch('a very long address', 12)",
            "在第 25 行，自 1.400 s 起",
        ] {
            for width in [30.0, 60.0, 200.0] {
                let lines = Font::Name.wrap(text, width);
                assert!(
                    lines.iter().all(|line| Font::Name.width(line) <= width),
                    "{lines:?}"
                );
                let all: String = lines.concat().replace(' ', "");
                assert_eq!(all, text.replace(' ', ""));
            }
        }
    }
}
