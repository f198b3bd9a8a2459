//! The catalogue: every scenario, by the parts of the lesson.

use yew::prelude::*;

use super::offline::OfflineNote;
use crate::app::{Action, Progress};
use crate::scenarios::{Group, Scenario, catalogue};
use crate::text::{Lang, page, program, recordings};

/// The list at the side.
pub fn catalogue_pane(props: &CatalogueProps) -> Html {
    let close = props.act.reform(|_: MouseEvent| Action::Catalogue(false));
    html! {
        <nav class="catalogue" id="catalogue" aria-label={page::SCENARIOS.get(props.lang)} onclick={close}>
            <a class="lesson-link" href="#/lesson">{ page::LESSON.get(props.lang) }</a>
            // The header has them where it has room.
            <a class="lesson-link narrow" href="#/program">{ program::MY_PROGRAMS.get(props.lang) }</a>
            <a class="lesson-link narrow" href="#/recordings">{ recordings::RECORDINGS.get(props.lang) }</a>
            { groups(props.lang, props.current, &props.progress) }
            <OfflineNote lang={props.lang} />
        </nav>
    }
}

/// What the catalogue needs.
#[derive(Clone)]
pub struct CatalogueProps {
    /// The language.
    pub lang: Lang,
    /// The id of the scenario that is open.
    pub current: Option<&'static str>,
    /// What is done.
    pub progress: Progress,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The scenarios as lists of links, a list for each group that has any.
pub fn groups(lang: Lang, current: Option<&'static str>, progress: &Progress) -> Html {
    let link = |scenario: &Scenario| {
        let here = (current == Some(scenario.id)).then_some("page");
        html! {
            <li><a href={format!("#/{}", scenario.id)} aria-current={here}>
                { scenario.title.get(lang) }
                if progress.has_scenario(scenario.id) {
                    <span class="done" role="img" aria-label={page::ANSWERED.get(lang)} title={page::ANSWERED.get(lang)}>{ "✓" }</span>
                }
            </a></li>
        }
    };
    let group = |group: Group| {
        let members: Vec<Html> = catalogue()
            .iter()
            .filter(|scenario| scenario.group == group)
            .map(link)
            .collect();
        if members.is_empty() {
            return Html::default();
        }
        html! { <><h2>{ group.title().get(lang) }</h2><ul>{ for members }</ul></> }
    };
    html! { <>{ for Group::ALL.into_iter().map(group) }</> }
}
