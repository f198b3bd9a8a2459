//! An event that is set and cleared again: who comes later has missed it.

use super::prelude::*;
use crate::runtime::{Coroutine, Event, call, coroutine, create_task, print, sleep};

fn waiter(name: &'static str, delay: f64, event: Event) -> Coroutine<()> {
    coroutine(call!(waiter(name, delay)), async move {
        sleep(delay).await?; //~ sleep
        print(format!("{name} waits")); //~ waits
        event.wait().await?; //~ wait
        print(format!("{name} goes on")); //~ on
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let event = Event::new(); //~ make-event
        let early = create_task(waiter("early", p.early, event.clone())); //~ early
        let late = create_task(waiter("late", p.late, event.clone())); //~ late
        sleep(p.before).await?; //~ before
        event.set(); //~ set
        print("main: the event is set"); //~ said
        if p.clear {
            event.clear(); //~ clear
        }
        early.await?; //~ await-early
        late.await?; //~ await-late
        print("main: both went on"); //~ both
        Ok(())
    })
}

params! {
    before: f64 = seconds(1.0).label("The event is set after", "多久后设置事件"),
    clear: bool = switch(true).label("Clear it at once", "随即清除"),
    early: f64 = seconds(0.0).label("One waits from", "一个从何时开始等"),
    late: f64 = seconds(2.0).label("The other from", "另一个从何时开始等"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "missed_event",
    group: Group::Synchronisation,
    title: Text::new("An event that was missed", "错过的事件"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "An event is set after {before}{clear? and cleared at once|}. One task waits from {early}, another from {late}. When have both gone on?",
                "事件在 {before} 后被设置{clear?，随即清除|}。一个任务从 {early} 开始等，另一个从 {late}。什么时候两个都继续了？",
            )
        },
        guess: Guess::Seconds,
        answer: |_, ran| match ran.when("main: both went on") {
            Some(when) => Some(Answer::at(
                when,
                Text::new(
                    "both found it set, or were waiting when it was",
                    "两个要么在等，要么来时它已设置",
                ),
            )),
            None if ran.end == End::Deadlocked => Some(Answer::never(Text::new(
                "who comes after clear() finds the event unset, and waits for ever",
                "clear() 之后才来的发现事件未设置，永远等下去",
            ))),
            None => None,
        },
        wrong: Text::new(
            "An event is no signal that is kept: clear() takes it away from all who come later.",
            "以为事件是会保留的信号：clear() 之后来的人就看不到了。",
        ),
    },
    explanation: Text::new(
        "set() wakes everybody who waits at that moment, and they go on even though the event is clear again when they run: wait() does not look a second time. Who comes later looks at the flag, finds it clear, and waits for the next set(), which never comes. Leave an event set when its moment is for good; for a signal that happens again and again use a Condition or a Queue.",
        "set() 唤醒此刻正在等的所有人，就算他们运行时事件又被清除了，也会继续：wait() 不会再看第二遍。后来的人看标志，发现是清除的，就等下一次 set()，而它永远不来。如果那一刻是一劳永逸的，就让事件保持设置；反复发生的信号请用 Condition 或 Queue。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new("It stays set", "保持设置", &[("clear", "false")]),
        Preset::new("Both are early", "两个都早到", &[("late", "0.5")]),
        Preset::new("Both are late", "两个都迟到", &[("early", "1.5")]),
    ],
    neighbours: &["event", "condition"],
    docs: &[Doc {
        name: "asyncio.Event.clear",
        page: "asyncio-sync.html#asyncio.Event.clear",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("missed_event.py"),
    rust: include_str!("missed_event.rs"),
    rust_file: file!(),
};
