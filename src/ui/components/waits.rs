//! Why is it waiting? The graph of who waits for what, drawn as SVG.

use std::rc::Rc;

use yew::prelude::*;

use crate::text::{Lang, page};
use crate::view_model::{NodeKind, WaitEdge, WaitGraph, WaitNode};

/// The wait-for graph at the cursor.
pub fn waits(props: &WaitsProps) -> Html {
    let WaitsProps { lang, graph } = props;
    if graph.nodes.is_empty() {
        return html! { <p class="none">{ page::NOBODY_WAITS.get(*lang) }</p> };
    }
    let width = graph.columns as f64 * COLUMN + 8.0;
    let height = graph.rows as f64 * ROW + 8.0;
    let words = graph
        .edges
        .iter()
        .filter_map(|edge| words(*lang, graph, edge));
    html! {
        <div class="waits">
            <svg viewBox={format!("0 0 {width} {height}")} width={width.to_string()} height={height.to_string()} aria-hidden="true">
                { for graph.edges.iter().filter_map(|edge| line(graph, edge)) }
                { for graph.nodes.iter().map(node) }
            </svg>
            <ul class="said" aria-label={page::WAITS.get(*lang)}>{ for words.map(|words| html! { <li>{ words }</li> }) }</ul>
            if graph.more > 0 { <p class="muted">{ page::and_more(*lang, graph.more) }</p> }
        </div>
    }
}

/// What the graph needs.
#[derive(Clone)]
pub struct WaitsProps {
    /// The language.
    pub lang: Lang,
    /// The graph.
    pub graph: Rc<WaitGraph>,
}

const COLUMN: f64 = 156.0;
const ROW: f64 = 46.0;
const WIDE: f64 = 126.0;
const HIGH: f64 = 36.0;

fn place(node: &WaitNode) -> (f64, f64) {
    (
        4.0 + node.column as f64 * COLUMN,
        4.0 + node.row as f64 * ROW,
    )
}

fn node(node: &WaitNode) -> Html {
    let (x, y) = place(node);
    let colour = match node.kind {
        NodeKind::Task(colour, _) => Some(super::colour(colour)),
        _ => None,
    };
    let class = classes!(
        "node",
        node.in_circle.then_some("circle"),
        colour.is_none().then_some("thing")
    );
    html! {
        <g {class} data-colour={colour} transform={format!("translate({x} {y})")}>
            <title>{ format!("{} {}", node.label, node.detail) }</title>
            <rect width={WIDE.to_string()} height={HIGH.to_string()} rx={if colour.is_some() { "8" } else { "2" }} />
            if colour.is_some() { <rect class="stripe" width="6" height={HIGH.to_string()} rx="2" /> }
            <text x="12" y="15">{ shortened(&node.label, 15) }</text>
            <text class="detail" x="12" y="29">{ shortened(&node.detail, 19) }</text>
        </g>
    }
}

fn line(graph: &WaitGraph, edge: &WaitEdge) -> Option<Html> {
    let (from, to) = (graph.nodes.get(edge.from)?, graph.nodes.get(edge.to)?);
    let ((x1, y1), (x2, y2)) = (place(from), place(to));
    let (y1, y2) = (y1 + HIGH / 2.0, y2 + HIGH / 2.0);
    // To the right as a gentle curve; back, or within a column, around the right side.
    let (x1, path, tip) = if to.column > from.column {
        let (x1, bend) = (x1 + WIDE, (x2 - x1 - WIDE) / 2.0);
        (
            x1,
            format!("C{} {y1} {} {y2} {} {y2}", x1 + bend, x2 - bend, x2 - 5.0),
            (x2, -6.0),
        )
    } else {
        let (x1, x2) = (x1 + WIDE, x2 + WIDE);
        let out = x1.max(x2) + 24.0;
        (
            x1,
            format!("C{out} {y1} {out} {y2} {} {y2}", x2 + 5.0),
            (x2, 6.0),
        )
    };
    let (x, back) = tip;
    let class = classes!("edge", edge.in_circle.then_some("circle"));
    let head = format!("M{x} {y2}l{back} -4v8z");
    Some(html! {
        <g {class}><path d={format!("M{x1} {y1}{path}")} fill="none" /><path class="head" d={head} /></g>
    })
}

fn words(lang: Lang, graph: &WaitGraph, edge: &WaitEdge) -> Option<String> {
    let (from, to) = (graph.nodes.get(edge.from)?, graph.nodes.get(edge.to)?);
    Some(page::waits_for(lang, &from.label, &to.label, &to.detail))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}
