//! The crawler's site is one site, wherever it is read from.

use std::collections::BTreeSet;
use std::path::PathBuf;

use loopscope::scenarios::catalogue;
use loopscope::workers::job::selector::{Features, Selector};
use loopscope::workers::job::site::SITE;

#[test]
fn the_page_ships_what_the_tests_crawl() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/site");
    let files: BTreeSet<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            (
                format!("site/{name}"),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    let own = SITE
        .iter()
        .map(|(url, page)| ((*url).to_owned(), (*page).to_owned()));
    assert_eq!(own.collect::<BTreeSet<_>>(), files);
}

#[test]
fn the_page_names_each_of_them_so_that_it_is_kept_for_use_without_a_network() {
    let index = include_str!("../../www/index.html");
    let named: Vec<&str> = index
        .split("<link rel=\"item\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let own: Vec<&str> = SITE.iter().map(|(url, _)| *url).collect();
    assert_eq!(named, own);
}

#[test]
fn the_python_programs_bring_the_same_site_along() {
    let crawlers: Vec<_> = catalogue().iter().filter(|s| s.uses_network()).collect();
    assert_eq!(crawlers.len(), 2);
    for scenario in crawlers {
        let pages: String = SITE
            .iter()
            .map(|(url, page)| format!("    '{url}': '''{page}''',\n"))
            .collect();
        let dict = format!("\nSITE = {{\n{pages}}}\n");
        assert!(scenario.python.contains(&dict), "{}", scenario.id);
    }
}

#[test]
fn every_link_of_the_site_leads_to_one_of_its_pages() {
    for (url, page) in SITE {
        for href in page.split("href=\"").skip(1) {
            let href = href.split('"').next().unwrap();
            let target = format!("site/{href}");
            assert!(
                SITE.iter().any(|(url, _)| *url == target),
                "{url} leads to {target}"
            );
        }
    }
}

fn element(tag: &str, class: &str, id: &str) -> Features {
    Features {
        tag: tag.to_owned(),
        class: class.to_owned(),
        id: id.to_owned(),
    }
}

#[test]
fn a_selector_finds_by_tag_class_id_and_what_is_around() {
    let list = element("ul", "books all", "top");
    let book = element("li", "book", "");
    let link = element("a", "", "");
    let matches = |selector: &str| {
        let around = [&list, &book];
        Selector::parse(selector)
            .unwrap()
            .matches(&link, around.into_iter())
    };
    for selector in [
        "a",
        "li a",
        "ul a",
        ".book a",
        "ul.all li.book a",
        "#top a",
        "ul#top a",
    ] {
        assert!(matches(selector), "{selector}");
    }
    for selector in [
        "li", ".book", "li ul a", "a a", "ul.al a", "#book a", "a#top",
    ] {
        assert!(!matches(selector), "{selector}");
    }
}

#[test]
fn what_is_no_selector_is_refused() {
    for text in [
        "", " ", "a ", " a", "a  b", "a>b", "a,b", "*", "A", ".", "#", "a.", ".a.b", ".1a", "a:b",
        "[href]", ".ä", "li\tb", "a.b#c",
    ] {
        assert_eq!(Selector::parse(text), None, "{text:?}");
    }
}
