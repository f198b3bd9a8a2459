//! What a link to a moment does.

use loopscope::app::action::{Action, Export};
use loopscope::app::panes::{Code, Pane, Side};
use loopscope::app::run::Status;
use loopscope::app::speed::Speed;
use loopscope::app::{Effect, RunState};
use loopscope::events::{Act, Event, FutureId, Moment};
use loopscope::scenarios::catalogue;
use loopscope::text::{interventions, page as say};
use loopscope::trace::{Index, Trace};
use loopscope::view_model::StepLevel;

use crate::page::{Opening, Page};

const MOMENT: &str = "#/gather?_at=30";
/// Far into a long run.
const LATE: &str = "#/gather?a=30&_at=400";

/// A page at an address that was made in a test.
fn linked(address: &str) -> Page {
    Page::open_at(address, Opening::default())
}

#[test]
fn it_opens_the_whole_run_with_the_cursor_there() {
    let mut page = Page::at(MOMENT);
    page.settle();
    let mut whole = Page::at("#/gather");
    whole.run();
    assert_eq!(page.position(), 30);
    assert_eq!(page.session().len(), whole.session().len());
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn it_opens_the_same_on_a_slow_machine() {
    let mut slow = Page::slow_at(LATE);
    assert_eq!(slow.state.status(), Some(Status::Running));
    slow.settle();
    let mut fast = Page::at(LATE);
    fast.settle();
    let seen = |page: &Page| (page.position(), page.session().len(), page.console());
    assert_eq!(seen(&slow), seen(&fast));
    assert_eq!(slow.state.run_state(), fast.state.run_state());
}

#[test]
fn it_opens_the_same_in_a_frame() {
    let mut page = Page::open(Opening {
        address: MOMENT,
        is_embedded: true,
        is_slow: true,
        ..Opening::default()
    });
    page.settle();
    assert_eq!(page.position(), 30);
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn it_opens_the_same_where_less_motion_is_wanted() {
    let mut page = Page::open(Opening {
        address: MOMENT,
        less_motion: true,
        ..Opening::default()
    });
    page.settle();
    assert_eq!(
        (page.position(), page.state.status()),
        (30, Some(Status::Finished))
    );
}

#[test]
fn it_does_not_depend_on_the_speed() {
    let mut page = Page::at("#/gather?_at=30&_speed=0.1");
    page.settle();
    assert_eq!(page.state.preferences.speed, Speed::Times(0.1));
    assert_eq!(
        (page.position(), page.state.status()),
        (30, Some(Status::Finished))
    );
}

#[test]
fn a_moment_that_the_run_does_not_have_is_said() {
    // In the middle of the run no handle tells so much, and there are not so many turns.
    for nowhere in ["v1.3.1.99", "v1.3.99.1", "v1.9999.0.1"] {
        let mut page = linked(&format!("#/gather?_at={nowhere}"));
        page.settle();
        assert!(page.says(say::MOMENT_NOT_FOUND), "{nowhere}");
        assert_eq!(page.position(), page.session().len(), "{nowhere}");
    }
}

#[test]
fn a_shared_moment_is_told_by_turn_handle_and_offset() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(30));
    page.act(Action::Share);
    let moment = page.session().moment_at(30);
    assert!(moment.to_string().starts_with("v1."), "{moment}");
    assert!(page.address().contains(&format!("_at={moment}&")));
}

#[test]
fn a_link_of_0_1_opens_where_it_opened_and_is_shared_with_an_address_that_lasts() {
    let mut page = Page::at("#/gather?_at=30&_mark=20.here&_do=25.cancel.3");
    page.settle();
    assert_eq!(page.position(), 30);
    page.act(Action::Share);
    let address = page.address();
    for piece in ["_at=v1.", "_mark=v1.", "_do=v1."] {
        assert!(address.contains(piece), "{address}");
    }
    let mut other = linked(&address);
    other.settle();
    assert_eq!(other.position(), 30);
    assert_eq!(other.console(), page.console());
    assert_eq!(other.session().next_bookmark(false), Some(20));
    assert_eq!(other.session().len(), page.session().len());
}

#[test]
fn a_moment_does_not_depend_on_how_many_events_are_kept() {
    let mut short = Page::at("#/gather?_events=60");
    short.run();
    short.act(Action::Go(30));
    let moment = short.session().moment_at(30);
    let mut whole = linked(&format!("#/gather?_at={moment}"));
    whole.settle();
    assert_eq!(whole.position(), 30);
    let mut late = Page::at("#/gather");
    late.run();
    let beyond = late.session().moment_at(100);
    let mut short = linked(&format!("#/gather?_events=60&_at={beyond}"));
    short.settle();
    assert!(short.says(say::MOMENT_NOT_FOUND));
}

#[test]
fn a_moment_stays_the_same_though_more_was_told_before_its_handle() {
    let mut page = Page::at("#/gather");
    page.run();
    let session = page.session();
    let was = session.trace();
    let start = |trace: &Trace, handle: usize| {
        let events = trace.iter().enumerate();
        let mut started =
            events.filter(|(_, record)| matches!(record.event, Event::HandleStarted { .. }));
        started.nth(handle).unwrap().0
    };
    let mut more = Trace::new();
    for record in was.iter() {
        more.push(record.when, record.event.clone());
        if matches!(record.event, Event::HandleStarted { .. }) && record.turn < 3 {
            more.push(record.when, Event::TurnEnded);
        }
    }
    let mut index = Index::new();
    index.catch_up(&more);
    let (before, after) = (start(&was, 12) + 2, start(&more, 12) + 2);
    assert!(after > before);
    let moment = session.moment_at(before);
    assert_eq!(index.cursor(&more, moment), Some(after));
}

#[test]
fn every_cursor_has_a_moment_of_its_own_and_they_are_in_order() {
    for scenario in catalogue() {
        let mut page = linked(&format!("#/{}", scenario.id));
        page.run();
        let session = page.session();
        let mut moment = Moment::START;
        for cursor in 0..=session.len() {
            assert_eq!(
                session.moment_at(cursor),
                moment.into(),
                "{} {cursor}",
                scenario.id
            );
            assert_eq!(
                session.cursor_at(moment.into()),
                Some(cursor),
                "{}",
                scenario.id
            );
            if let Some(record) = session.trace().get(cursor) {
                let next = moment.after(&record.event);
                assert!(moment < next, "{}: {moment} {next}", scenario.id);
                moment = next;
            }
        }
    }
}

#[test]
fn a_bookmark_of_a_moment_that_the_run_does_not_have_leads_nowhere() {
    let mut page = Page::at("#/gather?_mark=20.here&_mark=v1.9999.0.1.there");
    page.settle();
    let session = page.session();
    let reached: Vec<_> = session
        .bookmarked()
        .map(|(bookmark, cursor)| (bookmark.name.as_str(), cursor))
        .collect();
    assert_eq!(reached, [("here", Some(20)), ("there", None)]);
    page.act(Action::Go(0));
    page.act(Action::ToMark(true));
    page.act(Action::ToMark(true));
    assert_eq!(page.position(), 20);
}

#[test]
fn what_was_done_at_a_moment_is_done_at_the_same_one_from_a_link() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(40));
    page.act(Action::StepIn(Act::Cancel(FutureId(3))));
    page.settle();
    page.act(Action::Share);
    let mut other = Page::open_at(&page.address(), Opening::default());
    other.settle();
    let told = |page: &Page| {
        let trace = page.session().trace();
        trace.iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(told(&other), told(&page));
    assert_eq!(other.session().plan, page.session().plan);
}

#[test]
fn one_past_the_end_is_said() {
    let mut page = Page::at("#/gather?_at=999999");
    page.settle();
    assert!(
        page.says(say::MOMENT_NOT_FOUND),
        "{}",
        page.state.notice.text
    );
    assert_eq!(page.position(), page.session().len());
}

#[test]
fn a_pause_on_the_way_holds_the_run_and_it_arrives_when_it_goes_on() {
    let mut page = Page::slow_at(LATE);
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Paused);
    assert!(page.session().len() < 400);
    page.act(Action::RunOrPause);
    page.settle();
    assert_eq!(
        (page.position(), page.state.status()),
        (400, Some(Status::Finished))
    );
}

#[test]
fn a_link_that_names_no_moment_runs_nothing() {
    let page = Page::at("#/gather?a=5&_code=rust");
    assert!(page.state.session.is_none());
    assert_eq!(page.state.preferences.code, Code::Rust);
    assert_eq!(page.state.run_state(), RunState::Before);
}

#[test]
fn a_link_shows_the_panes_that_it_names() {
    let page = Page::at("#/gather?_side=waits&_pane=console&_steps=loop&_beside=both");
    assert_eq!(
        (page.state.side, page.state.pane),
        (Side::Waits, Pane::Console)
    );
    assert_eq!(page.state.preferences.level, StepLevel::Loop);
    assert!(page.state.preferences.beside);
}

#[test]
fn a_link_shows_its_task_once_it_has_arrived() {
    let mut page = Page::slow_at("#/gather?a=30&_at=400&_task=3");
    assert_eq!(page.state.task, None);
    page.settle();
    assert_eq!(page.state.task.map(|task| task.0), Some(3));
}

#[test]
fn a_link_with_bookmarks_has_them() {
    let mut page = Page::at("#/gather?_mark=10.here&_mark=20.there");
    page.settle();
    let names = page.session().bookmarks.all().iter();
    assert_eq!(
        names.map(|it| it.name.as_str()).collect::<Vec<_>>(),
        ["here", "there"]
    );
}

#[test]
fn a_link_with_a_wrong_field_runs_nothing() {
    let page = Page::at("#/gather?a=many&_at=30");
    assert!(page.state.session.is_none());
    assert!(page.state.is_refused);
}

#[test]
fn a_piece_that_makes_no_sense_is_named_and_the_others_hold() {
    let mut page = Page::at("#/gather?_at=30&_speed=fast");
    page.settle();
    let refused = &page.state.opened().unwrap().refused;
    assert_eq!(
        refused
            .iter()
            .map(|it| it.name.as_str())
            .collect::<Vec<_>>(),
        ["_speed"]
    );
    assert_eq!(page.position(), 30);
}

#[test]
fn a_link_that_was_changed_on_its_way_is_told_from_one_that_was_not() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(30));
    page.act(Action::Share);
    let address = page.address();
    let refused = |address: &str| {
        let page = Page::open_at(address, Opening::default());
        page.state.opened().unwrap().refused.len()
    };
    assert_eq!(refused(&address), 0);
    assert_eq!(refused(&address.replace("_at=v1.", "_at=v1.1")), 1);
}

#[test]
fn what_is_shared_is_what_the_other_person_sees() {
    let mut page = Page::at("#/semaphore");
    page.act(Action::Level(StepLevel::Loop));
    page.run();
    page.act(Action::Go(77));
    page.act(Action::Look(Side::Findings));
    page.act(Action::Mark);
    page.act(Action::Share);
    assert!(
        page.effects
            .contains(&Effect::CopyAddress { is_short: false })
    );
    let mut other = Page::open_at(&page.address(), Opening::default());
    other.settle();
    assert_eq!(other.position(), 77);
    assert_eq!(other.console(), page.console());
    assert!(other.state.finds);
    assert_eq!(other.state.side, page.state.side);
    assert_eq!(other.state.preferences.level, StepLevel::Loop);
    assert_eq!(other.session().bookmarks, page.session().bookmarks);
}

#[test]
fn a_frame_for_a_post_opens_at_the_moment_too() {
    let mut page = Page::at("#/gather");
    page.run();
    page.act(Action::Go(30));
    page.act(Action::Export(Export::Frame));
    let Some(Effect::CopyFrame(address)) = page.effects.last() else {
        panic!("{:?}", page.effects);
    };
    let mut other = Page::open_at(
        address,
        Opening {
            is_embedded: true,
            ..Opening::default()
        },
    );
    other.settle();
    assert_eq!(other.position(), 30);
}

#[test]
fn workers_of_whom_nothing_is_known_are_made_up_and_it_is_said() {
    let mut page = Page::at("#/executors?_at=20");
    page.settle();
    assert!(
        page.says(interventions::STAND_IN),
        "{}",
        page.state.notice.text
    );
    assert!(page.session().stands_in);
    assert_eq!(page.position(), 20);
}

#[test]
fn a_link_with_interventions_has_the_run_without_the_last_one_behind_it() {
    let mut page = Page::at("#/gather?_do=40.cancel.3");
    page.settle();
    let baseline = page.state.baseline.as_ref().unwrap();
    assert!(baseline.plan.is_empty());
    assert_eq!(baseline.status(), Status::Finished);
    assert_eq!(page.session().plan.len(), 1);
    // Where the intervention was done, and not the end.
    assert!(page.position() > 40 && page.position() < page.session().len());
}

#[test]
fn a_line_of_the_program_leads_to_the_next_time_it_runs_and_from_the_last_to_the_first() {
    let mut page = Page::at("#/semaphore?places=3&visitors=3");
    page.run();
    let mut printed = Vec::new();
    for _ in 0..4 {
        // `print(f'visitor {i} comes in')`
        page.act(Action::GoToLine(Code::Python, 5));
        let trace = page.session().trace();
        let last = trace.get(page.position() - 1).unwrap();
        let Event::Printed { text, .. } = &last.event else {
            panic!("{:?}", last.event);
        };
        printed.push(text.to_string());
    }
    let comes = |i: u32| format!("visitor {i} comes in\n");
    assert_eq!(printed, [comes(1), comes(2), comes(3), comes(1)]);
}
