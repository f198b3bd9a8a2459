//! The crawler's spider: how a page of each topic is parsed.

use serde::{Deserialize, Serialize};

use super::page::{Element, Elements, Html};
use super::selector::Selector;
use crate::workers::protocol::Raised;

/// What was found: fields and their texts, in order.
pub type Item = Vec<(String, String)>;

/// What a page gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// Its items.
    pub items: Vec<Item>,
    /// The pages that it leads to, as addresses from where the site is.
    pub links: Vec<String>,
}

/// What the form says of a page of books.
pub(super) struct Wanted {
    pub item: String,
    pub name: String,
    pub links: String,
}

pub(super) fn books(url: &str, page: &Html, wanted: &Wanted) -> Result<Parsed, Raised> {
    let elements = Elements::of(page);
    let (item, name) = (selector(&wanted.item)?, selector(&wanted.name)?);
    let mut items = Vec::new();
    for book in elements.select(&item, None) {
        let Some(name) = elements.texts(&name, Some(book)).next() else {
            let message = format!("no {} in {}", wanted.name, wanted.item);
            return Err(value_error(message));
        };
        let price = elements.texts(&selector(".price")?, Some(book)).next();
        items.push(fields(&[
            ("topic", "books"),
            ("page", url),
            ("name", &name),
            ("price", &price.unwrap_or_default()),
        ]));
    }
    let links = follow(url, &elements, &selector(&wanted.links)?);
    Ok(Parsed { items, links })
}

pub(super) fn authors(url: &str, page: &Html) -> Result<Parsed, Raised> {
    let elements = Elements::of(page);
    let mut items = Vec::new();
    for author in elements.select(&selector(".author")?, None) {
        let only = |wanted: &str| {
            let texts: Vec<_> = elements.texts(&selector(wanted)?, Some(author)).collect();
            match texts.as_slice() {
                [only] => Ok(only.clone()),
                [] => Err("not enough values to unpack (expected 1, got 0)"),
                _ => Err("too many values to unpack (expected 1)"),
            }
            .map_err(|message| value_error(message.to_owned()))
        };
        items.push(fields(&[
            ("topic", "authors"),
            ("page", url),
            ("name", &only("h1")?),
            ("born", &only(".born")?),
        ]));
    }
    let links = follow(url, &elements, &selector("a")?);
    Ok(Parsed { items, links })
}

impl Elements {
    fn found<'a>(
        &'a self,
        selector: &Selector,
        inside: Option<usize>,
    ) -> impl Iterator<Item = &'a Element> + use<'a> {
        let found = self.select(selector, inside).into_iter();
        found.filter_map(|index| self.get(index))
    }

    fn texts<'a>(
        &'a self,
        selector: &Selector,
        inside: Option<usize>,
    ) -> impl Iterator<Item = String> + use<'a> {
        self.found(selector, inside)
            .map(|element| element.text.clone())
    }
}

/// Where the links lead, seen from the page at `url`.
fn follow(url: &str, elements: &Elements, links: &Selector) -> Vec<String> {
    let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
    let hrefs = elements.found(links, None).map(|link| &link.href);
    hrefs
        .filter(|href| !href.is_empty())
        .map(|href| format!("{folder}/{href}"))
        .collect()
}

fn fields(fields: &[(&str, &str)]) -> Item {
    let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    fields.iter().map(own).collect()
}

fn selector(text: &str) -> Result<Selector, Raised> {
    Selector::parse(text).ok_or_else(|| value_error(format!("{text} is no selector")))
}

fn value_error(message: String) -> Raised {
    Raised {
        class: "ValueError".to_owned(),
        message,
    }
}
