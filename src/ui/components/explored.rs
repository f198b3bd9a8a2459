//! What trying other orders came to: a headline, a cell for each order, a row for each outcome.

use yew::prelude::*;

use crate::app::{Action, Explore, State};
use crate::text::{Lang, exploring as say};
use crate::view_model::exploring::{self, Cell, Column, Results, Row};

/// The card of the results, while other orders are tried or were.
pub fn results(state: &State, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let found = state.exploring.as_ref().and_then(|it| it.found.as_ref());
    let Some(found) = found else {
        return Html::default();
    };
    let open = state.order.as_ref().map(|order| &*order.token);
    let is_other = state.is_other_program();
    let body = match exploring::results(&found.search, open, lang) {
        Some(results) => shown(lang, &results, is_other, act),
        None => html! { <p class="none">{ nothing(state, lang) }</p> },
    };
    html! {
        <section class="card explored" aria-label={say::RESULTS.get(lang)} data-stale={is_other.then_some("")}>
            { body }
        </section>
    }
}

/// Nothing was tried to its end yet, or ever.
fn nothing(state: &State, lang: Lang) -> String {
    use crate::analysis::exploring::Extent;
    let found = state.exploring.as_ref().and_then(|it| it.found.as_ref());
    match found.map(|found| &found.search.extent) {
        Some(Extent::Broken(why)) => say::broken(lang, why),
        Some(Extent::Stopped) => say::STOPPED.get(lang).to_owned(),
        _ => say::STARTING.get(lang).to_owned(),
    }
}

fn shown(lang: Lang, results: &Results, is_other: bool, act: &Callback<Action>) -> Html {
    html! {
        <>
        <header>
            <div class="headline" role="status">
                <h2>{ &results.headline }</h2>
                <p>
                    { for results.extent.iter().map(|said| html! { <span>{ said }{ " " }</span> }) }
                    if is_other { <span class="other">{ say::OTHER_PROGRAM.get(lang) }</span> }
                </p>
            </div>
            <ul class="columns" aria-label={say::CELLS.get(lang)}>
                { for results.columns.iter().map(|it| column(it, act)) }
            </ul>
        </header>
        <div class="scroll" tabindex="-1">
            <table>
                <thead><tr>
                    <th scope="col">{ say::HOW_IT_ENDS.get(lang) }</th>
                    <th scope="col" class="count">{ say::ORDERS.get(lang) }</th>
                    <th scope="col">{ say::LEAST.get(lang) }</th>
                    <th><span class="said">{ say::OPEN.get(lang) }</span></th>
                </tr></thead>
                <tbody>{ for results.rows.iter().map(|it| row(lang, it, act)) }</tbody>
            </table>
            if let Some(more) = &results.more { <p class="more">{ more }</p> }
        </div>
        </>
    }
}

fn column(column: &Column, act: &Callback<Action>) -> Html {
    html! {
        <li>
            <span class="cells">
                { for column.cells.iter().map(|it| cell(it, act)) }
                if let Some(more) = &column.more { <span class="rest">{ more }</span> }
            </span>
            <span class="label">{ &column.label }</span>
        </li>
    }
}

const fn mark(fails: bool) -> &'static str {
    if fails { "!" } else { "✓" }
}

fn opens(token: &str, act: &Callback<Action>) -> Callback<MouseEvent> {
    let token = token.to_owned();
    act.reform(move |_: MouseEvent| Action::Explore(Explore::Open(token.clone())))
}

fn cell(cell: &Cell, act: &Callback<Action>) -> Html {
    html! {
        <button type="button" class="cell" key={cell.number} data-fails={cell.fails.then_some("")}
            aria-label={cell.label.clone()} title={cell.label.clone()}
            aria-current={cell.is_open.then_some("true")} onclick={opens(&cell.token, act)}>{ mark(cell.fails) }</button>
    }
}

fn row(lang: Lang, row: &Row, act: &Callback<Action>) -> Html {
    let name = match row.is_open {
        true => say::is_open(lang, row.number),
        false => say::open(lang, row.number),
    };
    let how = match row.fails {
        true => say::FAILS,
        false => say::PASSES,
    };
    html! {
        <tr key={row.token.clone()} data-fails={row.fails.then_some("")} data-open={row.is_open.then_some("")}>
            <td class="ending"><span class="mark" role="img" aria-label={how.get(lang)}>{ mark(row.fails) }</span><code>{ &row.ending }</code></td>
            <td class="count">{ row.orders }</td>
            <td class="deviation">{ &row.deviation }
                if row.needs_more { <span class="muted">{ " " }{ say::NOT_ASYNCIO.get(lang) }</span> }
            </td>
            <td class="way"><button class="link" type="button" disabled={row.is_open} onclick={opens(&row.token, act)}>{ name }</button></td>
        </tr>
    }
}
