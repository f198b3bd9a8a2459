//! The search through a program's orders, as far as it has come.

use serde::Deserialize;

use super::Outcome;
use super::message::{Found, Unreadable};

/// An order that was tried: with so many deviations, and the place of its outcome among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Order(pub usize, pub usize);

impl Order {
    /// With so many deviations.
    pub const fn deviations(self) -> usize {
        self.0
    }

    /// The place of its outcome.
    pub const fn outcome(self) -> usize {
        self.1
    }
}

/// How far a search has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// It goes on.
    Running,
    /// What it was to try was tried: all orders with at most so many deviations, and perhaps others.
    Over {
        /// So many; none where not even asyncio's own order was tried.
        complete: Option<u32>,
    },
    /// A person ended it before.
    Stopped,
    /// It ended before its time, and why, in English: Python did not start or did not outlive a
    /// program, or a message made no sense.
    Broken(String),
}

/// A search.
#[derive(Clone, Debug)]
pub struct Search {
    /// All orders with at most so many deviations are wanted.
    pub deviations: u32,
    /// How far it has come.
    pub extent: Extent,
    found: Found,
}

impl Search {
    /// A search that begins.
    pub fn new(deviations: u32) -> Self {
        Self {
            deviations,
            extent: Extent::Running,
            found: Found::default(),
        }
    }

    /// All that is known by now.
    ///
    /// # Errors
    /// It has an order whose outcome it has not.
    pub fn hear(&mut self, found: Found) -> Result<(), Unreadable> {
        let outcomes = found.outcomes.len();
        if found.orders.iter().any(|order| order.outcome() >= outcomes) {
            return Err(Unreadable("an order without an outcome".to_owned()));
        }
        self.found = found;
        Ok(())
    }

    /// What it was to try was tried.
    pub fn end(&mut self) {
        let complete = u32::try_from(self.found.complete).ok();
        self.extent = Extent::Over { complete };
    }

    /// Whether asyncio's own order did the same each time.
    pub fn is_deterministic(&self) -> bool {
        self.found.is_deterministic
    }

    /// The orders, those with the fewest deviations first. Number 1 is the first.
    pub fn orders(&self) -> &[Order] {
        &self.found.orders
    }

    /// The outcomes, that of asyncio's own order first.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.found.outcomes
    }

    /// How many orders fail.
    pub fn failing(&self) -> usize {
        let orders = self.orders().iter();
        orders.filter(|order| self.fails(**order)).count()
    }

    /// Whether an order fails.
    pub fn fails(&self, order: Order) -> bool {
        let outcome = self.outcomes().get(order.outcome());
        outcome.is_some_and(Outcome::fails)
    }

    /// The outcome of asyncio's own order, once that was tried.
    pub fn own(&self) -> Option<usize> {
        let mut orders = self.orders().iter();
        let own = orders.find(|order| order.deviations() == 0)?;
        Some(own.outcome())
    }

    /// The number of the order that is an outcome's example, from 1: the first that has as few
    /// deviations.
    pub fn number(&self, outcome: usize) -> Option<usize> {
        let fewest = self.outcomes().get(outcome)?.deviations.len();
        let of = |order: &Order| order.outcome() == outcome;
        let mut orders = self.orders().iter();
        let place = orders
            .position(|order| of(order) && order.deviations() == fewest)
            // A shrunk example was not tried by itself.
            .or_else(|| self.orders().iter().position(of));
        place.map(|place| place + 1)
    }

    /// The outcome of a token.
    pub fn outcome_of(&self, token: &str) -> Option<usize> {
        let mut outcomes = self.outcomes().iter();
        outcomes.position(|outcome| *outcome.token == *token)
    }
}
