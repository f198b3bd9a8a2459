//! A slot that is a web worker: another instance of the page's own program.
//!
//! Threads share the page's process id and a lock that stands for the GIL; warm ones are kept for
//! the next pool. A process is a fresh instance, and ends with its pool.

pub(super) mod fetch;
mod fetching;
mod in_page;
pub(super) mod locks;
pub mod parts;
mod web_worker;

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen_futures::spawn_local;

use super::backend::{Backends, Notify, PoolBackend, Slot};
use super::job;
use super::protocol::Run;
use crate::events::{Blocks, JobId, Nanos, PoolId, PoolKind};
use crate::runtime::EventLoop;
use crate::runtime::executor::{Expected, JobOutcome, Packed};
use fetching::FetchSlot;
use web_worker::WebWorker;

/// `os.getpid()` of the page, and so of its threads.
const PAGE_PID: u32 = 1;

thread_local! {
    static LAST_PID: Cell<u32> = const { Cell::new(PAGE_PID) };
    /// Tells this page's locks from those of another page of the same origin.
    static PAGE: String = format!("loopscope-{:016x}", js_sys::Math::random().to_bits());
}

/// Gives a loop the page's workers. `script` is the address of `worker.js`, from the page's.
pub fn install(event_loop: &EventLoop, script: &str) {
    let cpus = Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"hardwareConcurrency".into()))
        .ok()
        .and_then(|count| count.as_f64());
    event_loop.set_cpu_count(cpus.map_or(0, |count| count as u32));
    event_loop.set_workers(Some(Rc::new(PageWorkers {
        script: script.to_owned(),
    })));
}

/// Whether threads can hand a GIL on here. Where they cannot, a pool of threads under the GIL runs
/// one job at a time.
pub fn can_hand_gil_on() -> bool {
    locks::manager().is_some()
}

/// Ends the threads that are kept for the next pool.
pub fn end_warm_threads() {
    web_worker::end_warm();
}

struct PageWorkers {
    script: String,
}

impl Backends for PageWorkers {
    type Backend = PageBackend;

    fn backend(&self, event_loop: &EventLoop, _: PoolId, kind: PoolKind) -> PageBackend {
        PageBackend {
            script: self.script.clone(),
            kind,
            has_gil: kind == PoolKind::Threads && event_loop.is_gil_enabled(),
        }
    }

    /// The declared cost is CPython's; how much faster this machine is, a small sample tells.
    fn expected(&self, job: &Packed) -> Expected {
        let declared = job::expected(job);
        let faster = match declared.how {
            Blocks::Computing => in_page::speed_of_this_machine(),
            Blocks::Sleeping | Blocks::Joining => 1.0,
        };
        let takes = |takes: Nanos| Nanos((takes.0 as f64 * faster) as i64);
        Expected {
            takes: declared.takes.map(takes),
            ..declared
        }
    }

    fn call(&self, job: &Packed) -> (JobOutcome, Nanos) {
        in_page::call(job)
    }
}

#[derive(Clone)]
pub(crate) struct PageBackend {
    script: String,
    kind: PoolKind,
    has_gil: bool,
}

impl PoolBackend for PageBackend {
    fn start(
        &self,
        first: &Packed,
        notify: Notify,
    ) -> std::result::Result<(Rc<dyn Slot>, u32), String> {
        let is_thread = self.kind == PoolKind::Threads;
        if is_thread && job::only_fetches(first.name) {
            return Ok((Rc::new(FetchSlot::new(self, notify)), PAGE_PID));
        }
        let (slot, pid) = self.worker(notify)?;
        Ok((Rc::new(slot), pid))
    }

    fn later(&self, callback: Box<dyn FnOnce()>) {
        spawn_local(async move { callback() });
    }

    fn one_at_a_time(&self) -> bool {
        self.has_gil && !can_hand_gil_on()
    }
}

impl PageBackend {
    fn worker(&self, notify: Notify) -> std::result::Result<(PageSlot, u32), String> {
        let is_thread = self.kind == PoolKind::Threads;
        let warm = if is_thread {
            web_worker::take_warm(&self.script)
        } else {
            None
        };
        let worker = match warm {
            Some(warm) => {
                warm.serve(notify);
                warm
            }
            None => WebWorker::start(&self.script, self.pid(), notify)?,
        };
        let pid = worker.pid;
        let slot = PageSlot {
            worker,
            is_thread,
            gil: self
                .has_gil
                .then(|| PAGE.with(|page| format!("{page}-gil"))),
        };
        Ok((slot, pid))
    }

    fn pid(&self) -> u32 {
        match self.kind {
            PoolKind::Threads => PAGE_PID,
            PoolKind::Processes => {
                LAST_PID.set(LAST_PID.get().wrapping_add(1));
                LAST_PID.get()
            }
        }
    }
}

struct PageSlot {
    worker: Rc<WebWorker>,
    is_thread: bool,
    gil: Option<String>,
}

impl Slot for PageSlot {
    fn run(&self, _: JobId, job: &Packed) {
        let run = Run {
            name: job.name.to_owned(),
            args: job.args.to_string(),
            gil: self.gil.clone(),
        };
        match serde_json::to_string(&run) {
            Ok(text) => self.worker.send(text),
            Err(error) => self.worker.lost(error.to_string()),
        }
    }

    fn kill(&self) {
        self.worker.end();
    }

    fn release(&self) {
        if !(self.is_thread && self.worker.keep()) {
            self.worker.end();
        }
    }
}
