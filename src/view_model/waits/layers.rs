//! Without a ring: rows from the top, whoever waits above what it waits for. A star where many wait
//! for one thing, a chain where each waits for the next.

use super::picture::{Box, BoxLook, Path, Picture, Sketch};
use super::route::Rows;

const SIDE: f64 = 16.0;
const GAP_X: f64 = 14.0;
/// Between two rows: room for an arrow and its corner.
const GAP_Y: [f64; 2] = [34.0, 20.0];
const EDGE: f64 = 12.0;
/// Chains longer than this share a row at their end.
const DEEPEST: usize = 8;

pub(super) fn lay_out(sketch: &Sketch<'_>, (width, height): (f64, f64)) -> Picture {
    let rows = rows(sketch);
    let mut shown = rows.len();
    // The end of a chain tells more than its beginning; what is left out is counted.
    loop {
        let skipped = rows.len() - shown;
        let attempt = attempt(sketch, &rows[skipped..], width, height);
        let fits = attempt.height <= height || shown <= 1;
        if fits {
            let left_out: usize = rows[..skipped].iter().map(Vec::len).sum();
            return Picture {
                more: attempt.more + left_out + sketch.waits.more,
                ..attempt
            };
        }
        shown -= 1;
    }
}

/// The parts by how far they are from those that nobody waits for.
fn rows(sketch: &Sketch<'_>) -> Vec<Vec<usize>> {
    let count = sketch.waits.parts.len();
    let mut depth = vec![0usize; count];
    // A longest way settles within as many rounds as there are rows.
    for _ in 0..DEEPEST {
        for link in &sketch.waits.links {
            depth[link.to] = depth[link.to].max((depth[link.from] + 1).min(DEEPEST));
        }
    }
    let deepest = depth.iter().copied().max().unwrap_or(0);
    let mut rows = vec![Vec::new(); deepest + 1];
    for (place, depth) in depth.iter().enumerate() {
        rows[*depth].push(place);
    }
    rows.retain(|row: &Vec<usize>| !row.is_empty());
    rows
}

fn attempt(sketch: &Sketch<'_>, rows: &[Vec<usize>], width: f64, height: f64) -> Picture {
    let mut picture = Picture::default();
    let mut placed = Placed::default();
    let mut boxes: Vec<Vec<Box>> = Vec::new();
    for (row, places) in rows.iter().enumerate() {
        let (line, more) = in_a_row(sketch, row, places, width, &mut placed);
        picture.more += more;
        boxes.push(line);
    }
    let high = |line: &Vec<Box>| line.iter().map(|own| own.height).fold(0.0, f64::max);
    let boxes_high: f64 = boxes.iter().map(high).sum();
    let gaps = boxes.len().saturating_sub(1) as f64;
    let room = (height - boxes_high - 2.0 * EDGE) / gaps.max(1.0);
    let gap = room.clamp(GAP_Y[1], GAP_Y[0]);
    let mut channels = vec![EDGE / 2.0];
    let mut y = EDGE;
    for line in boxes {
        let line_high = high(&line);
        for own in line {
            let (x, top) = (own.x, y + (line_high - own.height) / 2.0);
            picture.boxes.push(own.at(x, top));
        }
        y += line_high + gap;
        channels.push(y - gap / 2.0);
    }
    picture.height = y - gap + EDGE;
    if let Some(last) = channels.last_mut() {
        *last = picture.height - EDGE / 2.0;
    }
    let ways = Rows {
        channels,
        sides: [SIDE / 2.0, width - SIDE / 2.0],
    };
    connect(sketch, &placed, &ways, &mut picture);
    picture
}

/// Where the parts are: row and number of the box.
#[derive(Default)]
struct Placed {
    at: std::collections::HashMap<usize, (usize, usize)>,
    boxes: usize,
}

/// The boxes of one row from the left, and how many parts had no room.
fn in_a_row(
    sketch: &Sketch<'_>,
    row: usize,
    places: &[usize],
    width: f64,
    placed: &mut Placed,
) -> (Vec<Box>, usize) {
    let room = width - 2.0 * SIDE;
    let natural = sketch.natural_width(places, true).min(room);
    let fitting = |each: f64| ((room + GAP_X) / (each + GAP_X)).floor().max(1.0) as usize;
    // Narrower boxes with names in two lines, where that shows more of them.
    let least = natural.min(110.0);
    let most = fitting(least);
    let shown = match places.len() <= most {
        true => places.len(),
        false => most.saturating_sub(1).max(1),
    };
    let left_out = places.len() - shown;
    let columns = shown + usize::from(left_out > 0 && most > 1);
    let each = ((room + GAP_X) / columns as f64 - GAP_X).min(natural);
    let all = each * columns as f64 + GAP_X * (columns - 1) as f64;
    let left = (width - all) / 2.0;
    let x = |column: usize| left + column as f64 * (each + GAP_X);
    let stuck = sketch.waits.stuck_since.is_some();
    let mut boxes = Vec::new();
    for (column, place) in places.iter().take(shown).enumerate() {
        // What nobody is left to do something about is the first part that there is.
        let look = match (stuck, *place) {
            (true, 0) => BoxLook::Cause,
            (true, _) => BoxLook::Outside,
            (false, _) => BoxLook::Plain,
        };
        boxes.push(sketch.boxed(*place, each, look, true).at(x(column), 0.0));
        placed.at.insert(*place, (row, placed.boxes));
        placed.boxes += 1;
    }
    if columns > shown {
        boxes.push(sketch.more(left_out, each).at(x(shown), 0.0));
        placed.boxes += 1;
        return (boxes, 0);
    }
    (boxes, left_out)
}

fn connect(sketch: &Sketch<'_>, placed: &Placed, ways: &Rows, picture: &mut Picture) {
    for link in &sketch.waits.links {
        let (Some(from), Some(to)) = (placed.at.get(&link.from), placed.at.get(&link.to)) else {
            continue;
        };
        let (from_box, to_box) = (&picture.boxes[from.1], &picture.boxes[to.1]);
        let points = ways.way((from.0, from_box), (to.0, to_box));
        picture.paths.push(Path {
            from: from.1,
            to: to.1,
            kind: link.kind,
            in_ring: false,
            points,
        });
    }
}
