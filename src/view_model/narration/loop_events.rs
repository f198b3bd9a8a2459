//! What each event of the loop was, and why.

use super::super::Scene;
use super::super::format::seconds;
use super::super::interventions;
use super::super::{Names, names};
use crate::events::{
    Awaiting, Blocks, Change, Choice, End, Event, FutureId, GlobalChange, HandleId, Kept, Nanos,
    Outcome, ResourceId, ResourceKind, TaskId, Work, WorkerState, without_newline,
};
use crate::text::{Lang, Said, interventions as intervened, narration as say, pools};
use crate::trace::{Index, LoopState, Record, Trace};

/// A timer that comes so much after its time is said to be late.
pub(super) const LATE: Nanos = Nanos(10_000_000);

/// Tells of events.
pub(super) struct Teller<'a> {
    pub(super) trace: &'a Trace,
    pub(super) index: &'a Index,
    pub(super) names: Names<'a>,
    pub(super) lang: Lang,
}

impl<'a> Teller<'a> {
    pub(super) fn new(scene: &Scene<'a>) -> Self {
        Self {
            trace: scene.trace,
            index: &scene.analysis.index,
            names: scene.names(),
            lang: scene.lang,
        }
    }

    /// What event number `event` was.
    pub(super) fn tell(&self, event: usize, record: &Record) -> Said {
        let (lang, names) = (self.lang, &self.names);
        let name = |task: &TaskId| names.task_name(*task);
        match &record.event {
            Event::LoopStarted => Said::all(say::loop_started(lang)),
            Event::LoopStopped => Said::all(say::loop_stopped(lang)),
            Event::TurnStarted { snapshot } => {
                Said::all(say::turn_started(lang, record.turn, *snapshot))
            }
            Event::TurnEnded => Said::all(say::turn_ended(lang, record.turn)),
            Event::LoopLeft { exception } => say::loop_left(lang, &exception.to_string()),
            Event::HandleQueued { work, .. } => self.queued(event, *work),
            Event::TimerSet { when, work, .. } => self.timer_set(*when, *work),
            Event::TimerDue { handle } => self.timer_due(*handle, record.when),
            Event::HandleCancelled { handle } => {
                Said::all(say::handle_cancelled(lang, &names.handle(*handle)))
            }
            Event::HandleSkipped { handle } => say::handle_skipped(lang, &names.handle(*handle)),
            Event::HandleStarted { handle } => self.runs(*handle),
            Event::HandleEnded { handle } => {
                Said::all(say::handle_ended(lang, &names.handle(*handle)))
            }
            Event::TaskSeen(seen) => Said::all(say::task_seen(lang, &name(&seen.task))),
            Event::GlobalChanged(change) => self.global_changed(change),
            Event::Logged(record) => {
                Said::all(say::logged(lang, &names.who(record.task), &record.text))
            }
            Event::Deviated {
                chosen, instead_of, ..
            } => self.deviated(*chosen, *instead_of),
            Event::RunEnded { how } => Said::all(match how {
                End::Returned => say::run_returned(lang),
                End::Raised(exception) => say::run_raised(lang, &exception.to_string()),
                End::Exited(status) => say::run_exited(lang, *status),
                End::Deadlocked => say::run_deadlocked(lang),
                End::Livelocked => say::run_livelocked(lang),
                End::Stopped => say::run_stopped(lang),
            }),
            Event::Deadlocked => Said::all(say::deadlocked(lang, self.unfinished(event))),
            Event::Intervened { act } => Said::all(interventions::sentence(names, act)),
            Event::InterventionRefused { reason } => {
                Said::all(intervened::refused(lang, &reason.to_string()))
            }
            Event::TaskCreated { task, parent, .. } => Said::all(match parent {
                Some(parent) => say::task_created_by(lang, &name(task), &name(parent)),
                None => say::task_created(lang, &name(task)),
            }),
            Event::TaskRenamed { task, name: new } => {
                Said::all(say::task_renamed(lang, &name(task), new))
            }
            Event::TaskResumed { task, thrown, .. } => {
                let thrown = thrown.as_ref().map(ToString::to_string);
                self.resumed(event, *task, thrown.as_deref())
            }
            Event::TaskSuspended { task, on, .. } => match on {
                Some(future) => say::task_awaits(lang, &name(task), &names.future(*future)),
                None => say::task_yields(lang, &name(task)),
            },
            Event::TaskFinished { task, outcome } => Said::all(match outcome {
                Outcome::Returned => say::task_returned(lang, &name(task)),
                Outcome::Raised(exception) => {
                    say::task_raised(lang, &name(task), &exception.to_string())
                }
                Outcome::Cancelled(_) => say::task_cancelled(lang, &name(task)),
            }),
            Event::FrameEntered { task, call, .. } => {
                Said::all(match self.is_outermost(*task, event) {
                    true => say::body_entered(lang, &name(task)),
                    false => say::frame_entered(lang, &name(task), &names::call(call)),
                })
            }
            Event::FrameExited { task } => {
                let innermost = self.innermost(*task, event);
                Said::all(say::frame_exited(lang, &name(task), &innermost))
            }
            Event::Uncancelled { task, remaining } => {
                say::uncancelled(lang, &name(task), *remaining)
            }
            Event::FutureCreated { future, awaiting } => {
                Said::all(say::future_created(lang, &self.made(*future, *awaiting)))
            }
            Event::FutureFinished { future, outcome } => {
                let what = names.of_maker(*future);
                Said::all(match outcome {
                    Outcome::Returned => say::future_done(lang, &what),
                    Outcome::Raised(exception) => {
                        say::future_raised(lang, &what, &exception.to_string())
                    }
                    Outcome::Cancelled(_) => say::future_cancelled(lang, &what),
                })
            }
            Event::FutureLinked { outer, inner } => {
                let (outer, inner) = (names.of_maker(*outer), names.future(*inner));
                Said::all(say::future_linked(lang, &outer, &inner))
            }
            Event::CancelRequested { target, by, .. } => Said::all(match by {
                Some(by) => say::cancel_requested_by(lang, &name(by), &names.future(*target)),
                None => say::cancel_requested(lang, &names.future(*target)),
            }),
            Event::ResourceCreated { resource, .. } => {
                Said::all(say::resource_created(lang, &names.resource(*resource)))
            }
            Event::ResourceChanged {
                resource,
                change,
                value,
                task,
                ..
            } => self.changed(*resource, *change, *value, *task),
            Event::Printed { text, task, .. } => {
                say::printed(lang, &names.who(*task), without_newline(text))
            }
            Event::ExceptionReported {
                message, exception, ..
            } => match exception {
                Some(exception) => say::exception_reported(lang, message, &exception.to_string()),
                None => say::reported(lang, message),
            },
            Event::NeverAwaited { call } => say::never_awaited(lang, &names::call(call)),
            Event::Blocking {
                what,
                how,
                expected,
                task,
                ..
            } => Said::all(self.will_block(what, *how, *expected, *task)),
            Event::Blocked {
                what, from, task, ..
            } => {
                // It is told when it is over.
                let span = seconds(record.when.since(*from));
                say::blocked(lang, &names.who(*task), what, &span)
            }
            Event::PoolCreated {
                pool, max_workers, ..
            } => Said::all(pools::created(lang, &names.pool(*pool), *max_workers)),
            Event::PoolShutDown { pool } => Said::all(pools::shut_down(lang, &names.pool(*pool))),
            Event::JobSubmitted {
                pool, shown, task, ..
            } => {
                let (who, pool) = (names.who(*task), names.pool(*pool));
                Said::all(pools::submitted(lang, &who, shown, &pool))
            }
            Event::JobProgress { job, done, total } => {
                Said::all(pools::progress(lang, &names.job(*job), *done, *total))
            }
            Event::JobEnded {
                job,
                outcome,
                result,
            } => {
                let job = names.job(*job);
                Said::all(match (outcome, result.as_deref()) {
                    (Outcome::Returned, Some(Kept::LeftOut(bytes))) => {
                        pools::left_out(lang, &job, *bytes)
                    }
                    (Outcome::Returned, _) => pools::returned(lang, &job),
                    (Outcome::Raised(exception), _) => {
                        pools::raised(lang, &job, &exception.to_string())
                    }
                    (Outcome::Cancelled(_), _) => pools::cancelled(lang, &job),
                })
            }
            Event::WorkerChanged {
                pool,
                worker,
                state,
                ..
            } => Said::all(self.worker(&names.worker(*pool, *worker), *state)),
        }
    }

    fn global_changed(&self, change: &GlobalChange) -> Said {
        let (lang, who) = (self.lang, self.names.who(change.task));
        let name = &*change.name;
        Said::all(match (change.from.as_deref(), change.to.as_deref()) {
            (Some(from), Some(to)) => say::global_changed(lang, &who, name, from, to),
            (_, Some(to)) => say::global_set(lang, &who, name, to),
            (_, None) => say::global_deleted(lang, &who, name),
        })
    }

    fn deviated(&self, chosen: Choice, instead_of: Option<Choice>) -> Said {
        let (lang, names) = (self.lang, &self.names);
        let name = |choice| match choice {
            Choice::Handle(handle) | Choice::Timer(handle) => names.handle(handle),
            Choice::Cancel(task) => names.task_name(task),
        };
        Said::all(match (chosen, instead_of) {
            (Choice::Cancel(task), _) => say::explorer_cancels(lang, &names.task_name(task)),
            (chosen, Some(other)) => say::explorer_prefers(lang, &name(chosen), &name(other)),
            (chosen, None) => say::explorer_takes(lang, &name(chosen)),
        })
    }

    fn resumed(&self, event: usize, task: TaskId, thrown: Option<&str>) -> Said {
        let (lang, name) = (self.lang, self.names.task_name(task));
        match (thrown, self.is_first_step(task, event)) {
            (Some(exception), true) => say::task_never_begins(lang, &name, exception),
            (Some(exception), false) => say::task_thrown(lang, &name, exception),
            (None, true) => Said::all(say::task_begins(lang, &name)),
            (None, false) => Said::all(say::task_goes_on(lang, &name)),
        }
    }

    /// What a new future stands for.
    fn made(&self, future: FutureId, awaiting: Awaiting) -> String {
        match awaiting {
            // Its job is not handed in yet, so it has no name that is known at this moment.
            Awaiting::Job(_) => pools::a_job(self.lang),
            _ => self.names.of_maker(future),
        }
    }

    fn will_block(
        &self,
        what: &str,
        how: Blocks,
        expected: Option<Nanos>,
        task: Option<TaskId>,
    ) -> String {
        let (lang, who) = (self.lang, self.names.who(task));
        match (how, expected) {
            (Blocks::Sleeping, Some(span)) => {
                pools::will_stand_for(lang, &who, what, &seconds(span))
            }
            (Blocks::Joining, _) => pools::will_join(lang, &who, what),
            (Blocks::Sleeping | Blocks::Computing, _) => pools::will_stand(lang, &who, what),
        }
    }

    fn timer_due(&self, handle: HandleId, now: Nanos) -> Said {
        let (name, when) = (self.names.handle(handle), seconds(now));
        let deadline = self.index.deadline(self.trace, handle).unwrap_or(now);
        match now.since(deadline) {
            // Less is a browser's way with timers.
            late if late >= LATE => say::timer_late(self.lang, &name, &when, &seconds(late)),
            _ => say::timer_due(self.lang, &name, &when),
        }
    }

    fn worker(&self, who: &str, state: WorkerState) -> String {
        let lang = self.lang;
        let job = |job| self.names.job(job);
        match state {
            WorkerState::Starting => pools::starting(lang, who),
            WorkerState::Idle => pools::idle(lang, who),
            WorkerState::Transferring(of) => pools::transferring(lang, who, &job(of)),
            WorkerState::WaitingForGil(of) => pools::waiting_for_gil(lang, who, &job(of)),
            WorkerState::Running(of) => pools::running(lang, who, &job(of)),
            WorkerState::Blocking(of) => pools::blocking(lang, who, &job(of)),
            WorkerState::Gone => pools::gone(lang, who),
        }
    }

    fn changed(
        &self,
        resource: ResourceId,
        change: Change,
        value: i64,
        task: Option<TaskId>,
    ) -> Said {
        let lang = self.lang;
        let name = &self.names.resource(resource);
        let kind = self.index.resource(resource).map(|(kind, _)| kind);
        let is_lock = kind == Some(ResourceKind::Lock);
        let who = &self.names.who(task);
        let waiter = |future: FutureId| self.names.who(self.names.maker(future));
        Said::all(match change {
            Change::LeftLine(future) => return say::leaves_line(lang, &waiter(future), name),
            Change::Acquired if is_lock => say::lock_acquired(lang, who, name),
            Change::Released if is_lock => say::lock_released(lang, who, name),
            Change::Acquired => say::acquired(lang, who, name, value),
            Change::Released => say::released(lang, who, name, value),
            Change::Waiting(future) => say::joins_line(lang, &waiter(future), name),
            Change::Woken(future) => say::woken(lang, &waiter(future), name),
            Change::Set => say::event_set(lang, who, name),
            Change::Cleared => say::event_cleared(lang, who, name),
            Change::Notified(count) => say::notified(lang, who, name, count),
            Change::Put => say::put(lang, who, name, value),
            Change::Got => say::got(lang, who, name, value),
            Change::TaskDone(left) => say::item_done(lang, who, name, left),
            Change::Shutdown => say::shut_down(lang, who, name),
            Change::Arrived => say::arrived(lang, who, name, value),
            Change::Tripped => say::tripped(lang, name),
            Change::Broken => say::broken(lang, who, name),
            Change::Reset => say::reset(lang, who, name),
        })
    }

    fn queued(&self, event: usize, work: Work) -> Said {
        let (lang, names) = (self.lang, &self.names);
        match work {
            Work::Step(task) if self.is_first_step(task, event) => {
                Said::all(say::queued_to_begin(lang, &names.task_name(task)))
            }
            Work::Step(task) => Said::all(say::queued_again(lang, &names.task_name(task))),
            Work::Wakeup { task, future } => {
                say::queued_to_wake(lang, &names.task_name(task), &names.future(future))
            }
            other => Said::all(say::queued_callback(lang, &names.work(other))),
        }
    }

    fn timer_set(&self, when: Nanos, work: Work) -> Said {
        let (lang, names, when) = (self.lang, &self.names, seconds(when));
        if let Work::WakeSleeper(future) = work
            && let Some(task) = names.maker(future)
        {
            let who = names.task_name(task);
            return say::timer_set_for_sleep(lang, &who, &names.future(future), &when);
        }
        say::timer_set(lang, &names.work(work), &when)
    }

    /// Why a handle runs when it runs.
    pub(super) fn runs(&self, handle: HandleId) -> Said {
        let (lang, names) = (self.lang, &self.names);
        let facts = self.index.handle(handle);
        let time = |event: Option<u32>| {
            let record = event.and_then(|event| self.trace.get(event as usize));
            seconds(record.map_or(Nanos::ZERO, |record| record.when))
        };
        let made = facts.made.map_or(0, |event| event as usize);
        match self.index.work(self.trace, handle) {
            Some(Work::Step(task)) if self.is_first_step(task, made) => {
                say::runs_first(lang, &names.task_name(task), &time(facts.made))
            }
            Some(Work::Step(task)) => say::runs_after_yield(lang, &names.task_name(task)),
            Some(Work::Wakeup { task, future }) => self.wakes(task, future),
            Some(Work::WakeSleeper(future)) => {
                let who = names.who(names.maker(future));
                say::wakes_sleeper(lang, &who, &names.future(future), &time(facts.due))
            }
            Some(work @ Work::Callback { future, name, .. }) => match (future, facts.due) {
                (Some(future), _) => {
                    say::callback_after(lang, &names.callback(&name), &names.of_maker(future))
                }
                (None, Some(_)) => say::callback_due(lang, &names.work(work), &time(facts.due)),
                (None, None) => say::callback_runs(lang, &names.work(work), &time(facts.made)),
            },
            None => say::callback_runs(lang, &names.handle(handle), &time(facts.made)),
        }
    }

    fn wakes(&self, task: TaskId, future: FutureId) -> Said {
        let (lang, who, what) = (
            self.lang,
            self.names.task_name(task),
            self.names.future(future),
        );
        let finished = self.index.future(future).finished;
        let record = finished.and_then(|event| self.trace.get(event as usize));
        let when = seconds(record.map_or(Nanos::ZERO, |record| record.when));
        match record.map(|record| &record.event) {
            Some(Event::FutureFinished {
                outcome: Outcome::Cancelled(_),
                ..
            }) => say::runs_because_cancelled(lang, &who, &what, &when),
            Some(Event::TaskFinished { .. }) => {
                say::runs_because_task_ended(lang, &who, &what, &when)
            }
            _ => say::runs_because_ended(lang, &who, &what, &when),
        }
    }

    /// Nothing runs: what comes next.
    pub(super) fn at_rest(&self, state: &LoopState) -> String {
        let lang = self.lang;
        if state.is_deadlocked {
            return say::deadlocked(lang, state.unfinished().count());
        }
        if state.cursor == 0 {
            return say::not_begun(lang);
        }
        if let Some(next) = state.ready.iter().find(|queued| !queued.is_cancelled) {
            return say::next_is(lang, &self.names.work(next.work));
        }
        match state.timers.first_key_value() {
            Some(((when, _), work)) if state.is_running => {
                say::idle_until(lang, &self.names.work(*work), &seconds(*when))
            }
            _ if state.is_running => say::idle(lang),
            _ if state.unfinished().next().is_none() => say::all_done(lang),
            _ => say::stopped_early(lang),
        }
    }

    /// Whether a task has not begun when `event` happens.
    pub(super) fn is_first_step(&self, task: TaskId, event: usize) -> bool {
        let facts = self.index.task(task);
        let first = facts.and_then(|facts| {
            let running = crate::trace::SpanKind::Running;
            facts.spans.iter().find(|span| span.kind == running)
        });
        first.is_none_or(|first| first.from as usize >= event)
    }

    /// Whether a coroutine that begins with `event` is the first of its task.
    fn is_outermost(&self, task: TaskId, event: usize) -> bool {
        let facts = self.index.task(task);
        let mut events = facts.iter().flat_map(|facts| &facts.events);
        let first = events.find(|n| {
            let record = self.trace.get(**n as usize);
            record.is_some_and(|record| matches!(record.event, Event::FrameEntered { .. }))
        });
        first.is_some_and(|first| *first as usize == event)
    }

    /// The innermost coroutine of a task before `event`.
    fn innermost(&self, task: TaskId, event: usize) -> String {
        let facts = self.index.task(task);
        let before = facts.map_or(&[][..], |facts| {
            let end = facts.events.partition_point(|n| (*n as usize) < event);
            &facts.events[..end]
        });
        let mut exited = 0;
        for n in before.iter().rev() {
            match self.trace.get(*n as usize).map(|record| &record.event) {
                Some(Event::FrameExited { task: own }) if *own == task => exited += 1,
                Some(Event::FrameEntered {
                    task: own, call, ..
                }) if *own == task => {
                    if exited == 0 {
                        return names::call(call);
                    }
                    exited -= 1;
                }
                _ => {}
            }
        }
        self.names.task_name(task)
    }

    fn unfinished(&self, event: usize) -> usize {
        let before = |n: u32| (n as usize) < event;
        let tasks = self.index.tasks().iter();
        tasks
            .filter(|task| before(task.created) && !task.finished.is_some_and(before))
            .count()
    }
}
