//! The ring: its parts on the outer cells of a grid, clockwise, each joined to the next along the
//! edge of the grid. Those that wait from outside stand in a row above.

use std::collections::HashMap;

use super::parts::LinkKind;
use super::picture::{Box, BoxLook, Path, Picture, Sketch, Tag};
use super::route::{Point, tidy};
use crate::text::wait_graph as say;
use crate::view_model::format::seconds;

/// Left and right of the ring, for arrows from outside.
const SIDE: f64 = 18.0;
/// Between boxes: room for an arrow.
const GAP_X: [f64; 2] = [34.0, 220.0];
const GAP_Y: f64 = 90.0;
/// No box is narrower.
const NARROWEST: f64 = 84.0;
/// How a ring makes do with little room.
#[derive(Clone, Copy)]
struct Style {
    /// Above and below the ring.
    edge: f64,
    /// Between its rows, at least.
    gap: f64,
    /// Between the row above and the ring.
    above: f64,
    /// Whether the boxes in the row above say more than their names.
    outside_in_detail: bool,
    /// Whether those of the ring do.
    in_detail: bool,
}

/// From the roomiest to the tightest.
const STYLES: [Style; 3] = [
    Style {
        edge: 14.0,
        gap: 24.0,
        above: 30.0,
        outside_in_detail: true,
        in_detail: true,
    },
    Style {
        edge: 10.0,
        gap: 18.0,
        above: 24.0,
        outside_in_detail: false,
        in_detail: true,
    },
    Style {
        edge: 10.0,
        gap: 18.0,
        above: 24.0,
        outside_in_detail: false,
        in_detail: false,
    },
];

/// A grid that holds the ring.
#[derive(Clone, Copy)]
struct Grid {
    columns: usize,
    rows: usize,
    wide: f64,
    high: f64,
}

pub(super) fn lay_out(sketch: &Sketch<'_>, (width, height): (f64, f64)) -> Picture {
    let outside: Vec<usize> = (0..sketch.waits.parts.len())
        .filter(|place| !sketch.waits.ring.contains(place))
        .collect();
    let mut tightest = None;
    for style in STYLES {
        let (row, left_out) = above(sketch, style, &outside, width);
        let row_high = row.iter().map(|own| own.height).fold(0.0, f64::max);
        let top = match row.is_empty() {
            true => 0.0,
            false => row_high + style.above,
        };
        let room = (width - 2.0 * SIDE, height - top - 2.0 * style.edge);
        let whole = grid_for(sketch, style, sketch.waits.ring.len(), room);
        let is_whole = whole.is_some();
        tightest = Some((style, row, left_out, top, room, whole));
        if is_whole {
            break;
        }
    }
    let Some((style, row, left_out, top, room, whole)) = tightest else {
        return Picture::default();
    };
    // A ring that is too long for the pane is cut; what is left out is counted in its last box.
    let all = sketch.waits.ring.len();
    let cut = || {
        (3..all)
            .rev()
            .find_map(|shown| Some((grid_for(sketch, style, shown, room)?, shown)))
    };
    let whole = whole.map(|grid| (grid, all));
    let (grid, shown) = whole.or_else(cut).unwrap_or_else(|| {
        let high = tallest(&ring_boxes(sketch, style, 2.min(all), NARROWEST));
        let wide = ((room.0 - GAP_X[0]) / 2.0).max(NARROWEST);
        let (columns, rows) = (2, 1);
        (
            Grid {
                columns,
                rows,
                wide,
                high,
            },
            2.min(all),
        )
    });
    let mut picture = Picture::default();
    let at = Place::new(grid, style, room, (SIDE, top + style.edge));
    let cells = at.cells(shown);
    for (own, cell) in ring_boxes(sketch, style, shown, grid.wide)
        .into_iter()
        .zip(&cells)
    {
        let centre = at.centre(*cell);
        let (x, y) = (centre.0 - own.width / 2.0, centre.1 - own.height / 2.0);
        picture.boxes.push(own.at(x, y));
    }
    join(sketch, &at, &cells, &mut picture);
    inside(sketch, &at, &mut picture);
    hang(sketch, row, &at, &mut picture);
    picture.height = (top + 2.0 * style.edge + at.height()).min(height);
    picture.more = sketch.waits.more + left_out;
    picture
}

/// The boxes of the first `shown` parts of the ring, the last of which counts the others.
fn ring_boxes(sketch: &Sketch<'_>, style: Style, shown: usize, wide: f64) -> Vec<Box> {
    let ring = &sketch.waits.ring;
    let more = ring.len() - shown;
    let own = if more > 0 { shown - 1 } else { shown };
    let mut boxes: Vec<Box> = ring[..own]
        .iter()
        .map(|place| sketch.boxed(*place, wide, BoxLook::Cause, style.in_detail))
        .collect();
    if more > 0 {
        let mut last = sketch.more(more + 1, wide);
        last.look = BoxLook::Cause;
        boxes.push(last);
    }
    boxes
}

fn tallest(boxes: &[Box]) -> f64 {
    boxes.iter().map(|own| own.height).fold(0.0, f64::max)
}

/// The grid that shows `count` boxes best: without names in two lines, with few empty cells. None
/// if there is no room for so many.
fn grid_for(sketch: &Sketch<'_>, style: Style, count: usize, room: Point) -> Option<Grid> {
    let natural = sketch.natural_width(&sketch.waits.ring, style.in_detail);
    let mut best: Option<(f64, Grid)> = None;
    for columns in 2..=count.max(2) {
        let wide = (room.0 - GAP_X[0] * (columns - 1) as f64) / columns as f64;
        if wide < NARROWEST.min(natural) {
            break;
        }
        let wide = wide.min(natural);
        let high = tallest(&ring_boxes(sketch, style, count, wide));
        let rows = match count {
            0..=2 => 1,
            _ => 2.max((count + 4).div_ceil(2).saturating_sub(columns)),
        };
        if high * rows as f64 + style.gap * (rows - 1) as f64 > room.1 {
            continue;
        }
        let empty = perimeter(columns, rows).saturating_sub(count) as f64;
        let oblong = (columns as f64 - rows as f64).abs();
        let cost = 10.0 * high + 8.0 * empty + oblong;
        if best.is_none_or(|(least, _)| cost < least) {
            let grid = Grid {
                columns,
                rows,
                wide,
                high,
            };
            best = Some((cost, grid));
        }
    }
    best.map(|(_, grid)| grid)
}

fn perimeter(columns: usize, rows: usize) -> usize {
    match rows {
        1 => columns,
        _ => 2 * (columns + rows) - 4,
    }
}

/// A grid in its place.
struct Place {
    grid: Grid,
    left: f64,
    top: f64,
    gap: Point,
    style: Style,
    width: f64,
}

impl Place {
    fn new(grid: Grid, style: Style, room: Point, (left, top): Point) -> Self {
        let spread = |room: f64, each: f64, count: usize, [least, most]: [f64; 2]| match count {
            0 | 1 => 0.0,
            _ => ((room - each * count as f64) / (count - 1) as f64).clamp(least, most),
        };
        let gap = (
            spread(room.0, grid.wide, grid.columns, GAP_X),
            spread(
                room.1,
                grid.high,
                grid.rows,
                [style.gap, GAP_Y.max(style.gap)],
            ),
        );
        let wide = grid.wide * grid.columns as f64 + gap.0 * (grid.columns - 1) as f64;
        Self {
            grid,
            left: left + ((room.0 - wide) / 2.0).max(0.0),
            top,
            gap,
            style,
            width: room.0 + 2.0 * left,
        }
    }

    fn height(&self) -> f64 {
        self.grid.high * self.grid.rows as f64 + self.gap.1 * (self.grid.rows - 1) as f64
    }

    fn centre(&self, (column, row): (usize, usize)) -> Point {
        let x = self.left + column as f64 * (self.grid.wide + self.gap.0) + self.grid.wide / 2.0;
        let y = self.top + row as f64 * (self.grid.high + self.gap.1) + self.grid.high / 2.0;
        (x, y)
    }

    /// The outer cells, clockwise from the top left.
    fn outer(&self) -> Vec<(usize, usize)> {
        let (last_column, last_row) = (self.grid.columns - 1, self.grid.rows - 1);
        let mut cells: Vec<_> = (0..=last_column).map(|column| (column, 0)).collect();
        if last_row > 0 {
            cells.extend((1..=last_row).map(|row| (last_column, row)));
            cells.extend((0..last_column).rev().map(|column| (column, last_row)));
            cells.extend((1..last_row).rev().map(|row| (0, row)));
        }
        cells
    }

    /// As many of them, spread evenly.
    fn cells(&self, count: usize) -> Vec<(usize, usize)> {
        let outer = self.outer();
        let cells = (0..count).map(|n| outer[n * outer.len() / count.max(1)]);
        cells.collect()
    }

    /// The corners of the way from one cell to the next, clockwise.
    fn way(&self, from: (usize, usize), to: (usize, usize)) -> Vec<Point> {
        let outer = self.outer();
        let place = |cell| outer.iter().position(|own| *own == cell).unwrap_or(0);
        let (start, end) = (place(from), place(to));
        let steps = (end + outer.len() - start) % outer.len();
        let cells = (0..=steps).map(|n| outer[(start + n) % outer.len()]);
        tidy(cells.map(|cell| self.centre(cell)).collect())
    }
}

/// The arrows of the ring.
fn join(sketch: &Sketch<'_>, at: &Place, cells: &[(usize, usize)], picture: &mut Picture) {
    let ring = &sketch.waits.ring;
    for n in 0..cells.len() {
        let next = (n + 1) % cells.len();
        let (from, to) = (&picture.boxes[n], &picture.boxes[next]);
        let points = match at.grid.rows {
            // Two boxes side by side: there above, back below.
            1 => {
                let by = if n == 0 { -8.0 } else { 8.0 };
                let y = from.centre().1 + by;
                vec![(from.centre().0, y), (to.centre().0, y)]
            }
            _ => at.way(cells[n], cells[next]),
        };
        let points = clip(points, from, to);
        let of = |place: usize| ring.get(place).copied();
        let link = sketch.waits.links.iter();
        let mut link = link.filter(|link| Some(link.from) == of(n) && Some(link.to) == of(next));
        let kind = link.next().map_or(LinkKind::WaitsFor, |link| link.kind);
        if let Some(tag) = tag(sketch, kind, &points) {
            picture.tags.push(tag);
        }
        picture.paths.push(Path {
            from: n,
            to: next,
            kind,
            in_ring: true,
            points,
        });
    }
}

/// A way from centre to centre, cut off where it leaves one box and reaches the other.
fn clip(mut points: Vec<Point>, from: &Box, to: &Box) -> Vec<Point> {
    if let [first, second, ..] = points[..] {
        points[0] = edge(from, first, second);
    }
    if let [.., before, last] = points[..] {
        let end = points.len() - 1;
        points[end] = edge(to, last, before);
    }
    points
}

/// Where a straight way from inside a box towards a point leaves it.
fn edge(own: &Box, inside: Point, towards: Point) -> Point {
    if inside.1 == towards.1 {
        let x = match towards.0 > inside.0 {
            true => own.x + own.width,
            false => own.x,
        };
        (x, inside.1)
    } else {
        let y = match towards.1 > inside.1 {
            true => own.y + own.height,
            false => own.y,
        };
        (inside.0, y)
    }
}

/// The words of an arrow, on the middle of its longest part, if that leaves an arrow to be seen.
fn tag(sketch: &Sketch<'_>, kind: LinkKind, points: &[Point]) -> Option<Tag> {
    let length = |ends: &&[Point]| (ends[1].0 - ends[0].0).abs() + (ends[1].1 - ends[0].1).abs();
    let longest = points
        .windows(2)
        .max_by(|a, b| length(a).total_cmp(&length(b)))?;
    let middle = (
        (longest[0].0 + longest[1].0) / 2.0,
        (longest[0].1 + longest[1].1) / 2.0,
    );
    let tag = Tag::around(middle, vec![sketch.words(kind).to_owned()], true);
    let is_level = longest[0].1 == longest[1].1;
    let needed = if is_level { tag.width } else { tag.height };
    (length(&longest) >= needed + 28.0).then_some(tag)
}

/// What is written in the middle of the ring, where there is room.
fn inside(sketch: &Sketch<'_>, at: &Place, picture: &mut Picture) {
    let Some(since) = sketch.waits.stuck_since else {
        return;
    };
    let (last_column, last_row) = (at.grid.columns - 1, at.grid.rows - 1);
    if last_row == 0 {
        return;
    }
    let (first, last) = (at.centre((0, 0)), at.centre((last_column, last_row)));
    let middle = ((first.0 + last.0) / 2.0, (first.1 + last.1) / 2.0);
    let lines = [
        say::NOBODY_CAN_GO_ON.get(sketch.lang).to_owned(),
        say::since(sketch.lang, &seconds(since)),
    ];
    let tag = Tag::around(middle, lines.to_vec(), true);
    let room = (
        last.0 - first.0 - at.grid.wide - 16.0,
        last.1 - first.1 - at.grid.high - 8.0,
    );
    if tag.width <= room.0 && tag.height <= room.1 {
        picture.tags.push(tag);
    }
}

/// The row above: those that wait from outside, as many as have room.
fn above(sketch: &Sketch<'_>, style: Style, outside: &[usize], width: f64) -> (Vec<Box>, usize) {
    if outside.is_empty() {
        return (Vec::new(), 0);
    }
    let room = width - 2.0 * SIDE;
    let gap = 16.0;
    let natural = sketch.natural_width(outside, style.outside_in_detail);
    let natural = natural.min((room - gap) / 2.0);
    let most = ((room + gap) / (natural + gap)).floor().max(1.0) as usize;
    let shown = match outside.len() <= most {
        true => outside.len(),
        false => most.saturating_sub(1).max(1),
    };
    let mut row: Vec<Box> = outside[..shown]
        .iter()
        .map(|place| sketch.boxed(*place, natural, BoxLook::Outside, style.outside_in_detail))
        .collect();
    let left_out = outside.len() - shown;
    let counts = left_out > 0 && most > 1;
    if counts {
        row.push(sketch.more(left_out, natural));
    }
    let all = natural * row.len() as f64 + gap * (row.len() - 1) as f64;
    let left = (width - all) / 2.0;
    let row = row.into_iter().enumerate();
    let row = row.map(|(n, own)| own.at(left + n as f64 * (natural + gap), 2.0));
    (row.collect(), if counts { 0 } else { left_out })
}

/// Adds the row above, with arrows to the parts of the ring that it waits for.
fn hang(sketch: &Sketch<'_>, row: Vec<Box>, at: &Place, picture: &mut Picture) {
    let ring: HashMap<usize, usize> = (0..picture.boxes.len())
        .filter_map(|n| Some((*sketch.waits.ring.get(n)?, n)))
        .collect();
    let row_bottom = row.iter().map(|own| own.y + own.height).fold(0.0, f64::max);
    let channel = row_bottom + at.style.above / 2.0;
    let begin = picture.boxes.len();
    let keys: Vec<_> = row.iter().map(|own| own.key).collect();
    picture.boxes.extend(row);
    for link in &sketch.waits.links {
        let key = sketch.waits.parts[link.from].key;
        let from = keys.iter().position(|own| *own == Some(key));
        let (Some(from), Some(to)) = (from, ring.get(&link.to)) else {
            continue;
        };
        let counts_others = picture.boxes[*to].key.is_none();
        if counts_others {
            continue;
        }
        let points = way_from_above(
            &picture.boxes[begin + from],
            &picture.boxes[*to],
            channel,
            at,
        );
        picture.paths.push(Path {
            from: begin + from,
            to: *to,
            kind: link.kind,
            in_ring: false,
            points,
        });
    }
}

/// Down to the channel below the row, and from there from above, from the side or from below.
fn way_from_above(from: &Box, to: &Box, channel: f64, at: &Place) -> Vec<Point> {
    let start = from.bottom();
    let (middle, first) = (to.centre(), at.centre((0, 0)));
    let last = at.centre((at.grid.columns - 1, at.grid.rows - 1));
    let down = (start.0, channel);
    if middle.1 == first.1 {
        return tidy(vec![start, down, (middle.0, channel), to.top()]);
    }
    let (left, right) = (SIDE / 2.0, at.width - SIDE / 2.0);
    let is_left = middle.0 == first.0;
    if is_left || middle.0 == last.0 {
        let (side, edge) = match is_left {
            true => (left, to.x),
            false => (right, to.x + to.width),
        };
        return tidy(vec![
            start,
            down,
            (side, channel),
            (side, middle.1),
            (edge, middle.1),
        ]);
    }
    // In the middle of the lowest row: from below.
    let below = at.top + at.height() + at.style.edge / 2.0;
    let side = if middle.0 < (left + right) / 2.0 {
        left
    } else {
        right
    };
    tidy(vec![
        start,
        down,
        (side, channel),
        (side, below),
        (middle.0, below),
        to.bottom(),
    ])
}
