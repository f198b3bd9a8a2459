//! The timeline: a lane a task, painted on a canvas, with the same as a table for who listens.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement, ResizeObserver};
use yew::prelude::*;

use super::finder::{Finder, finder};
use super::lane_key::lane_key;
use super::lanes_shown::{LanesShown, lanes_shown};
use super::overview::overview;
use super::pointer::{self, Latest};
use super::recorded::span_card;
use crate::app::Explore;
use crate::app::action::{Action, ViewChange};
use crate::app::preferences::Theme;
use crate::app::viewport::{Card, Shown};
use crate::text::{
    Lang, Said, Text, bar_card, cancellation, exploring, interventions, page, pools,
};
use crate::ui::colours::Palette;
use crate::ui::dom::{self, before_paint};
use crate::ui::paint::{clear, paint};
use crate::view_model::cancellation::Told;
use crate::view_model::timeline::{BarKind, EndKind, Lane};
use crate::view_model::{FactKind, SpanSums, WorkerRow};

/// The timeline's pane.
pub fn timeline_pane(props: &TimelineProps) -> Html {
    let TimelineProps {
        lang,
        shown,
        gaps,
        tries,
        measures,
        act,
        ..
    } = props;
    let lang = *lang;
    let baseline = shown.as_ref().and_then(|shown| shown.baseline.as_ref());
    let took = match props.is_order {
        true => exploring::normal_took,
        false => interventions::baseline,
    };
    let before = baseline.map(|baseline| took(lang, &baseline.makespan));
    html! {
        <section class="card timeline" aria-labelledby="timeline-title">
            <header>
                <h2 id="timeline-title">{ page::TIMELINE.get(lang) }</h2>
                if let Some(found) = &props.finder { { finder(lang, found, act) } }
                { legend(lang) }
                <div class="aside zoom">
                    { orders(lang, *tries, act) }
                    { gaps_button(lang, *gaps, act) }
                    { zoom(lang, page::ZOOM_OUT, "−", ViewChange::Zoom(1.0 / 1.5, 0.5), act) }
                    { zoom(lang, page::ZOOM_IN, "+", ViewChange::Zoom(1.5, 0.5), act) }
                    { zoom(lang, page::FIT, page::FIT.get(lang), ViewChange::Fit, act) }
                </div>
            </header>
            if let Some(shown) = &props.lanes { { lanes_shown(lang, shown, act) } }
            { whole(lang, shown.as_deref(), act) }
            <Plot ..props.clone() />
            { span_card(lang, props.span.clone(), act) }
            if !measures.is_empty() || before.is_some() {
                <ul class="measures" aria-label={page::MEASURES.get(lang)}>
                    { for measures.iter().map(fact) }
                    { for before.iter().map(|before| html! { <li>{ before }</li> }) }
                </ul>
            }
            { match shown {
                Some(shown) => html! { <InWords {lang} shown={Rc::clone(shown)} /> },
                None => lane_key(lang),
            } }
        </section>
    }
}

/// All of a recording in one row, above its lanes.
fn whole(lang: Lang, shown: Option<&Shown>, act: &Callback<Action>) -> Html {
    let with_row = shown.and_then(|shown| Some((shown, shown.overview.as_deref()?)));
    let Some((shown, row)) = with_row else {
        return Html::default();
    };
    let place = (shown.layout.left, shown.layout.plot_width());
    overview(lang, row, place, shown.timeline.axis.part_seen(), act)
}

/// What the timeline needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    /// The language.
    pub lang: Lang,
    /// The theme, whose colours the canvas takes.
    pub theme: Theme,
    /// What is to be seen; nothing before the first run.
    pub shown: Option<Rc<Shown>>,
    /// The line of the card on which the pointer rests, in the program that is shown.
    pub card_line: Option<u32>,
    /// Whether the time in which nothing happens is shown in full, where there is such time.
    pub gaps: Option<bool>,
    /// What is looked for; none before the first run.
    pub finder: Option<Finder>,
    /// Which tasks have a lane, where that can be chosen.
    pub lanes: Option<LanesShown>,
    /// The sums of the selected span, where they have no place of their own.
    pub span: Option<Rc<SpanSums>>,
    /// Whether other orders are tried, where there is a program whose orders can be.
    pub tries: Option<bool>,
    /// Whether the run is another order than asyncio's own.
    pub is_order: bool,
    /// What the run came to.
    pub measures: Vec<(Option<FactKind>, Said)>,
    /// Whether the wheel is for the page around this one.
    pub is_embedded: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A fact of the foot, with its number in bold.
fn fact((kind, said): &(Option<FactKind>, Said)) -> Html {
    let is_proved = *kind == Some(FactKind::SameOrder);
    html! {
        <li class={is_proved.then_some("proved")}>
            if is_proved { <span aria-hidden="true">{ "✓ " }</span> }
            if !said.bold.is_empty() { <b>{ &said.bold }</b> }
            { &said.rest }
        </li>
    }
}

/// Shows the time in which nothing happens in full, where it was shortened.
fn gaps_button(lang: Lang, gaps: Option<bool>, act: &Callback<Action>) -> Html {
    let Some(full) = gaps else {
        return Html::default();
    };
    let press = act.reform(move |_: MouseEvent| Action::Gaps(!full));
    html! {
        <button class="button plain" type="button" aria-pressed={full.to_string()} title={page::GAPS_LONG.get(lang)} onclick={press}>{ page::GAPS.get(lang) }</button>
    }
}

/// Opens what tries other orders.
fn orders(lang: Lang, tries: Option<bool>, act: &Callback<Action>) -> Html {
    let Some(tries) = tries else {
        return Html::default();
    };
    let press = act.reform(move |_: MouseEvent| Action::Explore(Explore::Show(!tries)));
    html! {
        <button class="button plain" id="try-orders" type="button" aria-pressed={tries.to_string()} onclick={press}>{ exploring::TRY.get(lang) }</button>
    }
}

/// The ways of cancellations, for who does not see the arrows.
fn steps(lang: Lang, cancellations: &[Told]) -> Html {
    if cancellations.is_empty() {
        return Html::default();
    }
    html! {
        <div class="said">
            <ol id="cancellations" aria-label={cancellation::CANCELLATIONS.get(lang)}>
                { for cancellations.iter().map(|told| html! { <li>{ &told.sentence }</li> }) }
            </ol>
        </div>
    }
}

fn zoom(
    lang: Lang,
    name: Text,
    label: &'static str,
    change: ViewChange,
    act: &Callback<Action>,
) -> Html {
    let press = act.reform(move |_: MouseEvent| Action::View(change));
    html! {
        <button class="button plain" type="button" aria-label={name.get(lang)} title={name.get(lang)} onclick={press}>{ label }</button>
    }
}

fn legend(lang: Lang) -> Html {
    let entry = |class: &'static str, name: Text, picture: Html| {
        html! { <li {class}><svg viewBox="0 0 16 10" aria-hidden="true">{ picture }</svg>{ name.get(lang) }</li> }
    };
    html! {
        <ul class="legend">
            { entry("bar", page::RUNNING, html! { <rect x="3" width="10" height="10" rx="2" fill="currentColor" /> }) }
            { entry("bar", page::AWAITING, html! { <path d="M.5.5h15v9H.5zM1 9l8-8M6 9l8-8M11 9l4-4M1 4l3-3" fill="none" stroke="currentColor" /> }) }
            { entry("bar", page::READY, html! { <path d="M1 2h14M1 5h14M1 8h14" stroke="currentColor" stroke-width="1.6" stroke-dasharray="1.6 2.6" /> }) }
            { entry("end", page::DONE, html! { <path d="m4 5 3 3 5-6" fill="none" stroke="currentColor" stroke-width="1.8" /> }) }
            { entry("end", page::CANCELLED, html! { <path d="m5 2 6 6m0-6L5 8" stroke="currentColor" stroke-width="1.8" /> }) }
            { entry("end", page::FAILED, html! { <path d="M8 0v6M8 7.5v2" stroke="currentColor" stroke-width="2" /> }) }
        </ul>
    }
}

/// The canvas, with the pointer and the wheel.
#[component]
fn Plot(props: &TimelineProps) -> Html {
    let (canvas, scroller, spacer) = (use_node_ref(), use_node_ref(), use_node_ref());
    let plot = use_node_ref();
    let palette = use_memo((props.theme, props.lang), |_| RefCell::new(None));
    let latest: Rc<RefCell<Option<Rc<Shown>>>> = use_mut_ref(|| None);
    *latest.borrow_mut() = props.shown.clone();
    use_effect_with((props.shown.clone(), props.theme), {
        let (canvas, spacer, scroller) = (canvas.clone(), spacer.clone(), scroller.clone());
        let plot = plot.clone();
        move |(shown, _)| {
            wants(&plot, shown.as_deref());
            let Some(element) = canvas.cast::<HtmlCanvasElement>() else {
                return;
            };
            stretch(&spacer, shown.as_deref());
            scroll(&scroller, shown.as_deref());
            match shown {
                Some(shown) => {
                    // The document has the theme's colours only once it is on the page.
                    let mut palette = palette.borrow_mut();
                    let palette = palette.get_or_insert_with(Palette::read);
                    let _painted = paint(&element, palette, shown);
                }
                // What another scenario's run left.
                None => clear(&element),
            }
        }
    });
    use_effect_with((), {
        let (canvas, scroller) = (canvas.clone(), scroller.clone());
        let (latest, act) = (Rc::clone(&latest), props.act.clone());
        let is_embedded = props.is_embedded;
        move |()| {
            let watching = Watching::start(&canvas, &scroller, latest, is_embedded, &act);
            move || drop(watching)
        }
    });
    let card = props.shown.as_ref().and_then(|shown| {
        let card = shown.card.clone()?;
        Some((card, shown.layout))
    });
    html! {
        <div class="plot" ref={plot}>
            <div class="lanes" ref={scroller}>
                <canvas ref={canvas} aria-hidden="true" />
                <div class="spacer" ref={spacer} />
            </div>
            if let Some((card, layout)) = card {
                <CardAt lang={props.lang} {card} size={(layout.width, layout.height)} line={props.card_line} />
            }
        </div>
    }
}

/// The card of the bar on which the pointer rests, on the side of it that has more room.
#[component]
fn CardAt(props: &CardProps) -> Html {
    let CardProps {
        lang,
        card,
        size,
        line,
    } = props;
    let place = use_node_ref();
    use_effect_with((card.at, *size), {
        let place = place.clone();
        move |(at, size)| place_card(&place, *at, *size)
    });
    let (said, lang) = (&card.said, *lang);
    let line = line.map(|line| bar_card::line(lang, line));
    let parts: Vec<String> = std::iter::once(said.when.clone()).chain(line).collect();
    let (comma, stop) = match lang {
        Lang::En => (", ", "."),
        Lang::Zh => ("，", "。"),
    };
    html! {
        <div class="bar-card" role="tooltip" ref={place}>
            <p class="what"><b>{ &said.title.bold }</b>{ &said.title.rest }</p>
            <p>{ parts.join(comma) }{ stop }</p>
            if let Some(why) = &said.why { <p>{ why }</p> }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CardProps {
    lang: Lang,
    card: Card,
    /// The picture's width and height.
    size: (f64, f64),
    line: Option<u32>,
}

fn place_card(place: &NodeRef, at: (f64, f64), size: (f64, f64)) {
    let Some(element) = place.cast::<HtmlElement>() else {
        return;
    };
    let sides = [
        ("left", "right", at.0, size.0),
        ("top", "bottom", at.1, size.1),
    ];
    for (near, far, at, size) in sides {
        let (set, other, pixels) = match at < size / 2.0 {
            true => (near, far, at),
            false => (far, near, size - at),
        };
        let pixels = format!("{}px", pixels + CARD_APART);
        let _refused = element.style().set_property(set, &pixels);
        let _refused = element.style().set_property(other, "auto");
    }
}

/// So far from the pointer is its card, in pixels.
const CARD_APART: f64 = 14.0;

/// How much of the lanes the picture has no room for.
fn beyond(shown: &Shown) -> f64 {
    let layout = shown.layout;
    let of_tasks = (shown.timeline.content_height - layout.tasks).max(0.0);
    of_tasks + (layout.shared_content - layout.shared).max(0.0)
}

/// The pane is as high as its lanes, where there is room for that.
fn wants(plot: &NodeRef, shown: Option<&Shown>) {
    if let Some(plot) = plot.cast::<HtmlElement>() {
        let style = plot.style();
        let _refused = match shown {
            Some(shown) => style.set_property("--wanted", &format!("{}px", shown.layout.wanted)),
            None => style.remove_property("--wanted").map(drop),
        };
    }
}

/// The lanes that the canvas does not show at once are reached by scrolling.
fn stretch(spacer: &NodeRef, shown: Option<&Shown>) {
    if let Some(spacer) = spacer.cast::<HtmlElement>() {
        let more = shown.map_or(0.0, beyond);
        let _refused = spacer.style().set_property("height", &format!("{more}px"));
    }
}

/// The lanes follow the cursor.
fn scroll(scroller: &NodeRef, shown: Option<&Shown>) {
    let to = shown.and_then(|shown| shown.scroll_to);
    if let (Some(scroller), Some(to)) = (scroller.cast::<HtmlElement>(), to) {
        scroller.set_scroll_top(to.round() as i32);
    }
}

/// The listeners of the canvas, taken off together.
struct Watching {
    _listeners: Vec<EventListener>,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
}

impl Watching {
    fn start(
        canvas: &NodeRef,
        scroller: &NodeRef,
        latest: Latest,
        is_embedded: bool,
        act: &Callback<Action>,
    ) -> Option<Self> {
        let canvas = canvas.cast::<HtmlCanvasElement>()?;
        let scroller = scroller.cast::<HtmlElement>()?;
        let mut listeners = pointer::listen(&canvas, &latest, act);
        listeners.push(wheel(&canvas, &latest, is_embedded, act));
        let (frame, scrolled) = (scroller.clone(), act.clone());
        listeners.push(dom::listen(&scroller, "scroll", move |_| {
            scrolled.emit(Action::Scrolled(f64::from(frame.scroll_top())));
        }));
        let (frame, sized) = (scroller.clone(), act.clone());
        let resized = Closure::<dyn FnMut()>::new(move || {
            // Not at once: what changes size in here would be observed again in the same frame,
            // which browsers report as an error.
            let (frame, sized) = (frame.clone(), sized.clone());
            before_paint(move || {
                let (width, height) = (frame.client_width(), frame.client_height());
                sized.emit(Action::Sized(f64::from(width), f64::from(height)));
            });
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&scroller);
        }
        Some(Self {
            _listeners: listeners,
            observer,
            _resized: resized,
        })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// The wheel zooms where the pointer is; sideways, or with Shift, it pans. Where there are more
/// lanes than fit, it scrolls them, and zooms with Ctrl, as pinching a touchpad does. Inside of
/// another page it does so with Ctrl alone: without, it scrolls that page.
fn wheel(
    canvas: &HtmlCanvasElement,
    latest: &Latest,
    is_embedded: bool,
    act: &Callback<Action>,
) -> EventListener {
    let (latest, act) = (Rc::clone(latest), act.clone());
    dom::listen(canvas, "wheel", move |event| {
        let event: &WheelEvent = event.unchecked_ref();
        let Some(shown) = latest.borrow().clone() else {
            return;
        };
        let with_key = event.ctrl_key() || event.meta_key();
        if is_embedded && !with_key {
            return;
        }
        let plot = shown.layout.plot_width();
        let overflows = beyond(&shown) > 0.5;
        let sideways = event.delta_x().abs() > event.delta_y().abs() || event.shift_key();
        let zooms = with_key || !overflows;
        let change = if sideways {
            ViewChange::Pan((event.delta_x() + event.delta_y()) / plot)
        } else if zooms {
            let at = (f64::from(event.offset_x()) - shown.layout.left) / plot;
            ViewChange::Zoom((-event.delta_y() * 0.002).exp(), at.clamp(0.0, 1.0))
        } else {
            return;
        };
        event.prevent_default();
        act.emit(Action::View(change));
    })
}

/// For who listens: the lanes as a table, the ways of cancellations as a list. Of a long run it is
/// made when the view rests, since it takes longer than a frame has.
#[component]
fn InWords(props: &InWordsProps) -> Html {
    let InWordsProps { lang, shown } = props;
    let rested = use_state(|| Rc::clone(shown));
    use_effect_with(Rc::clone(shown), {
        let rested = rested.clone();
        move |shown| {
            let shown = Rc::clone(shown);
            let waiting = shown
                .is_long
                .then(|| Timeout::new(REST, move || rested.set(shown)));
            move || drop(waiting)
        }
    });
    let told: &Shown = if shown.is_long { &rested } else { shown };
    html! { <>{ table(*lang, told) }{ workers(*lang, &told.workers) }{ steps(*lang, &told.cancellations) }</> }
}

#[derive(Clone, PartialEq, Properties)]
struct InWordsProps {
    lang: Lang,
    shown: Rc<Shown>,
}

/// A view that has stood so long rests, in ms.
const REST: u32 = 200;

/// How many lanes and how much of each lane's history the table holds.
const ROWS: usize = 60;
const STRETCHES: usize = 40;

fn table(lang: Lang, shown: &Shown) -> Html {
    let (timeline, states) = (&shown.timeline, &shown.states);
    let behind = |lane: &Lane| {
        let baseline = shown.baseline.as_ref()?;
        let behind = baseline
            .lanes
            .iter()
            .find(|behind| behind.task == lane.task.id);
        Some(behind.map_or(String::new(), |behind| behind.history.clone()))
    };
    let row = |(number, lane): (usize, &Lane)| {
        let state = states.get(number).cloned().unwrap_or_default();
        html! {
            <tr key={lane.task.id.0} data-task={lane.task.id.0.to_string()}>
                <th scope="row">{ &lane.task.name }</th>
                <td>{ state }</td>
                <td>{ history(lang, lane) }</td>
                if let Some(behind) = behind(lane) { <td>{ behind }</td> }
            </tr>
        }
    };
    html! {
        <div class="said">
            <table id="lanes">
                <caption>{ page::LANES.get(lang) }</caption>
                <thead><tr>
                    <th scope="col">{ page::TASK_COLUMN.get(lang) }</th>
                    <th scope="col">{ page::STATE_COLUMN.get(lang) }</th>
                    <th scope="col">{ page::HISTORY_COLUMN.get(lang) }</th>
                    if shown.baseline.is_some() { <th scope="col">{ interventions::BEFORE.get(lang) }</th> }
                </tr></thead>
                <tbody>{ for timeline.lanes.iter().take(ROWS).enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

fn workers(lang: Lang, workers: &[WorkerRow]) -> Html {
    if workers.is_empty() {
        return Html::default();
    }
    let row = |worker: &WorkerRow| {
        let (pool, number) = worker.key;
        html! {
            <tr key={format!("{}-{number}", pool.0)}>
                <th scope="row">{ &worker.name }</th>
                <td>{ &worker.state }</td>
                <td>{ &worker.history }</td>
            </tr>
        }
    };
    html! {
        <div class="said">
            <table id="workers">
                <caption>{ pools::WORKERS.get(lang) }</caption>
                <thead><tr>
                    <th scope="col">{ pools::WORKER_COLUMN.get(lang) }</th>
                    <th scope="col">{ page::STATE_COLUMN.get(lang) }</th>
                    <th scope="col">{ page::HISTORY_COLUMN.get(lang) }</th>
                </tr></thead>
                <tbody>{ for workers.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// A lane's bars in words: `running, awaiting sleep(1), ready, running, done`.
fn history(lang: Lang, lane: &Lane) -> String {
    let words = |kind: BarKind| match kind {
        BarKind::Running => page::RUNNING,
        BarKind::Awaiting => page::AWAITING,
        BarKind::Ready => page::READY,
        BarKind::Many => page::MANY,
    };
    let mut parts: Vec<String> = Vec::new();
    for bar in lane.bars.iter().take(STRETCHES) {
        let mut part = words(bar.kind).get(lang).to_owned();
        if let Some(label) = &bar.label {
            part.push(' ');
            part.push_str(label);
        }
        parts.push(part);
    }
    if lane.bars.len() > STRETCHES {
        parts.push("…".to_owned());
    }
    if let Some(end) = lane.end {
        let end = match end.kind {
            EndKind::Done => page::DONE,
            EndKind::Cancelled => page::CANCELLED,
            EndKind::Failed => page::FAILED,
        };
        parts.push(end.get(lang).to_owned());
    }
    parts.join(match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    })
}
