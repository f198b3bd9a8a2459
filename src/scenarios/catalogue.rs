//! The one list of scenarios, in the order of the lesson.

use super::Scenario;

macro_rules! scenarios {
    ($($module:ident),+ $(,)?) => {
        static CATALOGUE: &[Scenario] = &[$(super::$module::SCENARIO,)+];
    };
}

scenarios![
    hello,
    sequence,
    create_task,
    gather,
    gather_failure,
    as_completed,
    wait,
    task_group,
    lost_task,
    wait_for,
    timeout,
    cancel,
    swallowed_cancel,
    shield,
    cancel_lock,
    current_task,
    task_methods,
    lock,
    event,
    condition,
    semaphore,
    bounded_semaphore,
    barrier,
    deadlock,
    philosophers,
    queue_workers,
    back_pressure,
    priorities,
    join,
    shutdown,
];

/// All scenarios, in the order of the lesson.
pub fn catalogue() -> &'static [Scenario] {
    CATALOGUE
}

/// The scenario with this id.
pub fn find(id: &str) -> Option<&'static Scenario> {
    CATALOGUE.iter().find(|scenario| scenario.id == id)
}
