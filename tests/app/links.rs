//! Links: what they say comes back as it was, and what was changed on the way is noticed.

use loopscope::app::link::{is_broken, sealed};
use loopscope::app::panes::{Code, Pane, Side};
use loopscope::app::speed::SPEEDS;
use loopscope::app::{Bookmarks, Divider, Link, Sizes};
use loopscope::events::{FutureId, Moment, ResourceId, When};
use loopscope::runtime::{Act, Intervention};
use loopscope::scenarios::address::{Route, encode, parse};
use loopscope::scenarios::{Form, catalogue};
use loopscope::text::Lang;
use loopscope::view_model::{StepLevel, Window};
use proptest::prelude::*;

use crate::page::{Opening, Page};

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        any::<u32>().prop_map(|n| Act::Cancel(FutureId(n))),
        any::<u32>().prop_map(|n| Act::Set(ResourceId(n))),
        any::<u32>().prop_map(|n| Act::Release(ResourceId(n))),
        (any::<u32>(), any::<String>()).prop_map(|(n, item)| Act::Put(ResourceId(n), item.into())),
    ]
}

/// Moments, and what links of 0.1 have for them.
fn whens() -> impl Strategy<Value = When> {
    prop_oneof![
        any::<(u32, u32, u32)>().prop_map(|(turn, handle, offset)| When::Moment(Moment {
            turn,
            handle,
            offset,
        })),
        any::<u32>().prop_map(|events| When::Events(events as usize)),
    ]
}

fn windows() -> impl Strategy<Value = Window> {
    (0.0..1e6f64, 1e-6..1e6f64, 1e-9..10.0f64).prop_map(|(from, span, event_width)| Window {
        from,
        to: from + span,
        event_width,
    })
}

fn bookmarks() -> impl Strategy<Value = Bookmarks> {
    prop::collection::vec((whens(), "[^\\s].{0,70}"), 0..6).prop_map(|all| {
        let mut bookmarks = Bookmarks::default();
        for (at, name) in all {
            bookmarks.set(at, &name);
        }
        bookmarks
    })
}

fn beyond() -> impl Strategy<Value = (Option<u32>, Option<String>, Option<Sizes>)> {
    let sizes = prop::sample::select(Divider::ALL.to_vec());
    let sizes =
        (sizes, 0.0..100.0).prop_map(|(divider, percent)| Sizes::default().with(divider, percent));
    (
        prop::option::of(0..24 * 3_600_u32),
        prop::option::of("[A-Za-z0-9_-]{1,80}"),
        prop::option::of(sizes),
    )
}

fn links() -> impl Strategy<Value = Link> {
    let run = (
        prop::option::of(whens()),
        prop::option::of(prop::sample::select(SPEEDS.to_vec())),
        prop::collection::vec((whens(), acts()), 0..4),
        bookmarks(),
    );
    let looks = (
        prop::option::of(windows()),
        0.0..1e6f64,
        any::<bool>(),
        prop::sample::select(Code::ALL.to_vec()),
        prop::sample::select(Side::ALL.to_vec()),
        prop::sample::select(Pane::ALL.to_vec()),
        prop::option::of(any::<u32>().prop_map(FutureId)),
        prop::option::of(10usize..=1_000_000),
        beyond(),
    );
    (run, looks).prop_map(|((at, speed, acts, bookmarks), looks)| {
        let (window, scroll, gaps, code, side, pane, task, events, (epoch, jobs, sizes)) = looks;
        let is_even = events.is_some_and(|events| events % 2 == 0);
        let plan = acts.into_iter();
        let plan = plan.map(|(at, act)| Intervention { at, act });
        Link {
            at,
            speed,
            plan: plan.collect(),
            bookmarks,
            window,
            scroll,
            gaps,
            events,
            epoch,
            jobs,
            sizes,
            beside: is_even,
            level: if is_even {
                StepLevel::Loop
            } else {
                StepLevel::Program
            },
            code,
            side,
            pane,
            task,
            ..Link::default()
        }
    })
}

/// A scenario's form with a value or two that are not its defaults.
fn forms() -> impl Strategy<Value = (&'static loopscope::scenarios::Scenario, Form)> {
    let which = prop::sample::select(catalogue().iter().collect::<Vec<_>>());
    (which, any::<bool>()).prop_map(|(scenario, is_preset)| {
        let form = match scenario.presets.first().filter(|_| is_preset) {
            Some(preset) => preset.form(scenario),
            None => Form::new(scenario.params),
        };
        (scenario, form)
    })
}

/// What a page makes of an address: whether it says that something is wrong, in both languages.
fn complains(address: &str) -> bool {
    if is_broken(address) {
        return true;
    }
    match parse(address) {
        Route::Home | Route::Program(_) | Route::Lesson | Route::Recordings(_) => false,
        Route::Unknown(_) => true,
        Route::Scenario(route) => {
            let (_, refused) = Link::read(&route.page);
            for refused in &refused {
                for lang in Lang::ALL {
                    assert!(refused.message(lang).contains(&refused.name));
                }
            }
            !refused.is_empty() || !route.problems.is_empty() || route.form.values().is_err()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_link_says_what_it_was_made_of((scenario, form) in forms(), link in links()) {
        let address = sealed(&encode(scenario, &form, &link.pieces()));
        prop_assert!(!is_broken(&address), "{}", address);
        let Route::Scenario(route) = parse(&address) else {
            panic!("{address}");
        };
        let (read, refused) = Link::read(&route.page);
        prop_assert_eq!(refused, vec![]);
        prop_assert_eq!(read, link);
        prop_assert_eq!(route.scenario.id, scenario.id);
        prop_assert!(route.problems.is_empty());
        prop_assert!(route.form.fields().eq(form.fields()));
    }

    #[test]
    fn a_link_with_any_byte_changed_is_opened_with_a_message(
        (scenario, form) in forms(),
        link in links(),
        place in any::<prop::sample::Index>(),
        byte in 0x20u8..0x7f,
    ) {
        let address = sealed(&encode(scenario, &form, &link.pieces()));
        prop_assert!(!complains(&address), "{}", address);
        let mut changed = address.clone().into_bytes();
        // The # itself is not the page's: without it the server is asked for another one.
        let place = 1 + place.index(changed.len() - 1);
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        let changed = String::from_utf8(changed).unwrap();
        prop_assert!(complains(&changed), "{} for {}", changed, address);
    }

    #[test]
    fn anything_at_all_can_be_read(pieces in prop::collection::vec((any::<String>(), any::<String>()), 0..8)) {
        let (link, refused) = Link::read(&pieces);
        prop_assert!(refused.len() <= pieces.len());
        let (again, refused) = Link::read(&link.pieces());
        prop_assert_eq!(again, link);
        prop_assert!(refused.is_empty());
    }
}

#[test]
fn each_piece_that_makes_no_sense_is_named_with_what_is_allowed() {
    for (name, given, allowed) in [
        ("_at", "4x4", "a moment"),
        ("_at", "v1.3.1", "a moment"),
        ("_at", "v2.3.1.4", "a moment"),
        ("_at", "v1.3.1.4.", "a moment"),
        ("_at", "v1.3.1.4294967296", "a moment"),
        ("_speed", "7", "one of the speeds on offer"),
        ("_do", "45.jump.3", "an intervention"),
        ("_do", "v1.3.1.cancel.3", "an intervention"),
        ("_mark", "45", "a bookmark"),
        ("_mark", "v1.3.1.4", "a bookmark"),
        ("_view", "3_1_0.1", "a part of the timeline"),
        ("_side", "back", "loop, waits, findings, step-in"),
        ("_task", "-1", "a task's number"),
        ("_gaps", "some", "one of full"),
        ("_events", "9", "from 10 to 1000000"),
        ("_beside", "one", "one of both"),
        ("_epoch", "86400", "a second of the day"),
        ("_jobs", "", "a record of what workers did"),
        ("_sizes", "29-34-31-80-29", "four sizes of panes"),
        ("_moon", "1", "nothing that a link of this page says"),
    ] {
        let (link, refused) = Link::read(&[(name.to_owned(), given.to_owned())]);
        assert_eq!(link, Link::default(), "{name}={given}");
        let said = refused[0].message(Lang::En);
        assert!(
            said.contains(&format!("{name}={given}")) && said.contains(allowed),
            "{said}"
        );
        assert!(!refused[0].message(Lang::Zh).is_ascii());
    }
    let twice = [
        ("_at".to_owned(), "1".to_owned()),
        ("_at".to_owned(), "2".to_owned()),
    ];
    let (link, refused) = Link::read(&twice);
    assert_eq!((link.at, refused.len()), (Some(When::Events(1)), 1));
}

#[test]
fn a_run_has_a_bookmark_a_moment_and_not_too_many() {
    let turn = |turn| {
        When::Moment(Moment {
            turn,
            ..Moment::START
        })
    };
    let mut bookmarks = Bookmarks::default();
    assert!(bookmarks.set(turn(7), " here ") && !bookmarks.set(turn(7), "again"));
    assert!(!bookmarks.set(turn(8), "  "));
    assert_eq!(bookmarks.all()[0].name, "here");
    for at in 100..200 {
        bookmarks.set(turn(at), "x");
    }
    assert_eq!(bookmarks.all().len(), Bookmarks::MOST);
    bookmarks.rename(turn(7), &"long".repeat(40));
    assert_eq!(bookmarks.all()[0].name.chars().count(), Bookmarks::LONGEST);
    bookmarks.remove(turn(7));
    bookmarks.keep_until(turn(101));
    assert_eq!(bookmarks.all().len(), 2);
}

/// A link to a moment, as Share makes it.
const SHARED: &str = "#/gather?a=3&name_a=x+y&_mark=v1.4.1.1.here";

fn opens_as_made(address: &str) -> bool {
    let page = Page::open_at(address, Opening::default());
    let opened = page.state.opened();
    opened.is_some_and(|opened| {
        opened.refused.is_empty()
            && opened.problems.is_empty()
            && opened.form.raw("a") == Some("3")
            && opened.form.raw("name_a") == Some("x y")
    })
}

#[test]
fn what_a_sentence_puts_behind_a_link_is_forgiven() {
    let link = sealed(SHARED);
    for behind in ["", ".", ")", ").", "。", "\"", ">"] {
        assert!(opens_as_made(&format!("{link}{behind}")), "{behind}");
    }
    let short = Page::open_at("#/gather.", Opening::default());
    assert!(short.state.opened().is_some());
}

#[test]
fn a_link_that_a_program_has_written_in_another_way_opens_without_a_warning() {
    let link = sealed(SHARED);
    for (from, to) in [("&", "&amp;"), ("_", "%5F"), ("+", "%20"), ("=", "%3D")] {
        let address = link.replace(from, to);
        assert_ne!(address, link);
        if from != "=" {
            assert!(opens_as_made(&address), "{address}");
        }
    }
}

#[test]
fn a_link_whose_end_is_missing_says_so() {
    let link = sealed(SHARED);
    let cut = &link[..link.len() - 3];
    assert!(!opens_as_made(cut));
}
