//! What exploring came to, in words: the headline, a cell for each order, a row for each outcome.

use std::rc::Rc;

use super::format::seconds;
use super::{Analysis, Console, Scene, bounds, console};
use crate::analysis::exploring::{
    Deviation, Differs, Extent, Failure, FailureKind, Outcome, Search, Stand,
};
use crate::text::{Lang, exploring as say};
use crate::trace::Trace;

/// The results of a search, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// `3 of 24 orders fail`
    pub headline: String,
    /// How far the search came, a sentence each.
    pub extent: Vec<String>,
    /// The orders by number of deviations.
    pub columns: Vec<Column>,
    /// The outcomes: that of asyncio's own order, those that fail, the others.
    pub rows: Vec<Row>,
    /// How many outcomes beyond these there are, in words.
    pub more: Option<String>,
}

/// The orders with so many deviations.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// `1 deviation`
    pub label: String,
    /// The first of them.
    pub cells: Vec<Cell>,
    /// The others, in words: `+376, 40 fail`.
    pub more: Option<String>,
}

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its number, from 1.
    pub number: usize,
    /// Replays the example of its outcome.
    pub token: String,
    /// Whether it fails.
    pub fails: bool,
    /// Whether it is shown on the page.
    pub is_open: bool,
    /// For who listens: `order 5, fails`.
    pub label: String,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Whether these orders fail.
    pub fails: bool,
    /// How they end: the last line that was printed, or what went wrong.
    pub ending: String,
    /// So many orders.
    pub orders: usize,
    /// The deviations of the one that has the fewest.
    pub deviation: String,
    /// Whether it needs what asyncio's own loop does not do.
    pub needs_more: bool,
    /// Its number.
    pub number: usize,
    /// Replays it.
    pub token: String,
    /// Whether it is shown on the page.
    pub is_open: bool,
}

/// So many cells stand in a column, and so many rows in the table.
const CELLS: usize = 24;
const ROWS: usize = 12;

/// Orders with so many deviations and more are in one column: most are made by chance.
const MANY: usize = 4;

/// So many deviations of an order are told, and so much of a text.
const TOLD: usize = 3;
const CHARACTERS: usize = 300;

/// The results; none before anything was tried. `open` is the token of the order that is shown.
pub fn results(search: &Search, open: Option<&str>, lang: Lang) -> Option<Results> {
    let orders = search.orders().len();
    if orders == 0 {
        return None;
    }
    let is_over = search.extent != Extent::Running;
    let ranked = ranked(search);
    let more = ranked.len().saturating_sub(ROWS);
    let open = open.and_then(|token| search.outcome_of(token));
    let rows = ranked.into_iter().take(ROWS);
    Some(Results {
        headline: say::headline(lang, search.failing(), orders, is_over),
        extent: extent(search, lang),
        columns: columns(search, open, lang),
        rows: rows
            .filter_map(|place| row(search, place, open, lang))
            .collect(),
        more: (more > 0).then(|| say::more_rows(lang, more)),
    })
}

/// The places of the outcomes, as the table has them.
fn ranked(search: &Search) -> Vec<usize> {
    let own = search.own();
    let mut places: Vec<usize> = (0..search.outcomes().len()).collect();
    places.sort_by_key(|place| {
        let fails = search.outcomes().get(*place).is_some_and(Outcome::fails);
        // Those of one rank stand in order already.
        (Some(*place) != own, !fails)
    });
    places
}

/// How far a search came: that all orders were tried is said only where they were.
fn extent(search: &Search, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let own = search.own().and_then(|own| search.outcomes().get(own));
    if own.is_some_and(Outcome::fails) {
        said.push(say::OWN_FAILS.get(lang).to_owned());
    }
    said.push(match &search.extent {
        Extent::Running => say::tried(lang, search.orders().len()),
        Extent::Stopped => say::STOPPED.get(lang).to_owned(),
        Extent::Broken(why) => say::broken(lang, &shortened(why)),
        Extent::Over { complete: None } => say::NOTHING_TRIED.get(lang).to_owned(),
        Extent::Over { complete: Some(0) } => say::NOT_EVEN_ONE.get(lang).to_owned(),
        Extent::Over {
            complete: Some(complete),
        } if *complete < search.deviations => say::fewer_tried(lang, *complete),
        Extent::Over { .. } => say::all_tried(lang, search.deviations),
    });
    if !search.is_deterministic() {
        said.push(say::NOT_DETERMINISTIC.get(lang).to_owned());
    }
    said
}

fn columns(search: &Search, open: Option<usize>, lang: Lang) -> Vec<Column> {
    let open = open.and_then(|open| search.number(open));
    let column = |count: usize| {
        let orders = search.orders().iter().enumerate();
        let of: Vec<_> = orders
            .filter(|(_, order)| order.deviations().min(MANY) == count)
            .collect();
        let rest = of.get(CELLS..).unwrap_or_default();
        let failing = rest.iter().filter(|(_, order)| search.fails(**order));
        let failing = failing.count();
        let cells = of.iter().take(CELLS).filter_map(|(place, order)| {
            let outcome = search.outcomes().get(order.outcome())?;
            Some(cell(place + 1, outcome, open, lang))
        });
        (!of.is_empty()).then(|| Column {
            label: match count {
                MANY => say::more_deviations(lang, MANY),
                _ => say::deviations(lang, count),
            },
            cells: cells.collect(),
            more: (!rest.is_empty()).then(|| say::more_cells(lang, rest.len(), failing)),
        })
    };
    (0..=MANY).filter_map(column).collect()
}

fn cell(number: usize, outcome: &Outcome, open: Option<usize>, lang: Lang) -> Cell {
    Cell {
        number,
        token: outcome.token.to_string(),
        fails: outcome.fails(),
        is_open: open == Some(number),
        label: say::cell(lang, number, outcome.fails()),
    }
}

fn row(search: &Search, place: usize, open: Option<usize>, lang: Lang) -> Option<Row> {
    let outcome = search.outcomes().get(place)?;
    let orders = search.orders().iter();
    let failures = outcome.failures.iter().take(TOLD);
    let said: Vec<String> = failures.map(|failure| wrong(failure, lang)).collect();
    Some(Row {
        fails: outcome.fails(),
        ending: match said.is_empty() {
            true => last_line(&outcome.console, lang),
            false => said.join(say::THEN.get(lang)),
        },
        orders: orders.filter(|order| order.outcome() == place).count(),
        deviation: departs(&outcome.deviations, &|_| None, lang),
        needs_more: outcome.needs_more_than_asyncio,
        number: search.number(place)?,
        token: outcome.token.to_string(),
        is_open: open == Some(place),
    })
}

fn last_line(console: &str, lang: Lang) -> String {
    let last = console.lines().rev().find(|line| !line.trim().is_empty());
    last.map_or_else(|| say::PRINTS_NOTHING.get(lang).to_owned(), shortened)
}

fn shortened(text: &str) -> String {
    text.chars().take(CHARACTERS).collect()
}

/// A failure in words; an exception as CPython says it.
pub fn wrong(failure: &Failure, lang: Lang) -> String {
    let first = failure.text.lines().next().unwrap_or_default();
    let kind = match failure.kind {
        FailureKind::Exception => return shortened(first),
        FailureKind::Output => return say::OTHER_OUTPUT.get(lang).to_owned(),
        // What more CPython says of these is the same for all.
        FailureKind::Deadlock => return say::DEADLOCK.get(lang).to_owned(),
        FailureKind::Livelock => return say::LIVELOCK.get(lang).to_owned(),
        FailureKind::Unending => return say::UNENDING.get(lang).to_owned(),
        FailureKind::Invariant => say::INVARIANT,
        FailureKind::Hidden => say::HIDDEN,
        FailureKind::Unawaited => say::UNAWAITED,
        FailureKind::Destroyed => say::DESTROYED,
        FailureKind::Kept => say::KEPT,
        FailureKind::Swallowed => say::SWALLOWED,
    };
    say::failure(lang, kind.get(lang), &shortened(first))
}

/// What a task is called, by its asyncio name; none where only that is known.
pub type Calls<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Where an order departs from asyncio's own, in words.
pub fn departs(deviations: &[Deviation], calls: Calls<'_>, lang: Lang) -> String {
    if deviations.is_empty() {
        return say::NONE.get(lang).to_owned();
    }
    let telling = Telling { calls, lang };
    let told = deviations.iter().take(TOLD);
    let mut said: Vec<String> = told.map(|deviation| telling.told(deviation)).collect();
    let more = deviations.len().saturating_sub(TOLD);
    if more > 0 {
        said.push(say::and_more(lang, more));
    }
    said.join(say::THEN.get(lang))
}

/// Tells of deviations.
struct Telling<'a> {
    calls: Calls<'a>,
    lang: Lang,
}

impl Telling<'_> {
    fn told(&self, deviation: &Deviation) -> String {
        let lang = self.lang;
        let who = &deviation.who;
        let stands = || self.joined(&deviation.others, Self::stand);
        match deviation.kind {
            Differs::Late if deviation.longer.0 > 0 => {
                say::takes_longer(lang, &self.stand(who), &seconds(deviation.longer))
            }
            Differs::Late if deviation.others.is_empty() => say::is_late(lang, &self.stand(who)),
            // At the same moment it comes after the other.
            Differs::Late => say::ends_after(lang, &self.stand(who), &stands()),
            Differs::Timeout => say::times_out(lang, &self.stand(who), &stands()),
            Differs::Swap => {
                let others = self.joined(&deviation.others, Self::task);
                say::steps_before(lang, &self.task(who), &others)
            }
            Differs::Cancel => say::cancelled(lang, &self.task(who), who.line),
        }
    }

    fn joined(&self, stands: &[Stand], said: fn(&Self, &Stand) -> String) -> String {
        let said: Vec<String> = stands
            .iter()
            .take(TOLD)
            .map(|stand| said(self, stand))
            .collect();
        said.join(say::AND.get(self.lang))
    }

    /// What is timed, and whose it is: `the sleep of deposit (Task-2) at line 11`.
    fn stand(&self, stand: &Stand) -> String {
        if stand.task.is_empty() {
            return say::timer(self.lang, &shortened(&stand.function));
        }
        let what = match &*stand.what {
            "timeout" => say::TIMEOUT_OF,
            _ => say::SLEEP_OF,
        };
        say::stand(self.lang, what, &self.task(stand), stand.line)
    }

    fn task(&self, stand: &Stand) -> String {
        let unknown = || {
            let (name, function) = (shortened(&stand.task), shortened(&stand.function));
            say::task(self.lang, &name, &function)
        };
        (self.calls)(&stand.task).unwrap_or_else(unknown)
    }
}

/// What two runs printed, and in what that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Consoles {
    /// All of the first one's.
    pub own: Rc<Console>,
    /// All of the other's.
    pub other: Rc<Console>,
    /// The places of the other's lines that the first one did not print there.
    pub differing: Vec<usize>,
}

/// So many lines of each are compared as one text; of longer ones, line by line.
const COMPARED: usize = 400;

/// Compares what two runs printed, when they were over.
pub fn consoles(runs: [(&Trace, &Analysis); 2], lang: Lang) -> Consoles {
    let [own, other] = runs.map(|(trace, analysis)| {
        let scene = Scene::new(trace, analysis, trace.len(), lang);
        Rc::new(console(&scene, bounds::LINES))
    });
    let texts = [&own, &other].map(|console| -> Vec<&str> {
        let lines = console.lines.iter();
        lines.map(|line| &*line.text).collect()
    });
    Consoles {
        differing: differing(&texts[0], &texts[1]),
        own,
        other,
    }
}

/// The places of the second's lines that are not in the longest sequence which both have.
fn differing(own: &[&str], other: &[&str]) -> Vec<usize> {
    if own.len().max(other.len()) > COMPARED {
        let differs = |place: &usize| own.get(*place) != other.get(*place);
        return (0..other.len()).filter(differs).collect();
    }
    let wide = other.len() + 1;
    // How long that sequence is for the ends of both that begin there.
    let mut longest = vec![0u32; (own.len() + 1) * wide];
    let at = |i: usize, j: usize| i * wide + j;
    for i in (0..own.len()).rev() {
        for j in (0..other.len()).rev() {
            longest[at(i, j)] = match own[i] == other[j] {
                true => longest[at(i + 1, j + 1)] + 1,
                false => longest[at(i + 1, j)].max(longest[at(i, j + 1)]),
            };
        }
    }
    let (mut i, mut differing) = (0, Vec::new());
    for (j, line) in other.iter().enumerate() {
        while i < own.len() && own[i] != *line && longest[at(i + 1, j)] >= longest[at(i, j + 1)] {
            i += 1;
        }
        match own.get(i) {
            Some(same) if same == line => i += 1,
            _ => differing.push(j),
        }
    }
    differing
}
