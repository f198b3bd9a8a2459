//! What a browser remembers comes back, whichever version wrote it.

use std::collections::HashMap;

use loopscope::app::action::Action;
use loopscope::app::panes::Code;
use loopscope::app::preferences::{KEY, Theme};
use loopscope::app::speed::Speed;
use loopscope::app::{Divider, Effect, Preferences, Progress, Sizes};
use loopscope::text::{Lang, page as say};
use loopscope::view_model::StepLevel;

use crate::page::Page;

fn load(kept: &[(&str, &str)]) -> Preferences {
    let kept: HashMap<&str, &str> = kept.iter().copied().collect();
    Preferences::load(
        |key| kept.get(key).map(|it| (*it).to_owned()),
        Some("en-GB"),
    )
}

fn unusual() -> Preferences {
    Preferences {
        theme: Some(Theme::Dark),
        lang: Lang::Zh,
        speed: Speed::Times(0.25),
        code: Code::Rust,
        beside: true,
        sizes: Sizes::default().with(Divider::Lower, 40.0),
        level: StepLevel::Loop,
        seen: true,
        progress: Progress::read(&["task".to_owned()], &["gather".to_owned()]),
    }
}

#[test]
fn what_was_written_is_read() {
    assert_eq!(load(&[(KEY, &unusual().written())]), unusual());
}

#[test]
fn the_seven_keys_of_the_first_version_are_read() {
    let sizes = Sizes::default().with(Divider::Lower, 40.0).name();
    let old = load(&[
        ("loopscope.theme", "dark"),
        ("loopscope.language", Lang::Zh.tag()),
        ("loopscope.speed", "0.25"),
        ("loopscope.code", "rust"),
        ("loopscope.beside", "yes"),
        ("loopscope.sizes", &sizes),
        ("loopscope.seen", "yes"),
    ]);
    let is_later = Preferences {
        level: StepLevel::default(),
        progress: Progress::default(),
        ..unusual()
    };
    assert_eq!(old, is_later);
}

#[test]
fn the_old_keys_mean_nothing_beside_the_new_one() {
    let read = load(&[(KEY, &unusual().written()), ("loopscope.theme", "light")]);
    assert_eq!(read.theme, Some(Theme::Dark));
}

#[test]
fn what_makes_no_sense_is_as_on_a_first_visit() {
    let first = load(&[]);
    assert!(!first.seen);
    for broken in ["", "{", "7", "{\"theme\":7}", "\u{0}"] {
        assert_eq!(load(&[(KEY, broken)]), first, "{broken:?}");
    }
    let half = load(&[(KEY, "{\"theme\":\"blue\",\"speed\":\"5\",\"later\":[1]}")]);
    assert_eq!((half.theme, half.speed), (None, Speed::Times(5.0)));
}

#[test]
fn the_language_is_the_browsers_until_somebody_chooses() {
    let lang = |browser| Preferences::load(|_| None, browser).lang;
    assert_eq!(lang(Some("zh-TW")), Lang::Zh);
    assert_eq!(lang(Some("de")), Lang::En);
    assert_eq!(lang(None), Lang::En);
}

#[test]
fn the_theme_is_the_systems_until_somebody_chooses() {
    let mut page = Page::at("#/gather");
    page.act(Action::SystemTheme(Theme::Dark));
    assert_eq!(page.state.theme(), Theme::Dark);
    page.act(Action::Theme(Theme::Light));
    page.act(Action::SystemTheme(Theme::Dark));
    assert_eq!(page.state.theme(), Theme::Light);
}

#[test]
fn what_is_chosen_is_shown_at_once_and_kept() {
    let mut page = Page::at("#/gather");
    page.effects.clear();
    page.act(Action::Resize(Divider::Program, 40.0));
    let asked = true;
    assert_eq!(
        page.effects,
        [Effect::ShowPreferences, Effect::SavePreferences { asked }]
    );
}

#[test]
fn a_storage_that_refuses_is_told_of() {
    let mut page = Page::at("#/gather");
    page.act(Action::Remembered(false));
    assert!(page.says(say::STORAGE_REFUSED));
}
