//! Two runs side by side, on one time axis.

use std::rc::Rc;

use yew::prelude::*;

use super::dialog::Dialog;
use crate::app::Action;
use crate::events::Nanos;
use crate::text::{Lang, page, recorded};
use crate::view_model::compare::{Comparison, ComparisonRow, Parting};
use crate::view_model::{NameRow, NameSums, format};

/// The dialog of the comparison.
pub fn compare_dialog(props: &CompareProps) -> Html {
    let CompareProps { lang, state, act } = props;
    let lang = *lang;
    let body = match state {
        Comparing::NoRun => html! { <p>{ page::COMPARE_FIRST_RUN.get(lang) }</p> },
        Comparing::OneRun => html! {
            <>
            <p>{ page::COMPARE_HOW.get(lang) }</p>
            <p><button class="button main" type="button" onclick={act.reform(|_: MouseEvent| Action::Keep)}>{ page::KEEP.get(lang) }</button></p>
            </>
        },
        Comparing::Kept => html! { <p>{ page::COMPARE_AGAIN.get(lang) }</p> },
        Comparing::Two(runs) => both(lang, runs, act),
    };
    html! {
        <Dialog title={page::COMPARE.get(lang)} class="compare" {lang} act={act.clone()}>
            <div class="body" tabindex="0">{ body }</div>
        </Dialog>
    }
}

/// What the dialog needs.
#[derive(Clone)]
pub struct CompareProps {
    /// The language.
    pub lang: Lang,
    /// How far the comparison is.
    pub state: Comparing,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// How far a comparison is.
#[derive(Clone, PartialEq)]
pub enum Comparing {
    /// Nothing has run.
    NoRun,
    /// There is a run, and none beside it.
    OneRun,
    /// The run is to be kept when the next one begins.
    Kept,
    /// There are two.
    Two(Rc<Runs>),
}

/// Two runs.
#[derive(Clone, PartialEq)]
pub struct Runs {
    /// Their titles, with what sets them apart.
    pub titles: [String; 2],
    /// Their timelines, as SVG on one axis.
    pub drawings: Option<[String; 2]>,
    /// Their tasks by name, where they are not drawn.
    pub names: Option<Vec<NameRow>>,
    /// How they differ.
    pub comparison: Comparison,
}

fn both(lang: Lang, runs: &Runs, act: &Callback<Action>) -> Html {
    let row = |row: &ComparisonRow| {
        html! {
            <tr>
                <th scope="row">{ row.label }</th>
                <td>{ &row.values[0] }</td>
                <td>{ &row.values[1] }</td>
                <td>{ &row.difference }</td>
            </tr>
        }
    };
    let names = [page::KEPT_RUN, page::THIS_RUN];
    let drawing = |(number, drawing): (usize, &String)| {
        let name = format!("{}: {}", names[number].get(lang), runs.titles[number]);
        html! {
            <figure>
                <figcaption>{ &name }</figcaption>
                <img src={address(drawing)} alt={format!("{}: {name}", page::TIMELINE.get(lang))} />
            </figure>
        }
    };
    html! {
        <>
        <table>
            <thead><tr>
                <th scope="col">{ page::MEASURE.get(lang) }</th>
                <th scope="col">{ names[0].get(lang) }</th>
                <th scope="col">{ names[1].get(lang) }</th>
                <th scope="col">{ page::DIFFERENCE.get(lang) }</th>
            </tr></thead>
            <tbody>{ for runs.comparison.rows.iter().map(row) }</tbody>
        </table>
        { match &runs.comparison.parting {
            Some(parting) => part(lang, parting, act),
            None => html! { <p>{ page::NO_PARTING.get(lang) }</p> },
        } }
        if let Some(names) = &runs.names { { by_name(lang, names) } }
        { for runs.drawings.iter().flatten().enumerate().map(drawing) }
        </>
    }
}

/// The tasks of both runs by name: how many, and how long one took on average.
fn by_name(lang: Lang, names: &[NameRow]) -> Html {
    let side = |sums: &NameSums| {
        html! { <td>{ format!("{} × {}", sums.tasks, format::seconds(sums.average())) }</td> }
    };
    let row = |row: &NameRow| {
        let [first, second] = &row.runs;
        let difference = second.average().0 - first.average().0;
        let sign = if difference < 0 { "\u{2212}" } else { "+" };
        let difference = format::seconds(Nanos(difference.abs()));
        html! {
            <tr>
                <th scope="row"><code>{ row.name.as_str() }</code></th>
                { side(first) }
                { side(second) }
                <td>{ format!("{sign}{difference}") }</td>
            </tr>
        }
    };
    html! {
        <table class="by-name">
            <thead><tr>
                <th scope="col">{ recorded::BY_NAME.get(lang) }</th>
                <th scope="col">{ page::KEPT_RUN.get(lang) }</th>
                <th scope="col">{ page::THIS_RUN.get(lang) }</th>
                <th scope="col">{ page::DIFFERENCE.get(lang) }</th>
            </tr></thead>
            <tbody>{ for names.iter().map(row) }</tbody>
        </table>
    }
}

fn part(lang: Lang, parting: &Parting, act: &Callback<Action>) -> Html {
    let cursor = parting.cursor;
    let go = Callback::from({
        let act = act.clone();
        move |_: MouseEvent| {
            act.emit(Action::Close);
            act.emit(Action::Go(cursor));
        }
    });
    let stamp = |number: usize| format::seconds(parting.when[number]);
    html! {
        <div class="parting">
            <h3>{ page::PARTING.get(lang) }</h3>
            <dl>
                <dt>{ page::KEPT_RUN.get(lang) }</dt><dd>{ format!("{}  {}", stamp(0), parting.sentences[0]) }</dd>
                <dt>{ page::THIS_RUN.get(lang) }</dt><dd>{ format!("{}  {}", stamp(1), parting.sentences[1]) }</dd>
            </dl>
            <button class="button" type="button" onclick={go}>{ page::go_to(lang, &stamp(1)) }</button>
        </div>
    }
}

fn address(svg: &str) -> String {
    let text = String::from(js_sys::encode_uri_component(svg));
    format!("data:image/svg+xml;charset=utf-8,{text}")
}
