//! How the panes share the page, as a person has set it: in percent, within bounds.

use crate::text::{Text, habits};

/// A line between panes that can be moved. What it stands for is the size of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divider {
    /// Between program and time, through the whole page: the program's width.
    Program,
    /// Below the timeline: the lower panes' height.
    Lower,
    /// Right of the console: its width.
    Console,
    /// Left of the task: its width.
    Task,
}

/// The sizes, in percent of the row or the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes([u8; 4]);

/// What every pane keeps at least, in percent.
const LEAST: u8 = 15;
/// What the two sizes of a row of three leave for the third, in percent.
const MOST_OF_TWO: u8 = 100 - 20;

impl Divider {
    /// All, in the order in which their sizes are remembered.
    pub const ALL: [Self; 4] = [Self::Program, Self::Lower, Self::Console, Self::Task];

    /// What it changes.
    pub const fn label(self) -> Text {
        match self {
            Self::Program => habits::PROGRAM_WIDTH,
            Self::Lower => habits::LOWER_HEIGHT,
            Self::Console => habits::CONSOLE_WIDTH,
            Self::Task => habits::TASK_WIDTH,
        }
    }

    /// Its name in the style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Lower => "lower",
            Self::Console => "console",
            Self::Task => "task",
        }
    }

    /// Whether the line itself stands upright.
    pub const fn is_vertical(self) -> bool {
        matches!(self, Self::Program | Self::Console | Self::Task)
    }

    /// 1 where moving it right or down makes its pane larger, -1 where smaller.
    pub const fn sign(self) -> f64 {
        match self {
            Self::Program | Self::Console => 1.0,
            Self::Lower | Self::Task => -1.0,
        }
    }

    /// The one whose pane stands in the same row of three.
    const fn partner(self) -> Option<Self> {
        match self {
            Self::Program | Self::Lower => None,
            Self::Console => Some(Self::Task),
            Self::Task => Some(Self::Console),
        }
    }
}

impl Default for Sizes {
    fn default() -> Self {
        Self([43, 44, 27, 29])
    }
}

impl Sizes {
    /// A pane's size, in percent.
    pub fn of(self, divider: Divider) -> u8 {
        self.0[divider as usize]
    }

    /// What it may be: never so large that another pane is gone.
    pub fn bounds(self, divider: Divider) -> (u8, u8) {
        let most = match divider.partner() {
            Some(other) => MOST_OF_TWO.saturating_sub(self.of(other)),
            None if matches!(divider, Divider::Lower) => 80,
            None => 60,
        };
        (LEAST, most.max(LEAST))
    }

    /// The sizes with one changed, as far as its bounds go.
    pub fn with(mut self, divider: Divider, percent: f64) -> Self {
        let (least, most) = self.bounds(divider);
        self.0[divider as usize] = percent.round().clamp(f64::from(least), f64::from(most)) as u8;
        self
    }

    /// As it is remembered, and as a link says it: `43-44-27-29`.
    pub fn name(self) -> String {
        self.0.map(|size| size.to_string()).join("-")
    }

    /// What [`Self::name`] gave; none if it makes no sense.
    pub fn parse(given: &str) -> Option<Self> {
        let sizes: Vec<u8> = given
            .split('-')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let sizes = Self(sizes.try_into().ok()?);
        let sound = Divider::ALL.into_iter().all(|divider| {
            let (least, most) = sizes.bounds(divider);
            (least..=most).contains(&sizes.of(divider))
        });
        sound.then_some(sizes)
    }
}
