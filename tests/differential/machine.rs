//! Runs one program, given as data, over the runtime's public API.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Awaitable, Barrier, BoundedSemaphore, Call, Callback, Class, Condition, Coroutine, Ensured,
    Event, EventLoop, Exception, ExceptionContext, Future, Handle, LifoQueue, Lock, Pool,
    PriorityQueue, Queue, Result, RunError, Semaphore, Task, TaskGroup, Timeout, call, classes,
    coroutine, create_task, current_task, get_running_loop, process_pool_executor,
    thread_pool_executor,
};
use loopscope::workers::slot_native;
use serde_json::Value;

use crate::record::{Block, Program};
use crate::text::exception_text;

/// What a program printed, with loop-clock stamps in nanoseconds, and how it ended.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub lines: Vec<(i64, String)>,
    pub end: String,
}

/// More lines than any recorded program has: one that prints more has lost its way.
const MOST_LINES: usize = 2_000;

/// Runs a program under virtual time.
pub fn run(program: &Program) -> Outcome {
    run_on(&EventLoop::new(), program)
}

/// Runs a program under virtual time on a loop of one's own, which is closed in the end.
pub fn run_on(event_loop: &EventLoop, program: &Program) -> Outcome {
    slot_native::install(event_loop);
    let machine = Machine::new(program.clone(), event_loop.clone());
    let main = machine.clone().main();
    let end = match virtual_time::run(event_loop, main) {
        Ok(value) => format!("={value}"),
        Err(RunError::Raised(exception)) => exception_text(&exception),
        Err(RunError::Deadlock(_)) => "deadlock".to_owned(),
    };
    machine.open.set(false);
    let lines = machine.lines.take();
    machine.forget_everything();
    event_loop.close();
    Outcome { lines, end }
}

/// One call of a function or callback.
pub struct Frame {
    pub label: String,
    /// What the handlers that are running caught, innermost last.
    pub caught: RefCell<Vec<Exception>>,
}

impl Frame {
    pub fn new(label: String) -> Rc<Self> {
        Rc::new(Self {
            label,
            caught: RefCell::default(),
        })
    }
}

/// An awaitable that a statement names.
pub enum Item {
    Coroutine(Coroutine<i64>),
    Task(Task<i64>),
    Future(Future<i64>),
}

impl Item {
    /// A task of it, if it is a coroutine.
    pub fn started(self) -> Future<i64> {
        match self {
            Item::Coroutine(coroutine) => (*create_task(coroutine)).clone(),
            Item::Task(task) => (*task).clone(),
            Item::Future(future) => future,
        }
    }
}

impl IntoFuture for Item {
    type Output = Result<i64>;
    type IntoFuture = std::pin::Pin<Box<dyn std::future::Future<Output = Result<i64>>>>;

    fn into_future(self) -> Self::IntoFuture {
        match self {
            Item::Coroutine(coroutine) => Box::pin(coroutine.into_future()),
            Item::Task(task) => Box::pin(task.into_future()),
            Item::Future(future) => Box::pin(future.into_future()),
        }
    }
}

impl Awaitable for Item {
    type Value = i64;

    fn into_ensured(
        self,
        event_loop: &EventLoop,
        at: loopscope::runtime::SourceLocation,
    ) -> Ensured<i64> {
        match self {
            Item::Coroutine(coroutine) => coroutine.into_ensured(event_loop, at),
            Item::Task(task) => task.into_ensured(event_loop, at),
            Item::Future(future) => future.into_ensured(event_loop, at),
        }
    }
}

/// A gather in a slot, with or without `return_exceptions`.
#[derive(Clone)]
pub enum Gathered {
    Values(Future<Vec<i64>>),
    Results(Future<Vec<Result<i64>>>),
}

/// One run of one program. The slots are those of interpret.py.
pub struct Machine {
    pub program: Program,
    pub event_loop: EventLoop,
    lines: RefCell<Vec<(i64, String)>>,
    open: Cell<bool>,
    calls: Cell<usize>,
    /// Nothing that was ever in a slot goes before the program's end.
    kept: RefCell<Vec<Box<dyn Any>>>,
    pub locks: Vec<Lock>,
    pub events: Vec<Event>,
    pub counters: Vec<Cell<i64>>,
    pub conditions: Vec<Condition>,
    pub semaphores: Vec<AnySemaphore>,
    pub barriers: Vec<Barrier>,
    pub queues: Vec<AnyQueue>,
    pub futures: RefCell<HashMap<usize, Future<i64>>>,
    pub tasks: RefCell<HashMap<usize, Task<i64>>>,
    pub gathers: RefCell<HashMap<usize, Gathered>>,
    pub handles: RefCell<HashMap<usize, Handle>>,
    pub timeouts: RefCell<HashMap<usize, Timeout>>,
    pub groups: RefCell<HashMap<usize, TaskGroup>>,
    callbacks: OnceCell<Vec<Callback<i64>>>,
    /// The thread pool and the process pool, made as main starts.
    pools: OnceCell<(Pool, Pool)>,
}

/// The name of what a program's functions are calls of; their labels are its arguments.
pub const FUNCTION: &str = "function";

impl Machine {
    fn new(program: Program, event_loop: EventLoop) -> Rc<Self> {
        let locks: Vec<Lock> = (0..program.locks).map(|_| Lock::new()).collect();
        let condition = |lock: &Option<usize>| match lock {
            Some(lock) => Condition::with_lock(locks[*lock].clone()),
            None => Condition::new(),
        };
        Rc::new(Self {
            conditions: program.conditions.iter().map(condition).collect(),
            locks,
            events: (0..program.events).map(|_| Event::new()).collect(),
            counters: vec![Cell::new(0); program.counters],
            semaphores: program.semaphores.iter().map(AnySemaphore::new).collect(),
            barriers: program
                .barriers
                .iter()
                .map(|parties| Barrier::new(*parties).unwrap())
                .collect(),
            queues: program.queues.iter().map(AnyQueue::new).collect(),
            program,
            event_loop,
            lines: RefCell::default(),
            open: Cell::new(true),
            calls: Cell::default(),
            kept: RefCell::default(),
            futures: RefCell::default(),
            tasks: RefCell::default(),
            gathers: RefCell::default(),
            handles: RefCell::default(),
            timeouts: RefCell::default(),
            groups: RefCell::default(),
            callbacks: OnceCell::new(),
            pools: OnceCell::new(),
        })
    }

    fn main(self: Rc<Self>) -> Coroutine<i64> {
        coroutine(call!(main()), async move {
            let this = Rc::downgrade(&self);
            let handler = move |_: &EventLoop, context: &ExceptionContext| {
                if let Some(machine) = this.upgrade() {
                    machine.report(context)?;
                }
                Ok(())
            };
            self.event_loop.set_exception_handler(Some(handler));
            for slot in 0..self.program.futures {
                self.new_future(slot);
            }
            let (threads, processes) = self.program.workers;
            let pools = (
                thread_pool_executor(threads)?,
                process_pool_executor(processes)?,
            );
            let _ = self.pools.set(pools);
            self.make(0).await
        })
    }

    /// The exception handler: the message's first words, and the exception; then the program's own.
    fn report(self: &Rc<Self>, context: &ExceptionContext) -> Result {
        // Of pending tasks in a circle CPython's garbage collector decides.
        if context.message.contains("was destroyed") || self.event_loop.is_closed() {
            return Ok(());
        }
        if context.message.contains("never retrieved") && !self.program.loose {
            return Ok(());
        }
        let words: Vec<_> = context
            .message
            .split_whitespace()
            .take(2)
            .filter(|word| !word.contains('<'))
            .collect();
        let exception = match &context.exception {
            Some(exception) => format!("!{}", exception_text(exception)),
            None => "None".to_owned(),
        };
        self.print(
            &Frame::new("handler".to_owned()),
            format_args!("{}: {exception}", words.join(" ")),
        );
        match self.program.handler {
            Some(number) => self.go_on_in_handler(number),
            None => Ok(()),
        }
    }

    fn go_on_in_handler(self: &Rc<Self>, number: usize) -> Result {
        if get_running_loop().is_ok() {
            return self.called(number);
        }
        let statements = self.program.callbacks[number].iter();
        let mut raises = statements.filter(|statement| statement[0] == "raise");
        let raise = raises.next();
        raise.map_or(Ok(()), |raise| Err(exception(&raise[1], &raise[2])))
    }

    pub fn print(&self, frame: &Frame, text: impl std::fmt::Display) {
        let mut lines = self.lines.borrow_mut();
        if self.open.get() && lines.len() < MOST_LINES {
            let text = format!("{} {text}", frame.label);
            lines.push((self.event_loop.now().0, text.trim_end().to_owned()));
        }
    }

    pub fn keep<T: Clone + 'static>(&self, thing: T) -> T {
        if !self.program.loose {
            self.kept.borrow_mut().push(Box::new(thing.clone()));
        }
        thing
    }

    pub fn new_future(&self, slot: usize) {
        let future = self.keep(self.event_loop.create_future());
        self.futures.borrow_mut().insert(slot, future);
    }

    /// A call of a function: its coroutine.
    pub fn make(self: &Rc<Self>, number: usize) -> Coroutine<i64> {
        let call_number = self.calls.replace(self.calls.get() + 1);
        let frame = Frame::new(format!("{number}.{call_number}"));
        let machine = self.clone();
        let mut call: Call = call!(function());
        call.args = frame.label.as_str().into();
        coroutine(call, async move {
            machine.print(&frame, "start");
            let block = machine.program.functions[number].clone();
            match machine.clone().block(block, frame.clone()).await {
                Ok(value) => {
                    let value = value.unwrap_or(0);
                    machine.print(&frame, format_args!("returned {value}"));
                    Ok(value)
                }
                Err(exception) => {
                    let text = exception_text(&exception);
                    machine.print(&frame, format_args!("raised {text}"));
                    Err(exception)
                }
            }
        })
    }

    /// The callback objects, the same each time.
    pub fn callback(self: &Rc<Self>, number: usize) -> Callback<i64> {
        let callbacks = self.callbacks.get_or_init(|| {
            let make = |number| {
                let machine = Rc::downgrade(self);
                Callback::new("callback", move |_: &Future<i64>| match machine.upgrade() {
                    Some(machine) => machine.called(number),
                    None => Ok(()),
                })
            };
            (0..self.program.callbacks.len()).map(make).collect()
        });
        callbacks[number].clone()
    }

    /// What a callback does.
    pub fn called(self: &Rc<Self>, number: usize) -> Result {
        let frame = Frame::new(format!("cb{number}"));
        self.print(&frame, "called");
        for statement in &self.program.callbacks[number] {
            if self.plain(statement, &frame)?.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// The awaitable that `["c"|"t"|"f", number]` names; none if its slot is empty.
    pub fn item(self: &Rc<Self>, item: &Value) -> Option<Item> {
        if !self.is_ready(item) {
            return None;
        }
        let number = index(&item[1]);
        Some(match &item[0] {
            Value::String(kind) if kind == "c" => Item::Coroutine(self.make(number)),
            Value::String(kind) if kind == "t" => Item::Task(self.task(number)?),
            _ => Item::Future(self.future(number)?),
        })
    }

    /// As many as are named, or none if any slot is empty; nothing is made then.
    pub fn items(self: &Rc<Self>, items: &Value) -> Option<Vec<Item>> {
        if !self.are_ready(items) {
            return None;
        }
        items
            .as_array()
            .unwrap()
            .iter()
            .map(|item| self.item(item))
            .collect()
    }

    pub fn are_ready(&self, items: &Value) -> bool {
        items
            .as_array()
            .unwrap()
            .iter()
            .all(|item| self.is_ready(item))
    }

    fn is_ready(&self, item: &Value) -> bool {
        let number = index(&item[1]);
        match item[0].as_str().unwrap() {
            "c" => true,
            "t" => self.tasks.borrow().contains_key(&number),
            _ => self.futures.borrow().contains_key(&number),
        }
    }

    pub fn task(&self, slot: usize) -> Option<Task<i64>> {
        self.tasks.borrow().get(&slot).cloned()
    }

    pub fn future(&self, slot: usize) -> Option<Future<i64>> {
        self.futures.borrow().get(&slot).cloned()
    }

    /// None is the default executor.
    pub fn pool(&self, name: &str) -> Option<&Pool> {
        let (threads, processes) = self.pools.get().unwrap();
        match name {
            "threads" => Some(threads),
            "processes" => Some(processes),
            _ => None,
        }
    }

    /// The task in whose step this happens.
    pub fn current(&self) -> Option<loopscope::runtime::AnyTask> {
        current_task().unwrap()
    }

    /// Breaks the circles between the machine and what it runs.
    fn forget_everything(&self) {
        self.tasks.take();
        self.futures.take();
        self.gathers.take();
        self.handles.take();
        self.timeouts.take();
        self.groups.take();
        let kept = self.kept.take();
        drop(kept);
    }
}

/// A slot's, function's or callback's number.
pub fn index(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

pub fn integer(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// Seconds; none for null.
pub fn seconds(value: &Value) -> Option<f64> {
    value.as_str().map(|text| text.parse().unwrap())
}

pub fn text(value: &Value) -> Option<Rc<str>> {
    value.as_str().map(Rc::from)
}

/// The statements of a nested block.
pub fn nested(value: &Value) -> Block {
    let statements = value.as_array().unwrap();
    statements
        .iter()
        .map(|statement| statement.as_array().unwrap().clone())
        .collect()
}

pub fn class(name: &Value) -> &'static Class {
    match name.as_str().unwrap() {
        "ValueError" => &classes::VALUE_ERROR,
        "RuntimeError" => &classes::RUNTIME_ERROR,
        "ZeroDivisionError" => &classes::ZERO_DIVISION_ERROR,
        "LookupError" => &classes::LOOKUP_ERROR,
        "TimeoutError" => &classes::TIMEOUT_ERROR,
        "CancelledError" => &classes::CANCELLED_ERROR,
        "SystemExit" => &classes::SYSTEM_EXIT,
        "KeyboardInterrupt" => &classes::KEYBOARD_INTERRUPT,
        "ExceptionGroup" => &classes::EXCEPTION_GROUP,
        "Exception" => &classes::EXCEPTION,
        "BaseException" => &classes::BASE_EXCEPTION,
        other => panic!("{other} is no class that programs raise"),
    }
}

pub fn exception(name: &Value, message: &Value) -> Exception {
    match text(message) {
        Some(message) => Exception::new(class(name), message),
        None => Exception::bare(class(name)),
    }
}

/// A semaphore, bounded or not.
pub enum AnySemaphore {
    Plain(Semaphore),
    Bounded(BoundedSemaphore),
}

impl AnySemaphore {
    fn new((bounded, value): &(bool, usize)) -> Self {
        if *bounded {
            Self::Bounded(BoundedSemaphore::new(*value))
        } else {
            Self::Plain(Semaphore::new(*value))
        }
    }
}

/// An item of a queue: a priority queue ranks it by its tens, so that different ones can be equal.
#[derive(Clone, Debug)]
pub struct Ranked(pub i64);

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 / 10).cmp(&(other.0 / 10))
    }
}

/// A queue of one of the three kinds.
pub enum AnyQueue {
    Fifo(Queue<Ranked>),
    Lifo(LifoQueue<Ranked>),
    Priority(PriorityQueue<Ranked>),
}

impl AnyQueue {
    fn new((kind, maxsize): &(String, usize)) -> Self {
        match kind.as_str() {
            "fifo" => Self::Fifo(Queue::new(*maxsize)),
            "lifo" => Self::Lifo(LifoQueue::new(*maxsize)),
            _ => Self::Priority(PriorityQueue::new(*maxsize)),
        }
    }
}
