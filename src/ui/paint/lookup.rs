//! What a person looks for: the hits of a search, and the span that is selected.

use super::{Picture, SANS};
use crate::app::layout::Layout;
use crate::app::viewport::Selection;
use crate::view_model::HitMark;

impl Picture<'_> {
    /// The hits are outlined; the one at the cursor more strongly.
    pub(super) fn hits(&self, hits: &[HitMark]) {
        let canvas = self.canvas;
        let high = self.timeline.lane_height;
        for hit in hits {
            let (x, width) = match hit.bar {
                Some((x, width)) => (self.layout.left + x, width.max(3.0)),
                None => (8.0, self.layout.left - 18.0),
            };
            let colour = match hit.is_current {
                true => &self.palette.accent,
                false => &self.palette.ink,
            };
            canvas.set_stroke_style_str(colour);
            canvas.set_line_width(if hit.is_current { 2.5 } else { 1.25 });
            canvas.begin_path();
            let (top, height) = (Layout::TOP + hit.y + 0.5, high - 1.0);
            let outlined = canvas.round_rect_with_f64(x - 1.0, top, width + 2.0, height, 3.0);
            if outlined.is_ok() {
                canvas.stroke();
            }
        }
        canvas.set_line_width(1.0);
    }

    /// The span that is selected, with its length on the axis.
    pub(super) fn selection(&self, selection: &Selection) -> Option<()> {
        let (canvas, wide) = (self.canvas, self.layout.plot_width());
        let (from, to) = (selection.from.max(0.0), selection.to.min(wide));
        if from >= to {
            return Some(());
        }
        let (left, bottom) = (self.layout.left, self.bottom());
        canvas.set_fill_style_str(&self.palette.accent);
        canvas.set_global_alpha(0.1);
        canvas.fill_rect(left + from, Layout::TOP, to - from, bottom - Layout::TOP);
        canvas.set_global_alpha(1.0);
        canvas.fill_rect(left + from, Layout::TOP - 2.0, to - from, 2.0);
        for (edge, is_seen) in [(from, selection.from >= 0.0), (to, selection.to <= wide)] {
            if is_seen {
                canvas.fill_rect(
                    left + edge - 0.75,
                    Layout::TOP - 2.0,
                    1.5,
                    bottom - Layout::TOP + 2.0,
                );
            }
        }
        canvas.set_font(SANS);
        canvas.set_text_align("center");
        let half = canvas.measure_text(&selection.label).ok()?.width() / 2.0 + 8.0;
        let middle = left + f64::midpoint(from, to);
        let middle = middle.min(self.layout.width - half - 2.0).max(half + 2.0);
        let top = Layout::MAP + 1.0;
        canvas.begin_path();
        canvas
            .round_rect_with_f64(middle - half, top, half * 2.0, Layout::PILL, 9.0)
            .ok()?;
        canvas.fill();
        canvas.set_fill_style_str(&self.palette.on_accent);
        canvas
            .fill_text(&selection.label, middle, top + Layout::PILL / 2.0 + 0.5)
            .ok()
    }
}
