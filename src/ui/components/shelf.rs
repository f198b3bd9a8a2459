//! The programs that are kept, and the templates: as the page before a run, and as a dialog.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::{Shape, icon};
use crate::app::Action;
use crate::app::shelf::{Entry, Group, How, LastResult, Shelf, ShelfAct, Template};
use crate::text::{Lang, shelf as say};
use crate::ui::shelf;
use crate::view_model::format;

/// So many templates of a problem are cards where an editor is empty.
const CARDS: usize = 3;

/// What there is to begin with, beside an empty editor.
pub fn start(lang: Lang, shelf: &Shelf, act: &Callback<Action>) -> Html {
    html! {
        <div class="start" id="start">
            <section class="card templates" aria-labelledby="templates-title">
                <header><h2 id="templates-title">{ say::PROBLEM.get(lang) }</h2><span class="muted">{ say::PROBLEM_LINE.get(lang) }</span></header>
                <div class="scroll" tabindex="0" data-scrolls="" role="group" aria-labelledby="templates-title">
                    { templates(lang, shelf, Some(CARDS), act) }
                </div>
            </section>
            <section class="card kept" aria-labelledby="kept-title">
                <header><h2 id="kept-title">{ say::PROGRAMS.get(lang) }</h2><span class="muted">{ say::KEPT.get(lang) }</span>{ files(lang, shelf, act) }</header>
                <div class="scroll" tabindex="0" data-scrolls="" role="group" aria-labelledby="kept-title">{ programs(lang, shelf, act) }</div>
            </section>
            <a class="card to-recordings" href="#/recordings">{ icon(Shape::File) }<b>{ say::RECORDING.get(lang) }</b></a>
        </div>
    }
}

/// The same at any time.
pub fn shelf_dialog(lang: Lang, shelf: &Shelf, act: &Callback<Action>) -> Html {
    let new = closing(act, Action::OpenProgram(None));
    html! {
        <Dialog title={say::OPEN.get(lang)} class="shelf-dialog" {lang} act={act.clone()}>
            <div class="body" tabindex="0">
                <p class="row"><button class="button" type="button" onclick={new}>{ say::NEW.get(lang) }</button>{ files(lang, shelf, act) }</p>
                <h3>{ say::PROGRAMS.get(lang) }</h3>
                { programs(lang, shelf, act) }
                <h3>{ say::TEMPLATES.get(lang) }</h3>
                { templates(lang, shelf, None, act) }
            </div>
        </Dialog>
    }
}

fn closing(act: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_: MouseEvent| {
        act.emit(Action::Close);
        act.emit(action.clone());
    })
}

/// Saves all of them, and loads others.
fn files(lang: Lang, shelf: &Shelf, act: &Callback<Action>) -> Html {
    let load = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(files) = input.files() {
                shelf::load(files, &act);
            }
        })
    };
    let has_programs = shelf.programs.as_ref().is_some_and(|all| !all.is_empty());
    let save = act.reform(|_: MouseEvent| Action::OnShelf(ShelfAct::SaveAll));
    html! {
        <span class="aside">
            <label class="link">{ say::LOAD.get(lang) }<input type="file" class="said" multiple=true accept=".py,.txt,.json" onchange={load} /></label>
            if has_programs { <button class="link" type="button" onclick={save}>{ say::SAVE_ALL.get(lang) }</button> }
        </span>
    }
}

fn templates(lang: Lang, shelf: &Shelf, most: Option<usize>, act: &Callback<Action>) -> Html {
    let card = |template: &Template| {
        let id = template.id.clone();
        html! {
            <li><button class="template" type="button" onclick={closing(act, Action::UseTemplate(id))}>
                <b>{ template.title.get(lang) }</b><span class="muted">{ template.line.get(lang) }</span>
            </button></li>
        }
    };
    let group = |group: &Group| {
        let cards = group.templates.iter().take(most.unwrap_or(usize::MAX));
        html! { <><h3 class="muted">{ group.title.get(lang) }</h3><ul class="cards">{ for cards.map(card) }</ul></> }
    };
    match &shelf.templates {
        Some(groups) => html! { { for groups.iter().map(group) } },
        None => Html::default(),
    }
}

fn programs(lang: Lang, shelf: &Shelf, act: &Callback<Action>) -> Html {
    let restore = act.reform(|_: MouseEvent| Action::OnShelf(ShelfAct::Restore));
    let rows = match &shelf.programs {
        None => Html::default(),
        Some(all) if all.is_empty() => html! { <p class="none">{ say::NONE.get(lang) }</p> },
        Some(all) => {
            html! { <ul class="kept-programs">{ for all.iter().map(|one| row(lang, one, act)) }</ul> }
        }
    };
    html! {
        <>
        if let Some(name) = &shelf.removed {
            <p class="none" role="status">{ say::removed(lang, name) }{ " " }
                <button class="link" type="button" onclick={restore}>{ say::UNDO.get(lang) }</button></p>
        }
        { rows }
        </>
    }
}

fn row(lang: Lang, entry: &Entry, act: &Callback<Action>) -> Html {
    let on = |done: fn(String) -> ShelfAct| {
        let id = entry.id.clone();
        act.reform(move |_: MouseEvent| Action::OnShelf(done(id.clone())))
    };
    let open = closing(act, Action::OpenProgram(Some(entry.id.clone())));
    let (save, remove) = (
        say::of(lang, say::SAVE, &entry.name),
        say::of(lang, say::REMOVE, &entry.name),
    );
    html! {
        <li key={entry.id.clone()}>
            <button class="open" type="button" onclick={open}>
                { icon(Shape::File) }<b>{ &entry.name }</b>
                { entry.result.map(|result| ended(lang, result)).unwrap_or_default() }
                <span class="muted when">{ when(lang, entry.changed) }</span>
            </button>
            <button class="button plain only-icon" type="button" aria-label={save.clone()} title={save} onclick={on(ShelfAct::Save)}>{ icon(Shape::Save) }</button>
            <button class="button plain only-icon" type="button" aria-label={remove.clone()} title={remove} onclick={on(ShelfAct::Remove)}>{ icon(Shape::Close) }</button>
        </li>
    }
}

fn ended(lang: Lang, LastResult { how, at }: LastResult) -> Html {
    let when = format::seconds(at);
    let (mark, class, words) = match how {
        How::Ended => ("✓", "right", say::ended(lang, &when)),
        How::Deadlocked => ("!", "wrong", say::deadlocked(lang, &when)),
        How::Failed => ("!", "wrong", say::failed(lang, &when)),
        How::Livelocked => ("!", "wrong", say::livelocked(lang, &when)),
    };
    html! { <span class={classes!("result", class)}><i aria-hidden="true">{ mark }</i>{ words }</span> }
}

/// How long ago, or on which day.
fn when(lang: Lang, changed: f64) -> String {
    let minutes = ((js_sys::Date::now() - changed) / 60_000.0).max(0.0) as u64;
    let date = || {
        let date = js_sys::Date::new(&changed.into());
        String::from(date.to_locale_date_string(lang.tag(), &js_sys::Object::new()))
    };
    say::ago(lang, minutes).unwrap_or_else(date)
}

/// Why what was typed is not kept, beside the program's name.
pub fn kept(lang: Lang, shelf: &Shelf) -> Html {
    match shelf.problem {
        Some(problem) => {
            html! { <span class="unkept" role="alert">{ problem.words().get(lang) }</span> }
        }
        None => html! { <span class="muted wide">{ say::KEPT.get(lang) }</span> },
    }
}

/// What stands in the editor's place until its text is there.
pub fn opening(lang: Lang) -> Html {
    html! { <p class="none" role="status">{ say::OPENING.get(lang) }</p> }
}
