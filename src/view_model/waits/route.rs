//! Ways for arrows that cross no box: along the free channels between rows and at the sides.

use super::picture::Box;

/// A point of the picture.
pub(super) type Point = (f64, f64);

/// Boxes in rows, from the top, with free channels above, between, below and beside them.
pub(super) struct Rows {
    /// The height of the middle of each channel: one more than there are rows.
    pub(super) channels: Vec<f64>,
    /// The middles of the channels at the sides.
    pub(super) sides: [f64; 2],
}

impl Rows {
    /// The way from the bottom of a box in row `from` to the top of one in row `to`.
    pub(super) fn way(&self, from: (usize, &Box), to: (usize, &Box)) -> Vec<Point> {
        let (start, end) = (from.1.bottom(), to.1.top());
        let down = self.channels[from.0 + 1];
        let up = self.channels[to.0];
        if from.0 + 1 == to.0 {
            return tidy(vec![start, (start.0, down), (end.0, down), end]);
        }
        let side = self.nearest(start.0, end.0);
        tidy(vec![
            start,
            (start.0, down),
            (side, down),
            (side, up),
            (end.0, up),
            end,
        ])
    }

    fn nearest(&self, from: f64, to: f64) -> f64 {
        let cost = |side: f64| (side - from).abs() + (side - to).abs();
        let [left, right] = self.sides;
        if cost(left) <= cost(right) {
            left
        } else {
            right
        }
    }
}

/// Without corners that turn nowhere.
pub(super) fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut tidied: Vec<Point> = Vec::new();
    for point in points {
        if tidied.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = tidied[..] {
            let straight = (before.0 == last.0 && last.0 == point.0)
                || (before.1 == last.1 && last.1 == point.1);
            if straight {
                tidied.pop();
            }
        }
        tidied.push(point);
    }
    tidied
}
