//! Who waits: the picture of a deadlock's ring, or of who waits for whom, drawn as SVG.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

use crate::app::Action;
use crate::text::{Lang, page};
use crate::ui::dom::before_paint;
use crate::view_model::waits::{Box, BoxLook, Path, Tag};
use crate::view_model::{LinkKind, PartKind, Picture, Waits, picture};

/// The picture at the cursor, in the size of its pane.
#[component]
pub fn WaitsPane(props: &WaitsProps) -> Html {
    let WaitsProps {
        lang,
        waits,
        lines,
        act,
    } = props;
    let pane = use_node_ref();
    let size = use_size(&pane);
    let body = match (waits.parts.is_empty(), size) {
        (true, _) => html! { <p class="none">{ page::NOBODY_WAITS.get(*lang) }</p> },
        (false, None) => Html::default(),
        (false, Some((width, height))) => {
            drawn(&picture(waits, lines, width, height, *lang), *lang, act)
        }
    };
    let said = waits.links.iter().filter_map(|link| {
        let (from, to) = (waits.parts.get(link.from)?, waits.parts.get(link.to)?);
        Some(match link.kind {
            LinkKind::WaitsFor => page::waits_for(*lang, &from.name, &to.name, &to.state),
            LinkKind::HeldBy => page::is_held_by(*lang, &from.name, &to.name),
            LinkKind::TakenBy => page::was_taken_by(*lang, &from.name, &to.name),
        })
    });
    html! {
        <div class="waits" ref={pane}>
            { body }
            <ul class="said" aria-label={page::WAITS.get(*lang)}>{ for said.map(|words| html! { <li>{ words }</li> }) }</ul>
        </div>
    }
}

/// What the picture needs.
#[derive(Clone, PartialEq, Properties)]
pub struct WaitsProps {
    /// The language.
    pub lang: Lang,
    /// Who waits for whom.
    pub waits: Rc<Waits>,
    /// For each part its line in the program that is shown.
    pub lines: Rc<Vec<Option<u32>>>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The size of an element, as it is and as it becomes; none before it is in the page.
#[hook]
fn use_size(node: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None);
    let (node, set) = (node.clone(), size.setter());
    use_effect_with((), move |()| {
        let element = node.cast::<HtmlElement>();
        let measured = element.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            // Not at once: what changes size in here would be observed again in the same frame.
            let (element, set) = (measured.clone(), set.clone());
            before_paint(move || {
                let size = element.map(|element| (element.client_width(), element.client_height()));
                set.set(size.map(|(width, height)| (f64::from(width), f64::from(height))));
            });
        });
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(measure);
        }
    });
    *size
}

fn drawn(picture: &Picture, lang: Lang, act: &Callback<Action>) -> Html {
    let Picture { width, height, .. } = picture;
    let ring = picture.paths.iter().filter(|path| path.in_ring);
    let others = picture.paths.iter().filter(|path| !path.in_ring);
    html! {
        <>
            <svg viewBox={format!("0 0 {width} {height}")} width={width.to_string()} height={height.to_string()} aria-hidden="true" translate="no">
                { for others.map(arrow) }
                { for ring.map(arrow) }
                { for picture.boxes.iter().map(|own| boxed(own, act)) }
                { for picture.tags.iter().map(tag) }
            </svg>
            if picture.more > 0 { <p class="muted">{ page::and_more(lang, picture.more) }</p> }
        </>
    }
}

fn boxed(own: &Box, act: &Callback<Action>) -> Html {
    let colour = match own.kind {
        Some(PartKind::Task(colour, _)) => Some(super::colour(colour)),
        _ => None,
    };
    let look = match own.look {
        BoxLook::Cause => "cause",
        BoxLook::Outside => "outside",
        BoxLook::Plain => "plain",
    };
    let class = classes!("node", look, colour.is_none().then_some("thing"));
    let onclick = own
        .cursor
        .map(|cursor| act.reform(move |_: MouseEvent| Action::Go(cursor)));
    let class = classes!(class, onclick.is_some().then_some("leads"));
    html! {
        <g {class} {onclick} data-colour={colour} transform={format!("translate({} {})", own.x, own.y)}>
            <title>{ &own.title }</title>
            { outline(own, colour.is_some()) }
            if colour.is_some() { <rect class="stripe" x="5" y="7" width="4" height={(own.height - 14.0).to_string()} rx="2" /> }
            { for own.name.iter().enumerate().map(|(line, text)| html! {
                <text x={Box::TEXT_LEFT.to_string()} y={Box::name_line(line).to_string()}>{ text }</text>
            }) }
            { for own.detail.iter().enumerate().map(|(line, text)| html! {
                <text class="detail" x={Box::TEXT_LEFT.to_string()} y={own.detail_line(line).to_string()}>{ text }</text>
            }) }
        </g>
    }
}

/// A task has round corners, a thing cut ones.
fn outline(own: &Box, is_task: bool) -> Html {
    let (w, h) = (own.width, own.height);
    if is_task {
        return html! { <rect width={w.to_string()} height={h.to_string()} rx="8" /> };
    }
    let d = format!(
        "M9 0H{}L{w} 9V{}L{} {h}H9L0 {}V9Z",
        w - 9.0,
        h - 9.0,
        w - 9.0,
        h - 9.0
    );
    html! { <path class="outline" {d} /> }
}

/// A line with rounded corners and a tip.
fn arrow(path: &Path) -> Html {
    let Some((tip, before)) = tip_of(path) else {
        return Html::default();
    };
    let (dx, dy) = ((tip.0 - before.0).signum(), (tip.1 - before.1).signum());
    let (dx, dy) = match (tip.0 - before.0).abs() > (tip.1 - before.1).abs() {
        true => (dx, 0.0),
        false => (0.0, dy),
    };
    let foot = (tip.0 - 8.0 * dx, tip.1 - 8.0 * dy);
    let head = format!(
        "M{} {}L{} {}L{} {}Z",
        tip.0,
        tip.1,
        foot.0 + 4.5 * dy,
        foot.1 + 4.5 * dx,
        foot.0 - 4.5 * dy,
        foot.1 - 4.5 * dx,
    );
    let kind = match path.kind {
        LinkKind::WaitsFor => "waits-for",
        LinkKind::HeldBy | LinkKind::TakenBy => "held",
    };
    let class = classes!("edge", kind, path.in_ring.then_some("cause"));
    html! {
        <g {class}><path d={line(&path.points, foot)} fill="none" /><path class="head" d={head} /></g>
    }
}

type Point = (f64, f64);

fn tip_of(path: &Path) -> Option<(Point, Point)> {
    match path.points[..] {
        [.., before, tip] => Some((tip, before)),
        _ => None,
    }
}

/// The line up to the foot of its tip, its corners rounded.
fn line(points: &[Point], foot: Point) -> String {
    const ROUND: f64 = 8.0;
    let mut points = points.to_vec();
    if let Some(last) = points.last_mut() {
        *last = foot;
    }
    let towards = |from: Point, to: Point| {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let by = (ROUND.min(length / 2.0)) / length.max(1.0);
        (from.0 + (to.0 - from.0) * by, from.1 + (to.1 - from.1) * by)
    };
    let mut d = String::new();
    for (n, point) in points.iter().enumerate() {
        let (Some(before), Some(next)) = (
            n.checked_sub(1).and_then(|n| points.get(n)),
            points.get(n + 1),
        ) else {
            let letter = if n == 0 { 'M' } else { 'L' };
            d.push_str(&format!("{letter}{} {}", point.0, point.1));
            continue;
        };
        let (into, out) = (towards(*point, *before), towards(*point, *next));
        d.push_str(&format!(
            "L{} {}Q{} {} {} {}",
            into.0, into.1, point.0, point.1, out.0, out.1
        ));
    }
    d
}

fn tag(own: &Tag) -> Html {
    let count = own.lines.len() as f64;
    let first = own.y - own.height / 2.0 + own.height / count - 4.0;
    let class = classes!("tag", own.in_ring.then_some("cause"));
    html! {
        <g {class}>
            { for own.lines.iter().enumerate().map(|(n, text)| html! {
                <text x={own.x.to_string()} y={(first + n as f64 * own.height / count).to_string()} text-anchor="middle">{ text }</text>
            }) }
        </g>
    }
}
