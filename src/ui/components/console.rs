//! The console: what was printed up to the cursor.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::items::{ItemsProps, items_table, tabs};
use crate::app::Action;
use crate::events::Stream;
use crate::text::{Lang, page};
use crate::view_model::{Console, ConsoleLine, Items};

/// The console's pane.
#[component]
pub fn ConsolePane(props: &ConsoleProps) -> Html {
    let ConsoleProps {
        lang,
        console,
        items,
        ending,
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
                if let Some(ending) = ending { <p class="ending" role="status">{ ending }</p> }
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
    /// Where actions go.
    pub act: Callback<Action>,
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
