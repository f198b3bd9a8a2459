//! Addresses that were changed on their way without meaning it: by a sentence that goes on behind
//! them, or a program that writes them in another way.

use std::borrow::Cow;

use form_urlencoded::Serializer;
use percent_encoding::percent_decode_str;

use super::link::{has_sum, is_broken};
use crate::scenarios::address::{Route, parse};

/// What a sentence puts behind an address, and programs take for its end.
const CLOSING: &[char] = &[
    '.', ',', ';', ':', '!', '?', ')', ']', '>', '\'', '"', '。', '，', '）', '”',
];

/// The address as it was made, where that can be told: by its sum, or since it names a scenario then.
pub fn mended(address: &str) -> Cow<'_, str> {
    let trimmed = address.trim_end_matches(CLOSING);
    if has_sum(address) {
        if !is_broken(address) {
            return Cow::Borrowed(address);
        }
        let others = [trimmed.to_owned(), rewritten(address), rewritten(trimmed)];
        let whole = others.into_iter().find(|other| !is_broken(other));
        return whole.map_or(Cow::Borrowed(address), Cow::Owned);
    }
    let names_nothing = |address: &str| matches!(parse(address), Route::Unknown(_));
    match names_nothing(address) && !names_nothing(trimmed) {
        true => Cow::Borrowed(trimmed),
        false => Cow::Borrowed(address),
    }
}

/// The address as this page writes it, whatever was escaped in it.
fn rewritten(address: &str) -> String {
    let address = address.replace("&amp;", "&");
    let whole = percent_decode_str(&address).decode_utf8_lossy();
    // Where its signs are escaped too, it is read anew.
    let address = match address.contains('?') {
        true => address.as_str(),
        false => whole.as_ref(),
    };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = percent_decode_str(path).decode_utf8_lossy();
    let pairs = form_urlencoded::parse(query.as_bytes());
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
