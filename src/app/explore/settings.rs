//! What a person chooses before a search.

use serde::Serialize;

use crate::analysis::exploring::Differs;

/// The settings, as they stand in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What may differ.
    pub differs: Vec<Differs>,
    /// All orders with at most so many deviations are tried, as it was typed.
    pub deviations: String,
    /// What counts as a failure.
    pub fails: Fails,
}

/// What counts as a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fails {
    /// It raises or hangs, or an invariant does not hold.
    Raises,
    /// Or it keeps a lock, hides an exception or swallows a cancel.
    #[default]
    Wrong,
    /// Or it prints something else than in asyncio's own order.
    Prints,
}

impl Fails {
    /// All, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Raises, Self::Wrong, Self::Prints];

    /// Its name in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raises => "raises",
            Self::Wrong => "wrong",
            Self::Prints => "prints",
        }
    }

    /// The kinds of failures that count, as the explorer names them.
    const fn kinds(self) -> &'static [&'static str] {
        let all = &[
            "exception",
            "deadlock",
            "livelock",
            "unending",
            "invariant",
            "hidden",
            "unawaited",
            "destroyed",
            "kept",
            "swallowed",
            "output",
        ];
        match self {
            Self::Raises => all.split_at(5).0,
            Self::Wrong => all.split_at(10).0,
            Self::Prints => all,
        }
    }
}

/// So many deviations may be asked for: with more of them nobody waits for the end.
pub const MOST_DEVIATIONS: u32 = 4;

/// After so many seconds a worker begins no new run, and after so many runs.
const SECONDS: f64 = 60.0;
const RUNS: u32 = 2_000;

/// The settings, as the explorer reads them.
#[derive(Serialize)]
struct Written {
    differences: Vec<&'static str>,
    failures: &'static [&'static str],
    deviations: u32,
    runs: u32,
    seconds: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            differs: vec![Differs::Late, Differs::Timeout],
            deviations: "2".to_owned(),
            fails: Fails::default(),
        }
    }
}

impl Settings {
    /// The number of deviations, if it is one that can be asked for.
    pub fn deviations(&self) -> Option<u32> {
        let number = self.deviations.trim().parse().ok();
        number.filter(|number| (1..=MOST_DEVIATIONS).contains(number))
    }

    /// Whether this may differ.
    pub fn may_differ(&self, what: Differs) -> bool {
        self.differs.contains(&what)
    }

    /// Whether a search can begin.
    pub fn are_right(&self) -> bool {
        self.deviations().is_some() && !self.differs.is_empty()
    }

    pub(super) fn let_differ(&mut self, what: Differs, may: bool) {
        self.differs.retain(|other| *other != what);
        if may {
            self.differs.push(what);
        }
    }

    /// The settings as JSON, as the explorer reads them; none where they are wrong.
    pub(super) fn written(&self) -> Option<String> {
        let deviations = self.deviations().filter(|_| self.are_right())?;
        let written = Written {
            differences: self.differs.iter().map(|what| what.name()).collect(),
            failures: self.fails.kinds(),
            deviations,
            runs: RUNS,
            seconds: SECONDS,
        };
        serde_json::to_string(&written).ok()
    }
}
