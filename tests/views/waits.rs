//! The picture of who waits: whole, legible, and inside its pane, whatever its size.

use loopscope::runtime::{Coroutine, Lock, call, coroutine, gather, sleep};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::waits::{Box, BoxLook, picture, who_waits};
use loopscope::view_model::{Analysis, LinkKind, Picture, Scene, Waits};

use super::runs;

/// Wide, as in the design, on a phone, and smaller than any.
const PANES: [(f64, f64); 5] = [
    (800.0, 400.0),
    (528.0, 320.0),
    (390.0, 380.0),
    (366.0, 300.0),
    (300.0, 240.0),
];

fn waits_at(trace: &Trace, cursor: usize, lang: Lang) -> Waits {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    who_waits(&Scene::new(trace, &analysis, cursor, lang), 30)
}

/// All parts with a line, as on the page.
fn laid_out(waits: &Waits, (width, height): (f64, f64), lang: Lang) -> Picture {
    let lines: Vec<Option<u32>> = (0..waits.parts.len())
        .map(|n| Some(n as u32 + 10))
        .collect();
    picture(waits, &lines, width, height, lang)
}

/// A picture in which nothing covers anything else, and everything is inside.
fn is_sound(picture: &Picture, height: f64, what: &str) {
    assert!(
        picture.height <= height + 0.5,
        "{what}: {} high",
        picture.height
    );
    for own in &picture.boxes {
        let inside = own.x >= 0.0
            && own.y >= 0.0
            && own.x + own.width <= picture.width
            && own.y + own.height <= picture.height + 0.5;
        assert!(
            inside,
            "{what}: {own:?} in {} x {}",
            picture.width, picture.height
        );
        assert!(!own.name.is_empty());
    }
    for (n, one) in picture.boxes.iter().enumerate() {
        for other in &picture.boxes[n + 1..] {
            assert!(!overlap(one, other), "{what}: {one:?} covers {other:?}");
        }
    }
    for path in &picture.paths {
        for ends in path.points.windows(2) {
            let level = ends[0].0 == ends[1].0 || ends[0].1 == ends[1].1;
            assert!(level, "{what}: {ends:?} is slanted");
            for (n, own) in picture.boxes.iter().enumerate() {
                assert!(
                    !crosses(ends, own),
                    "{what}: {path:?} crosses box {n} {own:?}"
                );
            }
        }
        for (x, y) in &path.points {
            assert!((0.0..=picture.width).contains(x) && (0.0..=picture.height + 0.5).contains(y));
        }
    }
    for tag in &picture.tags {
        let left = tag.x - tag.width / 2.0;
        let top = tag.y - tag.height / 2.0;
        for own in &picture.boxes {
            let apart = left >= own.x + own.width
                || left + tag.width <= own.x
                || top >= own.y + own.height
                || top + tag.height <= own.y;
            assert!(apart, "{what}: {tag:?} covers {own:?}");
        }
    }
}

fn overlap(one: &Box, other: &Box) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

/// Whether a level or upright line goes through the inside of a box.
fn crosses(ends: &[(f64, f64)], own: &Box) -> bool {
    let span = |a: f64, b: f64| (a.min(b), a.max(b));
    let ((left, right), (top, bottom)) = (span(ends[0].0, ends[1].0), span(ends[0].1, ends[1].1));
    left < own.x + own.width - 0.1
        && right > own.x + 0.1
        && top < own.y + own.height - 0.1
        && bottom > own.y + 0.1
}

fn names(picture: &Picture) -> Vec<String> {
    let boxes = picture.boxes.iter().filter(|own| own.key.is_some());
    boxes
        .map(|own| own.name.concat().replace(' ', ""))
        .collect()
}

fn deadlocks() -> Vec<(&'static str, Trace)> {
    vec![
        ("two locks", runs::scenario("deadlock")),
        ("five philosophers", runs::scenario("philosophers")),
        (
            "two philosophers",
            runs::preset("philosophers", "Two at the table"),
        ),
        (
            "a forgotten task_done",
            runs::preset("join", "Forget it once"),
        ),
        (
            "a missing party",
            runs::preset("barrier", "One runner too few"),
        ),
        (
            "nobody notifies",
            runs::preset("condition", "Nobody is notified"),
        ),
        (
            "one item too few",
            runs::preset("condition", "One item too few"),
        ),
        ("no workers", runs::preset("queue_workers", "No worker")),
        ("no place", runs::preset("semaphore", "No place")),
        ("a lock taken twice", runs::program(taken_twice())),
    ]
}

fn taken_twice() -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let lock = Lock::new();
        let _guard = lock.acquire().await?;
        lock.acquire().await.map(drop)
    })
}

#[test]
fn every_deadlock_is_drawn_soundly_at_every_size_in_both_languages() {
    for (what, trace) in deadlocks() {
        for lang in Lang::ALL {
            let waits = waits_at(&trace, trace.len(), lang);
            assert!(waits.stuck_since.is_some());
            for pane in PANES {
                is_sound(
                    &laid_out(&waits, pane, lang),
                    pane.1,
                    &format!("{what} at {pane:?}"),
                );
            }
        }
    }
}

#[test]
fn any_moment_of_any_scenario_is_drawn_soundly() {
    for (id, trace) in runs::all() {
        let mut analysis = Analysis::new();
        analysis.catch_up(&trace);
        for part in 0..12 {
            let cursor = trace.len() * part / 11;
            let scene = Scene::new(&trace, &analysis, cursor, Lang::En);
            let waits = who_waits(&scene, 30);
            for pane in [PANES[1], PANES[3]] {
                let what = format!("{id} at {cursor} in {pane:?}");
                is_sound(&laid_out(&waits, pane, Lang::En), pane.1, &what);
            }
        }
    }
}

#[test]
fn a_ring_of_two_locks_goes_round_clockwise_dashed_to_wait_and_solid_to_hold() {
    let trace = runs::scenario("deadlock");
    let waits = waits_at(&trace, trace.len(), Lang::En);
    let ring: Vec<&str> = waits
        .ring
        .iter()
        .map(|part| &*waits.parts[*part].name)
        .collect();
    assert_eq!(ring.len(), 4);
    assert_eq!((ring[0], ring[2]), ("worker('one')", "worker('two')"));
    let picture = laid_out(&waits, PANES[1], Lang::En);
    let in_ring: Vec<_> = picture.paths.iter().filter(|path| path.in_ring).collect();
    let kinds: Vec<LinkKind> = in_ring.iter().map(|path| path.kind).collect();
    let (waits_for, held) = (LinkKind::WaitsFor, LinkKind::HeldBy);
    assert_eq!(kinds, [waits_for, held, waits_for, held]);
    // From the top left to the right, down, back to the left, up.
    let towards = |path: &&loopscope::view_model::waits::Path| {
        let (from, to) = (path.points[0], path.points[path.points.len() - 1]);
        (
            (to.0 - from.0).signum() as i8,
            (to.1 - from.1).signum() as i8,
        )
    };
    let turns: Vec<_> = in_ring
        .iter()
        .map(|path| {
            let (x, y) = towards(path);
            if path.points[0].1 == path.points[1].1 {
                (x, 0)
            } else {
                (0, y)
            }
        })
        .collect();
    assert_eq!(turns, [(1, 0), (0, 1), (-1, 0), (0, -1)]);
    let outside = picture
        .boxes
        .iter()
        .filter(|own| own.look == BoxLook::Outside);
    assert_eq!(
        outside.map(|own| &*own.title).collect::<Vec<_>>(),
        ["main()"]
    );
}

#[test]
fn names_are_whole_wherever_they_have_room() {
    for (what, trace) in deadlocks() {
        let waits = waits_at(&trace, trace.len(), Lang::En);
        for pane in [PANES[1], PANES[2]] {
            let picture = laid_out(&waits, pane, Lang::En);
            let drawn = names(&picture);
            for part in &waits.ring {
                let name = waits.parts[*part].name.replace(' ', "");
                assert!(
                    drawn.contains(&name),
                    "{what} at {pane:?}: {name} in {drawn:?}"
                );
            }
        }
    }
}

#[test]
fn a_ring_that_is_too_long_for_the_pane_says_how_many_it_leaves_out() {
    let trace = runs::scenario_with("philosophers", &[("count", "12")]);
    let waits = waits_at(&trace, trace.len(), Lang::En);
    let ring = waits.ring.len();
    let picture = laid_out(&waits, PANES[4], Lang::En);
    is_sound(&picture, PANES[4].1, "twelve philosophers");
    let shown = picture
        .boxes
        .iter()
        .filter(|own| own.look == BoxLook::Cause && own.key.is_some());
    let left_out = ring - shown.count();
    assert!(left_out > 0);
    let says = format!("and {left_out} more");
    assert!(picture.boxes.iter().any(|own| own.title == says), "{says}");
}

#[test]
fn the_middle_of_the_ring_says_since_when_nobody_can_go_on() {
    let trace = runs::scenario("deadlock");
    let waits = waits_at(&trace, trace.len(), Lang::En);
    let picture = laid_out(&waits, PANES[1], Lang::En);
    let inside = picture
        .tags
        .iter()
        .find(|tag| tag.lines.len() == 2)
        .unwrap();
    assert_eq!(inside.lines, ["Nobody can go on", "since 1.000 s"]);
    assert_eq!(
        laid_out(&waits_at(&trace, 30, Lang::En), PANES[1], Lang::En)
            .tags
            .len(),
        0
    );
}

#[test]
fn without_a_ring_whoever_waits_stands_above_what_it_waits_for() {
    let trace = runs::preset("join", "Forget it once");
    let waits = waits_at(&trace, trace.len(), Lang::En);
    assert!(waits.ring.is_empty());
    let picture = laid_out(&waits, PANES[1], Lang::En);
    let cause = picture
        .boxes
        .iter()
        .find(|own| own.look == BoxLook::Cause)
        .unwrap();
    assert_eq!(cause.title, "queue");
    let main = picture
        .boxes
        .iter()
        .find(|own| own.title == "main()")
        .unwrap();
    assert!(main.y < cause.y);
    assert_eq!(
        waits.sentence,
        "main() waits in join() of queue: 1 item was taken by worker('worker 1') and never reported by task_done()."
    );
}

#[test]
fn a_running_program_says_what_each_task_awaits_and_until_when() {
    let trace = runs::scenario("gather");
    let asleep = trace.cursor_before(loopscope::events::Nanos::from_secs(1.0));
    let waits = waits_at(&trace, asleep, Lang::En);
    let states: Vec<&str> = waits.parts.iter().map(|part| &*part.state).collect();
    assert_eq!(
        states,
        [
            "",
            "awaits sleep(1), until 1.000 s",
            "awaits sleep(1), until 1.000 s",
            "awaits sleep(1), until 1.000 s"
        ]
    );
    assert_eq!(waits.links.len(), 3);
    assert_eq!(waits.sentence, "4 tasks wait; there is no ring.");
}

#[test]
fn a_crowd_is_cut_short_and_counted() {
    let crowd = runs::program(coroutine(call!(main()), async move {
        let sleeper = |n: u32| coroutine(call!(sleeper(n)), async move { sleep(1.0).await });
        gather((0..200).map(sleeper)).await.map(drop)
    }));
    let asleep = crowd.cursor_before(loopscope::events::Nanos::from_secs(1.0));
    let waits = waits_at(&crowd, asleep, Lang::En);
    assert_eq!((waits.parts.len(), waits.more), (30, 171));
    let picture = laid_out(&waits, PANES[1], Lang::En);
    is_sound(&picture, PANES[1].1, "a crowd");
    assert!(
        picture
            .boxes
            .iter()
            .any(|own| own.title.starts_with("and "))
    );
}
