//! The head of the page, one card in three rows: the question and its answer; the transport and the
//! sentence; the strip that says what kind of result this is.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{colour, lesson, recorded};
use crate::app::guess::Answered;
use crate::app::panes::Side;
use crate::app::run::Failure;
use crate::app::{Action, Difference, Explore, Interpreter, Opened, RunState, Session, State};
use crate::scenarios::quiz::{Grade, Guess};
use crate::scenarios::{Scenario, catalogue};
use crate::text::{Lang, Text, exploring, head as say, interventions, page, program, quiz};
use crate::ui::dom;
use crate::view_model::deadlock::deadlock_headline;
use crate::view_model::narration::Sentence;
use crate::view_model::{WallClock, format};

/// The head's rows around the transport.
pub fn head(state: &State, act: &Callback<Action>, transport: Html) -> Html {
    let lang = state.preferences.lang;
    let run_state = state.run_state();
    let opened = state.opened();
    let answered = state.answered();
    let is_open = opened.is_some() && answered.is_none() && state.session.is_none();
    let step = state.lesson_step();
    html! {
        <section class="card head" aria-label={say::HEAD.get(lang)} data-asks={is_open.then_some("")} data-lesson={step.map(|_| "")}>
            if let Some(question) = state.draft().and_then(|draft| draft.question.as_ref()) {
                <div class="row ask"><div class="title"><p class="question">{ question.get(lang) }</p></div></div>
            }
            if let Some(opened) = opened {
                <div class="row ask">
                    { title(state, opened) }
                    if let Some(answered) = &answered {
                        { answer(lang, answered, way_on(lang, opened)) }
                    } else if let Some((place, step)) = step.filter(|_| is_open) {
                        { lesson::context(lang, place, step) }
                    }
                </div>
                if is_open { { guess(lang, opened.scenario, &state.guess, act) } }
            }
            <div class="row go">
                { transport }
                <div class="telling">{ sentence(state, &run_state) }{ position(state) }{ time_of_day(state) }</div>
            </div>
            <div class="strips">
                { strip(state, &run_state, act) }
                if let Some((_, step)) = step.filter(|_| answered.is_some()) { { lesson::idea(lang, step, act) } }
            </div>
        </section>
    }
}

fn title(state: &State, opened: &Opened) -> Html {
    let lang = state.preferences.lang;
    html! {
        <div class="title">
            <div class="names">
                { match state.lesson_step() {
                    Some((place, _)) => lesson::place(lang, place, &state.preferences.progress),
                    None => names(lang, opened.scenario),
                } }
            </div>
            <p class="question">{ opened.scenario.quiz.question(&opened.values_or_defaults(), lang) }</p>
            { problems(state, opened) }
        </div>
    }
}

/// What is wrong with the address, and what that means for what is shown.
pub fn problems(state: &State, opened: &Opened) -> Html {
    let lang = state.preferences.lang;
    let stands_in = state
        .session
        .as_ref()
        .is_some_and(|session| session.stands_in);
    let refused = opened.refused.iter().map(|refused| refused.message(lang));
    let wrong = opened.problems.iter().map(|problem| problem.message(lang));
    let alert = |said: String| html! { <p class="problem" role="alert">{ said }</p> };
    html! {
        <>
        { for refused.chain(wrong).map(alert) }
        if stands_in { <p class="problem" role="status">{ interventions::STAND_IN.get(lang) }</p> }
        </>
    }
}

/// The scenario's name, where it stands in the catalogue, and the ways to its neighbours.
fn names(lang: Lang, scenario: &Scenario) -> Html {
    let all = catalogue();
    let number = all.iter().position(|other| other.id == scenario.id);
    let neighbour = |at: Option<usize>, name: Text, arrow: &'static str| {
        let other = at.and_then(|at| all.get(at));
        html! {
            if let Some(other) = other {
                <a class="arrow" href={format!("#/{}", other.id)} aria-label={format!("{}: {}", name.get(lang), other.title.get(lang))}
                    title={other.title.get(lang)}>{ arrow }</a>
            }
        }
    };
    let group = scenario.group.title().get(lang);
    html! {
        <>
        <h1>{ scenario.title.get(lang) }</h1>
        if let Some(number) = number {
            <span class="place">{ say::place(lang, group, number + 1, all.len()) }</span>
            { neighbour(number.checked_sub(1), say::PREVIOUS, "‹") }
            { neighbour(Some(number + 1), say::NEXT, "›") }
        }
        </>
    }
}

/// The guess, directly above Run: chips where there are few answers, else a field.
fn guess(lang: Lang, scenario: &Scenario, guess: &str, act: &Callback<Action>) -> Html {
    let chip = |words: &'static str| {
        let chosen = guess == words;
        let choose = act.reform(move |_: MouseEvent| {
            Action::Guess(if chosen {
                String::new()
            } else {
                words.to_owned()
            })
        });
        html! {
            <button class="button pill" type="button" aria-pressed={chosen.to_string()} onclick={choose}>{ words }</button>
        }
    };
    let field = |unit: Text| {
        let typed = act.reform(|event: InputEvent| {
            Action::Guess(event.target_unchecked_into::<HtmlInputElement>().value())
        });
        html! {
            <input type="text" id="guess" inputmode="decimal" autocomplete="off" size="8" value={guess.to_owned()}
                placeholder={unit.get(lang)} oninput={typed} />
        }
    };
    let kind = &scenario.quiz.guess;
    let body = match kind {
        Guess::Seconds => field(say::SECONDS),
        Guess::Number { .. } => field(say::NUMBER),
        Guess::Choice(choices) => {
            html! { { for choices.iter().map(|choice| chip(choice.get(lang))) } }
        }
    };
    let label = match kind {
        Guess::Choice(_) => html! { <span id="guess-name">{ say::GUESS.get(lang) }</span> },
        _ => html! { <label for="guess" id="guess-name">{ say::GUESS.get(lang) }</label> },
    };
    html! {
        <div class="guess" role="group" aria-labelledby="guess-name">
            { label }
            { body }
            if kind.allows_never() { { chip(quiz::NEVER.get(lang)) } }
        </div>
    }
}

/// Where to go next: what is said above it, the address, and its name. Nowhere from the last
/// scenario.
fn way_on(lang: Lang, opened: &Opened) -> Option<(String, String, &'static str)> {
    if let Some(place) = opened.step {
        return Some(lesson::way_on(lang, place));
    }
    let all = catalogue();
    let at = all
        .iter()
        .position(|other| other.id == opened.scenario.id)?;
    let next = all.get(at + 1)?;
    let above = say::next(lang, at + 2, all.len());
    Some((above, format!("#/{}", next.id), next.title.get(lang)))
}

/// What the run answers, how near the guess was, and where to go next.
fn answer(lang: Lang, answered: &Answered, way_on: Option<(String, String, &'static str)>) -> Html {
    let judged = answered.judged(lang);
    let right = match answered.grade {
        Grade::None => None,
        Grade::Right => Some("true"),
        Grade::Unread | Grade::Wrong(_) => Some("false"),
    };
    html! {
        <div class="answering" role="status"><dl class="answer">
            <div class="guessed" data-right={right}>
                <dt>{ say::YOUR_GUESS.get(lang) }</dt>
                <dd>
                    if answered.guess.is_empty() {
                        <span class="muted">{ say::NO_GUESS.get(lang) }</span>
                    } else {
                        <b>{ &answered.guess }</b>{ " " }<span class="off">{ judged }</span>
                    }
                </dd>
            </div>
            <div class="true">
                <dt>{ say::ANSWER.get(lang) }</dt>
                <dd><b>{ &answered.truth }</b>{ format!(": {}", answered.because) }</dd>
            </div>
            <div class="wrong">
                <dt>{ say::WRONG.get(lang) }</dt>
                <dd>{ answered.wrong }</dd>
            </div>
            if let Some((above, address, name)) = way_on {
                <div class="next">
                    <dt>{ above }</dt>
                    <dd><a href={address} id="next">{ name }{ " →" }</a></dd>
                </div>
            }
        </dl></div>
    }
}

/// The step at the cursor in one sentence.
pub fn sentence(state: &State, run_state: &RunState) -> Html {
    let lang = state.preferences.lang;
    let told = state.snapshot.panes().map(|panes| &panes.told);
    // A run that goes on says more than anybody can listen to.
    let live = if *run_state == RunState::Running {
        "off"
    } else {
        "polite"
    };
    html! {
        <p class="sentence" role="status" aria-live={live} aria-label={page::NARRATION.get(lang)}>
            { match told {
                Some(sentence) => words(sentence),
                None => before(lang, state),
            } }
        </p>
    }
}

/// Which step that is, of how many.
pub fn position(state: &State) -> Html {
    let preferences = &state.preferences;
    let said = match &state.session {
        None => page::NOT_RUN.get(preferences.lang).to_owned(),
        Some(session) => {
            preferences
                .level
                .label(session.analysis(), session.position(), preferences.lang)
        }
    };
    let cursor = state
        .session
        .as_ref()
        .map(|session| (session.position(), session.len()));
    html! {
        <span class="position" data-cursor={cursor.map(|it| it.0.to_string())} data-events={cursor.map(|it| it.1.to_string())}>{ said }</span>
    }
}

/// What the clock of the machine that was recorded said at the cursor.
fn time_of_day(state: &State) -> Html {
    let session = state.session.as_ref().filter(|it| it.is_recording());
    let said = session.and_then(|session| {
        let clock = WallClock::of(&session.header()?)?;
        Some(clock.time(session.time()))
    });
    html! { if let Some(said) = said { <time class="position">{ said }</time> } }
}

fn words(sentence: &Sentence) -> Html {
    let colour = sentence.task.as_ref().map(|task| colour(task.colour));
    html! {
        <>
        <i class="tick" data-colour={colour} aria-hidden="true" />
        <b>{ &sentence.said.bold }</b>{ &sentence.said.rest }
        </>
    }
}

fn before(lang: Lang, state: &State) -> Html {
    let guess = state.guess.trim();
    html! {
        <>
        if !guess.is_empty() { { say::you_guess(lang, guess) }{ " " } }
        { match state.draft() {
            Some(draft) if draft.is_empty() => program::EMPTY.get(lang),
            Some(_) => program::PRESS_RUN.get(lang),
            None => say::PRESS_RUN.get(lang),
        } }
        </>
    }
}

/// What kind of result this is, where it is not simply one.
pub fn strip(state: &State, run_state: &RunState, act: &Callback<Action>) -> Html {
    let lang = state.preferences.lang;
    if let Some(session) = state.session.as_ref().filter(|it| it.is_recording()) {
        return recorded::strip(state, session, act);
    }
    let look = |side: Side, name: Text| {
        let look = act.reform(move |_: MouseEvent| Action::Look(side));
        html! { <button class="link" type="button" onclick={look}>{ name.get(lang) }</button> }
    };
    let (kind, words, way) = match run_state {
        RunState::Deadlocked(when) => (
            "wrong",
            html! {
                <><b>{ say::deadlock_at(lang, &format::seconds(*when)) }</b>{ " " }
                { deadlock_words(state) }{ " " }{ say::CPYTHON_HANGS.get(lang) }</>
            },
            html! { <>{ look(Side::Waits, say::WHO_WAITS) }{ without_it(state, act) }</> },
        ),
        RunState::Failed(line) => {
            let (class, message) = line.split_once(": ").unwrap_or((line, ""));
            let when = state
                .session
                .as_ref()
                .map(|session| format::seconds(session.trace().now()))
                .unwrap_or_default();
            (
                "wrong",
                html! { <><b>{ say::failed_at(lang, class, &when) }</b>{ format!(" {message}") }</> },
                match state
                    .session
                    .as_ref()
                    .and_then(Session::left)
                    .and_then(|left| left.line)
                {
                    Some(line) => to_line(lang, line, act),
                    None => look(Side::Findings, say::SEE_FINDINGS),
                },
            )
        }
        RunState::Broken(failure) => ("wrong", broken(lang, failure), Html::default()),
        RunState::Unreadable(wrong) => {
            let line = wrong.from.0;
            (
                "wrong",
                html! { <><b>{ program::at_line(lang, line) }</b>{ format!(" {}", wrong.message) }</> },
                to_line(lang, line, act),
            )
        }
        RunState::Changed(change) => {
            let (before, lines, after) = program::stale(lang, change.first, change.last);
            (
                "stale",
                html! { <>{ before }<b>{ lines }</b>{ after }</> },
                run_again(lang, act),
            )
        }
        RunState::CannotStart(errors) => {
            let Some(error) = errors.first() else {
                return Html::default();
            };
            let field = format!("field-{}", error.param.name);
            let go = Callback::from(move |_: MouseEvent| dom::focus(&field));
            (
                "wrong",
                html! { <><b>{ say::CANNOT_START.get(lang) }</b>{ format!(" {}: {}", error.param.label.get(lang), error.message(lang)) }</> },
                html! { <button class="link" type="button" onclick={go}>{ say::GO_TO_FIELD.get(lang) }</button> },
            )
        }
        RunState::Stale(differences) => ("stale", stale(lang, differences), run_again(lang, act)),
        RunState::Exploring => ("news", exploring_words(state), Html::default()),
        RunState::OtherOrder => {
            let back = act.reform(|_: MouseEvent| Action::Explore(Explore::Back));
            (
                "news",
                other_order(state),
                html! { <button class="link" type="button" onclick={back}>{ exploring::BACK.get(lang) }</button> },
            )
        }
        RunState::Stopped => (
            "stale",
            html! { <b>{ say::STOPPED.get(lang) }</b> },
            Html::default(),
        ),
        RunState::Before | RunState::Running if state.draft().is_some() => {
            return loading(lang, state, act);
        }
        RunState::Before
        | RunState::Running
        | RunState::Paused
        | RunState::Finished
        | RunState::Recording => return Html::default(),
    };
    html! {
        <div class="strip" data-kind={kind} role="status"><p>{ words }</p>{ way }</div>
    }
}

/// A hang asks whether another order has none.
fn without_it(state: &State, act: &Callback<Action>) -> Html {
    if state.explorable().is_none() {
        return Html::default();
    }
    let lang = state.preferences.lang;
    let search = Callback::from({
        let act = act.clone();
        move |_: MouseEvent| {
            act.emit(Action::Explore(Explore::Show(true)));
            act.emit(Action::Explore(Explore::Start));
        }
    });
    html! { <button class="link" type="button" onclick={search}>{ exploring::WITHOUT_IT.get(lang) }</button> }
}

fn run_again(lang: Lang, act: &Callback<Action>) -> Html {
    let again = act.reform(|_: MouseEvent| Action::RunOrPause);
    html! { <button class="link" type="button" onclick={again}>{ say::RUN_AGAIN.get(lang) }</button> }
}

fn to_line(lang: Lang, line: u32, act: &Callback<Action>) -> Html {
    let go = act.reform(move |_: MouseEvent| Action::ShowLine(line));
    html! { <button class="link" type="button" onclick={go}>{ program::go_to_line(lang, line) }</button> }
}

/// Why the interpreter did not outlive its program.
fn broken(lang: Lang, failure: &Failure) -> Html {
    let (words, detail) = match failure {
        Failure::Stack => (program::FAILED_STACK, ""),
        Failure::Abort => (program::FAILED_ABORT, ""),
        Failure::Events => (program::FAILED_EVENTS, ""),
        Failure::Order => (exploring::BAD_TOKEN, ""),
        Failure::Start(detail) => (program::FAILED_START, detail.as_str()),
        Failure::Broken(detail) => (program::FAILED_BROKEN, detail.as_str()),
    };
    html! {
        <><b>{ words.get(lang) }</b>
        if !detail.is_empty() { <span lang="en">{ format!(" {detail}") }</span> }
        { " " }{ program::NEXT_IS_FRESH.get(lang) }</>
    }
}

/// What runs programs is still on its way, or does not come.
fn loading(lang: Lang, state: &State, act: &Callback<Action>) -> Html {
    match &state.interpreter {
        Interpreter::Loading(bytes) => html! {
            <div class="strip" data-kind="news" role="status"><p>
                <b>{ program::LOADING.get(lang) }</b>{ "  " }{ program::loaded(lang, *bytes) }
            </p></div>
        },
        Interpreter::Missing(reason) => {
            let again = act.reform(|_: MouseEvent| Action::WarmInterpreter);
            html! {
                <div class="strip" data-kind="wrong" role="status">
                    <p><b>{ program::MISSING.get(lang) }</b>{ " " }<span lang="en">{ reason }</span></p>
                    <button class="link" type="button" onclick={again}>{ program::TRY_AGAIN.get(lang) }</button>
                </div>
            }
        }
        Interpreter::Cold | Interpreter::Ready(_) => Html::default(),
    }
}

fn stale(lang: Lang, differences: &[Difference]) -> Html {
    let Some((first, others)) = differences.split_first() else {
        return Html::default();
    };
    let (before, after) = say::stale(lang, first.label, &first.is);
    html! {
        <>
        { before }<b>{ &first.was }</b>{ after }
        if !others.is_empty() { { say::and_others(lang, others.len()) } }
        </>
    }
}

/// How far the search has come.
fn exploring_words(state: &State) -> Html {
    let lang = state.preferences.lang;
    let found = state.exploring.as_ref().and_then(|it| it.found.as_ref());
    let orders = found.map_or(0, |found| found.search.orders().len());
    match orders {
        0 => html! { exploring::STARTING.get(lang) },
        _ => html! { exploring::tried(lang, orders) },
    }
}

/// Which order is shown, and where it departs from asyncio's own.
fn other_order(state: &State) -> Html {
    let lang = state.preferences.lang;
    let name = match state.order_number() {
        Some(number) => exploring::order(lang, number),
        None => exploring::ANOTHER_ORDER.get(lang).to_owned(),
    };
    let (before, after) = exploring::this_is(lang);
    let departs = state.order_departs().unwrap_or_default();
    let stop = exploring::STOP_SIGN.get(lang);
    html! { <>{ before }<b>{ name }</b>{ after }{ departs }{ stop }</> }
}

/// Why nothing can go on, in one sentence.
fn deadlock_words(state: &State) -> String {
    let headline = state.session.as_ref().and_then(|session| {
        deadlock_headline(&session.trace(), session.analysis(), state.preferences.lang)
    });
    headline.unwrap_or_default()
}
