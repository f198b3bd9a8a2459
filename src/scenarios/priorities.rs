//! The most urgent letter first.

use super::prelude::*;
use crate::events::Nanos;
use crate::runtime::{Coroutine, PriorityQueue, call, coroutine, create_task, print, sleep};

type Letters = PriorityQueue<(i64, String)>;

fn clerk(work: f64, queue: Letters) -> Coroutine<()> {
    coroutine(call!(clerk()), async move {
        loop {
            let (priority, letter) = queue.get().await?; //~ get
            print(format!("{letter} (priority {priority})")); //~ letter
            sleep(work).await?; //~ sleep
            queue.task_done()?; //~ task_done
        }
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let queue = Letters::new(0); //~ make-queue
        queue.put_nowait((p.priority_1, p.letter_1))?; //~ one
        queue.put_nowait((p.priority_2, p.letter_2))?; //~ two
        queue.put_nowait((p.priority_3, p.letter_3))?; //~ three
        let working = create_task(clerk(p.work, queue.clone())); //~ create
        sleep(p.later).await?; //~ later
        queue.put_nowait((p.priority_4, p.letter_4))?; //~ four
        print("main: a late letter is in"); //~ late
        queue.join().await?; //~ join
        print("main: the desk is empty"); //~ empty
        working.cancel(); //~ cancel
        Ok(())
    })
}

params! {
    priority_1: i64 = integer(-100, 100, 3).label("Priority of the first", "第一封的优先级"),
    letter_1: String = text(1, 40, "a postcard").label("First letter", "第一封"),
    priority_2: i64 = integer(-100, 100, 1).label("Priority of the second", "第二封的优先级"),
    letter_2: String = text(1, 40, "a bill").label("Second letter", "第二封"),
    priority_3: i64 = integer(-100, 100, 2).label("Priority of the third", "第三封的优先级"),
    letter_3: String = text(1, 40, "a parcel").label("Third letter", "第三封"),
    priority_4: i64 = integer(-100, 100, 0).label("Priority of the late one", "迟到的一封的优先级"),
    letter_4: String = text(1, 40, "a telegram").label("Late letter", "迟到的一封"),
    later: f64 = seconds(1.5).label("It comes after", "它到来的时间"),
    work: f64 = seconds(1.0).label("Work for each", "每封的处理时间"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "priorities",
    group: Group::Queues,
    title: Text::new("Priorities", "优先级"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A letter of priority {priority_4} comes after {later}; each takes {work} to read. When is its turn?",
                "优先级 {priority_4} 的信在 {later} 后到来；每封要处理 {work}。什么时候轮到它？",
            )
        },
        guess: Guess::Seconds,
        answer: |values, ran| {
            let p = Params::from(values);
            let letter = format!("{} (priority {})", p.letter_4, p.priority_4);
            let read = ran
                .lines
                .iter()
                .filter(|(when, line)| *line == letter && *when >= Nanos::from_secs(p.later));
            Some(Answer::at(
                read.map(|(when, _)| *when).next()?,
                Text::new(
                    "what is being read is not interrupted; then the smallest number is next",
                    "正在处理的不会被打断，之后轮到最小的数",
                ),
            ))
        },
        wrong: Text::new(
            "The smallest number comes first; equal items come out in no promised order.",
            "以为最大的数先出来：其实是最小的，相等的没有保证的顺序。",
        ),
    },
    explanation: Text::new(
        "A PriorityQueue gives the smallest item, whatever the order in which they were put. What is being worked on is not interrupted. Items here are tuples, so equal priorities are decided by the text.",
        "PriorityQueue 总是给出最小的一项，与放入的先后无关。正在处理的不会被打断。这里的每一项都是元组，所以优先级相同时由文本决定。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "All alike: the text decides",
            "都一样：由文本决定",
            &[
                ("priority_1", "1"),
                ("priority_2", "1"),
                ("priority_3", "1"),
                ("priority_4", "1"),
            ],
        ),
        Preset::new("It comes in time", "它及时到来", &[("later", "0")]),
        Preset::new("It comes too late", "它来得太迟", &[("later", "10")]),
    ],
    neighbours: &["queue_workers", "join"],
    docs: &[Doc {
        name: "asyncio.PriorityQueue",
        page: "asyncio-queue.html#asyncio.PriorityQueue",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("priorities.py"),
    rust: include_str!("priorities.rs"),
    rust_file: file!(),
};
