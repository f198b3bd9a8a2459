//! A guess before the run, and the truth to put beside it after.

/// What was guessed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// How long it takes.
    pub time: String,
    /// What is printed last.
    pub last: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// How long it took: `3.000 s`.
    pub seconds: String,
    /// What was printed last.
    pub last: String,
}

impl Guess {
    /// Whether the guessed time is the true one, however it is spelled.
    pub fn is_time_right(&self, truth: &Truth) -> bool {
        let number = |text: &str| text.trim().trim_end_matches('s').trim().parse::<f64>().ok();
        match (number(&self.time), number(&truth.seconds)) {
            (Some(guess), Some(truth)) => (guess - truth).abs() < 0.000_5,
            _ => false,
        }
    }

    /// Whether the guessed line is the one that was printed last.
    pub fn is_last_right(&self, truth: &Truth) -> bool {
        self.last.trim() == truth.last.trim()
    }
}
