//! Every view of a trace that was written to a file and read again is that of the trace itself.

use loopscope::scenarios::{Form, find, trace_file};
use loopscope::text::Lang;
use loopscope::trace::Trace;
use loopscope::trace::file::{self, TraceReader};
use loopscope::view_model::chrome_trace::chrome_trace;
use loopscope::view_model::steps::StepLevel;
use loopscope::view_model::svg::timeline_svg;
use loopscope::view_model::{
    Analysis, Scene, View, cancellations, code_marks, console, findings, items, jobs_summary,
    loop_panel, sentence, step_in, summary, task_pane, timeline, who_waits, why,
};

use super::runs;
use super::told::plain_view;

fn written_and_read(id: &str, trace: &Trace) -> Trace {
    let scenario = find(id).unwrap();
    let values = Form::new(scenario.params).values().unwrap();
    let header = trace_file::header(scenario, &values);
    let bytes = file::write(trace, &header, trace.sources(), Vec::new()).unwrap();
    let mut reader = TraceReader::new();
    reader.feed(&bytes).unwrap();
    reader.finish().unwrap();
    reader.into_file().trace
}

fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}

fn view(cursor: usize, lang: Lang) -> View {
    View {
        width: 1_200.0,
        height: 600.0,
        lane_height: 20.0,
        cursor,
        lang,
        level: StepLevel::Program,
        ..plain_view()
    }
}

#[test]
fn every_view_of_a_trace_that_was_read_from_a_file_is_the_same() {
    for (id, trace) in runs::all() {
        let read = written_and_read(id, &trace);
        let (own, its) = (analysed(&trace), analysed(&read));
        let end = trace.len();
        for cursor in [0, 1, end / 3, end / 2, end - 1, end] {
            let here = Scene::new(&trace, &own, cursor, Lang::En);
            let there = Scene::new(&read, &its, cursor, Lang::En);
            let at = format!("{id} at {cursor}");
            assert_eq!(here.state, there.state, "{at}");
            assert_eq!(console(&here, 50), console(&there, 50), "{at}");
            assert_eq!(loop_panel(&here, 50), loop_panel(&there, 50), "{at}");
            assert_eq!(who_waits(&here, 50), who_waits(&there, 50), "{at}");
            assert_eq!(findings(&here), findings(&there), "{at}");
            assert_eq!(step_in(&here, 50), step_in(&there, 50), "{at}");
            assert_eq!(cancellations(&here, 50), cancellations(&there, 50), "{at}");
            assert_eq!(items(&here, 50), items(&there, 50), "{at}");

            assert_eq!(why(&here), why(&there), "{at}");
            for task in &here.state.tasks {
                assert_eq!(
                    task_pane(&here, task.id),
                    task_pane(&there, task.id),
                    "{at}"
                );
                let file = trace.sources().path(task.made_at);
                assert_eq!(code_marks(&here, file), code_marks(&there, file), "{at}");
            }
            if let Some(last) = cursor.checked_sub(1) {
                assert_eq!(sentence(&here, last), sentence(&there, last), "{at}");
            }
            let view = view(cursor, Lang::Zh);
            assert_eq!(
                timeline(&trace, &own, &view),
                timeline(&read, &its, &view),
                "{at}"
            );
        }
        let sums = |trace, analysis| {
            let jobs = jobs_summary(trace, analysis, Lang::En);
            (summary(trace, analysis, Lang::En), jobs)
        };
        assert_eq!(sums(&trace, &own), sums(&read, &its), "{id}");
        let drawn = |trace, analysis| timeline_svg(trace, analysis, &view(end, Lang::En), id);
        assert_eq!(drawn(&trace, &own), drawn(&read, &its), "{id}");
        assert_eq!(
            chrome_trace(&trace, &own, id),
            chrome_trace(&read, &its, id),
            "{id}"
        );
    }
}
