//! The console: what was printed up to the cursor.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::items::{ItemsProps, items_table, tabs};
use crate::app::Action;
use crate::app::run::Written;
use crate::events::Stream;
use crate::text::{Lang, page, program};
use crate::view_model::{Console, ConsoleLine, Items};

/// The console's pane.
#[component]
pub fn ConsolePane(props: &ConsoleProps) -> Html {
    let ConsoleProps {
        lang,
        console,
        items,
        ending,
        asks,
        written,
        act,
    } = props;
    let lang = *lang;
    let scroller = use_node_ref();
    let wants_items = use_state(|| false);
    let table = items.as_ref().filter(|_| *wants_items);
    let newest = console.lines.last().map(|line| line.cursor);
    use_effect_with(newest, {
        let scroller = scroller.clone();
        move |_| {
            if let Some(scroller) = scroller.cast::<HtmlElement>() {
                scroller.set_scroll_top(scroller.scroll_height());
            }
        }
    });
    let last = console.lines.len().saturating_sub(1);
    let each = |(number, one): (usize, &ConsoleLine)| {
        line(lang, one, console.last_is_new && number == last, act)
    };
    let stamps = console.lines.iter().map(|line| line.stamp.len());
    let widest = stamps.max().unwrap_or_default();
    let heading = match items {
        Some(items) => tabs(lang, items, &wants_items),
        None => html! { <h2 id="console-title">{ page::CONSOLE.get(lang) }</h2> },
    };
    // A side of its own, so that the table begins at its top.
    let side = match table {
        Some(items) => html! {
            <div key="items" class="scroll" id="console-panel" tabindex="0" data-scrolls="" role="tabpanel" aria-labelledby="items-title">
                { items_table(&ItemsProps { lang, items: Rc::clone(items), act: act.clone() }) }
            </div>
        },
        None => html! {
            <div key="console" class="scroll" id="console-panel" ref={scroller} tabindex="0" data-scrolls=""
                role={if items.is_some() { "tabpanel" } else { "group" }} aria-labelledby="console-title">
                if console.lines.is_empty() && ending.is_none() {
                    <p class="none">{ page::CONSOLE_EMPTY.get(lang) }</p>
                }
                if console.earlier > 0 {
                    <p class="none">{ page::lines_left_out(lang, console.earlier) }</p>
                }
                <ol id="console" data-stamp={widest.to_string()}>{ for console.lines.iter().enumerate().map(each) }</ol>
                if *asks { <Asking {lang} act={act.clone()} /> }
                if let Some(ending) = ending { <p class="ending" role="status">{ ending }</p> }
                { written_files(lang, written, act) }
            </div>
        },
    };
    html! {
        <section class="card console" aria-labelledby="console-title">
            <header>{ heading }</header>
            { side }
        </section>
    }
}

/// What the console needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ConsoleProps {
    /// The language.
    pub lang: Lang,
    /// The lines.
    pub console: Rc<Console>,
    /// The items; none where the program gives none.
    pub items: Option<Rc<Items>>,
    /// How the run ended, unless it simply returned.
    pub ending: Option<String>,
    /// Whether the program waits for a line.
    pub asks: bool,
    /// The files that the program wrote.
    pub written: Vec<Written>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The field for the line that a program asks for; it takes the focus.
#[component]
fn Asking(props: &AskingProps) -> Html {
    let AskingProps { lang, act } = props;
    let lang = *lang;
    let field = use_node_ref();
    use_effect_with((), {
        let field = field.clone();
        move |()| {
            if let Some(field) = field.cast::<HtmlElement>() {
                // A refused focus leaves the field usable.
                let _refused = field.focus();
            }
        }
    });
    let send = {
        let (field, act) = (field.clone(), act.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>() {
                act.emit(Action::Answer(field.value()));
            }
        })
    };
    html! {
        <form class="asking" onsubmit={send}>
            <input ref={field} id="answer" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label={program::ASKS.get(lang)} placeholder={program::ASKS.get(lang)} />
            <button class="button" type="submit">{ program::SEND.get(lang) }</button>
        </form>
    }
}

/// What that field needs.
#[derive(Clone, PartialEq, Properties)]
struct AskingProps {
    lang: Lang,
    act: Callback<Action>,
}

fn written_files(lang: Lang, written: &[Written], act: &Callback<Action>) -> Html {
    let file = |(number, file): (usize, &Written)| {
        let save = act.reform(move |_: MouseEvent| Action::SaveWritten(number));
        html! {
            <li>
                if file.is_there {
                    <button class="link" type="button" onclick={save}>{ &file.path }</button>
                } else {
                    <span>{ &file.path }</span>
                }
                <span class="muted">{ format!(" {}", program::size(file.size)) }
                    if !file.is_there { { format!(", {}", program::TOO_LARGE.get(lang)) } }
                </span>
            </li>
        }
    };
    html! {
        if !written.is_empty() {
            <div class="written">
                <h3 id="written-title">{ program::WRITTEN.get(lang) }</h3>
                <ul aria-labelledby="written-title">{ for written.iter().enumerate().map(file) }</ul>
            </div>
        }
    }
}

fn line(lang: Lang, line: &ConsoleLine, is_new: bool, act: &Callback<Action>) -> Html {
    let is_error = line.stream == Stream::Stderr;
    let cursor = line.cursor;
    let colour = line.task.as_ref().map(|task| super::colour(task.colour));
    html! {
        <li key={cursor} class={classes!(is_error.then_some("stderr"), is_new.then_some("now"))} aria-current={is_new.then_some("true")}>
            <button type="button" title={page::GO_THERE.get(lang)} onclick={act.reform(move |_: MouseEvent| Action::Go(cursor))}>
                <span class="stamp">{ &line.stamp }</span>
                <span class="by" data-colour={colour} aria-hidden="true" />
                if is_error { <span class="which">{ "stderr" }</span> }
                <span class="text" dir="auto">{ &*line.text }</span>
            </button>
        </li>
    }
}
