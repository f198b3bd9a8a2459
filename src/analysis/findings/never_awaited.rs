//! A coroutine was made and dropped: none of its lines ran.

use std::rc::Rc;

use super::{Describe, FindingKind, Found, Words};
use crate::analysis::deadlock::Known;
use crate::analysis::words::say;
use crate::analysis::{Names, names};
use crate::events::{Call, Event};
use crate::trace::Record;

pub(super) fn see(record: &Record, known: Known<'_>, found: &mut Found) {
    if let Event::NeverAwaited { call } = &record.event {
        let n = known.now();
        found.add(n, n, NeverAwaited(Rc::clone(call)));
    }
}

#[derive(Debug)]
struct NeverAwaited(Rc<Call>);

impl Describe for NeverAwaited {
    fn kind(&self) -> FindingKind {
        FindingKind::NeverAwaited
    }

    fn words(&self, names: &Names<'_>, _: usize) -> Words {
        let lang = names.lang();
        let call = names::call(&self.0);
        Words {
            title: say!(lang, "Never awaited", "从未 await"),
            what: say!(
                lang,
                "{call} was called but never awaited.",
                "调用了 {call}，却从未 await。"
            ),
            why: say!(
                lang,
                "Calling a coroutine function only makes a coroutine; without await or create_task none of its lines runs.",
                "调用协程函数只会创建协程；没有 await 或 create_task，它一行也不会执行。"
            ),
            advice: say!(
                lang,
                "Await the call, or hand it to create_task or gather.",
                "await 这个调用，或者把它交给 create_task 或 gather。"
            ),
        }
    }
}
