//! The address that holds a scenario and its parameters: `#/gather?a=2&b=3`. A step of the lesson is
//! a scenario with other values to begin with: `#/lesson/5?a=3`.
//!
//! It is read as the form is: what is wrong stays where it was typed and gets the form's own
//! message, and the rest holds. Names that begin with `_` are the page's own and are kept aside.

use form_urlencoded::Serializer;
use percent_encoding::percent_decode_str;

use super::lesson::LESSON;
use super::params::shown;
use super::{Form, Scenario, find};
use crate::text::{Lang, address as words};

/// How many bytes of an address are read: what a link from a stranger may cost.
pub const MAX_LENGTH: usize = 65_536;

/// How many problems of one address are listed.
pub const MAX_PROBLEMS: usize = 20;

/// Where an address leads.
#[derive(Clone, Debug)]
pub enum Route {
    /// No scenario is named.
    Home,
    /// A person's own program.
    Program(ProgramRoute),
    /// The lesson, at no step in particular.
    Lesson,
    /// The recordings; the path of one to open, if the address names one.
    Recordings(Option<String>),
    /// A scenario, or a step of the lesson.
    Scenario(ScenarioRoute),
    /// Something that there is not; what was asked for, decoded.
    Unknown(String),
}

/// A person's own program, as far as an address says which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramRoute {
    /// What the browser knows it by; none for a new one, or one that the address brings along.
    pub id: Option<String>,
    /// What else the address says, in order: names and values, decoded.
    pub page: Vec<(String, String)>,
}

/// A scenario with what the address says about it.
#[derive(Clone, Debug)]
pub struct ScenarioRoute {
    /// Which.
    pub scenario: &'static Scenario,
    /// Which step of the lesson shows it, from 0; none outside of the lesson.
    pub step: Option<usize>,
    /// Its fields: as the address has them, or at their defaults. They may hold errors.
    pub form: Form,
    /// The page's own settings in order: names (with the `_`) and values, decoded.
    pub page: Vec<(String, String)>,
    /// What else is wrong with the address.
    pub problems: Vec<AddressProblem>,
}

/// Something in an address that no field can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressProblem {
    /// A name that is no parameter.
    UnknownParameter {
        /// The name.
        given: String,
        /// The names that there are, `a, b`.
        known: String,
    },
    /// A parameter given twice.
    Repeated {
        /// The parameter.
        name: &'static str,
        /// The value that counts, which is the first.
        kept: String,
        /// The other one.
        dropped: String,
    },
    /// Percent-encoded bytes that are no UTF-8: each was replaced by U+FFFD.
    NotUtf8 {
        /// The pair they stand in, as it is written.
        given: String,
    },
    /// Longer than [`MAX_LENGTH`].
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// More problems than are listed.
    More {
        /// How many more.
        count: usize,
    },
}

impl AddressProblem {
    /// What is wrong, in words.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::UnknownParameter { given, known } => {
                words::unknown_parameter(lang, &shown(given), known)
            }
            Self::Repeated {
                name,
                kept,
                dropped,
            } => words::repeated_parameter(lang, name, &shown(kept), &shown(dropped)),
            Self::NotUtf8 { given } => words::not_utf8(lang, &shown(given)),
            Self::TooLong { length } => words::too_long(lang, *length, MAX_LENGTH),
            Self::More { count } => words::more(lang, *count),
        }
    }
}

/// What an unknown address gets told; the page lists the real scenarios beside it.
pub fn unknown_scenario(lang: Lang, given: &str) -> String {
    words::unknown_scenario(lang, &shown(given))
}

/// Reads the part of an address after `#`; the `#` itself may be there or not.
pub fn parse(fragment: &str) -> Route {
    let whole = fragment.strip_prefix('#').unwrap_or(fragment);
    let read = &whole[..whole.floor_char_boundary(MAX_LENGTH)];
    let (path, query) = read.split_once('?').unwrap_or((read, ""));
    let name = percent_decode_str(path.trim_matches('/')).decode_utf8_lossy();
    match name.as_ref() {
        "" => Route::Home,
        name if name == PROGRAM || name.starts_with("program/") => program_route(name, query),
        "lesson" if query.is_empty() => Route::Lesson,
        "recordings" => Route::Recordings(recording(query)),
        id => match shown_at(id) {
            Some((scenario, step)) => {
                let mut route = scenario_route(scenario, step, query);
                if read.len() < whole.len() {
                    route.problems.push(AddressProblem::TooLong {
                        length: whole.len(),
                    });
                }
                Route::Scenario(route)
            }
            None => Route::Unknown(id.to_owned()),
        },
    }
}

/// The scenario of a path, and the step of the lesson that shows it: `gather`, `lesson/5`.
fn shown_at(path: &str) -> Option<(&'static Scenario, Option<usize>)> {
    let Some(number) = path.strip_prefix("lesson/") else {
        return Some((find(path)?, None));
    };
    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
    let scenario = LESSON.get(place)?.scenario()?;
    Some((scenario, Some(place)))
}

/// The form with which a scenario opens: with its defaults, or the values of a step of the lesson.
pub fn opening_form(scenario: &Scenario, step: Option<usize>) -> Form {
    let step = step.and_then(|place| LESSON.get(place)?.form());
    step.unwrap_or_else(|| Form::new(scenario.params))
}

/// The address of a step of the lesson, by its place from 0.
pub fn of_step(place: usize) -> String {
    format!("#/lesson/{}", place + 1)
}

/// The fragment, with its `#`, for a scenario and its fields. Fields at their default are left
/// out, `page` comes last; [`parse`] reads it back.
pub fn encode(scenario: &Scenario, form: &Form, page: &[(String, String)]) -> String {
    encode_at(scenario, None, form, page)
}

/// The same for a scenario that a step of the lesson shows.
pub fn encode_at(
    scenario: &Scenario,
    step: Option<usize>,
    form: &Form,
    page: &[(String, String)],
) -> String {
    let mut query = Serializer::new(String::new());
    let defaults = opening_form(scenario, step);
    for ((param, raw), (_, default)) in form.fields().zip(defaults.fields()) {
        if raw != default {
            query.append_pair(param.name, raw);
        }
    }
    query.extend_pairs(page);
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    let path = step.map_or_else(|| format!("#/{}", scenario.id), of_step);
    format!("{path}{mark}{query}")
}

/// The value of `recording` in a query: in an address, or in the page's own.
pub fn recording(query: &str) -> Option<String> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, path) = pairs.find(|(name, path)| name == "recording" && !path.is_empty())?;
    Some(path.into_owned())
}

/// The name under which programs are.
const PROGRAM: &str = "program";

fn program_route(name: &str, query: &str) -> Route {
    let id = name.strip_prefix(PROGRAM).map(|id| id.trim_matches('/'));
    let pairs = form_urlencoded::parse(query.as_bytes());
    Route::Program(ProgramRoute {
        id: id.filter(|id| !id.is_empty()).map(str::to_owned),
        page: pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
    })
}

/// The fragment, with its `#`, for a program that is in the address itself.
pub fn program(page: &[(String, String)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(page).finish();
    format!("#/{PROGRAM}?{query}")
}

fn scenario_route(scenario: &'static Scenario, step: Option<usize>, query: &str) -> ScenarioRoute {
    let mut form = opening_form(scenario, step);
    let mut page = Vec::new();
    let mut problems = not_utf8(query);
    let mut seen = Vec::new();
    for (name, raw) in form_urlencoded::parse(query.as_bytes()) {
        if name.starts_with('_') {
            page.push((name.into_owned(), raw.into_owned()));
            continue;
        }
        let Some(param) = scenario.params.iter().find(|param| param.name == name) else {
            problems.push(unknown_parameter(scenario, &name));
            continue;
        };
        if seen.contains(&param.name) {
            let kept = form.raw(param.name).unwrap_or_default().to_owned();
            let dropped = raw.into_owned();
            problems.push(AddressProblem::Repeated {
                name: param.name,
                kept,
                dropped,
            });
        } else {
            seen.push(param.name);
            form.set(param.name, &raw);
        }
    }
    if problems.len() > MAX_PROBLEMS {
        let count = problems.len() - MAX_PROBLEMS;
        problems.truncate(MAX_PROBLEMS);
        problems.push(AddressProblem::More { count });
    }
    ScenarioRoute {
        scenario,
        step,
        form,
        page,
        problems,
    }
}

fn not_utf8(query: &str) -> Vec<AddressProblem> {
    let is_broken = |pair: &&str| percent_decode_str(pair).decode_utf8().is_err();
    let broken = query.split('&').filter(is_broken);
    let problem = |pair: &str| AddressProblem::NotUtf8 {
        given: pair.to_owned(),
    };
    broken.map(problem).collect()
}

/// The problem of a name that `scenario` does not have, for the address and the command line.
pub fn unknown_parameter(scenario: &Scenario, given: &str) -> AddressProblem {
    let known: Vec<_> = scenario.params.iter().map(|param| param.name).collect();
    AddressProblem::UnknownParameter {
        given: given.to_owned(),
        known: known.join(", "),
    }
}
