//! A run's bookmarks: go there, rename, remove.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::{Shape, icon};
use crate::app::Action;
use crate::events::When;
use crate::text::{Lang, bookmarks as say};

/// The list, as a dialog.
pub fn bookmarks_dialog(props: &BookmarksProps) -> Html {
    let BookmarksProps {
        lang,
        bookmarks,
        act,
    } = props;
    let lang = *lang;
    let body = match bookmarks {
        None => html! { <p>{ say::NO_RUN.get(lang) }</p> },
        Some(rows) if rows.is_empty() => html! { <p>{ say::NONE.get(lang) }</p> },
        Some(rows) => html! {
            <ol class="bookmarks" aria-label={say::BOOKMARKS.get(lang)}>
                { for rows.iter().map(|row| entry(lang, row, act)) }
            </ol>
        },
    };
    html! {
        <Dialog title={say::BOOKMARKS.get(lang)} class="bookmarks-dialog" {lang} act={act.clone()}>
            <div class="body" tabindex="0">{ body }</div>
        </Dialog>
    }
}

/// What the dialog needs.
#[derive(Clone)]
pub struct BookmarksProps {
    /// The language.
    pub lang: Lang,
    /// The bookmarks; none without a run.
    pub bookmarks: Option<Vec<Row>>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When in the run.
    pub at: When,
    /// Its name.
    pub name: String,
    /// The cursor there, and the loop clock: `1.000 s`; none if the run has not come there.
    pub reached: Option<(usize, String)>,
}

fn entry(lang: Lang, row: &Row, act: &Callback<Action>) -> Html {
    let at = row.at;
    let rename = act.reform(move |event: Event| {
        Action::Rename(
            at,
            event.target_unchecked_into::<HtmlInputElement>().value(),
        )
    });
    let remove = act.reform(move |_: MouseEvent| Action::Unmark(at));
    let gone = say::remove(lang, &row.name);
    html! {
        <li key={at.to_string()}>
            <input type="text" maxlength="60" value={row.name.clone()} aria-label={name_of(lang, row)} onchange={rename} />
            { way(lang, row, act) }
            <button class="button plain only-icon" type="button" aria-label={gone.clone()} title={gone} onclick={remove}>{ icon(Shape::Close) }</button>
        </li>
    }
}

fn name_of(lang: Lang, row: &Row) -> String {
    match &row.reached {
        Some((cursor, _)) => say::name_of(lang, *cursor),
        None => say::NAME.get(lang).to_owned(),
    }
}

/// The way there, if there is one.
fn way(lang: Lang, row: &Row, act: &Callback<Action>) -> Html {
    let Some((cursor, when)) = &row.reached else {
        return html! { <span>{ say::not_reached(lang, &row.name) }</span> };
    };
    let (act, cursor) = (act.clone(), *cursor);
    let go = Callback::from(move |_: MouseEvent| {
        act.emit(Action::Close);
        act.emit(Action::Go(cursor));
    });
    html! { <button class="button" type="button" onclick={go}>{ say::go(lang, &row.name, when) }</button> }
}
