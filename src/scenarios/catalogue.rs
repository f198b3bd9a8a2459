//! The one list of scenarios, in the order of the lesson.

use super::{CATALOGUE, Scenario};

/// All scenarios, in the order of the lesson.
pub fn catalogue() -> &'static [Scenario] {
    CATALOGUE
}

/// The scenario with this id.
pub fn find(id: &str) -> Option<&'static Scenario> {
    CATALOGUE.iter().find(|scenario| scenario.id == id)
}
