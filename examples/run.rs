//! Runs a scenario without a page, under virtual time.
//!
//! ```text
//! cargo run --example run -- gather a=2 b=3             its console, each line after its stamp
//! cargo run --example run -- gather a=2 b=3 --trace     its trace, see docs/trace-format.md
//! cargo run --example run -- gather a=2 b=3 --python    its Python twin with these parameters
//! cargo run --example run -- --list                     all scenarios, as JSON
//! ```
//!
//! A program that gets nowhere is given up: after 1,000,000 handles at one instant of the loop clock
//! (`--handles=N` for another number), after 10,000,000 in all, or when one handle has run for a minute
//! (`--patience=SECONDS`).
//!
//! Exit status: 0 when the program ended, 1 when an exception left its main coroutine, 2 when the
//! command line is wrong, 3 when it ended in a deadlock, 4 when it was given up.

use std::cell::RefCell;
use std::io::{self, BufWriter, Stdout, Write};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use loopscope::events::{Event, Instrument, Nanos, Stream};
use loopscope::runtime::RunError;
use loopscope::scenarios::address::{AddressProblem, unknown_parameter, unknown_scenario};
use loopscope::scenarios::bounded::{Bounds, Failure, Progress};
use loopscope::scenarios::{
    Form, Param, ParamKind, Preset, Scenario, Values, catalogue, find, headless, python_source,
    trace_file,
};
use loopscope::text::{Lang, address};
use loopscope::trace::{Recorder, file};
use serde_json::{Value, json};

const USAGE: &str =
    "usage: run SCENARIO [NAME=VALUE ..] [--trace | --python] [--handles=N] [--patience=SECONDS]
       run --list";

/// How long one handle may run: a computation of a catalogue program takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// The exit status of a program that was given up.
const GIVEN_UP: u8 = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        // What is not Unicode becomes U+FFFD, which every parameter refuses.
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let done = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--help" | "-h"] => write_out(USAGE),
        ["--list"] => write_out(&list().to_string()),
        _ => match Command::read(&arguments) {
            Ok(command) => command.execute(),
            Err(problems) => {
                eprintln!("{}", problems.join("\n"));
                return ExitCode::from(2);
            }
        },
    };
    done.unwrap_or_else(|error| {
        // Nobody reads on: `run … | head`.
        if error.kind() != io::ErrorKind::BrokenPipe {
            eprintln!("cannot write: {error}");
        }
        ExitCode::FAILURE
    })
}

/// What the command line asks for.
struct Command {
    scenario: &'static Scenario,
    values: Values,
    what: What,
    bounds: Bounds,
    patience: Duration,
}

enum What {
    Console,
    Trace,
    Python,
}

impl Command {
    fn read(arguments: &[String]) -> Result<Self, Vec<String>> {
        let (flags, words): (Vec<_>, Vec<_>) = arguments
            .iter()
            .map(String::as_str)
            .partition(|argument| argument.starts_with('-'));
        let (numbers, flags): (Vec<_>, Vec<_>) =
            flags.into_iter().partition(|flag| flag.contains('='));
        let (bounds, patience) = read_bounds(&numbers)?;
        let what = match flags.as_slice() {
            [] => What::Console,
            ["--trace"] => What::Trace,
            ["--python"] => What::Python,
            _ => {
                return Err(vec![
                    format!("cannot do {}", flags.join(" ")),
                    USAGE.to_owned(),
                ]);
            }
        };
        let Some((id, assignments)) = words.split_first() else {
            return Err(vec![USAGE.to_owned()]);
        };
        let Some(scenario) = find(id) else {
            let ids: Vec<_> = catalogue().iter().map(|scenario| scenario.id).collect();
            return Err(vec![
                unknown_scenario(Lang::En, id),
                format!("there are: {}", ids.join(", ")),
            ]);
        };
        let values = read_values(scenario, assignments)?;
        Ok(Self {
            scenario,
            values,
            what,
            bounds,
            patience,
        })
    }

    fn execute(&self) -> io::Result<ExitCode> {
        match self.what {
            What::Python => {
                let mut out = io::stdout();
                out.write_all(python_source(self.scenario, &self.values).text().as_bytes())?;
                Ok(ExitCode::SUCCESS)
            }
            What::Trace => {
                let recorder = Rc::new(Recorder::with_limit(usize::MAX));
                let run = self.run(recorder.clone(), || ());
                let mut out = BufWriter::new(io::stdout());
                let trace = recorder.trace();
                let header = trace_file::header(self.scenario, &self.values);
                let sources = trace_file::sources(self.scenario, trace.sources());
                file::write(&trace, &header, &sources, &mut out)?;
                out.flush()?;
                Ok(status(run))
            }
            What::Console => {
                let console = Rc::new(Console::new());
                let out = console.out.clone();
                let run = self.run(console.clone(), move || {
                    // A full pipe or a closed one: there is nobody left to tell.
                    let _ = lock(&out).flush();
                });
                console.finish()?;
                Ok(status(run))
            }
        }
    }
}

impl Command {
    /// Runs the scenario; a handle that never returns ends the process, after `flush`.
    fn run(
        &self,
        instrument: Rc<dyn Instrument>,
        flush: impl FnOnce() + Send + 'static,
    ) -> Result<(), Failure> {
        let (progress, patience) = (Progress::default(), self.patience);
        let watched = progress.watch(patience, move || {
            flush();
            let seconds = patience.as_secs_f64();
            eprintln!(
                "livelock: one handle has run for {seconds} s and has not ended: its coroutine or \
                 callback never gives the loop back. CPython would hang here."
            );
            std::process::exit(GIVEN_UP.into());
        });
        if let Err(error) = watched {
            eprintln!("nobody watches for a handle that never ends: {error}");
        }
        let Self {
            scenario, values, ..
        } = self;
        let ran = headless::run_within(scenario, values, self.bounds, &progress, instrument);
        progress.end();
        ran
    }
}

/// `--handles=N` and `--patience=SECONDS`.
fn read_bounds(flags: &[&str]) -> Result<(Bounds, Duration), Vec<String>> {
    let (mut bounds, mut patience) = (Bounds::default(), PATIENCE);
    for flag in flags {
        match flag.split_once('=') {
            Some(("--handles", text)) => {
                let number = text.parse().ok().filter(|number| *number > 0);
                bounds.at_one_instant = number.ok_or_else(|| {
                    vec![format!("--handles: “{text}” is not a whole number above 0")]
                })?;
            }
            Some(("--patience", text)) => {
                let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
                let duration = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
                patience = duration.ok_or_else(|| {
                    vec![format!(
                        "--patience: “{text}” is not a number of seconds above 0"
                    )]
                })?;
            }
            _ => return Err(vec![format!("cannot do {flag}"), USAGE.to_owned()]),
        }
    }
    Ok((bounds, patience))
}

fn read_values(scenario: &'static Scenario, assignments: &[&str]) -> Result<Values, Vec<String>> {
    let mut form = Form::new(scenario.params);
    let mut problems = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for assignment in assignments {
        let Some((name, raw)) = assignment.split_once('=') else {
            problems.push(address::no_assignment(Lang::En, assignment));
            continue;
        };
        let before = seen
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, raw)| *raw);
        if let Some(kept) = before {
            problems.push(address::repeated_parameter(Lang::En, name, kept, raw));
        } else if form.set(name, raw) {
            seen.push((name, raw));
        } else {
            let problem: AddressProblem = unknown_parameter(scenario, name);
            problems.push(problem.message(Lang::En));
        }
    }
    match form.values() {
        Ok(values) if problems.is_empty() => Ok(values),
        Ok(_) => Err(problems),
        Err(errors) => {
            let messages = errors
                .iter()
                .map(|error| format!("{}: {}", error.param.name, error.message(Lang::En)));
            problems.extend(messages);
            Err(problems)
        }
    }
}

/// Says on stderr how the run failed.
fn status(run: Result<(), Failure>) -> ExitCode {
    let Err(failure) = run else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{failure}");
    ExitCode::from(match failure {
        Failure::Run(RunError::Raised(_)) => 1,
        Failure::Run(RunError::Deadlock(_)) => 3,
        Failure::Livelock(_) => GIVEN_UP,
    })
}

/// Shared with who watches the run, who may have to end it.
type Out = Arc<Mutex<BufWriter<Stdout>>>;

fn lock(out: &Out) -> std::sync::MutexGuard<'_, BufWriter<Stdout>> {
    out.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes each line as it comes: the program's stdout to ours, its stderr to ours.
struct Console {
    out: Out,
    failed: RefCell<Option<io::Error>>,
}

impl Console {
    fn new() -> Self {
        Self {
            out: Arc::new(Mutex::new(BufWriter::new(io::stdout()))),
            failed: RefCell::new(None),
        }
    }

    fn write(&self, when: Nanos, stream: Stream, line: &str) -> io::Result<()> {
        let mut out = lock(&self.out);
        match stream {
            Stream::Stdout => writeln!(out, "{when}\t{line}"),
            Stream::Stderr => {
                // So that the two stay in order on a terminal.
                out.flush()?;
                writeln!(io::stderr(), "{when}\t{line}")
            }
        }
    }

    fn finish(&self) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        lock(&self.out).flush()
    }
}

impl Instrument for Console {
    fn record(&self, when: Nanos, event: Event) {
        for (stream, line) in headless::console_lines(&event) {
            if let Err(error) = self.write(when, stream, &line) {
                self.failed.borrow_mut().get_or_insert(error);
            }
        }
    }
}

fn write_out(text: &str) -> io::Result<ExitCode> {
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// The parameters that a preset sets, as texts.
fn preset(preset: &Preset) -> Value {
    let values = preset.values.iter();
    values
        .map(|(name, text)| ((*name).to_owned(), Value::from(*text)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn list() -> Value {
    let scenario = |scenario: &Scenario| {
        let params: Vec<Value> = scenario.params.iter().map(describe).collect();
        let presets: Vec<Value> = scenario.presets.iter().map(preset).collect();
        json!({ "id": scenario.id, "title": scenario.title.en, "params": params, "presets": presets })
    };
    catalogue().iter().map(scenario).collect()
}

fn describe(param: &Param) -> Value {
    let (kind, min, max, step, choices, default) = match param.kind {
        ParamKind::Int {
            min,
            max,
            step,
            default,
        } => (
            "int",
            json!(min),
            json!(max),
            json!(step),
            Value::Null,
            json!(default),
        ),
        ParamKind::Float {
            min,
            max,
            step,
            default,
            ..
        } => (
            "float",
            json!(min),
            json!(max),
            json!(step),
            Value::Null,
            json!(default),
        ),
        ParamKind::Text { min, max, default } => (
            "text",
            json!(min),
            json!(max),
            Value::Null,
            Value::Null,
            json!(default),
        ),
        ParamKind::Selector { max, default } => (
            "selector",
            json!(1),
            json!(max),
            Value::Null,
            Value::Null,
            json!(default),
        ),
        ParamKind::Bool { default } => (
            "bool",
            Value::Null,
            Value::Null,
            Value::Null,
            json!([false, true]),
            json!(default),
        ),
        ParamKind::Choice { choices, default } => (
            "choice",
            Value::Null,
            Value::Null,
            Value::Null,
            json!(choices),
            json!(default),
        ),
    };
    json!({
        "name": param.name, "kind": kind, "min": min, "max": max, "step": step,
        "choices": choices, "default": default,
    })
}
