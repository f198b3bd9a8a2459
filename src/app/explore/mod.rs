//! Trying other orders: the settings, the search as far as it has come, and the order that is shown.
//!
//! Python does the search, in workers that share it. What it finds comes back as
//! [`Explore::Heard`].

mod act;
mod open;
mod settings;

pub use act::Explore;
pub use open::{Compared, EPOCH, OtherOrder};
pub use settings::{Fails, Settings};

use std::rc::Rc;

use crate::analysis::exploring::Search;

/// What the page knows of a search.
#[derive(Clone, Debug, Default)]
pub struct Exploring {
    /// What stands in its form.
    pub settings: Settings,
    /// The last search; none before the first.
    pub found: Option<Found>,
}

/// A search through the orders of a program.
#[derive(Clone, Debug)]
pub struct Found {
    /// Counts the searches of this visit.
    pub number: u32,
    /// Whose orders are tried.
    pub program: Explored,
    /// As far as it has come.
    pub search: Search,
}

/// A program as it is explored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explored {
    /// What its file is called.
    pub file: String,
    /// Its text.
    pub text: Rc<str>,
}

/// A search, as the browser is asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// Counts the searches of this visit: what is said of this one carries it.
    pub number: u32,
    /// Whose orders are tried.
    pub program: Explored,
    /// The settings, as JSON.
    pub settings: String,
    /// How many workers share it.
    pub workers: usize,
}
