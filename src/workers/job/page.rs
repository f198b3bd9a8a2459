//! A page of the web: its elements, in the order in which they begin.

use serde::{Deserialize, Serialize};

use super::selector::{Features, Selector};
use crate::runtime::Repr;

/// The text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Html(pub String);

/// Nobody wants to read all of it beside a job.
impl Repr for Html {
    fn repr(&self) -> String {
        format!("<page of {} characters>", self.0.chars().count())
    }
}

/// An element of a page.
pub(super) struct Element {
    features: Features,
    /// Its `href` attribute.
    pub href: String,
    /// The elements that it is inside of, outermost first.
    around: Vec<usize>,
    /// The words in it, with one space between them.
    pub text: String,
}

/// All elements of a page.
pub(super) struct Elements(Vec<Element>);

impl Elements {
    /// Those of `page`; of what is no HTML, those that were understood.
    pub fn of(page: &Html) -> Self {
        let mut elements = Self(Vec::new());
        if let Ok(dom) = tl::parse(&page.0, tl::ParserOptions::default()) {
            for child in dom.children() {
                elements.add(*child, dom.parser(), &[]);
            }
        }
        elements
    }

    fn add(&mut self, node: tl::NodeHandle, parser: &tl::Parser<'_>, around: &[usize]) {
        let Some(tag) = node.get(parser).and_then(tl::Node::as_tag) else {
            return;
        };
        let attribute = |name: &str| {
            let value = tag.attributes().get(name).flatten();
            value.map_or_else(String::new, |value| unescaped(&value.as_utf8_str()))
        };
        let features = Features {
            tag: tag.name().as_utf8_str().to_ascii_lowercase(),
            class: attribute("class"),
            id: attribute("id"),
        };
        let text = unescaped(&tag.inner_text(parser));
        let words: Vec<&str> = text.split_whitespace().collect();
        self.0.push(Element {
            features,
            href: attribute("href"),
            around: around.to_vec(),
            text: words.join(" "),
        });
        let mut inside = around.to_vec();
        inside.push(self.0.len() - 1);
        for child in tag.children().top().iter() {
            self.add(*child, parser, &inside);
        }
    }

    /// Those that the selector means, inside of one of them or anywhere.
    pub fn select(&self, selector: &Selector, inside: Option<usize>) -> Vec<usize> {
        let matches = |element: &Element| {
            let around = element.around.iter().filter_map(|index| self.get(*index));
            let around: Vec<&Features> = around.map(|other| &other.features).collect();
            inside.is_none_or(|outer| element.around.contains(&outer))
                && selector.matches(&element.features, around.into_iter())
        };
        let all = self.0.iter().enumerate();
        all.filter(|(_, element)| matches(element))
            .map(|(index, _)| index)
            .collect()
    }

    /// One of those that [`Elements::select`] gave.
    pub fn get(&self, index: usize) -> Option<&Element> {
        self.0.get(index)
    }
}

/// The characters that HTML itself needs escaped; the parser leaves them as they are written.
fn unescaped(text: &str) -> String {
    const ESCAPES: [(&str, &str); 5] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        // The last, so that nothing is unescaped twice.
        ("&amp;", "&"),
    ];
    let escape = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    ESCAPES.iter().fold(text.to_owned(), escape)
}
