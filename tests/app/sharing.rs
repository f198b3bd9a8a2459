//! Sharing: the link, the shorter one, what a browser that refuses gets, and frames in other pages.

use loopscope::app::action::{Export, ViewChange};
use loopscope::app::preferences::Theme;
use loopscope::app::{Action, Effect, Frame, Preferences};
use loopscope::events::Nanos;
use loopscope::text::Lang;

use crate::page::{Opening, Page};

#[test]
fn a_shorter_link_leads_to_the_same_moment_without_bookmarks_and_view() {
    let mut page = Page::at("#/gather?a=5");
    page.run();
    page.act(Action::Go(40));
    page.act(Action::Mark);
    page.act(Action::Sized(800.0, 300.0));
    page.act(Action::View(ViewChange::Zoom(2.0, 0.5)));
    page.act(Action::Share);
    let long = page.address();
    page.act(Action::ShareLess);
    let short = page.address();
    assert!(short.len() < long.len(), "{short} {long}");
    let mut opened = Page::open_at(&short, Opening::default());
    opened.settle();
    assert_eq!(opened.position(), 40);
    assert!(opened.session().bookmarks.all().is_empty());
    assert_eq!(opened.state.sharing, None);
}

#[test]
fn a_link_that_cannot_be_shorter_offers_no_shorter_one() {
    let mut page = Page::at("#/gather");
    page.act(Action::Share);
    assert_eq!(page.state.sharing.as_ref().unwrap().shorter, None);
}

#[test]
fn what_the_browser_does_not_copy_is_offered_to_be_copied_by_hand() {
    let mut page = Page::at("#/gather");
    page.act(Action::Share);
    assert_eq!(page.state.sharing.as_ref().unwrap().is_copied, None);
    page.act(Action::Copied(false));
    assert_eq!(page.state.sharing.as_ref().unwrap().is_copied, Some(false));
    page.act(Action::Close);
    assert_eq!(page.state.sharing, None);
}

#[test]
fn a_frame_is_copied_of_the_link_that_is_shared() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(30));
    page.act(Action::Share);
    let shared = page.address();
    page.act(Action::Export(Export::Frame));
    assert_eq!(page.effects.last(), Some(&Effect::CopyFrame(shared)));
}

#[test]
fn a_frame_says_its_theme_and_its_language_before_the_hash() {
    let frame = |theme, lang| Some(Frame { theme, lang });
    assert_eq!(Frame::read(""), None);
    assert_eq!(Frame::read("?theme=dark"), None);
    assert_eq!(Frame::read("?embed"), frame(None, None));
    assert_eq!(Frame::read("?embed="), frame(None, None));
    assert_eq!(
        Frame::read("?embed&theme=dark&lang=zh-CN"),
        frame(Some(Theme::Dark), Some(Lang::Zh))
    );
    assert_eq!(
        Frame::read("?lang=en&theme=green&embed"),
        frame(None, Some(Lang::En))
    );
}

#[test]
fn a_frame_keeps_nothing_in_the_browser_and_runs_nothing_by_itself() {
    let mut page = Page::open(Opening {
        is_embedded: true,
        preferences: Preferences::load(|_| None, None),
        ..Opening::default()
    });
    assert!(page.state.session.is_none());
    page.act(Action::Theme(Theme::Dark));
    page.run();
    let keeps = |effect: &Effect| matches!(effect, Effect::SavePreferences { .. });
    assert!(!page.effects.iter().any(keeps));
}

#[test]
fn a_link_names_its_moment_by_the_clock_for_who_cannot_count_events() {
    let at = |address: &'static str| {
        let mut page = Page::at(address);
        page.settle();
        page
    };
    let second = at("#/gather?_when=1");
    let trace = second.session().trace();
    assert_eq!(trace.time_at(second.position()), Nanos::from_secs(1.0));
    let next = trace.get(second.position()).unwrap();
    assert!(next.when > Nanos::from_secs(1.0));
    let end = at("#/gather?_when=end");
    assert_eq!(end.position(), end.session().len());
    let late = at("#/gather?_when=99");
    assert_eq!(late.position(), late.session().len());
    for wrong in [
        "#/gather?_when=",
        "#/gather?_when=-1",
        "#/gather?_when=noon",
    ] {
        let page = Page::open_at(wrong, Opening::default());
        assert_eq!(page.state.opened().unwrap().refused.len(), 1, "{wrong}");
        assert!(page.state.session.is_none());
    }
}
