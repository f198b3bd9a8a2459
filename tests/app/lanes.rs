//! The lanes of the timeline: how high they are, which are seen, and what lies below them.

use loopscope::app::action::Action;
use loopscope::app::layout::Layout;
use loopscope::view_model::StepLevel;
use loopscope::view_model::lane_layout::Heights;

use crate::page::Page;

fn run_in(address: &'static str, height: f64) -> Page {
    let mut page = Page::at(address);
    page.act(Action::Sized(800.0, height));
    page.run();
    page
}

#[test]
fn lanes_shrink_until_all_of_them_and_what_they_share_fit() {
    let heights = [600.0, 330.0, 310.0].map(|height| {
        let page = run_in("#/semaphore?places=3&visitors=8", height);
        let shown = page.state.snapshot.viewport.shown().unwrap();
        assert_eq!((shown.timeline.lane_count, shown.shared.len()), (9, 1));
        let (tasks, shared) = (shown.layout.tasks, shown.layout.shared);
        assert!((tasks - shown.timeline.content_height).abs() < 1e-6);
        assert!((shared - shown.shared[0].height).abs() < 1e-6);
        assert!(tasks + shared <= shown.layout.plot_height() + 1e-6);
        shown.timeline.lane_height
    });
    assert_eq!(heights[0], Heights::USUAL.tallest);
    assert!(
        heights.is_sorted_by(|taller, lower| taller > lower) && heights[2] >= Heights::USUAL.lowest
    );
}

#[test]
fn the_lane_of_the_task_at_the_cursor_is_scrolled_into_view() {
    let mut page = run_in("#/semaphore?places=3&visitors=40", 300.0);
    for at in (0..page.state.session.as_ref().unwrap().len()).step_by(7) {
        page.act(Action::Go(at));
        let shown = page.state.snapshot.viewport.shown().unwrap();
        let Some(task) = shown.at_cursor else {
            continue;
        };
        let mut lanes = shown.timeline.lanes.iter();
        let lane = lanes.find(|lane| lane.task.id == task).unwrap();
        assert!(lane.y >= -1.0, "{at}: {}", lane.y);
        assert!(lane.y + shown.timeline.lane_height <= shown.layout.tasks + 1.0);
    }
}

#[test]
fn lanes_that_a_person_scrolls_stay_where_they_are_until_the_cursor_moves() {
    let mut page = run_in("#/semaphore?places=3&visitors=40", 300.0);
    page.act(Action::Go(20));
    page.act(Action::Scrolled(200.0));
    let shown = page.state.snapshot.viewport.shown().unwrap();
    assert_eq!(shown.scroll_to, None);
    assert!(shown.timeline.lanes[0].y > -26.0 && shown.timeline.lanes[0].row >= 7);
}

#[test]
fn the_axis_is_nearer_to_true_time_at_the_level_of_the_program() {
    let opened = |level| {
        let mut page = run_in("#/semaphore?places=3&visitors=8", 600.0);
        page.act(Action::Level(level));
        let shown = page.state.snapshot.viewport.shown().unwrap();
        let opened = shown.timeline.opened.iter();
        opened.map(|opened| opened.width).sum::<f64>()
    };
    assert!(opened(StepLevel::Program) < opened(StepLevel::Loop));
}

#[test]
fn what_comes_after_the_cursor_is_veiled_but_for_the_run_as_a_whole() {
    let mut page = run_in("#/semaphore?places=3&visitors=8", 600.0);
    let veiled = |page: &Page| {
        let shown = page.state.snapshot.viewport.shown().unwrap();
        shown.veiled_from
    };
    assert_eq!(veiled(&page), None);
    page.act(Action::Go(30));
    assert!(veiled(&page).is_some_and(|x| x > 0.0));
}

#[test]
fn a_pointer_that_rests_on_a_bar_is_told_what_it_is() {
    let mut page = run_in("#/semaphore?places=3&visitors=8", 600.0);
    let shown = page.state.snapshot.viewport.shown().unwrap();
    let (layout, lane) = (shown.layout, &shown.timeline.lanes[1]);
    let mut bars = lane.bars.iter();
    let bar = bars.find(|bar| bar.label.is_some()).unwrap();
    let x = layout.left + bar.x + bar.width / 2.0;
    page.act(Action::Point(Some((x, Layout::TOP + lane.y + 10.0))));
    let shown = page.state.snapshot.viewport.shown().unwrap();
    let card = shown.card.as_ref().unwrap();
    assert_eq!(card.said.title.text(), "visitor(1) awaits sleep(1)");

    let held = Layout::TOP + layout.tasks + shown.shared[0].strips[0].y + 3.0;
    page.act(Action::Point(Some((x, held))));
    let shown = page.state.snapshot.viewport.shown().unwrap();
    let card = shown.card.as_ref().unwrap();
    assert_eq!(card.said.title.text(), "visitor(1) has a place in sem");

    page.act(Action::Point(None));
    assert!(page.state.snapshot.viewport.shown().unwrap().card.is_none());
}
