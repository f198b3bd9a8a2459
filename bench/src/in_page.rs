use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use js_sys::{Function, Promise};
use loopscope::runtime::driver::browser::{Browser, Options, Status};
use loopscope::runtime::driver::pace::Speed;
use loopscope::runtime::{
    Coroutine, EventLoop, Queue, call, coroutine, create_task, gather, sleep,
};
use loopscope::trace::Recorder;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Runs `main` as the page does, and gives what it counted and the length of its trace.
async fn run(
    speed: Speed,
    traced: bool,
    main: impl FnOnce(Rc<Cell<f64>>) -> Coroutine<()>,
) -> Vec<f64> {
    let counted = Rc::new(Cell::new(0.0));
    let event_loop = EventLoop::new();
    let recorder = Rc::new(Recorder::new());
    if traced {
        event_loop.set_instrument(Some(recorder.clone()));
    }
    let main = main(counted.clone());
    let promise = over(&event_loop, speed, main);
    let _ = JsFuture::from(promise).await;
    let length = recorder.trace().len() as f64 + recorder.left_out() as f64;
    vec![counted.get(), length]
}

/// A promise for the end of the run, which it keeps alive until then.
fn over(event_loop: &EventLoop, speed: Speed, main: Coroutine<()>) -> Promise {
    let done: Rc<RefCell<Option<Function>>> = Rc::default();
    let resolve = done.clone();
    let promise = Promise::new(&mut move |accept, _| *resolve.borrow_mut() = Some(accept));
    let run: Rc<RefCell<Option<Browser>>> = Rc::default();
    let watched = run.clone();
    let options = Options {
        speed,
        ..Options::default()
    };
    let on_change = move || {
        let status = watched.borrow().as_ref().map(Browser::status);
        if status.as_ref().is_some_and(Status::is_over)
            && let Some(accept) = done.borrow_mut().take()
        {
            let _ = accept.call0(&JsValue::NULL);
        }
    };
    let browser = Browser::start(event_loop, main, options, on_change);
    *run.borrow_mut() = Some(browser);
    promise
}

fn spin(switches: u32) -> Coroutine<u32> {
    coroutine(call!(spin(switches)), async move {
        for _ in 0..switches {
            sleep(0.0).await?;
        }
        Ok(switches)
    })
}

/// Two tasks that give way to each other: how often, and the events of the trace.
#[wasm_bindgen]
pub async fn switches(n: u32, traced: bool) -> Vec<f64> {
    run(Speed::Instant, traced, move |counted| {
        coroutine(call!(main()), async move {
            let both = gather([spin(n / 2), spin(n / 2)]).await?;
            counted.set(both.iter().map(|n| f64::from(*n)).sum());
            Ok(())
        })
    })
    .await
}

/// The same over plain tasks of wasm-bindgen-futures.
#[wasm_bindgen]
pub async fn plain_switches(n: u32) -> f64 {
    let counted = Rc::new(Cell::new(0u32));
    let left = Rc::new(Cell::new(2));
    let done: Rc<RefCell<Option<Function>>> = Rc::default();
    let resolve = done.clone();
    let promise = Promise::new(&mut move |accept, _| *resolve.borrow_mut() = Some(accept));
    for _ in 0..2 {
        let (counted, left, done) = (counted.clone(), left.clone(), done.clone());
        spawn_local(async move {
            for _ in 0..n / 2 {
                give_way().await;
                counted.set(counted.get() + 1);
            }
            left.set(left.get() - 1);
            if left.get() == 0
                && let Some(accept) = done.borrow_mut().take()
            {
                let _ = accept.call0(&JsValue::NULL);
            }
        });
    }
    let _ = JsFuture::from(promise).await;
    f64::from(counted.get())
}

async fn give_way() {
    let mut given = false;
    poll_fn(move |cx| {
        if given {
            return Poll::Ready(());
        }
        given = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// `n` tasks made and gathered: the sum of what they gave.
#[wasm_bindgen]
pub async fn spawn_gather(n: u32) -> Vec<f64> {
    fn child(n: u32) -> Coroutine<u32> {
        coroutine(call!(child(n)), async move { Ok(n) })
    }
    run(Speed::Instant, false, move |counted| {
        coroutine(call!(main()), async move {
            let all = gather((0..n).map(child)).await?;
            counted.set(all.iter().map(|n| f64::from(*n)).sum());
            Ok(())
        })
    })
    .await
}

/// `n` items through a queue of ten: their sum.
#[wasm_bindgen]
pub async fn queue_pairs(n: u32) -> Vec<f64> {
    run(Speed::Instant, false, move |counted| {
        coroutine(call!(main()), async move {
            let queue = Queue::new(10);
            let producer = create_task({
                let queue = queue.clone();
                coroutine(call!(producer()), async move {
                    for item in 0..n {
                        queue.put(item).await?;
                    }
                    Ok(())
                })
            });
            let mut sum = 0.0;
            for _ in 0..n {
                sum += f64::from(queue.get().await?);
            }
            producer.await?;
            counted.set(sum);
            Ok(())
        })
    })
    .await
}

/// `n` tasks that sleep until as many different instants: how many woke, in order.
#[wasm_bindgen]
pub async fn sleepers(n: u32) -> Vec<f64> {
    run(Speed::Instant, false, move |counted| {
        coroutine(call!(main()), async move {
            let woken = Rc::new(Cell::new(0u32));
            let sleeper = |i: u32| {
                let woken = woken.clone();
                // A stride that is prime to any n here: the deadlines are set in no order.
                let place = (u64::from(i) * 7_919 % u64::from(n)) as u32;
                coroutine(call!(sleeper(place)), async move {
                    sleep(1.0 + f64::from(place) * 1e-3).await?;
                    if woken.get() == place {
                        woken.set(place + 1);
                    }
                    Ok(())
                })
            };
            gather((0..n).map(sleeper)).await?;
            counted.set(f64::from(woken.get()));
            Ok(())
        })
    })
    .await
}

/// How many bytes the wasm memory holds when `n` tasks sleep, beyond what it held before.
#[wasm_bindgen]
pub async fn memory_of_sleepers(n: u32) -> f64 {
    let bytes = Rc::new(Cell::new(0.0));
    let seen = bytes.clone();
    let before = memory();
    run(Speed::Instant, false, move |_| {
        coroutine(call!(main()), async move {
            let tasks: Vec<_> = (0..n).map(|_| create_task(wait_long())).collect();
            sleep(1.0).await?;
            seen.set(memory() - before);
            for task in &tasks {
                task.cancel();
            }
            Ok(())
        })
    })
    .await;
    bytes.get()
}

fn wait_long() -> Coroutine<()> {
    coroutine(call!(wait_long()), async { sleep(3600.0).await })
}

fn memory() -> f64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().into();
    f64::from(buffer.byte_length())
}

/// `sleep(seconds)` at 1x, in `n` runs: how many milliseconds late each was. A run each, for within
/// one run the clock is logical: what follows a late sleep makes up for it, as no `setTimeout` does.
#[wasm_bindgen]
pub async fn lateness(seconds: f64, n: u32) -> Vec<f64> {
    let mut late = Vec::new();
    for _ in 0..n {
        let took = run(Speed::Times(1.0), false, move |took| {
            coroutine(call!(main()), async move {
                let from = now();
                sleep(seconds).await?;
                took.set(now() - from);
                Ok(())
            })
        })
        .await;
        late.extend(took.first().map(|took| took - seconds * 1e3));
    }
    late
}

fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |p| p.now())
}
