//! A program as the code pane draws it: lines of pieces, coloured, with values and hints.

use std::ops::Range;

use crate::scenarios::PythonSource;
use crate::scenarios::twin::RustSource;
use crate::view_model::syntax::{Kind, Language, tokens};

/// A line of a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// How it is coloured.
    pub kind: Option<Kind>,
    /// What it is besides.
    pub role: Role,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Part of the program.
    Code,
    /// Part of the program: the present value of a parameter.
    Value(&'static str),
    /// Not part of the program: the present value of the parameter before it.
    Hint(&'static str),
}

/// The lines of the Python program, its values marked.
pub fn python(source: &PythonSource) -> Vec<Line> {
    let mut lines = coloured(Language::Python, &source.lines);
    // From the end, so that earlier places stay where they are.
    for span in source.spans.iter().rev() {
        if let Some(line) = line_mut(&mut lines, span.line) {
            line.mark(span.start..span.end, span.param);
        }
    }
    lines
}

/// The lines of a Python file that was recorded.
pub fn recorded(text: &str) -> Vec<Line> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    coloured(Language::Python, &lines)
}

/// The lines of the Rust file, with hints.
pub fn rust(source: &RustSource) -> Vec<Line> {
    let mut lines = coloured(Language::Rust, &source.lines);
    for hint in source.hints.iter().rev() {
        if let Some(line) = line_mut(&mut lines, hint.line) {
            line.insert(hint.column, &hint.value, hint.param);
        }
    }
    lines
}

fn line_mut(lines: &mut [Line], number: u32) -> Option<&mut Line> {
    lines.get_mut((number as usize).checked_sub(1)?)
}

fn coloured<S: AsRef<str>>(language: Language, lines: &[S]) -> Vec<Line> {
    let mut whole = String::new();
    let mut starts = Vec::with_capacity(lines.len());
    for line in lines {
        starts.push(whole.len());
        whole.push_str(line.as_ref());
        whole.push('\n');
    }
    let mut tokens = tokens(language, &whole).into_iter().peekable();
    let mut result = Vec::with_capacity(lines.len());
    for (start, line) in starts.into_iter().zip(lines) {
        let end = start + line.as_ref().len();
        let mut pieces = Vec::new();
        let mut at = start;
        while let Some(token) = tokens.peek().filter(|token| token.range.start < end) {
            let from = token.range.start.max(at);
            let to = token.range.end.min(end);
            pieces.extend(piece(&whole[at..from], None));
            pieces.extend(piece(&whole[from..to], Some(token.kind)));
            at = to;
            if token.range.end > end {
                break;
            }
            tokens.next();
        }
        pieces.extend(piece(&whole[at..end], None));
        // A token may end exactly where its last line does.
        while tokens.next_if(|token| token.range.end <= end + 1).is_some() {}
        result.push(Line { pieces });
    }
    result
}

fn piece(text: &str, kind: Option<Kind>) -> Option<Piece> {
    (!text.is_empty()).then(|| Piece {
        text: text.to_owned(),
        kind,
        role: Role::Code,
    })
}

impl Line {
    /// Makes the bytes of `range` a value; an empty value stays visible as a piece.
    fn mark(&mut self, range: Range<usize>, param: &'static str) {
        let first = self.split(range.start);
        let end = self.split(range.end);
        for piece in self.pieces.get_mut(first..end).unwrap_or_default() {
            piece.role = Role::Value(param);
        }
    }

    fn insert(&mut self, column: usize, value: &str, param: &'static str) {
        let at = self.split(column);
        self.pieces.insert(
            at,
            Piece {
                text: value.to_owned(),
                kind: None,
                role: Role::Hint(param),
            },
        );
    }

    /// Makes a boundary between pieces at `column`, and gives the piece that begins there.
    fn split(&mut self, column: usize) -> usize {
        let mut start = 0;
        for index in 0..self.pieces.len() {
            let length = match self.pieces[index].role {
                Role::Hint(_) => 0,
                _ => self.pieces[index].text.len(),
            };
            if column <= start {
                return index;
            }
            if column < start + length && self.pieces[index].text.is_char_boundary(column - start) {
                let rest = self.pieces[index].text.split_off(column - start);
                let rest = Piece {
                    text: rest,
                    ..self.pieces[index].clone()
                };
                self.pieces.insert(index + 1, rest);
                return index + 1;
            }
            start += length;
        }
        self.pieces.len()
    }
}
