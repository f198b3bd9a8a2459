//! The pointer on the timeline: a press goes to a moment, a drag goes on, two fingers pinch.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use crate::app::action::{Action, ViewChange};
use crate::app::layout::Layout;
use crate::app::viewport::Shown;
use crate::ui::dom;

/// What the canvas shows now.
pub(super) type Latest = Rc<RefCell<Option<Rc<Shown>>>>;

/// Listens to the pointers on the canvas.
pub(super) fn listen(
    canvas: &HtmlCanvasElement,
    latest: &Latest,
    act: &Callback<Action>,
) -> Vec<EventListener> {
    let fingers = Rc::new(RefCell::new(Pointers {
        canvas: canvas.clone(),
        latest: Rc::clone(latest),
        act: act.clone(),
        down: Vec::new(),
        drags: false,
        selects: None,
        tap: None,
        rest: None,
        is_told: Rc::default(),
    }));
    let on = |kind: &'static str, heard: fn(&mut Pointers, &PointerEvent)| {
        let fingers = Rc::clone(&fingers);
        dom::listen(canvas, kind, move |event| {
            heard(&mut fingers.borrow_mut(), event.unchecked_ref());
        })
    };
    vec![
        on("pointerdown", Pointers::pressed),
        on("pointermove", Pointers::moved),
        on("pointerup", Pointers::released),
        on("pointercancel", Pointers::gone),
        on("lostpointercapture", Pointers::gone),
        on("pointerleave", Pointers::left),
    ]
}

/// The pointers that are down.
struct Pointers {
    canvas: HtmlCanvasElement,
    latest: Latest,
    act: Callback<Action>,
    down: Vec<Finger>,
    /// The only one drags the cursor.
    drags: bool,
    /// The only one selects a span, which began at this pixel of the plot area.
    selects: Option<f64>,
    /// The only one is a finger that has not moved yet: whether it taps, drags the cursor, scrolls
    /// the lanes or is the first of two is not known before it moves or goes.
    tap: Option<Finger>,
    /// Fires when the pointer has rested, or a finger has pressed, long enough to be told what is
    /// under it.
    rest: Option<Timeout>,
    /// Where it was told.
    is_told: Rc<Cell<Option<Finger>>>,
}

#[derive(Clone, Copy)]
struct Finger {
    id: i32,
    x: f64,
    y: f64,
}

/// A finger that moves less does not drag, in pixels.
const STILL: f64 = 4.0;

/// After so many milliseconds a pointer rests; a finger has pressed long.
const REST: u32 = 300;
const LONG: u32 = 500;

impl Pointers {
    fn pressed(&mut self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let finger = Finger::of(event);
        self.is_no_longer_told();
        self.down.push(finger);
        if self.down.len() > 1 {
            (self.drags, self.tap, self.selects) = (false, None, None);
            return;
        }
        // Without the capture a drag ends at the canvas' edge.
        let _refused = self.canvas.set_pointer_capture(event.pointer_id());
        if self.is_on_axis(finger) || event.shift_key() {
            self.selects = Some(self.in_plot(finger));
            return;
        }
        self.drags = true;
        if event.pointer_type() == "touch" {
            self.tap = Some(finger);
            self.tells_after(LONG, finger);
        } else {
            self.go(finger, true);
        }
    }

    fn moved(&mut self, event: &PointerEvent) {
        let finger = Finger::of(event);
        let Some(place) = self.down.iter().position(|down| down.id == finger.id) else {
            self.hovers(finger);
            return;
        };
        let before = self.down.clone();
        self.down[place] = finger;
        if let ([a, b], [c, d]) = (&before[..], &self.down[..]) {
            self.pinch((*a, *b), (*c, *d));
        } else if let Some(from) = self.selects {
            let to = self.in_plot(finger);
            if (to - from).abs() >= STILL {
                self.act.emit(Action::Select(Some((from, to))));
            }
        } else if self.drags {
            if let Some(tap) = self.tap {
                if (tap.x - finger.x).abs() < STILL {
                    return;
                }
                self.tap = None;
                self.is_no_longer_told();
            }
            self.go(finger, false);
        }
    }

    fn released(&mut self, event: &PointerEvent) {
        // On the axis a press without a drag goes to the moment, and takes the selection away.
        let finger = Finger::of(event);
        let from = self.selects.take();
        if from.is_some_and(|from| (self.in_plot(finger) - from).abs() < STILL) {
            self.act.emit(Action::Select(None));
            self.go(finger, false);
        }
        // Who presses long asks what it is and goes nowhere.
        let tap = self.tap.take().filter(|_| self.is_told.get().is_none());
        if let Some(tap) = tap {
            self.rest = None;
            self.go(tap, true);
        }
        self.gone(event);
    }

    fn hovers(&mut self, finger: Finger) {
        let told = self.is_told.get();
        if told.is_some_and(|told| (told.x - finger.x).hypot(told.y - finger.y) < STILL) {
            return;
        }
        self.is_no_longer_told();
        self.tells_after(REST, finger);
    }

    fn left(&mut self, event: &PointerEvent) {
        // A finger leaves as it is lifted, and what it asked for is still to be read.
        if event.pointer_type() != "touch" {
            self.is_no_longer_told();
        }
    }

    fn tells_after(&mut self, time: u32, finger: Finger) {
        let (act, is_told) = (self.act.clone(), Rc::clone(&self.is_told));
        self.rest = Some(Timeout::new(time, move || {
            is_told.set(Some(finger));
            act.emit(Action::Point(Some((finger.x, finger.y))));
        }));
    }

    fn is_no_longer_told(&mut self) {
        self.rest = None;
        if self.is_told.take().is_some() {
            self.act.emit(Action::Point(None));
        }
    }

    fn gone(&mut self, event: &PointerEvent) {
        self.down.retain(|finger| finger.id != event.pointer_id());
        // One finger of two that stays is not a drag.
        (self.drags, self.tap, self.selects) = (false, None, None);
    }

    fn pinch(&self, from: (Finger, Finger), to: (Finger, Finger)) {
        let Some(shown) = self.latest.borrow().clone() else {
            return;
        };
        let plot = shown.layout.plot_width();
        let apart = |(a, b): (Finger, Finger)| (a.x - b.x).hypot(a.y - b.y).max(8.0);
        let middle = |(a, b): (Finger, Finger)| f64::midpoint(a.x, b.x) - shown.layout.left;
        self.act.emit(Action::View(ViewChange::Pinch {
            factor: apart(to) / apart(from),
            from: (middle(from) / plot).clamp(0.0, 1.0),
            to: (middle(to) / plot).clamp(0.0, 1.0),
        }));
    }

    /// Whether a pointer is on the axis: above the lanes, and below the map of the whole run.
    fn is_on_axis(&self, finger: Finger) -> bool {
        let shown = self.latest.borrow();
        let Some(shown) = shown.as_deref() else {
            return false;
        };
        let map = match shown.timeline.axis.shows_all() {
            true => 0.0,
            false => Layout::MAP + 3.0,
        };
        finger.x >= shown.layout.left - 4.0 && (map..Layout::TOP).contains(&finger.y)
    }

    /// Where a pointer is in the plot area, from its left edge.
    fn in_plot(&self, finger: Finger) -> f64 {
        let shown = self.latest.borrow();
        finger.x - shown.as_deref().map_or(0.0, |shown| shown.layout.left)
    }

    /// Goes to the moment under a pointer; a press also looks at the lane's task, or, on the map,
    /// moves what is seen.
    fn go(&self, finger: Finger, takes_task: bool) {
        let Some(shown) = self.latest.borrow().clone() else {
            return;
        };
        let left = shown.layout.left;
        if finger.y < Layout::MAP + 3.0 && !shown.timeline.axis.shows_all() {
            let part = (finger.x - left) / shown.layout.plot_width();
            let centre = ViewChange::Centre(part.clamp(0.0, 1.0));
            self.act.emit(Action::View(centre));
            return;
        }
        let lane = shown.timeline.lane_at(finger.y - Layout::TOP);
        if let (true, Some(lane)) = (takes_task, lane) {
            self.act.emit(Action::Task(lane.task.id));
        }
        if finger.x >= left - 4.0 || !takes_task {
            self.act.emit(Action::GoToPixel((finger.x - left).max(0.0)));
        }
    }
}

impl Finger {
    fn of(event: &PointerEvent) -> Self {
        Self {
            id: event.pointer_id(),
            x: f64::from(event.offset_x()),
            y: f64::from(event.offset_y()),
        }
    }
}
