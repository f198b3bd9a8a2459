//! Ten places for twenty-five visitors.

use super::prelude::*;
use crate::runtime::{Coroutine, Semaphore, call, coroutine, gather, print, sleep};

fn visitor(p: Params, i: i64, sem: Semaphore) -> Coroutine<()> {
    coroutine(call!(visitor(i)), async move {
        let _place = sem.acquire().await?; //~ sem
        print(format!("visitor {i} comes in")); //~ in
        sleep(p.stay).await?; //~ stay
        print(format!("visitor {i} goes")); //~ goes
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let sem = Semaphore::new(p.places); //~ make-sem
        let calls = (1..=p.visitors).map(|i| visitor(p.clone(), i, sem.clone()));
        gather(calls).await?; //~ gather
        print("everybody was here"); //~ all
        Ok(())
    })
}

params! {
    places: usize = count(0, 100, 10).label("Places", "名额"),
    visitors: i64 = integer(0, 200, 25).label("Visitors", "访客数"),
    stay: f64 = seconds(1.0).label("Each stays for", "每人停留"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "semaphore",
    group: Group::Synchronisation,
    title: Text::new("Semaphore", "Semaphore：信号量"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "{places:place:places}, {visitors:visitor:visitors}, each stays {stay}. When has everybody been in?",
                "{places} 个名额，{visitors} 位访客，每人停留 {stay}。什么时候所有人都来过？",
            )
        },
        guess: Guess::Seconds,
        answer: |values, ran| {
            let p = Params::from(values);
            let fits = i64::try_from(p.places).is_ok_and(|places| places >= p.visitors);
            Some(match (ran.end, fits) {
                (End::Deadlocked, _) => Answer::never(Text::new(
                    "with no place nobody ever comes in",
                    "没有名额，谁也进不来",
                )),
                (_, true) => Answer::at(
                    ran.time,
                    Text::new("there is a place for everybody", "人人都有名额"),
                ),
                (_, false) => Answer::at(
                    ran.time,
                    Text::new(
                        "{places:goes in at a time:go in at a time}, in the order of the line",
                        "每次 {places} 位，按排队的先后",
                    ),
                ),
            })
        },
        wrong: Text::new(
            "One place is no lock with an owner: anybody may release it.",
            "以为只有一个名额就是有主人的锁：谁都可以释放它。",
        ),
    },
    explanation: Text::new(
        "A semaphore counts permits; who finds none stands in line, and each release hands its permit to the head of the line, so nobody overtakes. It limits how many are at work at the same time, for example on one server, without making them wait for a whole batch to end.",
        "信号量记录许可的数量；拿不到许可的排队，每次释放都把许可交给队首，所以没人能插队。它限制同时工作的数量（例如同时访问一台服务器的请求），而不必等一整批做完。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "One place",
            "只有一个名额",
            &[("places", "1"), ("visitors", "5")],
        ),
        Preset::new(
            "No place",
            "没有名额",
            &[("places", "0"), ("visitors", "2")],
        ),
        Preset::new("Places for all", "人人有名额", &[("places", "25")]),
    ],
    neighbours: &["bounded_semaphore", "lock", "queue_workers"],
    docs: &[Doc {
        name: "asyncio.Semaphore",
        page: "asyncio-sync.html#asyncio.Semaphore",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("semaphore.py"),
    rust: include_str!("semaphore.rs"),
    rust_file: file!(),
};
