//! The root of the page in Yew: holds the state, sends it actions, performs its effects, draws it.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use yew::prelude::*;

use super::components::form::Known;
use super::listeners::listeners;
use super::platform::{BrowserPlatform, surroundings};
use super::sound::Sound;
use super::{effects, panic, screen};
use crate::app::{Action, Effect, State, update};
use crate::scenarios::Scenario;

/// The page.
pub struct App {
    state: State,
    /// Where actions go.
    act: Callback<Action>,
    /// The sound, while it is on.
    sound: Option<Sound>,
    dialog_open: Rc<Cell<bool>>,
    _listeners: Vec<EventListener>,
}

/// What the page may be given.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// A scenario to show instead of what the address says.
    pub scenario: Option<Known<Scenario>>,
}

impl Component for App {
    type Message = Action;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let act = ctx.link().callback(|action| action);
        let dialog_open = Rc::new(Cell::new(false));
        let platform = Rc::new(BrowserPlatform { act: act.clone() });
        let scenario = ctx.props().scenario.map(|Known(scenario)| scenario);
        let (state, begun) = State::open(platform, surroundings(scenario));
        let mut app = Self {
            state,
            sound: None,
            _listeners: listeners(&act, &dialog_open),
            dialog_open,
            act,
        };
        app.perform(begun);
        app
    }

    fn update(&mut self, _ctx: &Context<Self>, action: Action) -> bool {
        let changed = !self.state.ignores(&action);
        self.take(action);
        self.dialog_open.set(self.state.overlay.is_some());
        changed
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        screen::page(&self.state, &self.act)
    }
}

impl App {
    fn take(&mut self, action: Action) {
        remember(&action);
        let effects = update(&mut self.state, action);
        self.perform(effects);
        if let (Some(sound), Some(session)) = (&mut self.sound, &self.state.session) {
            sound.follow(session);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let answer = match effect {
                Effect::Sound(on) => self.turn_sound(on),
                effect => effects::perform(effect, &self.state, &self.act),
            };
            if let Some(answer) = answer {
                self.take(answer);
            }
        }
    }

    fn turn_sound(&mut self, on: bool) -> Option<Action> {
        let session = self.state.session.as_ref();
        self.sound = on.then(|| Sound::start(session)).flatten();
        on.then_some(Action::SoundStarted(self.sound.is_some()))
    }
}

/// For the report of a failure: what was done, without what was typed.
fn remember(action: &Action) {
    match action {
        Action::Frame(_) => {}
        Action::Write(name, _) => panic::remember(format!("Write({name:?})")),
        Action::Address(_) => panic::remember("Address".to_owned()),
        action => panic::remember(format!("{action:?}")),
    }
}
