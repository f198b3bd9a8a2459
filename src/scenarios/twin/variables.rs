//! What the locks, queues, … of a scenario are called: the variable that its Python twin binds each
//! of them to.

use super::super::Scenario;
use super::marker;

/// A variable to which both programs bind something that tasks share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// As the Python program writes it: `lock`, `self.requests`.
    pub name: &'static str,
    /// Whether it is a list of such things.
    pub is_list: bool,
    /// The Python line, counted from 1.
    pub python: u32,
    /// The Rust line in which the thing is made, counted from 1.
    pub rust: u32,
}

/// What is made in the Rust file, and the Python variable of the same name.
const MADE: [&str; 8] = [
    "Lock::new(",
    "Event::new(",
    "Condition::new(",
    "Semaphore::new(",
    "Barrier::new(",
    "Queue::new(",
    "Letters::new(",
    "Numbers::new(",
];

/// The variables of a scenario, in the order of the Rust lines.
pub fn variables(scenario: &Scenario) -> Vec<Variable> {
    let rust: Vec<&str> = scenario.rust.lines().collect();
    let mut variables = Vec::new();
    for (place, line) in rust.iter().enumerate() {
        if !MADE.iter().any(|made| line.contains(made)) {
            continue;
        }
        let own = rust_name(&rust[..=place]);
        if let Some((python, name, value)) = own.and_then(|own| assigned(scenario, own)) {
            variables.push(Variable {
                name,
                is_list: value.starts_with('['),
                python,
                rust: place as u32 + 1,
            });
        }
    }
    variables
}

/// The variable or field that the last of these lines gives a value, or one shortly before it.
fn rust_name<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let recent = lines.iter().rev().take(4);
    let mut names = recent.filter_map(|line| {
        let line = line.trim_start();
        let name = match line.strip_prefix("let ") {
            Some(rest) => rest.trim_start_matches("mut "),
            None => line,
        };
        let length = name.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))?;
        let (name, rest) = name.split_at(length);
        let is_bound = line.starts_with("let ") || rest.starts_with(": ");
        (is_bound && !name.is_empty()).then_some(name)
    });
    names.next()
}

/// Where the Python program assigns to a variable or attribute of this name: line, whole name and
/// value.
fn assigned(scenario: &Scenario, own: &str) -> Option<(u32, &'static str, &'static str)> {
    let lines = marker::python_lines(scenario.python).into_iter();
    let mut found = (1..).zip(lines).filter_map(|(number, line)| {
        let (name, value) = line.text.trim_start().split_once(" = ")?;
        let last = name.rsplit('.').next()?;
        (last == own).then_some((number, name, value))
    });
    found.next()
}
