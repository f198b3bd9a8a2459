//! Where a program goes too far: tests/oracle/faults.py is the twin of these programs, and faults.txt
//! is what CPython prints.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::future::Future as StdFuture;
use std::rc::Rc;

use loopscope::events::{Event, Instrument, Stream};
use loopscope::events::{Nanos, without_newline};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Callback, Coroutine, EventLoop, Exception, ExceptionContext, Future, PriorityQueue, Repr,
    Result, ReturnWhen, RunError, Task, call, classes, coroutine, create_task, gather,
    get_running_loop, print, sleep, wait,
};

/// What the programs print, each line as the twin has it.
#[derive(Default)]
struct Console(RefCell<String>);

impl Console {
    fn say(&self, line: &str) {
        *self.0.borrow_mut() += &format!("{line}\n");
    }
}

impl Instrument for Console {
    fn record(&self, _: Nanos, event: Event) {
        if let Event::Printed { stream, text, .. } = event {
            match stream {
                Stream::Stdout => self.say(without_newline(&text)),
                Stream::Stderr => self.say(&format!("log: {}", without_newline(&text))),
            }
        }
    }
}

fn coro<T>(body: impl StdFuture<Output = Result<T>> + 'static) -> Coroutine<T> {
    coroutine(call!(coro()), body)
}

/// What a call returns or raises.
fn attempt(name: &str, result: Result<impl Repr>) -> String {
    match result {
        Ok(value) => format!("{name}: {}", value.repr()),
        Err(exception) => format!("{name}: {exception}"),
    }
}

/// The same of a call that returns `None`, or something whose looks do not matter.
fn attempt_none<T>(name: &str, result: Result<T>) -> String {
    attempt(name, result.map(|_| None::<bool>))
}

// ------------------------------------------------------------------ cancel

async fn gathers_of_each_other() -> Result {
    let tasks: Rc<RefCell<Vec<Task<()>>>> = Rc::default();
    for other in [1, 0] {
        let all = tasks.clone();
        let task = create_task(coro(async move {
            sleep(0.0).await?;
            let other = all.borrow()[other].clone();
            gather([other]).await.map(drop)
        }));
        tasks.borrow_mut().push(task);
    }
    sleep(0.0).await?;
    sleep(0.0).await?;
    print("main returns");
    Ok(())
}

/// So many tasks, each of which awaits the one before it; the first awaits a future.
async fn chain(length: usize, link: fn(Future<()>) -> Coroutine<()>) -> Result {
    let future = get_running_loop()?.create_future::<()>();
    let first = create_task(link(future.clone()));
    let mut last = first.clone();
    for _ in 1..length {
        last = create_task(link((&last).into()));
    }
    for _ in 0..3 {
        sleep(0.0).await?;
    }
    print(attempt(
        &format!("cancel along {length}"),
        last.try_cancel(None),
    ));
    let (outer, inner) = (last.cancelling(), first.cancelling());
    print(format!("the last: {outer}, the first: {inner}"));
    print(format!("the future: {}", future.cancelled().repr()));
    if !future.done() {
        future.set_result(())?;
    }
    while !last.done() {
        sleep(0.0).await?;
    }
    print(format!(
        "the last is cancelled: {}",
        last.cancelled().repr()
    ));
    Ok(())
}

fn awaits(future: Future<()>) -> Coroutine<()> {
    coro(async move { future.await })
}

fn gathers(future: Future<()>) -> Coroutine<()> {
    coro(async move { gather([future]).await.map(drop) })
}

// ------------------------------------------------------------- closed loops

fn a_closed_loop(console: &Console) {
    let event_loop = EventLoop::new();
    let nothing = || coro(async { Ok(()) });
    let future = || event_loop.create_future::<i64>();
    let with_callback = || {
        let future = future();
        let callback = Callback::new("print", |_: &Future<i64>| ());
        future.add_done_callback(&callback).unwrap();
        future
    };
    let (set, without, done) = (with_callback(), future(), future());
    done.set_result(1).unwrap();
    let (to_fail, to_cancel) = (with_callback(), with_callback());
    event_loop.run_once();
    let timer = event_loop.call_later(1.0, "print", || ()).unwrap();
    event_loop.close();

    let say = |line: String| console.say(&line);
    say(attempt_none("set_result", set.set_result(1)));
    say(format!("done: {}", set.done().repr()));
    say(attempt_none(
        "set_result without callbacks",
        without.set_result(1),
    ));
    let callback = Callback::new("print", |_: &Future<i64>| ());
    say(attempt_none(
        "add_done_callback",
        done.add_done_callback(&callback),
    ));
    let error = Exception::bare(&classes::VALUE_ERROR);
    say(attempt_none("set_exception", to_fail.set_exception(error)));
    say(attempt("cancel", to_cancel.try_cancel(None)));
    say(format!("cancelled: {}", to_cancel.cancelled().repr()));
    say(attempt_none(
        "call_soon",
        event_loop.call_soon("print", || ()),
    ));
    let called = event_loop.call_soon_threadsafe("print", || ());
    say(attempt_none("call_soon_threadsafe", called));
    say(attempt_none(
        "call_later",
        event_loop.call_later(1.0, "print", || ()),
    ));
    say(attempt_none(
        "call_at",
        event_loop.call_at(1.0, "print", || ()),
    ));
    say(attempt_none(
        "create_task",
        event_loop.create_task(nothing()),
    ));
    let ran = virtual_time::run(&event_loop, nothing()).map_err(raised);
    say(attempt_none("run_until_complete", ran));
    timer.cancel();
    say("cancel of a timer: None".to_owned());
    let created = event_loop.create_future::<()>();
    say(format!("create_future: {}", created.done().repr()));
    event_loop.close();
    say("close: None".to_owned());
    to_fail.exception().unwrap();
}

#[track_caller]
fn raised(error: RunError) -> Exception {
    match error {
        RunError::Raised(exception) => exception,
        RunError::Deadlock(deadlock) => panic!("{deadlock}"),
    }
}

// ------------------------------------------------------ handlers and queues

/// Sets it, and counts its calls.
fn handler_that_calls_the_handler() -> Result<Rc<Cell<u32>>> {
    let calls = Rc::new(Cell::new(0));
    let counted = calls.clone();
    get_running_loop()?.set_exception_handler(Some(
        move |event_loop: &EventLoop, context: &ExceptionContext| {
            counted.set(counted.get() + 1);
            event_loop.call_exception_handler(context)
        },
    ));
    Ok(calls)
}

async fn a_handler_that_calls_the_handler() -> Result {
    let calls = handler_that_calls_the_handler()?;
    let hello = ExceptionContext::new("hello", None, None);
    // What is logged depends on how many frames CPython's logger needs.
    let event_loop = get_running_loop()?;
    let logged = event_loop.call_exception_handler(&hello);
    print(format!("{} calls", calls.get()));
    logged?;
    sleep(0.0).await?;
    print("goes on");
    Ok(())
}

fn fails() -> Result {
    Err(Exception::new(&classes::VALUE_ERROR, "x"))
}

async fn a_handler_that_calls_the_handler_for_a_callback() -> Result {
    let calls = handler_that_calls_the_handler()?;
    get_running_loop()?.call_soon("fails", fails)?;
    sleep(0.0).await?;
    print(format!("{} calls", calls.get()));
    Ok(())
}

async fn a_handler_that_calls_the_handler_for_a_task() -> Result {
    let calls = handler_that_calls_the_handler()?;
    drop(create_task(coro(async { fails() })));
    sleep(0.0).await?;
    sleep(0.0).await?;
    print(format!("{} calls", calls.get()));
    Ok(())
}

async fn a_handler_that_reports_something_else() -> Result {
    let calls = Rc::new(Cell::new(0));
    let counted = calls.clone();
    let event_loop = get_running_loop()?;
    event_loop.set_exception_handler(Some(
        move |event_loop: &EventLoop, context: &ExceptionContext| {
            counted.set(counted.get() + 1);
            if counted.get() < 4 {
                let louder = format!("{}!", context.message);
                event_loop.call_exception_handler(&ExceptionContext::new(louder, None, None))?;
            }
            let message = context.message.clone();
            Err::<(), _>(Exception::new(&classes::VALUE_ERROR, message))
        },
    ));
    event_loop.call_exception_handler(&ExceptionContext::new("hello", None, None))?;
    print(format!("{} calls", calls.get()));
    Ok(())
}

/// What an item does when it is compared with another.
type Asks = Rc<dyn Fn(&Compared, &Compared)>;

/// An item of a `PriorityQueue`, which calls `asks` whenever it is compared.
#[derive(Clone)]
struct Compared {
    number: i64,
    asks: Asks,
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl PartialOrd for Compared {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.asks)(self, other);
        self.number.partial_cmp(&other.number)
    }
}

/// A queue whose items call `asks` with the queue.
fn queue_that_asks(
    asks: impl Fn(&PriorityQueue<Compared>, &Compared, &Compared) + 'static,
) -> (PriorityQueue<Compared>, impl Fn(i64) -> Compared) {
    let queue = PriorityQueue::new(0);
    let asked = queue.clone();
    let asks: Asks = Rc::new(move |a, b| asks(&asked, a, b));
    (queue, move |number| Compared {
        number,
        asks: asks.clone(),
    })
}

async fn a_comparison_that_asks_the_queue() -> Result {
    let (queue, item) = queue_that_asks(|queue, a, b| {
        let (a, b, size) = (a.number, b.number, queue.qsize());
        let (empty, full) = (queue.empty().repr(), queue.full().repr());
        print(format!("{a} < {b} of {size} {empty} {full}"));
    });
    for number in [3, 1, 2, 0] {
        queue.put_nowait(item(number))?;
    }
    while !queue.empty() {
        let got = queue.get_nowait()?;
        print(format!("got {}", got.number));
    }
    Ok(())
}

async fn a_comparison_that_puts() -> Result {
    let asked = Cell::new(0);
    let (queue, item) = queue_that_asks(move |queue, a, _| {
        asked.set(asked.get() + 1);
        if asked.get() == 1 {
            let nine = Compared {
                number: 9,
                asks: a.asks.clone(),
            };
            queue.put_nowait(nine).unwrap();
        }
    });
    queue.put_nowait(item(2))?;
    print(attempt_none("put", queue.put_nowait(item(1))));
    print(format!("{} items", queue.qsize()));
    while !queue.empty() {
        print(format!("got {}", queue.get_nowait()?.number));
    }
    Ok(())
}

async fn a_comparison_that_gets() -> Result {
    let asked = Cell::new(0);
    let (queue, item) = queue_that_asks(move |queue, _, _| {
        asked.set(asked.get() + 1);
        if asked.get() == 1 {
            let got = queue.get_nowait().unwrap();
            print(format!("got {} meanwhile", got.number));
        }
    });
    queue.put_nowait(item(2))?;
    print(attempt_none("put", queue.put_nowait(item(1))));
    print(format!("{} items", queue.qsize()));
    print(format!("got {}", queue.get_nowait()?.number));
    Ok(())
}

async fn wait_for_a_first_exception_that_comes_after_the_timeout() -> Result {
    let task = create_task(coro(async {
        sleep(0.02).await?;
        Err::<(), _>(Exception::new(&classes::VALUE_ERROR, "late"))
    }));
    let (done, pending) = wait([&task], Some(0.01), ReturnWhen::FirstException).await?;
    print(format!("{} done, {} pending", done.len(), pending.len()));
    sleep(0.03).await?;
    drop((task, done, pending));
    print("main returns");
    Ok(())
}

// ------------------------------------------------------------------ groups

fn nested_groups(console: &Console) {
    for depth in [100, 3_000, 5_000, 9_000, 20_000] {
        let mut error = Exception::new(&classes::VALUE_ERROR, "inner");
        for _ in 0..depth {
            error = Exception::group("group", vec![error]);
        }
        console.say(&format!("str of {depth}: {}", error.text()));
        let length = error.try_repr().map(|repr| repr.len());
        console.say(&attempt(&format!("repr of {depth}"), length));
        let parts = error.split(&classes::VALUE_ERROR);
        let rest = parts.inspect(|(_, rest)| assert!(rest.is_none()));
        console.say(&attempt_none(&format!("split of {depth}"), rest));
        let parts = error.split(&classes::TYPE_ERROR);
        let found = parts.inspect(|(found, _)| assert!(found.is_none()));
        console.say(&attempt_none(&format!("split of {depth} in vain"), found));
    }
}

// ---------------------------------------------------------------- together

/// Runs one program as the twin does.
fn ran(console: &Rc<Console>, main: impl StdFuture<Output = Result> + 'static) {
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(console.clone()));
    if let Err(error) = virtual_time::run(&event_loop, coro(main)) {
        console.say(&format!("run: {}", raised(error)));
    }
}

/// The lines below the name of a program in faults.txt.
fn recorded(program: &str) -> Vec<&'static str> {
    let lines = include_str!("faults.txt").lines();
    let below = lines.skip_while(|line| line.strip_prefix("# ") != Some(program));
    below
        .skip(1)
        .take_while(|line| !line.starts_with("# "))
        .collect()
}

#[track_caller]
fn prints_what_cpython_prints(program: &str, run: impl FnOnce(&Rc<Console>) + Send + 'static) {
    // Where the stack is as small as in a page.
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let printed = thread.spawn(move || {
        let console = Rc::new(Console::default());
        run(&console);
        console.0.take()
    });
    let printed = printed.unwrap().join().unwrap();
    assert_eq!(printed.lines().collect::<Vec<_>>(), recorded(program));
}

macro_rules! programs {
    ($($name:ident: $run:expr;)*) => {$(
        #[test]
        fn $name() {
            prints_what_cpython_prints(stringify!($name), $run);
        }
    )*};
}

mod tests {
    use super::*;

    programs! {
        gathers_of_each_other: |console| ran(console, super::gathers_of_each_other());
        cancel_along_900_gathers: |console| ran(console, chain(900, gathers));
        cancel_along_1100_gathers: |console| ran(console, chain(1_100, gathers));
        cancel_along_6000_tasks: |console| ran(console, chain(6_000, awaits));
        cancel_along_12000_tasks: |console| ran(console, chain(12_000, awaits));
        a_closed_loop: |console| super::a_closed_loop(console);
        a_handler_that_calls_the_handler_for_a_callback:
            |console| ran(console, super::a_handler_that_calls_the_handler_for_a_callback());
        a_handler_that_calls_the_handler_for_a_task:
            |console| ran(console, super::a_handler_that_calls_the_handler_for_a_task());
        a_handler_that_reports_something_else:
            |console| ran(console, super::a_handler_that_reports_something_else());
        a_comparison_that_asks_the_queue:
            |console| ran(console, super::a_comparison_that_asks_the_queue());
        a_comparison_that_puts: |console| ran(console, super::a_comparison_that_puts());
        a_comparison_that_gets: |console| ran(console, super::a_comparison_that_gets());
        wait_for_a_first_exception_that_comes_after_the_timeout:
            |console| ran(console, super::wait_for_a_first_exception_that_comes_after_the_timeout());
        nested_groups: |console| super::nested_groups(console);
    }

    #[test]
    fn a_handler_that_calls_the_handler() {
        prints_what_cpython_prints("a_handler_that_calls_the_handler", |console| {
            ran(console, super::a_handler_that_calls_the_handler());
            let printed = console.0.take();
            let (logged, said): (Vec<_>, Vec<_>) =
                printed.lines().partition(|line| line.starts_with("log: "));
            let expected = "log: RecursionError: maximum recursion depth exceeded";
            assert_eq!(logged.last(), Some(&expected));
            said.iter().for_each(|line| console.say(line));
        });
    }
}
