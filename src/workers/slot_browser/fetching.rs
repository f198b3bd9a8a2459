//! A thread that only waits for the network, which takes no worker.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::fetch::Requests;
use super::{PAGE_PID, PageBackend, PageSlot};
use crate::events::JobId;
use crate::runtime::executor::Packed;
use crate::workers::backend::{Notice, Notify, Slot};
use crate::workers::job::{self, Fetched, Host, Step};
use crate::workers::protocol::Doing;
use crate::workers::worker_main::random;

/// A thread that does not compute: its jobs wait for the network, which the page itself does without
/// a worker. If it is given another job it becomes a worker for good.
pub(super) struct FetchSlot {
    slots: PageBackend,
    notify: Notify,
    requests: RefCell<Requests>,
    /// Unset once the pool needs it no more.
    alive: Rc<Cell<bool>>,
    worker: RefCell<Option<PageSlot>>,
}

impl FetchSlot {
    pub(super) fn new(slots: &PageBackend, notify: Notify) -> Self {
        Self {
            slots: slots.clone(),
            notify,
            requests: RefCell::default(),
            alive: Rc::new(Cell::new(true)),
            worker: RefCell::default(),
        }
    }

    fn fetch(&self, job: &Packed) {
        let requests = Requests::default();
        self.requests.replace(requests.clone());
        let (notify, alive, job) = (self.notify.clone(), self.alive.clone(), job.clone());
        spawn_local(async move {
            if alive.get() {
                notify(Notice::Doing(Doing::Blocking));
            }
            let host = Rc::new(OnNetwork(requests));
            let result = match job::start(job.name, &job.args, host) {
                Some(running) => running.await,
                None => Err(job::unknown(job.name)),
            };
            if alive.get() {
                notify(Notice::Ended(result));
            }
        });
    }

    fn with_worker(&self, act: impl FnOnce(&PageSlot)) {
        if let Some(worker) = &*self.worker.borrow() {
            act(worker);
        }
    }
}

impl Slot for FetchSlot {
    fn run(&self, id: JobId, job: &Packed) {
        if self.worker.borrow().is_none() {
            if job::only_fetches(job.name) {
                return self.fetch(job);
            }
            match self.slots.worker(self.notify.clone()) {
                Ok((worker, _)) => drop(self.worker.replace(Some(worker))),
                Err(reason) => {
                    let notify = self.notify.clone();
                    return spawn_local(async move { notify(Notice::Died(reason)) });
                }
            }
        }
        self.with_worker(|worker| worker.run(id, job));
    }

    fn forget(&self) {
        self.requests.borrow().give_up();
    }

    fn kill(&self) {
        self.alive.set(false);
        self.forget();
        self.with_worker(PageSlot::kill);
    }

    fn release(&self) {
        self.alive.set(false);
        self.with_worker(PageSlot::release);
    }
}

/// What a job of a [`FetchSlot`] asks of the page.
struct OnNetwork(Requests);

impl Host for OnNetwork {
    fn block(&self, seconds: f64) -> Step {
        let delay = (seconds * 1e3).clamp(0.0, f64::from(i32::MAX)) as u32;
        Box::pin(gloo_timers::future::TimeoutFuture::new(delay))
    }

    fn random(&self, count: u32) -> Vec<u8> {
        random(count)
    }

    fn fetch(&self, url: &str) -> Fetched {
        self.0.get(url)
    }

    fn pid(&self) -> u32 {
        PAGE_PID
    }
}
