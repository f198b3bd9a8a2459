//! The page's logic, without a page: its [`State`], what a person can do to it as one closed list of
//! [`Action`]s, and [`update()`], which performs an action and gives the [`Effect`]s that the browser
//! has to take care of.
//!
//! Nothing here knows the DOM, so all of it runs and is tested natively. `ui` draws the state, turns
//! what a person does into actions and performs the effects; what an effect comes to comes back as
//! another action. What has to be asked at once (a run at the wall's pace, the time of day) is asked
//! of a [`Platform`].
//!
//! A run is a [`Session`]: what it is a run of, the cursor, what is known of its trace, and a
//! [`Run`](run::Run), whatever that comes from.

pub mod action;
pub mod at_lines;
mod beside;
pub mod bookmarks;
pub mod effect;
pub mod explore;
pub mod export;
mod frame;
pub mod guess;
mod intervene;
pub mod layout;
mod lesson;
pub mod link;
pub mod listed;
pub mod lookup;
pub mod markers;
mod mended;
mod navigation;
pub mod opened;
pub mod panes;
mod platform;
mod play;
mod playback;
pub mod preferences;
pub mod program;
mod progress;
pub mod recordings;
pub mod run;
mod run_state;
pub mod session;
mod sharing;
pub mod shelf;
pub mod sizes;
pub mod snapshot;
pub mod source;
pub mod speed;
mod state;
pub mod subject;
pub mod sums;
mod update;
pub mod viewport;

pub use action::Action;
pub use bookmarks::{Bookmark, Bookmarks};
pub use effect::{Effect, File};
pub use explore::Explore;
pub use frame::Frame;
pub use link::Link;
pub use listed::Listed;
pub use mended::mended;
pub use opened::Opened;
pub use platform::Platform;
pub use preferences::Preferences;
pub use program::{Draft, Interpreter, SyntaxError};
pub use progress::Progress;
pub use run_state::{Difference, RunState, TextChange};
pub use session::Session;
pub use sharing::{Sharing, TAKEN};
pub use sizes::{Divider, Sizes};
pub use state::{Notice, Place, State, Surroundings};
pub use subject::Subject;
pub use update::update;
