//! A permit released that nobody had.

use super::prelude::*;
use crate::runtime::{
    BoundedSemaphore, Coroutine, Semaphore, call, classes, coroutine, gather, print, sleep,
};

fn visitor(p: Params, i: i64, sem: Semaphore) -> Coroutine<()> {
    coroutine(call!(visitor(i)), async move {
        let visit = async {
            print(format!("visitor {i} comes in")); //~ in
            sleep(p.stay).await?; //~ stay
            print(format!("visitor {i} goes")); //~ goes
            Ok(())
        };
        sem.with_permit(visit).await //~ sem
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let sem = if p.bounded {
            Semaphore::clone(&BoundedSemaphore::new(p.places)) //~ make-sem
        } else {
            Semaphore::new(p.places) //~ make-sem
        };
        for _ in 0..p.extra {
            let released = sem.release(); //~ release
            match released {
                Err(error) if error.is(&classes::VALUE_ERROR) => {
                    print(format!("ValueError: {}", error.text())); //~ error
                }
                released => {
                    released?;
                    print("released once too often, and nobody noticed"); //~ unnoticed
                }
            }
        }
        let calls = (1..=p.visitors).map(|i| visitor(p.clone(), i, sem.clone()));
        gather(calls).await?; //~ gather
        Ok(())
    })
}

params! {
    bounded: bool = switch(true).label("Bounded", "有界"),
    places: usize = count(0, 100, 2).label("Places", "名额"),
    extra: i64 = integer(0, 20, 1).label("Releases too many", "多余的释放次数"),
    visitors: i64 = integer(0, 200, 6).label("Visitors", "访客数"),
    stay: f64 = seconds(1.0).label("Each stays for", "每人停留"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "bounded_semaphore",
    group: Group::Synchronisation,
    title: Text::new(
        "BoundedSemaphore: released too often",
        "BoundedSemaphore：释放过多",
    ),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "release() is called {extra:time:times} too often on a {bounded?BoundedSemaphore|Semaphore} of {places}. How many of {visitors:visitor:visitors} are in at once?",
                "对容量 {places} 的 {bounded?BoundedSemaphore|Semaphore} 多调用 {extra} 次 release()。{visitors} 位访客中同时进来几位？",
            )
        },
        guess: Guess::Number { can_hang: false },
        answer: |values, ran| {
            let (mut inside, mut most) = (0_i64, 0);
            for (_, line) in &ran.lines {
                inside +=
                    i64::from(line.ends_with(" comes in")) - i64::from(line.ends_with(" goes"));
                most = most.max(inside);
            }
            let p = Params::from(values);
            let because = match (p.extra, p.bounded) {
                (0, _) => Text::new("nobody made a mistake", "没有人出错"),
                (_, true) => Text::new(
                    "it raises ValueError, and the count stays right",
                    "它抛出 ValueError，计数仍然正确",
                ),
                (_, false) => Text::new(
                    "each release too many is taken as one more place",
                    "每次多余的释放都被当作多一个名额",
                ),
            };
            Some(Answer::number(most, because))
        },
        wrong: Text::new(
            "The bound does not limit visitors; it limits releases, and both kinds limit visitors.",
            "以为“有界”限制访客：它只限制释放，两种都限制访客。",
        ),
    },
    explanation: Text::new(
        "A BoundedSemaphore knows its first value and raises ValueError when a release would go above it. A plain Semaphore takes the release as one more permit, and from then on one visitor too many comes in, silently. So the bounded one turns a wrong count into an error at the place of the mistake.",
        "BoundedSemaphore 记得初始值，如果释放会超过它，就抛出 ValueError。普通的 Semaphore 则把这次释放当作多出一个许可，从此悄悄地多放进一位访客。所以有界的版本把计数错误变成了出错地点的异常。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "A plain Semaphore",
            "普通的 Semaphore",
            &[("bounded", "false")],
        ),
        Preset::new(
            "Plain, three too many",
            "普通的，多释放三次",
            &[("bounded", "false"), ("extra", "3")],
        ),
        Preset::new("No mistake", "没有错误", &[("extra", "0")]),
    ],
    neighbours: &["semaphore", "lock"],
    docs: &[Doc {
        name: "asyncio.BoundedSemaphore",
        page: "asyncio-sync.html#asyncio.BoundedSemaphore",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("bounded_semaphore.py"),
    rust: include_str!("bounded_semaphore.rs"),
    rust_file: file!(),
};
