//! Workers under virtual time: a job's result is there at once, and is held back for as long as its
//! declared cost takes. Threads share a GIL that changes hands as CPython's does; processes, and
//! threads of a free-threaded Python, each have a core.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};

use super::backend::{Backends, Notice, Notify, PoolBackend, Slot};
use super::job::{self, Cost, Fetched, Host, SWITCH_INTERVAL, Step, at_once, site};
use super::protocol::{Doing, Raised};
use crate::events::{JobId, Nanos, PoolId, PoolKind};
use crate::runtime::EventLoop;
use crate::runtime::executor::{Agenda, Expected, JobOutcome, Packed};

/// What it takes to start a process, by declaration, in nanoseconds.
pub const PROCESS_START: Nanos = Nanos(30_000_000);
/// What it takes to copy the arguments to a process, or a result back, in nanoseconds.
pub const COPY: Nanos = Nanos(100_000);

/// The workers of a loop under virtual time.
pub struct VirtualWorkers {
    clock: RefCell<Option<EventLoop>>,
    /// What will happen, by its instant and then in order of planning.
    plan: RefCell<BTreeMap<(Nanos, u64), Planned>>,
    planned: Cell<u64>,
    processes: Cell<u32>,
    gil: Rc<Gil>,
    this: Weak<Self>,
}

type Planned = Box<dyn FnOnce()>;

/// Gives a loop its virtual workers.
pub fn install(event_loop: &EventLoop) {
    let workers = VirtualWorkers::new();
    event_loop.set_agenda(Some(workers.clone()));
    event_loop.set_workers(Some(workers));
}

impl VirtualWorkers {
    pub(super) fn new() -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| Self {
            clock: RefCell::default(),
            plan: RefCell::default(),
            planned: Cell::new(0),
            processes: Cell::new(0),
            gil: Rc::new(Gil {
                workers: this.clone(),
                holder: RefCell::default(),
                waiting: RefCell::default(),
                grant: Cell::new(0),
            }),
            this: this.clone(),
        })
    }

    /// Whose clock it is that the workers live by.
    pub(super) fn live_by(&self, event_loop: &EventLoop) {
        self.clock.replace(Some(event_loop.clone()));
    }

    /// A worker of a pool of this kind; a process has the id given, or else the next one.
    pub(super) fn slot(
        &self,
        kind: PoolKind,
        has_gil: bool,
        pid: Option<u32>,
        notify: Notify,
    ) -> VirtualSlot {
        let pid = pid.unwrap_or_else(|| match kind {
            PoolKind::Threads => 1,
            PoolKind::Processes => {
                self.processes.set(self.processes.get() + 1);
                1 + self.processes.get()
            }
        });
        VirtualSlot {
            workers: self.this.clone(),
            kind,
            has_gil: kind == PoolKind::Threads && has_gil,
            pid,
            notify,
            alive: Rc::new(Cell::new(true)),
            is_new: Cell::new(true),
        }
    }

    fn now(&self) -> Nanos {
        let clock = self.clock.borrow();
        clock.as_ref().map_or(Nanos::ZERO, EventLoop::now)
    }

    pub(super) fn plan(&self, after: Nanos, what: impl FnOnce() + 'static) {
        self.planned.set(self.planned.get() + 1);
        let when = Nanos(self.now().0.saturating_add(after.0));
        let key = (when, self.planned.get());
        self.plan.borrow_mut().insert(key, Box::new(what));
    }
}

impl Agenda for VirtualWorkers {
    fn next(&self) -> Option<Nanos> {
        let plan = self.plan.borrow();
        plan.keys().next().map(|(when, _)| *when)
    }

    fn happen(&self) {
        let first = self.plan.borrow_mut().pop_first();
        if let Some((_, what)) = first {
            what();
        }
    }
}

impl Backends for VirtualWorkers {
    type Backend = VirtualBackend;

    fn backend(&self, event_loop: &EventLoop, _: PoolId, kind: PoolKind) -> VirtualBackend {
        self.live_by(event_loop);
        VirtualBackend {
            workers: self.this.clone(),
            kind,
            has_gil: event_loop.is_gil_enabled(),
        }
    }

    fn expected(&self, job: &Packed) -> Expected {
        job::expected(job)
    }

    fn call(&self, job: &Packed) -> (JobOutcome, Nanos) {
        let Some(cost) = job::cost(job.name, &job.args) else {
            return (Err(job::unknown(job.name).into_exception()), Nanos::ZERO);
        };
        let took = Nanos(cost.blocks.0.saturating_add(cost.computes.0));
        let result = run(job, 1);
        (result.map(Into::into).map_err(Raised::into_exception), took)
    }
}

pub(crate) struct VirtualBackend {
    workers: Weak<VirtualWorkers>,
    kind: PoolKind,
    has_gil: bool,
}

impl PoolBackend for VirtualBackend {
    fn start(
        &self,
        _first: &Packed,
        notify: Notify,
    ) -> std::result::Result<(Rc<dyn Slot>, u32), String> {
        let workers = self.workers.upgrade().ok_or("the loop is gone")?;
        let slot = workers.slot(self.kind, self.has_gil, None, notify);
        let pid = slot.pid;
        Ok((Rc::new(slot), pid))
    }

    fn later(&self, callback: Box<dyn FnOnce()>) {
        if let Some(workers) = self.workers.upgrade() {
            workers.plan(Nanos::ZERO, callback);
        }
    }
}

pub(super) struct VirtualSlot {
    workers: Weak<VirtualWorkers>,
    kind: PoolKind,
    has_gil: bool,
    pub(super) pid: u32,
    notify: Notify,
    alive: Rc<Cell<bool>>,
    /// Set until its first job: a process is started for it.
    is_new: Cell<bool>,
}

impl Slot for VirtualSlot {
    fn run(&self, _: JobId, packed: &Packed) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let cost = job::cost(packed.name, &packed.args).unwrap_or(Cost {
            blocks: Nanos::ZERO,
            computes: Nanos::ZERO,
        });
        let (notify, alive) = (self.notify.clone(), self.alive.clone());
        let notify: Notify = Rc::new(move |notice| {
            if alive.get() {
                notify(notice);
            }
        });
        let finish = {
            let (notify, packed, pid) = (notify.clone(), packed.clone(), self.pid);
            Box::new(move || notify(end(&packed, pid)))
        };
        let work = Work {
            workers: self.workers.clone(),
            has_gil: self.has_gil,
            notify,
        };
        if self.kind == PoolKind::Threads {
            // It shares everything, so it has the job at once.
            return work.begin(cost, finish);
        }
        let is_new = self.is_new.replace(false);
        let started = move || work.with_copies(cost, finish, is_new);
        match is_new {
            true => workers.plan(PROCESS_START, started),
            false => started(),
        }
    }

    fn kill(&self) {
        self.alive.set(false);
    }

    fn release(&self) {
        self.alive.set(false);
    }
}

/// How a job goes on a worker.
struct Work {
    workers: Weak<VirtualWorkers>,
    has_gil: bool,
    notify: Notify,
}

impl Work {
    /// Arguments are copied there, and what comes of them is copied back.
    fn with_copies(self, cost: Cost, finish: Box<dyn FnOnce()>, is_new: bool) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        if is_new {
            (self.notify)(Notice::Ready);
        }
        workers.plan(COPY, move || {
            let (again, notify) = (self.workers.clone(), self.notify.clone());
            let copied_back = Box::new(move || {
                notify(Notice::Doing(Doing::Transferring));
                if let Some(workers) = again.upgrade() {
                    workers.plan(COPY, finish);
                }
            });
            self.begin(cost, copied_back);
        });
    }

    fn begin(self, cost: Cost, finish: Box<dyn FnOnce()>) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let Self { notify, .. } = self;
        let computes = cost.computes;
        if computes == Nanos::MAX {
            return notify(Notice::Doing(Doing::Running));
        }
        if cost.blocks > Nanos::ZERO {
            notify(Notice::Doing(Doing::Blocking));
        } else if computes == Nanos::ZERO {
            notify(Notice::Doing(Doing::Running));
        }
        if computes == Nanos::ZERO {
            workers.plan(cost.blocks, finish);
        } else if self.has_gil {
            let gil = workers.gil.clone();
            let thread = Thread {
                left: computes,
                notify,
                finish,
            };
            workers.plan(cost.blocks, move || gil.want(thread));
        } else {
            let again = self.workers;
            workers.plan(cost.blocks, move || {
                notify(Notice::Doing(Doing::Running));
                if let Some(workers) = again.upgrade() {
                    workers.plan(computes, finish);
                }
            });
        }
    }
}

/// How a job ends.
pub(super) fn end(packed: &Packed, pid: u32) -> Notice {
    match packed.name {
        "exits" => Notice::Died("it exited".to_owned()),
        "panics" => Notice::Died("it panicked".to_owned()),
        _ => Notice::Ended(run(packed, pid)),
    }
}

/// What a job gives, without its cost.
pub(super) fn run(packed: &Packed, pid: u32) -> std::result::Result<String, Raised> {
    let host = Rc::new(VirtualHost { pid });
    job::run_at_once(packed, host).unwrap_or_else(|| {
        Err(Raised {
            class: "RuntimeError".to_owned(),
            message: "a job that waits has no virtual cost".to_owned(),
        })
    })
}

/// The GIL: one thread computes, the others wait in line.
struct Gil {
    workers: Weak<VirtualWorkers>,
    holder: RefCell<Option<(Thread, Nanos)>>,
    waiting: RefCell<VecDeque<Thread>>,
    /// Counts the plans made for the holder; an older one is void.
    grant: Cell<u64>,
}

struct Thread {
    left: Nanos,
    notify: Notify,
    finish: Box<dyn FnOnce()>,
}

impl Gil {
    fn want(self: Rc<Self>, thread: Thread) {
        if self.holder.borrow().is_none() {
            self.give(thread);
            return;
        }
        (thread.notify)(Notice::Doing(Doing::WaitingForGil));
        self.waiting.borrow_mut().push_back(thread);
        if self.waiting.borrow().len() == 1 {
            // The holder had it for itself until now; its time counts from the first who waits.
            self.plan(SWITCH_INTERVAL);
        }
    }

    fn give(self: &Rc<Self>, thread: Thread) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        (thread.notify)(Notice::Doing(Doing::Running));
        self.holder.replace(Some((thread, workers.now())));
        self.plan(if self.waiting.borrow().is_empty() {
            Nanos::MAX
        } else {
            SWITCH_INTERVAL
        });
    }

    /// Looks at the holder again when it is done, at the latest after `at_most`.
    fn plan(self: &Rc<Self>, at_most: Nanos) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let left = self
            .holder
            .borrow()
            .as_ref()
            .map(|(thread, since)| Nanos(thread.left.0 - workers.now().since(*since).0));
        let Some(left) = left else { return };
        self.grant.set(self.grant.get() + 1);
        let (gil, grant) = (self.clone(), self.grant.get());
        workers.plan(left.min(at_most), move || {
            if gil.grant.get() == grant {
                gil.hand_on();
            }
        });
    }

    fn hand_on(self: &Rc<Self>) {
        let Some(workers) = self.workers.upgrade() else {
            return;
        };
        let holder = self.holder.take();
        let Some((mut thread, since)) = holder else {
            return;
        };
        thread.left = Nanos(thread.left.0 - workers.now().since(since).0);
        let finish = if thread.left > Nanos::ZERO {
            (thread.notify)(Notice::Doing(Doing::WaitingForGil));
            self.waiting.borrow_mut().push_back(thread);
            None
        } else {
            Some(thread.finish)
        };
        let next = self.waiting.borrow_mut().pop_front();
        if let Some(next) = next {
            self.give(next);
        }
        if let Some(finish) = finish {
            finish();
        }
    }
}

struct VirtualHost {
    pid: u32,
}

impl Host for VirtualHost {
    fn block(&self, _: f64) -> Step {
        at_once()
    }

    /// Declared, not random: `(149 * i + 7) mod 256`.
    fn random(&self, count: u32) -> Vec<u8> {
        (0..count)
            .map(|i| (i.wrapping_mul(149).wrapping_add(7) & 255) as u8)
            .collect()
    }

    /// The files that ship with the page.
    fn fetch(&self, url: &str) -> Fetched {
        let found = site::get(url)
            .map_err(|status| Raised::no_page(url, format_args!("HTTP status {status}")));
        Box::pin(std::future::ready(found))
    }

    fn pid(&self) -> u32 {
        self.pid
    }

    fn exit(&self) -> Step {
        at_once()
    }

    fn is_virtual(&self) -> bool {
        true
    }
}
