//! The palette: finds a scenario or a command by its words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::app::action::{Action, Overlay};
use crate::app::panes::{Code, Side};
use crate::app::speed::Speed;
use crate::scenarios::search;
use crate::text::{Lang, Text, habits, page};
use crate::ui::dom;
use crate::view_model::steps::Step;

/// The palette, as a dialog with a list that follows what is typed.
#[component]
pub fn Palette(props: &PaletteProps) -> Html {
    let lang = props.lang;
    // Kept beside the drawing: a key may come before what was typed is drawn.
    let place = use_mut_ref(Place::default);
    let redraw = use_force_update();
    let found = find(lang, &place.borrow().typed);
    let chosen = place.borrow().chosen;
    use_effect_with(chosen, |chosen| scroll_to(*chosen));
    let take = {
        let act = props.act.clone();
        Callback::from(move |target: Target| {
            act.emit(Action::Close);
            match target {
                Target::Scenario(id) => go(id),
                Target::Command(action) => act.emit(action),
            }
        })
    };
    let oninput = {
        let (place, redraw) = (place.clone(), redraw.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            place.replace(Place { typed, chosen: 0 });
            redraw.force_update();
        })
    };
    let onkeydown = {
        let (place, take) = (place.clone(), take.clone());
        Callback::from(move |event: KeyboardEvent| {
            let found = find(lang, &place.borrow().typed);
            let chosen = place.borrow().chosen;
            let next = match event.key().as_str() {
                "ArrowDown" => chosen + 1,
                "ArrowUp" => chosen + found.len().saturating_sub(1),
                "Enter" => {
                    if let Some(item) = found.into_iter().nth(chosen) {
                        take.emit(item.target);
                    }
                    return event.prevent_default();
                }
                _ => return,
            };
            place.borrow_mut().chosen = next.checked_rem(found.len()).unwrap_or(0);
            redraw.force_update();
            event.prevent_default();
        })
    };
    let row = |(number, item): (usize, &Item)| {
        let (take, target) = (take.clone(), item.target.clone());
        html! {
            <li role="option" id={format!("found-{number}")} aria-selected={(number == chosen).to_string()}
                onclick={Callback::from(move |_: MouseEvent| take.emit(target.clone()))}>
                <span>{ &item.title }</span><span class="kind">{ item.kind.get(lang) }</span>
            </li>
        }
    };
    html! {
        <Dialog title={page::FIND.get(lang)} class="palette" {lang} act={props.act.clone()}>
            <input type="text" id="find" role="combobox" aria-label={page::FIND.get(lang)} aria-expanded="true"
                aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false" autofocus=true
                aria-activedescendant={(!found.is_empty()).then(|| format!("found-{chosen}"))}
                value={place.borrow().typed.clone()} {oninput} {onkeydown} />
            <div class="body" tabindex="0">
                <ul id="found" role="listbox" aria-label={page::FIND.get(lang)}>
                    { for found.iter().enumerate().map(row) }
                </ul>
                if found.is_empty() { <p class="muted" role="status">{ page::NO_MATCH.get(lang) }</p> }
            </div>
        </Dialog>
    }
}

/// What was typed, and which of what it found is chosen.
#[derive(Default)]
struct Place {
    typed: String,
    chosen: usize,
}

/// What the palette needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PaletteProps {
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub act: Callback<Action>,
}

#[derive(Clone)]
enum Target {
    Scenario(&'static str),
    Command(Action),
}

struct Item {
    title: String,
    kind: Text,
    target: Target,
}

/// What matches every word that was typed, in either language, scenarios first.
fn find(lang: Lang, typed: &str) -> Vec<Item> {
    let typed = typed.to_lowercase();
    let matches = |title: Text| {
        let whole = format!("{} {}", title.en, title.zh).to_lowercase();
        typed.split_whitespace().all(|word| whole.contains(word))
    };
    let scenarios = search(&typed).into_iter().map(|scenario| Item {
        title: scenario.title.get(lang).to_owned(),
        kind: page::SCENARIO,
        target: Target::Scenario(scenario.id),
    });
    let commands = commands().into_iter().filter(|(title, _)| matches(*title));
    let commands = commands.map(|(title, action)| Item {
        title: title.get(lang).to_owned(),
        kind: page::COMMAND,
        target: Target::Command(action),
    });
    scenarios.chain(commands).collect()
}

fn commands() -> Vec<(Text, Action)> {
    vec![
        (page::KEY_RUN, Action::RunOrPause),
        (page::STEP, Action::Step),
        (page::NEXT_EVENT_LONG, Action::NextEvent),
        (page::STOP, Action::Stop),
        (page::BACK, Action::Move(Step::Event, false)),
        (page::TO_START, Action::ToStart),
        (page::TO_END, Action::ToEnd),
        (page::RESET_LONG, Action::Reset),
        (page::UNDO, Action::Undo),
        (page::RUN_INSTANTLY, Action::Speed(Speed::Instant)),
        (page::SHOW_PYTHON, Action::Code(Code::Python)),
        (page::SHOW_RUST, Action::Code(Code::Rust)),
        (habits::BESIDE_LONG, Action::Beside(true)),
        (habits::TABBED_LONG, Action::Beside(false)),
        (habits::RESET_SIZES, Action::ResetSizes),
        (habits::SOUND_ON, Action::Sound(true)),
        (habits::SOUND_OFF, Action::Sound(false)),
        (page::COPY_LONG, Action::CopyCode),
        (page::SHARE, Action::Share),
        (page::EXPORT, Action::Open(Overlay::Export)),
        (page::COMPARE, Action::Open(Overlay::Compare)),
        (page::NEXT_PRINT, Action::Move(Step::Printed, true)),
        (page::PRINT_BEFORE, Action::Move(Step::Printed, false)),
        (page::WAITS, Action::Look(Side::Waits)),
        (page::FINDINGS, Action::Look(Side::Findings)),
        (page::ENGLISH, Action::Language(Lang::En)),
        (page::CHINESE, Action::Language(Lang::Zh)),
        (
            page::TO_DARK,
            Action::Theme(crate::app::preferences::Theme::Dark),
        ),
        (
            page::TO_LIGHT,
            Action::Theme(crate::app::preferences::Theme::Light),
        ),
        (page::SHORTCUTS, Action::Open(Overlay::Help)),
    ]
}

fn go(id: &str) {
    if let Some(window) = dom::window() {
        // Setting the hash does what a click on its link does.
        let _refused = window.location().set_hash(&format!("/{id}"));
    }
}

fn scroll_to(chosen: usize) {
    let row = dom::document().and_then(|page| page.get_element_by_id(&format!("found-{chosen}")));
    if let Some(row) = row {
        row.scroll_into_view_with_bool(false);
    }
}
