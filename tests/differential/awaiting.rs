//! The statements that await.

use std::future::Future as StdFuture;
use std::pin::Pin;
use std::rc::Rc;

use loopscope::runtime::{
    Exception, Future, Job, Result, ReturnWhen, TaskGroup, Timeout, as_completed, classes, gather,
    gather_exceptions, shield, sleep, timeout, timeout_at, wait, wait_for,
};
use loopscope::workers::job;
use serde_json::Value;

use crate::machine::{
    AnyQueue, AnySemaphore, Frame, Gathered, Machine, Ranked, class, index, integer, nested,
    seconds,
};
use crate::record::Block;
use crate::text::{Shown, exception_text, list, outcome};

/// An integer once a `return` was reached.
pub type Flow = Result<Option<i64>>;

type Boxed = Pin<Box<dyn StdFuture<Output = Flow>>>;

macro_rules! on_queue {
    ($queue:expr, $name:ident => $body:expr) => {
        match $queue {
            AnyQueue::Fifo($name) => $body,
            AnyQueue::Lifo($name) => $body,
            AnyQueue::Priority($name) => $body,
        }
    };
}
pub(crate) use on_queue;

impl Machine {
    pub fn block(self: Rc<Self>, block: Block, frame: Rc<Frame>) -> Boxed {
        Box::pin(async move {
            for statement in &block {
                let value = match self.plain_or_none(statement, &frame) {
                    Some(done) => done?,
                    None => self.clone().awaiting(statement, frame.clone()).await?,
                };
                if value.is_some() {
                    return Ok(value);
                }
            }
            Ok(None)
        })
    }

    fn nested(self: &Rc<Self>, block: &Value, frame: &Rc<Frame>) -> Boxed {
        self.clone().block(nested(block), frame.clone())
    }

    async fn awaiting(self: Rc<Self>, statement: &[Value], frame: Rc<Frame>) -> Flow {
        let Some((Value::String(name), operands)) = statement.split_first() else {
            panic!("{statement:?} is no statement");
        };
        let say = |text: String| self.print(&frame, text);
        match (name.as_str(), operands) {
            ("sleep", [delay]) => {
                sleep(seconds(delay).unwrap()).await?;
                say("slept".to_owned());
            }
            ("hops", [count]) => {
                for _ in 0..integer(count) {
                    sleep(0.0).await?;
                }
                say("hopped".to_owned());
            }
            ("ticks", [count]) => {
                for i in 0..integer(count) {
                    say(format!("tick {i}"));
                    sleep(0.0).await?;
                }
            }
            ("call", [number]) => {
                let value = self.make(index(number)).await?;
                say(format!("call ={value}"));
            }
            ("await", [item]) => match self.item(item) {
                Some(item) => {
                    let value = item.await?;
                    say(format!("await ={value}"));
                }
                None => say("none".to_owned()),
            },
            ("executor", [work, result, pool]) => {
                let job = job(work, result);
                let pool = self.pool(pool.as_str().unwrap());
                let future = self.keep(self.event_loop.run_in_executor(pool, job)?);
                future.await?;
                say(format!("job ={result}"));
            }
            ("timeout", [slot, delay, block]) => {
                return self
                    .within(timeout(seconds(delay))?, slot, block, &frame)
                    .await;
            }
            ("timeout_at", [slot, when, block]) => {
                return self
                    .within(timeout_at(seconds(when)), slot, block, &frame)
                    .await;
            }
            ("group", [slot, block]) => return self.group(slot, block, &frame).await,
            ("lock" | "semaphore" | "condition" | "with_barrier", [slot, block]) => {
                return self.holding(name, index(slot), block, &frame).await;
            }
            ("try", [block, handlers, last]) => {
                return self.attempt(block, handlers, last, &frame).await;
            }
            ("loop", [count, block]) => {
                for _ in 0..integer(count) {
                    let value = self.nested(block, &frame).await?;
                    if value.is_some() {
                        return Ok(value);
                    }
                }
            }
            ("gather" | "nested" | "await_gather" | "shield_gather" | "wait_for_gather", _) => {
                say(self.gathering(name, operands).await?);
            }
            ("wait" | "wait_for" | "shield" | "as_completed", _) => {
                self.combining(name, operands, &frame).await?;
            }
            _ => say(self.synchronizing(name, operands).await?),
        }
        Ok(None)
    }

    async fn within(
        self: &Rc<Self>,
        scope: Timeout,
        slot: &Value,
        block: &Value,
        frame: &Rc<Frame>,
    ) -> Flow {
        self.timeouts
            .borrow_mut()
            .insert(index(slot), scope.clone());
        let flow = scope.run(self.nested(block, frame)).await;
        if self.program.loose {
            self.timeouts.borrow_mut().remove(&index(slot));
        }
        let value = flow?;
        let how = if scope.expired() { "expired" } else { "kept" };
        self.print(frame, format_args!("timeout {how}"));
        Ok(value)
    }

    async fn group(self: &Rc<Self>, slot: &Value, block: &Value, frame: &Rc<Frame>) -> Flow {
        let group = TaskGroup::new();
        let body = async {
            self.groups.borrow_mut().insert(index(slot), group.clone());
            self.nested(block, frame).await
        };
        let flow = group.run(body).await;
        if self.program.loose {
            self.groups.borrow_mut().remove(&index(slot));
        }
        let value = flow?;
        self.print(frame, "group left");
        Ok(value)
    }

    /// `async with` over what is acquired and released.
    async fn holding(
        self: &Rc<Self>,
        what: &str,
        slot: usize,
        block: &Value,
        frame: &Rc<Frame>,
    ) -> Flow {
        if what == "with_barrier" {
            let position = self.barriers[slot].wait().await?;
            self.print(frame, format_args!("barrier {position}"));
            return self.nested(block, frame).await;
        }
        let body = async {
            self.print(frame, format_args!("{what} in"));
            self.nested(block, frame).await
        };
        let value = match what {
            "lock" => self.locks[slot].with_lock(body).await?,
            "condition" => {
                let condition = &self.conditions[slot];
                condition.acquire().await?.detach();
                let value = body.await;
                condition.release()?;
                value?
            }
            _ => match &self.semaphores[slot] {
                AnySemaphore::Plain(semaphore) => semaphore.with_permit(body).await?,
                AnySemaphore::Bounded(semaphore) => semaphore.with_permit(body).await?,
            },
        };
        self.print(frame, format_args!("{what} out"));
        Ok(value)
    }

    async fn attempt(
        self: &Rc<Self>,
        block: &Value,
        handlers: &Value,
        last: &Value,
        frame: &Rc<Frame>,
    ) -> Flow {
        let mut flow = self.nested(block, frame).await;
        if let Err(exception) = &flow
            && let Some(handler) = handler_for(exception, handlers)
        {
            self.print(frame, format_args!("caught {}", exception_text(exception)));
            frame.caught.borrow_mut().push(exception.clone());
            flow = self.nested(handler, frame).await;
            frame.caught.borrow_mut().pop();
        }
        if !last.is_null() {
            self.print(frame, "finally");
            self.nested(last, frame).await?;
        }
        flow
    }

    async fn gathering(self: &Rc<Self>, name: &str, operands: &[Value]) -> Result<String> {
        let none = "none".to_owned();
        match (name, operands) {
            ("gather", [items, return_exceptions]) => {
                let Some(gathered) = self.start_gather(items, return_exceptions) else {
                    return Ok(none);
                };
                Ok(format!("gather {}", show_gathered(gathered).await?))
            }
            ("await_gather" | "shield_gather" | "wait_for_gather", [slot, limit @ ..]) => {
                let gathered = self.gathers.borrow().get(&index(slot)).cloned();
                let Some(gathered) = gathered else {
                    return Ok(none);
                };
                let values = match (name, gathered) {
                    ("await_gather", gathered) => show_gathered(gathered).await?,
                    ("shield_gather", Gathered::Values(future)) => {
                        self.keep(shield(future)?).await?.show()
                    }
                    ("shield_gather", Gathered::Results(future)) => {
                        self.keep(shield(future)?).await?.show()
                    }
                    (_, Gathered::Values(future)) => {
                        wait_for(future, seconds(&limit[0])).await?.show()
                    }
                    (_, Gathered::Results(future)) => {
                        wait_for(future, seconds(&limit[0])).await?.show()
                    }
                };
                Ok(format!("{name} {values}"))
            }
            ("nested", [first, second, return_exceptions]) => {
                let both = Value::Array(
                    [first, second]
                        .iter()
                        .flat_map(|items| items.as_array().unwrap().clone())
                        .collect(),
                );
                if !self.are_ready(&both) {
                    return Ok(none);
                }
                let halves =
                    [first, second].map(|items| self.start_gather(items, return_exceptions));
                let values = match halves {
                    [Some(Gathered::Values(a)), Some(Gathered::Values(b))] => {
                        self.keep(gather([a, b])).await?.show()
                    }
                    [Some(Gathered::Results(a)), Some(Gathered::Results(b))] => {
                        self.keep(gather_exceptions([a, b])).await?.show()
                    }
                    _ => none,
                };
                Ok(format!("nested {values}"))
            }
            _ => panic!("{name} {operands:?}"),
        }
    }

    /// None if a slot is empty.
    pub fn start_gather(
        self: &Rc<Self>,
        items: &Value,
        return_exceptions: &Value,
    ) -> Option<Gathered> {
        let items = self.items(items)?;
        Some(self.keep(match return_exceptions.as_bool().unwrap() {
            false => Gathered::Values(gather(items)),
            true => Gathered::Results(gather_exceptions(items)),
        }))
    }

    async fn combining(
        self: &Rc<Self>,
        name: &str,
        operands: &[Value],
        frame: &Rc<Frame>,
    ) -> Result {
        let none = || {
            self.print(frame, "none");
            Ok(())
        };
        match (name, operands) {
            ("wait", [items, mode, limit]) => {
                let Some(items) = self.items(items) else {
                    return none();
                };
                let futures: Vec<Future<i64>> =
                    items.into_iter().map(|item| item.started()).collect();
                let mode = match mode.as_str().unwrap() {
                    "FIRST_COMPLETED" => ReturnWhen::FirstCompleted,
                    "FIRST_EXCEPTION" => ReturnWhen::FirstException,
                    _ => ReturnWhen::AllCompleted,
                };
                let (done, pending) = wait(futures, seconds(limit), mode).await?;
                let done = list(done.iter().map(outcome));
                let pending = list(pending.iter().map(|future| self.name_of(future)));
                self.print(frame, format_args!("wait {done} {pending}"));
            }
            ("wait_for", [item, limit]) => {
                let Some(item) = self.item(item) else {
                    return none();
                };
                let value = wait_for(item, seconds(limit)).await?;
                self.print(frame, format_args!("wait_for ={value}"));
            }
            ("shield", [item]) => {
                let Some(item) = self.item(item) else {
                    return none();
                };
                let value = self.keep(shield(item.started())?).await?;
                self.print(frame, format_args!("shield ={value}"));
            }
            ("as_completed", [items, limit, plain]) => {
                let Some(items) = self.items(items) else {
                    return none();
                };
                let mut completed = as_completed(items, seconds(limit))?;
                if !plain.as_bool().unwrap() {
                    while let Some(future) = completed.next().await? {
                        self.print(frame, format_args!("completed {}", outcome(&future)));
                    }
                    return Ok(());
                }
                while let Some(earliest) = completed.next_result() {
                    match earliest.await {
                        Ok(value) => self.print(frame, format_args!("completed ={value}")),
                        Err(exception)
                            if exception.is(&classes::TIMEOUT_ERROR)
                                || !exception.is(&classes::EXCEPTION) =>
                        {
                            return Err(exception);
                        }
                        Err(exception) => self.print(
                            frame,
                            format_args!("completed !{}", exception_text(&exception)),
                        ),
                    }
                }
            }
            _ => panic!("{name} {operands:?}"),
        }
        Ok(())
    }

    /// A pending future's name, if it is a task.
    fn name_of(&self, future: &Future<i64>) -> String {
        let tasks = self.event_loop.all_tasks();
        let task = tasks.iter().find(|task| task.id() == future.id());
        task.map_or("future".to_owned(), |task| task.get_name().to_string())
    }

    async fn synchronizing(self: &Rc<Self>, name: &str, operands: &[Value]) -> Result<String> {
        let Some((slot, operands)) = operands.split_first() else {
            panic!("{name} has no operand");
        };
        let slot = index(slot);
        let text = match (name, operands) {
            ("acquire", []) => {
                self.locks[slot].acquire().await?.detach();
                "acquired".to_owned()
            }
            ("acquire_semaphore", []) => {
                match &self.semaphores[slot] {
                    AnySemaphore::Plain(semaphore) => semaphore.acquire().await?.detach(),
                    AnySemaphore::Bounded(semaphore) => semaphore.acquire().await?.detach(),
                }
                "acquired".to_owned()
            }
            ("event_wait", []) => {
                self.events[slot].wait().await?;
                "event".to_owned()
            }
            ("condition_wait", []) => {
                self.conditions[slot].wait().await?;
                "notified".to_owned()
            }
            ("condition_wait_for", [counter, least]) => {
                let (counter, least) = (&self.counters[index(counter)], integer(least));
                self.conditions[slot]
                    .wait_for(|| counter.get() >= least)
                    .await?;
                "notified".to_owned()
            }
            ("barrier", []) => format!("barrier {}", self.barriers[slot].wait().await?),
            ("barrier_reset", []) => {
                self.barriers[slot].reset().await?;
                "reset".to_owned()
            }
            ("barrier_abort", []) => {
                self.barriers[slot].abort().await?;
                "aborted".to_owned()
            }
            ("put", [number]) => {
                let item = Ranked(integer(number));
                on_queue!(&self.queues[slot], queue => queue.put(item).await?);
                "put".to_owned()
            }
            ("get", []) => {
                let item = on_queue!(&self.queues[slot], queue => queue.get().await?);
                format!("got {}", item.0)
            }
            ("join", []) => {
                on_queue!(&self.queues[slot], queue => queue.join().await?);
                "joined".to_owned()
            }
            _ => panic!("{name} {operands:?}"),
        };
        Ok(text)
    }
}

/// A job that sleeps or computes, and then is done or raises.
fn job(work: &Value, result: &Value) -> Job<()> {
    let packed = match work.as_u64() {
        Some(units) => job::cpu_bound(units).packed,
        None => job::sleeps(seconds(work).unwrap()).packed,
    };
    let unpack: fn(&str) -> Result = match result {
        Value::Null => |_| Err(Exception::new(&classes::VALUE_ERROR, "job")),
        _ => |_| Ok(()),
    };
    Job { packed, unpack }
}

/// The first handler for its class.
fn handler_for<'a>(exception: &Exception, handlers: &'a Value) -> Option<&'a Value> {
    let handlers = handlers.as_array().unwrap();
    let pair = handlers.iter().find(|pair| exception.is(class(&pair[0])))?;
    Some(&pair[1])
}

async fn show_gathered(gathered: Gathered) -> Result<String> {
    Ok(match gathered {
        Gathered::Values(future) => future.await?.show(),
        Gathered::Results(future) => future.await?.show(),
    })
}
