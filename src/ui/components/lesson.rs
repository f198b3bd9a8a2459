//! The ordered lesson: every scenario's question, one after the other.

use yew::prelude::*;

use crate::scenarios::{Scenario, Values, catalogue};
use crate::text::{Lang, page};

/// The lesson's page.
pub fn lesson(lang: Lang) -> Html {
    let step = |scenario: &Scenario| {
        html! {
            <li>
                <a href={format!("#/{}", scenario.id)}>{ scenario.title.get(lang) }</a>
                <p>{ scenario.quiz.question(&Values::defaults(scenario.params), lang) }</p>
            </li>
        }
    };
    html! {
        <div class="lesson">
            <h1>{ page::LESSON.get(lang) }</h1>
            <p>{ page::LESSON_LEAD.get(lang) }</p>
            <ol>{ for catalogue().iter().map(step) }</ol>
        </div>
    }
}
