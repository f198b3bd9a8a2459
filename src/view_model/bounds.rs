//! How much of a run a pane lists at once, so that a frame takes as long for a long run as for a
//! short one. What is beyond is counted in words below the list. The other bounds stand where they
//! are kept; `docs/limits.md` gathers them all.

/// The last lines of the console, and the last items.
pub const LINES: usize = 500;
/// Ready handles, and as many timers and jobs in flight.
pub const HANDLES: usize = 40;
/// Tasks to choose from, and to step in at.
pub const TASKS: usize = 40;
/// Waiting tasks from which the graph of who waits begins.
pub const WAITERS: usize = 30;
