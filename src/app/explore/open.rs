//! Another order on the page, beside asyncio's own: both run in Python, and are compared.

use std::rc::Rc;

use super::Explored;
use crate::analysis::difference::first_difference;
use crate::app::intervene::AT_ONCE;
use crate::app::link::Link;
use crate::app::panes::Pane;
use crate::app::program::ProgramBeginning;
use crate::app::run::Status;
use crate::app::session::{Awaited, Session};
use crate::app::speed::Speed;
use crate::app::state::{Place, State};
use crate::app::subject::Subject;
use crate::text::exploring as say;
use crate::view_model::exploring::{Consoles, consoles, departs};

/// An order that is shown in the place of asyncio's own, which stands behind it.
#[derive(Clone, Debug)]
pub struct OtherOrder {
    /// Stands for it.
    pub token: Rc<str>,
    /// Whose order it is.
    pub program: Explored,
    /// What sets it apart, once both runs are over.
    pub compared: Option<Rc<Compared>>,
    /// Whether the cursor goes to where they part: a link may say another place.
    goes_to_parting: bool,
}

/// What sets two orders apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The first event in which they differ; none where they do the same.
    pub parts: Option<usize>,
    /// What both printed.
    pub consoles: Consoles,
}

/// Unix seconds at the clock's zero, as the explorer has them.
pub const EPOCH: u32 = 0;

impl State {
    /// Shows an order of the program whose orders were tried, or of the one that stands there.
    pub(super) fn open_order(&mut self, token: &str) {
        let found = self.exploring.as_ref().and_then(|it| it.found.as_ref());
        let of_found = found.filter(|found| found.search.outcome_of(token).is_some());
        let outcome = found.and_then(|found| {
            let outcome = found.search.outcome_of(token)?;
            found.search.outcomes().get(outcome)
        });
        // asyncio's own order is no other one.
        if outcome.is_some_and(|outcome| outcome.deviations.is_empty()) {
            self.pane = Pane::Timeline;
            self.start_at(false, Speed::Instant);
            return;
        }
        let program = of_found.map(|found| found.program.clone());
        match program.or_else(|| self.explorable()) {
            Some(program) => self.show_order(program, token, None),
            None => self.notify(say::NO_PROGRAM),
        }
    }

    /// A link leads to an order of the program that stands there.
    pub(in crate::app) fn open_linked_order(&mut self, token: &str, link: Link) {
        if let Some(program) = self.explorable() {
            self.show_order(program, token, Some(link));
        }
    }

    fn show_order(&mut self, program: Explored, token: &str, link: Option<Link>) {
        self.drop_session();
        let token: Rc<str> = token.into();
        let mut session = self.run_order(&program, Some(Rc::clone(&token)));
        self.baseline = Some(self.run_order(&program, None));
        let at = link.as_ref().and_then(|link| link.at);
        if let Some(at) = at {
            session.goes_on = true;
            session.await_moment(Awaited::Moment(at));
        }
        self.session = Some(session);
        self.arriving = link;
        self.pane = Pane::Timeline;
        self.order = Some(OtherOrder {
            token,
            program,
            compared: None,
            goes_to_parting: at.is_none(),
        });
    }

    fn run_order(&mut self, program: &Explored, order: Option<Rc<str>>) -> Session {
        let (number, frames) = self.next_run();
        let beginning = ProgramBeginning {
            number,
            file: program.file.clone(),
            text: Rc::clone(&program.text),
            epoch: Some(EPOCH),
            order,
        };
        let subject = Subject::Program {
            name: self.name_of(program),
            text: Rc::clone(&program.text),
        };
        let run = self
            .platform
            .run_program(&beginning, AT_ONCE, Rc::clone(&frames));
        Session::new(number, subject, run, frames)
    }

    /// What its author calls it.
    fn name_of(&self, program: &Explored) -> String {
        match self.draft() {
            Some(draft) => draft.name.clone(),
            None => program.file.clone(),
        }
    }

    /// asyncio's own order again.
    pub(super) fn back_to_normal(&mut self) {
        let Some(order) = self.order.take() else {
            return;
        };
        match (&self.place, self.baseline.take()) {
            (Place::Scenario(_), _) => {
                self.start_at(false, Speed::Instant);
            }
            (_, Some(mut normal)) => {
                let parts = order.compared.and_then(|compared| compared.parts);
                if let Some(parts) = parts {
                    normal.set_cursor(parts);
                }
                self.drop_session();
                normal.ask_for_frame();
                self.session = Some(normal);
            }
            (_, None) => self.drop_session(),
        }
    }

    /// Whether both orders are known now for the first time: then they are compared, and the cursor
    /// goes to where they part.
    pub(in crate::app) fn compare_orders(&mut self) -> bool {
        let (Some(order), Some(session), Some(normal)) =
            (&mut self.order, &mut self.session, &mut self.baseline)
        else {
            return false;
        };
        for run in [&*session, &*normal] {
            // An order is tried without anybody who types.
            if run.asks() {
                run.answer(String::new());
            }
        }
        let is_over = |run: &Session| run.status() == Status::Finished;
        if order.compared.is_some() || !is_over(session) || !is_over(normal) {
            return false;
        }
        let lang = self.preferences.lang;
        let parts = {
            let (trace, own) = (session.trace(), normal.trace());
            let runs = [(&*own, normal.analysis()), (&*trace, session.analysis())];
            order.compared = Some(Rc::new(Compared {
                parts: first_difference([&own, &trace]),
                consoles: consoles(runs, lang),
            }));
            order.compared.as_ref().and_then(|compared| compared.parts)
        };
        if let Some(parts) = parts.filter(|_| order.goes_to_parting) {
            session.set_cursor(parts + 1);
        }
        true
    }
}

impl State {
    /// The first event in which the order that is shown differs from asyncio's own.
    pub(in crate::app) fn parts(&self) -> Option<usize> {
        self.order.as_ref()?.compared.as_ref()?.parts
    }

    /// The number of the order that is shown, where it was found by the last search.
    pub fn order_number(&self) -> Option<usize> {
        let order = self.order.as_ref()?;
        let found = self.exploring.as_ref()?.found.as_ref()?;
        let outcome = found.search.outcome_of(&order.token)?;
        found.search.number(outcome)
    }

    /// Where the order that is shown departs from asyncio's own, in words.
    pub fn order_departs(&self) -> Option<String> {
        self.order.as_ref()?;
        let session = self.session.as_ref()?;
        let deviations = session.left()?.deviations;
        let lang = self.preferences.lang;
        let trace = session.trace();
        let names = session.analysis().names(&trace, lang);
        let call = |name: &str| {
            let mut tasks = session.analysis().index.tasks().iter();
            let task =
                tasks.find_map(|facts| names.task(facts.id).filter(|it| *it.asyncio_name == *name));
            task.map(|task| task.name)
        };
        Some(match deviations.is_empty() {
            true => say::NO_PARTING.get(lang).to_owned(),
            false => departs(&deviations, &call, lang),
        })
    }
}
