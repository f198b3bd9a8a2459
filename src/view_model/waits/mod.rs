//! Who waits: the ring of a deadlock, or who waits for whom, as a picture that fits its pane.
//!
//! [`who_waits`] says what belongs in the picture at a cursor; [`picture`] lays it out for a size.

mod layers;
mod measure;
mod parts;
mod picture;
mod ring;
mod route;

pub use parts::{Link, LinkKind, Part, PartKind, Waits, who_waits};
pub use picture::{Box, BoxLook, Path, Picture, Tag, picture};
