//! What a run is a run of: its title, its sources, and its form if it has one.

use std::rc::Rc;

use crate::scenarios::{Form, Scenario, Values};
use crate::text::{Lang, program};

/// What a run is a run of. Its sources are in its trace.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A scenario, with these values in its form.
    Scenario(&'static Scenario, Values),
    /// A program that somebody wrote. It has no form.
    Program {
        /// What its author calls it; empty if it has no name.
        name: String,
        /// Its text.
        text: Rc<str>,
    },
    /// A recording, by the name of its file. It has no form.
    Recording(String),
}

impl Subject {
    /// In words: of a scenario its title, and the values that are not the default.
    pub fn title(&self, lang: Lang) -> String {
        match self {
            Self::Scenario(scenario, values) => scenario_title(scenario, values, lang),
            Self::Program { name, .. } if name.is_empty() => program::UNTITLED.get(lang).to_owned(),
            Self::Program { name, .. } | Self::Recording(name) => name.clone(),
        }
    }

    /// The scenario with its values, if it is one.
    pub fn scenario(&self) -> Option<(&'static Scenario, &Values)> {
        match self {
            Self::Scenario(scenario, values) => Some((scenario, values)),
            Self::Program { .. } | Self::Recording(_) => None,
        }
    }

    /// Whether it is this scenario with these values.
    pub fn is_of(&self, scenario: &Scenario, values: &Values) -> bool {
        self.scenario()
            .is_some_and(|(own, its)| own.id == scenario.id && its == values)
    }

    /// The text of a person's own program.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Program { text, .. } => Some(text),
            Self::Scenario(..) | Self::Recording(_) => None,
        }
    }

    /// Whether it is a program with this text.
    pub fn is_of_text(&self, given: &str) -> bool {
        self.text() == Some(given)
    }

    /// Whether lines of its console that are JSON objects are items, which the page shows as a
    /// table.
    pub fn gives_items(&self) -> bool {
        self.scenario()
            .is_some_and(|(scenario, _)| scenario.gives_items())
    }
}

fn scenario_title(scenario: &Scenario, values: &Values, lang: Lang) -> String {
    let form = Form::of(values);
    let defaults = Form::new(scenario.params);
    let changed = form.fields().zip(defaults.fields());
    let changed = changed.filter(|((_, raw), (_, default))| raw != default);
    let values: Vec<String> = changed
        .map(|((param, raw), _)| format!("{} {raw}", param.label.get(lang)))
        .collect();
    let title = scenario.title.get(lang);
    match values.is_empty() {
        true => title.to_owned(),
        false => format!("{title} ({})", values.join(", ")),
    }
}
