//! A trace told by hand: every method adds the events that a loop would add.

use std::panic::Location;
use std::rc::Rc;

use loopscope::events::{
    Awaiting, Call, Event, FutureId, HandleId, Name, Nanos, Outcome, Place, Raised, SourceId,
    Stream, TaskId, Work,
};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::view_model::{Analysis, Scene, StepLevel, View};

/// The line of the test that tells; all of it stands in one file.
#[track_caller]
pub fn here() -> Place {
    Place::new(SourceId(0), Location::caller().line()).unwrap()
}

/// All of a run's timeline, event by event, as it begins.
pub fn plain_view() -> View {
    View {
        width: 900.0,
        height: 400.0,
        lane_height: 26.0,
        scroll: 0.0,
        window: None,
        compress_gaps: true,
        level: StepLevel::Loop,
        cursor: 0,
        now: None,
        lang: Lang::En,
    }
}

#[derive(Default)]
pub struct Told {
    pub trace: Trace,
    now: f64,
    futures: u32,
    handles: u32,
    ready: Vec<HandleId>,
}

impl Told {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        self.trace.push(Nanos::from_secs(self.now), event);
        self
    }

    pub fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = seconds;
        self
    }

    /// `create_task(name(args))`, ready to begin.
    #[track_caller]
    pub fn task(&mut self, name: &'static str, args: &str, parent: Option<TaskId>) -> TaskId {
        let task = self.future_id();
        self.event(Event::TaskCreated {
            task,
            name: format!("Task-{}", task.0).into(),
            call: call(name, args),
            parent,
            at: here(),
            internal: false,
        });
        self.queue(Work::Step(task));
        task
    }

    /// Runs the next ready handle, a step of `task`, up to the end of what `step` tells.
    #[track_caller]
    pub fn step(&mut self, task: TaskId, step: impl FnOnce(&mut Self)) {
        let handle = self.start();
        self.event(Event::TaskResumed {
            task,
            thrown: None,
            eager: false,
        });
        step(self);
        self.event(Event::HandleEnded { handle });
    }

    pub fn start(&mut self) -> HandleId {
        let handle = self.ready.remove(0);
        self.event(Event::HandleStarted { handle });
        handle
    }

    pub fn turn(&mut self, turn: impl FnOnce(&mut Self)) {
        let snapshot = self.ready.len() as u32;
        self.event(Event::TurnStarted { snapshot });
        turn(self);
        self.event(Event::TurnEnded);
    }

    #[track_caller]
    pub fn suspend(&mut self, task: TaskId, on: Option<FutureId>) {
        self.event(Event::TaskSuspended {
            task,
            on,
            at: here(),
        });
    }

    pub fn finish(&mut self, task: TaskId, outcome: Outcome) {
        self.event(Event::TaskFinished { task, outcome });
    }

    #[track_caller]
    pub fn print(&mut self, task: TaskId, text: &str) {
        self.event(Event::Printed {
            stream: Stream::Stdout,
            text: format!("{text}\n").into(),
            task: Some(task),
            at: here(),
        });
    }

    /// `sleep(delay)` of `task`, up to where it suspends: the future and the timer's handle.
    #[track_caller]
    pub fn sleep(&mut self, task: TaskId, delay: f64) -> (FutureId, HandleId) {
        let future = self.future(Awaiting::Sleep(delay));
        let handle = self.handle_id();
        self.event(Event::TimerSet {
            handle,
            when: Nanos::from_secs(self.now + delay),
            work: Work::WakeSleeper(future),
        });
        self.suspend(task, Some(future));
        (future, handle)
    }

    pub fn due(&mut self, timer: HandleId) {
        self.event(Event::TimerDue { handle: timer });
        self.ready.push(timer);
    }

    /// Runs a sleep's timer: its task becomes ready.
    pub fn wake(&mut self, task: TaskId, future: FutureId) {
        let handle = self.start();
        self.done(future);
        self.queue(Work::Wakeup { task, future });
        self.event(Event::HandleEnded { handle });
    }

    pub fn future(&mut self, awaiting: Awaiting) -> FutureId {
        let future = self.future_id();
        self.event(Event::FutureCreated { future, awaiting });
        future
    }

    pub fn done(&mut self, future: FutureId) {
        self.event(Event::FutureFinished {
            future,
            outcome: Outcome::Returned,
        });
    }

    pub fn queue(&mut self, work: Work) -> HandleId {
        let handle = self.handle_id();
        self.event(Event::HandleQueued { handle, work });
        self.ready.push(handle);
        handle
    }

    /// The tasks that the last `count` ready handles begin.
    pub fn begun(&self, count: usize) -> Vec<TaskId> {
        let last = &self.ready[self.ready.len().saturating_sub(count)..];
        let work = |handle: &HandleId| {
            self.trace.iter().find_map(|record| match record.event {
                Event::HandleQueued {
                    handle: own,
                    work: Work::Step(task),
                } if own == *handle => Some(task),
                _ => None,
            })
        };
        last.iter().filter_map(work).collect()
    }

    pub fn analysis(&self) -> Analysis {
        let mut analysis = Analysis::new();
        analysis.catch_up(&self.trace);
        analysis
    }

    fn future_id(&mut self) -> FutureId {
        self.futures += 1;
        FutureId(self.futures)
    }

    fn handle_id(&mut self) -> HandleId {
        self.handles += 1;
        HandleId(self.handles)
    }
}

#[track_caller]
pub fn call(name: &'static str, args: &str) -> Rc<Call> {
    Rc::new(Call {
        name: Name::of(name),
        args: args.into(),
        defined_at: here(),
        internal: false,
    })
}

pub fn raised(class: &'static str, message: &str) -> Rc<Raised> {
    Rc::new(Raised {
        class: Name::of(class),
        message: message.into(),
    })
}

/// What the panes see at a cursor, in English.
pub fn scene<'a>(trace: &'a Trace, analysis: &'a Analysis, cursor: usize) -> Scene<'a> {
    Scene::new(trace, analysis, cursor, Lang::En)
}
