//! What a person should know about the program: what happened, why it matters, what to try.

use std::collections::HashMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::app::Action;
use crate::text::{Lang, bar_card as say, page, recorded};
use crate::view_model::{Evidence, Finding, FindingKind, Gravity, format};

/// The findings up to the cursor.
pub fn findings_list(props: &FindingsProps) -> Html {
    let FindingsProps {
        lang,
        findings,
        files,
        act,
    } = props;
    let lang = *lang;
    if findings.is_empty() {
        return html! { <p class="none">{ page::NO_FINDINGS.get(lang) }</p> };
    }
    let moment = |evidence: &Evidence| {
        let cursor = evidence.cursor;
        let go = act.reform(move |_: MouseEvent| Action::Go(cursor));
        let line = evidence
            .place
            .map(|place| match files.get(usize::from(place.source().0)) {
                Some(file) => format!("{file}:{}", place.line()),
                None => say::line(lang, place.line()),
            });
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
    let mut alike: HashMap<FindingKind, usize> = HashMap::new();
    let mut more = 0;
    let shown = findings.iter().filter(|finding| {
        let number = alike.entry(finding.kind).or_default();
        *number += 1;
        more += usize::from(*number > ALIKE);
        *number <= ALIKE
    });
    let shown: Vec<&Finding> = shown.collect();
    html! {
        <>
        <ul class="findings">{ for shown.into_iter().map(entry) }</ul>
        if more > 0 { <p class="muted">{ recorded::more_alike(lang, more) }</p> }
        </>
    }
}

/// So many findings of one kind are listed.
const ALIKE: usize = 5;

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
    /// The names of the source files by their numbers; of a program of one file, none.
    pub files: Vec<String>,
    /// Where actions go.
    pub act: Callback<Action>,
}
