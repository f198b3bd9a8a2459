//! What can be taken along, as a dialog.

use yew::prelude::*;

use super::dialog::Dialog;
use crate::app::action::{Action, Export};
use crate::text::{Lang, Text, page, recorded};

/// The dialog.
pub fn export_dialog(props: &ExportProps) -> Html {
    let ExportProps {
        lang,
        has_run,
        is_scenario,
        is_recording,
        act,
    } = props;
    let lang = *lang;
    let choice = |(name, export): &(Text, Export)| {
        let export = *export;
        html! {
            <li><button class="button" type="button" onclick={act.reform(move |_: MouseEvent| Action::Export(export))}>{ name.get(lang) }</button></li>
        }
    };
    let without_run = CHOICES.iter().filter(|(_, export)| match export {
        Export::Python => !is_recording,
        // Both name the scenario by its address.
        Export::Frame => *is_scenario,
        Export::Report | Export::CopiedReport => *is_scenario && *has_run,
        // A scenario says itself what is to be seen in it.
        Export::Summary | Export::Markdown | Export::Tree => !is_scenario && *has_run,
        _ => *has_run,
    });
    html! {
        <Dialog title={page::EXPORT.get(lang)} {lang} act={act.clone()}>
            <div class="body">
                <ul class="choices">{ for without_run.map(choice) }</ul>
                if !has_run { <p class="muted">{ page::EXPORT_FIRST_RUN.get(lang) }</p> }
            </div>
        </Dialog>
    }
}

/// What the dialog needs.
#[derive(Clone)]
pub struct ExportProps {
    /// The language.
    pub lang: Lang,
    /// Whether there is a run to take along.
    pub has_run: bool,
    /// Whether it is of a scenario.
    pub is_scenario: bool,
    /// Whether it is a recording, which has no program.
    pub is_recording: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

const CHOICES: [(Text, Export); 12] = [
    (recorded::EXPORT_SUMMARY, Export::Summary),
    (recorded::EXPORT_MARKDOWN, Export::Markdown),
    (recorded::EXPORT_TREE, Export::Tree),
    (page::EXPORT_PYTHON, Export::Python),
    (page::EXPORT_CONSOLE, Export::Console),
    (page::EXPORT_PICTURE, Export::Picture),
    (page::EXPORT_DRAWING, Export::Drawing),
    (page::EXPORT_CHROME, Export::ChromeTrace),
    (page::EXPORT_EVENTS, Export::Events),
    (page::EMBED, Export::Frame),
    (page::COPY_REPORT, Export::CopiedReport),
    (page::EXPORT_REPORT, Export::Report),
];
