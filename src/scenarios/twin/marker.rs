//! The marker comments at the ends of lines.

/// A line and what its marker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedLine {
    /// The line without marker and without the spaces before it.
    pub text: &'static str,
    /// What the marker says; nothing when there is none.
    pub marker: Marker,
}

/// What a marker says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marker {
    /// The pairs that this line belongs to.
    pub ids: Vec<&'static str>,
    /// The literals of this line that are parameters.
    pub literals: Vec<Literal>,
}

/// A literal that is a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The parameter's name.
    pub param: &'static str,
    /// The literal as the line has it.
    pub text: &'static str,
    /// Which of its occurrences in the line, counted from 1.
    pub occurrence: usize,
}

impl Literal {
    /// Where in the line it begins, in bytes.
    pub fn find(&self, line: &str) -> Option<usize> {
        line.match_indices(self.text)
            .map(|(start, _)| start)
            .filter(|&start| stands_alone(line, start, self.text.len()))
            .nth(self.occurrence.checked_sub(1)?)
    }
}

/// The lines of a Python twin.
pub fn python_lines(source: &'static str) -> Vec<MarkedLine> {
    source.lines().map(|line| marked_line(line, "#~")).collect()
}

/// The lines of a scenario's Rust file.
pub fn rust_lines(source: &'static str) -> Vec<MarkedLine> {
    source
        .lines()
        .map(|line| marked_line(line, "//~"))
        .collect()
}

fn marked_line(line: &'static str, sign: &str) -> MarkedLine {
    match line.rsplit_once(sign) {
        Some((text, marker)) => MarkedLine {
            text: text.trim_end(),
            marker: read(marker),
        },
        None => MarkedLine {
            text: line.trim_end(),
            marker: Marker::default(),
        },
    }
}

fn read(marker: &'static str) -> Marker {
    let mut read = Marker::default();
    let mut rest = marker.trim();
    while !rest.is_empty() {
        let (word, after) = next_word(rest);
        match word.split_once('=') {
            Some((param, literal)) => read.literals.push(numbered(param, literal)),
            None => read.ids.push(word),
        }
        rest = after.trim_start();
    }
    read
}

/// A word goes to the next space that is not inside quotes.
fn next_word(text: &'static str) -> (&'static str, &'static str) {
    let mut quote = None;
    for (index, character) in text.char_indices() {
        match quote {
            None if character == ' ' => return text.split_at(index),
            None if matches!(character, '\'' | '"') => quote = Some(character),
            Some(open) if open == character => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn numbered(param: &'static str, literal: &'static str) -> Literal {
    if let Some((text, number)) = literal.rsplit_once('@')
        && let Ok(occurrence) = number.parse()
    {
        return Literal {
            param,
            text,
            occurrence,
        };
    }
    Literal {
        param,
        text: literal,
        occurrence: 1,
    }
}

/// A number or a word counts only where it is not a part of a longer one.
fn stands_alone(line: &str, start: usize, length: usize) -> bool {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    let before = line.get(..start).and_then(|text| text.chars().next_back());
    let after = line
        .get(start + length..)
        .and_then(|text| text.chars().next());
    !before.is_some_and(part) && !after.is_some_and(part)
}
