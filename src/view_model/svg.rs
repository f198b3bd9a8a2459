//! The timeline as a picture that stands by itself.

use std::fmt::Write;

use super::{
    Analysis, Bar, BarKind, Colour, EndKind, Lane, TaskRef, Timeline, View, WorkerBar, timeline,
};
use crate::trace::Trace;

/// How wide the column of names is, in pixels.
const NAMES: f64 = 240.0;

/// How high the axis is, in pixels.
const AXIS: f64 = 36.0;

/// The most lanes in one picture; a note says how many more there are.
const LANES: usize = 1000;

/// The light theme's fills, in the palette's order.
const FILLS: [&str; 8] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00", "#56B4E9", "#8A3FFC", "#B00020",
];

/// The light theme's fill of `main()`'s bars, and of those that are for no task.
const MAIN: &str = "#56606F";

/// The light theme's fill of the loop's lane while it goes on, and while a call holds it.
const MUTED: &str = "#5B6574";
const WRONG: &str = "#C8321F";

/// The timeline of a view, with all its lanes (up to 1000) whatever the view's height and scroll,
/// as SVG in the light theme.
pub fn timeline_svg(trace: &Trace, analysis: &Analysis, view: &View, title: &str) -> String {
    let lane_height = view.lane_height.max(16.0);
    let view = View {
        scroll: 0.0,
        lane_height,
        height: LANES as f64 * lane_height,
        ..*view
    };
    let seen = timeline(trace, analysis, &view);
    let drawn = seen.lanes.len() + usize::from(seen.event_loop.is_some()) + seen.workers.len();
    let height = AXIS + (drawn as f64 + 1.0) * lane_height;
    let width = NAMES + view.width + 24.0;
    let mut svg = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         font-family=\"ui-monospace, monospace\" font-size=\"12\">\
         <title>{}</title>{DEFINITIONS}\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>",
        escaped(title),
    );
    axis(&mut svg, &seen, height);
    for lane in &seen.lanes {
        draw_lane(&mut svg, lane, lane_height);
    }
    draw_own_lanes(&mut svg, &seen, lane_height);
    let left_out = seen.lane_count.saturating_sub(drawn);
    if left_out > 0 {
        let _ = write!(
            svg,
            "<text x=\"12\" y=\"{:.1}\" fill=\"#5B6574\">+{left_out}</text>",
            height - lane_height / 2.0,
        );
    }
    svg.push_str("</svg>\n");
    svg
}

const DEFINITIONS: &str = "<defs>\
    <pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
    patternTransform=\"rotate(45)\"><rect width=\"4.5\" height=\"6\" fill=\"#FFFFFF\" \
    fill-opacity=\".88\"/></pattern>\
    <pattern id=\"dots\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">\
    <path d=\"M0 0h4v4h-4z M1 1v2h2v-2z\" fill=\"#FFFFFF\" fill-opacity=\".9\"/></pattern></defs>";

fn axis(svg: &mut String, seen: &Timeline, height: f64) {
    for opened in &seen.opened {
        let _ = write!(
            svg,
            "<rect x=\"{:.2}\" y=\"{AXIS}\" width=\"{:.2}\" height=\"{:.0}\" fill=\"#F5F6F8\">\
             <title>{}</title></rect>",
            NAMES + opened.x,
            opened.width,
            height - AXIS,
            escaped(&opened.label),
        );
    }
    for tick in &seen.ticks {
        let (x, label_x) = (NAMES + tick.x, NAMES + tick.label_x);
        let _ = write!(
            svg,
            "<path d=\"M{x:.2} {AXIS}V{height:.0}\" stroke=\"#E3E6EB\"/>\
             <text x=\"{label_x:.2}\" y=\"22\" text-anchor=\"middle\" fill=\"#5B6574\">{}</text>",
            escaped(&tick.label),
        );
    }
    for gap in &seen.breaks {
        let (x, end) = (NAMES + gap.x, NAMES + gap.x + gap.width);
        let _ = write!(
            svg,
            "<g><title>{}</title><path d=\"M{:.2} {AXIS}V{height:.0}M{:.2} {AXIS}V{height:.0}\" \
             stroke=\"#5B6574\" stroke-dasharray=\"3 3\"/></g>",
            escaped(&gap.label),
            (x + end) / 2.0 - 2.0,
            (x + end) / 2.0 + 2.0,
        );
    }
}

fn draw_lane(svg: &mut String, lane: &Lane, lane_height: f64) {
    let middle = AXIS + lane.y + lane_height / 2.0;
    let indent = 12.0 + 12.0 * lane.depth.min(8) as f64;
    let branch = if lane.depth > 0 { "\u{2514} " } else { "" };
    let _ = write!(
        svg,
        "<text x=\"{indent}\" y=\"{:.1}\" fill=\"#1C2330\">{branch}{}</text>",
        middle + 4.0,
        escaped(&shortened(&lane.task.name, 30 - lane.depth.min(8) * 2)),
    );
    for bar in &lane.bars {
        draw_bar(svg, bar, middle, lane_height * 0.6, fill_of(&lane.task));
    }
    if let Some(end) = lane.end {
        let mark = match end.kind {
            EndKind::Done => "\u{2713}",
            EndKind::Cancelled => "\u{2715}",
            EndKind::Failed => "!",
        };
        let _ = write!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.1}\" fill=\"#1C2330\">{mark}</text>",
            NAMES + end.x + 4.0,
            middle + 4.0,
        );
    }
}

/// The loop's lane and the workers', below those of the tasks.
fn draw_own_lanes(svg: &mut String, seen: &Timeline, lane_height: f64) {
    let middle = |y: f64| AXIS + y + lane_height / 2.0;
    let name = |svg: &mut String, name: &str, y: f64| {
        let _ = write!(
            svg,
            "<text x=\"12\" y=\"{:.1}\" fill=\"#5B6574\">{}</text>",
            middle(y) + 4.0,
            escaped(&shortened(name, 30)),
        );
    };
    if let Some(lane) = &seen.event_loop {
        name(svg, lane.name, lane.y);
        for bar in &lane.bars {
            let fill = match bar.kind {
                BarKind::Running => MUTED,
                _ => WRONG,
            };
            draw_bar(svg, bar, middle(lane.y), lane_height * 0.6, fill);
        }
    }
    for lane in &seen.workers {
        name(svg, &lane.short, lane.y);
        for WorkerBar { bar, task } in &lane.bars {
            let fill = task.as_ref().map_or(MAIN, fill_of);
            draw_bar(svg, bar, middle(lane.y), lane_height * 0.6, fill);
        }
    }
}

fn fill_of(task: &TaskRef) -> &'static str {
    match task.colour {
        Colour::Main => MAIN,
        Colour::Task(n) => FILLS[n as usize % FILLS.len()],
    }
}

fn draw_bar(svg: &mut String, bar: &Bar, middle: f64, height: f64, fill: &str) {
    let left = bar.x.max(0.0);
    let width = (bar.x + bar.width - left).max(0.5);
    let (x, y) = (NAMES + left, middle - height / 2.0);
    let mut rect = |fill: &str, more: &str| {
        let _ = write!(
            svg,
            "<rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{height:.1}\" \
             fill=\"{fill}\"{more}/>",
        );
    };
    let outline = format!(" stroke=\"{fill}\" stroke-width=\".75\"");
    match bar.kind {
        BarKind::Running => rect(fill, ""),
        BarKind::Many => rect(fill, " fill-opacity=\".6\""),
        BarKind::Awaiting => {
            rect(fill, "");
            rect("url(#hatch)", &outline);
        }
        BarKind::Ready => {
            rect(fill, "");
            rect("url(#dots)", "");
        }
    }
    if let Some(label) = &bar.label {
        let _ = write!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#1C2330\" \
             stroke=\"#FFFFFF\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            x + width / 2.0,
            middle + 4.0,
            escaped(label),
        );
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// Text as XML has it; what XML 1.0 cannot hold becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
                escaped.push('\u{FFFD}');
            }
            c => escaped.push(c),
        }
    }
    escaped
}
