//! What a link says about a run besides its scenario and parameters: `_at=v1.12.3.4`,
//! `_do=v1.12.3.4.cancel.3`. `docs/links.md` describes the pieces.
//!
//! Each piece is read by itself. One that makes no sense is refused by name and the others hold. A
//! link that was made here ends with a sum of itself, so that whatever was changed on its way is
//! noticed, also where what came of it makes sense.

use std::collections::BTreeSet;

use super::bookmarks::{Bookmark, Bookmarks};
use super::panes::{Code, Pane, Side};
use super::sizes::Sizes;
use super::speed::{self, Speed};
use crate::analysis::exploring::is_token;
use crate::events::{Act, FutureId, Intervention, Nanos, ResourceId, TaskId, When};
use crate::text::address::more;
use crate::text::{Lang, Text, link as say};
use crate::trace::Recorder;
use crate::view_model::interventions::MOST_ACTS;
use crate::view_model::{StepLevel, Window};

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The moment of the cursor. A link that has none, and none of what needs one, runs nothing.
    pub at: Option<When>,
    /// The same by the clock, for who does not know the moments of a run, such as the build of a
    /// documentation.
    pub when: Option<ByClock>,
    /// The speed at which the run goes on.
    pub speed: Option<Speed>,
    /// What is done to the run.
    pub plan: Vec<Intervention>,
    /// The run's bookmarks.
    pub bookmarks: Bookmarks,
    /// The part of the timeline that is seen; all of it if none.
    pub window: Option<Window>,
    /// How far the lanes are scrolled, in pixels.
    pub scroll: f64,
    /// Whether the time in which nothing happens is shown in full.
    pub gaps: bool,
    /// How many events are kept at most; as many as there is room for if none.
    pub events: Option<usize>,
    /// What the clock of day says at loop time zero, in seconds since midnight.
    pub epoch: Option<u32>,
    /// The token of another order than asyncio's own.
    pub order: Option<String>,
    /// What the run's workers did, as it is written.
    pub jobs: Option<String>,
    /// How the panes share the page, where a person has set it.
    pub sizes: Option<Sizes>,
    /// What one step is.
    pub level: StepLevel,
    /// Both programs side by side.
    pub beside: bool,
    /// The program in the code pane.
    pub code: Code,
    /// The side of the event loop.
    pub side: Side,
    /// The pane that a phone shows.
    pub pane: Pane,
    /// The task that is looked at; none follows the running one.
    pub task: Option<TaskId>,
}

/// A moment of a run by its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByClock {
    /// After all that happens up to then.
    At(Nanos),
    /// When the run has ended.
    End,
}

/// A piece of a link that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name, with the `_`.
    pub name: String,
    /// What it says.
    pub given: String,
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It is not what it should be.
    Not(Text, &'static [&'static str]),
    /// There is no place for it.
    Left(Text),
    /// The sum is another one.
    Changed,
    /// So many others are not listed.
    More(usize),
}

/// What stands in the way of a name or a value of a link.
const AT: &str = "_at";
const WHEN: &str = "_when";
const SPEED: &str = "_speed";
const DO: &str = "_do";
const MARK: &str = "_mark";
const WINDOW: &str = "_view";
const SCROLL: &str = "_scroll";
const GAPS: &str = "_gaps";
const EVENTS: &str = "_events";
const EPOCH: &str = "_epoch";
const ORDER: &str = "_order";
const JOBS: &str = "_jobs";
const SIZES: &str = "_sizes";
const LEVEL: &str = "_steps";
const BESIDE: &str = "_beside";
const CODE: &str = "_code";
const SIDE: &str = "_side";
const PANE: &str = "_pane";
const TASK: &str = "_task";
const SUM: &str = "_sum";

/// How few events a run may be told to keep.
pub const LEAST_EVENTS: usize = 10;

/// How many refused pieces are listed.
pub const MOST_REFUSED: usize = 20;

/// How much of a refused piece is shown.
const SHOWN: usize = 40;

const LEVELS: &[&str] = &["program", "loop"];
const CODES: &[&str] = &["python", "rust"];
const SIDES: &[&str] = &["loop", "waits", "findings", "step-in"];
const PANES: &[&str] = &[
    "code", "form", "timeline", "console", "loop", "task", "lesson",
];

impl Link {
    /// The pieces, as an address takes them: names and values, not encoded. What is as it is
    /// without a link is left out.
    pub fn pieces(&self) -> Vec<(String, String)> {
        let mut pieces = Vec::new();
        let mut add = |name: &str, value: String| pieces.push((name.to_owned(), value));
        for intervention in &self.plan {
            add(DO, intervention_said(intervention));
        }
        for Bookmark { at, name } in self.bookmarks.all() {
            add(MARK, format!("{at}.{name}"));
        }
        if let Some(speed) = self.speed {
            add(SPEED, speed::name(speed));
        }
        if let Some(window) = self.window {
            let Window {
                from,
                to,
                event_width,
            } = window;
            add(WINDOW, format!("{from}_{to}_{event_width}"));
        }
        if self.scroll > 0.0 {
            add(SCROLL, self.scroll.to_string());
        }
        if self.gaps {
            add(GAPS, "full".to_owned());
        }
        if let Some(events) = self.events {
            add(EVENTS, events.to_string());
        }
        if let Some(epoch) = self.epoch {
            add(EPOCH, epoch.to_string());
        }
        if let Some(order) = &self.order {
            add(ORDER, order.clone());
        }
        if let Some(jobs) = &self.jobs {
            add(JOBS, jobs.clone());
        }
        if let Some(sizes) = self.sizes {
            add(SIZES, sizes.name());
        }
        if self.level != StepLevel::default() {
            add(LEVEL, self.level.name().to_owned());
        }
        if self.beside {
            add(BESIDE, "both".to_owned());
        }
        if self.code != Code::default() {
            add(CODE, self.code.name().to_owned());
        }
        if self.side != Side::default() {
            add(SIDE, self.side.name().to_owned());
        }
        if self.pane != Pane::default() {
            add(PANE, self.pane.name().to_owned());
        }
        if let Some(task) = self.task {
            add(TASK, task.0.to_string());
        }
        match self.when {
            Some(ByClock::At(when)) => add(WHEN, when.to_string()),
            Some(ByClock::End) => add(WHEN, END.to_owned()),
            None => {}
        }
        if let Some(at) = self.at {
            add(AT, at.to_string());
        }
        pieces
    }

    /// Reads the pieces; what makes no sense is left out and named.
    pub fn read(pieces: &[(String, String)]) -> (Self, Vec<Refused>) {
        let mut link = Self::default();
        let mut refused = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (name, given) in pieces {
            let is_list = [DO, MARK].contains(&name.as_str());
            let read = match !is_list && seen.contains(name.as_str()) {
                true => Err(Why::Left(say::REPEATED)),
                false => link.take(name, given),
            };
            seen.insert(name);
            if let Err(why) = read {
                refused.push(Refused::new(name, given, why));
            }
        }
        let more = refused.len().saturating_sub(MOST_REFUSED);
        if more > 0 {
            refused.truncate(MOST_REFUSED);
            refused.push(Refused::new("", "", Why::More(more)));
        }
        (link, refused)
    }

    /// Whether there has to be a run to show what it says.
    pub fn needs_run(&self) -> bool {
        let has_more = !self.plan.is_empty() || !self.bookmarks.all().is_empty();
        self.at.is_some() || self.when.is_some() || self.order.is_some() || has_more
    }

    fn take(&mut self, name: &str, given: &str) -> Result<(), Why> {
        match name {
            AT => self.at = Some(moment(given).ok_or(Why::Not(say::A_MOMENT, &[]))?),
            WHEN => self.when = Some(by_clock(given).ok_or(Why::Not(say::A_TIME, &[]))?),
            SPEED => self.speed = Some(speed::parse(given).ok_or(Why::Not(say::A_SPEED, &[]))?),
            DO => {
                let act = intervention(given).ok_or(Why::Not(say::AN_ACT, &[]))?;
                if self.plan.len() >= MOST_ACTS {
                    return Err(Why::Left(say::TOO_MANY));
                }
                self.plan.push(act);
            }
            MARK => {
                let (at, name) = bookmark(given).ok_or(Why::Not(say::A_BOOKMARK, &[]))?;
                if !self.bookmarks.set(at, name) {
                    return Err(Why::Left(say::TOO_MANY));
                }
            }
            WINDOW => self.window = Some(window(given).ok_or(Why::Not(say::A_WINDOW, &[]))?),
            SCROLL => self.scroll = distance(given).ok_or(Why::Not(say::A_DISTANCE, &[]))?,
            GAPS if given == "full" => self.gaps = true,
            GAPS => return Err(Why::Not(say::A_CHOICE, &["full"])),
            EVENTS => self.events = Some(limit(given).ok_or(Why::Not(say::A_LIMIT, &[]))?),
            EPOCH => self.epoch = Some(epoch(given).ok_or(Why::Not(say::AN_EPOCH, &[]))?),
            ORDER if is_token(given) => self.order = Some(given.to_owned()),
            ORDER => return Err(Why::Not(say::AN_ORDER, &[])),
            JOBS if !given.is_empty() => self.jobs = Some(given.to_owned()),
            JOBS => return Err(Why::Not(say::A_RECORD, &[])),
            SIZES => {
                let sizes = Sizes::parse(given).ok_or(Why::Not(say::SIZES, &[]))?;
                self.sizes = Some(sizes);
            }
            LEVEL => self.level = choice(&StepLevel::ALL, LEVELS, given)?,
            BESIDE if given == "both" => self.beside = true,
            BESIDE => return Err(Why::Not(say::A_CHOICE, &["both"])),
            CODE => self.code = choice(&Code::ALL, CODES, given)?,
            SIDE => self.side = choice(&Side::ALL, SIDES, given)?,
            PANE => self.pane = choice(&Pane::ALL, PANES, given)?,
            TASK => {
                let task = natural(given).and_then(|task| u32::try_from(task).ok());
                self.task = Some(FutureId(task.ok_or(Why::Not(say::A_TASK, &[]))?));
            }
            // Whether it is right was looked at before: of the whole address, not of its pieces.
            SUM => {}
            _ => return Err(Why::Left(say::UNKNOWN)),
        }
        Ok(())
    }
}

impl Refused {
    fn new(name: &str, given: &str, why: Why) -> Self {
        let short = |text: &str| -> String { text.chars().take(SHOWN).collect() };
        Self {
            name: short(name),
            given: short(given),
            why,
        }
    }

    /// A link that is not as it was made.
    pub fn changed() -> Self {
        Self::new(SUM, "", Why::Changed)
    }

    /// What the workers did makes no sense.
    pub fn jobs(given: &str) -> Self {
        Self::new(JOBS, given, Why::Not(say::A_RECORD, &[]))
    }

    /// What is wrong, in words.
    pub fn message(&self, lang: Lang) -> String {
        let Self { name, given, why } = self;
        match why {
            Why::Not(what, []) => say::refused(lang, name, given, what.get(lang)),
            Why::Not(what, choices) => {
                let allowed = format!("{} {}", what.get(lang), choices.join(", "));
                say::refused(lang, name, given, &allowed)
            }
            Why::Left(why) => say::left_out(lang, name, given, why.get(lang)),
            Why::More(count) => more(lang, *count),
            Why::Changed => say::CHANGED.get(lang).to_owned(),
        }
    }
}

/// An address, `#/gather?a=3&_at=v1.12.3.4`, with a sum of itself at its end.
pub fn sealed(address: &str) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{SUM}={:08x}", sum(address))
}

/// Whether an address has a sum, right or wrong.
pub fn has_sum(address: &str) -> bool {
    address.contains(&format!("{SUM}=")) || address.contains("sum%3D")
}

/// Whether an address was changed since [`sealed`] made it. One without a sum was not made there.
pub fn is_broken(address: &str) -> bool {
    let named = format!("{SUM}=");
    let Some(place) = address.rfind(&named) else {
        return false;
    };
    let (before, given) = (&address[..place], &address[place + named.len()..]);
    let body = before.strip_suffix(['&', '?']);
    body.is_none_or(|body| sealed(body) != address || given.len() != 8)
}

/// FNV-1a. Each step is one to one, so that no change of a single byte keeps it.
fn sum(address: &str) -> u32 {
    address.bytes().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// A number as it is written here: digits alone.
fn natural(given: &str) -> Option<usize> {
    let is_number = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
    given.parse().ok().filter(|_| is_number)
}

fn intervention_said(intervention: &Intervention) -> String {
    let at = intervention.at;
    match &intervention.act {
        Act::Cancel(task) => format!("{at}.cancel.{}", task.0),
        Act::Set(event) => format!("{at}.set.{}", event.0),
        Act::Release(semaphore) => format!("{at}.release.{}", semaphore.0),
        Act::Put(queue, item) => format!("{at}.put.{}.{item}", queue.0),
    }
}

/// An address of a moment, and nothing else.
fn moment(given: &str) -> Option<When> {
    let (when, rest) = When::read(given)?;
    rest.is_none().then_some(when)
}

fn intervention(given: &str) -> Option<Intervention> {
    let (at, rest) = When::read(given)?;
    let mut parts = rest?.splitn(3, '.');
    let what = parts.next()?;
    let number = u32::try_from(natural(parts.next()?)?).ok()?;
    let act = match (what, parts.next()) {
        ("cancel", None) => Act::Cancel(FutureId(number)),
        ("set", None) => Act::Set(ResourceId(number)),
        ("release", None) => Act::Release(ResourceId(number)),
        ("put", Some(item)) => Act::Put(ResourceId(number), item.into()),
        _ => return None,
    };
    Some(Intervention { at, act })
}

fn bookmark(given: &str) -> Option<(When, &str)> {
    let (at, name) = When::read(given)?;
    let name = name.filter(|name| !name.trim().is_empty())?;
    Some((at, name))
}

/// The largest place on an axis: some thirty thousand years.
const FARTHEST: f64 = 1e12;

fn window(given: &str) -> Option<Window> {
    let mut parts = given.split('_').map(|part| part.parse::<f64>().ok());
    let (from, to, event_width) = (parts.next()??, parts.next()??, parts.next()??);
    let is_sound = 0.0 <= from && from < to && to <= FARTHEST;
    let is_fine = (1e-15..=FARTHEST).contains(&event_width) && parts.next().is_none();
    (is_sound && is_fine).then_some(Window {
        from,
        to,
        event_width,
    })
}

/// The word for a run's end.
const END: &str = "end";

fn by_clock(given: &str) -> Option<ByClock> {
    if given == END {
        return Some(ByClock::End);
    }
    let seconds = given.parse::<f64>().ok()?;
    (0.0..=FARTHEST / 1e3)
        .contains(&seconds)
        .then(|| ByClock::At(Nanos::from_secs(seconds)))
}

fn limit(given: &str) -> Option<usize> {
    natural(given).filter(|events| (LEAST_EVENTS..=Recorder::DEFAULT_LIMIT).contains(events))
}

fn epoch(given: &str) -> Option<u32> {
    let seconds = natural(given).and_then(|seconds| u32::try_from(seconds).ok());
    seconds.filter(|seconds| *seconds < 24 * 3_600)
}

fn distance(given: &str) -> Option<f64> {
    let distance = given.parse::<f64>().ok()?;
    (0.0..=1e9).contains(&distance).then_some(distance)
}

fn choice<T: Copy>(all: &[T], names: &'static [&'static str], given: &str) -> Result<T, Why> {
    let place = names.iter().position(|name| *name == given);
    let found = place.and_then(|place| all.get(place));
    found.copied().ok_or(Why::Not(say::A_CHOICE, names))
}
