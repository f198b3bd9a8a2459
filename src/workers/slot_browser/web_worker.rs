//! One web worker, from its beginning to its end, however that comes.
//!
//! A worker holds a lock for as long as it lives, and its page waits for that lock: so the page
//! learns at once of an end without a word. Where there are no locks a worker says every second
//! that it lives, and one that is silent for [`PATIENCE`] longer than it said is taken for dead.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Interval;
use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::PAGE;
use super::{locks, parts};
use crate::workers::backend::{Notice, Notify};
use crate::workers::protocol::FromWorker;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsString;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// How many threads without a job are kept for the next pool.
const MOST_WARM: usize = 8;
/// A worker without a lock that was not heard of for so many seconds, beyond those that it said it
/// would block, is no more. They are counted by the page's timer, which stands while the page does.
const PATIENCE: u32 = 10;
/// A worker that is not ready within so many seconds, and holds no lock, never will be.
const PATIENCE_AT_START: u32 = 60;

thread_local! {
    static LAST_LIFE: Cell<u32> = const { Cell::new(0) };
    /// How many workers there are.
    static ALIVE: Cell<usize> = const { Cell::new(0) };
    static WARM: RefCell<Vec<Rc<WebWorker>>> = const { RefCell::new(Vec::new()) };
}

/// Ends the threads that are kept for the next pool.
pub(super) fn end_warm() {
    let warm = WARM.with(RefCell::take);
    warm.iter().for_each(|worker| worker.end());
}

/// A thread that is kept, of this script. It is nobody's any more.
pub(super) fn take_warm(script: &str) -> Option<Rc<WebWorker>> {
    WARM.with(|warm| {
        let mut warm = warm.borrow_mut();
        let found = warm.iter().position(|worker| worker.script == script);
        found.map(|index| warm.remove(index))
    })
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

/// Of more workers none takes a memory to wait on. Chromium sets some 10 GB of address space aside for
/// each memory, however small, and gives a page 1 TB: enough for a hundred, and each worker's program
/// has one already.
const CROWD: usize = 32;

/// One web worker.
pub(super) struct WebWorker {
    worker: Worker,
    script: String,
    /// The name of the lock that it holds while it lives.
    life: String,
    pub(super) pid: u32,
    stage: Cell<Stage>,
    /// What it is to be sent when it is ready.
    pending: RefCell<Option<String>>,
    notify: RefCell<Option<Notify>>,
    silence: Silence,
    _listeners: (Listener<MessageEvent>, Listener<ErrorEvent>),
}

/// How long a worker was not heard of, while nothing else tells of its end.
struct Silence {
    /// Counts the seconds. None once the worker holds its lock, or is no more.
    timer: RefCell<Option<Interval>>,
    seconds: Cell<u32>,
    /// After more than so many it is taken for dead.
    patience: Cell<u32>,
}

impl WebWorker {
    pub(super) fn start(
        script: &str,
        pid: u32,
        notify: Notify,
    ) -> std::result::Result<Rc<Self>, String> {
        if !Reflect::has(&js_sys::global(), &"Worker".into()).unwrap_or(false) {
            return Err("this browser has no web workers".to_owned());
        }
        LAST_LIFE.set(LAST_LIFE.get().wrapping_add(1));
        let life = PAGE.with(|page| format!("{page}-worker-{}", LAST_LIFE.get()));
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(&life);
        let worker = Worker::new_with_options(script, &options)
            .map_err(|error| format!("this browser refuses web workers ({})", words(&error)))?;
        ALIVE.set(ALIVE.get().saturating_add(1));
        let worker = Rc::new_cyclic(|this: &Weak<Self>| {
            let listeners = (on_message(this), fail(this));
            worker.set_onmessage(Some(listeners.0.as_ref().unchecked_ref()));
            worker.set_onerror(Some(listeners.1.as_ref().unchecked_ref()));
            Self {
                worker,
                script: script.to_owned(),
                life,
                pid,
                stage: Cell::new(Stage::Loading),
                pending: RefCell::default(),
                notify: RefCell::new(Some(notify)),
                silence: Silence::of(this),
                _listeners: listeners,
            }
        });
        Ok(worker)
    }

    /// A kept one works for another pool, which hears that it is ready once it knows it.
    pub(super) fn serve(self: &Rc<Self>, notify: Notify) {
        *self.notify.borrow_mut() = Some(notify);
        let ready = Rc::downgrade(self);
        spawn_local(async move {
            if let Some(worker) = ready.upgrade() {
                worker.notify(Notice::Ready);
            }
        });
    }

    /// Its pool needs it no more: it is kept for the next one if there is room and it is whole.
    pub(super) fn keep(self: &Rc<Self>) -> bool {
        let room = WARM.with(|warm| warm.borrow().len() < MOST_WARM);
        let keeps = room && self.stage.get() == Stage::Ready;
        if keeps {
            self.notify.take();
            WARM.with(|warm| warm.borrow_mut().push(self.clone()));
        }
        keeps
    }

    /// Which program it is to be.
    fn greet(&self) -> std::result::Result<(), JsValue> {
        let hello = Object::new();
        let set = |key: &str, value: &JsValue| Reflect::set(&hello, &key.into(), value);
        set("module", &wasm_bindgen::module())?;
        set("later", &parts::later())?;
        set("glue", &IMPORT_META.with(|meta| meta.url()))?;
        set("pid", &self.pid.into())?;
        set("crowded", &(ALIVE.get() > CROWD).into())?;
        self.worker.post_message(&hello)
    }

    pub(super) fn send(&self, text: String) {
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

    fn heard(self: &Rc<Self>, message: FromWorker) {
        self.silence.broken_by(&message);
        match message {
            FromWorker::Listening { guarded } => {
                if guarded {
                    self.silence.timer.take();
                    self.watch();
                }
                if let Err(error) = self.greet() {
                    self.lost(words(&error));
                }
            }
            FromWorker::Ready => {
                self.stage.set(Stage::Ready);
                self.notify(Notice::Ready);
                let pending = self.pending.take();
                pending.into_iter().for_each(|text| self.send(text));
            }
            FromWorker::Alive(_) => {}
            FromWorker::Doing(doing) => self.notify(Notice::Doing(doing)),
            FromWorker::Progress(done, total) => self.notify(Notice::Progress(done, total)),
            FromWorker::Ended(result) => self.notify(Notice::Ended(result)),
            FromWorker::Lost(reason) => self.lost(reason),
        }
    }

    /// The lock that the worker holds while it lives comes here when it lives no more.
    fn watch(self: &Rc<Self>) {
        let (this, life) = (Rc::downgrade(self), self.life.clone());
        spawn_local(async move {
            let Some(locks) = locks::manager() else {
                return;
            };
            let held = locks.acquire(&life).await;
            if let Some(worker) = this.upgrade() {
                worker.lost("it was ended from outside".to_owned());
            }
            if let Some(held) = held {
                held.release().await;
            }
        });
    }

    pub(super) fn lost(&self, reason: String) {
        if self.stage.get() != Stage::Over {
            let notify = self.notify.take();
            self.end();
            WARM.with(|warm| {
                let mut warm = warm.borrow_mut();
                warm.retain(|worker| worker.stage.get() != Stage::Over);
            });
            if let Some(notify) = notify {
                notify(Notice::Died(reason));
            }
        }
    }

    fn notify(&self, notice: Notice) {
        let notify = self.notify.borrow().clone();
        if let Some(notify) = notify
            && self.stage.get() != Stage::Over
        {
            notify(notice);
        }
    }

    pub(super) fn end(&self) {
        self.stage.set(Stage::Over);
        self.silence.timer.take();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        let _told = self.notify.take();
    }
}

impl Drop for WebWorker {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get().saturating_sub(1));
        self.end();
    }
}

impl Silence {
    fn of(worker: &Weak<WebWorker>) -> Self {
        let worker = worker.clone();
        let timer = Interval::new(1000, move || {
            if let Some(worker) = worker.upgrade()
                && let Some(seconds) = worker.silence.goes_on()
            {
                worker.lost(format!("it was not heard of for {seconds} s"));
            }
        });
        Self {
            timer: RefCell::new(Some(timer)),
            seconds: Cell::new(0),
            patience: Cell::new(PATIENCE_AT_START),
        }
    }

    fn broken_by(&self, message: &FromWorker) {
        self.seconds.set(0);
        self.patience.set(match message {
            FromWorker::Listening { .. } => PATIENCE_AT_START,
            FromWorker::Alive(blocks) => PATIENCE.saturating_add(blocks.ceil() as u32),
            _ => PATIENCE,
        });
    }

    /// One second more: how many it is now, if that is too long.
    fn goes_on(&self) -> Option<u32> {
        let seconds = self.seconds.get().saturating_add(1);
        self.seconds.set(seconds);
        (seconds > self.patience.get()).then_some(seconds)
    }
}

fn on_message(worker: &Weak<WebWorker>) -> Listener<MessageEvent> {
    let worker = worker.clone();
    Closure::new(move |event: MessageEvent| {
        let message = event.data().as_string();
        let message = message.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(worker) = worker.upgrade() {
            match message {
                Some(message) => worker.heard(message),
                None => worker.lost("it said something unknown".to_owned()),
            }
        }
    })
}

fn fail(worker: &Weak<WebWorker>) -> Listener<ErrorEvent> {
    let worker = worker.clone();
    Closure::new(move |event: ErrorEvent| {
        // A script that cannot be loaded gives an event without a message.
        let message = Reflect::get(&event, &"message".into())
            .ok()
            .and_then(|message| message.as_string())
            .unwrap_or_else(|| "the worker's script could not be loaded".to_owned());
        event.prevent_default();
        if let Some(worker) = worker.upgrade() {
            worker.lost(message);
        }
    })
}

fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.to_string().into(),
        None => format!("{error:?}"),
    }
}
