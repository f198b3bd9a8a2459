//! A call, or a step of a task, held the loop: meanwhile nothing else could run.

use std::rc::Rc;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::format::seconds;
use crate::analysis::words::say;
use crate::events::Nanos;
use crate::events::{Event, Frame, Place, TaskId, Work};
use crate::trace::Record;

/// The loop is held if it is for at least this long: asyncio's `slow_callback_duration`.
pub(crate) const SLOW: Nanos = Nanos(100_000_000);

/// Watches calls that say that they block, and how long handles take by the clock.
#[derive(Debug, Default)]
pub(crate) struct Check {
    running: Option<Running>,
}

/// The handle that runs.
#[derive(Debug)]
struct Running {
    started: Nanos,
    task: Option<TaskId>,
    work: Option<Work>,
    /// How long calls held the loop that said so.
    told: i64,
    /// The last event, and when it was.
    last: (usize, Nanos),
    /// The longest time between two events, and these.
    longest: (i64, [usize; 2]),
    /// The coroutine that stood in it, and its line, as far as the loop has heard.
    longest_in: Option<Frame>,
    /// The coroutine that stands since the last event.
    now_in: Option<Frame>,
}

impl Check {
    pub(super) fn see(&mut self, record: &Record, known: Known<'_>, found: &mut Found) {
        let n = known.now();
        match &record.event {
            Event::HandleStarted { .. } => {
                self.running = Some(Running {
                    started: record.when,
                    task: None,
                    work: known.state.running.map(|running| running.work),
                    told: 0,
                    last: (n, record.when),
                    longest: (0, [n, n]),
                    longest_in: None,
                    now_in: None,
                });
                return;
            }
            Event::Blocked {
                what, from, task, ..
            } => {
                let span = record.when.since(*from);
                if let Some(running) = &mut self.running {
                    running.told += span.0;
                    running.last = (n, record.when);
                }
                if span >= SLOW {
                    let (what, task) = (Rc::clone(what), *task);
                    found.add(n, n, BlockedLoop { what, span, task });
                }
                return;
            }
            _ => {}
        }
        let Some(running) = &mut self.running else {
            return;
        };
        running.see(n, record, known);
        if matches!(record.event, Event::HandleEnded { .. }) {
            let held = self
                .running
                .take()
                .and_then(|running| running.held(record.when));
            if let Some(held) = held {
                found.add(n, held.between[1], held);
            }
        }
    }
}

impl Running {
    fn see(&mut self, n: usize, record: &Record, known: Known<'_>) {
        if let Event::TaskResumed { task, .. } = record.event {
            self.task = Some(task);
        }
        let (last, before) = self.last;
        let span = record.when.since(before).0;
        if span > self.longest.0 {
            self.longest = (span, [last, n]);
            self.longest_in = self.now_in.take();
        }
        self.last = (n, record.when);
        let task = self.task.and_then(|task| known.state.task(task));
        self.now_in = task.and_then(|task| task.frames.last().cloned());
    }

    /// What there is to say of the handle at its end.
    fn held(self, now: Nanos) -> Option<HeldLoop> {
        let span = Nanos(now.since(self.started).0 - self.told);
        (span >= SLOW).then_some(HeldLoop {
            span,
            task: self.task,
            work: self.work,
            longest: Nanos(self.longest.0),
            between: self.longest.1,
            standing: self.longest_in,
        })
    }
}

/// A call that said that it blocks.
#[derive(Debug)]
struct BlockedLoop {
    what: Rc<str>,
    span: Nanos,
    task: Option<TaskId>,
}

/// A handle that took long, by the clock alone.
#[derive(Debug)]
struct HeldLoop {
    span: Nanos,
    task: Option<TaskId>,
    work: Option<Work>,
    longest: Nanos,
    between: [usize; 2],
    /// The coroutine in which it took longest.
    standing: Option<Frame>,
}

fn around(names: &Names<'_>, what: String) -> Words {
    let lang = names.lang();
    Words {
        title: say!(lang, "Blocked loop", "循环被阻塞"),
        what,
        why: say!(
            lang,
            "While it lasts no other task runs, no timer fires, and nothing can be cancelled.",
            "在这期间，别的任务不能运行，定时器不会触发，什么也取消不了。"
        ),
        advice: say!(
            lang,
            "Await asyncio.sleep instead of time.sleep; move computation and blocking calls to asyncio.to_thread or an executor.",
            "用 await asyncio.sleep 代替 time.sleep；把计算和阻塞调用移到 asyncio.to_thread 或执行器。"
        ),
    }
}

impl Describe for BlockedLoop {
    fn kind(&self) -> FindingKind {
        FindingKind::BlockedLoop
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let (who, what, span) = (names.who(self.task), &self.what, seconds(self.span));
        let what = say!(
            lang,
            "{who} held the whole loop for {span} in {what}.",
            "{who} 在 {what} 中把整个循环占住了 {span}。"
        );
        around(names, what)
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.task.into_iter().collect()
    }
}

impl Describe for HeldLoop {
    fn kind(&self) -> FindingKind {
        FindingKind::BlockedLoop
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let who = match (self.task, self.work) {
            (Some(task), _) => names.task_name(task),
            (None, Some(work)) => names.work(work),
            (None, None) => names.who(None),
        };
        let (span, longest) = (seconds(self.span), seconds(self.longest));
        let what = say!(
            lang,
            "{who} held the whole loop for {span} in one step, {longest} of it without a sign in between.",
            "{who} 的一步把整个循环占住了 {span}，其中 {longest} 毫无动静。"
        );
        let Some(Frame { call, line }) = &self.standing else {
            return around(names, what);
        };
        let (file, from) = (names.trace.sources().path(*line), line.line());
        let name = call.name;
        let standing = say!(
            lang,
            " That was in {name}(), {file} from line {from} on.",
            "那是在 {name}() 中，{file} 第 {from} 行起。"
        );
        around(names, what + &standing)
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.task.into_iter().collect()
    }

    fn events(&self) -> Vec<usize> {
        self.between.to_vec()
    }

    fn place_of(&self, event: usize) -> Option<Place> {
        let standing = self.standing.as_ref()?;
        (event == self.between[0]).then_some(standing.line)
    }
}
