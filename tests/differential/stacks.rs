//! The lines that stacks show: tests/oracle/stacks.py is the twin of this program, function by
//! function, and a line that a stack shows has the same mark (`//~`) there. stacks.txt is what
//! CPython prints.

use std::cell::RefCell;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Nanos, Stream};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    AnyTask, Coroutine, EventLoop, Exception, Lock, Queue, ReturnWhen, Semaphore, Task, TaskGroup,
    call, classes, coroutine, create_task, current_task, gather, print, sleep, timeout, wait,
    wait_for,
};

/// The mark of a line of this file.
fn mark(line: u32) -> &'static str {
    let text = include_str!("stacks.rs").lines().nth(line as usize - 1);
    let (_, mark) = text.unwrap().split_once("//~ ").unwrap_or_default();
    mark
}

#[track_caller]
fn show(name: &str, task: &AnyTask) {
    let frames: Vec<_> = task
        .get_stack()
        .iter()
        // asyncio's own have other files.
        .filter(|frame| frame.at.file().ends_with("stacks.rs"))
        .filter(|frame| !["wait_for", "sleep"].contains(&frame.call.name))
        .map(|frame| format!("{} at {}", frame.call.name, mark(frame.at.line())))
        .collect();
    print(format!("{name}: {}", frames.join(", ")));
}

fn fails() -> Coroutine<()> {
    coroutine(call!(fails()), async {
        sleep(0.0).await?;
        Err(Exception::new(&classes::VALUE_ERROR, "x")) //~ raise
    })
}

fn outer() -> Coroutine<()> {
    coroutine(call!(outer()), async {
        fails().await //~ outer
    })
}

fn looks_for_nothing() -> Coroutine<()> {
    coroutine(call!(looks_for_nothing()), async {
        sleep(0.0).await?;
        Queue::new(0).get_nowait() //~ get_nowait
    })
}

fn cleans_up() -> Coroutine<()> {
    coroutine(call!(cleans_up()), async {
        let raised = Err(Exception::new(&classes::VALUE_ERROR, "x"));
        print("cleans up"); //~ finally
        raised
    })
}

fn awaits_while_it_cleans_up() -> Coroutine<()> {
    coroutine(call!(awaits_while_it_cleans_up()), async {
        let raised = fails().await;
        sleep(0.0).await?; //~ sleep in finally
        raised
    })
}

fn raises_from() -> Coroutine<()> {
    coroutine(call!(raises_from()), async {
        fails().await.map_err(|error| {
            Exception::new(&classes::RUNTIME_ERROR, "y").from_cause(error) //~ raise from
        })
    })
}

fn holds_a_lock() -> Coroutine<()> {
    coroutine(call!(holds_a_lock()), async {
        let body = async {
            fails().await //~ under the lock
        };
        Lock::new().with_lock(body).await
    })
}

fn holds_a_permit() -> Coroutine<()> {
    coroutine(call!(holds_a_permit()), async {
        let _permit = Semaphore::new(1).acquire().await?;
        fails().await //~ with the permit
    })
}

fn is_late() -> Coroutine<()> {
    coroutine(call!(is_late()), async {
        timeout(Some(0.01))?.run(sleep(1.0).into_future()).await //~ timeout
    })
}

fn fails_in_time() -> Coroutine<()> {
    coroutine(call!(fails_in_time()), async {
        let body = async {
            fails().await //~ in time
        };
        timeout(Some(1.0))?.run(body).await
    })
}

fn has_a_child_that_fails() -> Coroutine<()> {
    coroutine(call!(has_a_child_that_fails()), async {
        let group = TaskGroup::new();
        let body = async {
            group.create_task(fails())?;
            sleep(1.0).await
        };
        group.run(body).await //~ group
    })
}

fn waits_too_long() -> Coroutine<()> {
    coroutine(call!(waits_too_long()), async {
        wait_for(sleep(1.0), Some(0.01)).await //~ wait_for
    })
}

fn asks_for_the_result() -> Coroutine<()> {
    coroutine(call!(asks_for_the_result()), async {
        let task = create_task(fails());
        wait([&task], None, ReturnWhen::AllCompleted).await?;
        print("asks");
        task.result() //~ result
    })
}

fn gathers() -> Coroutine<()> {
    coroutine(call!(gathers()), async {
        gather([outer(), fails()]).await?; //~ gather
        Ok(())
    })
}

fn awaits(task: Task<()>) -> Coroutine<()> {
    coroutine(call!(awaits()), async move {
        task.await //~ awaits a task
    })
}

fn handles(task: Task<()>) -> Coroutine<()> {
    coroutine(call!(handles()), async move {
        if task.await.is_err() {
            sleep(0.01).await?; //~ after the failure
            print("handled"); //~ handled
        }
        Ok(())
    })
}

fn looks_at_itself() -> Coroutine<()> {
    coroutine(call!(looks_at_itself()), async {
        looks_at_the_task().await //~ awaits the look
    })
}

fn looks_at_the_task() -> Coroutine<()> {
    coroutine(call!(looks_at_the_task()), async {
        show("runs", &current_task()?.unwrap());
        sleep(0.0).await?;
        show("runs again", &current_task()?.unwrap());
        Ok(())
    })
}

fn goes_down(coroutines: usize) -> Coroutine<usize> {
    coroutine(call!(goes_down(coroutines)), async move {
        Ok(1 + if coroutines > 1 {
            goes_down(coroutines - 1).await?
        } else {
            0
        })
    })
}

fn main() -> Coroutine<()> {
    coroutine(call!(main()), async {
        for coro in [
            fails(),
            outer(),
            looks_for_nothing(),
            cleans_up(),
            awaits_while_it_cleans_up(),
            raises_from(),
            holds_a_lock(),
            holds_a_permit(),
            is_late(),
            fails_in_time(),
            has_a_child_that_fails(),
            waits_too_long(),
            asks_for_the_result(),
            gathers(),
        ] {
            let name = coro.call().name;
            let task = create_task(coro);
            wait([&task], None, ReturnWhen::AllCompleted).await?;
            show(name, &task.any_task());
        }

        looks_at_itself().await?; //~ calls
        let task = create_task(looks_at_itself());
        sleep(0.0).await?;
        show("is suspended", &task.any_task());
        (&task).await?;
        show("has ended", &task.any_task());

        let failed = create_task(outer());
        let first = create_task(awaits(failed.clone()));
        let second = create_task(handles(failed.clone()));
        wait([&first], None, ReturnWhen::AllCompleted).await?;
        show("two await it", &failed.any_task());
        show("the first", &first.any_task());
        show("the second", &second.any_task());
        second.await?;
        show("the second is done", &failed.any_task());
        if first.await.is_err() {
            print("caught");
        }
        show("main caught it", &failed.any_task()); //~ main shows it
        if failed.result().is_err() {
            print("caught again");
        }
        show("main asked", &failed.any_task()); //~ main shows it again

        for coroutines in [993, 994] {
            match create_task(goes_down(coroutines)).await {
                Ok(number) => print(format!("down: {number}")),
                Err(error) if error.is(&classes::RECURSION_ERROR) => {
                    print(format!("down: {}", error.repr()))
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    })
}

/// What the program prints to stdout.
#[derive(Default)]
struct Printed(RefCell<String>);

impl Instrument for Printed {
    fn record(&self, _: Nanos, event: Event) {
        if let Event::Printed {
            stream: Stream::Stdout,
            text,
            ..
        } = event
        {
            *self.0.borrow_mut() += &*text;
        }
    }
}

#[test]
fn stacks_stand_at_the_lines_that_cpython_shows() {
    let printed = Rc::new(Printed::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(printed.clone()));
    virtual_time::run(&event_loop, main()).unwrap();
    let printed = printed.0.take();
    for (ours, theirs) in printed.lines().zip(include_str!("stacks.txt").lines()) {
        assert_eq!(ours.trim_end(), theirs);
    }
    assert_eq!(
        printed.lines().count(),
        include_str!("stacks.txt").lines().count()
    );
}
