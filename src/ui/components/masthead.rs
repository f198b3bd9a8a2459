//! The header: name, palette, switches.

use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::app::action::{Action, Overlay};
use crate::app::preferences::Theme;
use crate::text::{Lang, habits, page};

/// The header of the page.
pub fn masthead(props: &MastheadProps) -> Html {
    let MastheadProps {
        lang,
        theme,
        catalogue,
        has_sound,
        act,
    } = props.clone();
    let on = |action: Action| act.reform(move |_: MouseEvent| action.clone());
    let to_theme = match theme {
        Theme::Light => page::TO_DARK,
        Theme::Dark => page::TO_LIGHT,
    };
    let sound = match has_sound {
        true => habits::SOUND_OFF,
        false => habits::SOUND_ON,
    };
    let other = match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    };
    html! {
        <header class="masthead">
            <button class="button open-catalogue" type="button" aria-label={page::SCENARIOS.get(lang)}
                aria-expanded={catalogue.to_string()} aria-controls="catalogue"
                onclick={on(Action::Catalogue(!catalogue))}>
                { icon(Shape::List) }
            </button>
            <a class="brand" href="#/">
                <svg viewBox="0 0 32 32" aria-hidden="true">
                    <path class="ring" d="M13.2 5.4A11 11 0 1 0 26.6 18.8" />
                    <circle class="dot" cx="24" cy="8" r="3" />
                </svg>
                <span class="name">{ "Loopscope" }</span>
            </a>
            <span class="tagline">{ page::TAGLINE.get(lang) }</span>
            <span class="space" />
            <button class="button find" type="button" onclick={on(Action::Open(Overlay::Palette))}>
                <span class="words">{ page::FIND.get(lang) }</span>
                { icon(Shape::Find) }
                <kbd class="wide" aria-hidden="true">{ "Ctrl K" }</kbd>
            </button>
            <button class="button compare-button" type="button" onclick={on(Action::Open(Overlay::Compare))}>{ page::COMPARE.get(lang) }</button>
            <button class="button" type="button" onclick={on(Action::Share)}>{ page::SHARE.get(lang) }</button>
            <button class="button" type="button" onclick={on(Action::Open(Overlay::Export))}>{ page::EXPORT.get(lang) }</button>
            <button class="button sound" type="button" aria-label={sound.get(lang)} title={sound.get(lang)}
                onclick={on(Action::Sound(!has_sound))}>
                { icon(if has_sound { Shape::Sound } else { Shape::Silence }) }
            </button>
            <button class="button keys-button" type="button" aria-label={page::SHORTCUTS.get(lang)}
                title={page::SHORTCUTS.get(lang)} onclick={on(Action::Open(Overlay::Help))}>{ "?" }</button>
            <button class="button language" type="button" lang={other.tag()}
                onclick={on(Action::Language(other))}>{ page::OTHER_LANGUAGE.get(lang) }</button>
            <button class="button theme" type="button" aria-label={to_theme.get(lang)}
                title={to_theme.get(lang)} onclick={on(Action::Theme(theme.other()))}>
                { icon(Shape::Theme) }
            </button>
        </header>
    }
}

/// What the header needs.
#[derive(Clone)]
pub struct MastheadProps {
    /// The language.
    pub lang: Lang,
    /// The theme that is shown.
    pub theme: Theme,
    /// Whether the catalogue is open, where it opens.
    pub catalogue: bool,
    /// Whether the sound is on.
    pub has_sound: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}
