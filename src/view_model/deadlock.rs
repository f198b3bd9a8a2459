//! The report of a program that can never go on, in the words of the screen.

use super::Analysis;
use crate::analysis::findings::deadlock;
use crate::runtime::Deadlock;
use crate::text::{Lang, panes};
use crate::trace::Trace;

/// Who waits for what, a line a task: `main() waits for Lock 1.acquire()`.
pub fn deadlock_report(
    deadlock: &Deadlock,
    trace: &Trace,
    analysis: &Analysis,
    lang: Lang,
) -> String {
    if lang == Lang::En {
        // What the command line says, too.
        return deadlock.to_string();
    }
    let names = analysis.names(trace, lang);
    let mut report = panes::DEADLOCK.get(lang).to_owned();
    for waiting in &deadlock.waits {
        let on = waiting.future.map(|future| names.future(future));
        report.push_str(&panes::deadlock_line(
            lang,
            &waiting.name,
            on.as_deref().unwrap_or(&waiting.on),
        ));
    }
    report
}

/// Why the program can never go on, in one short sentence; none if it can.
pub fn deadlock_headline(trace: &Trace, analysis: &Analysis, lang: Lang) -> Option<String> {
    deadlock(trace, analysis, trace.len(), lang).map(|deadlock| deadlock.headline)
}
