//! What a person should know about the program: what happened, why it matters, what to try.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::Action;
use crate::text::{Lang, page};
use crate::view_model::{Finding, format};

/// The findings up to the cursor.
pub fn findings_list(props: &FindingsProps) -> Html {
    let FindingsProps {
        lang,
        findings,
        act,
    } = props;
    let lang = *lang;
    if findings.is_empty() {
        return html! { <p class="none">{ page::NO_FINDINGS.get(lang) }</p> };
    }
    let entry = |finding: &Finding| {
        let cursor = finding.cursor;
        html! {
            <li>
                <h3>{ &finding.title }</h3>
                <p>{ &finding.what }</p>
                <p class="muted">{ &finding.why }</p>
                <p>{ &finding.advice }</p>
                <button class="button" type="button" onclick={act.reform(move |_: MouseEvent| Action::Go(cursor))}>
                    { page::go_to(lang, &format::seconds(finding.when)) }
                </button>
            </li>
        }
    };
    html! { <ul class="findings">{ for findings.iter().map(entry) }</ul> }
}

/// What the findings need.
#[derive(Clone)]
pub struct FindingsProps {
    /// The language.
    pub lang: Lang,
    /// The findings.
    pub findings: Rc<Vec<Finding>>,
    /// Where actions go.
    pub act: Callback<Action>,
}
