//! Everything has asyncio's name, and stands in a file that is named after it.

use std::fs;
use std::path::Path;

/// File, what it declares, and the name in asyncio that its documentation gives, a row each.
const NAMES: &str = "
event_loop            | fn get_running_loop       | asyncio.get_running_loop()
event_loop/clock      | fn time                   | loop.time()
event_loop            | fn create_future          | loop.create_future()
event_loop/scheduling | fn call_soon              | loop.call_soon(callback)
event_loop/scheduling | fn call_soon_threadsafe   | loop.call_soon_threadsafe(callback)
event_loop/scheduling | fn call_later             | loop.call_later(delay, callback)
event_loop/scheduling | fn call_at                | loop.call_at(when, callback)
event_loop            | fn set_exception_handler  | loop.set_exception_handler(handler)
event_loop/turn       | fn stop                   | loop.stop()
event_loop            | fn close                  | loop.close()
handles               | struct Handle             | asyncio.Handle
handles               | struct TimerHandle        | asyncio.TimerHandle
awaitable             | fn ensure_future          | asyncio.ensure_future(
runners               | struct Program            | asyncio.run
driver/virtual_time   | fn run                    | asyncio.run(main)
driver/virtual_time   | struct Runner             | asyncio.Runner
futures               | struct Future             | asyncio.Future
futures               | fn result                 | Future.result()
futures               | fn exception              | Future.exception()
futures               | fn set_result             | Future.set_result(value)
futures               | fn set_exception          | Future.set_exception(exception)
futures               | fn cancel                 | Future.cancel()
futures               | fn cancelled              | Future.cancelled()
futures               | fn done                   | Future.done()
futures               | fn add_done_callback      | Future.add_done_callback(callback)
futures               | fn remove_done_callback   | Future.remove_done_callback(callback)
tasks                 | struct Task               | asyncio.Task
tasks                 | fn create_task            | asyncio.create_task(coro)
tasks                 | fn current_task           | asyncio.current_task()
tasks                 | fn all_tasks              | asyncio.all_tasks()
tasks/any_task        | fn cancel                 | Task.cancel()
tasks/any_task        | fn cancel_with            | Task.cancel(msg)
tasks/any_task        | fn cancelling             | Task.cancelling()
tasks/any_task        | fn uncancel               | Task.uncancel()
tasks/any_task        | fn get_name               | Task.get_name()
tasks/any_task        | fn set_name               | Task.set_name(name)
tasks/any_task        | fn get_stack              | Task.get_stack()
tasks/any_task        | fn print_stack            | Task.print_stack()
sleep                 | fn sleep                  | asyncio.sleep(
gather                | fn gather                 | asyncio.gather(*aws)
gather                | fn gather_exceptions      | asyncio.gather(*aws, return_exceptions=True)
wait                  | fn wait                   | asyncio.wait(
wait                  | enum ReturnWhen           | asyncio.ALL_COMPLETED
wait_for              | fn wait_for               | asyncio.wait_for(
timeouts              | fn timeout                | asyncio.timeout(delay)
timeouts              | fn timeout_at             | asyncio.timeout_at(when)
timeouts              | fn reschedule             | timeout.reschedule(when)
shield                | fn shield                 | asyncio.shield(aw)
as_completed          | fn as_completed           | asyncio.as_completed(
taskgroups            | struct TaskGroup          | asyncio.TaskGroup
sync/lock             | struct Lock               | asyncio.Lock
sync/event            | struct Event              | asyncio.Event
sync/condition        | struct Condition          | asyncio.Condition
sync/condition        | fn wait_for               | cond.wait_for(predicate)
sync/condition        | fn notify                 | cond.notify(n)
sync/condition        | fn notify_all             | cond.notify_all()
sync/semaphore        | struct Semaphore          | asyncio.Semaphore
sync/semaphore        | struct BoundedSemaphore   | asyncio.BoundedSemaphore
sync/barrier          | struct Barrier            | asyncio.Barrier
sync/queue            | struct Queue              | asyncio.Queue
sync/queue            | struct LifoQueue          | asyncio.LifoQueue
sync/queue            | struct PriorityQueue      | asyncio.PriorityQueue
sync/queue            | fn join                   | queue.join()
sync/queue            | fn task_done              | queue.task_done()
sync/queue            | fn shutdown               | queue.shutdown(immediate)
executor/of_loop      | fn run_in_executor        | loop.run_in_executor(
executor/of_loop      | fn to_thread              | asyncio.to_thread(
report                | fn call_exception_handler | loop.call_exception_handler(context)
";

#[test]
fn every_name_of_asyncio_is_declared_and_said() {
    for row in NAMES.trim().lines() {
        let columns: Vec<_> = row.split(" | ").map(str::trim).collect();
        let [file, declared, name] = columns[..] else {
            panic!("a row of three columns: {row}")
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path.join("src/runtime").join(format!("{file}.rs"));
        let source = fs::read_to_string(&path).unwrap();
        let said: Vec<_> = documents_of(&source, declared);
        assert!(!said.is_empty(), "{file}.rs declares no pub {declared}");
        assert!(
            said.iter().any(|document| document.contains(name)),
            "{file}.rs: the documentation of {declared} does not name {name}: {said:?}"
        );
    }
}

/// What is written before each public declaration of this kind and name.
fn documents_of(source: &str, declared: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut document = String::new();
    for line in source.lines().map(str::trim_start) {
        if let Some(text) = line.strip_prefix("///") {
            document.push_str(text);
            continue;
        }
        let declaration = line.replace("async fn", "fn");
        let rest = declaration.strip_prefix("pub ");
        let rest = rest.and_then(|rest| rest.strip_prefix(declared));
        if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
            found.push(document.clone());
        }
        if !line.starts_with("#[") {
            document.clear();
        }
    }
    found
}
