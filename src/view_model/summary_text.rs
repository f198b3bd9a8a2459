//! A run as a page of text: its findings, its tasks, what they awaited, its slow steps.

use std::fmt::Write;

use super::format::seconds;
use super::tables::{Column, await_table, slow_steps, task_table};
use super::timeline::in_file;
use super::{Scene, findings};
use crate::text::{Lang, page, recorded as say};

/// So many rows of each kind.
const ROWS: usize = 20;

/// The text, under a title.
pub fn summary_text(scene: &Scene<'_>, title: &str) -> String {
    let lang = scene.lang;
    let mut text = format!("{title}\n");
    let tasks = scene.analysis.index.tasks_before(scene.state.cursor);
    let mut line = |words: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{words}");
    };
    line(format!(
        "{}, {}",
        seconds(scene.trace.now()),
        say::tasks(lang, tasks)
    ));
    head(&mut line, page::FINDINGS.get(lang));
    for finding in findings(scene) {
        line(format!(
            "{}  {}: {}",
            seconds(finding.when),
            finding.title,
            finding.what
        ));
    }
    head(&mut line, say::SLOW.get(lang));
    for step in slow_steps(scene, ROWS).0 {
        let place = step.place.map(|place| in_file(scene.trace, place));
        let place = place.unwrap_or_default();
        line(format!(
            "{}  {}  {}  {place}",
            seconds(step.ran),
            seconds(step.when),
            step.task.name
        ));
    }
    head(&mut line, say::TASKS.get(lang));
    for row in task_table(scene, Column::Ran, ROWS).rows {
        let facts = [
            (say::LIFETIME, row.lifetime),
            (say::RAN, row.sums.running),
            (say::READY, row.sums.ready),
            (say::LONGEST, row.longest),
        ];
        let facts = facts.map(|(name, time)| format!("{} {}", name.get(lang), seconds(time)));
        line(format!("{}  {}", row.task.name, facts.join(comma(lang))));
    }
    head(&mut line, say::AWAITS.get(lang));
    for row in await_table(scene, ROWS).0 {
        let place = in_file(scene.trace, row.at);
        line(format!(
            "{}  {}  {place}  {} ×",
            seconds(row.time),
            row.what,
            row.times
        ));
    }
    text
}

fn head(line: &mut impl FnMut(String), words: &str) {
    line(format!("\n{words}"));
}

const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Zh => "，",
    }
}
