//! The tutorial's event: main sets it and ends.

use super::prelude::*;
use crate::runtime::{Coroutine, Event, call, coroutine, create_task, print, sleep};

fn waiter(p: Params, event: Event) -> Coroutine<()> {
    coroutine(call!(waiter()), async move {
        print(p.waiting); //~ waiting
        event.wait().await?; //~ wait
        print(p.got); //~ got
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        // Create an Event object.
        let event = Event::new(); //~ make-event

        // Spawn a Task to wait until 'event' is set.
        let waiter_task = create_task(waiter(p.clone(), event.clone())); //~ create

        // Sleep for a while and set the event.
        sleep(p.delay).await?; //~ sleep
        event.set(); //~ set
        print(p.number); //~ one
        // Wait until the waiter task is finished.
        if p.join {
            waiter_task.await?; //~ await
        }
        Ok(())
    })
}

params! {
    delay: f64 = seconds(1.0).label("Set the event after", "多久后设置事件"),
    join: bool = switch(false).label("Await the waiter", "等待 waiter 结束"),
    number: i64 = integer(-1000, 1000, 1).label("Number that main prints", "main 打印的数字"),
    waiting: String = text(0, 200, "waiting for it ...").label("Text before the wait", "等待前的文本"),
    got: String = text(0, 200, "... got it!").label("Text after the wait", "等到后的文本"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "event",
    group: Group::Synchronisation,
    title: Text::new("Event", "Event：事件"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "main() sets an event after {delay}{join?, then awaits the waiter| and ends at once}. Does the waiter still see it?",
                "main() 在 {delay} 后设置事件，{join?然后等待 waiter|随即结束}。waiter 还能看到吗？",
            )
        },
        guess: YES_NO,
        answer: |values, ran| {
            let p = Params::from(values);
            if p.got == p.waiting || p.got == p.number.to_string() {
                return None;
            }
            let sees = ran.lines.iter().any(|(_, line)| *line == p.got);
            Some(Answer::yes(
                sees,
                match sees {
                    true => Text::new(
                        "set() makes it ready, and it gets its step before the loop stops",
                        "set() 让它就绪，它在循环停下之前得到一步",
                    ),
                    false => Text::new(
                        "main() ended before it could run",
                        "它还没能运行，main() 就结束了",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "set() does not run the waiter: it makes it ready. What follows set() comes first.",
            "以为 set() 会运行等待者：它只是就绪，set() 后面的代码先执行。",
        ),
    },
    explanation: Text::new(
        "set() puts the waiter into the ready queue, before main() has ended, so it still gets its step in the turn that also stops the loop. If it had to await anything more, asyncio.run() would cancel it there. With the switch on, main() awaits the waiter and nothing depends on luck.",
        "set() 在 main() 结束之前就把等待者放进了就绪队列，所以在循环停下的那一轮里，它仍能走完自己的一步。如果它之后还要 await 别的东西，asyncio.run() 就会在那里取消它。打开开关后，main() 会等待它结束，一切不再靠运气。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("Await the waiter", "等待 waiter 结束", &[("join", "true")]),
        Preset::new("Set before it waits", "在它等待之前设置", &[("delay", "0")]),
        Preset::new("An hour later", "一小时以后", &[("delay", "3600")]),
    ],
    neighbours: &["condition", "barrier"],
    docs: &[Doc {
        name: "asyncio.Event",
        page: "asyncio-sync.html#asyncio.Event",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("event.py"),
    rust: include_str!("event.rs"),
    rust_file: file!(),
};
