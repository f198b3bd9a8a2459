//! A run as text, for logs and issues: who awaits whom at a moment, and what is wrong.

use std::collections::HashSet;
use std::fmt::Write;

use super::findings::{Evidence, Finding, findings};
use super::format::seconds;
use super::waits::{Waitable, awaited, waits_of};
use super::words::say;
use super::{Analysis, Names};
use crate::events::{FutureId, Place, TaskId};
use crate::text::{Lang, wait_graph};
use crate::trace::{LoopState, Phase, TaskState, Trace};

/// So many tasks the tree has at most.
const MOST: usize = 1_000;

/// Who awaits whom after `cursor` events, as a tree: below each task those that it awaits.
///
/// ```text
/// main() awaits gather(2), since 0.000 s
/// ├─ worker('one') awaits Lock b, held by worker('two'), since 1.000 s
/// └─ worker('two') awaits Lock a, held by worker('one'), since 1.000 s
/// ```
pub fn pstree(trace: &Trace, analysis: &Analysis, cursor: usize, lang: Lang) -> String {
    let state = analysis.history.at(trace, cursor.min(analysis.index.len()));
    let mut tree = Tree {
        names: analysis.names(trace, lang),
        state: &state,
        text: String::new(),
        told: HashSet::new(),
    };
    let unfinished: Vec<TaskId> = state.unfinished().map(|task| task.id).collect();
    let awaited: HashSet<TaskId> = unfinished
        .iter()
        .flat_map(|t| tree.awaited_by(*t))
        .collect();
    let roots = unfinished.iter().filter(|task| !awaited.contains(task));
    for root in roots {
        tree.task(*root, "", "");
    }
    // Tasks that await each other hang below nobody.
    for task in &unfinished {
        tree.task(*task, "", "");
    }
    if unfinished.is_empty() {
        tree.text.push_str(&wait_graph::nobody_waits(lang));
        tree.text.push('\n');
    }
    tree.text
}

struct Tree<'a> {
    names: Names<'a>,
    state: &'a LoopState,
    text: String,
    told: HashSet<TaskId>,
}

impl Tree<'_> {
    /// A task and those that it awaits, each once.
    fn task(&mut self, root: TaskId, first: &str, rest: &str) {
        let mut next = vec![(root, first.to_owned(), rest.to_owned())];
        while let Some((task, first, rest)) = next.pop() {
            let Some(state) = self.state.task(task) else {
                continue;
            };
            if self.told.len() >= MOST || !self.told.insert(task) {
                continue;
            }
            let line = self.line(state);
            // Writing to a string cannot fail.
            let _ = writeln!(self.text, "{first}{line}");
            let mut below = self.awaited_by(task);
            below.retain(|task| !self.told.contains(task));
            let count = below.len();
            for (n, child) in below.into_iter().enumerate().rev() {
                let (branch, trunk) = match n + 1 == count {
                    true => ("└─ ", "   "),
                    false => ("├─ ", "│  "),
                };
                next.push((child, format!("{rest}{branch}"), format!("{rest}{trunk}")));
            }
        }
    }

    /// `worker('one') awaits Lock b, held by worker('two'), since 1.000 s`
    fn line(&self, task: &TaskState) -> String {
        let lang = self.names.lang();
        let (name, since) = (self.names.task_name(task.id), seconds(task.since));
        let what = match task.phase {
            Phase::Awaiting(Some(on)) => wait_graph::awaits(lang, &self.awaited_in_words(on)),
            Phase::Running => say!(lang, "runs", "运行中"),
            Phase::Awaiting(None) | Phase::Ready | Phase::Created => say!(lang, "is ready", "就绪"),
            Phase::Finished(_) => say!(lang, "has ended", "已结束"),
        };
        let apart = match lang {
            Lang::En => ", ",
            Lang::Zh => "，",
        };
        let since = wait_graph::since(lang, &since);
        format!("{name} {what}{apart}{since}")
    }

    fn awaited_in_words(&self, on: FutureId) -> String {
        let lang = self.names.lang();
        let what = self.names.future(on);
        let on = awaited(self.state, on);
        let holders = match on {
            Waitable::Resource(_) => waits_of(self.state, on).on,
            Waitable::Task(_) | Waitable::Future(_) => Vec::new(),
        };
        let holders: Vec<String> = holders
            .into_iter()
            .map(|h| self.names.waitable(h))
            .collect();
        match holders.is_empty() {
            true => what,
            false => {
                let holders = super::words::list(lang, &holders);
                say!(
                    lang,
                    "{what}, held by {holders}",
                    "{what}（由 {holders} 持有）"
                )
            }
        }
    }

    /// The unfinished tasks that a task awaits, through a group too.
    fn awaited_by(&self, task: TaskId) -> Vec<TaskId> {
        let mut tasks = Vec::new();
        let mut next = waits_of(self.state, Waitable::Task(task)).on;
        let mut seen: HashSet<Waitable> = next.iter().copied().collect();
        while let Some(what) = next.pop() {
            match what {
                Waitable::Task(task) => {
                    let state = self.state.task(task);
                    if state.is_some_and(|task| !task.is_finished()) {
                        tasks.push(task);
                    }
                }
                Waitable::Future(_) => {
                    let inner = waits_of(self.state, what).on;
                    next.extend(inner.into_iter().filter(|inner| seen.insert(*inner)));
                }
                Waitable::Resource(_) => {}
            }
        }
        tasks.sort_unstable();
        tasks
    }
}

/// What is known to be wrong after `cursor` events, and who awaits whom, in Markdown: to be put
/// into an issue.
pub fn markdown(trace: &Trace, analysis: &Analysis, cursor: usize, lang: Lang) -> String {
    let found = findings(trace, analysis, cursor, lang);
    let (when, tasks) = (
        seconds(trace.time_at(cursor)),
        analysis.index.tasks_before(cursor),
    );
    let mut text = say!(
        lang,
        "## The run at {when}\n\n{tasks} tasks were made.\n\n",
        "## 运行到 {when}\n\n共创建了 {tasks} 个任务。\n\n"
    );
    if found.is_empty() {
        text.push_str(&say!(
            lang,
            "Nothing to point out.\n\n",
            "没有需要指出的问题。\n\n"
        ));
    }
    for finding in &found {
        text.push_str(&in_markdown(finding, trace, lang));
    }
    let tree = pstree(trace, analysis, cursor, lang);
    text.push_str(&say!(lang, "### Who awaits whom\n\n", "### 谁在等谁\n\n"));
    text.push_str(&format!("```text\n{tree}```\n"));
    text
}

fn in_markdown(finding: &Finding, trace: &Trace, lang: Lang) -> String {
    let Finding {
        title,
        what,
        why,
        advice,
        ..
    } = finding;
    let when = seconds(finding.when);
    let mut text = say!(
        lang,
        "### {title}, at {when}\n\n{what} {why}\n\n**What to do:** {advice}\n\n",
        "### {title}（{when}）\n\n{what}{why}\n\n**怎么办：** {advice}\n\n"
    );
    let places = finding.evidence.iter();
    let mut places: Vec<String> = places.filter_map(|own| evidence(own, trace)).collect();
    places.dedup();
    if !places.is_empty() {
        text.push_str(&format!("{}\n\n", places.join("\n")));
    }
    text
}

/// ``- 1.000 s: `deadlock.rs:12` ``
fn evidence(own: &Evidence, trace: &Trace) -> Option<String> {
    let place = in_file(own.place?, trace);
    Some(format!("- {}: `{place}`", seconds(own.when)))
}

/// `prog.py:12`
fn in_file(place: Place, trace: &Trace) -> String {
    format!("{}:{}", trace.sources().path(place), place.line())
}
