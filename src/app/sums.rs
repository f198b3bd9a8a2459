//! The sums of a selected span, and the tables of a recording: each computed once for what it
//! depends on.

use std::cell::RefCell;
use std::rc::Rc;

use super::run::Status;
use super::session::Session;
use super::source::{self, Line};
use crate::events::Nanos;
use crate::text::Lang;
use crate::trace::Trace;
use crate::view_model::{
    AwaitRow, Column, Scene, SlowStep, SpanSums, TaskTable, await_table, slow_steps, span_sums,
    task_table,
};

/// So many rows a table has at most.
const ROWS: usize = 200;

/// The run, how many of its events, the language.
type Of = (u32, usize, Lang);

/// The same, and from when to when.
type OfSpan = (Of, Option<(Nanos, Nanos)>);

/// Rows, and how many more there are.
pub type Rows<T> = Rc<(Vec<T>, usize)>;

/// What was computed last.
#[derive(Default)]
pub struct Sums {
    span: Option<(OfSpan, Rc<SpanSums>)>,
    tasks: Known<(Of, Column), TaskTable>,
    awaits: Known<Of, (Vec<AwaitRow>, usize)>,
    slow: Known<Of, (Vec<SlowStep>, usize)>,
    source: Known<(u32, Rc<str>), Vec<Line>>,
}

/// What was computed last, and of what.
struct Known<K, T>(RefCell<Option<(K, Rc<T>)>>);

impl<K, T> Default for Known<K, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: PartialEq, T> Known<K, T> {
    fn get(&self, of: K, make: impl FnOnce() -> T) -> Rc<T> {
        let mut known = self.0.borrow_mut();
        if let Some((known_of, made)) = &*known
            && *known_of == of
        {
            return Rc::clone(made);
        }
        let made = Rc::new(make());
        *known = Some((of, Rc::clone(&made)));
        made
    }
}

impl Sums {
    /// Sums the span that is selected; all of a recording where none is, once it was read.
    pub(super) fn refresh(&mut self, session: &Session, span: Option<(Nanos, Nanos)>, lang: Lang) {
        let is_read = session.is_recording() && session.status() == Status::Finished;
        if span.is_none() && !is_read {
            self.span = None;
            return;
        }
        let key = (of(session, lang), span);
        if self.span.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        let sums = at_the_end(session, lang, |scene| {
            let (from, to) = span.unwrap_or((first(session), scene.trace.now()));
            span_sums(scene, from, to)
        });
        self.span = Some((key, Rc::new(sums)));
    }

    /// The sums of the span; none where none is selected and not all of a recording is known.
    pub fn span(&self) -> Option<Rc<SpanSums>> {
        self.span.as_ref().map(|(_, sums)| Rc::clone(sums))
    }

    /// The table of tasks.
    pub fn tasks(&self, session: &Session, by: Column, lang: Lang) -> Rc<TaskTable> {
        let make = || at_the_end(session, lang, |scene| task_table(scene, by, ROWS));
        self.tasks.get((of(session, lang), by), make)
    }

    /// What was awaited.
    pub fn awaits(&self, session: &Session, lang: Lang) -> Rows<AwaitRow> {
        let make = || at_the_end(session, lang, |scene| await_table(scene, ROWS));
        self.awaits.get(of(session, lang), make)
    }

    /// The lines of a recording's source file that the panes mark; none where its text was not
    /// recorded.
    pub fn source(&self, session: &Session) -> Option<Rc<Vec<Line>>> {
        let path = session.main_file();
        let trace = session.trace();
        let text = text_of(&trace, &path)?;
        let make = || source::recorded(&text);
        Some(self.source.get((session.number, Rc::clone(&path)), make))
    }

    /// The paths of the source files whose texts were recorded.
    pub fn files(session: &Session) -> Vec<Rc<str>> {
        let trace = session.trace();
        let sources = trace.sources().iter();
        let with_text = sources.filter(|source| source.text.is_some());
        with_text.map(|source| Rc::clone(&source.path)).collect()
    }

    /// The slow steps.
    pub fn slow(&self, session: &Session, lang: Lang) -> Rows<SlowStep> {
        let make = || at_the_end(session, lang, |scene| slow_steps(scene, ROWS));
        self.slow.get(of(session, lang), make)
    }
}

fn text_of(trace: &Trace, path: &str) -> Option<Rc<str>> {
    let mut sources = trace.sources().iter();
    sources.find(|source| &*source.path == path)?.text.clone()
}

fn of(session: &Session, lang: Lang) -> Of {
    (session.number, session.len(), lang)
}

/// When the first event happened.
fn first(session: &Session) -> Nanos {
    session.trace().time_at(1)
}

fn at_the_end<T>(session: &Session, lang: Lang, read: impl FnOnce(&Scene<'_>) -> T) -> T {
    let trace = session.trace();
    read(&Scene::new(&trace, session.analysis(), session.len(), lang))
}
