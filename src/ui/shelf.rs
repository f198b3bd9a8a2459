//! The programs that the browser keeps, and the templates: `www/programs/programs.js`. See
//! `docs/programs-in-the-page.md`.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use yew::Callback;

use super::library::{field, set, text};
use super::{dom, library, python};
use crate::app::Action;
use crate::app::shelf::{
    Entry, Group, How, LastResult, ShelfAct, ShelfNews, Template, Unkept, Words,
};
use crate::events::Nanos;

#[wasm_bindgen]
extern "C" {
    /// The module.
    #[derive(Clone)]
    type Module;
    #[wasm_bindgen(method, js_name = openPrograms)]
    fn open_programs(this: &Module, tell: &Function) -> Promise;
    #[wasm_bindgen(method)]
    fn encode(this: &Module, program: &Object) -> Promise;
    #[wasm_bindgen(method)]
    fn decode(this: &Module, piece: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn templates(this: &Module) -> Promise;

    /// The programs.
    #[derive(Clone)]
    type Programs;
    #[wasm_bindgen(method)]
    fn list(this: &Programs) -> Promise;
    #[wasm_bindgen(method)]
    fn get(this: &Programs, id: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn begin(this: &Programs, program: &Object) -> Edit;
    #[wasm_bindgen(method)]
    fn edit(this: &Programs, program: &JsValue) -> Edit;
    #[wasm_bindgen(method)]
    fn remove(this: &Programs, id: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn restore(this: &Programs, program: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = giveFiles)]
    fn give_files(this: &Programs, id: &str, files: &Array) -> Promise;
    #[wasm_bindgen(method)]
    fn file(this: &Programs, program: &JsValue) -> JsValue;
    #[wasm_bindgen(method, js_name = fileOfAll)]
    fn file_of_all(this: &Programs) -> Promise;
    #[wasm_bindgen(method)]
    fn load(this: &Programs, files: &JsValue) -> Promise;
    #[wasm_bindgen(method, getter)]
    fn problem(this: &Programs) -> JsValue;

    /// A program that is being typed.
    #[derive(Clone)]
    type Edit;
    #[wasm_bindgen(method, getter)]
    fn program(this: &Edit) -> JsValue;
    #[wasm_bindgen(method, js_name = type)]
    fn type_text(this: &Edit, text: &str);
    #[wasm_bindgen(method)]
    fn rename(this: &Edit, name: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn remember(this: &Edit, result: &Object) -> Promise;
    #[wasm_bindgen(method)]
    fn settle(this: &Edit) -> Promise;
    #[wasm_bindgen(method)]
    fn close(this: &Edit) -> Promise;
}

thread_local! {
    /// A promise of the one [`Programs`].
    static PROGRAMS: RefCell<Option<Promise>> = const { RefCell::new(None) };
    /// The program that is open.
    static EDIT: RefCell<Option<Edit>> = const { RefCell::new(None) };
    /// The program that was removed last.
    static REMOVED: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Opens what is kept, and tells what there is; and the templates.
pub fn open(act: &Callback<Action>) {
    with(
        act,
        |programs, act| async move { list(&programs, &act).await },
    );
    let act = act.clone();
    spawn_local(async move {
        // Without the templates there is all the rest.
        if let Ok(module) = module().await
            && let Ok(given) = JsFuture::from(module.templates()).await
        {
            tell(&act, ShelfNews::Templates(groups(&given)));
        }
    });
}

/// Opens a program that is kept.
pub fn open_program(id: String, act: &Callback<Action>) {
    with(act, |programs, act| async move {
        leave();
        let program = JsFuture::from(programs.get(&id)).await;
        let program = program.unwrap_or_default();
        if program.is_undefined() {
            return tell(&act, ShelfNews::Missing);
        }
        EDIT.set(Some(programs.edit(&program)));
        act.emit(python::set_files(&Array::from(&field(&program, "files"))));
        let (name, source) = (text(&program, "name"), text(&program, "text"));
        tell(&act, ShelfNews::Opened(id, name, source.into()));
    });
}

/// Begins a program.
pub fn begin(name: String, source: Rc<str>, act: &Callback<Action>) {
    with(act, |programs, act| async move {
        leave();
        act.emit(python::set_files(&Array::new()));
        let edit = programs.begin(&named(&name, &source));
        tell(&act, name_of(&edit.program()));
        EDIT.set(Some(edit));
    });
}

/// Keeps what was typed, at the next pause.
pub fn keep(source: Rc<str>, act: &Callback<Action>) {
    with(act, |_, _| async move {
        if let Some(edit) = edit() {
            edit.type_text(&source);
        }
    });
}

/// Keeps another name.
pub fn rename(name: String, act: &Callback<Action>) {
    with(act, |_, act| async move {
        let Some(edit) = edit() else { return };
        if let Ok(program) = JsFuture::from(edit.rename(&name)).await {
            tell(&act, name_of(&program));
        }
    });
}

/// Keeps how the last run ended.
pub fn remember(result: LastResult, act: &Callback<Action>) {
    with(act, move |_, _| async move {
        let Some(edit) = edit() else { return };
        let kept = Object::new();
        set(&kept, "how", &result.how.name().into());
        set(&kept, "at", &(result.at.0 as f64).into());
        // Whether it is kept is told by itself.
        let _kept = JsFuture::from(edit.remember(&kept)).await;
    });
}

/// Keeps the files that programs find in their folder.
pub fn keep_files(files: Array, act: &Callback<Action>) {
    with(act, |programs, _| async move {
        if let Some(edit) = edit() {
            let id = text(&edit.program(), "id");
            let _kept = JsFuture::from(programs.give_files(&id, &files)).await;
        }
    });
}

/// Does something to the programs that are kept.
pub fn perform(done: ShelfAct, act: &Callback<Action>) {
    with(act, |programs, act| async move {
        match done {
            ShelfAct::Remove(id) => {
                let removed = JsFuture::from(programs.remove(&id)).await;
                let removed = removed.unwrap_or_default();
                if !removed.is_undefined() {
                    let name = text(&removed, "name");
                    REMOVED.set(removed);
                    tell(&act, ShelfNews::Removed(name));
                }
            }
            ShelfAct::Restore => {
                let removed = REMOVED.replace(JsValue::UNDEFINED);
                if !removed.is_undefined() {
                    let _kept = JsFuture::from(programs.restore(&removed)).await;
                }
            }
            ShelfAct::Save(id) => {
                if let Ok(program) = JsFuture::from(programs.get(&id)).await {
                    save(&programs.file(&program), &act);
                }
            }
            ShelfAct::SaveAll => {
                if let Ok(file) = JsFuture::from(programs.file_of_all()).await {
                    save(&file, &act);
                }
            }
        }
    });
}

/// Adds the programs of files.
pub fn load(files: web_sys::FileList, act: &Callback<Action>) {
    with(act, |programs, act| async move {
        let Ok(loaded) = JsFuture::from(programs.load(&files)).await else {
            return;
        };
        let refused = Array::from(&field(&loaded, "refused")).into_iter();
        let refused = refused.map(|one| (text(&one, "file"), text(&one, "code")));
        let added = Array::from(&field(&loaded, "added")).length();
        let same = library::number(&loaded, "same").unwrap_or_default();
        tell(
            &act,
            ShelfNews::Loaded(added as usize, same as usize, refused.collect()),
        );
    });
}

/// A program as a piece of a link.
pub fn pack(name: String, source: Rc<str>, act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        let packed = match module().await {
            Ok(module) => JsFuture::from(module.encode(&named(&name, &source))).await,
            Err(_) => Ok(JsValue::UNDEFINED),
        };
        let packed = packed.unwrap_or_default();
        let piece = text(&packed, "piece");
        tell(
            &act,
            ShelfNews::Packed(match piece.is_empty() {
                false => Ok(piece),
                true => Err(text(&packed, "code")),
            }),
        );
    });
}

/// The program of a piece of a link.
pub fn unpack(piece: String, act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        let unpacked = match module().await {
            Ok(module) => JsFuture::from(module.decode(&piece)).await,
            Err(_) => Ok(JsValue::UNDEFINED),
        };
        let unpacked = unpacked.unwrap_or_default();
        tell(
            &act,
            ShelfNews::Unpacked(match field(&unpacked, "text").as_string() {
                Some(source) => Ok((text(&unpacked, "name"), source.into())),
                None => Err(text(&unpacked, "code")),
            }),
        );
    });
}

fn named(name: &str, source: &str) -> Object {
    let program = Object::new();
    set(&program, "name", &name.into());
    set(&program, "text", &source.into());
    program
}

fn save(file: &JsValue, act: &Callback<Action>) {
    let saved = dom::save(
        &text(file, "name"),
        &text(file, "type"),
        &text(file, "text"),
    );
    act.emit(Action::Saved(saved));
}

fn edit() -> Option<Edit> {
    EDIT.with_borrow(Clone::clone)
}

/// The program that is open is kept and left.
fn leave() {
    if let Some(edit) = EDIT.take() {
        let _left = edit.close();
    }
}

async fn list(programs: &Programs, act: &Callback<Action>) {
    let Ok(all) = JsFuture::from(programs.list()).await else {
        return;
    };
    let entries = Array::from(&all).into_iter().map(|one| entry(&one));
    tell(act, ShelfNews::Listed(entries.collect()));
    let problem = programs.problem();
    if !problem.is_undefined() {
        tell(act, ShelfNews::Unkept(Unkept::of(&text(&problem, "code"))));
    }
}

fn entry(given: &JsValue) -> Entry {
    let result = field(given, "result");
    let how = How::parse(&text(&result, "how"));
    let at = field(&result, "at").as_f64().unwrap_or_default();
    Entry {
        id: text(given, "id"),
        name: text(given, "name"),
        changed: field(given, "changed").as_f64().unwrap_or_default(),
        result: how.map(|how| LastResult {
            how,
            at: Nanos(at as i64),
        }),
    }
}

fn groups(given: &JsValue) -> Vec<Group> {
    let templates: Vec<JsValue> = Array::from(&field(given, "templates")).to_vec();
    let group = |group: JsValue| {
        let id = text(&group, "id");
        let own = templates.iter().filter(|it| text(it, "group") == id);
        Group {
            title: words(&group, "title"),
            templates: own.map(template).collect(),
        }
    };
    Array::from(&field(given, "groups"))
        .iter()
        .map(group)
        .collect()
}

fn template(given: &JsValue) -> Template {
    Template {
        id: text(given, "id"),
        title: words(given, "title"),
        line: words(given, "line"),
        question: words(given, "question"),
        text: text(given, "text").into(),
    }
}

fn words(given: &JsValue, name: &str) -> Words {
    let both = field(given, name);
    Words {
        en: text(&both, "en"),
        zh: text(&both, "zh"),
    }
}

fn name_of(program: &JsValue) -> ShelfNews {
    ShelfNews::Named(text(program, "id"), text(program, "name"))
}

fn tell(act: &Callback<Action>, news: ShelfNews) {
    act.emit(Action::Shelf(news));
}

/// Does something with the programs once they are there, one after the other in the order of the
/// calls.
fn with<F>(act: &Callback<Action>, done: impl FnOnce(Programs, Callback<Action>) -> F + 'static)
where
    F: Future<Output = ()>,
{
    let act = act.clone();
    spawn_local(async move {
        match programs(&act).await {
            Ok(programs) => done(programs, act).await,
            Err(_) => tell(&act, ShelfNews::Unkept(Unkept::Failed)),
        }
    });
}

async fn programs(act: &Callback<Action>) -> Result<Programs, JsValue> {
    let promise = PROGRAMS.with_borrow_mut(|kept| {
        let act = act.clone();
        kept.get_or_insert_with(|| future_to_promise(make(act)))
            .clone()
    });
    let made = JsFuture::from(promise).await;
    if made.is_err() {
        PROGRAMS.set(None);
    }
    made.map(JsCast::unchecked_into)
}

async fn make(act: Callback<Action>) -> Result<JsValue, JsValue> {
    let module = module()
        .await
        .map_err(|reason| js_sys::Error::new(&reason))?;
    let heard = Closure::<dyn FnMut(JsValue)>::new(move |said: JsValue| hear(&said, &act));
    // It lives as long as whoever calls it.
    let heard: Function = heard.into_js_value().unchecked_into();
    JsFuture::from(module.open_programs(&heard)).await
}

async fn module() -> Result<Module, String> {
    Ok(library::load("programs").await?.unchecked_into())
}

/// What is told of the programs. What concerns another one than that which is open is of no matter.
fn hear(said: &JsValue, act: &Callback<Action>) {
    let program = field(said, "program");
    let open = edit().map(|edit| text(&edit.program(), "id"));
    let is_open = open == Some(text(said, "id")) || open == Some(text(&program, "id"));
    match text(said, "type").as_str() {
        "list" => with(
            act,
            |programs, act| async move { list(&programs, &act).await },
        ),
        "kept" => tell(act, ShelfNews::Kept),
        "unkept" => tell(act, ShelfNews::Unkept(Unkept::of(&text(said, "code")))),
        "conflict" if is_open => {
            let (id, name) = (text(&program, "id"), text(&program, "name"));
            tell(act, ShelfNews::Conflict(id, name));
        }
        "replaced" if is_open => tell(act, ShelfNews::Replaced(text(&program, "text").into())),
        _ => {}
    }
}
