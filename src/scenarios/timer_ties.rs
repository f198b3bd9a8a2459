//! Three timers for one instant: whose comes first?

use super::prelude::*;
use crate::runtime::{Coroutine, call, coroutine, gather, print, sleep};

fn walk(name: &'static str, steps: i64, pace: f64) -> Coroutine<()> {
    coroutine(call!(walk(name, steps, pace)), async move {
        for _ in 0..steps {
            sleep(pace).await?; //~ sleep
        }
        print(format!("{name} is there")); //~ there
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let walks = [
            walk("four short steps", p.short_steps, p.short), //~ short
            walk("two longer steps", p.longer_steps, p.longer), //~ longer
            walk("one long step", p.long_steps, p.long),      //~ long
        ];
        gather(walks).await?; //~ gather
        print("all are there"); //~ all
        Ok(())
    })
}

params! {
    short_steps: i64 = integer(0, 100, 4).label("Short steps", "短步数"),
    short: f64 = seconds(0.5).label("Each takes", "每步用时"),
    longer_steps: i64 = integer(0, 100, 2).label("Longer steps", "较长步数"),
    longer: f64 = seconds(1.0).label("Each longer one takes", "每个较长步用时"),
    long_steps: i64 = integer(0, 100, 1).label("Long steps", "长步数"),
    long: f64 = seconds(2.0).label("Each long one takes", "每个长步用时"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "timer_ties",
    group: Group::Coroutines,
    title: Text::new("Timers that tie", "同时到期的定时器"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "One sleeps {short_steps} times {short}, one {longer_steps} times {longer}, one {long_steps} times {long}. Who is there first?",
                "一个睡 {short_steps} 次 {short}，一个睡 {longer_steps} 次 {longer}，一个睡 {long_steps} 次 {long}。谁先到？",
            )
        },
        guess: Guess::Choice(&[
            Text::new("four short steps", "四个短步"),
            Text::new("two longer steps", "两个较长步"),
            Text::new("one long step", "一个长步"),
        ]),
        answer: |_, ran| {
            const WALKERS: [&str; 3] = ["four short steps", "two longer steps", "one long step"];
            let (when, line) = ran.lines.first()?;
            let first = WALKERS.iter().position(|walker| line.starts_with(walker))?;
            let others = WALKERS
                .iter()
                .enumerate()
                .filter(|(place, _)| *place != first);
            let is_tie = others
                .filter_map(|(_, walker)| ran.when(walker))
                .any(|other| other == *when);
            let because = match is_tie {
                true => Text::new(
                    "of timers that are due at the same instant, the one set first fires first",
                    "同一时刻到期的定时器，先设置的先触发",
                ),
                false => Text::new("it has the shortest way", "它的总时间最短"),
            };
            Some(Answer::choice(first, because))
        },
        wrong: Text::new(
            "Neither the order in gather() nor the shorter sleep decides: the set timer does.",
            "以为由 gather() 里的先后或睡眠的长短决定：看谁先设置定时器。",
        ),
    },
    explanation: Text::new(
        "All three are there after two seconds, at the same instant. The long step's timer was set at 0 s, the second longer one's at 1 s, the last short one's at 1.5 s, and timers that are due together fire in the order in which they were set. With CPython's real clock no two timers are due at quite the same time, and the order is this one too, since each sleep begins a little later than it would in theory.",
        "三个都在两秒后的同一时刻到达。长步的定时器在 0 秒设置，第二个较长步的在 1 秒，最后一个短步的在 1.5 秒；一起到期的定时器按设置的先后触发。在 CPython 的真实时钟上，没有两个定时器完全同时到期，但顺序也是这样，因为每次睡眠都比理论上稍晚开始。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "The short steps are faster",
            "短步更快",
            &[("short", "0.4")],
        ),
        Preset::new(
            "The same step for all",
            "三个步长一样",
            &[
                ("short_steps", "1"),
                ("short", "1"),
                ("longer_steps", "1"),
                ("long", "1"),
            ],
        ),
        Preset::new(
            "No delay",
            "没有延迟",
            &[("short", "0"), ("longer", "0"), ("long", "0")],
        ),
    ],
    neighbours: &["gather", "as_completed"],
    docs: &[Doc {
        name: "loop.call_later",
        page: "asyncio-eventloop.html#asyncio.loop.call_later",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("timer_ties.py"),
    rust: include_str!("timer_ties.rs"),
    rust_file: file!(),
};
