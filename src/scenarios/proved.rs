//! Which scenarios were compared with CPython, from `tests/goldens/`.
//!
//! Written by `tests/oracle/goldens.py`; do not edit.

/// Scenario, CPython version, number of recorded points.
pub(super) const PROVED: [(&str, &str, u32); 30] = [
    ("as_completed", "3.13.0", 28),
    ("back_pressure", "3.13.0", 24),
    ("barrier", "3.13.0", 24),
    ("bounded_semaphore", "3.13.0", 24),
    ("cancel", "3.13.0", 25),
    ("cancel_lock", "3.13.0", 24),
    ("condition", "3.13.0", 24),
    ("create_task", "3.13.0", 24),
    ("current_task", "3.13.0", 24),
    ("deadlock", "3.13.0", 24),
    ("event", "3.13.0", 24),
    ("gather", "3.13.0", 29),
    ("gather_failure", "3.13.0", 27),
    ("hello", "3.13.0", 24),
    ("join", "3.13.0", 24),
    ("lock", "3.13.0", 24),
    ("lost_task", "3.13.0", 24),
    ("philosophers", "3.13.0", 26),
    ("priorities", "3.13.0", 35),
    ("queue_workers", "3.13.0", 25),
    ("semaphore", "3.13.0", 24),
    ("sequence", "3.13.0", 24),
    ("shield", "3.13.0", 24),
    ("shutdown", "3.13.0", 26),
    ("swallowed_cancel", "3.13.0", 24),
    ("task_group", "3.13.0", 24),
    ("task_methods", "3.13.0", 24),
    ("timeout", "3.13.0", 24),
    ("wait", "3.13.0", 28),
    ("wait_for", "3.13.0", 24),
];
