//! `asyncio.shield` (`tasks.py`).

use std::panic::Location;
use std::rc::Rc;

use super::awaitable::{Awaitable, ensure_future_anywhere};
use super::exceptions::Result;
use super::futures::{AnyFuture, DoneCallback, Future};
use crate::events::{Awaiting, Event};

/// `asyncio.shield(aw)`: a future that ends as `aw` does, but whose cancelling leaves `aw` alone.
/// Something that is done already is given back itself. (3.14 reports one exception more, that of an
/// `aw` which fails after the outer future was cancelled.)
///
/// # Errors
/// `RuntimeError` for a coroutine outside a running loop.
#[track_caller]
pub fn shield<A: Awaitable>(aw: A) -> Result<Future<A::Value>> {
    let at = Location::caller();
    let inner = ensure_future_anywhere(aw, at)?.future;
    if inner.done() {
        return Ok(inner);
    }
    let event_loop = inner.get_loop();
    let outer: Future<A::Value> = Future::new(&event_loop, Awaiting::Shield(inner.id()));
    event_loop.emit(|| Event::FutureLinked {
        outer: outer.id(),
        inner: inner.id(),
    });
    let key = Rc::as_ptr(&outer.0).cast::<()>() as usize;
    inner
        .0
        .base
        .add_callback(&inner.any(), inner_done(key, &inner, &outer))?;
    outer
        .0
        .base
        .add_callback(&outer.any(), outer_done(key, &inner))?;
    Ok(outer)
}

/// `_inner_done_callback`
fn inner_done<T: Clone + 'static>(
    key: usize,
    inner: &Future<T>,
    outer: &Future<T>,
) -> DoneCallback {
    let (weak, outer) = (Rc::downgrade(&inner.0), outer.clone());
    let callback = move |_: &Rc<dyn AnyFuture>| {
        let Some(inner) = weak.upgrade() else {
            return Ok(());
        };
        if outer.cancelled() {
            if !inner.base.cancelled() {
                inner.base.retrieve_exception();
            }
        } else if inner.base.cancelled() {
            outer.0.clone().cancel_plain(None)?;
        } else {
            match inner.peek_result() {
                Ok(value) => outer.set_result(value)?,
                Err(exception) => outer.set_exception(exception)?,
            }
        }
        Ok(())
    };
    let name = "shield.<locals>._inner_done_callback";
    DoneCallback::Call {
        at: None,
        key,
        name,
        callback: Rc::new(callback),
    }
}

/// `_outer_done_callback`
fn outer_done<T: Clone + 'static>(key: usize, inner: &Future<T>) -> DoneCallback {
    let inner = inner.clone();
    let callback = move |_: &Rc<dyn AnyFuture>| {
        if !inner.done() {
            inner.0.base.remove_callback(key);
        }
        Ok(())
    };
    let name = "shield.<locals>._outer_done_callback";
    DoneCallback::Call {
        at: None,
        key: 0,
        name,
        callback: Rc::new(callback),
    }
}
