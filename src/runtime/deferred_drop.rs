//! Dropping long chains in a bounded stack.
//!
//! A task owns its coroutine, which owns the task that it awaits, and so on: a hundred thousand
//! destructors inside each other would overflow the stack. Python's garbage collector has its
//! "trashcan" for the same reason. Here the chain's links go through [`deferred_drop`], which destroys the
//! first few on the spot and leaves what is deeper to the outermost call.

use std::any::Any;
use std::cell::{Cell, RefCell};

/// How many destructors may be inside each other: some 100 KB of stack in a debug build, of the
/// 1 MB that WebAssembly has.
const MAX_DEPTH: usize = 32;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Drops `value`; at once, unless that happens deep inside the drop of others.
pub(crate) fn deferred_drop<T: 'static>(value: T) {
    let depth = DEPTH.try_with(Cell::get).unwrap_or(0);
    if depth >= MAX_DEPTH {
        let mut value = Some(value);
        let _ = WAITING.try_with(|waiting| {
            if let Ok(mut waiting) = waiting.try_borrow_mut() {
                waiting.extend(value.take().map(|value| Box::new(value) as Box<dyn Any>));
            }
        });
        return;
    }
    let _inside = Inside::enter(depth);
    drop(value);
    if depth == 0 {
        while let Some(next) = next_waiting() {
            drop(next);
        }
    }
}

fn next_waiting() -> Option<Box<dyn Any>> {
    WAITING
        .try_with(|waiting| waiting.try_borrow_mut().ok()?.pop())
        .ok()?
}

/// Counts a destructor for as long as it runs, also when it panics.
struct Inside(usize);

impl Inside {
    fn enter(depth: usize) -> Self {
        let _ = DEPTH.try_with(|cell| cell.set(depth + 1));
        Self(depth)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = DEPTH.try_with(|cell| cell.set(self.0));
    }
}
