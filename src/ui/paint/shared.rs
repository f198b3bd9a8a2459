//! The lanes of what tasks share, below the tasks' own.

use super::{MONO, Picture, SANS};
use crate::app::layout::{Layout, shortened};
use crate::view_model::ResourceLane;
use crate::view_model::letters;
use crate::view_model::resource_lanes::{Chart, ChartKind, StripContent, TrackLook, TrackSpan};

/// The height of a line of what is said of a lane, and where the first one's middle is.
const LINE: f64 = 13.0;
const FIRST: f64 = 10.0;

impl Picture<'_> {
    /// What the lanes show. Those for which the pane has no room are cut off.
    pub(super) fn shared(&self, lanes: &[ResourceLane]) -> Option<()> {
        let top = Layout::TOP + self.layout.tasks;
        self.clip(top, self.layout.shared);
        for (lane, y) in self.stacked(lanes, top) {
            let y = y + self.layout.shared_height(0.0);
            for strip in &lane.strips {
                let (y, height) = (y + strip.y, strip.height);
                match &strip.content {
                    StripContent::Spans(spans) => {
                        for span in spans {
                            self.track(span, y, height)?;
                        }
                    }
                    StripContent::Chart(chart) => self.chart(chart, y, height),
                }
            }
        }
        self.canvas.restore();
        Some(())
    }

    /// What each lane is called, and how it stands at the cursor.
    pub(super) fn shared_names(&self, lanes: &[ResourceLane]) {
        let (canvas, top) = (self.canvas, Layout::TOP + self.layout.tasks);
        self.clip(top, self.layout.shared);
        canvas.set_text_align("left");
        let room = self.layout.left - 18.0;
        for (lane, y) in self.stacked(lanes, top) {
            canvas.set_stroke_style_str(&self.palette.line);
            self.stroke_line(0.0, y + 0.5, self.layout.width, y + 0.5);
            if self.layout.names_above {
                self.shared_name_above(lane, y);
                continue;
            }
            canvas.set_fill_style_str(&self.palette.ink);
            canvas.set_font(MONO);
            let name = shortened(&lane.name, (room / letters::NAME) as usize);
            let _drawn = canvas.fill_text(&name, 12.0, y + FIRST);
            canvas.set_fill_style_str(&self.palette.muted);
            canvas.set_font(SANS);
            // Where there is no room for both, how it stands says more than the call.
            let lines = match ((lane.height - FIRST - LINE / 2.0) / LINE) as usize {
                0 => &[][..],
                1 => &[&lane.status][..],
                _ => &[&lane.call, &lane.status][..],
            };
            let lines = lines.iter().filter(|line| !line.is_empty());
            for (n, line) in lines.enumerate() {
                let _drawn = canvas.fill_text_with_max_width(
                    line,
                    12.0,
                    y + FIRST + (n + 1) as f64 * LINE,
                    room,
                );
            }
        }
        canvas.restore();
    }

    /// Its name and call at the left above it, how it stands at the right.
    fn shared_name_above(&self, lane: &ResourceLane, y: f64) {
        let canvas = self.canvas;
        canvas.set_fill_style_str(&self.palette.ink);
        canvas.set_font(MONO);
        canvas.set_text_align("left");
        let name = match lane.call.is_empty() {
            true => lane.name.clone(),
            false => format!("{} = {}", lane.name, lane.call),
        };
        let name = shortened(&name, (self.layout.width * 0.6 / letters::NAME) as usize);
        let _drawn = canvas.fill_text(&name, Layout::LEFT, y + FIRST);
        canvas.set_fill_style_str(&self.palette.muted);
        canvas.set_font(SANS);
        canvas.set_text_align("right");
        let room = self.layout.width * 0.4 - Layout::LEFT * 2.0;
        let right = self.layout.width - Layout::LEFT;
        let _drawn = canvas.fill_text_with_max_width(&lane.status, right, y + FIRST, room);
        canvas.set_text_align("left");
    }

    /// The lanes with their top edges.
    fn stacked<'a>(
        &self,
        lanes: &'a [ResourceLane],
        top: f64,
    ) -> impl Iterator<Item = (&'a ResourceLane, f64)> + use<'a> {
        let layout = self.layout;
        lanes
            .iter()
            .scan(top - layout.shared_scroll, move |next, lane| {
                let y = *next;
                *next += layout.shared_height(lane.height);
                Some((lane, y))
            })
    }

    fn track(&self, span: &TrackSpan, y: f64, height: f64) -> Option<()> {
        let canvas = self.canvas;
        let x = self.layout.left + span.x;
        let colour = match &span.task {
            Some(task) => self.palette.task(task),
            None => &self.palette.muted,
        };
        canvas.set_fill_style_str(colour);
        canvas.set_stroke_style_str(colour);
        match span.look {
            TrackLook::Held | TrackLook::Value | TrackLook::Set => {
                canvas.set_global_alpha(0.16);
                canvas.fill_rect(x, y, span.width, height);
                canvas.set_global_alpha(1.0);
                canvas.set_line_width(1.0);
                let width = (span.width - 1.0).max(0.0);
                canvas.stroke_rect(x + 0.5, y + 0.5, width, height - 1.0);
                canvas.fill_rect(x, y, 3.0_f64.min(span.width.max(1.0)), height);
            }
            TrackLook::HandedOver => self.dots(x, y, span.width, height),
            TrackLook::Waiting => self.hatch(x, y, span.width, height),
            TrackLook::Many => {
                canvas.set_global_alpha(0.55);
                canvas.fill_rect(x, y, span.width, height);
                canvas.set_global_alpha(1.0);
            }
        }
        if span.is_torn {
            self.torn(x + span.width, y, height);
        }
        let Some(label) = &span.label else {
            return Some(());
        };
        canvas.set_font(SMALL);
        canvas.set_text_align("left");
        canvas.set_fill_style_str(&self.palette.ink);
        // What is cut off at the left edge has its label where it is seen.
        let from = x.max(self.layout.left);
        let room = x + span.width - from - 8.0;
        if canvas.measure_text(label).ok()?.width() > room {
            return Some(());
        }
        canvas
            .fill_text(label, from + 7.0, y + height / 2.0 + 0.5)
            .ok()
    }

    /// A count that changes in steps, filled from below.
    fn chart(&self, chart: &Chart, y: f64, height: f64) {
        let canvas = self.canvas;
        let left = self.layout.left;
        let top = chart.top.max(1) as f64;
        let at = |count: i64| y + height - (count as f64 / top).clamp(0.0, 1.0) * height;
        let ends = chart.points.iter().skip(1).map(|(x, _)| *x);
        let ends = ends.chain(std::iter::once(chart.until));
        canvas.set_fill_style_str(&self.palette.muted);
        for ((x, count), end) in chart.points.iter().zip(ends) {
            let (from, wide) = (left + x, (end - x).max(0.0));
            let level = at(*count);
            canvas.set_global_alpha(match chart.what {
                ChartKind::Fill => 0.35,
                ChartKind::Line => 0.22,
            });
            canvas.fill_rect(from, level, wide, y + height - level);
            canvas.set_global_alpha(1.0);
            if *count > 0 {
                canvas.fill_rect(from, level, wide, 1.0);
            }
        }
        if let Some(limit) = chart.limit {
            let dashes = js_sys::Array::of2(&4.into(), &3.into());
            // Without dashes it is a line all the same.
            let _refused = canvas.set_line_dash(&dashes);
            canvas.set_stroke_style_str(&self.palette.muted);
            let level = at(limit).max(y + 0.5);
            self.stroke_line(left, level, left + self.layout.plot_width(), level);
            let _refused = canvas.set_line_dash(&js_sys::Array::new());
        }
    }
}

const SMALL: &str = "11px system-ui, sans-serif";
