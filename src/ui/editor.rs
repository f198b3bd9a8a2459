//! The editor, `www/editor/editor.js`, and what the page tells it.

use std::cell::RefCell;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::components::colour;
use super::library::set;
use crate::app::SyntaxError;
use crate::app::at_lines::Note;
use crate::app::markers::Marker;

#[wasm_bindgen]
extern "C" {
    /// The module.
    pub type Module;
    #[wasm_bindgen(method, catch)]
    fn mount(this: &Module, host: &Element, options: &Object) -> Result<Editor, JsValue>;

    /// An editor that is in the page.
    #[derive(Clone)]
    pub type Editor;
    #[wasm_bindgen(method)]
    fn mark(this: &Editor, lines: &Array);
    #[wasm_bindgen(method)]
    fn badges(this: &Editor, list: &Array);
    #[wasm_bindgen(method)]
    fn notes(this: &Editor, list: &Array);
    #[wasm_bindgen(method)]
    fn diagnostics(this: &Editor, list: &Array);
    #[wasm_bindgen(method)]
    fn reveal(this: &Editor, line: u32);
    #[wasm_bindgen(method, js_name = setLabels)]
    fn set_labels(this: &Editor, labels: &Object);
    #[wasm_bindgen(method)]
    fn focus(this: &Editor);
    #[wasm_bindgen(method)]
    fn insert(this: &Editor, text: &str);
    #[wasm_bindgen(method)]
    fn destroy(this: &Editor);
}

thread_local! {
    /// The one that is in the page.
    static SHOWN: RefCell<Option<Editor>> = const { RefCell::new(None) };
}

/// What the editor tells.
pub struct Heard {
    /// The text is another one.
    pub change: Box<dyn Fn(String)>,
    /// A slider was let go of.
    pub knob: Box<dyn Fn()>,
    /// Ctrl+Enter was pressed.
    pub run: Box<dyn Fn()>,
    /// A pasted text was mended.
    pub mended: Box<dyn Fn()>,
    /// The number of a line was clicked.
    pub line: Box<dyn Fn(u32)>,
}

/// The words of the editor in a language.
pub struct Labels {
    /// What a screen reader calls it.
    pub name: &'static str,
    /// What stands in it as long as it is empty.
    pub empty: &'static str,
    /// CodeMirror's own, from its English.
    pub phrases: &'static [(&'static str, &'static str)],
}

/// Puts an editor into an element.
///
/// # Errors
/// The browser refuses it.
pub fn mount(
    module: &JsValue,
    host: &Element,
    text: &str,
    labels: &Labels,
    heard: Heard,
) -> Result<Editor, JsValue> {
    let module: &Module = module.unchecked_ref();
    let options = Object::new();
    set(&options, "text", &text.into());
    set(&options, "labels", &labels_of(labels));
    let Heard {
        change,
        knob,
        run,
        mended,
        line,
    } = heard;
    let told = Closure::<dyn FnMut(String)>::new(change);
    set(&options, "onchange", &told.into_js_value());
    set(
        &options,
        "onknob",
        &Closure::<dyn FnMut()>::new(knob).into_js_value(),
    );
    set(
        &options,
        "onrun",
        &Closure::<dyn FnMut()>::new(run).into_js_value(),
    );
    set(
        &options,
        "onmended",
        &Closure::<dyn FnMut()>::new(mended).into_js_value(),
    );
    set(
        &options,
        "online",
        &Closure::<dyn FnMut(u32)>::new(line).into_js_value(),
    );
    let editor = module.mount(host, &options)?;
    SHOWN.set(Some(editor.clone()));
    Ok(editor)
}

/// Takes an editor from the page.
pub fn unmount(editor: &Editor) {
    SHOWN.set(None);
    editor.destroy();
}

/// Shows a line in the editor that is in the page, and puts the focus there.
pub fn show_line(line: u32) {
    SHOWN.with_borrow(|shown| {
        if let Some(editor) = shown {
            editor.reveal(line);
            editor.focus();
        }
    });
}

/// Types a text into the editor that is in the page.
pub fn insert(text: &str) {
    SHOWN.with_borrow(|shown| {
        if let Some(editor) = shown {
            editor.insert(text);
        }
    });
}

/// The words in another language.
pub fn set_labels(editor: &Editor, labels: &Labels) {
    editor.set_labels(&labels_of(labels));
}

/// The tasks at their lines.
pub fn show_tasks(editor: &Editor, markers: &[Marker]) {
    let mut lines: Vec<u32> = markers.iter().map(|marker| marker.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let badge = |marker: &Marker| {
        let badge = Object::new();
        let label = format!("{} · {}", marker.task, marker.state);
        set(&badge, "label", &label.into());
        set(&badge, "letter", &marker.letter.as_str().into());
        set(&badge, "colour", &colour(marker.colour).into());
        set(&badge, "running", &marker.is_running.into());
        badge
    };
    let at = |line: &u32| {
        let here = markers.iter().filter(|marker| marker.line == *line);
        let entry = Object::new();
        set(&entry, "line", &(*line).into());
        set(&entry, "tasks", &here.map(badge).collect::<Array>());
        entry
    };
    editor.badges(&lines.iter().map(at).collect());
}

/// The lines that stand out, and why: `here` or `wrong`.
pub fn show_marks(editor: &Editor, marks: &[(u32, &'static str)]) {
    let mark = |(line, kind): &(u32, &'static str)| {
        let mark = Object::new();
        set(&mark, "line", &(*line).into());
        set(&mark, "kind", &(*kind).into());
        mark
    };
    editor.mark(&marks.iter().map(mark).collect());
}

/// What stands behind lines: who holds a lock.
pub fn show_notes(editor: &Editor, notes: &[Note]) {
    let note = |said: &Note| {
        let note = Object::new();
        set(&note, "line", &said.line.into());
        set(&note, "text", &said.text.as_str().into());
        set(&note, "colour", &colour(said.colour).into());
        note
    };
    editor.notes(&notes.iter().map(note).collect());
}

/// What is wrong with the text.
pub fn show_wrong(editor: &Editor, wrong: Option<&SyntaxError>) {
    let diagnostic = |wrong: &SyntaxError| {
        let diagnostic = Object::new();
        set(&diagnostic, "line", &wrong.from.0.into());
        set(&diagnostic, "column", &wrong.from.1.into());
        if let Some((line, column)) = wrong.to {
            set(&diagnostic, "endLine", &line.into());
            set(&diagnostic, "endColumn", &column.into());
        }
        set(&diagnostic, "message", &wrong.message.as_str().into());
        diagnostic
    };
    editor.diagnostics(&wrong.iter().copied().map(diagnostic).collect());
}

fn labels_of(labels: &Labels) -> Object {
    let phrases = Object::new();
    for (english, word) in labels.phrases {
        set(&phrases, english, &(*word).into());
    }
    let object = Object::new();
    set(&object, "name", &labels.name.into());
    set(&object, "empty", &labels.empty.into());
    set(&object, "phrases", &phrases);
    object
}
