//! A file is opened: read as it comes, shown as far as it goes, or refused with a reason.

use std::rc::Rc;

use loopscope::app::action::{Action, Export, ViewChange};
use loopscope::app::lookup::{LaneChoice, Seek};
use loopscope::app::recordings::{Broken, Incoming, Refused};
use loopscope::app::speed::Speed;
use loopscope::app::{Effect, Place, RunState};
use loopscope::text::Lang;
use loopscope::view_model::by_name;

use crate::page::Page;
use crate::sources::file;

const PIECE: usize = 1_000;

impl Page {
    fn hear(&mut self, number: u32, incoming: Incoming) {
        self.act(Action::File(number, incoming));
    }

    fn hear_bytes(&mut self, number: u32, bytes: &[u8], read: usize) {
        let incoming = Incoming::Bytes {
            bytes: Rc::from(bytes),
            read: read as f64,
            is_packed: false,
        };
        self.hear(number, incoming);
    }

    /// The page is given a file, and gets of it what it asks for.
    fn open_file(&mut self, number: u32, bytes: &[u8]) {
        self.hear(
            number,
            Incoming::Begins("x.loopscope".into(), bytes.len() as f64),
        );
        let mut pieces = bytes.chunks(PIECE);
        let mut read = 0;
        while self.is_asked_for(number) {
            match pieces.next() {
                Some(piece) => {
                    read += piece.len();
                    self.hear_bytes(number, piece, read);
                }
                None => {
                    self.hear(number, Incoming::Ends(false));
                    break;
                }
            }
        }
        self.settle();
    }

    /// Whether more of a file was asked for since this was asked last.
    fn is_asked_for(&mut self, number: u32) -> bool {
        let asked = self.effects.contains(&Effect::ReadOn(number));
        self.effects
            .retain(|effect| *effect != Effect::ReadOn(number));
        asked
    }

    fn refused(&self) -> Option<Refused> {
        let (_, refused) = self.state.recordings.refused.clone()?;
        Some(refused)
    }
}

#[test]
fn a_file_is_shown_wherever_the_page_is() {
    for address in ["#/gather", "#/lesson", "#/recordings", "#/nowhere"] {
        let mut page = Page::at(address);
        page.open_file(1, &file("gather"));
        assert_eq!(page.state.run_state(), RunState::Recording, "{address}");
        assert!(matches!(page.state.place, Place::Recordings));
        assert!(
            page.console()
                .contains(&"Task C: factorial(4) = 24".to_owned())
        );
        assert!(
            page.effects
                .contains(&Effect::Title("x.loopscope · Loopscope".into()))
        );
        if address != "#/recordings" {
            assert_eq!(page.address(), "#/recordings");
        }
    }
}

#[test]
fn nothing_more_is_asked_for_while_much_waits_to_be_read() {
    let mut page = Page::at("#/recordings");
    page.make_slow();
    let bytes = file("crawler").repeat(1);
    let size = (4 << 20) as f64;
    page.hear(1, Incoming::Begins("x".into(), size));
    let mut large = bytes.clone();
    large.resize(3 << 20, b' ');
    page.is_asked_for(1);
    page.hear_bytes(1, &large, 3 << 20);
    assert!(!page.is_asked_for(1));
    while !page.is_asked_for(1) {
        assert!(page.frame(), "it is never asked for");
    }
}

#[test]
fn what_was_shown_stays_until_another_file_is_known_to_be_a_recording() {
    let mut page = Page::at("#/gather");
    page.run();
    page.hear(1, Incoming::Begins("x".into(), 0.0));
    page.hear_bytes(1, b"{\"format\":\"loop", 15);
    assert_eq!(page.state.run_state(), RunState::Finished);
    page.hear_bytes(1, b"less\"}\n", 22);
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.refused(), Some(Refused::OtherJson));
    assert!(matches!(page.state.place, Place::Scenario(_)));

    page.open_file(2, &file("gather"));
    page.open_file(3, b"");
    assert_eq!(page.refused(), Some(Refused::Empty));
    assert_eq!(page.state.run_state(), RunState::Recording);
    page.act(Action::RefusalRead);
    assert_eq!(page.refused(), None);
}

#[test]
fn what_is_no_recording_is_refused_by_what_it_is() {
    let utf_16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let newer = r#"{"format":"loopscope trace","version":7,"program":{}}"#;
    let kinds: [(&[u8], Refused); 12] = [
        (b"", Refused::Empty),
        (b" \n \n", Refused::Empty),
        (b"hello\n", Refused::OtherText),
        (b"{\"traceEvents\":[]}\n", Refused::ChromeTrace),
        (
            b"[{\"name\":\"a\",\"ph\":\"X\",\"ts\":1}]\n",
            Refused::ChromeTrace,
        ),
        (b"{\"a\":1}\n", Refused::OtherJson),
        (b"[1,2]", Refused::OtherJson),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\n", Refused::Binary),
        (b"\x89PNG\r\n\x1a\n\0\0", Refused::Binary),
        (
            &utf_16("{\"format\":\"loopscope trace\"}\n"),
            Refused::Utf16,
        ),
        (
            &[&[0xff, 0xfe], &utf_16("{\"format\"}\n")[..]].concat(),
            Refused::Utf16,
        ),
        (
            newer.as_bytes(),
            Refused::Newer {
                given: 7,
                newest: 1,
            },
        ),
    ];
    for (bytes, refused) in kinds {
        let mut page = Page::at("#/recordings");
        page.open_file(1, bytes);
        assert_eq!(
            page.refused(),
            Some(refused),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
        assert!(page.state.session.is_none());
    }
}

#[test]
fn a_header_that_cannot_be_read_says_why() {
    let mut page = Page::at("#/recordings");
    page.open_file(1, b"{\"format\":\"loopscope trace\",\"version\":1}\n");
    let Some(Refused::Header(reason)) = page.refused() else {
        panic!("{:?}", page.refused());
    };
    assert!(reason.contains("program"), "{reason}");
}

#[test]
fn what_is_compressed_and_no_recording_is_called_so() {
    let mut page = Page::at("#/recordings");
    for (number, bytes, is_damaged, refused) in [
        (1, &b"hello\n"[..], false, Refused::OtherGzip),
        (2, b"", false, Refused::Empty),
        (3, b"", true, Refused::Broken(Broken::Gzip)),
    ] {
        page.hear(number, Incoming::Begins("x.gz".into(), 100.0));
        page.hear(
            number,
            Incoming::Bytes {
                bytes: Rc::from(bytes),
                read: 100.0,
                is_packed: true,
            },
        );
        page.hear(number, Incoming::Ends(is_damaged));
        assert_eq!(page.refused(), Some(refused));
    }
}

#[test]
fn what_the_browser_cannot_read_is_refused_in_one_sentence_in_both_languages() {
    let broken = [
        Broken::Folder,
        Broken::Many,
        Broken::NoFile,
        Broken::Elsewhere,
        Broken::Missing("404".into()),
        Broken::Gzip,
        Broken::Unreadable("gone".into()),
    ];
    for broken in broken {
        let mut page = Page::at("#/recordings");
        page.hear(1, Incoming::Begins("x".into(), 0.0));
        page.hear(1, Incoming::Fails(broken.clone()));
        let refused = page.refused().unwrap();
        assert_eq!(refused, Refused::Broken(broken));
        let words = Lang::ALL.map(|lang| refused.message(lang));
        assert_ne!(words[0], words[1]);
        assert!(words.iter().all(|words| words.chars().count() > 5));
    }
}

#[test]
fn a_file_that_is_given_up_is_heard_of_no_more() {
    let mut page = Page::at("#/gather");
    page.run();
    page.hear(1, Incoming::Begins("x".into(), 0.0));
    page.act(Action::GiveUpFile);
    assert!(page.effects.contains(&Effect::StopReading(1)));
    page.hear_bytes(1, &file("hello"), 10);
    page.hear(1, Incoming::Fails(Broken::Gzip));
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.refused(), None);
}

#[test]
fn a_file_that_breaks_off_later_stays_as_far_as_it_came() {
    let mut page = Page::at("#/recordings");
    let bytes = file("gather");
    page.hear(1, Incoming::Begins("x".into(), bytes.len() as f64));
    page.hear_bytes(1, &bytes[..4_000], 4_000);
    page.frame();
    assert_eq!(page.state.run_state(), RunState::Running);
    page.hear(1, Incoming::Fails(Broken::Unreadable("gone".into())));
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Recording);
    assert!(!page.session().is_empty());
    assert_eq!(page.refused(), None);
}

#[test]
fn the_recording_is_there_again_when_the_page_comes_back_to_it() {
    let mut page = Page::at("#/recordings");
    page.open_file(1, &file("gather"));
    page.act(Action::Go(20));
    page.act(Action::Address("#/lesson".into()));
    assert!(page.state.session.is_none());
    page.act(Action::Address("#/recordings".into()));
    assert_eq!(page.position(), 20);
    assert_eq!(page.state.run_state(), RunState::Recording);
}

#[test]
fn an_address_names_the_file_to_open() {
    let page = Page::at("#/recordings?recording=runs%2Fshop.loopscope");
    let fetch = Effect::FetchFile("runs/shop.loopscope".into());
    assert!(page.effects.contains(&fetch));
    let page = Page::at("#/recordings");
    assert!(
        !page
            .effects
            .iter()
            .any(|it| matches!(it, Effect::FetchFile(_)))
    );
}

/// The text of a recording in `tests/recordings/`.
fn recording(fault: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings");
    let packed = std::fs::File::open(format!("{folder}/{fault}.loopscope.gz")).unwrap();
    let mut text = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
    text
}

fn opened(fault: &str) -> Page {
    let mut page = Page::at("#/recordings");
    page.act(Action::Sized(1_000.0, 500.0));
    page.open_file(1, &recording(fault));
    page
}

fn lookup(page: &Page) -> &loopscope::app::lookup::Lookup {
    &page.state.snapshot.viewport.lookup
}

fn lanes(page: &Page) -> Vec<String> {
    let shown = page.state.snapshot.viewport.shown().unwrap();
    shown
        .timeline
        .lanes
        .iter()
        .map(|lane| lane.name.clone())
        .collect()
}

#[test]
fn a_recording_is_played_at_the_chosen_speed_and_whoever_moves_the_cursor_stops_it() {
    let mut page = opened("none");
    page.act(Action::Speed(Speed::Times(1.0)));
    page.act(Action::ToStart);
    page.make_slow();
    page.act(Action::RunOrPause);
    assert!(page.state.is_playing());
    let mut before = 0;
    for _ in 0..5 {
        assert!(page.frame());
        assert!(page.position() >= before);
        before = page.position();
    }
    assert!(before > 0 && before < page.session().len());
    page.act(Action::StepBy(false));
    page.frame();
    assert!(!page.state.is_playing());

    page.act(Action::RunOrPause);
    page.act(Action::RunOrPause);
    assert!(!page.state.is_playing());
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(page.position(), page.session().len());
}

#[test]
fn hits_are_gone_through_and_lanes_without_one_can_be_hidden() {
    let mut page = opened("none");
    page.act(Action::Seek(Seek::Open));
    assert!(page.effects.contains(&Effect::Focus("find-in-run")));
    page.act(Action::Seek(Seek::Text("self.outbox".into())));
    page.settle();
    let count = lookup(&page).find().unwrap().hits().len();
    assert!(count > 2);
    page.act(Action::ToStart);
    page.act(Action::Seek(Seek::Next(true)));
    let first = page.position();
    page.act(Action::Seek(Seek::Next(true)));
    assert!(page.position() > first);
    page.act(Action::Seek(Seek::Next(false)));
    assert_eq!(page.position(), first);
    let current = page.state.snapshot.viewport.shown().unwrap();
    assert_eq!(current.hits.iter().filter(|hit| hit.is_current).count(), 1);
    page.act(Action::Seek(Seek::OnlyHits(true)));
    assert_eq!(lanes(&page), ["mailer('a')", "mailer('b')"]);
    page.act(Action::Seek(Seek::Close));
    page.settle();
    assert!(lookup(&page).find().is_none() && lanes(&page).len() > 5);
}

#[test]
fn a_run_of_a_scenario_can_be_searched_and_summed_too() {
    let mut page = Page::at("#/gather");
    page.act(Action::Sized(1_000.0, 500.0));
    page.run();
    page.act(Action::Seek(Seek::Text("sleep".into())));
    page.settle();
    assert_eq!(lookup(&page).find().unwrap().hits().len(), 6);
    assert_eq!(page.state.snapshot.sums.span(), None);
    page.act(Action::Select(Some((400.0, 100.0))));
    let span = page.state.snapshot.sums.span().unwrap();
    assert!(span.from < span.to && !span.tasks.is_empty());
    page.act(Action::Select(None));
    assert_eq!(page.state.snapshot.sums.span(), None);
}

#[test]
fn only_tasks_that_live_in_what_is_seen_have_a_lane() {
    let mut page = opened("none");
    let all = lanes(&page).len();
    // To the last part of the recording, when some customers have gone.
    for _ in 0..3 {
        page.act(Action::View(ViewChange::Zoom(2.0, 1.0)));
    }
    let alive = lanes(&page).len();
    assert!(alive > 0 && alive < all, "{alive} of {all}");
    page.act(Action::Lanes(LaneChoice::Alive(false)));
    assert_eq!(lanes(&page).len(), all);
    page.act(Action::Lanes(LaneChoice::Text("MAILER".into())));
    assert_eq!(lanes(&page), ["mailer('a')", "mailer('b')"]);
    page.act(Action::Lanes(LaneChoice::Text("shop.py".into())));
    assert_eq!(lanes(&page).len(), all);
    page.act(Action::Lanes(LaneChoice::Text(String::new())));
    page.act(Action::Lanes(LaneChoice::Libraries(true)));
    assert!(lanes(&page).len() > all);
}

#[test]
fn a_recording_is_taken_home_as_text_in_the_language_of_the_page() {
    let mut page = opened("deadlock");
    let saved = |page: &mut Page, export| {
        page.act(Action::Export(export));
        match page.effects.last() {
            Some(Effect::Save(file)) => (file.name.clone(), file.text.clone()),
            other => panic!("{other:?}"),
        }
    };
    let (name, tree) = saved(&mut page, Export::Tree);
    assert_eq!(name, "x-tree.txt");
    assert!(
        tree.contains("self.ledger") && tree.contains("└─"),
        "{tree}"
    );
    let (name, markdown) = saved(&mut page, Export::Markdown);
    assert_eq!(name, "x.md");
    assert!(
        markdown.contains("shop.py:") && markdown.contains("### "),
        "{markdown}"
    );
    let (_, summary) = saved(&mut page, Export::Summary);
    assert!(
        summary.contains("Findings") && summary.contains("main()"),
        "{summary}"
    );
    page.act(Action::Language(Lang::Zh));
    let (_, summary) = saved(&mut page, Export::Summary);
    assert!(
        summary.contains("任务") && !summary.contains("Findings"),
        "{summary}"
    );
}

#[test]
fn the_findings_of_a_recording_are_there_wherever_the_cursor_is() {
    let mut page = opened("blocking");
    page.act(Action::ToStart);
    let panes = page.state.snapshot.panes().unwrap();
    assert_eq!(panes.event_loop.findings.len(), 1);
}

#[test]
fn two_recordings_are_compared_by_the_names_of_their_tasks() {
    let mut page = opened("none");
    page.act(Action::Keep);
    page.open_file(2, &recording("blocking"));
    let (kept, now) = (page.state.kept.as_ref().unwrap(), page.session());
    let (first, second) = (kept.trace(), now.trace());
    let rows = by_name([(&first, kept.analysis()), (&second, now.analysis())], 50);
    let handle = rows
        .iter()
        .find(|row| row.name.as_str() == "handle")
        .unwrap();
    let [sound, blocking] = handle.runs;
    assert_eq!((sound.tasks, blocking.tasks), (4, 4));
    assert!(blocking.sums.running.0 > sound.sums.running.0 + 200_000_000);
}
