//! A call that holds the loop, and four ways not to.

use super::prelude::*;
use crate::runtime::{Coroutine, call, call_here, coroutine, create_task, print, sleep, to_thread};
use crate::workers::job::{cpu_bound, sleeps};

fn ticker(p: Params) -> Coroutine<()> {
    coroutine(call!(ticker()), async move {
        for i in 1..=p.ticks {
            sleep(p.period).await?; //~ tick
            print(format!("tick {i}")); //~ said
        }
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let ticking = create_task(ticker(p.clone())); //~ create
        sleep(p.before).await?; //~ before
        print("main: the long call begins"); //~ begins
        match p.how {
            "time.sleep" => call_here(sleeps(p.seconds)).await?, //~ time-sleep
            "asyncio.sleep" => sleep(p.seconds).await?,          //~ asyncio-sleep
            "to_thread(time.sleep)" => to_thread(sleeps(p.seconds)).await?, //~ thread-sleep
            "cpu_bound" => drop(call_here(cpu_bound(p.n)).await?), //~ cpu
            _ => drop(to_thread(cpu_bound(p.n)).await?),         //~ thread-cpu
        }
        print("main: the long call is over"); //~ over
        ticking.await?; //~ await
        Ok(())
    })
}

params! {
    how: &'static str = choice(
        &["time.sleep", "asyncio.sleep", "to_thread(time.sleep)", "cpu_bound", "to_thread(cpu_bound)"],
        "time.sleep",
    ).label("The long call", "耗时的调用"),
    seconds: f64 = float(0.0, 5.0, 2.0).unit(Unit::Seconds).label("It sleeps for", "睡眠时长"),
    n: u64 = count(0, 1_000_000_000, 100_000_000).label("cpu_bound sums below", "cpu_bound 求和的上限"),
    before: f64 = float(0.0, 60.0, 0.75).unit(Unit::Seconds).label("It begins after", "多久后开始"),
    ticks: i64 = integer(0, 50, 6).label("Ticks", "滴答次数"),
    period: f64 = float(0.0, 60.0, 0.5).unit(Unit::Seconds).label("A tick every", "滴答间隔"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "blocking",
    group: Group::Executors,
    title: Text::new("Blocking the loop", "阻塞事件循环"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A coroutine calls {how} while another ticks every {period}. Do the ticks come on time?",
                "一个协程调用 {how}，另一个每 {period} 滴答一次。滴答会准时吗？",
            )
        },
        guess: YES_NO,
        answer: |_, ran| {
            Some(Answer::yes(
                !ran.is_held,
                match ran.is_held {
                    true => Text::new(
                        "the call holds the loop's only thread until it is over",
                        "调用一直占着循环唯一的线程",
                    ),
                    false => Text::new(
                        "the await gives the loop back meanwhile",
                        "await 期间循环被让了出来",
                    ),
                },
            ))
        },
        wrong: Text::new(
            "async before def does not make its calls asynchronous: only an await gives way.",
            "以为写上 async 里面的调用就变异步：只有 await 才让出控制权。",
        ),
    },
    explanation: Text::new(
        "The loop has one thread, and as long as a call holds it no other task gets a step. Afterwards the tick that is overdue comes at once, late, and the later ones are late by as much. asyncio.sleep() gives the loop back; to_thread() moves a blocking call elsewhere, and then the ticks keep their time. A long computation blocks just like a sleep, only hotter.",
        "循环只有一个线程，只要有调用占着它，别的任务一步也走不了。之后，过期的那次滴答立刻到来，但已经晚了，后面的也跟着晚同样多。asyncio.sleep() 会把循环让出来；to_thread() 把阻塞的调用搬到别处，滴答就能准时。长时间的计算和睡眠一样会阻塞，只是更费电。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "In a thread",
            "放进线程",
            &[("how", "to_thread(time.sleep)")],
        ),
        Preset::new(
            "asyncio.sleep",
            "asyncio.sleep",
            &[("how", "asyncio.sleep")],
        ),
        Preset::new("Computing", "计算", &[("how", "cpu_bound")]),
        Preset::new(
            "Computing in a thread",
            "在线程里计算",
            &[("how", "to_thread(cpu_bound)")],
        ),
    ],
    neighbours: &["executors", "threads_processes"],
    docs: &[
        Doc {
            name: "asyncio.to_thread",
            page: "asyncio-task.html#asyncio.to_thread",
        },
        Doc {
            name: "Running blocking code",
            page: "asyncio-dev.html#running-blocking-code",
        },
    ],
    main: |values| main(Params::from(values)),
    python: include_str!("blocking.py"),
    rust: include_str!("blocking.rs"),
    rust_file: file!(),
};
