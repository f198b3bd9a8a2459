//! A guess before the run, and the truth beside it after.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Action;
use crate::app::guess::{Guess, Truth};
use crate::text::{Lang, page};

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
    let is_right =
        |judge: fn(&Guess, &Truth) -> bool| truth.as_ref().is_some_and(|truth| judge(guess, truth));
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
                { beside(&guess.time, seconds, is_right(Guess::is_time_right)) }
            </div>
            <div class="field wide">
                <label for="guess-last">{ page::PREDICT_LAST.get(lang) }</label>
                <input type="text" id="guess-last" autocomplete="off" spellcheck="false" dir="auto"
                    value={guess.last.clone()} oninput={last} />
                { beside(&guess.last, line, is_right(Guess::is_last_right)) }
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
