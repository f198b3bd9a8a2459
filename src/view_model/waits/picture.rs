//! The picture of who waits, laid out for a size: boxes, paths and labels as plain data.

use super::measure::Font;
use super::parts::{LinkKind, Part, PartKind, Waits};
use super::route::Point;
use super::{layers, ring};
use crate::text::{Lang, wait_graph as say};
use crate::view_model::Waitable;

/// Who waits, laid out. All coordinates are pixels; nothing is outside `width` and `height`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The width of the pane.
    pub width: f64,
    /// How much of its height the picture takes.
    pub height: f64,
    /// Tasks and things.
    pub boxes: Vec<Box>,
    /// Arrows, none of which crosses a box.
    pub paths: Vec<Path>,
    /// What is written beside the arrows and inside the ring, where there is room.
    pub tags: Vec<Tag>,
    /// How many tasks are left out.
    pub more: usize,
}

/// A box of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Box {
    /// What it stands for; none for one that only counts what is left out.
    pub key: Option<Waitable>,
    /// What kind of thing.
    pub kind: Option<PartKind>,
    /// How it looks.
    pub look: BoxLook,
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Its name, in as many lines as it takes.
    pub name: Vec<String>,
    /// What is said of it, in as many lines as it takes.
    pub detail: Vec<String>,
    /// Its whole name.
    pub title: String,
    /// Where a click goes.
    pub cursor: Option<usize>,
}

/// How a box looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoxLook {
    /// Part of the ring, or what nobody is left to do something about.
    Cause,
    /// Waits for those from outside.
    Outside,
    /// Nothing is wrong.
    Plain,
}

/// An arrow of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The box where it begins.
    pub from: usize,
    /// The box to which it points.
    pub to: usize,
    /// What it says.
    pub kind: LinkKind,
    /// Whether it is part of the ring.
    pub in_ring: bool,
    /// Its corners; the last one is its tip.
    pub points: Vec<(f64, f64)>,
}

/// Text beside an arrow, or inside the ring.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// How much room it takes.
    pub width: f64,
    /// How much room it takes.
    pub height: f64,
    /// Its lines.
    pub lines: Vec<String>,
    /// Whether it is part of the ring.
    pub in_ring: bool,
}

/// From the box's left edge to its text: past the stripe.
pub(super) const TEXT_LEFT: f64 = 14.0;
const TEXT_RIGHT: f64 = 8.0;
const TEXT_TOP: f64 = 7.0;
/// More lines than this, and the short name is used.
const MOST_NAME_LINES: usize = 3;

/// Lays `waits` out in a pane of this size. `lines` gives for each of its parts the number of its
/// line in the program that the page shows, if it has one.
pub fn picture(
    waits: &Waits,
    lines: &[Option<u32>],
    width: f64,
    height: f64,
    lang: Lang,
) -> Picture {
    let sketch = Sketch::new(waits, lines, lang);
    let size = (width.max(200.0), height.max(120.0));
    let mut picture = match waits.ring.is_empty() {
        false => ring::lay_out(&sketch, size),
        true => layers::lay_out(&sketch, size),
    };
    picture.width = size.0;
    picture
}

/// What is drawn, before it has a place.
pub(super) struct Sketch<'a> {
    pub(super) waits: &'a Waits,
    pub(super) lang: Lang,
    /// What is said of each part.
    details: Vec<String>,
}

impl<'a> Sketch<'a> {
    fn new(waits: &'a Waits, lines: &[Option<u32>], lang: Lang) -> Self {
        let lines = lines.iter().copied().chain(std::iter::repeat(None));
        let parts = waits.parts.iter().zip(lines);
        let details = parts.map(|(part, line)| detail(lang, part, line));
        Self {
            waits,
            lang,
            details: details.collect(),
        }
    }

    /// How wide the boxes of some parts want to be.
    pub(super) fn natural_width(&self, places: &[usize], in_detail: bool) -> f64 {
        let wanted = places.iter().map(|place| {
            let name = Font::Name.width(&self.waits.parts[*place].name);
            let detail = match in_detail {
                true => Font::Detail.width(&self.details[*place]),
                false => 0.0,
            };
            TEXT_LEFT + TEXT_RIGHT + name.max(detail)
        });
        wanted.fold(90.0, f64::max).ceil()
    }

    /// The box of a part, as wide as given and as high as it takes.
    pub(super) fn boxed(&self, place: usize, width: f64, look: BoxLook, in_detail: bool) -> Box {
        let part = &self.waits.parts[place];
        let room = width - TEXT_LEFT - TEXT_RIGHT;
        let mut name = Font::Name.wrap(&part.name, room);
        if name.len() > MOST_NAME_LINES {
            name = Font::Name.wrap(&part.short, room);
        }
        let detail = match in_detail {
            true => Font::Detail.wrap(&self.details[place], room),
            false => Vec::new(),
        };
        Box {
            key: Some(part.key),
            kind: Some(part.kind),
            look,
            x: 0.0,
            y: 0.0,
            width,
            height: height_of(&name, &detail),
            name,
            detail,
            title: part.name.clone(),
            cursor: part.cursor,
        }
    }

    /// A box that counts what is left out.
    pub(super) fn more(&self, count: usize, width: f64) -> Box {
        let title = say::more(self.lang, count);
        let name = Font::Name.wrap(&title, width - TEXT_LEFT - TEXT_RIGHT);
        Box {
            key: None,
            kind: None,
            look: BoxLook::Outside,
            x: 0.0,
            y: 0.0,
            width,
            height: height_of(&name, &[]),
            name,
            detail: Vec::new(),
            title,
            cursor: None,
        }
    }

    /// The words of an arrow.
    pub(super) fn words(&self, kind: LinkKind) -> &'static str {
        match kind {
            LinkKind::WaitsFor => say::WAITS_FOR,
            LinkKind::HeldBy => say::IS_HELD_BY,
            LinkKind::TakenBy => say::WAS_TAKEN_BY,
        }
        .get(self.lang)
    }
}

fn height_of(name: &[String], detail: &[String]) -> f64 {
    let lines = |font: Font, lines: &[String]| font.line() * lines.len() as f64;
    2.0 * TEXT_TOP + lines(Font::Name, name) + lines(Font::Detail, detail)
}

/// `at line 25, since 1.400 s`, `made at line 9`, `not set, made at line 12`.
fn detail(lang: Lang, part: &Part, line: Option<u32>) -> String {
    match part.kind {
        PartKind::Task(..) => say::task_detail(lang, &part.state, line, part.since.as_deref()),
        PartKind::Resource(_) | PartKind::Future => say::thing_detail(lang, &part.state, line),
    }
}

impl Box {
    /// Where its text begins, from its left edge.
    pub const TEXT_LEFT: f64 = TEXT_LEFT;

    /// The base line of a line of its name, from its top edge.
    pub fn name_line(line: usize) -> f64 {
        TEXT_TOP + Font::Name.line() * (line as f64 + 1.0) - 4.0
    }

    /// The base line of a line of what is said of it, from its top edge.
    pub fn detail_line(&self, line: usize) -> f64 {
        let names = Font::Name.line() * self.name.len() as f64;
        TEXT_TOP + names + Font::Detail.line() * (line as f64 + 1.0) - 4.0
    }

    pub(super) fn at(mut self, x: f64, y: f64) -> Self {
        (self.x, self.y) = (x, y);
        self
    }

    pub(super) fn centre(&self) -> Point {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub(super) fn top(&self) -> Point {
        (self.x + self.width / 2.0, self.y)
    }

    pub(super) fn bottom(&self) -> Point {
        (self.x + self.width / 2.0, self.y + self.height)
    }
}

impl Tag {
    /// Text around a point.
    pub(super) fn around((x, y): Point, lines: Vec<String>, in_ring: bool) -> Self {
        let width = lines
            .iter()
            .map(|line| Font::Detail.width(line))
            .fold(0.0, f64::max);
        Self {
            x,
            y,
            width: width + 4.0,
            height: Font::Detail.line() * lines.len() as f64,
            lines,
            in_ring,
        }
    }
}
