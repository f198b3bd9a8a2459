//! A recording that is open: the strip that says what it is, and what there is to know of it.

mod about;
mod strip;
mod sums;
mod tables;

pub use about::{AboutProps, about};
pub use strip::strip;
pub use sums::span_card;
