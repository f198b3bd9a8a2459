//! The page of an address that leads nowhere.

use yew::prelude::*;

use super::catalogue::groups;
use crate::app::Progress;
use crate::scenarios::params::shown;
use crate::text::{Lang, page};

/// Says that there is no such scenario, and lists those that there are.
pub fn unknown(props: &UnknownProps) -> Html {
    html! {
        <div class="unknown">
            <h1>{ page::unknown_scenario(props.lang, &shown(&props.given)) }</h1>
            <p>{ page::UNKNOWN_LEAD.get(props.lang) }</p>
            { groups(props.lang, None, &Progress::default()) }
        </div>
    }
}

/// What that page needs.
#[derive(Clone)]
pub struct UnknownProps {
    /// The language.
    pub lang: Lang,
    /// What the address asked for.
    pub given: String,
}
