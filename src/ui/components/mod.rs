//! The parts of the page, one file each.

pub mod bookmarks;
pub mod catalogue;
pub mod code;
pub mod compare;
pub mod console;
pub mod consoles;
pub mod dialog;
pub mod embed;
pub mod event_loop;
pub mod explored;
pub mod exploring;
pub mod export;
pub mod finder;
pub mod findings;
pub mod form;
pub mod head;
pub mod help;
pub mod icon;
pub mod items;
pub mod lane_key;
pub mod lanes_shown;
pub mod lesson;
pub mod listing;
pub mod masthead;
pub mod moving;
pub mod offline;
mod overview;
pub mod palette;
mod pointer;
pub mod program;
pub mod proof;
pub mod recorded;
pub mod recordings;
pub mod select;
pub mod separator;
pub mod share;
pub mod shelf;
pub mod step_in;
pub mod switcher;
pub mod task;
pub mod timeline;
pub mod transport;
pub mod unknown;
pub mod waits;

use crate::view_model::Colour;

/// A task's colour as the style sheets name it: the value of `data-colour`.
pub fn colour(colour: Colour) -> &'static str {
    const NAMES: [&str; 8] = ["0", "1", "2", "3", "4", "5", "6", "7"];
    match colour {
        Colour::Main => "main",
        Colour::Task(number) => NAMES[usize::from(number) % NAMES.len()],
    }
}
