//! Lanes and their bars, in solid, hatched and dotted.

use std::f64::consts::TAU;

use super::{Picture, SANS};
use crate::app::layout::Layout;
use crate::view_model::Longer;
use crate::view_model::timeline::{
    Bar, BarKind, EndKind, EndMark, Lane, LoopLane, WorkerBar, WorkerLane,
};

impl Picture<'_> {
    pub(super) fn lane(&self, lane: &Lane, is_selected: bool) -> Option<()> {
        let colour = self.palette.task(&lane.task);
        let middle = self.middle(lane.y);
        if is_selected && !self.layout.names_above {
            self.canvas.set_fill_style_str(&self.palette.opened);
            let y = Layout::TOP + lane.y + 2.0;
            self.canvas.fill_rect(
                0.0,
                y,
                self.layout.left - 6.0,
                self.timeline.lane_height - 4.0,
            );
        }
        for bar in &lane.bars {
            let colour = if bar.is_blocking {
                &self.palette.wrong
            } else {
                colour
            };
            self.bar(bar, colour, middle)?;
        }
        for bar in lane.bars.iter().filter(|bar| bar.label.is_some()) {
            self.label(bar, middle)?;
        }
        if let Some(end) = lane.end {
            self.end(end, colour, middle)?;
        }
        Some(())
    }

    pub(super) fn bar(&self, bar: &Bar, colour: &str, middle: f64) -> Option<()> {
        let canvas = self.canvas;
        let x = self.layout.left + bar.x;
        // Half of how high: of what runs, and of what waits.
        let tall = (self.bars_height() * 0.31).round();
        let low = (self.bars_height() * 0.23).round();
        canvas.set_fill_style_str(colour);
        canvas.set_stroke_style_str(colour);
        match bar.kind {
            BarKind::Running => {
                // However short a step is, it is seen.
                canvas.begin_path();
                canvas
                    .round_rect_with_f64(x, middle - tall, bar.width.max(2.0), tall * 2.0, 3.0)
                    .ok()?;
                canvas.fill();
            }
            BarKind::Awaiting => {
                canvas.set_global_alpha(0.12);
                canvas.fill_rect(x, middle - low, bar.width, low * 2.0);
                canvas.set_global_alpha(1.0);
                self.hatch(x, middle - low, bar.width, low * 2.0);
            }
            BarKind::Ready => self.dots(x, middle - low, bar.width, low * 2.0),
            BarKind::Many => {
                canvas.set_global_alpha(0.55);
                canvas.fill_rect(x, middle - tall, bar.width, tall * 2.0);
                canvas.set_global_alpha(1.0);
                canvas.fill_rect(x, middle - 1.0, bar.width, 2.0);
            }
        }
        if bar.is_torn {
            self.torn(x + bar.width, middle - tall, tall * 2.0);
        }
        Some(())
    }

    pub(super) fn hatch(&self, x: f64, y: f64, width: f64, height: f64) {
        let canvas = self.canvas;
        canvas.set_line_width(1.0);
        canvas.begin_path();
        canvas.rect(x + 0.5, y + 0.5, (width - 1.0).max(0.0), height - 1.0);
        // Lines rise by 45 degrees; each is cut off where the bar begins and ends.
        let mut start = ((x - height) / 8.0).floor() * 8.0;
        while start < x + width {
            let from = start.max(x);
            let to = (start + height).min(x + width);
            if to > from {
                canvas.move_to(from, y + height - (from - start));
                canvas.line_to(to, y + height - (to - start));
            }
            start += 8.0;
        }
        canvas.set_global_alpha(0.7);
        canvas.stroke();
        canvas.set_global_alpha(1.0);
    }

    pub(super) fn dots(&self, x: f64, y: f64, width: f64, height: f64) {
        let mut column = (x / 5.0).ceil() * 5.0;
        if column + 2.0 > x + width {
            // Narrower than the grid, and yet to be seen.
            column = x;
        }
        loop {
            let size = 2.5_f64.min((x + width - column).max(1.0));
            let mut row = y + 1.0;
            while row < y + height {
                self.canvas.fill_rect(column, row, size, 2.5);
                row += 5.0;
            }
            column += 5.0;
            if column + 2.0 > x + width {
                break;
            }
        }
    }

    pub(super) fn label(&self, bar: &Bar, middle: f64) -> Option<()> {
        let text = bar.label.as_deref()?;
        let canvas = self.canvas;
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        // What is cut off at an edge has its label in the middle of what is seen.
        let from = bar.x.max(0.0);
        let to = (bar.x + bar.width).min(self.layout.plot_width());
        let wide = canvas.measure_text(text).ok()?.width() + 8.0;
        if wide + 8.0 > to - from {
            return Some(());
        }
        let x = self.layout.left + f64::midpoint(from, to);
        canvas.set_fill_style_str(&self.palette.card);
        canvas.begin_path();
        canvas
            .round_rect_with_f64(x - wide / 2.0, middle - 7.0, wide, 14.0, 4.0)
            .ok()?;
        canvas.fill();
        canvas.set_fill_style_str(&self.palette.ink);
        canvas.fill_text(text, x, middle + 0.5).ok()
    }

    /// By how much a wait is longer: an amber outline, and how much that is.
    pub(super) fn longer(&self, longer: &Longer) -> Option<()> {
        let canvas = self.canvas;
        let middle = self.middle(longer.y);
        let half = (self.timeline.lane_height * 0.36).round();
        let x = self.layout.left + longer.x;
        canvas.set_stroke_style_str(&self.palette.on_amber);
        canvas.set_line_width(1.5);
        let dashes = js_sys::Array::of2(&3.into(), &2.into());
        // Without dashes it is still an outline.
        let _refused = canvas.set_line_dash(&dashes);
        canvas.stroke_rect(x, middle - half, longer.width, half * 2.0);
        let _refused = canvas.set_line_dash(&js_sys::Array::new());
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        let wide = canvas.measure_text(&longer.label).ok()?.width() + 8.0;
        if wide + 4.0 > longer.width {
            return Some(());
        }
        let centre = x + longer.width / 2.0;
        canvas.set_fill_style_str(&self.palette.amber);
        canvas.fill_rect(centre - wide / 2.0, middle - 7.0, wide, 14.0);
        canvas.set_fill_style_str(&self.palette.on_amber);
        canvas.fill_text(&longer.label, centre, middle + 0.5).ok()
    }

    pub(super) fn end(&self, end: EndMark, colour: &str, middle: f64) -> Option<()> {
        let canvas = self.canvas;
        let radius = (self.bars_height() * 0.28).min(8.0);
        let x = self.layout.left + end.x + radius + 3.0;
        canvas.set_fill_style_str(&self.palette.card);
        canvas.set_stroke_style_str(colour);
        canvas.set_line_width(1.5);
        canvas.begin_path();
        canvas.arc(x, middle, radius, 0.0, TAU).ok()?;
        canvas.fill();
        canvas.stroke();
        canvas.set_stroke_style_str(&self.palette.ink);
        canvas.begin_path();
        match end.kind {
            EndKind::Done => {
                canvas.move_to(x - 3.5, middle + 0.5);
                canvas.line_to(x - 1.0, middle + 3.0);
                canvas.line_to(x + 4.0, middle - 3.0);
            }
            EndKind::Cancelled => {
                canvas.move_to(x - 3.0, middle - 3.0);
                canvas.line_to(x + 3.0, middle + 3.0);
                canvas.move_to(x + 3.0, middle - 3.0);
                canvas.line_to(x - 3.0, middle + 3.0);
            }
            EndKind::Failed => {
                canvas.move_to(x, middle - 4.5);
                canvas.line_to(x, middle + 1.0);
                canvas.move_to(x, middle + 3.0);
                canvas.line_to(x, middle + 4.5);
            }
        }
        canvas.stroke();
        canvas.set_line_width(1.0);
        Some(())
    }

    /// A step of a cancellation's way: from lane to lane, or along a lane above its bars.
    /// The loop: it goes on, or there is a hole in its life.
    pub(super) fn event_loop(&self, lane: &LoopLane) -> Option<()> {
        let middle = self.middle(lane.y);
        for bar in &lane.bars {
            let colour = match bar.kind {
                BarKind::Running => &self.palette.muted,
                _ => &self.palette.wrong,
            };
            self.bar(bar, colour, middle)?;
        }
        for bar in lane.bars.iter().filter(|bar| bar.label.is_some()) {
            self.label(bar, middle)?;
        }
        Some(())
    }

    /// A pool's worker: each bar in the colour of the task whose job it is.
    pub(super) fn worker(&self, lane: &WorkerLane) -> Option<()> {
        let middle = self.middle(lane.y);
        for WorkerBar { bar, task } in &lane.bars {
            let task = task.as_ref().map(|task| self.palette.task(task));
            self.bar(bar, task.unwrap_or(&self.palette.main), middle)?;
        }
        for WorkerBar { bar, .. } in &lane.bars {
            if bar.label.is_some() {
                self.label(bar, middle)?;
            }
        }
        Some(())
    }
}
