//! The jobs: functions by name, with typed arguments and results, that a worker can run.
//!
//! A new one is a function in `bodies` and a line in the list below.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::protocol::Raised;
use crate::events::{Blocks, Nanos};
use crate::runtime::executor::{Expected, Job, Packed};
use crate::runtime::{Class, Exception, Repr, Result, classes};

mod bodies;
pub mod page;
pub mod selector;
pub mod site;
pub mod spider;

use page::Html;
use spider::Parsed;

/// What a job can ask of whoever runs it.
pub trait Host {
    /// A place where the job may be interrupted: other threads get the GIL here when their time
    /// has come. So many of its parts are done, of so many; `total` zero says nothing. Unless said
    /// otherwise, nobody waits for a GIL here.
    fn checkpoint(&self, _done: u64, _total: u64) -> Step {
        at_once()
    }
    /// Waits truly, for so many seconds, without the GIL and without computing.
    fn block(&self, seconds: f64) -> Step;
    /// Goes on without the GIL to the job's end, as C code may that touches no Python object. Unless
    /// said otherwise, there is none.
    fn let_go_of_the_gil(&self) -> Step {
        at_once()
    }
    /// Bytes from the system's random source.
    fn random(&self, count: u32) -> Vec<u8>;
    /// The text at an address on the page's own host, or why there is none: an `OSError`.
    fn fetch(&self, url: &str) -> Fetched;
    /// `os.getpid()`
    fn pid(&self) -> u32;
    /// `os._exit()`: the worker is no more. Unless said otherwise, the job stands there for ever, and
    /// whoever runs it ends it.
    fn exit(&self) -> Step {
        Box::pin(std::future::pending())
    }
    /// Whether the job's cost is declared, not paid: then a job whose result has a formula uses it.
    fn is_virtual(&self) -> bool {
        false
    }
}

/// A step that takes no time.
pub(super) fn at_once() -> Step {
    Box::pin(std::future::ready(()))
}

/// How long a thread keeps the GIL while another waits: `sys.getswitchinterval()`.
pub const SWITCH_INTERVAL: Nanos = Nanos(5_000_000);

/// Something that a job waits for.
pub type Step = Pin<Box<dyn Future<Output = ()>>>;

/// A text on its way here.
pub type Fetched = Pin<Box<dyn Future<Output = std::result::Result<String, Raised>>>>;

/// A job that runs, to its packed result.
pub type Running = Pin<Box<dyn Future<Output = std::result::Result<String, Raised>>>>;

/// What a job takes under virtual time: first it blocks, then it computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// So long it blocks, or computes without the GIL.
    pub blocks: Nanos,
    /// So long it computes. [`Nanos::MAX`] is for ever.
    pub computes: Nanos,
}

impl Cost {
    const NOTHING: Self = Self::computing(0);

    const fn computing(nanos: u64) -> Self {
        let most = i64::MAX as u64;
        let nanos = if nanos > most { most } else { nanos };
        Self {
            blocks: Nanos::ZERO,
            computes: Nanos(nanos as i64),
        }
    }

    fn blocking(seconds: f64) -> Self {
        Self {
            blocks: Nanos::from_secs(seconds),
            computes: Nanos::ZERO,
        }
    }
}

macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) -> $out:ty, $cost:expr;)+) => {
        $(
            $(#[$doc])*
            pub fn $name($($arg: $ty),*) -> Job<$out> {
                let args: Vec<String> = vec![$($arg.repr()),*];
                pack(stringify!($name), &args.join(", "), &($($arg,)*))
            }
        )+

        /// Begins the job of this name. None if there is none, or the arguments are not its.
        pub fn start(name: &str, args: &str, host: Rc<dyn Host>) -> Option<Running> {
            match name {
                $(stringify!($name) => {
                    let ($($arg,)*): ($($ty,)*) = unpack_args(args)?;
                    Some(Box::pin(async move {
                        written(bodies::$name(host, $($arg),*).await)
                    }))
                })+
                _ => None,
            }
        }

        /// What the job of this name takes under virtual time.
        pub fn cost(name: &str, args: &str) -> Option<Cost> {
            match name {
                $(stringify!($name) => {
                    #[allow(unused_variables)]
                    let ($($arg,)*): ($($ty,)*) = unpack_args(args)?;
                    Some($cost)
                })+
                _ => None,
            }
        }

        /// The names of all jobs.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

jobs! {
    /// The tutorial's: waits `wait` seconds for a slow device, then reads so many bytes from the
    /// system's random source.
    blocking_io(bytes: u32, wait: f64) -> Bytes, Cost::blocking(wait);
    /// The tutorial's: the sum of the squares below `n`, one after the other.
    cpu_bound(n: u64) -> u128, Cost::computing(n.saturating_mul(100));
    /// How many primes there are below `n`.
    count_primes(n: u32) -> u32, Cost::computing(u64::from(n) * 150);
    /// SHA-256 of so many MiB of zeros. Computes without the GIL, as Python's `hashlib` does.
    hash_mib(mib: u32) -> String, Cost::blocking(f64::from(mib) * 0.003);
    /// Rows `from` to `to` of the Mandelbrot set, `width` to the row and `height` rows in all: how
    /// many steps each point takes to leave it, at most 255.
    mandelbrot(width: u32, height: u32, from: u32, to: u32) -> Bytes,
        Cost::computing(u64::from(width) * u64::from(to.saturating_sub(from)) * 5_000);
    /// The crawler's: the page at `url`, which its host takes so many seconds to find.
    download(url: String, latency: f64) -> Html, Cost::blocking(latency);
    /// The crawler's: the items and the links of a page of books, by selectors for an item, its
    /// name, and links. Takes so many seconds besides.
    parse_books(url: String, page: Html, item: String, name: String, links: String, takes: f64) -> Parsed,
        Cost::blocking(takes);
    /// The crawler's: the same of a page of authors.
    parse_authors(url: String, page: Html, takes: f64) -> Parsed, Cost::blocking(takes);
    /// Raises `ValueError(message)`.
    raises(message: String) -> (), Cost::NOTHING;
    /// Panics with this message, which no Python function can: its worker is lost.
    panics(message: String) -> (), Cost::NOTHING;
    /// `os._exit(1)`: its worker dies.
    exits() -> (), Cost::NOTHING;
    /// Computes for ever.
    never_ends() -> (), Cost::computing(u64::MAX);
    /// `time.sleep(seconds)` in a worker.
    sleeps(seconds: f64) -> (), Cost::blocking(seconds);
    /// `os.getpid()`
    getpid() -> u32, Cost::NOTHING;
    /// Gives back what it is given.
    echo(text: String) -> String, Cost::NOTHING;
}

/// `bytes`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

/// Packs a call. An argument that cannot be written down makes the job raise `TypeError`, as one
/// that cannot be pickled does.
pub fn pack<T: DeserializeOwned>(
    name: &'static str,
    shown_args: &str,
    args: &impl Serialize,
) -> Job<T> {
    let packed = serde_json::to_string(args)
        .map(|args| Packed {
            name,
            args: args.into(),
            shown: format!("{}({shown_args})", shown_name(name)).into(),
        })
        .map_err(|error| {
            Exception::internal(
                &classes::TYPE_ERROR,
                format!("cannot pickle arguments: {error}"),
            )
        });
    Job {
        packed,
        unpack: |text| {
            serde_json::from_str(text).map_err(|error| {
                let message = format!("cannot unpickle the result: {error}");
                Exception::internal(&classes::TYPE_ERROR, message)
            })
        },
    }
}

/// How a job would hold the thread that calls it, by its declared cost.
pub fn expected(job: &Packed) -> Expected {
    let cost = cost(job.name, &job.args);
    Expected {
        how: match job.name {
            "sleeps" | "blocking_io" => Blocks::Sleeping,
            _ => Blocks::Computing,
        },
        takes: cost.map(|cost| Nanos(cost.blocks.0.saturating_add(cost.computes.0))),
    }
}

/// What the program's source calls it.
fn shown_name(name: &'static str) -> &'static str {
    match name {
        "sleeps" => "time.sleep",
        "exits" => "os._exit",
        "getpid" => "os.getpid",
        name => name,
    }
}

fn unpack_args<T: DeserializeOwned>(args: &str) -> Option<T> {
    serde_json::from_str(args).ok()
}

fn written<T: Serialize>(
    result: std::result::Result<T, Raised>,
) -> std::result::Result<String, Raised> {
    result.and_then(|value| {
        serde_json::to_string(&value).map_err(|error| Raised {
            class: "TypeError".to_owned(),
            message: format!("cannot pickle the result: {error}"),
        })
    })
}

/// Whether the job only waits for the network, so that it needs no thread where waiting takes none.
pub fn only_fetches(name: &str) -> bool {
    name == "download"
}

impl Raised {
    /// No page came: `OSError`.
    pub fn no_page(url: &str, why: impl std::fmt::Display) -> Self {
        Self {
            class: "OSError".to_owned(),
            message: format!("{url}: {why}"),
        }
    }

    /// The exception that it stands for. One of a class that is not known here is a
    /// `RuntimeError` that names it.
    pub fn into_exception(self) -> Exception {
        const KNOWN: &[&Class] = &[
            &classes::VALUE_ERROR,
            &classes::TYPE_ERROR,
            &classes::RUNTIME_ERROR,
            &classes::OS_ERROR,
            &classes::MEMORY_ERROR,
            &classes::ZERO_DIVISION_ERROR,
        ];
        match KNOWN.iter().find(|class| class.name == self.class) {
            Some(class) => Exception::internal(class, self.message),
            None => Exception::internal(
                &classes::RUNTIME_ERROR,
                format!("{}: {}", self.class, self.message),
            ),
        }
    }

    /// The name and the message of an exception.
    pub fn of(exception: &Exception) -> Self {
        Self {
            class: exception.class().name.to_owned(),
            message: exception
                .message()
                .map_or_else(String::new, |message| message.to_string()),
        }
    }
}

/// As text, two hexadecimal digits a byte.
impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        let text: String = self
            .0
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u8>> = text
            .chars()
            .map(|c| c.to_digit(16).map(|digit| digit as u8))
            .collect();
        match digits {
            Some(digits) if digits.len() % 2 == 0 => Ok(Self(
                digits
                    .chunks(2)
                    .map(|pair| pair[0] << 4 | pair[1])
                    .collect(),
            )),
            _ => Err(serde::de::Error::custom("not hexadecimal digits in pairs")),
        }
    }
}

/// Python's `repr` of `bytes`.
impl Repr for Bytes {
    fn repr(&self) -> String {
        let quote = if self.0.contains(&b'\'') && !self.0.contains(&b'"') {
            '"'
        } else {
            '\''
        };
        let mut out = format!("b{quote}");
        for byte in &self.0 {
            match char::from(*byte) {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c == '\\' || c == quote => out.extend(['\\', c]),
                c if (' '..='~').contains(&c) => out.push(c),
                _ => out.push_str(&format!("\\x{byte:02x}")),
            }
        }
        out.push(quote);
        out
    }
}

/// Runs a job that never has to wait, to its end: with a host whose steps are all done at once.
/// None if it does wait.
pub fn run_at_once(
    packed: &Packed,
    host: Rc<dyn Host>,
) -> Option<std::result::Result<String, Raised>> {
    let Some(mut running) = start(packed.name, &packed.args, host) else {
        return Some(Err(unknown(packed.name)));
    };
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match running.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(result) => Some(result),
        std::task::Poll::Pending => None,
    }
}

/// No job has this name, or it takes other arguments.
pub fn unknown(name: &str) -> Raised {
    Raised {
        class: "RuntimeError".to_owned(),
        message: format!("no job is called {name} and takes such arguments"),
    }
}

impl<T> Job<T> {
    /// The result, unpacked.
    ///
    /// # Errors
    /// `TypeError` when it is not what the job gives.
    pub fn unpack(&self, packed: &str) -> Result<T> {
        (self.unpack)(packed)
    }
}
