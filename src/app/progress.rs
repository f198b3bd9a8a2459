//! How far a person has come: the steps of the lesson that are done, and the scenarios whose question
//! a run has answered.

use std::collections::BTreeSet;

use crate::scenarios::find;
use crate::scenarios::lesson::{LESSON, step};

/// What is done, by the names that addresses have for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    steps: BTreeSet<&'static str>,
    scenarios: BTreeSet<&'static str>,
}

impl Progress {
    /// What was kept. Names that mean nothing are left out.
    pub fn read(steps: &[String], scenarios: &[String]) -> Self {
        let steps = steps.iter().filter_map(|id| Some(step(id)?.1.id));
        let scenarios = scenarios.iter().filter_map(|id| Some(find(id)?.id));
        Self {
            steps: steps.collect(),
            scenarios: scenarios.collect(),
        }
    }

    /// The names of the steps that are done.
    pub fn steps(&self) -> Vec<String> {
        self.steps.iter().map(|id| (*id).to_owned()).collect()
    }

    /// The names of the scenarios that are answered.
    pub fn scenarios(&self) -> Vec<String> {
        self.scenarios.iter().map(|id| (*id).to_owned()).collect()
    }

    /// Whether a step of the lesson is done.
    pub fn has_step(&self, id: &str) -> bool {
        self.steps.contains(id)
    }

    /// Whether a run has answered a scenario's question.
    pub fn has_scenario(&self, id: &str) -> bool {
        self.scenarios.contains(id)
    }

    /// A step is done; false if it was before.
    pub fn add_step(&mut self, id: &'static str) -> bool {
        self.steps.insert(id)
    }

    /// A scenario is answered; false if it was before.
    pub fn add_scenario(&mut self, id: &'static str) -> bool {
        self.scenarios.insert(id)
    }

    /// The place of the first step that is not done, from 0; of a lesson that is done, the first.
    pub fn next_step(&self) -> usize {
        let mut steps = LESSON.iter();
        steps.position(|step| !self.has_step(step.id)).unwrap_or(0)
    }
}
