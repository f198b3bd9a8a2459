//! A slot that is a web worker: another instance of the page's own program.
//!
//! Threads share the page's process id and a lock that stands for the GIL; warm ones are kept for
//! the next pool. A process is a fresh instance, and ends with its pool.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::fetch::Requests;
use super::job::{self, Fetched, Host, Step};
use super::locks;
use super::pool::{Notice, Slot, Slots, Tell, WorkerPool};
use super::protocol::{Doing, FromWorker, Raised, Run};
use crate::runtime::clock::Nanos;
use crate::runtime::executor::{Executor, Expected, Outgoing, Packed, Workers};
use crate::runtime::instrument::{Blocks, JobId, PoolId, PoolKind};
use crate::runtime::{EventLoop, Result};

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsString;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// `os.getpid()` of the page, and so of its threads.
const PAGE_PID: u32 = 1;
/// How many threads without a job are kept for the next pool.
const MOST_WARM: usize = 8;

thread_local! {
    static LAST_PID: Cell<u32> = const { Cell::new(PAGE_PID) };
    static LAST_LIFE: Cell<u32> = const { Cell::new(0) };
    static WARM: RefCell<Vec<Rc<Instance>>> = const { RefCell::new(Vec::new()) };
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
    let warm = WARM.with(RefCell::take);
    warm.iter().for_each(|instance| instance.end());
}

struct PageWorkers {
    script: String,
}

impl Workers for PageWorkers {
    fn open(
        &self,
        event_loop: &EventLoop,
        pool: PoolId,
        kind: PoolKind,
        max_workers: u32,
    ) -> Result<Rc<dyn Executor>> {
        let slots = PageSlots {
            script: self.script.clone(),
            kind,
            has_gil: kind == PoolKind::Threads && event_loop.is_gil_enabled(),
        };
        Ok(WorkerPool::open(event_loop, pool, kind, max_workers, slots))
    }

    /// The declared cost is CPython's; how much faster this machine is, a small sample tells.
    fn expected(&self, job: &Packed) -> Expected {
        let declared = job::expected(job);
        let faster = match declared.how {
            Blocks::Computing => speed_of_this_machine(),
            Blocks::Sleeping | Blocks::Joining => 1.0,
        };
        let takes = |takes: Nanos| Nanos((takes.0 as f64 * faster) as i64);
        Expected {
            takes: declared.takes.map(takes),
            ..declared
        }
    }

    /// The page stands meanwhile, but for the time that the job only blocks: that is added to what
    /// was measured, and the loop's host holds the loop for it.
    fn call(&self, job: &Packed) -> (Outgoing, Nanos) {
        let began = now();
        let host = Rc::new(InPage::default());
        let result = job::run_at_once(job, host.clone());
        let took = Nanos::from_secs((now() - began) / 1e3 + host.blocked.get());
        let result = result.unwrap_or_else(|| {
            Err(Raised {
                class: "RuntimeError".to_owned(),
                message: format!("{} would end the page", job.shown),
            })
        });
        (result.map(Into::into).map_err(Raised::into_exception), took)
    }
}

/// What a computation takes here, as a part of its declared cost: measured once.
fn speed_of_this_machine() -> f64 {
    thread_local! {
        static MEASURED: Cell<Option<f64>> = const { Cell::new(None) };
    }
    if let Some(measured) = MEASURED.get() {
        return measured;
    }
    let sample = job::cpu_bound(1_000_000).packed.ok();
    let measured = sample.and_then(|sample| {
        let declared = job::expected(&sample).takes?.as_secs() * 1e3;
        let began = now();
        job::run_at_once(&sample, Rc::new(InPage::default()))?.ok()?;
        Some((now() - began) / declared)
    });
    MEASURED.set(measured);
    measured.unwrap_or(1.0)
}

#[derive(Clone)]
struct PageSlots {
    script: String,
    kind: PoolKind,
    has_gil: bool,
}

impl Slots for PageSlots {
    fn start(
        &self,
        first: &Packed,
        tell: Tell,
    ) -> std::result::Result<(Rc<dyn Slot>, u32), String> {
        let is_thread = self.kind == PoolKind::Threads;
        if is_thread && job::only_fetches(first.name) {
            return Ok((Rc::new(FetchSlot::new(self, tell)), PAGE_PID));
        }
        let (slot, pid) = self.worker(tell)?;
        Ok((Rc::new(slot), pid))
    }

    fn later(&self, callback: Box<dyn FnOnce()>) {
        spawn_local(async move { callback() });
    }

    fn one_at_a_time(&self) -> bool {
        self.has_gil && !can_hand_gil_on()
    }
}

impl PageSlots {
    fn worker(&self, tell: Tell) -> std::result::Result<(PageSlot, u32), String> {
        let is_thread = self.kind == PoolKind::Threads;
        let warm = if is_thread {
            take_warm(&self.script)
        } else {
            None
        };
        let instance = match warm {
            Some(warm) => {
                *warm.tell.borrow_mut() = Some(tell);
                // It is heard of after its pool knows it.
                let ready = Rc::downgrade(&warm);
                spawn_local(async move {
                    if let Some(instance) = ready.upgrade() {
                        instance.tell(Notice::Ready);
                    }
                });
                warm
            }
            None => Instance::start(&self.script, self.pid(), tell)?,
        };
        let pid = instance.pid;
        let slot = PageSlot {
            instance,
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

fn take_warm(script: &str) -> Option<Rc<Instance>> {
    WARM.with(|warm| {
        let mut warm = warm.borrow_mut();
        let found = warm.iter().position(|instance| instance.script == script);
        found.map(|index| warm.remove(index))
    })
}

struct PageSlot {
    instance: Rc<Instance>,
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
            Ok(text) => self.instance.send(text),
            Err(error) => self.instance.lost(error.to_string()),
        }
    }

    fn kill(&self) {
        self.instance.end();
    }

    fn release(&self) {
        let keep = self.is_thread && self.instance.stage.get() == Stage::Ready;
        let room = WARM.with(|warm| warm.borrow().len() < MOST_WARM);
        if keep && room {
            self.instance.tell.take();
            WARM.with(|warm| warm.borrow_mut().push(self.instance.clone()));
        } else {
            self.instance.end();
        }
    }
}

/// A thread that does not compute: its jobs wait for the network, which the page itself does without
/// a worker. If it is given another job it becomes a worker for good.
struct FetchSlot {
    slots: PageSlots,
    tell: Tell,
    requests: RefCell<Requests>,
    /// Unset once the pool needs it no more.
    alive: Rc<Cell<bool>>,
    worker: RefCell<Option<PageSlot>>,
}

impl FetchSlot {
    fn new(slots: &PageSlots, tell: Tell) -> Self {
        Self {
            slots: slots.clone(),
            tell,
            requests: RefCell::default(),
            alive: Rc::new(Cell::new(true)),
            worker: RefCell::default(),
        }
    }

    fn fetch(&self, job: &Packed) {
        let requests = Requests::default();
        self.requests.replace(requests.clone());
        let (tell, alive, job) = (self.tell.clone(), self.alive.clone(), job.clone());
        spawn_local(async move {
            if alive.get() {
                tell(Notice::Doing(Doing::Blocking));
            }
            let host = Rc::new(OnNetwork(requests));
            let result = match job::start(job.name, &job.args, host) {
                Some(running) => running.await,
                None => Err(job::unknown(job.name)),
            };
            if alive.get() {
                tell(Notice::Ended(result));
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
            match self.slots.worker(self.tell.clone()) {
                Ok((worker, _)) => drop(self.worker.replace(Some(worker))),
                Err(reason) => {
                    let tell = self.tell.clone();
                    return spawn_local(async move { tell(Notice::Died(reason)) });
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
    fn checkpoint(&self, _: u64, _: u64) -> Step {
        at_once()
    }

    fn block(&self, seconds: f64) -> Step {
        let delay = (seconds * 1e3).clamp(0.0, f64::from(i32::MAX)) as u32;
        Box::pin(gloo_timers::future::TimeoutFuture::new(delay))
    }

    fn let_go_of_the_gil(&self) -> Step {
        at_once()
    }

    fn random(&self, count: u32) -> Vec<u8> {
        super::worker_main::random(count)
    }

    fn fetch(&self, url: &str) -> Fetched {
        self.0.get(url)
    }

    fn pid(&self) -> u32 {
        PAGE_PID
    }

    fn exit(&self) -> Step {
        Box::pin(std::future::pending())
    }

    fn is_virtual(&self) -> bool {
        false
    }
}

/// Where a worker is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The browser loads it. What it is sent waits here.
    Loading,
    /// It hears messages.
    Ready,
    /// It is no more, and says nothing.
    Over,
}

type Listener<E> = Closure<dyn FnMut(E)>;

/// One web worker.
struct Instance {
    worker: Worker,
    script: String,
    pid: u32,
    stage: Cell<Stage>,
    /// What it is to be sent when it is ready.
    pending: RefCell<Option<String>>,
    tell: RefCell<Option<Tell>>,
    _listeners: (Listener<MessageEvent>, Listener<ErrorEvent>),
}

impl Instance {
    fn start(script: &str, pid: u32, tell: Tell) -> std::result::Result<Rc<Self>, String> {
        if !Reflect::has(&js_sys::global(), &"Worker".into()).unwrap_or(false) {
            return Err("this browser has no web workers".to_owned());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(script, &options)
            .map_err(|error| format!("this browser refuses web workers ({})", words(&error)))?;
        LAST_LIFE.set(LAST_LIFE.get().wrapping_add(1));
        let life = PAGE.with(|page| format!("{page}-worker-{}", LAST_LIFE.get()));
        let instance = Rc::new_cyclic(|this: &Weak<Self>| {
            let listeners = (hear(this, life), fail(this));
            worker.set_onmessage(Some(listeners.0.as_ref().unchecked_ref()));
            worker.set_onerror(Some(listeners.1.as_ref().unchecked_ref()));
            Self {
                worker,
                script: script.to_owned(),
                pid,
                stage: Cell::new(Stage::Loading),
                pending: RefCell::default(),
                tell: RefCell::new(Some(tell)),
                _listeners: listeners,
            }
        });
        Ok(instance)
    }

    /// Which program it is to be.
    fn greet(&self, life: &str) -> std::result::Result<(), JsValue> {
        let hello = Object::new();
        let set = |key: &str, value: &JsValue| Reflect::set(&hello, &key.into(), value);
        set("module", &wasm_bindgen::module())?;
        set("glue", &IMPORT_META.with(|meta| meta.url()))?;
        set("pid", &self.pid.into())?;
        set("life", &life.into())?;
        self.worker.post_message(&hello)
    }

    fn send(&self, text: String) {
        match self.stage.get() {
            Stage::Loading => {
                self.pending.replace(Some(text));
            }
            Stage::Ready => {
                if let Err(error) = self.worker.post_message(&text.into()) {
                    self.lost(words(&error));
                }
            }
            Stage::Over => {}
        }
    }

    fn heard(self: &Rc<Self>, message: FromWorker, life: &str) {
        match message {
            FromWorker::Listening => {
                if let Err(error) = self.greet(life) {
                    self.lost(words(&error));
                }
            }
            FromWorker::Ready { guarded } => {
                self.stage.set(Stage::Ready);
                if guarded {
                    self.watch(life);
                }
                self.tell(Notice::Ready);
                let pending = self.pending.take();
                pending.into_iter().for_each(|text| self.send(text));
            }
            FromWorker::Doing(doing) => self.tell(Notice::Doing(doing)),
            FromWorker::Progress(done, total) => self.tell(Notice::Progress(done, total)),
            FromWorker::Ended(result) => self.tell(Notice::Ended(result)),
            FromWorker::Lost(reason) => self.lost(reason),
        }
    }

    /// The lock that the worker holds while it lives comes here when it lives no more.
    fn watch(self: &Rc<Self>, life: &str) {
        let (this, life) = (Rc::downgrade(self), life.to_owned());
        spawn_local(async move {
            let Some(locks) = locks::manager() else {
                return;
            };
            let held = locks.acquire(&life).await;
            if let Some(instance) = this.upgrade() {
                instance.lost("it was ended from outside".to_owned());
            }
            if let Some(held) = held {
                held.release().await;
            }
        });
    }

    fn lost(&self, reason: String) {
        if self.stage.get() != Stage::Over {
            let tell = self.tell.take();
            self.end();
            WARM.with(|warm| {
                let mut warm = warm.borrow_mut();
                warm.retain(|instance| instance.stage.get() != Stage::Over);
            });
            if let Some(tell) = tell {
                tell(Notice::Died(reason));
            }
        }
    }

    fn tell(&self, notice: Notice) {
        let tell = self.tell.borrow().clone();
        if let Some(tell) = tell
            && self.stage.get() != Stage::Over
        {
            tell(notice);
        }
    }

    fn end(&self) {
        self.stage.set(Stage::Over);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        let _told = self.tell.take();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.end();
    }
}

fn hear(instance: &Weak<Instance>, life: String) -> Listener<MessageEvent> {
    let instance = instance.clone();
    Closure::new(move |event: MessageEvent| {
        let message = event.data().as_string();
        let message = message.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(instance) = instance.upgrade() {
            match message {
                Some(message) => instance.heard(message, &life),
                None => instance.lost("it said something unknown".to_owned()),
            }
        }
    })
}

fn fail(instance: &Weak<Instance>) -> Listener<ErrorEvent> {
    let instance = instance.clone();
    Closure::new(move |event: ErrorEvent| {
        // A script that cannot be loaded gives an event without a message.
        let message = Reflect::get(&event, &"message".into())
            .ok()
            .and_then(|message| message.as_string())
            .unwrap_or_else(|| "the worker's script could not be loaded".to_owned());
        event.prevent_default();
        if let Some(instance) = instance.upgrade() {
            instance.lost(message);
        }
    })
}

/// A job called straight in the page.
#[derive(Default)]
struct InPage {
    /// So many seconds it has blocked.
    blocked: Cell<f64>,
}

fn at_once() -> Step {
    Box::pin(std::future::ready(()))
}

impl Host for InPage {
    fn checkpoint(&self, _: u64, _: u64) -> Step {
        at_once()
    }

    fn block(&self, seconds: f64) -> Step {
        self.blocked.set(self.blocked.get() + seconds.max(0.0));
        at_once()
    }

    fn let_go_of_the_gil(&self) -> Step {
        at_once()
    }

    fn random(&self, count: u32) -> Vec<u8> {
        super::worker_main::random(count)
    }

    /// The page would have to stand until the network answers, which no page can.
    fn fetch(&self, url: &str) -> Fetched {
        let refused = Raised::no_page(url, "a page that stands cannot fetch");
        Box::pin(std::future::ready(Err(refused)))
    }

    fn pid(&self) -> u32 {
        PAGE_PID
    }

    fn exit(&self) -> Step {
        Box::pin(std::future::pending())
    }

    fn is_virtual(&self) -> bool {
        false
    }
}

fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(js_sys::Date::now, |performance| performance.now())
}

fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.to_string().into(),
        None => format!("{error:?}"),
    }
}
