//! What the loop's exception handler was told: errors that nobody saw.

use std::rc::Rc;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::Names;
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::events::{Event, FutureId, Raised, ReportReason, TaskId};
use crate::trace::Record;

pub(super) fn see(record: &Record, known: Known<'_>, found: &mut Found) {
    if let Event::ExceptionReported {
        reason,
        message,
        exception,
        future,
    } = &record.event
    {
        let reported = Reported {
            reason: *reason,
            message: Rc::clone(message),
            exception: exception.clone(),
            future: *future,
        };
        let n = known.now();
        found.add(n, n, reported);
    }
}

#[derive(Debug)]
struct Reported {
    reason: ReportReason,
    message: Rc<str>,
    exception: Option<Rc<Raised>>,
    future: Option<FutureId>,
}

impl Describe for Reported {
    fn kind(&self) -> FindingKind {
        match self.reason {
            ReportReason::TaskNeverRetrieved | ReportReason::FutureNeverRetrieved => {
                FindingKind::NeverRetrieved
            }
            _ => FindingKind::Reported,
        }
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let who = self
            .future
            .map_or_else(String::new, |future| names.future(future));
        let message = match &self.exception {
            Some(exception) => format!("{} ({exception})", self.message),
            None => self.message.to_string(),
        };
        let what = match who.is_empty() {
            true => say!(lang, "{message}.", "{message}。"),
            false => say!(lang, "{who}: {message}.", "{who}：{message}。"),
        };
        match self.kind() {
            FindingKind::NeverRetrieved => Words {
                title: say!(lang, "Exception never retrieved", "异常从未被取走"),
                what,
                why: say!(
                    lang,
                    "The error was stored in the task and nobody looked: without this report it would be lost.",
                    "错误存在任务里，没有人去看：没有这条报告，它就丢失了。"
                ),
                advice: say!(
                    lang,
                    "Keep the task and await it, or use a TaskGroup, which passes errors on.",
                    "保留这个任务并 await 它，或者使用会传递错误的 TaskGroup。"
                ),
            },
            _ => Words {
                title: say!(lang, "Unhandled error", "未处理的错误"),
                what,
                why: say!(
                    lang,
                    "The loop caught it because nobody else did, and went on.",
                    "没有别人处理它，循环接住了它并继续运行。"
                ),
                advice: say!(
                    lang,
                    "Handle the error where it is raised, or set an exception handler on the loop.",
                    "在抛出错误的地方处理它，或者给循环设置异常处理器。"
                ),
            },
        }
    }

    fn tasks(&self) -> Vec<TaskId> {
        self.future.into_iter().collect()
    }
}
