//! The statements that do not await. Callbacks hold only these.

use std::rc::Rc;

use loopscope::runtime::{
    ExceptionContext, Result, Task, create_task, create_task_named, time_sleep,
};
use serde_json::Value;

use crate::awaiting::{Flow, on_queue};
use crate::machine::{
    AnyQueue, AnySemaphore, FUNCTION, Frame, Gathered, Item, Machine, Ranked, exception, index,
    integer, seconds, text,
};
use crate::text::{exception_text, list, outcome, truth};

const PLAIN: &[&str] = &[
    "say",
    "raise",
    "reraise",
    "return",
    "spawn",
    "group_spawn",
    "cancel",
    "cancel_self",
    "uncancel",
    "uncancel_self",
    "cancelling",
    "state",
    "stack",
    "report",
    "result",
    "exception",
    "set_name",
    "names",
    "inspect",
    "set_result",
    "set_exception",
    "cancel_future",
    "new_future",
    "on_done",
    "off_done",
    "start_gather",
    "cancel_gather",
    "inspect_gather",
    "call_soon",
    "call_soon_threadsafe",
    "call_later",
    "call_at",
    "cancel_handle",
    "reschedule",
    "expired",
    "release",
    "locked",
    "release_semaphore",
    "semaphore_locked",
    "event_set",
    "event_clear",
    "event_is_set",
    "notify",
    "notify_all",
    "add",
    "barrier_state",
    "put_nowait",
    "get_nowait",
    "task_done",
    "queue_state",
    "shutdown",
    "block",
    "time",
];

impl Machine {
    /// None if the statement is one that awaits.
    pub fn plain_or_none(self: &Rc<Self>, statement: &[Value], frame: &Rc<Frame>) -> Option<Flow> {
        let name = statement[0].as_str().unwrap();
        PLAIN.contains(&name).then(|| self.plain(statement, frame))
    }

    pub fn plain(self: &Rc<Self>, statement: &[Value], frame: &Rc<Frame>) -> Flow {
        let name = statement[0].as_str().unwrap();
        match (name, &statement[1..]) {
            ("return", [value]) => return Ok(Some(integer(value))),
            ("raise", [class, message]) => return Err(exception(class, message)),
            ("reraise", []) => {
                let caught = frame.caught.borrow().last().cloned();
                return caught.map_or(Ok(None), Err);
            }
            (_, operands) => {
                let text = match self.act(name, operands) {
                    Ok(text) => text,
                    Err(exception) if exception.leaves_the_loop() => return Err(exception),
                    Err(exception) => format!("error {}", exception_text(&exception)),
                };
                self.print(frame, format_args!("{name} {text}"));
            }
        }
        Ok(None)
    }

    /// What it prints after its name.
    fn act(self: &Rc<Self>, name: &str, operands: &[Value]) -> Result<String> {
        match name {
            "say" => Ok(integer(&operands[0]).to_string()),
            "time" => Ok(time_text(self.event_loop.time())),
            "names" => Ok(self.names()),
            "cancel_self" | "uncancel_self" => Ok(self.on_itself(name, operands)),
            "spawn" | "group_spawn" | "cancel" | "uncancel" | "cancelling" | "state" | "result"
            | "stack" | "exception" | "set_name" => self.on_task(name, operands),
            "inspect" | "on_done" | "off_done" => Ok(self.on_item(name, operands)),
            "set_result" | "set_exception" | "cancel_future" | "new_future" => {
                self.on_future(name, operands)
            }
            "start_gather" | "cancel_gather" | "inspect_gather" => self.on_gather(name, operands),
            "call_soon" | "call_soon_threadsafe" | "call_later" | "call_at" | "cancel_handle" => {
                Ok(self.on_handle(name, operands))
            }
            "reschedule" | "expired" => self.on_timeout(name, operands),
            "put_nowait" | "get_nowait" | "task_done" | "queue_state" | "shutdown" => {
                self.on_queue(name, operands)
            }
            "report" => {
                let exception = exception(&operands[0], &Value::Null);
                let context = ExceptionContext::new("reported by hand", Some(exception), None);
                self.event_loop.call_exception_handler(&context)?;
                Ok(String::new())
            }
            "block" => {
                time_sleep(seconds(&operands[0]).unwrap())?;
                Ok(String::new())
            }
            _ => self.on_primitive(name, operands),
        }
    }

    fn names(&self) -> String {
        let current = self.current().map_or("-".into(), |task| task.get_name());
        let all = self.event_loop.all_tasks();
        format!(
            "{current} {}",
            list(all.iter().map(|task| task.get_name().to_string()))
        )
    }

    fn on_itself(&self, name: &str, operands: &[Value]) -> String {
        let Some(task) = self.current() else {
            return "none".to_owned();
        };
        if name == "uncancel_self" {
            return task.uncancel().to_string();
        }
        truth(match text(&operands[0]) {
            Some(message) => task.cancel_with(message),
            None => task.cancel(),
        })
    }

    fn on_task(self: &Rc<Self>, name: &str, operands: &[Value]) -> Result<String> {
        match (name, operands) {
            ("spawn", [slot, function, task_name]) => {
                let coroutine = self.make(index(function));
                let task = match text(task_name) {
                    Some(task_name) => create_task_named(coroutine, task_name),
                    None => create_task(coroutine),
                };
                return Ok(self.fill(slot, task));
            }
            ("group_spawn", [group, slot, function]) => {
                let group = self.groups.borrow().get(&index(group)).cloned();
                let Some(group) = group else {
                    return Ok("none".to_owned());
                };
                let task = group.create_task(self.make(index(function)))?;
                return Ok(self.fill(slot, task));
            }
            _ => {}
        }
        let Some(task) = self.task(index(&operands[0])) else {
            return Ok("none".to_owned());
        };
        Ok(match (name, operands) {
            ("cancel", [_, message]) => truth(task.try_cancel(text(message))?),
            ("uncancel", [_]) => task.uncancel().to_string(),
            ("cancelling", [_]) => task.cancelling().to_string(),
            ("state", [_]) => format!("{} {}", outcome(&task), task.cancelling()),
            ("stack", [_]) => stack(&task),
            ("result", [_]) => task.result()?.to_string(),
            ("exception", [_]) => match task.exception()? {
                Some(exception) => format!("!{}", exception_text(&exception)),
                None => "None".to_owned(),
            },
            ("set_name", [_, new_name]) => {
                task.set_name(text(new_name).unwrap());
                String::new()
            }
            _ => panic!("{name} {operands:?}"),
        })
    }

    fn fill(&self, slot: &Value, task: Task<i64>) -> String {
        let name = task.get_name().to_string();
        self.tasks.borrow_mut().insert(index(slot), self.keep(task));
        name
    }

    fn on_item(self: &Rc<Self>, name: &str, operands: &[Value]) -> String {
        let future = match self.item(&operands[0]) {
            None => return "none".to_owned(),
            Some(Item::Task(task)) => (*task).clone(),
            Some(Item::Future(future)) => future,
            Some(Item::Coroutine(_)) => panic!("{name} of a coroutine"),
        };
        match (name, operands) {
            ("inspect", [_]) => outcome(&future),
            ("on_done", [_, callback]) => {
                future
                    .add_done_callback(&self.callback(index(callback)))
                    .unwrap();
                String::new()
            }
            ("off_done", [_, callback]) => future
                .remove_done_callback(&self.callback(index(callback)))
                .to_string(),
            _ => panic!("{name} {operands:?}"),
        }
    }

    fn on_future(&self, name: &str, operands: &[Value]) -> Result<String> {
        let slot = index(&operands[0]);
        let future = self.future(slot).unwrap();
        match (name, operands) {
            ("set_result", [_, value]) => future.set_result(integer(value))?,
            ("set_exception", [_, class, message]) => {
                future.set_exception(exception(class, message))?;
            }
            ("cancel_future", [_, message]) => return Ok(truth(future.try_cancel(text(message))?)),
            ("new_future", [_]) => self.new_future(slot),
            _ => panic!("{name} {operands:?}"),
        }
        Ok(String::new())
    }

    fn on_gather(self: &Rc<Self>, name: &str, operands: &[Value]) -> Result<String> {
        let slot = index(&operands[0]);
        if let ("start_gather", [_, items, return_exceptions]) = (name, operands) {
            let Some(gathered) = self.start_gather(items, return_exceptions) else {
                return Ok("none".to_owned());
            };
            self.gathers.borrow_mut().insert(slot, gathered);
            return Ok(String::new());
        }
        let gathered = self.gathers.borrow().get(&slot).cloned();
        Ok(match (name, gathered, operands) {
            (_, None, _) => "none".to_owned(),
            ("inspect_gather", Some(Gathered::Values(future)), _) => outcome(&future),
            ("inspect_gather", Some(Gathered::Results(future)), _) => outcome(&future),
            (_, Some(Gathered::Values(future)), [_, message]) => {
                truth(future.try_cancel(text(message))?)
            }
            (_, Some(Gathered::Results(future)), [_, message]) => {
                truth(future.try_cancel(text(message))?)
            }
            _ => panic!("{name} {operands:?}"),
        })
    }

    fn on_handle(self: &Rc<Self>, name: &str, operands: &[Value]) -> String {
        let slot = index(&operands[0]);
        if name == "cancel_handle" {
            let handle = self.handles.borrow().get(&slot).cloned();
            let Some(handle) = handle else {
                return "none".to_owned();
            };
            let before = handle.cancelled();
            handle.cancel();
            return format!("{} {}", truth(before), truth(handle.cancelled()));
        }
        let machine = Rc::downgrade(self);
        let number = index(operands.last().unwrap());
        let run = move || match machine.upgrade() {
            Some(machine) => machine.called(number),
            None => Ok(()),
        };
        let handle = match (name, operands) {
            ("call_soon", [_, _]) => self.event_loop.call_soon("callback", run).unwrap(),
            ("call_soon_threadsafe", [_, _]) => self
                .event_loop
                .call_soon_threadsafe("callback", run)
                .unwrap(),
            ("call_later", [_, delay, _]) => {
                let delay = seconds(delay).unwrap();
                (*self.event_loop.call_later(delay, "callback", run).unwrap()).clone()
            }
            ("call_at", [_, when, _]) => {
                let when = seconds(when).unwrap();
                (*self.event_loop.call_at(when, "callback", run).unwrap()).clone()
            }
            _ => panic!("{name} {operands:?}"),
        };
        self.handles.borrow_mut().insert(slot, handle);
        String::new()
    }

    fn on_timeout(&self, name: &str, operands: &[Value]) -> Result<String> {
        let timeout = self.timeouts.borrow().get(&index(&operands[0])).cloned();
        let Some(timeout) = timeout else {
            return Ok("none".to_owned());
        };
        if name == "expired" {
            return Ok(truth(timeout.expired()));
        }
        let now = self.event_loop.time();
        timeout.reschedule(seconds(&operands[1]).map(|delay| now + delay))?;
        Ok(String::new())
    }

    fn on_queue(&self, name: &str, operands: &[Value]) -> Result<String> {
        let queue = &self.queues[index(&operands[0])];
        on_queue!(queue, queue => match (name, operands) {
            ("put_nowait", [_, number]) => queue.put_nowait(Ranked(integer(number)))?,
            ("get_nowait", [_]) => return Ok(queue.get_nowait()?.0.to_string()),
            ("task_done", [_]) => queue.task_done()?,
            ("queue_state", [_]) => {
                return Ok(format!("{} {} {}", queue.qsize(), truth(queue.empty()), truth(queue.full())));
            }
            ("shutdown", [_, immediate]) => queue.shutdown(immediate.as_bool().unwrap()),
            _ => panic!("{name} {operands:?}"),
        });
        Ok(String::new())
    }

    fn on_primitive(&self, name: &str, operands: &[Value]) -> Result<String> {
        let slot = index(&operands[0]);
        match (name, operands) {
            ("release", [_]) => self.locks[slot].release()?,
            ("locked", [_]) => return Ok(truth(self.locks[slot].locked())),
            ("release_semaphore", [_]) => match &self.semaphores[slot] {
                AnySemaphore::Plain(semaphore) => semaphore.release()?,
                AnySemaphore::Bounded(semaphore) => semaphore.release()?,
            },
            ("semaphore_locked", [_]) => {
                return Ok(truth(match &self.semaphores[slot] {
                    AnySemaphore::Plain(semaphore) => semaphore.locked(),
                    AnySemaphore::Bounded(semaphore) => semaphore.locked(),
                }));
            }
            ("event_set", [_]) => self.events[slot].set(),
            ("event_clear", [_]) => self.events[slot].clear(),
            ("event_is_set", [_]) => return Ok(truth(self.events[slot].is_set())),
            ("notify", [_, count]) => self.conditions[slot].notify(index(count))?,
            ("notify_all", [_]) => self.conditions[slot].notify_all()?,
            ("add", [_, number]) => {
                let counter = &self.counters[slot];
                counter.set(counter.get() + integer(number));
            }
            ("barrier_state", [_]) => {
                let barrier = &self.barriers[slot];
                return Ok(format!(
                    "{} {}",
                    barrier.n_waiting(),
                    truth(barrier.broken())
                ));
            }
            _ => panic!("{name} {operands:?}"),
        }
        Ok(String::new())
    }
}

/// The functions' labels; what else stands in a stack is asyncio's own.
fn stack(task: &Task<i64>) -> String {
    let frames = task.get_stack();
    let functions = frames.iter().filter(|frame| frame.call.name == FUNCTION);
    list(functions.map(|frame| frame.call.args.to_string()))
}

/// As Python's `repr` of a float: programs do not run long enough for an exponent above zero.
fn time_text(time: f64) -> String {
    if time != 0.0 && time.abs() < 1e-4 {
        let text = format!("{time:e}");
        let (mantissa, exponent) = text.split_once("e-").unwrap();
        return format!("{mantissa}e-{exponent:0>2}");
    }
    format!("{time:?}")
}
