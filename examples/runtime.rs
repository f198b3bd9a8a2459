//! The runtime by itself, as a library: no page, no scenario, no trace.
//!
//! ```text
//! cargo run --example runtime
//! ```

use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos};
use loopscope::runtime::driver::virtual_time::{self, Runner};
use loopscope::runtime::{
    Coroutine, EventLoop, Queue, Result, RunError, TaskGroup, call, coroutine, create_task, gather,
    print, sleep, timeout,
};

/// Where the programs' `print` goes, each line after the loop clock.
struct Terminal;

impl Instrument for Terminal {
    fn record(&self, when: Nanos, event: Event) {
        if let Event::Printed { text, .. } = event {
            print!("{when}  {text}");
        }
    }
}

fn main() -> Result<(), RunError> {
    // `asyncio.run`: one program on one loop. Three seconds on its clock, none on the wall's.
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(Rc::new(Terminal)));
    let sum = virtual_time::run(&event_loop, side_by_side())?;
    println!("it took {} s and gave {sum}\n", event_loop.time());

    // `asyncio.Runner`: several programs, one after the other, on one loop.
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(Rc::new(Terminal)));
    let mut runner = Runner::new(&event_loop);
    runner.run(producer_and_consumers())?;
    runner.run(limited())?;
    runner.close()
}

/// `async def double(n)`
fn double(n: i64) -> Coroutine<i64> {
    coroutine(call!(double(n)), async move {
        sleep(n as f64).await?;
        print(format_args!("{n} doubled"));
        Ok(2 * n)
    })
}

fn side_by_side() -> Coroutine<i64> {
    coroutine(call!(side_by_side()), async {
        let doubled = gather([double(3), double(1), double(2)]).await?;
        Ok(doubled.iter().sum())
    })
}

fn producer_and_consumers() -> Coroutine<()> {
    coroutine(call!(producer_and_consumers()), async {
        let queue = Queue::new(2);
        let group = TaskGroup::new();
        let consumers = group.run(async {
            for name in ["A", "B"] {
                group.create_task(consumer(name, queue.clone()))?;
            }
            for item in 1..=5 {
                queue.put(item).await?;
            }
            queue.join().await?;
            queue.shutdown(false);
            Ok(())
        });
        consumers.await
    })
}

fn consumer(name: &'static str, queue: Queue<i32>) -> Coroutine<()> {
    coroutine(call!(consumer(name)), async move {
        while let Ok(item) = queue.get().await {
            sleep(0.5).await?;
            print(format_args!("{name} is done with {item}"));
            queue.task_done()?;
        }
        Ok(())
    })
}

fn limited() -> Coroutine<()> {
    coroutine(call!(limited()), async {
        let slow = create_task(double(60));
        match timeout(Some(1.0))?.run(async { (&slow).await }).await {
            Ok(value) => print(value),
            Err(exception) => print(format_args!("given up: {exception}")),
        }
        print(format_args!("cancelled with it: {}", slow.cancelled()));
        Ok(())
    })
}
