//! What two orders printed, side by side; the lines that only the other one printed stand out.

use yew::prelude::*;

use crate::app::{Action, Session, State};
use crate::events::Stream;
use crate::text::{Lang, exploring as say, page};
use crate::view_model::exploring::Consoles;
use crate::view_model::{Console, ConsoleLine};

/// Both consoles, all of them.
pub fn consoles_of(state: &State, consoles: &Consoles, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    let name = match state.order_number() {
        Some(number) => say::order(lang, number),
        None => say::ANOTHER_ORDER.get(lang).to_owned(),
    };
    let differing = consoles.differing.len();
    let caption = say::with_difference(lang, &name, differing);
    let normal = say::run_of(lang, &say::order(lang, 1), true);
    html! {
        <>
        { printed(lang, "normal", &normal, &consoles.own, |_| None) }
        { printed(lang, "other", &caption, &consoles.other, |place| {
            Some((consoles.differing.contains(&place), act))
        }) }
        </>
    }
}

/// One console. `of_line` says of each line whether it differs, and where a press goes; lines of a run
/// that is not shown lead nowhere.
fn printed<'a>(
    lang: Lang,
    which: &'static str,
    caption: &str,
    console: &Console,
    of_line: impl Fn(usize) -> Option<(bool, &'a Callback<Action>)>,
) -> Html {
    let id = format!("console-{which}");
    let stamps = console.lines.iter().map(|line| line.stamp.len());
    let widest = stamps.max().unwrap_or_default();
    let each = |(place, line): (usize, &ConsoleLine)| printed_line(lang, line, of_line(place));
    html! {
        <section class={classes!("card", "console", which)} aria-labelledby={id.clone()}>
            <header><h2 {id}>{ page::CONSOLE.get(lang) }{ " " }<span class="of">{ caption }</span></h2></header>
            <div class="scroll" tabindex="0" data-scrolls="">
                if console.lines.is_empty() { <p class="none">{ page::CONSOLE_EMPTY.get(lang) }</p> }
                if console.earlier > 0 { <p class="none">{ page::lines_left_out(lang, console.earlier) }</p> }
                <ol data-stamp={widest.to_string()}>{ for console.lines.iter().enumerate().map(each) }</ol>
            </div>
        </section>
    }
}

fn printed_line(
    lang: Lang,
    line: &ConsoleLine,
    of_line: Option<(bool, &Callback<Action>)>,
) -> Html {
    let cursor = line.cursor;
    let is_error = line.stream == Stream::Stderr;
    let colour = line.task.as_ref().map(|task| super::colour(task.colour));
    let content = html! {
        <>
        <span class="stamp">{ &line.stamp }</span>
        <span class="by" data-colour={colour} aria-hidden="true" />
        if is_error { <span class="which">{ "stderr" }</span> }
        <span class="text" dir="auto">{ &*line.text }</span>
        </>
    };
    let differs = of_line.is_some_and(|(differs, _)| differs);
    html! {
        <li key={cursor} class={classes!(is_error.then_some("stderr"), differs.then_some("differs"))}>
            { match of_line {
                Some((_, act)) => html! {
                    <button type="button" title={page::GO_THERE.get(lang)} onclick={act.reform(move |_: MouseEvent| Action::Go(cursor))}>
                        { content }
                        if differs { <span class="said">{ say::DIFFERS.get(lang) }</span> }
                    </button>
                },
                None => html! { <span class="line">{ content }</span> },
            } }
        </li>
    }
}

/// The consoles to compare, where an order is shown that ends, in the way that it does.
pub fn compared(state: &State) -> Option<&Consoles> {
    let compared = state.order.as_ref()?.compared.as_ref()?;
    // Of a hang, who waits for whom says more.
    let how = state.session.as_ref().and_then(Session::how_it_ended);
    let hangs = how == Some(crate::events::End::Deadlocked);
    (!hangs).then_some(&compared.consoles)
}
