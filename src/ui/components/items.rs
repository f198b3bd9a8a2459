//! The items that a program gives, as a table, with their downloads.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::action::{Action, Export};
use crate::text::{Lang, Text, items as words};
use crate::ui::dom;
use crate::view_model::Items;

/// The two sides of the console's card, where a program gives items.
pub fn tabs(lang: Lang, items: &Items, shows_items: &UseStateHandle<bool>) -> Html {
    let tab = |id: &'static str, is_items: bool, label: String| {
        let selected = **shows_items == is_items;
        let shows_items = shows_items.clone();
        let choose = Callback::from(move |_: MouseEvent| shows_items.set(is_items));
        html! {
            <button type="button" role="tab" {id} aria-selected={selected.to_string()} aria-controls="console-panel"
                tabindex={if selected { "0" } else { "-1" }} onclick={choose}>{ label }</button>
        }
    };
    let arrows = {
        let shows_items = shows_items.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                event.stop_propagation();
                event.prevent_default();
                shows_items.set(!*shows_items);
                dom::focus(match *shows_items {
                    true => CONSOLE_TAB,
                    false => ITEMS_TAB,
                });
            }
        })
    };
    let console = crate::text::page::CONSOLE.get(lang).to_owned();
    let count = items.earlier + items.rows.len();
    html! {
        <div role="tablist" aria-label={words::OUTPUT.get(lang)} onkeydown={arrows}>
            { tab(CONSOLE_TAB, false, console) }
            { tab(ITEMS_TAB, true, words::items(lang, count)) }
        </div>
    }
}

/// The console's tab, which names its card as its heading does elsewhere.
const CONSOLE_TAB: &str = "console-title";
const ITEMS_TAB: &str = "items-title";

/// The table, below its downloads.
pub fn items_table(props: &ItemsProps) -> Html {
    let ItemsProps { lang, items, act } = props;
    let lang = *lang;
    if items.rows.is_empty() {
        return html! { <p class="none">{ words::NONE.get(lang) }</p> };
    }
    let save = |label: Text, export: Export| {
        html! {
            <button class="button" type="button" onclick={act.reform(move |_: MouseEvent| Action::Export(export))}>{ label.get(lang) }</button>
        }
    };
    let heading = |name: &String| html! { <th scope="col">{ name }</th> };
    let cell = |text: &String| html! { <td dir="auto">{ text }</td> };
    let row = |fields: &Vec<String>| html! { <tr>{ for fields.iter().map(cell) }</tr> };
    html! {
        <>
            <p class="downloads">
                { save(words::DOWNLOAD_CSV, Export::ItemsCsv) }
                { save(words::DOWNLOAD_JSON, Export::ItemsJson) }
            </p>
            if items.earlier > 0 {
                <p class="none">{ words::left_out(lang, items.earlier) }</p>
            }
            <table class="items" id="items" aria-labelledby={ITEMS_TAB}>
                <thead><tr>{ for items.columns.iter().map(heading) }</tr></thead>
                <tbody>{ for items.rows.iter().map(row) }</tbody>
            </table>
        </>
    }
}

/// What the table needs.
#[derive(Clone)]
pub struct ItemsProps {
    /// The language.
    pub lang: Lang,
    /// The items.
    pub items: Rc<Items>,
    /// Where actions go.
    pub act: Callback<Action>,
}
