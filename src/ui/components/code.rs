//! The code pane: the Python program and the Rust file that runs, one at a time or side by side.

use yew::prelude::*;

use super::listing::{Listing, Program};
use crate::app::Action;
use crate::app::panes::Code;
use crate::text::{Lang, Text, habits, page, shelf};

/// The pane with the program, or with both.
#[component]
pub fn CodePane(props: &CodeProps) -> Html {
    let CodeProps {
        lang,
        code,
        programs,
        can_beside,
        act,
    } = props;
    let lang = *lang;
    let is_beside = programs.len() > 1;
    let beside = act.reform(move |_: MouseEvent| Action::Beside(!is_beside));
    html! {
        <section class="card code" aria-label={page::CODE.get(lang)}>
            <header>
                if is_beside {
                    <h2>{ page::CODE.get(lang) }</h2>
                } else {
                    { tabs(lang, *code, act) }
                }
                <span class="aside">
                    if *can_beside {
                        <button class="button plain" type="button" aria-pressed={is_beside.to_string()} onclick={beside}>
                            { habits::BESIDE.get(lang) }
                        </button>
                    }
                    <button class="button plain as-program" type="button" onclick={act.reform(|_: MouseEvent| Action::EditAsProgram)}>
                        { shelf::EDIT_AS_PROGRAM.get(lang) }
                    </button>
                    <button class="button plain" type="button" onclick={act.reform(|_: MouseEvent| Action::CopyCode)}>
                        { page::COPY.get(lang) }
                    </button>
                </span>
            </header>
            <div class={classes!("programs", is_beside.then_some("beside"))}>
                { for programs.iter().map(|program| listing(lang, program, is_beside, act)) }
            </div>
        </section>
    }
}

/// What the code pane needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CodeProps {
    /// The language.
    pub lang: Lang,
    /// Which program the tabs have chosen.
    pub code: Code,
    /// The chosen one, or both.
    pub programs: Vec<Program>,
    /// Whether there is room for both.
    pub can_beside: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn listing(lang: Lang, program: &Program, is_beside: bool, act: &Callback<Action>) -> Html {
    let (id, tab, name) = match (program.code, is_beside) {
        (Code::Rust, true) => ("listing-rust", "tab-rust", page::RUST),
        (Code::Rust, false) => ("listing", "tab-rust", page::RUST),
        (Code::Python, _) => ("listing", "tab-python", page::PYTHON),
    };
    let labelled = (!is_beside).then_some(tab);
    html! {
        <div class="column" key={id}>
            if is_beside { <h3>{ name.get(lang) }</h3> }
            <Listing {lang} program={program.clone()} {id} {labelled} act={act.clone()} />
        </div>
    }
}

fn tabs(lang: Lang, code: Code, act: &Callback<Action>) -> Html {
    let tab = |which: Code, name: Text| {
        let selected = which == code;
        html! {
            <button type="button" role="tab" id={tab_id(which)} aria-selected={selected.to_string()} aria-controls="listing"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={act.reform(move |_: MouseEvent| Action::Code(which))}>{ name.get(lang) }</button>
        }
    };
    let other = match code {
        Code::Python => Code::Rust,
        Code::Rust => Code::Python,
    };
    let act = act.clone();
    let arrows = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            event.stop_propagation();
            event.prevent_default();
            act.emit(Action::Code(other));
            crate::ui::dom::focus(tab_id(other));
        }
    });
    html! {
        <div role="tablist" aria-label={page::CODE.get(lang)} onkeydown={arrows}>
            { tab(Code::Python, page::PYTHON) }
            { tab(Code::Rust, page::RUST) }
        </div>
    }
}

const fn tab_id(code: Code) -> &'static str {
    match code {
        Code::Python => "tab-python",
        Code::Rust => "tab-rust",
    }
}
