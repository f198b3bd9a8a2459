//! The bar below the code: run, step, stop, the clock and what the run came to.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::select::Select;
use crate::app::action::{Action, Overlay};
use crate::app::speed::{self, SPEEDS, Speed};
use crate::text::{Lang, Text, bookmarks as say, page};
use crate::view_model::HoldNote;
use crate::view_model::steps::Step;

/// The transport bar.
pub fn transport_bar(props: &TransportProps) -> Html {
    let TransportProps {
        lang,
        main,
        can,
        clock,
        which_clock,
        position,
        marks,
        speed,
        refusal,
        hold,
        lack,
        act,
    } = props;
    let lang = *lang;
    let button = |shape: Shape, name: Text, can: bool, action: Action| {
        let press = act.clone();
        // Not `disabled`, which would take the focus from who presses it repeatedly.
        let onclick = Callback::from(move |_: MouseEvent| {
            if can {
                press.emit(action.clone())
            }
        });
        html! {
            <button class="button only-icon" type="button" aria-label={name.get(lang)} title={name.get(lang)}
                aria-disabled={(!can).to_string()} {onclick}>{ icon(shape) }</button>
        }
    };
    let (shape, name) = match main {
        Main::Run => (Shape::Play, page::RUN),
        Main::Pause => (Shape::Pause, page::PAUSE),
        Main::Continue => (Shape::Play, page::CONTINUE),
    };
    let run = act.reform(|_: MouseEvent| Action::RunOrPause);
    let next = {
        let (act, can) = (act.clone(), can.forward);
        Callback::from(move |_: MouseEvent| {
            if can {
                act.emit(Action::NextEvent)
            }
        })
    };
    html! {
        <section class="card transport" aria-label={page::CONTROLS.get(lang)}>
            { button(Shape::ToStart, page::TO_START, can.back, Action::ToStart) }
            { button(Shape::Back, page::BACK, can.back, Action::Move(Step::Event, false)) }
            <button class="button main run" id="run" type="button" onclick={run}
                aria-describedby={refusal.as_ref().map(|_| "refusal")}>
                { icon(shape) }{ name.get(lang) }
            </button>
            { button(Shape::Step, page::STEP, can.forward, Action::Step) }
            { button(Shape::Stop, page::STOP, can.stop, Action::Stop) }
            <output class="clock" aria-label={page::CLOCK.get(lang)}>{ format!("{clock} s") }</output>
            <span class="which-clock">{ which_clock.get(lang) }</span>
            { speeds(lang, *speed, act) }
            <span class="position">{ position }</span>
            { bookmarks(lang, *marks, act) }
            <button class="button pill next-event" type="button" aria-label={page::NEXT_EVENT.get(lang)} title={page::NEXT_EVENT_LONG.get(lang)}
                aria-disabled={(!can.forward).to_string()} onclick={next}>
                <span class="words">{ page::NEXT_EVENT.get(lang) }</span>{ icon(Shape::Skip) }
            </button>
            if let Some(refusal) = refusal {
                <p class="refusal" id="refusal" role="alert">{ refusal }</p>
            }
            // It stands there before it is filled, or it would not be said.
            <p class="hold" role="status" data-over={hold.as_ref().map(|hold| hold.is_over.to_string())}>
                { hold.as_ref().map(|hold| hold.text.clone()).unwrap_or_default() }
            </p>
            if let Some(lack) = lack {
                <p class="hold" id="lack">{ lack.get(lang) }</p>
            }
        </section>
    }
}

/// A run's bookmarks, as the bar shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// How many there are.
    pub count: usize,
    /// Whether there is one at the cursor.
    pub here: bool,
}

fn bookmarks(lang: Lang, marks: Option<Marks>, act: &Callback<Action>) -> Html {
    let Some(Marks { count, here }) = marks else {
        return Html::default();
    };
    let mark = act.reform(|_: MouseEvent| Action::Mark);
    let list = act.reform(|_: MouseEvent| Action::Open(Overlay::Bookmarks));
    let name = if here { say::UNSET } else { say::SET };
    html! {
        <>
        <button class="button only-icon mark" type="button" aria-pressed={here.to_string()} aria-label={name.get(lang)}
            title={name.get(lang)} onclick={mark}>{ icon(Shape::Mark) }</button>
        if count > 0 {
            <button class="button pill" type="button" aria-label={format!("{} ({count})", say::BOOKMARKS.get(lang))} onclick={list}>
                <span class="words">{ say::BOOKMARKS.get(lang) }{ " " }</span>{ format!("({count})") }
            </button>
        }
        </>
    }
}

/// What the main button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Main {
    /// Starts a run.
    Run,
    /// Halts it.
    Pause,
    /// Goes on.
    Continue,
}

/// Which controls have something to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// There is an earlier moment.
    pub back: bool,
    /// There is, or may come, a later one.
    pub forward: bool,
    /// A run is on.
    pub stop: bool,
}

/// What the bar needs.
#[derive(Clone)]
pub struct TransportProps {
    /// The language.
    pub lang: Lang,
    /// What the main button does.
    pub main: Main,
    /// Which controls have something to do.
    pub can: Can,
    /// The clock's reading, in seconds.
    pub clock: String,
    /// Which clock that is.
    pub which_clock: Text,
    /// Where the cursor stands.
    pub position: String,
    /// The run's bookmarks; none without a run.
    pub marks: Option<Marks>,
    /// The speed.
    pub speed: Speed,
    /// Why a run cannot start.
    pub refusal: Option<String>,
    /// What is said of a call that holds the loop.
    pub hold: Option<HoldNote>,
    /// What this browser cannot do, and what that means for the program.
    pub lack: Option<Text>,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn speeds(lang: Lang, speed: Speed, act: &Callback<Action>) -> Html {
    let change = act.reform(|event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        Action::Speed(speed::parse(&name).unwrap_or(speed::USUAL))
    });
    let option = |choice: Speed| {
        let label = match choice {
            Speed::Times(factor) => page::factor(factor),
            Speed::Instant => page::INSTANT.get(lang).to_owned(),
        };
        html! { <option value={speed::name(choice)}>{ label }</option> }
    };
    html! {
        <label class="speed">
            <span class="said">{ page::SPEED.get(lang) }</span>
            <Select id="speed" value={speed::name(speed)} onchange={change}>
                { for SPEEDS.into_iter().map(option) }
            </Select>
        </label>
    }
}
