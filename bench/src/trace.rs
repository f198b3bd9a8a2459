//! A trace of 1,000,000 events, as many as a trace keeps: made, written, read again, drawn.

use std::rc::Rc;

use loopscope::app::run::{Recording, Run, Slice};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{Coroutine, EventLoop, call, coroutine, gather, print, sleep};
use loopscope::scenarios::trace_file;
use loopscope::text::Lang;
use loopscope::trace::file::{self, TraceReader};
use loopscope::trace::{Recorder, Trace};
use loopscope::view_model::{Analysis, StepLevel, View, timeline};

const TASKS: u32 = 1_000;
/// So many that the trace is full.
const SLEEPS: u32 = 120;

fn worker(number: u32) -> Coroutine<()> {
    coroutine(call!(worker(number)), async move {
        for round in 0..SLEEPS {
            // Deadlines in many places: no two tasks keep step.
            sleep(0.001 + f64::from(number * 7_919 % 1_009) * 1e-5).await?;
            if round % 10 == 0 {
                print(format_args!("worker {number}, round {round}"));
            }
        }
        Ok(())
    })
}

/// Tasks that sleep by turns, recorded until the trace is full.
pub fn made() -> Trace {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    let main = coroutine(call!(main()), async {
        gather((0..TASKS).map(worker)).await?;
        Ok(())
    });
    let _ended = virtual_time::run(&event_loop, main);
    event_loop.set_instrument(None);
    recorder.take()
}

/// The trace as a file.
pub fn written(trace: &Trace) -> Vec<u8> {
    file::write(
        trace,
        &trace_file::of_program("crowd", Vec::new()),
        trace.sources(),
        Vec::new(),
    )
    .unwrap_or_default()
}

/// The file's trace; as much of it as can be read.
pub fn read(bytes: &[u8]) -> Trace {
    let mut reader = TraceReader::new();
    let _problem = reader.feed(bytes).and_then(|()| reader.finish());
    reader.into_file().trace
}

/// All that the page knows of a trace.
pub fn analysed(trace: &Trace) -> Analysis {
    let mut analysis = Analysis::new();
    analysis.catch_up(trace);
    analysis
}

/// The timeline of all of a trace: how many bars are drawn.
pub fn drawn(trace: &Trace, analysis: &Analysis) -> usize {
    let view = View {
        width: 1200.0,
        height: 600.0,
        lane_height: 20.0,
        scroll: 0.0,
        window: None,
        compress_gaps: true,
        level: StepLevel::Loop,
        cursor: trace.len(),
        now: None,
        lang: Lang::En,
    };
    let lanes = timeline(trace, analysis, &view).lanes;
    lanes.iter().map(|lane| lane.bars.len()).sum()
}

/// The first picture that a file's reader sees: what one slice of time reads, drawn.
pub fn first_picture(bytes: Vec<u8>, clock: &dyn Fn() -> f64) -> usize {
    let recording = Recording::new(bytes);
    recording.advance(&Slice::new(clock));
    let trace = recording.trace();
    drawn(&trace, &analysed(&trace))
}
