//! A guess before the run, and the truth beside it after.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::text::{Lang, page};
use crate::ui::action::Action;

/// The fields of a guess.
pub fn prediction(props: &PredictionProps) -> Html {
    let PredictionProps {
        lang,
        guess,
        truth,
        act,
    } = props;
    let lang = *lang;
    let typed = |event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value();
    let time = act.reform(move |event| Action::GuessTime(typed(event)));
    let last = act.reform(move |event| Action::GuessLast(typed(event)));
    let beside = |guess: &str, truth: Option<&str>, right: bool| match truth {
        Some(truth) if !guess.trim().is_empty() => {
            html! { <p class="beside" role="status">{ page::guess_beside(lang, guess.trim(), truth, right) }</p> }
        }
        _ => Html::default(),
    };
    let (seconds, line) = match truth {
        Some(truth) => (Some(truth.seconds.as_str()), Some(truth.last.as_str())),
        None => (None, None),
    };
    html! {
        <div class="prediction" role="group" aria-label={page::PREDICTION.get(lang)}>
            <h3>{ page::PREDICTION.get(lang) }</h3>
            <div class="field">
                <div>
                    <label for="guess-time">{ page::PREDICT_TIME.get(lang) }</label>
                    <span class="allowed" id="guess-unit">{ page::IN_SECONDS.get(lang) }</span>
                </div>
                <input type="text" class="number" id="guess-time" inputmode="decimal" autocomplete="off"
                    aria-describedby="guess-unit" value={guess.time.clone()} oninput={time} />
                { beside(&guess.time, seconds, seconds.is_some_and(|truth| is_same(&guess.time, truth))) }
            </div>
            <div class="field wide">
                <label for="guess-last">{ page::PREDICT_LAST.get(lang) }</label>
                <input type="text" id="guess-last" autocomplete="off" spellcheck="false" dir="auto"
                    value={guess.last.clone()} oninput={last} />
                { beside(&guess.last, line, line.is_some_and(|truth| guess.last.trim() == truth.trim())) }
            </div>
        </div>
    }
}

/// What the guess needs.
#[derive(Clone)]
pub struct PredictionProps {
    /// The language.
    pub lang: Lang,
    /// What was guessed.
    pub guess: Guess,
    /// What came of it, once the run is over.
    pub truth: Option<Truth>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// What was guessed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// How long it takes.
    pub time: String,
    /// What is printed last.
    pub last: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// How long it took: `3.000 s`.
    pub seconds: String,
    /// What was printed last.
    pub last: String,
}

/// Whether a guessed number of seconds is the true one, however it is spelled.
fn is_same(guess: &str, truth: &str) -> bool {
    let number = |text: &str| text.trim().trim_end_matches('s').trim().parse::<f64>().ok();
    match (number(guess), number(truth)) {
        (Some(guess), Some(truth)) => (guess - truth).abs() < 0.000_5,
        _ => false,
    }
}
