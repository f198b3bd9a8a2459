//! The code pane: the Python program and the Rust file that runs.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::text::{Lang, page};
use crate::ui::action::{Action, Code};
use crate::ui::source::{Line, Piece, Role};
use crate::view_model::syntax::Kind;

/// The pane with the program.
#[component]
pub fn CodePane(props: &CodeProps) -> Html {
    let CodeProps {
        lang,
        code,
        lines,
        stands,
        act,
    } = props;
    let (lang, code) = (*lang, *code);
    let listing = use_node_ref();
    let here = stands
        .iter()
        .find(|stand| stand.is_running)
        .map(|stand| stand.line);
    use_effect_with((here, code), {
        let listing = listing.clone();
        move |(here, _)| {
            if let Some(line) = here {
                show_line(&listing, *line);
            }
        }
    });
    let tab = |which: Code, name: crate::text::Text| {
        let selected = which == code;
        let id = match which {
            Code::Python => "tab-python",
            Code::Rust => "tab-rust",
        };
        html! {
            <button type="button" role="tab" {id} aria-selected={selected.to_string()} aria-controls="listing"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={act.reform(move |_: MouseEvent| Action::Code(which))}>{ name.get(lang) }</button>
        }
    };
    let other = match code {
        Code::Python => Code::Rust,
        Code::Rust => Code::Python,
    };
    let arrows = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                event.stop_propagation();
                event.prevent_default();
                act.emit(Action::Code(other));
                crate::ui::dom::focus(if other == Code::Python {
                    "tab-python"
                } else {
                    "tab-rust"
                });
            }
        })
    };
    let (note, labelled, language) = match code {
        Code::Python => (page::CHANGED_BY_FORM, "tab-python", "python"),
        Code::Rust => (page::RUST_RUNS, "tab-rust", "rust"),
    };
    html! {
        <section class="card code" aria-label={page::CODE.get(lang)}>
            <header>
                <div role="tablist" aria-label={page::CODE.get(lang)} onkeydown={arrows}>
                    { tab(Code::Python, page::PYTHON) }
                    { tab(Code::Rust, page::RUST) }
                </div>
                <span class="changed-by" title={note.get(lang)}>{ note.get(lang) }</span>
                <button class="button plain aside" type="button" onclick={act.reform(|_: MouseEvent| Action::CopyCode)}>
                    { page::COPY.get(lang) }
                </button>
            </header>
            <div class="scroll listing" id="listing" ref={listing} role="tabpanel" aria-labelledby={labelled}
                data-language={language} tabindex="0" data-scrolls="">
                <ol>{ for (1..).zip(lines.iter()).map(|(number, line)| row(lang, number, line, stands)) }</ol>
            </div>
        </section>
    }
}

/// What the code pane needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CodeProps {
    /// The language.
    pub lang: Lang,
    /// Which program.
    pub code: Code,
    /// Its lines.
    pub lines: Rc<Vec<Line>>,
    /// Where tasks stand in it.
    pub stands: Rc<Vec<Stand>>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A task at a line of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// The line, counted from 1.
    pub line: u32,
    /// The task's call, as its source says it.
    pub task: String,
    /// Its stack, innermost first.
    pub stack: Vec<String>,
    /// A letter for it.
    pub letter: String,
    /// Its colour: the value of `data-colour`.
    pub colour: &'static str,
    /// Whether a step of it is under way.
    pub is_running: bool,
}

fn row(lang: Lang, number: u32, line: &Line, stands: &[Stand]) -> Html {
    let here: Vec<&Stand> = stands.iter().filter(|stand| stand.line == number).collect();
    let running = here.iter().any(|stand| stand.is_running);
    // Two chips fit beside a line; the others are counted.
    let shown = if here.len() > 2 { 1 } else { here.len() };
    let chip = |stand: &&Stand| {
        let says = format!("{} {}", stand.task, page::STANDS_HERE.get(lang));
        html! {
            <span class="chip" data-colour={stand.colour} title={format!("{says}\n{}", stand.stack.join("\n"))}>
                <span aria-hidden="true">{ &stand.letter }</span><span class="said">{ says }</span>
            </span>
        }
    };
    let more = here.len() - shown;
    let rest: Vec<&str> = here
        .iter()
        .skip(shown)
        .map(|stand| stand.task.as_str())
        .collect();
    html! {
        <li class={classes!(running.then_some("here"))} aria-current={running.then_some("step")} data-line={number.to_string()}>
            <span class="at">
                { for here.iter().take(shown).map(chip) }
                if more > 0 { <span class="more muted" title={rest.join(", ")}>{ format!("+{more}") }</span> }
            </span>
            <span class="number" aria-hidden="true">{ number }</span>
            <code>{ for line.pieces.iter().map(piece) }</code>
        </li>
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

/// Scrolls the listing, and nothing around it, until the line is seen.
fn show_line(listing: &NodeRef, line: u32) {
    let Some(listing) = listing.cast::<HtmlElement>() else {
        return;
    };
    let Ok(Some(row)) = listing.query_selector(&format!("[data-line=\"{line}\"]")) else {
        return;
    };
    let (frame, row): (&Element, &Element) = (&listing, &row);
    let (frame, row) = (
        frame.get_bounding_client_rect(),
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
