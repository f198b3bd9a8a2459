//! The programs that the page shows: each one Rust file beside its Python twin.
//!
//! A new scenario is those two files and one line in the list below; form, code pane, address,
//! goldens and tests follow from its data.

pub mod address;
pub mod bounded;
mod catalogue;
pub mod headless;
pub mod lesson;
pub mod params;
mod prelude;
mod proved;
pub mod quiz;
pub mod random;
mod search;
pub mod trace_file;
pub mod twin;

pub use catalogue::{catalogue, find};
pub use params::{Form, Param, ParamError, ParamKind, Unit, Value, Values};
pub use quiz::Quiz;
pub use search::search;
pub use twin::{PythonSource, python_source, rust_source};

use crate::runtime::Coroutine;
use crate::text::{Lang, Text};

/// The registration: one line a scenario, in the order of the lesson. The files are modules of a
/// macro, which `cargo fmt` does not follow: `./dev test` checks their formatting by name.
macro_rules! scenarios {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        static CATALOGUE: &[Scenario] = &[$($module::SCENARIO,)+];
    };
}

scenarios![
    hello,
    sequence,
    never_awaited,
    create_task,
    gather,
    timer_ties,
    gather_failure,
    as_completed,
    wait,
    task_group,
    lost_task,
    executors,
    threads_processes,
    blocking,
    wait_for,
    timeout,
    cancel,
    swallowed_cancel,
    shield,
    cancel_lock,
    current_task,
    task_methods,
    lock,
    lock_fairness,
    event,
    missed_event,
    condition,
    condition_lock,
    semaphore,
    bounded_semaphore,
    barrier,
    deadlock,
    philosophers,
    queue_workers,
    back_pressure,
    priorities,
    join,
    shutdown,
    crawler,
    crawler_first,
];

/// A program with its words and its parameters.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name in the address and on disk: `src/scenarios/<id>.rs` and `.py`.
    pub id: &'static str,
    /// Which part of the lesson it belongs to.
    pub group: Group,
    /// What the catalogue calls it.
    pub title: Text,
    /// The one question that it answers when it runs, with the answer.
    pub quiz: Quiz,
    /// Why it does what it does, whatever the form says: two to six sentences.
    pub explanation: Text,
    /// What its form asks for.
    pub params: &'static [Param],
    /// Two to four sets of values that show the surprising cases.
    pub presets: &'static [Preset],
    /// The ids of the scenarios to look at next.
    pub neighbours: &'static [&'static str],
    /// Where Python's documentation has what it is about.
    pub docs: &'static [Doc],
    /// The program: its main coroutine with these values.
    pub main: fn(&Values) -> Coroutine<()>,
    /// The Python twin, markers included: a program that CPython runs as it stands.
    pub python: &'static str,
    /// The Rust file that runs, markers included.
    pub rust: &'static str,
    /// The path of that file as [`Location::file`](std::panic::Location::file) has it.
    pub rust_file: &'static str,
}

/// How far a scenario was compared with CPython: what its golden on disk holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The CPython version that recorded it.
    pub python: &'static str,
    /// At how many sets of parameters the console texts, stamps and ends are equal.
    pub points: u32,
}

/// Something that a comparison with CPython leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCompared {
    /// Values that are not among the recorded ones.
    OtherValues,
    /// When a real worker ends its job.
    Workers,
    /// When a real request is answered.
    Network,
    /// The system's random bytes.
    RandomBytes,
    /// The clock of day.
    TimeOfDay,
    /// A Python without a GIL.
    FreeThreading,
}

impl Scenario {
    /// What it was compared with; none when it has no golden.
    pub fn proved(&self) -> Option<Proved> {
        let row = proved::PROVED.iter().find(|(id, _, _)| *id == self.id)?;
        Some(Proved {
            python: row.1,
            points: row.2,
        })
    }

    /// Whether it hands jobs to workers. Under virtual time they take what is declared; on a page
    /// their timing is the wall's, and no two runs need be alike.
    pub fn uses_workers(&self) -> bool {
        matches!(self.group, Group::Executors | Group::Capstone)
    }

    /// Whether it prints the clock of day, so that the same run later prints another one.
    pub fn tells_the_time(&self) -> bool {
        self.python.contains("strftime")
    }

    /// What was not compared with CPython, whatever [`Scenario::proved`] says.
    pub fn not_compared(&self) -> Vec<NotCompared> {
        let reads = |what: &str| self.python.contains(what);
        let has_param = |name: &str| self.params.iter().any(|param| param.name == name);
        let parts = [
            (NotCompared::OtherValues, !self.params.is_empty()),
            (NotCompared::Workers, self.uses_workers()),
            (NotCompared::Network, self.uses_network()),
            (NotCompared::RandomBytes, reads("/dev/urandom")),
            (NotCompared::TimeOfDay, self.tells_the_time()),
            (NotCompared::FreeThreading, has_param("gil")),
        ];
        let parts = parts.into_iter().filter(|(_, is_left_out)| *is_left_out);
        parts.map(|(part, _)| part).collect()
    }

    /// Whether lines of its console that are JSON objects are items, which the page shows as a
    /// table.
    pub fn gives_items(&self) -> bool {
        self.group == Group::Capstone
    }

    /// Whether it really fetches pages, where there is a web.
    pub fn uses_network(&self) -> bool {
        self.group == Group::Capstone
    }
}

/// Named values: the parameters that differ from their defaults, as a person would type them.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What the button says.
    pub title: Text,
    /// Parameter and raw value.
    pub values: &'static [(&'static str, &'static str)],
}

impl Preset {
    /// A preset from its name in both languages and what it sets.
    pub const fn new(
        en: &'static str,
        zh: &'static str,
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            title: Text::new(en, zh),
            values,
        }
    }

    /// The form with this preset in it: what it does not name stands at its default.
    pub fn form(&self, scenario: &Scenario) -> Form {
        let mut form = Form::new(scenario.params);
        for (name, raw) in self.values {
            form.set(name, raw);
        }
        form
    }
}

/// A place in Python's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doc {
    /// The API's name: `asyncio.gather`.
    pub name: &'static str,
    /// The page within the library reference: `asyncio-task.html#asyncio.gather`.
    pub page: &'static str,
}

impl Doc {
    /// The address, in the reader's language, for the Python version whose order is shown.
    pub fn url(&self, lang: Lang) -> String {
        let language = match lang {
            Lang::En => "",
            Lang::Zh => "zh-cn/",
        };
        format!(
            "https://docs.python.org/{language}3.13/library/{}",
            self.page
        )
    }
}

/// The parts of the lesson, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Coroutines and tasks.
    Coroutines,
    /// Executors.
    Executors,
    /// Timeouts and cancellation.
    Timeouts,
    /// Introspection.
    Introspection,
    /// Synchronisation.
    Synchronisation,
    /// Queues.
    Queues,
    /// The capstone.
    Capstone,
}

impl Group {
    /// All, in the lesson's order.
    pub const ALL: [Self; 7] = [
        Self::Coroutines,
        Self::Executors,
        Self::Timeouts,
        Self::Introspection,
        Self::Synchronisation,
        Self::Queues,
        Self::Capstone,
    ];

    /// What the catalogue calls it.
    pub const fn title(self) -> Text {
        match self {
            Self::Coroutines => Text::new("Coroutines & tasks", "协程与任务"),
            Self::Executors => Text::new("Executors", "执行器"),
            Self::Timeouts => Text::new("Timeouts & cancellation", "超时与取消"),
            Self::Introspection => Text::new("Introspection", "内省"),
            Self::Synchronisation => Text::new("Synchronisation", "同步"),
            Self::Queues => Text::new("Queues", "队列"),
            Self::Capstone => Text::new("Capstone", "综合实例"),
        }
    }
}
