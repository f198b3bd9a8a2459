//! The state of loop and tasks at one moment: what the events so far add up to.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;

use super::Record;
use super::things::{
    FutureState, HoldState, JobState, Phase, QueuedHandle, ResourceState, RunningHandle, TaskState,
};
use crate::events::{
    Event, Frame, FutureId, HandleId, JobId, Nanos, Place, ResourceId, SeenTask, TaskId, Work,
};

/// Everything that holds after some number of events.
///
/// Cheap to clone: what is large is shared until it changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoopState {
    /// How many events have happened.
    pub cursor: usize,
    /// The loop clock at the last of them.
    pub when: Nanos,
    /// The turn, counted from 1; 0 before the first.
    pub turn: u32,
    /// Whether `run_forever` is on its way.
    pub is_running: bool,
    /// The handle that runs now.
    pub running: Option<RunningHandle>,
    /// The tasks whose steps are under way around that of [`RunningHandle::task`], the outermost
    /// first: an eager task's first step runs inside the step that made it.
    pub outer_steps: Vec<TaskId>,
    /// The handles that are ready, next first.
    pub ready: VecDeque<QueuedHandle>,
    /// How many of `ready`, from its front, still run in this turn; what stands behind them was
    /// added during the turn and runs in the next one.
    pub this_turn: usize,
    /// The timers, soonest first; of the same instant, the one set first.
    pub timers: BTreeMap<(Nanos, HandleId), Work>,
    /// The futures, tasks aside, that are not done or that somebody still awaits.
    pub futures: BTreeMap<FutureId, Rc<FutureState>>,
    /// All tasks so far, in order of creation.
    pub tasks: Vec<Rc<TaskState>>,
    /// Locks, queues, … so far.
    pub resources: BTreeMap<ResourceId, Rc<ResourceState>>,
    /// The jobs that are in a pool and have not ended, in order of submission.
    pub jobs: BTreeMap<JobId, Rc<JobState>>,
    /// The last call that held the loop, or holds it.
    pub hold: Option<Rc<HoldState>>,
    /// How many events put something on the console.
    pub printed: usize,
    /// Whether the loop found that nothing can ever happen again.
    pub is_deadlocked: bool,
    due: HashMap<HandleId, Nanos>,
}

impl LoopState {
    /// The state before anything happened.
    pub fn new() -> Self {
        Self::default()
    }

    /// A task's state.
    pub fn task(&self, task: TaskId) -> Option<&TaskState> {
        self.task_position(task).map(|n| &*self.tasks[n])
    }

    /// How many tasks are not finished.
    pub fn unfinished(&self) -> impl Iterator<Item = &TaskState> {
        let tasks = self.tasks.iter().map(|task| &**task);
        tasks.filter(|task| !matches!(task.phase, Phase::Finished(_)))
    }

    /// A measure of how much there is to copy, in small things.
    pub(super) fn size(&self) -> usize {
        let small = self.ready.len() + self.futures.len() + self.jobs.len();
        self.tasks.len() + 2 * self.timers.len() + small
    }

    /// Takes one more event into account.
    pub fn fold(&mut self, record: &Record) {
        self.cursor += 1;
        self.when = record.when;
        self.turn = record.turn;
        match &record.event {
            Event::LoopStarted => self.is_running = true,
            Event::LoopStopped => self.is_running = false,
            Event::TurnStarted { snapshot } => self.this_turn = *snapshot as usize,
            Event::TurnEnded | Event::LoopLeft { .. } => self.this_turn = 0,
            Event::Deadlocked => self.is_deadlocked = true,
            Event::Printed { task, at, .. } => {
                self.printed += 1;
                self.stand(*task, *at);
            }
            Event::Blocking {
                what,
                how,
                expected,
                task,
                at,
            } => {
                self.stand(*task, *at);
                self.hold = Some(Rc::new(HoldState {
                    what: Rc::clone(what),
                    how: *how,
                    expected: *expected,
                    task: *task,
                    since: self.when,
                    took: None,
                }));
            }
            Event::Blocked { task, at, from, .. } => {
                self.stand(*task, *at);
                let took = self.when.since(*from);
                if let Some(hold) = &mut self.hold {
                    Rc::make_mut(hold).took = Some(took);
                }
            }
            // What the handler says of it, it prints.
            Event::ExceptionReported { .. }
            | Event::NeverAwaited { .. }
            | Event::Intervened { .. }
            | Event::InterventionRefused { .. } => {}
            event => {
                self.fold_handle(event);
                self.fold_task(event);
                self.fold_future(event);
                self.fold_resource(event);
                self.fold_job(event);
            }
        }
    }

    fn fold_handle(&mut self, event: &Event) {
        match *event {
            Event::HandleQueued { handle, work } => self.enqueue(handle, work, false),
            Event::TimerSet { handle, when, work } => {
                self.timers.insert((when, handle), work);
                self.due.insert(handle, when);
            }
            Event::TimerDue { handle } => {
                if let Some(work) = self.remove_timer(handle) {
                    self.enqueue(handle, work, true);
                }
            }
            Event::HandleCancelled { handle } => {
                // It is a timer, or it stands in line.
                self.remove_timer(handle);
                let queued = self.ready.iter_mut().find(|q| q.handle == handle);
                if let Some(queued) = queued {
                    queued.is_cancelled = true;
                }
            }
            Event::HandleSkipped { handle } => {
                self.dequeue(handle);
            }
            Event::HandleStarted { handle } => {
                self.running = self.dequeue(handle).map(|queued| RunningHandle {
                    handle,
                    work: queued.work,
                    task: None,
                });
            }
            Event::HandleEnded { .. } => {
                self.running = None;
                self.outer_steps.clear();
            }
            _ => {}
        }
    }

    fn fold_task(&mut self, event: &Event) {
        match event {
            Event::TaskCreated {
                task,
                name,
                call,
                parent,
                at,
                ..
            } => {
                self.stand(*parent, *at);
                self.create(TaskState::new(*task, name, call, *parent, *at, self.when));
            }
            Event::TaskSeen(seen) => self.see(seen),
            Event::TaskRenamed { task, name } => {
                self.change(*task, |task, _| task.name = Rc::clone(name));
            }
            Event::TaskResumed { task, .. } => self.resume(*task),
            Event::TaskSuspended { task, on, at } => {
                self.stand(Some(*task), *at);
                self.suspend(*task, *on);
            }
            Event::TaskFinished { task, outcome } => {
                self.step_ended();
                self.change(*task, |task, now| {
                    task.frames = Vec::new();
                    task.enter(Phase::Finished(outcome.clone()), now);
                });
            }
            Event::FrameEntered { task, call, at } => {
                self.stand(Some(*task), *at);
                self.change(*task, |task, _| {
                    let (call, line) = (Rc::clone(call), call.defined_at);
                    task.frames.push(Frame { call, line });
                });
            }
            Event::FrameExited { task } => self.change(*task, |task, _| {
                task.frames.pop();
            }),
            Event::Uncancelled { task, remaining } => {
                self.change(*task, |task, _| task.cancelling = *remaining);
            }
            _ => {}
        }
    }

    fn fold_future(&mut self, event: &Event) {
        match event {
            Event::FutureCreated { future, awaiting } => {
                self.futures
                    .insert(*future, Rc::new(FutureState::new(*awaiting)));
            }
            Event::FutureFinished { future, outcome } => {
                if let Some(state) = self.futures.get_mut(future) {
                    Rc::make_mut(state).outcome = Some(outcome.clone());
                }
                self.forget(*future);
            }
            Event::FutureLinked { outer, inner } => {
                if let Some(state) = self.futures.get_mut(outer) {
                    Rc::make_mut(state).inner.push(*inner);
                }
                match self.futures.get_mut(inner) {
                    Some(state) => Rc::make_mut(state).outer.push(*outer),
                    None => self.change(*inner, |task, _| task.outer.push(*outer)),
                }
            }
            Event::CancelRequested { target, .. } => {
                self.change(*target, |task, _| task.cancelling += 1);
            }
            _ => {}
        }
    }

    fn fold_resource(&mut self, event: &Event) {
        match *event {
            Event::ResourceCreated {
                resource,
                kind,
                at,
                ref name,
                limit,
                items,
            } => {
                let state = ResourceState::new(kind, at, name.clone(), limit, items);
                self.resources.insert(resource, Rc::new(state));
            }
            Event::ResourceChanged {
                resource,
                change,
                value,
                task,
                at,
            } => {
                if let Some(at) = at {
                    self.stand(task, at);
                }
                if let Some(state) = self.resources.get_mut(&resource) {
                    Rc::make_mut(state).change(change, value, task);
                }
            }
            _ => {}
        }
    }

    fn fold_job(&mut self, event: &Event) {
        match event {
            Event::JobSubmitted {
                job,
                pool,
                shown,
                task,
                ..
            } => {
                let state = JobState {
                    pool: *pool,
                    shown: Rc::clone(shown),
                    task: *task,
                    since: self.when,
                    worker: None,
                    progress: None,
                };
                self.jobs.insert(*job, Rc::new(state));
            }
            Event::JobProgress { job, done, total } => {
                if let Some(state) = self.jobs.get_mut(job) {
                    Rc::make_mut(state).progress = Some((*done, *total));
                }
            }
            Event::JobEnded { job, .. } => {
                self.jobs.remove(job);
            }
            Event::WorkerChanged { worker, state, .. } => {
                let job = state.job().and_then(|job| self.jobs.get_mut(&job));
                if let Some(job) = job {
                    Rc::make_mut(job).worker = Some((*worker, *state));
                }
            }
            _ => {}
        }
    }

    fn enqueue(&mut self, handle: HandleId, work: Work, was_timer: bool) {
        self.ready.push_back(QueuedHandle {
            handle,
            work,
            since: self.when,
            was_timer,
            is_cancelled: false,
        });
        if let Work::Step(task) | Work::Wakeup { task, .. } = work {
            self.change(task, |task, now| {
                if task.phase == Phase::Running {
                    task.is_queued = true;
                } else {
                    task.enter(Phase::Ready, now);
                }
            });
        }
    }

    /// Takes a handle from the ready queue, where it is the first unless the trace is damaged.
    fn dequeue(&mut self, handle: HandleId) -> Option<QueuedHandle> {
        let position = self.ready.iter().position(|q| q.handle == handle)?;
        self.this_turn = self.this_turn.saturating_sub(1);
        self.ready.remove(position)
    }

    fn remove_timer(&mut self, handle: HandleId) -> Option<Work> {
        let when = self.due.remove(&handle)?;
        self.timers.remove(&(when, handle))
    }

    fn create(&mut self, task: TaskState) {
        // Ids grow, so this is the end.
        let position = self.tasks.partition_point(|other| other.id < task.id);
        self.tasks.insert(position, Rc::new(task));
    }

    /// A task that was there before the recording began.
    fn see(&mut self, seen: &SeenTask) {
        let (name, call) = (&seen.name, &seen.call);
        let mut task = TaskState::new(seen.task, name, call, seen.parent, seen.at, self.when);
        task.frames.clone_from(&seen.frames);
        task.cancelling = seen.cancelling;
        self.create(task);
        if seen.on.is_some() {
            self.suspend(seen.task, seen.on);
        }
    }

    fn resume(&mut self, task: TaskId) {
        if let Some(running) = &mut self.running {
            self.outer_steps.extend(running.task.replace(task));
        }
        let awaited = self.task(task).and_then(|task| task.awaits);
        if let Some(future) = awaited {
            self.no_longer_awaited(future, task);
        }
        self.change(task, |task, now| {
            task.awaits = None;
            task.is_queued = false;
            task.resumes += 1;
            task.enter(Phase::Running, now);
        });
    }

    fn suspend(&mut self, task: TaskId, on: Option<FutureId>) {
        self.step_ended();
        if let Some(future) = on {
            match self.futures.get_mut(&future) {
                Some(state) => Rc::make_mut(state).awaited_by.push(task),
                None => self.change(future, |awaited, _| awaited.awaited_by.push(task)),
            }
        }
        self.change(task, |task, now| {
            task.awaits = on;
            let phase = match task.is_queued {
                true => Phase::Ready,
                false => Phase::Awaiting(on),
            };
            task.enter(phase, now);
        });
    }

    fn step_ended(&mut self) {
        if let Some(running) = &mut self.running {
            running.task = self.outer_steps.pop();
        }
    }

    fn no_longer_awaited(&mut self, future: FutureId, by: TaskId) {
        match self.futures.get_mut(&future) {
            Some(state) => Rc::make_mut(state).awaited_by.retain(|task| *task != by),
            None => self.change(future, |task, _| task.awaited_by.retain(|t| *t != by)),
        }
        self.forget(future);
    }

    /// A future that is done and that nobody awaits is of no more interest.
    fn forget(&mut self, future: FutureId) {
        let of_interest =
            |state: &Rc<FutureState>| state.outcome.is_none() || !state.awaited_by.is_empty();
        if !self.futures.get(&future).is_none_or(of_interest) {
            self.futures.remove(&future);
        }
    }

    /// The innermost coroutine of `task` is heard of at a line.
    fn stand(&mut self, task: Option<TaskId>, line: Place) {
        if let Some(task) = task {
            self.change(task, |task, _| {
                if let Some(frame) = task.frames.last_mut() {
                    frame.line = line;
                }
            });
        }
    }

    fn change(&mut self, task: TaskId, change: impl FnOnce(&mut TaskState, Nanos)) {
        if let Some(position) = self.task_position(task) {
            change(Rc::make_mut(&mut self.tasks[position]), self.when);
        }
    }

    fn task_position(&self, task: TaskId) -> Option<usize> {
        self.tasks.binary_search_by_key(&task, |task| task.id).ok()
    }
}
