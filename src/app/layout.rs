//! Where the parts of the timeline's picture are, and how its names fit.

use crate::view_model::letters;

/// Where the parts of the picture are, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Layout {
    /// The whole picture's width.
    pub width: f64,
    /// The whole picture's height.
    pub height: f64,
    /// Where the plot area begins: right of the names.
    pub left: f64,
    /// How high the part of the plot area is in which the tasks' lanes are.
    pub tasks: f64,
    /// How high the part below it is, with the lanes of what tasks share.
    pub shared: f64,
    /// How high those lanes are together.
    pub shared_content: f64,
    /// How far they are scrolled.
    pub shared_scroll: f64,
    /// Whether names stand above their lanes, so that the bars have the full width.
    pub names_above: bool,
    /// How high the picture would be with every lane in it.
    pub wanted: f64,
}

impl Layout {
    /// The height of the axis above the lanes, with the cursor's label over it.
    pub const TOP: f64 = 46.0;
    /// The height of the map of the whole run, above the axis.
    pub const MAP: f64 = 7.0;
    /// The height of the cursor's label, below the map.
    pub const PILL: f64 = 18.0;
    /// The room below the lanes for how much time is left out.
    pub const BOTTOM: f64 = 18.0;
    /// The room right of the plot area, for a label that hangs over.
    pub const RIGHT: f64 = 34.0;
    /// The height of a lane in a picture that is as high as its lanes.
    pub const LANE: f64 = 36.0;

    /// The room for the names where they stand above.
    pub const LEFT: f64 = 14.0;
    /// The height of a line with the name above a lane of what tasks share.
    pub const NAME: f64 = 18.0;
    /// The height of a lane's bars where its name stands above them.
    pub const BARS: f64 = 26.0;

    /// How high the lane of something shared is, with the name above it where that stands there.
    pub fn shared_height(self, lane: f64) -> f64 {
        lane + if self.names_above { Self::NAME } else { 0.0 }
    }

    /// The plot area's width.
    pub fn plot_width(self) -> f64 {
        (self.width - self.left - Self::RIGHT).max(40.0)
    }

    /// The plot area's height.
    pub fn plot_height(self) -> f64 {
        (self.height - Self::TOP - Self::BOTTOM).max(Self::LANE)
    }
}

/// How wide the column of names is for names of so many characters, indents included.
pub fn names_width(characters: usize, picture: f64) -> f64 {
    let wanted = characters as f64 * letters::NAME + 34.0;
    wanted.clamp(96.0, 320.0).min(picture * 0.36)
}

/// A name in so many characters: what tells siblings apart stays.
pub fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    // The arguments tell siblings apart, so the function's name is shortened first.
    if let Some((function, arguments)) = name.split_once('(') {
        let room = most.saturating_sub(arguments.chars().count() + 2);
        if room > 0 {
            let kept: String = function.chars().take(room).collect();
            return format!("{kept}…({arguments}");
        }
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}
