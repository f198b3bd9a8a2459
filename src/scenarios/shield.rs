//! Work that must not be cancelled with its caller.

use super::prelude::*;
use crate::runtime::{
    Coroutine, Repr, ReturnWhen, Task, call, coroutine, create_task, print, shield, sleep, wait,
};

fn save(p: Params) -> Coroutine<()> {
    coroutine(call!(save()), async move {
        print("save: starts"); //~ save-starts
        sleep(p.save).await?; //~ saving
        print("save: done"); //~ save-done
        Ok(())
    })
}

fn request(p: Params, saving: Task<()>) -> Coroutine<()> {
    coroutine(call!(request()), async move {
        if p.shielded {
            shield(saving)?.await?; //~ shield
        } else {
            saving.await?; //~ bare
        }
        print("request: done"); //~ request-done
        Ok(())
    })
}

fn main(p: Params) -> Coroutine<()> {
    coroutine(call!(main()), async move {
        let saving = create_task(save(p.clone())); //~ create-save
        let requesting = create_task(request(p.clone(), saving.clone())); //~ create-request
        sleep(p.before).await?; //~ before
        requesting.cancel(); //~ cancel
        let end = requesting.await; //~ await
        match end {
            Err(error) if error.is_cancelled() => {
                print("main: the request is cancelled"); //~ cancelled
            }
            end => end?,
        }

        if p.stay {
            wait([saving.clone()], None, ReturnWhen::AllCompleted).await?; //~ stay
        }
        let (done, cancelled) = (saving.done().repr(), saving.cancelled().repr());
        let line = format!("main: save is done: {done}, cancelled: {cancelled}");
        print(line); //~ says
        Ok(())
    })
}

params! {
    save: f64 = seconds(2.0).label("Saving takes", "保存用时"),
    before: f64 = seconds(1.0).label("Cancel after", "多久后取消"),
    shielded: bool = switch(true).label("Shield it", "加上 shield"),
    stay: bool = switch(true).label("Main waits for it", "main 等待它"),
}

pub(super) const SCENARIO: Scenario = Scenario {
    id: "shield",
    group: Group::Timeouts,
    title: Text::new("shield", "shield"),
    quiz: Quiz {
        ask: |_| {
            Text::new(
                "A request is cancelled after {before}, in the middle of a save of {save}{shielded? that it shields|}. Is the save lost?",
                "请求在 {before} 后被取消，正在{shielded?受 shield 保护地|}保存（用时 {save}）。保存会丢失吗？",
            )
        },
        guess: YES_NO,
        answer: |values, ran| {
            let is_saved = ran.says("save: done");
            let p = Params::from(values);
            let because = match (
                is_saved,
                ran.lines
                    .iter()
                    .any(|(_, line)| line.ends_with("cancelled: True")),
            ) {
                _ if is_saved && p.save < p.before => {
                    Text::new("it was done before the cancel", "取消之前它已经做完")
                }
                (true, _) => Text::new(
                    "the save does not notice the cancel and goes on",
                    "保存没有察觉取消，继续进行",
                ),
                (false, true) => Text::new(
                    "the cancel travels along the awaits into the save",
                    "取消沿着 await 传到了保存任务",
                ),
                (false, false) => Text::new(
                    "main() does not wait for it, so asyncio.run() cancels it",
                    "main() 没有等它，asyncio.run() 取消了它",
                ),
            };
            Some(Answer::yes(!is_saved, because))
        },
        wrong: Text::new(
            "shield() stops one way only: the inner task can still be cancelled by itself.",
            "以为 shield() 什么都能挡：内层任务本身仍然可以被取消。",
        ),
    },
    explanation: Text::new(
        "With shield() the request that awaits it gets its CancelledError, but the saving task does not notice and goes on. Without shield() the cancel travels along the awaits to the innermost task, and the save dies with the request.",
        "有 shield() 时，等待它的请求会收到 CancelledError，而保存任务毫无察觉，继续运行。没有 shield() 时，取消会沿着 await 一路传到最里面的任务，保存就跟着请求一起消失了。",
    ),
    params: Params::LIST,
    presets: &[
        Preset::new(
            "Without the shield",
            "不加 shield",
            &[("shielded", "false")],
        ),
        Preset::new("Main does not wait", "main 不等待", &[("stay", "false")]),
        Preset::new("Saved in time", "及时保存", &[("save", "0.5")]),
    ],
    neighbours: &["cancel", "wait_for"],
    docs: &[Doc {
        name: "asyncio.shield",
        page: "asyncio-task.html#asyncio.shield",
    }],
    main: |values| main(Params::from(values)),
    python: include_str!("shield.py"),
    rust: include_str!("shield.rs"),
    rust_file: file!(),
};
