//! The sheet of keys.

use yew::prelude::*;

use super::dialog::Dialog;
use crate::app::Action;
use crate::text::{Lang, Text, bookmarks, find, habits, head, page};

/// The sheet of keys, as a dialog.
pub fn help_sheet(props: &HelpProps) -> Html {
    let row = |(keys, meaning): &(&[&str], Text)| {
        let keys = keys
            .iter()
            .map(|key| html! { <><kbd>{ *key }</kbd>{ " " }</> });
        html! { <><dt>{ for keys }</dt><dd>{ meaning.get(props.lang) }</dd></> }
    };
    html! {
        <Dialog title={page::SHORTCUTS.get(props.lang)} lang={props.lang} act={props.act.clone()}>
            <div class="body"><dl class="keys">{ for KEYS.iter().map(row) }</dl></div>
        </Dialog>
    }
}

/// What the sheet needs.
#[derive(Clone)]
pub struct HelpProps {
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub act: Callback<Action>,
}

const KEYS: [(&[&str], Text); 16] = [
    (&["Space", "Ctrl Enter"], page::KEY_RUN),
    (&["←", "→"], page::KEY_EVENT),
    (&["Shift ←", "Shift →"], page::KEY_TURN),
    (&["Home", "End"], page::KEY_ENDS),
    (&["W", "S", "A", "D"], page::KEY_ZOOM),
    (&["1", "2"], head::KEY_LEVEL),
    (&["N"], head::KEY_NEXT),
    (&["B"], bookmarks::KEY_SET),
    (&["[", "]"], bookmarks::KEY_JUMP),
    (&["Ctrl Z"], page::UNDO),
    (&["←", "→", "↑", "↓"], habits::KEY_SEPARATOR),
    (&["/", "Ctrl K"], page::KEY_FIND),
    (&["Ctrl F", "F3"], find::KEY_FIND),
    (&["Shift"], find::KEY_SELECT),
    (&["?"], page::KEY_HELP),
    (&["Esc"], page::KEY_CLOSE),
];
