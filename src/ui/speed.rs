//! How fast the loop clock goes against the wall clock.

/// A pace of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many loop seconds a second of the wall.
    Times(f64),
    /// No waiting at all.
    Instant,
}

impl Speed {
    /// Those on offer, slowest first.
    pub const ALL: [Self; 10] = [
        Self::Times(0.1),
        Self::Times(0.25),
        Self::Times(0.5),
        Self::Times(1.0),
        Self::Times(2.0),
        Self::Times(5.0),
        Self::Times(10.0),
        Self::Times(25.0),
        Self::Times(100.0),
        Self::Instant,
    ];

    /// The name in the storage and the address: `0.5`, `instant`.
    pub fn name(self) -> String {
        match self {
            Self::Times(factor) => factor.to_string(),
            Self::Instant => "instant".to_owned(),
        }
    }

    /// The speed on offer of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.name() == name)
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::Times(1.0)
    }
}
