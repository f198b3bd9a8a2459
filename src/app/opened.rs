//! The scenario that is open: what stands in its form and what the code pane shows for it.

use std::rc::Rc;

use super::link::{Link, Refused};
use super::panes::Code;
use super::source::{self, Line};
use crate::scenarios::address::{AddressProblem, ScenarioRoute, encode_at, opening_form};
use crate::scenarios::lesson::{self, LESSON};
use crate::scenarios::{Form, PythonSource, Scenario, Values, python_source, rust_source};
use crate::text::Lang;

/// How many edits can be taken back.
const EDITS: usize = 100;

/// An open scenario.
pub struct Opened {
    /// Which.
    pub scenario: &'static Scenario,
    /// Which step of the lesson shows it, from 0; none outside of the lesson.
    pub step: Option<usize>,
    /// What stands in the fields, right or wrong.
    pub form: Form,
    /// What was wrong with the address besides its fields.
    pub problems: Vec<AddressProblem>,
    /// What a link says besides.
    pub link: Link,
    /// Whether it says anything.
    pub is_link: bool,
    /// The pieces of it that make no sense.
    pub refused: Vec<Refused>,
    /// The lines of the Python program.
    pub python: Rc<Vec<Line>>,
    /// The lines of the Rust file.
    pub rust: Rc<Vec<Line>>,
    /// The Python program, for its text and its pairs.
    pub source: PythonSource,
    /// The forms before each edit, with the field that was written into; the last one is newest.
    before: Vec<(Option<String>, Form)>,
    /// The fields as they last were all right: what the code pane shows for a wrong one.
    good: Form,
}

impl Opened {
    /// A scenario as an address has it.
    pub fn new(route: ScenarioRoute) -> Self {
        let ScenarioRoute {
            scenario,
            step,
            form,
            problems,
            page,
        } = route;
        let (link, refused) = Link::read(&page);
        let defaults = Values::defaults(scenario.params);
        let mut opened = Self {
            scenario,
            step,
            form,
            problems,
            link,
            is_link: !page.is_empty(),
            refused,
            python: Rc::default(),
            rust: Rc::default(),
            source: python_source(scenario, &defaults),
            before: Vec::new(),
            good: opening_form(scenario, step),
        };
        opened.refresh();
        opened
    }

    /// The step of the lesson that is open.
    pub fn lesson_step(&self) -> Option<&'static lesson::Step> {
        LESSON.get(self.step?)
    }

    /// Whether it is the same scenario, at the same step of the lesson if at one.
    pub fn is_same_page(&self, other: &Self) -> bool {
        self.scenario.id == other.scenario.id && self.step == other.step
    }

    /// The values that differ from those with which the page opens, with their labels: what tells
    /// two links to one scenario apart.
    pub fn differing(&self, lang: Lang) -> Vec<String> {
        let opening = self.opening_form();
        let both = self.form.fields().zip(opening.fields());
        let differing = both.filter(|((_, is), (_, was))| is != was);
        differing
            .map(|((param, is), _)| format!("{} {is}", param.label.get(lang)))
            .collect()
    }

    /// The fields as the page opens with them.
    pub fn opening_form(&self) -> Form {
        opening_form(self.scenario, self.step)
    }

    /// Puts other fields in.
    pub fn fill(&mut self, form: Form) {
        self.keep(None);
        self.form = form;
        self.problems.clear();
        self.refused.clear();
        self.refresh();
    }

    /// Writes into one field.
    pub fn write(&mut self, name: &str, raw: &str) {
        // What is typed into one field in a row is one edit.
        let same = matches!(self.before.last(), Some((Some(field), _)) if field == name);
        if !same {
            self.keep(Some(name.to_owned()));
        }
        self.form.set(name, raw);
        self.refresh();
    }

    /// Takes back the last edit; false if there is none.
    pub fn undo(&mut self) -> bool {
        let Some((_, form)) = self.before.pop() else {
            return false;
        };
        self.form = form;
        self.refresh();
        true
    }

    fn keep(&mut self, field: Option<String>) {
        if self.before.len() >= EDITS {
            self.before.remove(0);
        }
        self.before.push((field, self.form.clone()));
    }

    /// The values, if every field is right.
    pub fn values(&self) -> Option<Values> {
        self.form.values().ok()
    }

    /// The values; where a field is wrong, the defaults.
    pub fn values_or_defaults(&self) -> Values {
        self.values()
            .unwrap_or_else(|| Values::defaults(self.scenario.params))
    }

    /// The address of this page.
    pub fn address(&self) -> String {
        encode_at(self.scenario, self.step, &self.form, &[])
    }

    /// The address of this page with what a link says besides.
    pub fn address_of(&self, link: &Link) -> String {
        encode_at(self.scenario, self.step, &self.form, &link.pieces())
    }

    /// The lines that the code pane shows.
    pub fn lines(&self, code: Code) -> Rc<Vec<Line>> {
        match code {
            Code::Python => Rc::clone(&self.python),
            Code::Rust => Rc::clone(&self.rust),
        }
    }

    /// The program as it is copied: what stands on the screen, without hints.
    pub fn text(&self, code: Code) -> String {
        match code {
            Code::Python => self.source.text(),
            Code::Rust => {
                let defaults = Values::defaults(self.scenario.params);
                let mut text = rust_source(self.scenario, &defaults).lines.join("\n");
                text.push('\n');
                text
            }
        }
    }

    fn refresh(&mut self) {
        for (param, raw) in self.form.fields() {
            if param.parse(raw).is_ok() {
                self.good.set(param.name, raw);
            }
        }
        let Ok(values) = self.good.values() else {
            return;
        };
        self.source = python_source(self.scenario, &values);
        self.python = Rc::new(source::python(&self.source));
        self.rust = Rc::new(source::rust(&rust_source(self.scenario, &values)));
    }
}
