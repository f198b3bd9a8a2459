//! The crawler's site where there is no web: the files that ship with the page.

macro_rules! site {
    ($($name:literal),+ $(,)?) => {
        /// The pages, each with its address as the page has it.
        pub const SITE: &[(&str, &str)] = &[$((
            concat!("site/", $name),
            include_str!(concat!("../../../www/site/", $name)),
        )),+];
    };
}

site![
    "books.html",
    "books-2.html",
    "books-3.html",
    "archive.html",
    "authors.html",
    "babbage.html",
    "lovelace.html",
    "boole.html",
];

/// What is at an address, as a host would say it.
pub(in crate::workers) fn get(url: &str) -> Result<String, u16> {
    let found = SITE.iter().find(|(address, _)| *address == url);
    found.map(|(_, page)| (*page).to_owned()).ok_or(404)
}
