//! What is written into the form: the address follows, and it can be taken back.

use loopscope::app::action::Action;
use loopscope::app::{Effect, Place};
use loopscope::text::page as say;

use crate::page::Page;

fn raw(page: &Page, name: &str) -> String {
    let opened = page.state.opened().unwrap();
    let mut fields = opened.form.fields();
    let (_, raw) = fields.find(|(param, _)| param.name == name).unwrap();
    raw.to_owned()
}

#[test]
fn what_is_typed_stands_in_the_address_in_the_place_of_what_stood_there() {
    let mut page = Page::at("#/gather");
    page.write("a", "7");
    let written = page.effects.last().unwrap();
    assert_eq!(
        *written,
        Effect::Address {
            address: "#/gather?a=7".to_owned(),
            new_entry: false
        }
    );
}

#[test]
fn a_preset_is_an_entry_of_the_history() {
    let mut page = Page::at("#/gather");
    page.act(Action::Preset(0));
    assert!(matches!(
        page.effects.last(),
        Some(Effect::Address {
            new_entry: true,
            ..
        })
    ));
}

#[test]
fn letters_typed_in_a_row_are_one_edit() {
    let mut page = Page::at("#/gather");
    for typed in ["1", "12", "123"] {
        page.write("name_a", typed);
    }
    page.act(Action::Undo);
    assert_eq!(raw(&page, "name_a"), "A");
}

#[test]
fn undo_takes_back_one_field_after_the_other_and_the_address_follows() {
    let mut page = Page::at("#/gather");
    page.write("a", "7");
    page.write("b", "8");
    page.act(Action::Undo);
    assert_eq!(
        (raw(&page, "a"), raw(&page, "b")),
        ("7".to_owned(), "3".to_owned())
    );
    assert_eq!(page.address(), "#/gather?a=7");
    page.act(Action::Undo);
    assert_eq!(page.address(), "#/gather");
}

#[test]
fn undo_takes_back_a_preset_and_a_reset() {
    let mut page = Page::at("#/gather");
    page.write("a", "7");
    page.act(Action::Reset);
    assert_eq!(raw(&page, "a"), "2");
    page.act(Action::Undo);
    assert_eq!(raw(&page, "a"), "7");
}

#[test]
fn where_nothing_is_left_to_undo_it_is_said() {
    let mut page = Page::at("#/gather");
    page.act(Action::Undo);
    assert!(page.says(say::NOTHING_TO_UNDO));
}

#[test]
fn a_wrong_value_stays_as_it_was_typed_and_the_program_keeps_the_last_right_one() {
    let mut page = Page::at("#/gather");
    page.write("a", "5");
    page.write("a", "5,");
    assert_eq!(raw(&page, "a"), "5,");
    let source = page.state.opened().unwrap().source.text();
    assert!(source.contains("factorial('A', 5)"), "{source}");
}

#[test]
fn an_address_that_leads_nowhere_is_shown_as_it_was_given() {
    let page = Page::at("#/nowhere");
    assert!(matches!(&page.state.place, Place::Unknown(given) if given == "nowhere"));
}

#[test]
fn an_address_without_a_name_leads_to_the_first_scenario() {
    let page = Page::at("#/?a=9");
    assert_eq!(page.state.opened().unwrap().scenario.id, "gather");
    assert_eq!(raw(&page, "a"), "9");
}

#[test]
fn the_title_of_the_document_follows_address_and_language() {
    let titles = |page: &Page| -> Vec<String> {
        let effects = page.effects.iter();
        let titles = effects.filter_map(|effect| match effect {
            Effect::Title(title) => Some(title.clone()),
            _ => None,
        });
        titles.collect()
    };
    let mut page = Page::at("#/gather");
    page.act(Action::Address("#/lesson".to_owned()));
    page.act(Action::Language(loopscope::text::Lang::Zh));
    let titles = titles(&page);
    assert_eq!(titles.len(), 3);
    assert!(titles[0].contains("gather"));
    assert_ne!(titles[1], titles[2]);
}

#[test]
fn the_titles_of_two_variants_of_a_scenario_tell_them_apart() {
    let title = |address: &str| {
        let page = Page::open_at(address, crate::page::Opening::default());
        let mut titles = page.effects.iter().filter_map(|effect| match effect {
            Effect::Title(title) => Some(title.clone()),
            _ => None,
        });
        titles.next_back().unwrap()
    };
    let three = [
        title("#/semaphore"),
        title("#/semaphore?places=3"),
        title("#/semaphore?places=3&visitors=8"),
    ];
    assert!(three[1].contains("Places 3"), "{three:?}");
    assert!(three[0] != three[1] && three[1] != three[2], "{three:?}");
}

#[test]
fn the_arrows_move_a_number_within_its_bounds_and_nothing_else() {
    let params = |id: &str| loopscope::scenarios::find(id).unwrap().params;
    let param = |id: &str, name: &str| {
        let mut all = params(id).iter();
        all.find(|param| param.name == name).unwrap()
    };
    let places = param("semaphore", "places");
    let moved = |raw: &str, steps: f64| places.moved(raw, steps).unwrap_or_default();
    assert_eq!(
        (moved("3", 1.0), moved("3", -1.0)),
        ("4".into(), "2".into())
    );
    assert_eq!(
        (moved("3", 10.0), moved("3", -10.0)),
        ("13".into(), "0".into())
    );
    assert_eq!(
        (moved("3", 0.1), moved("100", 1.0)),
        ("4".into(), "100".into())
    );
    assert_eq!(places.moved("three", 1.0), None);
}
