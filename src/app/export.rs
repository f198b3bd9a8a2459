//! What a person takes along of a run, as files.

use super::action::Export;
use super::effect::{Effect, File};
use super::layout::Layout;
use super::opened::Opened;
use super::panes::Code;
use super::session::Session;
use crate::analysis::report::{self, pstree};
use crate::scenarios::trace_file;
use crate::text::Lang;
use crate::trace::file;
use crate::view_model::chrome_trace::chrome_trace;
use crate::view_model::console::{console, console_text};
use crate::view_model::items::items;
use crate::view_model::svg::timeline_svg;
use crate::view_model::{Scene, StepLevel, View, Window, summary_text};

/// What gives the file to the person; none when there is no run to take along or no program that
/// it is of, or when it is copied instead ([`Export::Frame`], [`Export::CopiedReport`]).
pub fn export(
    export: Export,
    opened: Option<&Opened>,
    session: Option<&Session>,
    lang: Lang,
) -> Option<Effect> {
    let id = match (opened, session) {
        (Some(opened), _) => opened.scenario.id.to_owned(),
        (None, Some(session)) => stem(&session.title(Lang::En)).to_owned(),
        (None, None) => return None,
    };
    let (ending, kind, text) = match export {
        Export::Python => (".py", PLAIN, opened?.text(Code::Python)),
        Export::Console => (".txt", PLAIN, at_the_end(session?, console_text)),
        Export::Events => (".loopscope", "application/jsonl", events(session?)?),
        Export::Report => ("-report.txt", PLAIN, report(opened?, session?)),
        Export::ChromeTrace => {
            let session = session?;
            let title = session.title(Lang::En);
            let text = chrome_trace(&session.trace(), session.analysis(), &title);
            (".trace.json", "application/json", text)
        }
        Export::Tree => ("-tree.txt", PLAIN, tree(session?, lang)),
        Export::Summary => ("-summary.txt", PLAIN, summary(session?, lang)),
        Export::Markdown => (
            ".md",
            "text/markdown;charset=utf-8",
            markdown(session?, lang),
        ),
        Export::Drawing => (".svg", "image/svg+xml", drawing(session?, None, Lang::En)),
        Export::ItemsCsv => {
            let text = at_the_end(session?, |scene| items(scene, usize::MAX).csv());
            (".csv", "text/csv;charset=utf-8", text)
        }
        Export::ItemsJson => {
            let text = at_the_end(session?, |scene| items(scene, usize::MAX).json());
            (".json", "application/json", text)
        }
        Export::Picture => return Some(Effect::SavePicture(format!("{id}.png"))),
        Export::Frame | Export::CopiedReport => return None,
    };
    Some(Effect::Save(File {
        name: format!("{id}{ending}"),
        kind,
        text,
    }))
}

/// Who awaits whom at the cursor.
fn tree(session: &Session, lang: Lang) -> String {
    pstree(
        &session.trace(),
        session.analysis(),
        session.position(),
        lang,
    )
}

/// What is wrong, and who awaits whom at the end, for an issue.
fn markdown(session: &Session, lang: Lang) -> String {
    report::markdown(&session.trace(), session.analysis(), session.len(), lang)
}

fn summary(session: &Session, lang: Lang) -> String {
    let trace = session.trace();
    let scene = Scene::new(&trace, session.analysis(), session.len(), lang);
    summary_text(&scene, &session.title(lang))
}

/// A file's name without its ending: `prog` of `prog.loopscope.gz`.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.split('.')
        .next()
        .filter(|stem| !stem.is_empty())
        .unwrap_or("run")
}

const PLAIN: &str = "text/plain;charset=utf-8";

fn at_the_end<T>(session: &Session, read: impl Fn(&Scene) -> T) -> T {
    let trace = session.trace();
    read(&Scene::new(
        &trace,
        session.analysis(),
        trace.len(),
        Lang::En,
    ))
}

fn events(session: &Session) -> Option<String> {
    let trace = session.trace();
    let header = session.header()?;
    let sources = match session.subject.scenario() {
        Some((scenario, _)) => trace_file::sources(scenario, trace.sources()),
        None => trace.sources().clone(),
    };
    // Nothing can go wrong: it goes to memory, and holds text alone.
    let bytes = file::write(&trace, &header, &sources, Vec::new()).ok()?;
    String::from_utf8(bytes).ok()
}

/// For who believes that CPython would do otherwise: the program, and what came of it here.
pub fn report(opened: &Opened, session: &Session) -> String {
    let lines = at_the_end(session, |scene| {
        let lines = console(scene, usize::MAX).lines.into_iter();
        let stamped = lines.map(|line| format!("{}\t{}\n", line.stamp, line.text));
        stamped.collect::<String>()
    });
    format!(
        "Loopscope {}, which claims the order of CPython 3.13\n{}\n\nThe program:\n\n{}\n\
         Its console here, each line after the loop clock in seconds:\n\n{lines}{}",
        env!("CARGO_PKG_VERSION"),
        opened.address(),
        opened.text(Code::Python),
        session
            .ending_at(session.len(), Lang::En)
            .unwrap_or_default(),
    )
}

/// All of a run's timeline, or a window of it, as SVG.
pub fn drawing(session: &Session, window: Option<Window>, lang: Lang) -> String {
    let trace = session.trace();
    let view = View {
        width: 1000.0,
        height: 0.0,
        lane_height: Layout::LANE,
        scroll: 0.0,
        window,
        compress_gaps: window.is_none(),
        level: StepLevel::Loop,
        cursor: trace.len(),
        now: None,
        lang,
    };
    let title = session.title(lang);
    timeline_svg(&trace, session.analysis(), &view, &title)
}
