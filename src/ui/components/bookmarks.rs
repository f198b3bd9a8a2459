//! A run's bookmarks: go there, rename, remove.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::{Shape, icon};
use crate::app::Action;
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
    /// The cursor there.
    pub at: usize,
    /// Its name.
    pub name: String,
    /// The loop clock there: `1.000 s`.
    pub when: String,
}

fn entry(lang: Lang, row: &Row, act: &Callback<Action>) -> Html {
    let at = row.at;
    let go = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Close);
            act.emit(Action::Go(at));
        })
    };
    let rename = act.reform(move |event: Event| {
        Action::Rename(
            at,
            event.target_unchecked_into::<HtmlInputElement>().value(),
        )
    });
    let remove = act.reform(move |_: MouseEvent| Action::Unmark(at));
    let gone = say::remove(lang, &row.name);
    html! {
        <li key={at}>
            <input type="text" maxlength="60" value={row.name.clone()} aria-label={say::name_of(lang, at)} onchange={rename} />
            <button class="button" type="button" onclick={go}>{ say::go(lang, &row.name, &row.when) }</button>
            <button class="button plain only-icon" type="button" aria-label={gone.clone()} title={gone} onclick={remove}>{ icon(Shape::Close) }</button>
        </li>
    }
}
