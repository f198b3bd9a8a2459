//! A program in the code pane: its lines, and at each the tasks that stand there.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, Node};
use yew::prelude::*;

use super::colour;
use crate::app::Action;
use crate::app::markers::Marker;
use crate::app::panes::Code;
use crate::app::source::{Line, Piece, Role};
use crate::text::{Lang, habits, page};
use crate::view_model::syntax::Kind;

/// The lines of one program. What stands at a marked line is told when the pointer or the focus
/// is there.
#[component]
pub fn Listing(props: &ListingProps) -> Html {
    let ListingProps {
        lang,
        program,
        id,
        labelled,
        act,
    } = props;
    let (lang, code) = (*lang, program.code);
    let listing = use_node_ref();
    let tip = use_node_ref();
    let told = use_state(|| None::<u32>);
    let here = program.markers.iter().find(|marker| marker.is_running);
    use_effect_with((here.map(|marker| marker.line), code), {
        let listing = listing.clone();
        move |(here, _)| {
            if let Some(line) = here {
                show_line(&listing, *line);
            }
        }
    });
    // A line from which the last task went has nothing to tell any more.
    let told_line = told.filter(|line| program.markers.iter().any(|marker| marker.line == *line));
    use_effect_with((told_line, Rc::clone(&program.markers)), {
        let (listing, tip) = (listing.clone(), tip.clone());
        move |(line, _)| {
            if let Some(line) = line {
                place_tip(&listing, &tip, *line);
            }
        }
    });
    let tell = {
        let told = told.clone();
        move |target: Option<EventTarget>| match over(target) {
            Over::Line(line) => told.set(Some(line)),
            Over::Tip => {}
            Over::Nothing => told.set(None),
        }
    };
    let onmouseover = {
        let tell = tell.clone();
        Callback::from(move |event: MouseEvent| tell(event.target()))
    };
    let onfocusin = Callback::from(move |event: FocusEvent| tell(event.target()));
    let hide = {
        let told = told.clone();
        move || told.set(None)
    };
    let onmouseout = {
        let hide = hide.clone();
        Callback::from(move |event: MouseEvent| {
            if matches!(over(event.related_target()), Over::Nothing) {
                hide();
            }
        })
    };
    let onfocusout = {
        let hide = hide.clone();
        Callback::from(move |_: FocusEvent| hide())
    };
    let onscroll = {
        let hide = hide.clone();
        Callback::from(move |_: Event| hide())
    };
    let onkeydown = {
        let is_open = told_line.is_some();
        Callback::from(move |event: KeyboardEvent| {
            if is_open && event.key() == "Escape" {
                event.stop_propagation();
                hide();
            }
        })
    };
    let (named, language) = match code {
        Code::Python => ("python", page::PYTHON),
        Code::Rust => ("rust", page::RUST),
    };
    let tip_id = format!("{id}-tip");
    html! {
        <div class="program" {onmouseover} {onmouseout} {onfocusin} {onfocusout} {onkeydown}>
            <div class="scroll listing" id={*id} ref={listing} role={if labelled.is_some() { "tabpanel" } else { "group" }}
                aria-labelledby={*labelled} aria-label={labelled.is_none().then_some(language.get(lang))}
                data-language={named} tabindex="0" data-scrolls="" {onscroll}>
                <ol>{ for (1..).zip(program.lines.iter()).map(|(number, line)| row(lang, (code, number), line, &program.markers, (told_line, &tip_id), act)) }</ol>
            </div>
            if let Some(line) = told_line {
                <div class="stack-tip" id={tip_id} ref={tip} role="tooltip">{ stacks(lang, &program.markers, line) }</div>
            }
        </div>
    }
}

/// What a listing needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ListingProps {
    /// The language.
    pub lang: Lang,
    /// The program.
    pub program: Program,
    /// The id of the element that scrolls.
    pub id: &'static str,
    /// The id of its tab; without one it is named after its language.
    pub labelled: Option<&'static str>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A program as the pane shows it. Its parts are made anew when they change.
#[derive(Clone)]
pub struct Program {
    /// Which.
    pub code: Code,
    /// Its lines.
    pub lines: Rc<Vec<Line>>,
    /// Where tasks stand in it.
    pub markers: Rc<Vec<Marker>>,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
            && Rc::ptr_eq(&self.lines, &other.lines)
            && Rc::ptr_eq(&self.markers, &other.markers)
    }
}

/// So many badges stand beside a line; the others are counted.
const BADGES: usize = 3;

/// Of many tasks at one line so many are told with their stacks.
const TOLD: usize = 6;

fn row(
    lang: Lang,
    (code, number): (Code, u32),
    line: &Line,
    markers: &[Marker],
    (told, tip): (Option<u32>, &str),
    act: &Callback<Action>,
) -> Html {
    let here: Vec<&Marker> = markers
        .iter()
        .filter(|marker| marker.line == number)
        .collect();
    let running = here.iter().any(|marker| marker.is_running);
    let shown = here.len().min(BADGES);
    let described = (told == Some(number)).then(|| tip.to_owned());
    let chip = |marker: &&Marker| {
        let id = marker.id;
        html! {
            <button type="button" class={classes!("chip", marker.is_running.then_some("runs"))} data-colour={colour(marker.colour)} aria-describedby={described.clone()}
                onclick={act.reform(move |_: MouseEvent| Action::Task(id))}>
                <span aria-hidden="true">{ &marker.letter }</span>
                <span class="said">{ format!("{} {}", marker.task, page::STANDS_HERE.get(lang)) }</span>
            </button>
        }
    };
    let more = here.len() - shown;
    let go = act.reform(move |_: MouseEvent| Action::GoToLine(code, number));
    html! {
        <li class={classes!(running.then_some("here"), (!here.is_empty()).then_some("stood"))}
            aria-current={running.then_some("step")} data-line={number.to_string()}>
            <span class="at">
                { for here.iter().take(shown).map(chip) }
                if more > 0 { <span class="more muted">{ format!("+{more}") }</span> }
            </span>
            <span class="number" aria-hidden="true">{ number }</span>
            <code class={depth(line)} onclick={go}>{ for line.pieces.iter().map(piece) }</code>
        </li>
    }
}

/// How far a line is indented, by fours: where it is too long, what follows hangs below that.
fn depth(line: &Line) -> &'static str {
    const DEPTHS: [&str; 8] = [
        "deep-0", "deep-1", "deep-2", "deep-3", "deep-4", "deep-5", "deep-6", "deep-7",
    ];
    let first = line.pieces.first().map_or("", |piece| piece.text.as_str());
    let indent = first.len() - first.trim_start_matches(' ').len();
    DEPTHS[(indent / 4).min(DEPTHS.len() - 1)]
}

fn stacks(lang: Lang, markers: &[Marker], line: u32) -> Html {
    let here: Vec<&Marker> = markers
        .iter()
        .filter(|marker| marker.line == line)
        .collect();
    let more = here.len().saturating_sub(TOLD);
    let one = |marker: &&Marker| {
        html! {
            <li>
                <p><span class="chip" data-colour={colour(marker.colour)} aria-hidden="true">{ &marker.letter }</span>
                    <code>{ &marker.task }</code><span class="muted">{ marker.state }</span></p>
                <ol>{ for marker.stack.iter().map(|frame| html! { <li>{ frame }</li> }) }</ol>
            </li>
        }
    };
    html! {
        <>
        <p class="muted">{ habits::STACKS_HERE.get(lang) }</p>
        <ul>{ for here.iter().take(TOLD).map(one) }</ul>
        if more > 0 { <p class="muted">{ page::and_more(lang, more) }</p> }
        </>
    }
}

fn piece(piece: &Piece) -> Html {
    let class = piece.kind.map(|kind| match kind {
        Kind::Keyword => "keyword",
        Kind::Name => "name",
        Kind::String => "string",
        Kind::Number => "literal",
        Kind::Comment => "comment",
    });
    let text = piece.text.as_str();
    match (piece.role, class) {
        (Role::Value(param), _) => html! { <mark data-param={param} title={param}>{ text }</mark> },
        (Role::Hint(param), _) => {
            html! { <span class="hint" data-param={param} title={param}>{ text }</span> }
        }
        (Role::Code, Some(class)) => html! { <span {class}>{ text }</span> },
        (Role::Code, None) => html! { { text } },
    }
}

/// What the pointer or the focus is over.
enum Over {
    /// A marked line.
    Line(u32),
    /// What is told of one, which may be read and copied.
    Tip,
    Nothing,
}

fn over(target: Option<EventTarget>) -> Over {
    let Some(node) = target.and_then(|target| target.dyn_into::<Node>().ok()) else {
        return Over::Nothing;
    };
    let element = match node.dyn_into::<Element>() {
        Ok(element) => Some(element),
        Err(node) => node.parent_element(),
    };
    let closest = |selector: &str| element.as_ref()?.closest(selector).ok().flatten();
    if closest(".stack-tip").is_some() {
        return Over::Tip;
    }
    let line = closest("li.stood").and_then(|line| line.get_attribute("data-line"));
    match line.and_then(|line| line.parse().ok()) {
        Some(line) => Over::Line(line),
        None => Over::Nothing,
    }
}

fn row_of(listing: &HtmlElement, line: u32) -> Option<Element> {
    let row = listing.query_selector(&format!("[data-line=\"{line}\"]"));
    row.ok().flatten()
}

/// Puts what is told below its line, or above it where there is no room.
fn place_tip(listing: &NodeRef, tip: &NodeRef, line: u32) {
    let (Some(listing), Some(tip)) = (listing.cast::<HtmlElement>(), tip.cast::<HtmlElement>())
    else {
        return;
    };
    let Some(row) = row_of(&listing, line) else {
        return;
    };
    let (row, size, frame) = (
        row.get_bounding_client_rect(),
        tip.get_bounding_client_rect(),
        listing.get_bounding_client_rect(),
    );
    let window = crate::ui::dom::window();
    let window = |read: fn(&web_sys::Window) -> Option<f64>| window.as_ref().and_then(read);
    let height = window(|window| window.inner_height().ok()?.as_f64()).unwrap_or(800.0);
    let width = window(|window| window.inner_width().ok()?.as_f64()).unwrap_or(1200.0);
    let below = row.bottom() + 2.0;
    let top = if below + size.height() > height - 4.0 {
        (row.top() - size.height() - 2.0).max(4.0)
    } else {
        below
    };
    let left = (frame.left() + 50.0)
        .min(width - size.width() - 4.0)
        .max(4.0);
    for (edge, place) in [("top", top), ("left", left)] {
        let _refused = tip.style().set_property(edge, &format!("{place}px"));
    }
}

/// Scrolls the listing, and nothing around it, until the line is seen.
fn show_line(listing: &NodeRef, line: u32) {
    let Some(listing) = listing.cast::<HtmlElement>() else {
        return;
    };
    let Some(row) = row_of(&listing, line) else {
        return;
    };
    let (frame, row) = (
        listing.get_bounding_client_rect(),
        row.get_bounding_client_rect(),
    );
    let margin = 2.0 * row.height();
    let by = if row.top() < frame.top() + margin {
        row.top() - frame.top() - margin
    } else if row.bottom() > frame.bottom() - margin {
        row.bottom() - frame.bottom() + margin
    } else {
        return;
    };
    listing.set_scroll_top(listing.scroll_top() + by as i32);
}
