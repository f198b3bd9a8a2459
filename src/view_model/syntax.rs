//! Syntax colouring of the two languages that the code pane shows, as byte ranges.
//!
//! Not a parser: it tells words, strings, numbers and comments apart, which is what a reader's
//! eye needs. Whatever it does not know stays plain, so no source can make it fail.

use std::ops::Range;

/// What a coloured piece of source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A reserved word.
    Keyword,
    /// The name that a definition introduces, a decorator or a macro.
    Name,
    /// A string, its prefix and quotes included.
    String,
    /// A number.
    Number,
    /// A comment.
    Comment,
}

/// A language of the code pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Python 3.
    Python,
    /// Rust 2024.
    Rust,
}

/// A coloured piece: a byte range of the source on character boundaries, and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where in the source.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// The coloured pieces of a source, in order and without overlap; what lies between is plain.
pub fn tokens(language: Language, source: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        source,
        at: 0,
        language,
        tokens: Vec::new(),
        defines: false,
    };
    while scanner.step() {}
    scanner.tokens
}

struct Scanner<'a> {
    source: &'a str,
    at: usize,
    language: Language,
    tokens: Vec<Token>,
    /// The word before was `def`, `class`, `fn`, …: the next one is the name it introduces.
    defines: bool,
}

impl Scanner<'_> {
    fn step(&mut self) -> bool {
        let rest = &self.source[self.at..];
        let Some(first) = rest.chars().next() else {
            return false;
        };
        let (length, kind) = match first {
            _ if self.comment_starts(rest) => (self.comment_length(rest), Some(Kind::Comment)),
            '"' | '\'' => self.quoted(rest, 0),
            '0'..='9' => (number_length(rest), Some(Kind::Number)),
            '_' | 'a'..='z' | 'A'..='Z' => self.word(rest),
            '@' if self.language == Language::Python && rest.len() > 1 => {
                (1 + word_length(&rest[1..]), Some(Kind::Name))
            }
            _ => (first.len_utf8(), None),
        };
        if let Some(kind) = kind {
            self.tokens.push(Token {
                range: self.at..self.at + length,
                kind,
            });
        }
        self.at += length;
        true
    }

    fn comment_starts(&self, rest: &str) -> bool {
        match self.language {
            Language::Python => rest.starts_with('#'),
            Language::Rust => rest.starts_with("//") || rest.starts_with("/*"),
        }
    }

    fn comment_length(&self, rest: &str) -> usize {
        if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            rest.find('\n').unwrap_or(rest.len())
        }
    }

    fn word(&mut self, rest: &str) -> (usize, Option<Kind>) {
        let length = word_length(rest);
        let word = &rest[..length];
        let after = &rest[length..];
        let opens_string = after.starts_with('"')
            || (self.language == Language::Python && after.starts_with('\''));
        if opens_string && is_string_prefix(self.language, word) {
            return self.quoted(rest, length);
        }
        if self.language == Language::Rust && word == "r" && after.starts_with("#\"") {
            return (raw_length(rest), Some(Kind::String));
        }
        let introduced = std::mem::take(&mut self.defines);
        if keywords(self.language).contains(&word) {
            self.defines = matches!(
                word,
                "def" | "class" | "fn" | "struct" | "enum" | "trait" | "mod" | "type"
            );
            return (length, Some(Kind::Keyword));
        }
        let is_macro =
            self.language == Language::Rust && after.starts_with('!') && !after.starts_with("!=");
        (length, (introduced || is_macro).then_some(Kind::Name))
    }

    /// A string or, in Rust, a character or a lifetime; `prefix` bytes stand before the quote.
    fn quoted(&self, rest: &str, prefix: usize) -> (usize, Option<Kind>) {
        let body = &rest[prefix..];
        if self.language == Language::Rust && body.starts_with('\'') {
            return rust_character(body);
        }
        let triple = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| self.language == Language::Python && body.starts_with(quotes));
        let (quotes, many_lines) = match triple {
            Some(quotes) => (quotes, true),
            None => (&body[..1], self.language == Language::Rust),
        };
        let length = string_length(body, quotes, many_lines);
        (prefix + length, Some(Kind::String))
    }
}

/// Up to the closing quotes; an unclosed string ends with its line, or with the source.
fn string_length(body: &str, quotes: &str, many_lines: bool) -> usize {
    let mut at = quotes.len();
    while let Some(character) = body[at..].chars().next() {
        if body[at..].starts_with(quotes) {
            return at + quotes.len();
        }
        if character == '\n' && !many_lines {
            return at;
        }
        at += character.len_utf8();
        if character == '\\' {
            at += body[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    body.len()
}

/// `r#"…"#`
fn raw_length(rest: &str) -> usize {
    rest[3..].find("\"#").map_or(rest.len(), |end| 3 + end + 2)
}

/// `'x'`, `'\n'`, or the lifetime `'a`.
fn rust_character(body: &str) -> (usize, Option<Kind>) {
    let mut characters = body.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), _) => (string_length(body, "'", false), Some(Kind::String)),
        (Some(_), Some((end, '\''))) => (end + 1, Some(Kind::String)),
        _ => (1 + word_length(&body[1..]), Some(Kind::Name)),
    }
}

fn word_length(rest: &str) -> usize {
    rest.find(|character: char| !(character.is_alphanumeric() || character == '_'))
        .unwrap_or(rest.len())
}

/// Digits, `_`, a point that a digit follows, an exponent, and a suffix such as `u32`.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next_is_digit = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let sign_of_exponent = matches!(byte, b'+' | b'-')
            && at > 0
            && matches!(bytes[at - 1], b'e' | b'E')
            && next_is_digit
            && !rest.starts_with("0x");
        let belongs = byte.is_ascii_alphanumeric()
            || byte == b'_'
            || (byte == b'.' && next_is_digit)
            || sign_of_exponent;
        if !belongs {
            break;
        }
        at += 1;
    }
    at
}

fn is_string_prefix(language: Language, word: &str) -> bool {
    match language {
        Language::Python => word.len() <= 2 && word.bytes().all(|byte| b"fFrRbBuU".contains(&byte)),
        Language::Rust => matches!(word, "b" | "c" | "r" | "br"),
    }
}

fn keywords(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &[
            "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
            "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
            "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
            "return", "try", "while", "with", "yield",
        ],
        Language::Rust => &[
            "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
            "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod",
            "move", "mut", "pub", "ref", "return", "self", "Self", "static", "struct", "super",
            "trait", "true", "type", "unsafe", "use", "where", "while",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: Language, source: &str) -> Vec<(Kind, &str)> {
        tokens(language, source)
            .into_iter()
            .map(|token| (token.kind, &source[token.range]))
            .collect()
    }

    #[test]
    fn python_words_strings_numbers_and_comments_are_told_apart() {
        assert_eq!(
            shown(
                Language::Python,
                "async def f(a): # so\n    await g(1.5, f\"x{a}\")\n"
            ),
            [
                (Kind::Keyword, "async"),
                (Kind::Keyword, "def"),
                (Kind::Name, "f"),
                (Kind::Comment, "# so"),
                (Kind::Keyword, "await"),
                (Kind::Number, "1.5"),
                (Kind::String, "f\"x{a}\""),
            ]
        );
    }

    #[test]
    fn rust_lifetimes_are_not_unclosed_characters() {
        assert_eq!(
            shown(
                Language::Rust,
                "fn f<'a>(c: &'a str) { g('x', '\\'', \"é\") }"
            ),
            [
                (Kind::Keyword, "fn"),
                (Kind::Name, "f"),
                (Kind::Name, "'a"),
                (Kind::Name, "'a"),
                (Kind::String, "'x'"),
                (Kind::String, "'\\''"),
                (Kind::String, "\"é\""),
            ]
        );
    }

    #[test]
    fn triple_quotes_span_lines_and_a_forgotten_quote_does_not() {
        assert_eq!(
            shown(Language::Python, "'''a\nb''' 'c\nif"),
            [
                (Kind::String, "'''a\nb'''"),
                (Kind::String, "'c"),
                (Kind::Keyword, "if"),
            ]
        );
    }

    #[test]
    fn any_prefix_of_a_source_is_coloured_without_overlap() {
        let source = "r#\"ü\"# '\\u{1F600}' b'x' 0x1f 1e-9 /* é */ @deco('''é''') \\";
        for language in [Language::Python, Language::Rust] {
            for end in (0..=source.len()).filter(|&end| source.is_char_boundary(end)) {
                let mut before = 0;
                for token in tokens(language, &source[..end]) {
                    assert!(token.range.start >= before && token.range.end <= end);
                    assert!(source.is_char_boundary(token.range.end));
                    before = token.range.end;
                }
            }
        }
    }
}
