//! Workers that say again what those of a recorded run said: the same results, at the same places
//! of the run and times of the loop clock. What was not recorded runs on the virtual workers
//! ([`super::slot_native`]), so that a run which is changed on its way goes on sensibly.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};

use super::backend::{Backends, Notice, Notify, PoolBackend, Slot};
use super::job;
use super::protocol;
use super::recording::{Call, Recording, Said, What};
use super::slot_native::{self, VirtualSlot, VirtualWorkers};
use crate::events::{JobId, Kept, Nanos, PoolId, PoolKind, Told, When};
use crate::runtime::executor::{Agenda, Expected, JobOutcome, Packed};
use crate::runtime::{EventLoop, Next};

/// Gives a loop under virtual time the workers of a recorded run.
///
/// Up to `until` (none is the end of the recording) what came from outside comes at the very same place between two handles, and each turn begins at the same
/// time: so the same program makes the same trace, to the event. From there on the run may be
/// another one: a job of the recording, known by its number and its call, takes as long as it took
/// and gives what it gave, from whenever a worker gets it.
pub fn install(event_loop: &EventLoop, recording: Rc<Recording>, until: Option<When>) {
    let workers = Rc::new_cyclic(|this: &Weak<ReplayWorkers>| ReplayWorkers {
        event_loop: EventLoop::borrowed(event_loop.0.clone()),
        until,
        recording,
        place: Cell::new(0),
        calls: Cell::new(0),
        native: VirtualWorkers::new(),
        slots: RefCell::default(),
        laters: RefCell::default(),
        this: this.clone(),
    });
    workers.native.live_by(&workers.event_loop);
    event_loop.set_agenda(Some(workers.clone()));
    event_loop.set_workers(Some(workers));
}

struct ReplayWorkers {
    event_loop: EventLoop,
    recording: Rc<Recording>,
    until: Option<When>,
    /// How much of the script was said.
    place: Cell<usize>,
    /// How many of the recorded calls that held the loop were made.
    calls: Cell<usize>,
    native: Rc<VirtualWorkers>,
    slots: RefCell<HashMap<(PoolId, u32), Weak<ReplaySlot>>>,
    /// What pools have put off.
    laters: RefCell<VecDeque<Box<dyn FnOnce()>>>,
    this: Weak<Self>,
}

impl ReplayWorkers {
    /// Whether the next of the script's words is to be said before the next handle.
    fn is_due(&self) -> bool {
        let script = &self.recording.script;
        while script
            .get(self.place.get())
            .is_some_and(|said| said.at_once)
        {
            self.place.set(self.place.get() + 1);
        }
        let next = script.get(self.place.get());
        next.filter(|said| said.at.is_before(self.until))
            .is_some_and(|said| self.has_come(said) || self.is_stuck())
    }

    /// Whether the run has come to where this was said.
    fn has_come(&self, said: &Said) -> bool {
        match said.at {
            When::Moment(moment) => moment <= self.event_loop.moment(),
            When::Events(_) => said.position <= self.event_loop.position(),
        }
    }

    /// The run is another one than was recorded, and nothing else can go on.
    fn is_stuck(&self) -> bool {
        self.event_loop.next() == Next::Idle && self.native.next().is_none()
    }

    fn say_next(&self) {
        let Some(said) = self.recording.script.get(self.place.get()) else {
            return;
        };
        self.place.set(self.place.get() + 1);
        self.event_loop.advance_to(said.when);
        self.say(&said.what);
    }

    fn say(&self, what: &What) {
        match what {
            What::Later => {
                let later = self.laters.borrow_mut().pop_front();
                if let Some(later) = later {
                    later();
                }
            }
            What::Told(pool, worker, told) => {
                if let Some(slot) = self.slot(*pool, *worker) {
                    slot.say(told);
                }
            }
        }
    }

    fn slot(&self, pool: PoolId, worker: u32) -> Option<Rc<ReplaySlot>> {
        self.slots.borrow().get(&(pool, worker))?.upgrade()
    }

    /// `slot` says those of the words that the script does not say: at once what came at once, and
    /// each other one so long after now as it came after `began` then.
    fn plan(&self, places: &[usize], began: Nanos, slot: &Weak<ReplaySlot>) {
        for place in places {
            let Some(said) = self.recording.script.get(*place) else {
                continue;
            };
            let What::Told(_, _, told) = &said.what else {
                continue;
            };
            if said.at_once {
                if let Some(slot) = slot.upgrade() {
                    slot.say(told);
                }
            } else if !said.at.is_before(self.until) {
                let (slot, told) = (slot.clone(), told.clone());
                self.native.plan(said.when.since(began), move || {
                    if let Some(slot) = slot.upgrade() {
                        slot.say(&told);
                    }
                });
            }
        }
    }
}

impl ReplayWorkers {
    /// The next recorded call of this job straight in the loop's thread, and its place.
    fn next_call(&self, job: &Packed) -> Option<(usize, &Call)> {
        let calls = self.recording.calls.iter().enumerate();
        let mut rest = calls.skip(self.calls.get());
        rest.find(|(_, call)| call.what == job.shown)
    }
}

impl Agenda for ReplayWorkers {
    fn next(&self) -> Option<Nanos> {
        if self.is_due() {
            return Some(self.event_loop.now());
        }
        self.native.next()
    }

    fn happen(&self) {
        if self.is_due() {
            self.say_next();
        } else {
            self.native.happen();
        }
    }

    fn between_handles(&self) {
        while self.is_due() {
            self.say_next();
        }
    }

    fn turn_begins(&self) -> Option<Nanos> {
        let begun = self.event_loop.moment().turn;
        let turn = self.recording.turns.get(begun as usize)?;
        turn.at.is_before(self.until).then_some(turn.when)
    }
}

impl Backends for ReplayWorkers {
    type Backend = ReplayBackend;

    fn backend(&self, event_loop: &EventLoop, pool: PoolId, kind: PoolKind) -> ReplayBackend {
        ReplayBackend {
            workers: self.this.clone(),
            pool,
            kind,
            has_gil: event_loop.is_gil_enabled(),
            started: Cell::new(0),
        }
    }

    fn expected(&self, job: &Packed) -> Expected {
        match self.next_call(job) {
            Some((_, call)) => call.expected,
            None => self.native.expected(job),
        }
    }

    fn call(&self, job: &Packed) -> (JobOutcome, Nanos) {
        let Some((place, call)) = self.next_call(job) else {
            return self.native.call(job);
        };
        self.calls.set(place + 1);
        match call.result.as_deref() {
            Some(Kept::Result(packed)) => (Ok(packed.clone()), call.took),
            None | Some(Kept::LeftOut(_)) => (self.native.call(job).0, call.took),
        }
    }
}

pub(crate) struct ReplayBackend {
    workers: Weak<ReplayWorkers>,
    pool: PoolId,
    kind: PoolKind,
    has_gil: bool,
    started: Cell<u32>,
}

impl PoolBackend for ReplayBackend {
    fn start(
        &self,
        _first: &Packed,
        notify: Notify,
    ) -> std::result::Result<(Rc<dyn Slot>, u32), String> {
        let workers = self.workers.upgrade().ok_or("the loop is gone")?;
        self.started.set(self.started.get() + 1);
        let at = (self.pool, self.started.get());
        if let Some(reason) = workers.recording.refusals.get(&at) {
            return Err(reason.clone());
        }
        let tape = workers.recording.workers.get(&at);
        let pid = tape.map(|tape| tape.pid);
        let native = workers
            .native
            .slot(self.kind, self.has_gil, pid, notify.clone());
        let pid = native.pid;
        let slot = Rc::new_cyclic(|this| ReplaySlot {
            workers: self.workers.clone(),
            job: RefCell::default(),
            native,
            notify,
            alive: Cell::new(true),
            this: this.clone(),
        });
        workers.slots.borrow_mut().insert(at, Rc::downgrade(&slot));
        if let Some(tape) = tape {
            workers.plan(&tape.said, tape.started, &slot.this);
        }
        Ok((slot, pid))
    }

    fn later(&self, callback: Box<dyn FnOnce()>) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let script = &workers.recording.script;
        let mut rest = script[workers.place.get().min(script.len())..].iter();
        let is_scripted =
            rest.any(|said| said.at.is_before(workers.until) && matches!(said.what, What::Later));
        if is_scripted {
            workers.laters.borrow_mut().push_back(callback);
        } else {
            workers.native.plan(Nanos::ZERO, callback);
        }
    }
}

struct ReplaySlot {
    workers: Weak<ReplayWorkers>,
    /// The recorded job that it has, or had last.
    job: RefCell<Option<Packed>>,
    /// Runs what was not recorded.
    native: VirtualSlot,
    notify: Notify,
    /// Unset once the pool needs it no more.
    alive: Cell<bool>,
    this: Weak<Self>,
}

impl ReplaySlot {
    fn say(&self, told: &Told) {
        let notice = match told {
            Told::Ready => Notice::Ready,
            Told::Doing(doing) => Notice::Doing(*doing),
            Told::Progress(done, total) => Notice::Progress(*done, *total),
            Told::Died(reason) => Notice::Died(reason.to_string()),
            Told::Raised(raised) => Notice::Ended(Err(protocol::Raised {
                class: raised.class.to_string(),
                message: raised.message.to_string(),
            })),
            Told::Returned(kept) => match &**kept {
                Kept::Result(packed) => Notice::Ended(Ok(packed.to_string())),
                // It is computed again.
                Kept::LeftOut(_) => {
                    let job = self.job.borrow().clone();
                    let Some(job) = job else { return };
                    Notice::Ended(slot_native::run(&job, self.native.pid))
                }
            },
        };
        self.notify(notice);
    }

    fn notify(&self, notice: Notice) {
        if self.alive.get() {
            (self.notify)(notice);
        }
    }

    /// The recording ends before the job did: it ends when its declared cost says, but not before
    /// all that it was heard to do.
    fn end_natively(&self, workers: &ReplayWorkers, job: &Packed, heard: Nanos) {
        let Some(cost) = job::cost(job.name, &job.args) else {
            return;
        };
        if cost.computes == Nanos::MAX {
            return;
        }
        let took = Nanos(cost.blocks.0.saturating_add(cost.computes.0)).max(heard);
        let (slot, job) = (self.this.clone(), job.clone());
        workers.native.plan(took, move || {
            if let Some(slot) = slot.upgrade() {
                slot.notify(slot_native::end(&job, slot.native.pid));
            }
        });
    }
}

impl Slot for ReplaySlot {
    fn run(&self, id: JobId, job: &Packed) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let recording = &workers.recording;
        let tape = recording.jobs.get(&id);
        let Some(tape) = tape.filter(|tape| tape.shown == job.shown) else {
            return self.native.run(id, job);
        };
        self.job.replace(Some(job.clone()));
        workers.plan(&tape.said, tape.given, &self.this);
        if !tape.has_ended {
            let last = tape.said.last();
            let last = last.and_then(|place| recording.script.get(*place));
            let heard = last.map_or(Nanos::ZERO, |said| said.when.since(tape.given));
            self.end_natively(&workers, job, heard);
        }
    }

    fn kill(&self) {
        self.alive.set(false);
        self.native.kill();
    }

    fn release(&self) {
        self.alive.set(false);
        self.native.release();
    }
}
