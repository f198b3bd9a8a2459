//! What stands beside a lane.

use super::Drawer;
use crate::analysis::SharedLife;
use crate::events::{ResourceKind, TaskId};
use crate::text::{Lang, resource_lanes as say};

impl Drawer<'_> {
    /// `110, by deposit('ann')`
    pub(super) fn written(&self, value: &str, task: Option<TaskId>) -> String {
        match task {
            Some(task) => say::written_by(self.scene.lang, value, &self.names.task_name(task)),
            None => value.to_owned(),
        }
    }

    /// The call that makes it, as far as it is known: `Semaphore(3)`.
    pub(super) fn call(&self, life: &SharedLife) -> String {
        let kind = format!("{:?}", life.kind);
        match life.limit {
            Some(limit) => format!("{kind}({limit})"),
            None => format!("{kind}()"),
        }
    }

    /// What holds at the cursor.
    pub(super) fn status(&self, life: &SharedLife) -> String {
        let lang = self.scene.lang;
        let Some(state) = self.scene.state.resources.get(&life.resource) else {
            return String::new();
        };
        let waiting = state.waiters.len();
        let with_line = |what: String| match say::in_line(lang, waiting) {
            Some(line) => say::and(lang, &what, &line),
            None => what,
        };
        match life.kind {
            ResourceKind::Lock => with_line(self.holder(lang, &state.holders)),
            ResourceKind::Semaphore | ResourceKind::BoundedSemaphore => {
                let limit = life.limit.unwrap_or(state.value);
                with_line(say::taken(lang, (limit - state.value).max(0)))
            }
            ResourceKind::Event => {
                let set = match state.value {
                    0 => say::is_not_set(lang),
                    _ => say::is_set(lang),
                };
                match waiting {
                    0 => set,
                    waiting => say::and(lang, &set, &say::wait(lang, waiting as i64)),
                }
            }
            ResourceKind::Condition => say::wait(lang, waiting as i64),
            ResourceKind::Barrier => say::have_come(lang, state.value, life.limit),
            ResourceKind::Queue | ResourceKind::LifoQueue | ResourceKind::PriorityQueue => {
                say::items(lang, state.value, life.limit)
            }
        }
    }

    pub(super) fn holder(&self, lang: Lang, holders: &[TaskId]) -> String {
        match holders.first() {
            Some(task) => say::held_by(lang, &self.names.task_name(*task)),
            None => say::is_free(lang),
        }
    }
}
