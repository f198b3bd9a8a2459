//! Done callbacks: those of the kernel, and those of the program.

use std::panic::Location;
use std::rc::Rc;

use super::Future;
use super::cell::AnyFuture;
use crate::runtime::exceptions::Result;
use crate::runtime::handles::{CallbackResult, DoneFn};
use crate::runtime::places::SourceLocation;

/// Most futures have one callback, the wakeup of the task that awaits them.
#[derive(Default)]
pub(super) enum Callbacks {
    #[default]
    None,
    One(DoneCallback),
    Many(Vec<DoneCallback>),
}

impl Callbacks {
    pub(super) fn push(&mut self, callback: DoneCallback) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(callback),
            Self::One(first) => Self::Many(vec![first, callback]),
            Self::Many(mut all) => {
                all.push(callback);
                Self::Many(all)
            }
        };
    }

    pub(super) fn as_slice(&self) -> &[DoneCallback] {
        match self {
            Self::None => &[],
            Self::One(callback) => std::slice::from_ref(callback),
            Self::Many(all) => all,
        }
    }

    /// Takes out those that `is_it` is true for.
    pub(super) fn take_out(&mut self, is_it: impl Fn(&DoneCallback) -> bool) -> Vec<DoneCallback> {
        match self {
            Self::One(callback) if is_it(callback) => match std::mem::take(self) {
                Self::One(callback) => vec![callback],
                _ => Vec::new(),
            },
            Self::Many(all) => all.extract_if(.., |callback| is_it(callback)).collect(),
            Self::None | Self::One(_) => Vec::new(),
        }
    }
}

#[derive(Clone)]
pub(crate) enum DoneCallback {
    Wakeup(Rc<dyn AnyFuture>),
    Call {
        key: usize,
        name: &'static str,
        /// Where the program defines it; none for those of the runtime.
        at: Option<SourceLocation>,
        callback: DoneFn,
    },
}

/// A function that can be added to futures as a done callback, and removed again. Clones are the
/// same function.
pub struct Callback<T>(pub(super) Rc<CallbackInner<T>>);

/// What a [`Callback`] is.
pub(super) struct CallbackInner<T> {
    pub(super) name: &'static str,
    pub(super) at: SourceLocation,
    pub(super) run: Box<RunCallback<T>>,
}

pub(super) type RunCallback<T> = dyn Fn(&Future<T>) -> Result;

impl<T> Callback<T> {
    /// `name` is the function's name on the screen, and the caller's line where it is defined.
    #[track_caller]
    pub fn new<R: CallbackResult>(
        name: &'static str,
        run: impl Fn(&Future<T>) -> R + 'static,
    ) -> Self {
        Self(Rc::new(CallbackInner {
            name,
            at: Location::caller(),
            run: Box::new(move |future| run(future).into_result()),
        }))
    }

    pub(super) fn key(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }
}

impl<T> Clone for Callback<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
