//! What a person should know about the program: what happened, why it matters, what to try.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::Action;
use crate::text::{Lang, bar_card as say, page};
use crate::view_model::{Evidence, Finding, Gravity, format};

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
    let moment = |evidence: &Evidence| {
        let cursor = evidence.cursor;
        let go = act.reform(move |_: MouseEvent| Action::Go(cursor));
        let line = evidence.place.map(|place| say::line(lang, place.line()));
        html! {
            <li><button class="link" type="button" onclick={go}>
                { format::seconds(evidence.when) }{ line.map(|line| format!(" · {line}")).unwrap_or_default() }
            </button></li>
        }
    };
    let entry = |finding: &Finding| {
        let cursor = finding.cursor;
        html! {
            <li data-gravity={gravity(finding.gravity)}>
                <h3>{ &finding.title }</h3>
                <p>{ &finding.what }</p>
                <p class="muted">{ &finding.why }</p>
                <p>{ &finding.advice }</p>
                if finding.evidence.len() > 1 {
                    <ul class="evidence">{ for finding.evidence.iter().take(MOMENTS).map(moment) }</ul>
                }
                <button class="button" type="button" onclick={act.reform(move |_: MouseEvent| Action::Go(cursor))}>
                    { page::go_to(lang, &format::seconds(finding.when)) }
                </button>
            </li>
        }
    };
    html! { <ul class="findings">{ for findings.iter().map(entry) }</ul> }
}

/// So many of the moments that show what a finding says are listed.
const MOMENTS: usize = 6;

fn gravity(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Error => "error",
        Gravity::Warning => "warning",
        Gravity::Hint => "hint",
    }
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
