//! What the claims about the runtime share: running a test's body, tasks out of blocks, and what a
//! Python test keeps in `nonlocal` variables.
#![allow(dead_code, unused_macros, unused_imports)]

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::future::Future as StdFuture;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use loopscope::events::{Event, Instrument, Nanos};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Class, Coroutine, EventLoop, Exception, ExceptionContext, Next, Result, RunError, Task, call,
    coroutine, create_task, get_running_loop, sleep,
};

/// A coroutine of a block.
#[track_caller]
pub fn coro<T>(body: impl StdFuture<Output = Result<T>> + 'static) -> Coroutine<T> {
    coroutine(call!(coro()), body)
}

/// `create_task` of a block.
#[track_caller]
pub fn spawn<T: Clone + 'static>(body: impl StdFuture<Output = Result<T>> + 'static) -> Task<T> {
    create_task(coro(body))
}

/// A block that owns clones of the variables named before it, as a future.
macro_rules! block {
    ([$($name:ident),* $(,)?] $body:block) => {{
        $(let $name = $name.clone();)*
        async move $body
    }};
}
pub(crate) use block;

/// `create_task` of a block that owns clones of the variables named before it.
macro_rules! go {
    ([$($name:ident),* $(,)?] $body:block) => {
        $crate::support::spawn($crate::support::block!([$($name),*] $body))
    };
}
pub(crate) use go;

/// Runs the body of a test as `asyncio.run` does, and gives the loop clock at its end.
///
/// Nothing may be left in the exception handler: a test that expects a report sets its own.
#[track_caller]
pub fn run(body: impl StdFuture<Output = Result> + 'static) -> f64 {
    let console = Rc::new(Console::default());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(console.clone()));
    let result = virtual_time::run(&event_loop, coro(body));
    assert!(result.is_ok(), "{result:?}");
    let problems = console.problems.borrow();
    assert!(problems.is_empty(), "{problems:?}");
    event_loop.time()
}

/// The same for a body that may end in any way and report what it likes.
pub fn outcome<T: Clone + 'static>(
    body: impl StdFuture<Output = Result<T>> + 'static,
) -> Result<T, RunError> {
    virtual_time::run(&EventLoop::new(), coro(body))
}

/// Collects what a loop says went wrong.
#[derive(Default)]
pub struct Console {
    /// The messages of `call_exception_handler`, and of coroutines never awaited.
    pub problems: RefCell<Vec<String>>,
}

impl Instrument for Console {
    fn record(&self, _: Nanos, event: Event) {
        match event {
            Event::ExceptionReported { message, .. } => {
                self.problems.borrow_mut().push(message.to_string());
            }
            Event::NeverAwaited { call } => {
                let message = format!("coroutine '{}' was never awaited", call.name);
                self.problems.borrow_mut().push(message);
            }
            _ => {}
        }
    }
}

/// `await sleep(0)`, so many times.
pub async fn turns(count: usize) -> Result {
    for _ in 0..count {
        sleep(0.0).await?;
    }
    Ok(())
}

/// `with assertRaises(class) as e`, and `e.exception`.
#[track_caller]
pub fn raises<T>(result: Result<T>, class: &'static Class) -> Exception {
    match result {
        Ok(_) => panic!("{} was not raised", class.name),
        Err(exception) => {
            assert!(exception.is(class), "{exception:?} is no {}", class.name);
            exception
        }
    }
}

/// How many wait in line for a primitive, as its repr says.
pub fn waiters(primitive: &impl Debug) -> usize {
    let repr = format!("{primitive:?}");
    let Some((_, rest)) = repr.split_once("waiters:") else {
        return 0;
    };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// A list that several coroutines append to.
#[derive(Debug)]
pub struct Log<T>(Rc<RefCell<Vec<T>>>);

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Log<T> {
    pub fn new() -> Self {
        Self(Rc::default())
    }

    pub fn push(&self, item: T) {
        self.0.borrow_mut().push(item);
    }

    pub fn all(&self) -> Vec<T> {
        self.0.borrow().clone()
    }

    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }
}

/// A variable that several coroutines assign to.
pub struct Var<T>(Rc<Cell<T>>);

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

pub fn var<T: Copy>(value: T) -> Var<T> {
    Var(Rc::new(Cell::new(value)))
}

impl<T: Copy> Var<T> {
    pub fn get(&self) -> T {
        self.0.get()
    }

    pub fn set(&self, value: T) {
        self.0.set(value);
    }
}

impl Var<usize> {
    pub fn add(&self, more: usize) {
        self.set(self.get() + more);
    }
}

/// A place for something that is made later.
#[derive(Debug)]
pub struct Slot<T>(Rc<RefCell<Option<T>>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Slot<T> {
    pub fn new() -> Self {
        Self(Rc::default())
    }

    pub fn put(&self, value: T) {
        *self.0.borrow_mut() = Some(value);
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_none()
    }

    #[track_caller]
    pub fn get(&self) -> T {
        self.0.borrow().clone().unwrap()
    }
}

/// Runs a future that does not block where no task runs: in a plain callback.
pub async fn without_task<T: 'static>(
    body: impl StdFuture<Output = Result<T>> + 'static,
) -> Result<Result<T>> {
    let outcome = Rc::new(RefCell::new(None));
    let inside = outcome.clone();
    get_running_loop()?
        .call_soon("without_task", move || {
            let mut context = Context::from_waker(Waker::noop());
            if let Poll::Ready(result) = std::pin::pin!(body).poll(&mut context) {
                *inside.borrow_mut() = Some(result);
            }
        })
        .unwrap();
    turns(1).await?;
    Ok(outcome.borrow_mut().take().unwrap())
}

/// What a loop's exception handler is told while something happens on it: the message, and the
/// exception if there is one.
pub fn reports_of(body: impl FnOnce(&EventLoop)) -> Vec<String> {
    let event_loop = EventLoop::new();
    let reports = collect_reports(&event_loop);
    body(&event_loop);
    while event_loop.run_once() == Next::Ready {}
    reports.all()
}

/// A handler that writes down what it is told.
pub fn collect_reports(event_loop: &EventLoop) -> Log<String> {
    let reports = Log::new();
    let told = reports.clone();
    event_loop.set_exception_handler(Some(move |_: &EventLoop, context: &ExceptionContext| {
        match &context.exception {
            Some(exception) => told.push(format!("{}: {exception:?}", context.message)),
            None => told.push(context.message.to_string()),
        }
    }));
    reports
}
