//! The lifecycle that is drawn above [`Event`], as rules that a trace is held against.

use std::collections::HashSet;
use std::fmt;

use super::{LoopState, Phase, Record, Trace};
use crate::events::format::Clock;
use crate::events::{Choice, Event, FutureId, HandleId, Nanos, TaskId, Work};

/// A trace that says what cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The event that breaks the rule, counted from 0.
    pub event: usize,
    /// The rule, and what was found instead.
    pub rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}: {}", self.event, self.rule)
    }
}

impl std::error::Error for Violation {}

/// Holds every event against what happened before it, in a trace of a virtual clock.
///
/// # Errors
/// The first event that cannot follow.
pub fn check(trace: &Trace) -> Result<(), Violation> {
    check_by(Clock::Virtual, trace)
}

/// The same in a trace of either clock.
///
/// # Errors
/// Those of [`check`].
pub fn check_by(clock: Clock, trace: &Trace) -> Result<(), Violation> {
    let mut checker = Checker::new(clock);
    for record in trace.iter() {
        checker.see(record)?;
    }
    Ok(())
}

type Verdict = Result<(), String>;

/// So much before its deadline a timer may fall due on the machine's clock: CPython counts a timer
/// as due that is within the clock's resolution, and some machines' is coarse.
const RESOLUTION: Nanos = Nanos(100_000_000);

/// Holds events against the rules one after the other, as they come.
#[derive(Debug)]
pub struct Checker {
    clock: Clock,
    state: LoopState,
    in_turn: bool,
    /// Whether a turn has begun: then no [`Event::TaskSeen`] may follow.
    in_run: bool,
    /// The handles and timers that the explorer took out of their order.
    chosen: HashSet<HandleId>,
    /// The timers that it let others go before.
    passed_over: HashSet<HandleId>,
    handles: HashSet<HandleId>,
    futures: HashSet<FutureId>,
    finished: HashSet<FutureId>,
}

impl Checker {
    /// Nothing has happened yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            state: LoopState::new(),
            in_turn: false,
            in_run: false,
            chosen: HashSet::new(),
            passed_over: HashSet::new(),
            handles: HashSet::new(),
            futures: HashSet::new(),
            finished: HashSet::new(),
        }
    }

    /// What happens next.
    ///
    /// # Errors
    /// It cannot follow.
    pub fn see(&mut self, record: &Record) -> Result<(), Violation> {
        let event = self.state.cursor;
        self.check(record)
            .map_err(|rule| Violation { event, rule })?;
        self.state.fold(record);
        Ok(())
    }

    /// What all events so far add up to.
    pub fn state(&self) -> &LoopState {
        &self.state
    }

    fn check(&mut self, record: &Record) -> Verdict {
        self.check_turn(&record.event)?;
        self.check_line(record)?;
        self.check_run(&record.event)?;
        self.check_task(&record.event)?;
        self.check_future(&record.event)
    }

    fn check_turn(&mut self, event: &Event) -> Verdict {
        match event {
            Event::TurnStarted { snapshot } => {
                must(!self.in_turn, "a turn begins only after the last has ended")?;
                (self.in_turn, self.in_run) = (true, true);
                let ready = self.state.ready.len();
                must(
                    *snapshot as usize == ready,
                    format!("the snapshot is what is ready: {ready}, not {snapshot}"),
                )
            }
            Event::TurnEnded => {
                must(self.in_turn, "a turn ends only after it has begun")?;
                self.in_turn = false;
                let left = self.state.this_turn;
                must(
                    left == 0 && self.state.running.is_none(),
                    format!(
                        "a turn ends when its snapshot has run or the loop is left; {left} are left"
                    ),
                )
            }
            _ => Ok(()),
        }
    }

    /// Becoming ready, being set, falling due, being cancelled.
    fn check_line(&mut self, record: &Record) -> Verdict {
        match record.event {
            Event::HandleQueued { handle, .. } | Event::TimerSet { handle, .. } => must(
                self.handles.insert(handle),
                format!("{handle:?} is scheduled once"),
            ),
            Event::TimerDue { handle } => {
                if self.state.timers.is_empty() {
                    return Err("a timer falls due, but none is set".into());
                }
                if self.chosen.contains(&handle) || self.passed_over.contains(&handle) {
                    return Ok(());
                }
                let mut timers = self.state.timers.keys();
                let soonest = timers.find(|(_, other)| !self.passed_over.contains(other));
                let Some(&(when, first)) = soonest else {
                    return Err("a timer falls due that is not set".into());
                };
                let is_first = match self.clock {
                    Clock::Virtual => first == handle,
                    // CPython's heap does not keep the order of equal deadlines, and wakes by the
                    // clock's resolution.
                    Clock::Wall => self.is_due_soon(handle, record.when),
                };
                must(
                    is_first,
                    format!("timers fall due in order: {first:?} before {handle:?}"),
                )?;
                must(
                    when <= self.latest(record.when),
                    format!("a timer falls due at {when}, not at {}", record.when),
                )
            }
            Event::Deviated {
                chosen: Choice::Handle(handle) | Choice::Timer(handle),
                instead_of,
                ..
            } => {
                self.chosen.insert(handle);
                if let Some(Choice::Timer(other)) = instead_of {
                    self.passed_over.insert(other);
                }
                Ok(())
            }
            Event::HandleCancelled { handle } => {
                let is_timer = self.state.timers.keys().any(|(_, other)| *other == handle);
                let mut ready = self.state.ready.iter();
                must(
                    is_timer || ready.any(|q| q.handle == handle && !q.is_cancelled),
                    format!("{handle:?} is cancelled once, and before it runs"),
                )
            }
            _ => Ok(()),
        }
    }

    /// What is due at a moment has a deadline up to this one.
    fn latest(&self, now: Nanos) -> Nanos {
        match self.clock {
            Clock::Virtual => now,
            Clock::Wall => Nanos(now.0.saturating_add(RESOLUTION.0)),
        }
    }

    fn is_due_soon(&self, handle: HandleId, now: Nanos) -> bool {
        let due = self
            .state
            .timers
            .range(..=(self.latest(now), HandleId(u32::MAX)));
        due.map(|((_, other), _)| *other)
            .any(|other| other == handle)
    }

    /// Running.
    fn check_run(&self, event: &Event) -> Verdict {
        match *event {
            Event::HandleStarted { handle } => {
                self.is_next(handle, false)?;
                must(
                    self.state.running.is_none(),
                    "no handle starts while another runs",
                )
            }
            Event::HandleSkipped { handle } => self.is_next(handle, true),
            Event::HandleEnded { handle } => {
                let running = self.state.running;
                must(
                    running.is_some_and(|running| running.handle == handle),
                    format!("{handle:?} ends, but what runs is {running:?}"),
                )?;
                let task = running.and_then(|running| running.task);
                must(
                    task.is_none(),
                    format!("a handle ends after the step of {task:?}"),
                )
            }
            _ => Ok(()),
        }
    }

    fn is_next(&self, handle: HandleId, is_cancelled: bool) -> Verdict {
        must(
            self.state.this_turn > 0,
            format!("{handle:?} is not of this turn's snapshot"),
        )?;
        if self.chosen.contains(&handle) {
            let mut snapshot = self.state.ready.iter().take(self.state.this_turn);
            return must(
                snapshot.any(|q| q.handle == handle && q.is_cancelled == is_cancelled),
                format!("{handle:?} is chosen from this turn's snapshot"),
            );
        }
        let next = self.state.ready.front();
        must(
            next.is_some_and(|q| q.handle == handle && q.is_cancelled == is_cancelled),
            format!("{handle:?} is taken from the ready queue's front, where {next:?} stands"),
        )
    }

    fn check_task(&self, event: &Event) -> Verdict {
        match event {
            Event::TaskResumed {
                task, eager: true, ..
            } => self.may_begin_eagerly(*task),
            Event::TaskResumed { task, .. } => self.may_resume(*task),
            Event::TaskSeen(seen) => must(
                !self.in_run,
                format!("{:?} is seen before the first turn", seen.task),
            ),
            Event::TaskSuspended { task, .. } | Event::TaskFinished { task, .. } => must(
                self.in_step_of(*task),
                format!("{task:?} ends a step that it has begun"),
            ),
            Event::FrameEntered { task, .. } => must(
                self.in_step_of(*task),
                format!("{task:?} enters a coroutine in its own step"),
            ),
            Event::FrameExited { task } => must(
                self.state
                    .task(*task)
                    .is_some_and(|task| !task.frames.is_empty()),
                format!("{task:?} leaves a coroutine that it has entered"),
            ),
            _ => Ok(()),
        }
    }

    fn may_resume(&self, task: TaskId) -> Verdict {
        let Some(state) = self.state.task(task) else {
            return Err(format!("{task:?} is resumed, but was not created"));
        };
        let running = self.state.running;
        must(
            running.is_some_and(|running| {
                let (Work::Step(own) | Work::Wakeup { task: own, .. }) = running.work else {
                    return false;
                };
                own == task && running.task.is_none()
            }),
            format!("{task:?} is resumed by a handle of its own, not by {running:?}"),
        )?;
        must(
            state.phase == Phase::Ready,
            format!("{task:?} is resumed when ready, not {:?}", state.phase),
        )
    }

    fn may_begin_eagerly(&self, task: TaskId) -> Verdict {
        must(
            self.state.running.is_some(),
            format!("{task:?} begins eagerly inside a handle"),
        )?;
        let phase = self.state.task(task).map(|task| &task.phase);
        must(
            phase == Some(&Phase::Created),
            format!("{task:?} begins eagerly right after its creation, not when {phase:?}"),
        )
    }

    fn check_future(&mut self, event: &Event) -> Verdict {
        if let Event::TaskSeen(seen) = event {
            return must(
                self.futures.insert(seen.task),
                format!("{:?} is seen once", seen.task),
            );
        }
        match *event {
            Event::FutureCreated { future, .. } | Event::TaskCreated { task: future, .. } => must(
                self.futures.insert(future),
                format!("{future:?} is created once"),
            ),
            Event::FutureFinished { future, .. } | Event::TaskFinished { task: future, .. } => {
                must(
                    self.futures.contains(&future),
                    format!("{future:?} is done, but was not created"),
                )?;
                must(
                    self.finished.insert(future),
                    format!("{future:?} is done once"),
                )
            }
            _ => Ok(()),
        }
    }

    fn in_step_of(&self, task: TaskId) -> bool {
        let running = self.state.running;
        running.is_some_and(|running| running.task == Some(task))
    }
}

fn must(holds: bool, rule: impl Into<String>) -> Verdict {
    if holds { Ok(()) } else { Err(rule.into()) }
}
