//! Counts over time: how full it is, how many wait.

use super::{Chart, ChartKind, Drawer, Stack, StripContent};
use crate::analysis::{Counts, SharedLife};

impl Drawer<'_> {
    pub(super) fn first_in_view(&self, points: &[(u32, i64)]) -> usize {
        let left = self.axis.events_before(self.scene.trace, 0.0);
        let before = points.partition_point(|(event, _)| (*event as usize) < left);
        before.saturating_sub(1)
    }

    pub(super) fn chart(
        &self,
        stack: &mut Stack,
        what: ChartKind,
        counts: &Counts,
        limit: Option<i64>,
        height: f64,
    ) {
        let chart = Chart {
            what,
            points: self.points(counts),
            until: self.axis.x_of_end().min(self.axis.width()),
            top: counts.most().max(limit.unwrap_or(1)).max(1),
            limit,
        };
        stack.add(height, StripContent::Chart(chart));
    }

    /// How many places of a semaphore are taken: what is not free.
    pub(super) fn taken(&self, life: &SharedLife) -> Chart {
        let limit = life.limit.unwrap_or(life.values.most());
        let free = self.points(&life.values);
        let points = free.into_iter().map(|(x, free)| (x, (limit - free).max(0)));
        Chart {
            what: ChartKind::Fill,
            points: points.collect(),
            until: self.axis.x_of_end().min(self.axis.width()),
            top: limit.max(1),
            limit: Some(limit),
        }
    }

    /// The steps of a count in view: in each pixel the most that it was there, then the last.
    pub(super) fn points(&self, counts: &Counts) -> Vec<(f64, i64)> {
        let (trace, points) = (self.scene.trace, counts.points());
        let mut drawn = Vec::new();
        let mut n = self.first_in_view(points);
        while let Some((event, value)) = points.get(n) {
            let x = self.axis.x_of_event(trace, *event as usize);
            if x > self.axis.width() {
                break;
            }
            let further = self.axis.events_before(trace, x + 1.0);
            let next = points.partition_point(|(event, _)| (*event as usize) < further);
            let next = next.max(n + 1);
            let most = counts.most_of(n, next).unwrap_or(*value);
            let last = points[next - 1].1;
            drawn.push((x.max(0.0), most));
            if last != most {
                drawn.push((x.max(0.0) + 1.0, last));
            }
            n = next;
        }
        drawn
    }
}
