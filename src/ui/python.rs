//! CPython in the page: loads it, keeps it warm, and lets it run programs. See
//! `docs/python-in-the-page.md`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use yew::Callback;

use super::library::{field, number, set, text};
use super::{dom, library, shelf};
use crate::analysis::exploring::Deviation;
use crate::app::program::{FileGiven, ProgramBeginning};
use crate::app::run::{Command, Failure, Frames, Left, Message, Pace, RemoteRun, Run, Written};
use crate::app::{Action, Interpreter, SyntaxError};
use crate::events::End;

#[wasm_bindgen]
extern "C" {
    /// `www/python/python.js`.
    type Module;
    #[wasm_bindgen(method, getter, js_name = Python)]
    fn class(this: &Module) -> Function;

    /// What keeps interpreters.
    #[derive(Clone)]
    pub type Python;
    #[wasm_bindgen(method)]
    fn warm(this: &Python) -> Promise;
    #[wasm_bindgen(method)]
    fn check(this: &Python, source: &str, name: &str) -> Promise;
    #[wasm_bindgen(method, catch)]
    fn run(this: &Python, program: &Object, listener: &JsValue) -> Result<Running, JsValue>;

    /// Tries the orders of a program.
    #[wasm_bindgen(method, catch)]
    pub fn explore(
        this: &Python,
        program: &Object,
        workers: u32,
        listener: &JsValue,
    ) -> Result<Running, JsValue>;

    /// A program that runs.
    pub type Running;
    #[wasm_bindgen(method)]
    pub fn stop(this: &Running);
    #[wasm_bindgen(method)]
    fn answer(this: &Running, line: &str) -> Promise;
}

thread_local! {
    /// A promise of the one [`Python`].
    static PYTHON: RefCell<Option<Promise>> = const { RefCell::new(None) };
    /// The files that the last program wrote.
    static WRITTEN: RefCell<Array> = RefCell::new(Array::new());
    /// The files that programs find in their folder, by name.
    static GIVEN: RefCell<Vec<(String, Uint8Array)>> = const { RefCell::new(Vec::new()) };
}

/// How many more bytes have to come before it is told.
const TOLD: f64 = 250_000.0;

/// Loads it, if it is not there, and tells how far that is.
pub fn warm(act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        let ready = match python(&act).await {
            Ok(python) => JsFuture::from(python.warm())
                .await
                .map_err(|error| library::said(&error)),
            Err(reason) => Err(reason),
        };
        act.emit(Action::Interpreter(match ready {
            Ok(ready) => Interpreter::Ready(text(&ready, "python")),
            Err(reason) => Interpreter::Missing(reason),
        }));
    });
}

/// Asks CPython about the syntax of a text.
pub fn check(edit: u32, source: Rc<str>, file: String, act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        let Ok(python) = python(&act).await else {
            return;
        };
        // Where no interpreter starts, `warm` tells of it.
        if let Ok(said) = JsFuture::from(python.check(&source, &file)).await {
            act.emit(Action::Checked(edit, syntax_error(&said)));
        }
    });
}

/// Runs a program.
pub fn run(
    beginning: &ProgramBeginning,
    pace: Pace,
    frames: Rc<Frames>,
    act: &Callback<Action>,
) -> Box<dyn Run> {
    let link = Rc::new(Link::default());
    let send = {
        let link = Rc::clone(&link);
        Box::new(move |command| link.send(command))
    };
    let run = RemoteRun::new(None, pace, frames, send);
    spawn_local(start(beginning.clone(), run.clone(), link, act.clone()));
    Box::new(run)
}

/// The way to a program, which may not have come to run yet.
#[derive(Default)]
struct Link {
    running: RefCell<Option<Running>>,
    is_stopped: Cell<bool>,
}

impl Link {
    fn send(&self, command: Command) {
        let running = self.running.borrow();
        match (command, running.as_ref()) {
            (Command::Stop, running) => {
                self.is_stopped.set(true);
                running.map(Running::stop);
            }
            (Command::Answer(line), Some(running)) => {
                let _answered = running.answer(&line);
            }
            // Nothing asks before it runs.
            (Command::Answer(_), None) => {}
        }
    }
}

async fn start(beginning: ProgramBeginning, run: RemoteRun, link: Rc<Link>, act: Callback<Action>) {
    let python = match python(&act).await {
        Ok(python) => python,
        Err(reason) => return run.hear(Message::Failed(Failure::Start(reason))),
    };
    if link.is_stopped.get() {
        return;
    }
    WRITTEN.set(Array::new());
    let listener = {
        let run = run.clone();
        // It lives as long as whoever calls it.
        Closure::<dyn FnMut(JsValue)>::new(move |said: JsValue| hear(&run, &said)).into_js_value()
    };
    match python.run(&program(&beginning), &listener) {
        Ok(running) => {
            link.running.replace(Some(running));
        }
        Err(error) => run.hear(Message::Failed(Failure::Start(library::said(&error)))),
    }
}

fn program(beginning: &ProgramBeginning) -> Object {
    let program = Object::new();
    set(&program, "source", &JsValue::from_str(&beginning.text));
    set(&program, "name", &JsValue::from_str(&beginning.file));
    set(&program, "files", &given_files());
    if let Some(epoch) = beginning.epoch {
        set(&program, "epoch", &JsValue::from_f64(f64::from(epoch)));
    }
    if let Some(order) = &beginning.order {
        set(&program, "order", &JsValue::from_str(order));
    }
    program
}

/// The files, `{path, bytes}` each.
pub fn given_files() -> Array {
    let file = |(name, bytes): &(String, Uint8Array)| {
        let file = Object::new();
        set(&file, "path", &JsValue::from_str(name));
        set(&file, "bytes", bytes);
        file
    };
    GIVEN.with_borrow(|given| given.iter().map(file).collect())
}

fn hear(run: &RemoteRun, said: &JsValue) {
    let message = match text(said, "type").as_str() {
        "events" => match field(said, "lines").dyn_into::<Uint8Array>() {
            Ok(lines) => Message::Trace(lines.to_vec()),
            Err(_) => return,
        },
        "asks" => Message::Asks,
        "ended" => Message::Ended(how(said), left(said)),
        "failed" => Message::Failed(failure(said)),
        "stopped" => Message::Ended(End::Stopped, Left::default()),
        _ => return,
    };
    run.hear(message);
}

/// How it ended, where its trace does not say so.
fn how(said: &JsValue) -> End {
    let status = field(said, "status").as_f64().unwrap_or_default();
    match text(said, "how").as_str() {
        "returned" => End::Returned,
        "deadlock" => End::Deadlocked,
        "livelock" => End::Livelocked,
        _ => End::Exited(status as i32),
    }
}

fn left(said: &JsValue) -> Left {
    let files = Array::from(&field(said, "files"));
    let written = files.iter().map(|file| Written {
        path: text(&file, "path"),
        size: field(&file, "size").as_f64().unwrap_or_default() as u64,
        is_there: field(&file, "bytes").is_instance_of::<Uint8Array>(),
    });
    let left = Left {
        line: number(said, "line"),
        files: written.collect(),
        deviations: deviations(said),
    };
    WRITTEN.set(files);
    left
}

/// What cannot be read is left out: the trace tells of it as well.
fn deviations(said: &JsValue) -> Vec<Deviation> {
    let told = field(said, "deviations");
    // A run in asyncio's own order has none.
    if !told.is_object() {
        return Vec::new();
    }
    let told = JSON::stringify(&told).map(String::from);
    told.ok()
        .and_then(|told| serde_json::from_str(&told).ok())
        .unwrap_or_default()
}

fn failure(said: &JsValue) -> Failure {
    let detail = text(said, "detail");
    match text(said, "reason").as_str() {
        "stack" => Failure::Stack,
        "abort" => Failure::Abort,
        "events" => Failure::Events,
        "order" => Failure::Order,
        "start" => Failure::Start(detail),
        _ => Failure::Broken(detail),
    }
}

fn syntax_error(said: &JsValue) -> Option<SyntaxError> {
    if text(said, "type") != "syntax" {
        return None;
    }
    let place = |line: &str, column: &str| Some((number(said, line)?, number(said, column)?));
    Some(SyntaxError {
        message: text(said, "message"),
        from: place("line", "column").unwrap_or((1, 1)),
        to: place("end_line", "end_column"),
    })
}

/// Gives a file that the last program wrote to the person; false if its bytes are not there.
pub fn save_written(number: usize) -> bool {
    let file = WRITTEN.with_borrow(|files| files.get(number as u32));
    let path = text(&file, "path");
    let name = path.rsplit('/').next().unwrap_or(&path);
    match field(&file, "bytes").dyn_into::<Uint8Array>() {
        Ok(bytes) => dom::save_bytes(name, &bytes),
        Err(_) => false,
    }
}

/// Puts files into the folder of the programs that run from now on; the answer has all there are.
pub fn give_files(files: web_sys::FileList, act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        for number in 0..files.length() {
            let Some(file) = files.get(number) else {
                continue;
            };
            // What cannot be read is not there.
            if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
                let (name, bytes) = (file.name(), Uint8Array::new(&buffer));
                GIVEN.with_borrow_mut(|given| {
                    given.retain(|(other, _)| *other != name);
                    given.push((name, bytes));
                });
            }
        }
        act.emit(Action::FilesGiven(given()));
        shelf::keep_files(given_files(), &act);
    });
}

/// Takes a file away again.
pub fn take_file(name: &str, act: &Callback<Action>) {
    GIVEN.with_borrow_mut(|given| given.retain(|(other, _)| other != name));
    act.emit(Action::FilesGiven(given()));
    shelf::keep_files(given_files(), act);
}

/// The files of a program that is opened, `{path, bytes}` each, take the place of the others.
pub fn set_files(files: &Array) -> Action {
    let file = |file: JsValue| {
        let bytes = field(&file, "bytes").dyn_into().ok()?;
        Some((text(&file, "path"), bytes))
    };
    GIVEN.set(files.iter().filter_map(file).collect());
    Action::FilesGiven(given())
}

fn given() -> Vec<FileGiven> {
    let file = |(name, bytes): &(String, Uint8Array)| FileGiven {
        name: name.clone(),
        size: u64::from(bytes.length()),
    };
    GIVEN.with_borrow(|given| given.iter().map(file).collect())
}

/// What keeps interpreters, loaded on the first call. After a failure the next call tries again.
pub async fn python(act: &Callback<Action>) -> Result<Python, String> {
    let promise = PYTHON.with_borrow_mut(|kept| {
        let act = act.clone();
        kept.get_or_insert_with(|| future_to_promise(make(act)))
            .clone()
    });
    match JsFuture::from(promise).await {
        Ok(python) => Ok(python.unchecked_into()),
        Err(error) => {
            PYTHON.set(None);
            Err(library::said(&error))
        }
    }
}

async fn make(act: Callback<Action>) -> Result<JsValue, JsValue> {
    let module = library::load("python").await;
    let module: Module = module
        .map_err(|reason| js_sys::Error::new(&reason))?
        .unchecked_into();
    let told = Cell::new(0.0);
    let progress = Closure::<dyn FnMut(f64)>::new(move |bytes: f64| {
        if bytes - told.get() >= TOLD {
            told.set(bytes);
            act.emit(Action::Interpreter(Interpreter::Loading(bytes as u64)));
        }
    });
    let options = Object::new();
    set(&options, "progress", &progress.into_js_value());
    // A phone has no memory for a second interpreter.
    let has_room = dom::matches("(pointer: fine)");
    set(&options, "spare", &JsValue::from_bool(has_room));
    Reflect::construct(&module.class(), &Array::of1(&options))
}
