//! Paints a timeline's finished rectangles on a canvas. It decides nothing about where things are.

mod lanes;
mod lookup;
mod shared;

use web_sys::{CanvasRenderingContext2d as Canvas, HtmlCanvasElement};

use super::colours::Palette;
use super::dom;
use crate::app::layout::{Layout, shortened};
use crate::app::viewport::{Mark, Shown};
use crate::view_model::letters;
use crate::view_model::timeline::{BarKind, Lane, Timeline};
use crate::view_model::{Arrow, ArrowEnd, Baseline, BaselineBar};

/// Paints; nothing happens where the browser gives no canvas.
pub fn paint(element: &HtmlCanvasElement, palette: &Palette, shown: &Shown) -> Option<()> {
    let (layout, timeline) = (shown.layout, &shown.timeline);
    let ratio = dom::window()?.device_pixel_ratio();
    let (width, height) = (
        (layout.width * ratio).round() as u32,
        (layout.height * ratio).round() as u32,
    );
    if element.width() != width || element.height() != height {
        element.set_width(width);
        element.set_height(height);
    }
    let canvas: Canvas = wasm_bindgen::JsCast::dyn_into(element.get_context("2d").ok()??).ok()?;
    canvas
        .set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)
        .ok()?;
    canvas.clear_rect(0.0, 0.0, layout.width, layout.height);
    let picture = Picture {
        canvas: &canvas,
        layout,
        palette,
        timeline,
    };
    picture.paint(shown)
}

/// Takes away what was painted.
pub fn clear(element: &HtmlCanvasElement) {
    // Whoever sets its size, the same included, gets it empty.
    element.set_width(element.width());
}

struct Picture<'a> {
    canvas: &'a Canvas,
    layout: Layout,
    palette: &'a Palette,
    timeline: &'a Timeline,
}

const MONO: &str = "12.5px ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const SMALL_MONO: &str = "10.75px ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const SANS: &str = "12px system-ui, sans-serif";

impl Picture<'_> {
    fn paint(&self, shown: &Shown) -> Option<()> {
        let selected = shown.selected;
        self.axis();
        if shown.overview.is_none() {
            self.map();
        }
        self.clip_to_lanes();
        if let Some(baseline) = &shown.baseline {
            self.baseline(baseline);
        }
        for lane in &self.timeline.lanes {
            if shown.at_cursor == Some(lane.task.id) {
                self.tint(lane);
            }
            let is_selected = selected == Some(lane.task.id.0);
            self.lane(lane, is_selected)?;
        }
        if let Some(lane) = &self.timeline.event_loop {
            self.event_loop(lane)?;
        }
        for lane in &self.timeline.workers {
            self.worker(lane)?;
        }
        self.hits(&shown.hits);
        for longer in &shown.longer {
            self.longer(longer)?;
        }
        for arrow in &shown.arrows {
            self.arrow(arrow);
        }
        self.canvas.restore();
        self.shared(&shown.shared)?;
        self.breaks();
        if let Some(from) = shown.veiled_from {
            self.veil(from);
        }
        self.cover_names();
        self.shared_names(&shown.shared);
        self.clip_to_lanes();
        for lane in &self.timeline.lanes {
            if shown.at_cursor == Some(lane.task.id) {
                self.tint_name(lane);
            }
            self.name(lane, selected == Some(lane.task.id.0));
        }
        if let Some(lane) = &self.timeline.event_loop {
            self.own_name(lane.name, lane.y);
        }
        for lane in &self.timeline.workers {
            self.own_name(&lane.short, lane.y);
        }
        self.canvas.restore();
        self.marks(&shown.marks);
        if let Some(selection) = &shown.selection {
            self.selection(selection)?;
        }
        self.cursor()
    }

    /// Until `restore`: lanes that are scrolled out, or told to listeners alone, stay unseen.
    fn clip_to_lanes(&self) {
        self.clip(Layout::TOP, self.layout.tasks);
    }

    /// Until `restore`: nothing is painted above and below.
    fn clip(&self, top: f64, height: f64) {
        self.canvas.save();
        self.canvas.begin_path();
        self.canvas.rect(0.0, top, self.layout.width, height);
        self.canvas.clip();
    }

    /// Where the lanes end, those of what tasks share included.
    fn bottom(&self) -> f64 {
        (Layout::TOP + self.layout.tasks + self.layout.shared)
            .min(self.layout.height - Layout::BOTTOM)
    }

    /// The middle of a lane of tasks, of the loop or of a worker.
    fn middle(&self, y: f64) -> f64 {
        Layout::TOP + y + self.timeline.lane_height - self.bars_height() / 2.0 - self.below()
    }

    /// The height of the part of a lane in which its bars are.
    fn bars_height(&self) -> f64 {
        match self.layout.names_above {
            true => Layout::BARS,
            false => self.timeline.lane_height,
        }
    }

    /// The room below the bars, where the name stands above them.
    fn below(&self) -> f64 {
        if self.layout.names_above { 2.0 } else { 0.0 }
    }

    /// Where in the whole run the part lies that is seen, when it is not all of it.
    fn map(&self) {
        if self.timeline.axis.shows_all() {
            return;
        }
        let (canvas, wide) = (self.canvas, self.layout.plot_width());
        let (from, to) = self.timeline.axis.part_seen();
        canvas.set_fill_style_str(&self.palette.grid);
        canvas.fill_rect(self.layout.left, 0.0, wide, Layout::MAP);
        canvas.set_fill_style_str(&self.palette.muted);
        let seen = ((to - from) * wide).max(6.0);
        canvas.fill_rect(self.layout.left + from * wide, 0.0, seen, Layout::MAP);
    }

    /// The run before somebody stepped in: pale, and a little higher than what stands before it.
    fn baseline(&self, baseline: &Baseline) {
        let canvas = self.canvas;
        canvas.set_fill_style_str(&self.palette.muted);
        canvas.set_stroke_style_str(&self.palette.muted);
        let height = self.bars_height() - 5.0;
        for lane in &baseline.lanes {
            let top = self.middle(lane.y) - height / 2.0;
            for BaselineBar { x, width, kind } in &lane.bars {
                let x = self.layout.left + x;
                if *kind == BarKind::Running {
                    canvas.set_global_alpha(0.35);
                    canvas.fill_rect(x, top, width.max(2.0), height);
                } else {
                    canvas.set_global_alpha(0.75);
                    let dashes = js_sys::Array::of2(&3.into(), &3.into());
                    // Without dashes it is still pale.
                    let _refused = canvas.set_line_dash(&dashes);
                    canvas.stroke_rect(x + 0.5, top, (width - 1.0).max(1.0), height);
                    let _refused = canvas.set_line_dash(&js_sys::Array::new());
                }
            }
        }
        canvas.set_global_alpha(1.0);
    }

    /// The bookmarks: a flag on the axis with its pole, and a mark on the map.
    fn marks(&self, marks: &[Mark]) {
        let canvas = self.canvas;
        let bottom = self.bottom();
        let wide = self.layout.plot_width();
        canvas.set_fill_style_str(&self.palette.ink);
        for mark in marks {
            if !self.timeline.axis.shows_all() {
                let x = self.layout.left + mark.part.clamp(0.0, 1.0) * wide;
                canvas.fill_rect(x - 1.0, 0.0, 2.0, Layout::MAP);
            }
            if !(0.0..=wide).contains(&mark.x) {
                continue;
            }
            let x = self.layout.left + mark.x;
            canvas.fill_rect(
                x - 0.5,
                Layout::TOP - 10.0,
                1.0,
                bottom - Layout::TOP + 10.0,
            );
            canvas.begin_path();
            canvas.move_to(x, Layout::TOP - 11.0);
            canvas.line_to(x + 9.0, Layout::TOP - 7.5);
            canvas.line_to(x, Layout::TOP - 4.0);
            canvas.fill();
        }
    }

    fn axis(&self) {
        let (canvas, left) = (self.canvas, self.layout.left);
        let bottom = self.bottom();
        canvas.set_fill_style_str(&self.palette.opened);
        for opened in &self.timeline.opened {
            canvas.fill_rect(
                left + opened.x,
                Layout::TOP,
                opened.width,
                bottom - Layout::TOP,
            );
        }
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        canvas.set_text_baseline("middle");
        for tick in &self.timeline.ticks {
            let x = (left + tick.x).round() + 0.5;
            canvas.set_stroke_style_str(&self.palette.grid);
            self.stroke_line(x, Layout::TOP - 4.0, x, bottom);
            canvas.set_fill_style_str(&self.palette.muted);
            // Text that does not fit is nobody's loss: ticks keep their distance.
            let _drawn = canvas.fill_text(
                &tick.label,
                (left + tick.label_x).round(),
                Layout::TOP - 13.0,
            );
        }
        // The mark that an instant is opened: a bracket over its width.
        canvas.set_stroke_style_str(&self.palette.muted);
        for opened in &self.timeline.opened {
            let (from, to) = (left + opened.x + 0.5, left + opened.x + opened.width - 0.5);
            let y = Layout::TOP - 4.5;
            canvas.begin_path();
            canvas.move_to(from, y + 4.0);
            canvas.line_to(from, y);
            canvas.line_to(to, y);
            canvas.line_to(to, y + 4.0);
            canvas.stroke();
        }
    }

    fn arrow(&self, arrow: &Arrow) {
        let canvas = self.canvas;
        // An arrow's ends stand in the middle of whole lanes.
        let lower = self.middle(0.0) - Layout::TOP - self.timeline.lane_height / 2.0;
        let place = |end: ArrowEnd| (self.layout.left + end.x, Layout::TOP + end.y + lower);
        let (to_x, to_y) = place(arrow.to);
        let (from_x, from_y) = arrow.from.map_or((to_x, Layout::TOP), place);
        let along = (from_y - to_y).abs() < 1.0;
        let (from_y, to_y) = if along {
            let above = self.bars_height() / 2.0 - 3.0;
            (from_y - above, to_y - above)
        } else {
            (from_y, to_y)
        };
        canvas.set_stroke_style_str(&self.palette.wrong);
        canvas.set_fill_style_str(&self.palette.wrong);
        canvas.set_line_width(1.5);
        canvas.begin_path();
        canvas.move_to(from_x, from_y);
        if along {
            canvas.line_to(to_x, to_y);
        } else {
            let bend = 10.0;
            canvas.bezier_curve_to(from_x + bend, from_y, to_x + bend, to_y, to_x + 1.0, to_y);
        }
        canvas.stroke();
        canvas.set_line_width(1.0);
        let side = if along && to_x >= from_x { -1.0 } else { 1.0 };
        canvas.begin_path();
        canvas.move_to(to_x, to_y);
        canvas.line_to(to_x + side * 7.0, to_y - 3.5);
        canvas.line_to(to_x + side * 7.0, to_y + 3.5);
        canvas.fill();
    }

    /// A shortened gap: the lanes are torn there, and the axis says how much is left out.
    fn breaks(&self) {
        let canvas = self.canvas;
        let bottom = self.bottom();
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        let mut free_from = 0.0;
        for gap in &self.timeline.breaks {
            let x = self.layout.left + gap.x + gap.width / 2.0;
            canvas.set_fill_style_str(&self.palette.card);
            canvas.fill_rect(x - 5.0, Layout::TOP, 10.0, bottom - Layout::TOP);
            canvas.set_stroke_style_str(&self.palette.muted);
            for side in [-5.0, 5.0] {
                canvas.begin_path();
                let mut y = Layout::TOP;
                let mut out = 2.0;
                canvas.move_to(x + side, y);
                while y < bottom {
                    y += 6.0;
                    canvas.line_to(x + side + out, y.min(bottom));
                    out = -out;
                }
                canvas.stroke();
            }
            // Where tears stand close together only the first of them says how much: none would be
            // read over another.
            let half = canvas
                .measure_text(&gap.label)
                .map_or(0.0, |text| text.width() / 2.0);
            // At the left end it stands beside its tear, or the names would cover its beginning.
            let at = x.max(self.layout.left + half);
            if x >= self.layout.left && at - half >= free_from {
                free_from = at + half + 8.0;
                canvas.set_fill_style_str(&self.palette.muted);
                let _drawn = canvas.fill_text(&gap.label, at, bottom + 12.0);
            }
        }
    }

    /// The names stand on a ground of their own, over whatever hangs out of the plot area.
    fn cover_names(&self) {
        let canvas = self.canvas;
        canvas.set_fill_style_str(&self.palette.card);
        let below = self.layout.height - Layout::TOP;
        canvas.fill_rect(0.0, Layout::TOP, self.layout.left - 4.0, below);
        canvas.fill_rect(0.0, 0.0, (self.layout.left - 24.0).max(0.0), Layout::TOP);
        canvas.set_stroke_style_str(&self.palette.line);
    }

    /// The name above the bars of its lane.
    fn name_above(&self, name: &str, y: f64, colour: &str) {
        let canvas = self.canvas;
        let middle = Layout::TOP + y + (self.timeline.lane_height - Layout::BARS) / 2.0;
        canvas.set_font(MONO);
        canvas.set_text_align("left");
        canvas.set_fill_style_str(colour);
        let room = self.layout.width - Layout::LEFT * 2.0;
        let name = shortened(name, (room / letters::NAME) as usize);
        let _drawn = canvas.fill_text(&name, Layout::LEFT, middle);
    }

    fn name(&self, lane: &Lane, is_selected: bool) {
        if self.layout.names_above {
            return self.name_above(&lane.name, lane.y, &self.palette.ink);
        }
        let canvas = self.canvas;
        let middle = self.middle(lane.y);
        let half = self.timeline.lane_height / 2.0;
        let indent = 22.0 + lane.depth.min(6) as f64 * 14.0;
        canvas.set_fill_style_str(self.palette.task(&lane.task));
        canvas.fill_rect(indent - 10.0, middle - half * 0.6, 4.0, half * 1.2);
        if is_selected {
            canvas.fill_rect(3.0, middle - half + 1.0, 3.0, half * 2.0 - 2.0);
        }
        let character = self.font_of_names();
        canvas.set_text_align("left");
        canvas.set_fill_style_str(&self.palette.ink);
        let room = self.layout.left - indent - 10.0;
        let name = shortened(&lane.name, (room / character) as usize);
        let _drawn = canvas.fill_text(&name, indent, middle + 0.5);
    }

    /// Names are smaller in low lanes; how wide a character is.
    fn font_of_names(&self) -> f64 {
        let is_low = self.timeline.lane_height < 17.0;
        self.canvas.set_font(if is_low { SMALL_MONO } else { MONO });
        if is_low {
            letters::NAME * 0.86
        } else {
            letters::NAME
        }
    }

    /// The name of a lane that is no task's.
    fn own_name(&self, name: &str, y: f64) {
        if self.layout.names_above {
            return self.name_above(name, y, &self.palette.muted);
        }
        let middle = self.middle(y);
        let canvas = self.canvas;
        canvas.set_font(MONO);
        canvas.set_text_align("left");
        canvas.set_fill_style_str(&self.palette.muted);
        let room = self.layout.left - 24.0;
        let name = shortened(name, (room / letters::NAME) as usize);
        let _drawn = canvas.fill_text(&name, 14.0, middle + 0.5);
    }

    fn cursor(&self) -> Option<()> {
        let x = self.timeline.cursor_x;
        if !(-1.0..=self.layout.plot_width() + 1.0).contains(&x) {
            return Some(());
        }
        let canvas = self.canvas;
        let x = self.layout.left + x;
        let bottom = self.bottom();
        canvas.set_fill_style_str(&self.palette.cursor);
        let top = Layout::MAP + 1.0;
        canvas.fill_rect(x - 1.0, top, 2.0, bottom - top);
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        let label = &self.timeline.cursor_label;
        let wide = canvas.measure_text(label).ok()?.width() + 16.0;
        let most = self.layout.width - wide / 2.0 - 2.0;
        let middle = x.min(most);
        canvas.begin_path();
        canvas
            .round_rect_with_f64(middle - wide / 2.0, top, wide, Layout::PILL, 9.0)
            .ok()?;
        canvas.fill();
        canvas.set_fill_style_str(&self.palette.on_cursor);
        canvas
            .fill_text(label, middle, top + Layout::PILL / 2.0 + 0.5)
            .ok()
    }

    /// What comes after the cursor is there, but pale.
    fn veil(&self, from: f64) {
        let canvas = self.canvas;
        let from = from.max(0.0);
        let width = self.layout.plot_width() + Layout::RIGHT - from;
        if width <= 0.0 {
            return;
        }
        canvas.set_fill_style_str(&self.palette.card);
        canvas.set_global_alpha(0.45);
        canvas.fill_rect(
            self.layout.left + from,
            Layout::TOP,
            width,
            self.bottom() - Layout::TOP,
        );
        canvas.set_global_alpha(1.0);
    }

    /// The lane of the task at the cursor.
    fn tint(&self, lane: &Lane) {
        self.tint_to(lane, self.layout.width);
    }

    /// The same under its name, whose ground covers the lane.
    fn tint_name(&self, lane: &Lane) {
        self.tint_to(lane, self.layout.left - 4.0);
        let y = Layout::TOP + lane.y;
        self.canvas.set_fill_style_str(&self.palette.cursor);
        self.canvas
            .fill_rect(0.0, y, 3.0, self.timeline.lane_height);
    }

    fn tint_to(&self, lane: &Lane, width: f64) {
        let canvas = self.canvas;
        canvas.set_fill_style_str(&self.palette.cursor);
        canvas.set_global_alpha(0.07);
        let y = Layout::TOP + lane.y;
        canvas.fill_rect(0.0, y, width, self.timeline.lane_height);
        canvas.set_global_alpha(1.0);
    }

    /// What would go on for ever ends torn.
    fn torn(&self, right: f64, top: f64, height: f64) {
        let canvas = self.canvas;
        let steps = (height / 4.0).ceil().max(2.0);
        let step = height / steps;
        canvas.set_fill_style_str(&self.palette.card);
        canvas.begin_path();
        canvas.move_to(right + 2.0, top - 1.0);
        let mut inward = true;
        for n in 0..=steps as usize {
            let x = if inward { right - 5.0 } else { right - 1.0 };
            canvas.line_to(x, top + n as f64 * step);
            inward = !inward;
        }
        canvas.line_to(right + 2.0, top + height + 1.0);
        canvas.fill();
    }

    fn stroke_line(&self, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.canvas.set_line_width(1.0);
        self.canvas.begin_path();
        self.canvas.move_to(x1, y1);
        self.canvas.line_to(x2, y2);
        self.canvas.stroke();
    }
}
