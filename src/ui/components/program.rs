//! A person's own program: the pane with the editor, and what it finds in its folder.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::shelf::{kept, opening};
use crate::app::action::Overlay;
use crate::app::at_lines::{AtLines, Mark};
use crate::app::program::{Draft, FileGiven};
use crate::app::shelf::Shelf;
use crate::app::{Action, SyntaxError};
use crate::text::{Lang, page, program as say, shelf as shelf_words};
use crate::ui::editor::{self, Editor, Heard, Labels};
use crate::ui::{library, python};

/// The pane with the editor.
pub fn program_pane(
    lang: Lang,
    draft: &Draft,
    shelf: &Shelf,
    at_lines: AtLines,
    act: &Callback<Action>,
) -> Html {
    let open = act.reform(|_: MouseEvent| Action::Open(Overlay::Programs));
    let rename = act.reform(|event: Event| {
        Action::RenameProgram(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    html! {
        <section class="card code own" aria-label={page::CODE.get(lang)}>
            <header>
                <label class="name">
                    { icon(Shape::File) }
                    <span class="said">{ say::NAME.get(lang) }</span>
                    <input type="text" id="program-name" value={draft.name.clone()} placeholder={say::UNTITLED.get(lang)}
                        autocomplete="off" maxlength="80" onchange={rename} />
                </label>
                { kept(lang, shelf) }
                <span class="aside">
                    <span class="muted wide">{ say::CTRL_ENTER.get(lang) }</span>
                    <button class="button plain" type="button" id="programs" aria-haspopup="dialog" aria-label={shelf_words::OPEN.get(lang)} onclick={open}>{ shelf_words::PROGRAMS_SHORT.get(lang) }</button>
                    <button class="button plain" type="button" onclick={act.reform(|_: MouseEvent| Action::CopyCode)}>{ page::COPY.get(lang) }</button>
                </span>
            </header>
            if draft.is_awaited { { opening(lang) } } else { <EditorPane key={draft.given} {lang} text={Rc::clone(&draft.text)} wrong={draft.wrong.clone()} {at_lines} act={act.clone()} /> }
            { keys(lang) }
            { folder(lang, draft, act) }
        </section>
    }
}

/// What a phone's keyboard hides.
const KEYS: [(&str, &str); 12] = [
    ("Tab", "\t"),
    (":", ":"),
    ("(", "("),
    (")", ")"),
    ("'", "'"),
    ("=", "="),
    ("_", "_"),
    ("[", "["),
    ("]", "]"),
    ("#", "#"),
    ("await", "await "),
    ("async", "async "),
];

/// A row of keys, above the keyboard of a phone.
fn keys(lang: Lang) -> Html {
    let key = |(name, text): (&'static str, &'static str)| {
        let press = Callback::from(move |_: MouseEvent| editor::insert(text));
        // The keyboard stays open as long as the editor keeps the focus.
        let keep = Callback::from(|event: PointerEvent| event.prevent_default());
        html! { <button type="button" translate="no" onpointerdown={keep} onclick={press}>{ name }</button> }
    };
    html! { <div class="keys" role="group" aria-label={say::KEYS.get(lang)}>{ for KEYS.into_iter().map(key) }</div> }
}

/// The files that the program finds, and what else there is to know before it is written.
fn folder(lang: Lang, draft: &Draft, act: &Callback<Action>) -> Html {
    let give = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(files) = input.files() {
                python::give_files(files, &act);
            }
        })
    };
    let file = |file: &FileGiven| {
        let (act, name) = (act.clone(), file.name.clone());
        let take = Callback::from(move |_: MouseEvent| python::take_file(&name, &act));
        html! {
            <li><code>{ &file.name }</code>{ " " }<span class="muted">{ say::size(file.size) }</span>
                <button class="button plain only-icon" type="button" aria-label={say::take_away(lang, &file.name)} onclick={take}>{ icon(Shape::Close) }</button></li>
        }
    };
    html! {
        <footer class="folder">
            if draft.is_empty() {
                <p>{ say::WHAT_IS_HERE.get(lang) }{ " " }<code>{ say::KNOB_EXAMPLE.get(lang) }</code>{ say::WHAT_STAYS.get(lang) }</p>
            }
            <div class="files">
                <label class="link">{ say::GIVE_FILES.get(lang) }<input type="file" class="said" multiple=true onchange={give} /></label>
                if !draft.files.is_empty() { <ul>{ for draft.files.iter().map(file) }</ul> }
            </div>
        </footer>
    }
}

/// The editor. It begins with its text, and has its own after that.
#[component]
pub fn EditorPane(props: &EditorProps) -> Html {
    let host = use_node_ref();
    let shown = use_state(|| Loaded::Not);
    let latest = use_mut_ref(|| Rc::clone(&props.text));
    latest.replace(Rc::clone(&props.text));
    {
        let (host, shown) = (host.clone(), shown.setter());
        let (lang, act) = (props.lang, props.act.clone());
        use_effect_with((), move |()| {
            let place: Rc<RefCell<Place>> = Rc::default();
            let mounted = Rc::clone(&place);
            wasm_bindgen_futures::spawn_local(async move {
                let module = library::load("editor").await;
                let host = host.cast::<Element>();
                let (Some(host), Place::Wanted) = (host, &*mounted.borrow()) else {
                    return;
                };
                let text = latest.borrow().clone();
                let made = module.and_then(|module| mount(&module, &host, &text, lang, &act));
                shown.set(match made {
                    Ok(editor) => Loaded::Here(editor),
                    Err(reason) => Loaded::Failed(reason),
                });
            });
            move || {
                place.replace(Place::Gone);
            }
        });
    }
    let here = match &*shown {
        Loaded::Here(editor) => Some(editor.clone()),
        Loaded::Not | Loaded::Failed(_) => None,
    };
    use_shown(here.as_ref(), props);
    let failed = match &*shown {
        Loaded::Failed(reason) => Some(plainly(reason, props)),
        Loaded::Here(_) | Loaded::Not => None,
    };
    html! {
        <>
        <div class="editor" id="editor" data-editor="" ref={host} hidden={failed.is_some()} />
        { failed }
        </>
    }
}

/// Whether the editor is still wanted where it was to go.
#[derive(Default)]
enum Place {
    #[default]
    Wanted,
    Gone,
}

/// What became of the editor.
enum Loaded {
    Not,
    Here(Editor),
    Failed(String),
}

/// What the editor's pane needs.
#[derive(Clone, PartialEq, Properties)]
pub struct EditorProps {
    /// The language.
    pub lang: Lang,
    /// The text; the editor takes it over when it comes.
    pub text: Rc<str>,
    /// What is wrong with it.
    pub wrong: Option<SyntaxError>,
    /// What stands at its lines.
    pub at_lines: AtLines,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn labels(lang: Lang) -> Labels {
    Labels {
        name: say::EDITOR.get(lang),
        empty: say::TYPE_HERE.get(lang),
        phrases: say::phrases(lang),
    }
}

fn mount(
    module: &JsValue,
    host: &Element,
    text: &str,
    lang: Lang,
    act: &Callback<Action>,
) -> Result<Editor, String> {
    let on = |action: Action| -> Box<dyn Fn()> {
        let act = act.clone();
        Box::new(move || act.emit(action.clone()))
    };
    let (typed, clicked) = (act.clone(), act.clone());
    let heard = Heard {
        change: Box::new(move |text| typed.emit(Action::Type(text))),
        knob: on(Action::KnobSet),
        run: on(Action::RunOrPause),
        mended: on(Action::Mended),
        line: Box::new(move |line| clicked.emit(Action::GoToLine(Default::default(), line))),
    };
    editor::mount(module, host, text, &labels(lang), heard).map_err(|error| library::said(&error))
}

/// Tells the editor what changed.
#[hook]
fn use_shown(editor: Option<&Editor>, props: &EditorProps) {
    let is_here = editor.is_some();
    let with = |tell: Box<dyn FnOnce(&Editor)>| {
        let editor = editor.cloned();
        move || {
            if let Some(editor) = &editor {
                tell(editor);
            }
        }
    };
    let AtLines {
        tasks,
        marks,
        notes,
    } = props.at_lines.clone();
    let tell = with(Box::new({
        let tasks = Rc::clone(&tasks);
        move |editor| editor::show_tasks(editor, &tasks)
    }));
    use_effect_with((is_here, tasks), move |_| tell());
    let tell = with(Box::new({
        let marks: Vec<_> = marks
            .iter()
            .map(|(line, mark)| (*line, kind(*mark)))
            .collect();
        move |editor| editor::show_marks(editor, &marks)
    }));
    use_effect_with((is_here, marks), move |_| tell());
    let tell = with(Box::new({
        let notes = notes.clone();
        move |editor| editor::show_notes(editor, &notes)
    }));
    use_effect_with((is_here, notes), move |_| tell());
    let tell = with(Box::new({
        let wrong = props.wrong.clone();
        move |editor| editor::show_wrong(editor, wrong.as_ref())
    }));
    use_effect_with((is_here, props.wrong.clone()), move |_| tell());
    let lang = props.lang;
    let tell = with(Box::new(move |editor| {
        editor::set_labels(editor, &labels(lang));
    }));
    use_effect_with((is_here, lang), move |_| tell());
    let gone = editor.cloned();
    use_effect_with(is_here, move |_| {
        move || {
            if let Some(editor) = gone {
                editor::unmount(&editor);
            }
        }
    });
}

const fn kind(mark: Mark) -> &'static str {
    match mark {
        Mark::Here => "here",
        Mark::Wrong => "wrong",
    }
}

/// Without the editor a program can still be written.
fn plainly(reason: &str, props: &EditorProps) -> Html {
    let lang = props.lang;
    let typed = props.act.reform(|event: InputEvent| {
        Action::Type(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    html! {
        <>
        <p class="problem" role="alert" title={reason.to_owned()}>{ say::NO_EDITOR.get(lang) }</p>
        <textarea class="plain-editor" aria-label={say::EDITOR.get(lang)} spellcheck="false" autocapitalize="off"
            value={props.text.to_string()} oninput={typed} />
        </>
    }
}
