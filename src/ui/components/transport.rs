//! The transport: run, pause, stop, the steps, what a step is, the clock and its speed.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::select::Select;
use crate::app::Action;
use crate::app::speed::{self, SPEEDS, Speed};
use crate::text::{Lang, Text, head, page, recorded};
use crate::view_model::HoldNote;
use crate::view_model::steps::StepLevel;

/// The transport, in the head's second row.
pub fn transport_bar(props: &TransportProps) -> Html {
    let TransportProps {
        lang,
        main,
        can_run,
        can,
        clock,
        which_clock,
        speed,
        level,
        refusal,
        hold,
        lack,
        act,
    } = props;
    let lang = *lang;
    let (shape, name) = match main {
        Main::Run => (Shape::Play, page::RUN),
        Main::Pause => (Shape::Pause, page::PAUSE),
        Main::Continue => (Shape::Play, page::CONTINUE),
        Main::Play(false) => (Shape::Play, recorded::PLAY),
        Main::Play(true) => (Shape::Pause, page::PAUSE),
        Main::StopSearch => (Shape::Stop, page::STOP),
    };
    let plays = matches!(main, Main::Play(_));
    let does = match main {
        Main::StopSearch => Action::Stop,
        _ => Action::RunOrPause,
    };
    let run = act.reform(move |_: MouseEvent| does.clone());
    let is_running = *main == Main::Pause;
    html! {
        <div class="transport" role="group" aria-label={page::CONTROLS.get(lang)}>
            if !plays {
                <button class="button main run" id="run" type="button" onclick={run.clone()} aria-disabled={(!can_run).to_string()}
                    aria-describedby={refusal.as_ref().map(|_| "refusal")}>
                    { icon(shape) }{ name.get(lang) }
                </button>
            }
            if is_running {
                <button class="button stop" type="button" aria-label={page::STOP.get(lang)} onclick={act.reform(|_: MouseEvent| Action::Stop)}>
                    { icon(Shape::Stop) }{ page::STOP.get(lang) }
                </button>
            } else {
                { steps(lang, *can, plays.then_some((shape, name, run)), act) }
            }
            { levels(lang, *level, act) }
            <span class="time">
                <output class="clock" aria-label={page::CLOCK.get(lang)}>{ format!("{clock} s") }</output>
                <span class="which-clock">{ which_clock.get(lang) }</span>
                { speeds(lang, *speed, act) }
            </span>
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
        </div>
    }
}

/// First, back, next, last, as one control.
fn steps(
    lang: Lang,
    can: Can,
    play: Option<(Shape, Text, Callback<MouseEvent>)>,
    act: &Callback<Action>,
) -> Html {
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
    html! {
        <div class="joined" role="group" aria-label={head::LEVEL.get(lang)}>
            { button(Shape::ToStart, page::TO_START, can.back, Action::ToStart) }
            { button(Shape::Back, page::BACK, can.back, Action::StepBy(false)) }
            if let Some((shape, name, onclick)) = play {
                <button class="button only-icon" id="play" type="button" aria-label={name.get(lang)} title={name.get(lang)} {onclick}>{ icon(shape) }</button>
            }
            { button(Shape::Forward, page::STEP, can.forward, Action::StepBy(true)) }
            { button(Shape::ToEnd, page::TO_END, can.to_end, Action::ToEnd) }
        </div>
    }
}

/// What one step is.
fn levels(lang: Lang, level: StepLevel, act: &Callback<Action>) -> Html {
    let choice = |which: StepLevel, name: Text| {
        let choose = act.reform(move |_: MouseEvent| Action::Level(which));
        html! {
            <button class="button" type="button" aria-pressed={(which == level).to_string()} onclick={choose}>{ name.get(lang) }</button>
        }
    };
    html! {
        <div class="joined level" role="group" aria-label={head::LEVEL.get(lang)}>
            { choice(StepLevel::Program, head::PROGRAM) }
            { choice(StepLevel::Loop, head::LOOP) }
        </div>
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
    /// Plays a recording, or halts that; nothing runs.
    Play(bool),
    /// Ends the search through other orders.
    StopSearch,
}

/// Which controls have something to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// There is an earlier moment.
    pub back: bool,
    /// There is, or may come, a later one.
    pub forward: bool,
    /// There is a later moment already.
    pub to_end: bool,
}

/// What the transport needs.
#[derive(Clone)]
pub struct TransportProps {
    /// The language.
    pub lang: Lang,
    /// What the main button does.
    pub main: Main,
    /// Whether there is something to run.
    pub can_run: bool,
    /// Which controls have something to do.
    pub can: Can,
    /// The clock's reading, in seconds.
    pub clock: String,
    /// Which clock that is.
    pub which_clock: Text,
    /// The speed.
    pub speed: Speed,
    /// What one step is.
    pub level: StepLevel,
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
