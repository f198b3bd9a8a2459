//! Which panes are seen: which program, which side of the loop, which pane on a phone. A link says
//! so.

use crate::text::{Text, interventions, lesson, page, recorded};

/// Which program the code pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Code {
    /// The Python twin.
    #[default]
    Python,
    /// The Rust that runs.
    Rust,
}

impl Code {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Python, Self::Rust];

    /// Its name in a link.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }
}

/// A side of the event loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// What runs, what is ready, what is timed.
    #[default]
    Loop,
    /// Who waits for what.
    Waits,
    /// What is to be known.
    Findings,
    /// What a person can do to it.
    StepIn,
}

impl Side {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::Loop, Self::Waits, Self::Findings, Self::StepIn];

    /// Those beside which the findings have a place of their own.
    pub const WIDE: [Self; 3] = [Self::Loop, Self::Waits, Self::StepIn];

    /// Of some, those that there are where a person can step into the run, or cannot.
    pub fn offered(all: &'static [Self], can_step_in: bool) -> &'static [Self] {
        match all.split_last() {
            Some((Self::StepIn, others)) if !can_step_in => others,
            _ => all,
        }
    }

    /// This one, or the first where it is not offered.
    pub fn or_first(self, can_step_in: bool) -> Self {
        match (self, can_step_in) {
            (Self::StepIn, false) => Self::Loop,
            (side, _) => side,
        }
    }

    /// Its name in a link.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Waits => "waits",
            Self::Findings => "findings",
            Self::StepIn => "step-in",
        }
    }

    /// The id of its tab.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Loop => "side-loop",
            Self::Waits => "side-waits",
            Self::Findings => "side-findings",
            Self::StepIn => "side-step-in",
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> Text {
        match self {
            Self::Loop => page::EVENT_LOOP,
            Self::Waits => page::WAITS,
            Self::Findings => page::FINDINGS,
            Self::StepIn => interventions::STEP_IN,
        }
    }
}

/// A side of what there is to know of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// The sums of the span that is selected; of all of it, if none is.
    #[default]
    Span,
    /// The tasks.
    Tasks,
    /// What they awaited.
    Awaits,
    /// The steps that ran for long.
    Slow,
    /// The program's text, where it was recorded.
    Source,
    /// What runs, what is ready, what is timed.
    Now,
    /// Who waits for what.
    Waits,
    /// One task.
    Task,
    /// What was printed.
    Console,
}

impl About {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 9] = [
        Self::Span,
        Self::Tasks,
        Self::Awaits,
        Self::Slow,
        Self::Source,
        Self::Now,
        Self::Waits,
        Self::Task,
        Self::Console,
    ];

    /// The id of its tab.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Span => "about-span",
            Self::Tasks => "about-tasks",
            Self::Awaits => "about-awaits",
            Self::Slow => "about-slow",
            Self::Source => "about-source",
            Self::Now => "about-now",
            Self::Waits => "about-waits",
            Self::Task => "about-task",
            Self::Console => "about-console",
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> Text {
        match self {
            Self::Span => recorded::SPAN,
            Self::Tasks => recorded::TASKS,
            Self::Awaits => recorded::AWAITS,
            Self::Slow => recorded::SLOW,
            Self::Source => recorded::SOURCE,
            Self::Now => recorded::NOW,
            Self::Waits => page::WAITS,
            Self::Task => recorded::ONE_TASK,
            Self::Console => page::CONSOLE,
        }
    }
}

/// A pane, as a phone's switcher offers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The program.
    Code,
    /// The form.
    Form,
    /// The timeline.
    #[default]
    Timeline,
    /// What was printed.
    Console,
    /// The event loop.
    Loop,
    /// One task.
    Task,
    /// The steps of the lesson, in the place of the task.
    Lesson,
}

impl Pane {
    /// All, in the switcher's order.
    pub const ALL: [Self; 7] = [
        Self::Code,
        Self::Form,
        Self::Timeline,
        Self::Console,
        Self::Loop,
        Self::Task,
        Self::Lesson,
    ];

    /// Those that there are inside the lesson, or outside of it, in the switcher's order.
    pub fn offered(in_lesson: bool) -> impl Iterator<Item = Self> {
        let absent = if in_lesson { Self::Task } else { Self::Lesson };
        Self::ALL.into_iter().filter(move |pane| *pane != absent)
    }

    /// This one; of what has no form, the program in its place.
    pub const fn with_form(self, has_form: bool) -> Self {
        match (self, has_form) {
            (Self::Form, false) => Self::Code,
            (pane, _) => pane,
        }
    }

    /// This one, or the one that stands in its place inside the lesson, or outside of it.
    pub const fn inside(self, in_lesson: bool) -> Self {
        match (self, in_lesson) {
            (Self::Task, true) => Self::Lesson,
            (Self::Lesson, false) => Self::Task,
            (pane, _) => pane,
        }
    }

    /// Its name in the style sheets and in a link.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Form => "form",
            Self::Timeline => "timeline",
            Self::Console => "console",
            Self::Loop => "loop",
            Self::Task => "task",
            Self::Lesson => "lesson",
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> Text {
        match self {
            Self::Code => page::CODE,
            Self::Form => page::FORM,
            Self::Timeline => page::TIMELINE,
            Self::Console => page::CONSOLE,
            Self::Loop => page::LOOP,
            Self::Task => page::TASK,
            Self::Lesson => lesson::STEPS,
        }
    }
}
