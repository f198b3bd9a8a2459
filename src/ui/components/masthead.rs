//! The header: name, rooms, finding, sharing, switches, and a menu of the rest.

use yew::prelude::*;

use super::icon::{Shape, icon};
use super::share::ShareCard;
use crate::app::Sharing;
use crate::app::action::{Action, Overlay};
use crate::app::preferences::Theme;
use crate::text::{Lang, Text, bookmarks, habits, head, page, program, recordings};

/// The header of the page.
pub fn masthead(props: &MastheadProps) -> Html {
    let MastheadProps {
        lang,
        theme,
        room,
        catalogue,
        sharing,
        act,
        ..
    } = props.clone();
    let on = |action: Action| act.reform(move |_: MouseEvent| action.clone());
    let (to_theme, other) = (other_theme(theme), other_language(lang));
    let here = |which: Room| (room == which).then_some("page");
    html! {
        <header class="masthead">
            <a class="brand" href="#/">
                <svg viewBox="0 0 32 32" aria-hidden="true">
                    <path class="ring" d="M13.2 5.4A11 11 0 1 0 26.6 18.8" />
                    <circle class="dot" cx="24" cy="8" r="3" />
                </svg>
                <span class="name">{ "Loopscope" }</span>
            </a>
            <nav class="rooms" aria-label="Loopscope">
                <button class="room open-catalogue" type="button" aria-current={here(Room::Scenarios)}
                    aria-expanded={catalogue.to_string()} aria-controls="catalogue"
                    onclick={on(Action::Catalogue(!catalogue))}>
                    { page::SCENARIOS.get(lang) }<span class="down" aria-hidden="true">{ "▾" }</span>
                </button>
                <a class="room" href="#/lesson" aria-current={here(Room::Lesson)}>{ head::LESSON.get(lang) }</a>
                <a class="room" href="#/program" aria-current={here(Room::Programs)}>{ program::MY_PROGRAMS.get(lang) }</a>
                <a class="room" href="#/recordings" aria-current={here(Room::Recordings)}>{ recordings::RECORDINGS.get(lang) }</a>
            </nav>
            <span class="space" />
            <button class="button find" type="button" onclick={on(Action::Open(Overlay::Palette))}>
                { icon(Shape::Find) }
                <span class="words">{ head::FIND.get(lang) }</span>
                <kbd class="wide" aria-hidden="true">{ "Ctrl K" }</kbd>
            </button>
            <div class="sharing">
                <button class="button share" type="button" aria-expanded={sharing.is_some().to_string()} onclick={on(Action::Share)}>
                    { icon(Shape::Share) }<span class="words">{ page::SHARE.get(lang) }</span>
                </button>
                if let Some(sharing) = sharing { <ShareCard {lang} {sharing} act={act.clone()} /> }
            </div>
            <button class="button plain language" type="button" lang={other.tag()}
                onclick={on(Action::Language(other))}>{ page::OTHER_LANGUAGE.get(lang) }</button>
            <button class="button plain theme" type="button" aria-label={to_theme.get(lang)}
                title={to_theme.get(lang)} onclick={on(Action::Theme(theme.other()))}>
                { icon(Shape::Theme) }
            </button>
            <button class="button plain keys-button" type="button" aria-label={page::SHORTCUTS.get(lang)}
                title={page::SHORTCUTS.get(lang)} onclick={on(Action::Open(Overlay::Help))}>{ "?" }</button>
            { menu(props) }
        </header>
    }
}

const fn other_theme(theme: Theme) -> Text {
    match theme {
        Theme::Light => page::TO_DARK,
        Theme::Dark => page::TO_LIGHT,
    }
}

const fn other_language(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// The rooms for which a narrow header has no place.
const ROOMS: [(Text, &str); 3] = [
    (head::LESSON, "#/lesson"),
    (program::MY_PROGRAMS, "#/program"),
    (recordings::RECORDINGS, "#/recordings"),
];

/// What is wanted now and then.
fn menu(props: &MastheadProps) -> Html {
    let MastheadProps {
        lang,
        theme,
        has_sound,
        menu,
        can_stop,
        bookmarks: marks,
        act,
        ..
    } = props;
    let lang = *lang;
    let item = |name: String, class: &'static str, action: Action| {
        let act = act.clone();
        let choose = Callback::from(move |_: MouseEvent| {
            act.emit(action.clone());
            act.emit(Action::Menu(false));
        });
        html! { <li><button class={classes!("item", class)} type="button" onclick={choose}>{ name }</button></li> }
    };
    let (to_theme, other) = (other_theme(*theme), other_language(lang));
    let sound = match has_sound {
        true => habits::SOUND_OFF,
        false => habits::SOUND_ON,
    };
    let toggle = act.reform({
        let open = !menu;
        move |_: MouseEvent| Action::Menu(open)
    });
    html! {
        <div class="menu">
            <button class="button plain more" id="more" type="button" aria-label={head::MORE.get(lang)} title={head::MORE.get(lang)}
                aria-expanded={menu.to_string()} aria-controls="more-menu" onclick={toggle}>{ icon(Shape::More) }</button>
            if *menu {
                <ul class="items" id="more-menu">
                    { for ROOMS.iter().map(|(name, address)| html! {
                        <li><a class="item rooms-item" href={*address} onclick={act.reform(|_: MouseEvent| Action::Menu(false))}>{ name.get(lang) }</a></li>
                    }) }
                    if *can_stop { { item(page::STOP.get(lang).to_owned(), "stop", Action::Stop) } }
                    { item(page::COMPARE.get(lang).to_owned(), "compare-button", Action::Open(Overlay::Compare)) }
                    { item(page::EXPORT.get(lang).to_owned(), "export", Action::Open(Overlay::Export)) }
                    if let Some((here, count)) = *marks {
                        { item(if here { bookmarks::UNSET } else { bookmarks::SET }.get(lang).to_owned(), "mark", Action::Mark) }
                        { item(format!("{} ({count})", bookmarks::BOOKMARKS.get(lang)), "bookmarks", Action::Open(Overlay::Bookmarks)) }
                    }
                    { item(sound.get(lang).to_owned(), "sound", Action::Sound(!has_sound)) }
                    { item(page::OTHER_LANGUAGE.get(lang).to_owned(), "narrow", Action::Language(other)) }
                    { item(to_theme.get(lang).to_owned(), "narrow", Action::Theme(theme.other())) }
                    { item(page::SHORTCUTS.get(lang).to_owned(), "keys", Action::Open(Overlay::Help)) }
                </ul>
            }
        </div>
    }
}

/// A room of the page, as the header names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A scenario.
    Scenarios,
    /// The lesson.
    Lesson,
    /// A person's own programs.
    Programs,
    /// The recordings.
    Recordings,
    /// None of them.
    Elsewhere,
}

/// What the header needs.
#[derive(Clone)]
pub struct MastheadProps {
    /// The language.
    pub lang: Lang,
    /// The theme that is shown.
    pub theme: Theme,
    /// Where the page is.
    pub room: Room,
    /// Whether the catalogue is open.
    pub catalogue: bool,
    /// Whether the menu is open.
    pub menu: bool,
    /// Whether there is a paused run, which can be ended.
    pub can_stop: bool,
    /// Whether the sound is on.
    pub has_sound: bool,
    /// The link that was just made.
    pub sharing: Option<Sharing>,
    /// Whether there is a bookmark at the cursor, and how many there are; none without a run.
    pub bookmarks: Option<(bool, usize)>,
    /// Where actions go.
    pub act: Callback<Action>,
}
