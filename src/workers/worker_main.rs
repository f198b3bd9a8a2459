//! A web worker's side: one job at a time, told by its page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Waker};

use gloo_timers::callback::Interval;
use js_sys::{Atomics, Int32Array, Object, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::job::{self, Fetched, Host, SWITCH_INTERVAL, Step, at_once};
use super::protocol::{Doing, FromWorker, Run};
use super::slot_browser::fetch::Requests;
use super::slot_browser::locks::{self, Held, LockManager};

#[wasm_bindgen]
extern "C" {
    type Crypto;
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Option<Crypto>;
    #[wasm_bindgen(method, js_name = getRandomValues, catch)]
    fn fill(this: &Crypto, bytes: &js_sys::Uint8Array) -> Result<JsValue, JsValue>;
    // Bound once, since a job's round trip is to cost little more than the messages.
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(text: &str);
    /// Milliseconds on the worker's own clock.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Begins the worker, in an instance of the program that has no window. If it is not `guarded` by a
/// lock that it holds for as long as it lives, it says every second that it does, so that its page
/// learns of its end however it comes. Where it is `crowded`, it takes no memory to wait on.
#[wasm_bindgen]
pub fn worker_main(pid: u32, guarded: bool, crowded: bool) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    std::panic::set_hook(Box::new(|panic| say(&FromWorker::Lost(panic.to_string()))));
    let on_notice = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let run = event.data().as_string();
        match run.and_then(|text| serde_json::from_str::<Run>(&text).ok()) {
            Some(run) => begin(work(run, pid)),
            None => say(&FromWorker::Lost(
                "it was told something unknown".to_owned(),
            )),
        }
    });
    scope.set_onmessage(Some(on_notice.as_ref().unchecked_ref()));
    // For as long as the worker lives.
    on_notice.forget();
    IS_CROWDED.set(crowded);
    if !guarded {
        IS_GUARDED.set(false);
        // Heard while it is idle or waits for something; a job that computes says so itself.
        Interval::new(ALIVE_INTERVAL as u32, || say_alive(0.0)).forget();
    }
    say(&FromWorker::Ready);
}

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(true) };
    static IS_CROWDED: Cell<bool> = const { Cell::new(false) };
    /// When the page last heard that this worker lives.
    static SAID_ALIVE: Cell<f64> = const { Cell::new(0.0) };
}

/// How often a worker without a lock says that it lives, in milliseconds.
const ALIVE_INTERVAL: f64 = 1000.0;

/// Says that it lives and next blocks for so many seconds, if nothing else tells.
fn say_alive(blocks: f64) {
    if !IS_GUARDED.get() {
        SAID_ALIVE.set(now());
        say(&FromWorker::Alive(blocks));
    }
}

/// What need not wait is done within the message; the rest goes on when the browser calls back.
fn begin(job: impl Future<Output = ()> + 'static) {
    let mut job = Box::pin(job);
    let mut cx = Context::from_waker(Waker::noop());
    if job.as_mut().poll(&mut cx).is_pending() {
        spawn_local(job);
    }
}

async fn work(run: Run, pid: u32) {
    let gil = run.gil.and_then(|name| Some((name, locks::manager()?)));
    let thread = Rc::new(Thread {
        pid,
        gil,
        held: RefCell::default(),
        since: Cell::new(0.0),
        told: Cell::new(now()),
        is_said_to_run: Cell::new(false),
    });
    if thread.gil.is_some() {
        thread.take_gil().await;
    }
    let host = Rc::new(OnThread(thread.clone()));
    let result = match job::start(&run.name, &run.args, host) {
        Some(running) => running.await,
        None => Err(job::unknown(&run.name)),
    };
    // The page hears of the end first, then others compute.
    say(&FromWorker::Ended(result));
    thread.drop_gil().await;
}

/// What one job asks of its worker.
struct Thread {
    pid: u32,
    gil: Option<(String, LockManager)>,
    /// The GIL, while it is here.
    held: RefCell<Option<Held>>,
    /// When it came, in milliseconds.
    since: Cell<f64>,
    /// When the page last heard of the progress.
    told: Cell<f64>,
    /// Set once the page heard that the job runs. A job that ends before its first checkpoint saves
    /// that message: its end says enough.
    is_said_to_run: Cell<bool>,
}

/// A page that hears more often of a job's progress shows no more of it.
const PROGRESS_INTERVAL: f64 = 50.0;

impl Thread {
    async fn take_gil(&self) {
        self.is_said_to_run.set(true);
        let Some((name, locks)) = &self.gil else {
            return say(&FromWorker::Doing(Doing::Running));
        };
        let mut held = locks.try_acquire(name).await;
        if held.is_none() {
            say(&FromWorker::Doing(Doing::WaitingForGil));
            held = locks.acquire(name).await;
        }
        self.held.replace(held);
        self.since.set(now());
        say(&FromWorker::Doing(Doing::Running));
    }

    async fn drop_gil(&self) {
        let held = self.held.take();
        if let Some(held) = held {
            held.release().await;
        }
    }

    /// Gives the GIL to whoever waits for it, and waits for it again.
    async fn hand_gil_on(&self) {
        let Some((name, locks)) = &self.gil else {
            return;
        };
        if locks.is_wanted(name).await {
            // Said before another can say that it computes.
            say(&FromWorker::Doing(Doing::WaitingForGil));
            self.drop_gil().await;
            let held = locks.acquire(name).await;
            self.held.replace(held);
            say(&FromWorker::Doing(Doing::Running));
        }
        self.since.set(now());
    }
}

/// What a job sees of its thread.
struct OnThread(Rc<Thread>);

impl Host for OnThread {
    fn checkpoint(&self, done: u64, total: u64) -> Step {
        let (thread, now) = (&self.0, now());
        if !thread.is_said_to_run.replace(true) {
            say(&FromWorker::Doing(Doing::Running));
        }
        if total > 0 && now - thread.told.get() >= PROGRESS_INTERVAL {
            thread.told.set(now);
            say(&FromWorker::Progress(done, total));
        }
        if !IS_GUARDED.get() && now - SAID_ALIVE.get() >= ALIVE_INTERVAL {
            say_alive(0.0);
        }
        if thread.held.borrow().is_some()
            && now - thread.since.get() >= SWITCH_INTERVAL.as_secs() * 1e3
        {
            let thread = thread.clone();
            Box::pin(async move { thread.hand_gil_on().await })
        } else {
            at_once()
        }
    }

    fn block(&self, seconds: f64) -> Step {
        let thread = self.0.clone();
        Box::pin(async move {
            if seconds > 0.0 {
                thread.drop_gil().await;
                say(&FromWorker::Doing(Doing::Blocking));
                say_alive(seconds);
                if stand_still(seconds * 1e3).is_none() {
                    sleep(seconds * 1e3).await;
                }
                thread.take_gil().await;
            }
        })
    }

    fn let_go_of_the_gil(&self) -> Step {
        let thread = self.0.clone();
        Box::pin(async move { thread.drop_gil().await })
    }

    fn random(&self, count: u32) -> Vec<u8> {
        random(count)
    }

    fn fetch(&self, url: &str) -> Fetched {
        let (thread, got) = (self.0.clone(), Requests::default().get(url));
        Box::pin(async move {
            thread.drop_gil().await;
            say(&FromWorker::Doing(Doing::Blocking));
            let got = got.await;
            thread.take_gil().await;
            got
        })
    }

    fn pid(&self) -> u32 {
        self.0.pid
    }

    fn exit(&self) -> Step {
        if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            if !IS_GUARDED.get() {
                // Nobody would notice at once.
                say(&FromWorker::Lost("it exited".to_owned()));
            }
            scope.close();
        }
        Box::pin(std::future::pending())
    }
}

/// Bytes from the system's random source.
pub(super) fn random(count: u32) -> Vec<u8> {
    // The browser gives at most this many at a time.
    const MOST: u32 = 65_536;
    let mut bytes = Vec::new();
    while (bytes.len() as u32) < count {
        let some = js_sys::Uint8Array::new_with_length((count - bytes.len() as u32).min(MOST));
        CRYPTO.with(|crypto| crypto.as_ref().map(|crypto| crypto.fill(&some)));
        bytes.extend(some.to_vec());
    }
    bytes
}

/// Blocks the worker without computing, for so many milliseconds: `Atomics.wait` on a memory of its
/// own that nobody else ever wakes. None where the browser refuses, or has little address space left.
fn stand_still(delay: f64) -> Option<()> {
    if IS_CROWDED.get() {
        return None;
    }
    let wanted = Object::new();
    Reflect::set(&wanted, &"initial".into(), &1.into()).ok()?;
    Reflect::set(&wanted, &"maximum".into(), &1.into()).ok()?;
    Reflect::set(&wanted, &"shared".into(), &true.into()).ok()?;
    let memory = WebAssembly::Memory::new(&wanted).ok()?;
    let cells = Int32Array::new(&memory.buffer());
    Atomics::wait_with_timeout(&cells, 0, 0, delay).ok()?;
    Some(())
}

/// The second best: the worker waits, and would hear messages meanwhile.
async fn sleep(delay: f64) {
    let delay = delay.clamp(0.0, f64::from(i32::MAX)) as u32;
    gloo_timers::future::TimeoutFuture::new(delay).await;
}

fn say(message: &FromWorker) {
    if let Ok(text) = serde_json::to_string(message) {
        post_message(&text);
    }
}
