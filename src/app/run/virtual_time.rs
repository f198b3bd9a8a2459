//! A program on virtual time: it needs no wall clock, and is run in slices by whoever has the time.
//!
//! So the page replays a run, with what its workers did the first time where that is known, and with
//! what somebody does to it; and so a run goes where there is no page.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::{Beginning, Ending, RecordedLoop, Run, Slice, Status};
use crate::events::{End, Nanos, When};
use crate::runtime::driver::virtual_time;
use crate::runtime::{Program, RunError};
use crate::trace::Trace;
use crate::workers::outside::Outside;
use crate::workers::replay;

/// What the workers do in the run.
#[derive(Clone, Debug)]
pub enum Workers {
    /// What those of another run did: up to a moment to the very place, from there on for as long;
    /// without one all of it.
    Recorded(Rc<Outside>, Option<When>),
    /// What their jobs declare.
    Declared,
}

/// A run on virtual time. A run of more events than are recorded is stopped.
pub struct VirtualRun {
    recorded: RecordedLoop,
    /// Absent while a slice has it, and for good once the run is over.
    program: RefCell<Option<Program<()>>>,
    goal: Cell<Goal>,
    ending: RefCell<Option<Ending>>,
}

/// How far the run may go before it pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    /// To its end.
    End,
    /// To the end of a turn: the one that is on, or the next.
    Turn,
    /// One handle.
    Handle,
    /// Not at all.
    Nowhere,
}

/// After so many handles it is asked whether the slice is over.
const PORTION: usize = 16;

impl VirtualRun {
    /// Begins one; nothing of it runs before [`Run::advance`].
    pub fn new(beginning: &Beginning, workers: Workers, paused: bool) -> Self {
        let recorded = RecordedLoop::new(beginning);
        let event_loop = &recorded.event_loop;
        let (outside, until) = match workers {
            Workers::Recorded(outside, until) => (outside, until),
            Workers::Declared => (Rc::default(), None),
        };
        event_loop.set_cpu_count(outside.cpu_count);
        replay::install(event_loop, Rc::clone(&outside.recording), until);
        let main = (beginning.scenario.main)(&beginning.values);
        let program = Program::new(event_loop, main);
        Self {
            program: RefCell::new(Some(program)),
            goal: Cell::new(if paused { Goal::Nowhere } else { Goal::End }),
            ending: RefCell::default(),
            recorded,
        }
    }

    /// Runs to the goal, or until the slice is over; how the program ended, if it did.
    fn go(&self, program: &mut Program<()>, slice: &Slice<'_>) -> Option<Ending> {
        let mut handles = 0;
        while self.goal.get() != Goal::Nowhere {
            if self.recorded.left_out() > 0 {
                return Some(Ending::of(End::Stopped));
            }
            match virtual_time::step(program) {
                Ok(()) => {}
                Err(RunError::Deadlock(deadlock)) => {
                    return Some(Ending::of_deadlock(deadlock));
                }
                Err(RunError::Raised(exception)) => {
                    return Some(Ending::of_main(Err(exception)));
                }
            }
            if program.is_over() {
                return Some(Ending::of_main(program.result()));
            }
            if self.has_reached_goal() {
                self.goal.set(Goal::Nowhere);
            }
            handles += 1;
            if handles % PORTION == 0 && slice.is_over() {
                break;
            }
        }
        None
    }

    fn end(&self, ending: Ending) {
        self.recorded.end(ending.how.clone());
        self.ending.replace(Some(ending));
    }

    fn has_reached_goal(&self) -> bool {
        match self.goal.get() {
            Goal::End => false,
            Goal::Turn => !self.recorded.event_loop.is_in_turn(),
            Goal::Handle | Goal::Nowhere => true,
        }
    }

    fn set_goal(&self, goal: Goal) {
        self.goal.set(goal);
        self.recorded.ask_for_frame();
    }
}

impl Run for VirtualRun {
    fn trace(&self) -> Ref<'_, Trace> {
        self.recorded.trace()
    }

    fn status(&self) -> Status {
        match (&*self.ending.borrow(), self.goal.get()) {
            (Some(_), _) => Status::Finished,
            (None, Goal::Nowhere) => Status::Paused,
            (None, _) => Status::Running,
        }
    }

    fn ending(&self) -> Option<Ending> {
        self.ending.borrow().clone()
    }

    fn now(&self) -> Nanos {
        self.trace().now()
    }

    fn limit(&self) -> usize {
        self.recorded.limit()
    }

    fn left_out(&self) -> u64 {
        self.recorded.left_out()
    }

    fn planned(&self) -> usize {
        self.recorded.event_loop.planned()
    }

    fn cpu_count(&self) -> u32 {
        self.recorded.event_loop.cpu_count()
    }

    fn is_replay(&self) -> bool {
        true
    }

    fn advance(&self, slice: &Slice<'_>) {
        let Some(mut program) = self.program.take() else {
            return;
        };
        match self.go(&mut program, slice) {
            Some(ending) => {
                // Its loop is closed before anybody hears of the end.
                drop(program);
                self.end(ending);
            }
            None => {
                self.program.replace(Some(program));
            }
        }
    }

    fn pause(&self) {
        self.set_goal(Goal::Nowhere);
    }

    fn resume(&self) {
        self.set_goal(Goal::End);
    }

    fn step(&self) {
        self.set_goal(Goal::Handle);
    }

    fn next_event(&self) {
        if self.goal.get() != Goal::End {
            self.set_goal(Goal::Turn);
        }
    }

    fn stop(&self) {
        if self.ending.borrow().is_none() {
            let program = self.program.take();
            drop(program);
            self.end(Ending::of(End::Stopped));
            self.recorded.ask_for_frame();
        }
    }
}
