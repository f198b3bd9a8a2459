//! What a queue keeps its items in: a deque, a stack, or `heapq`'s heap.
//!
//! An item's own code may run while it is in here: two are compared, or written out. That code may
//! use the queue, so nothing is borrowed while a comparison runs.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use crate::runtime::exceptions::{Exception, Result, classes};

/// The items of a queue, in one of three orders.
pub(crate) enum Store<T> {
    /// First in, first out.
    Fifo(RefCell<VecDeque<T>>),
    /// Last in, first out.
    Lifo(RefCell<Vec<T>>),
    /// The least first.
    Heap(Heap<T>),
}

/// A list as `heapq` keeps it.
pub(crate) struct Heap<T> {
    /// Shared with a comparison while it runs.
    items: RefCell<Vec<Rc<T>>>,
    /// `a < b`
    less: fn(&T, &T) -> bool,
    /// The item itself. A comparison that takes the item which it compares gets a clone of it.
    own: fn(Rc<T>) -> T,
}

impl<T> Store<T> {
    pub(crate) fn fifo() -> Self {
        Store::Fifo(RefCell::default())
    }

    pub(crate) fn lifo() -> Self {
        Store::Lifo(RefCell::default())
    }

    pub(crate) fn heap() -> Self
    where
        T: PartialOrd + Clone,
    {
        Store::Heap(Heap {
            items: RefCell::default(),
            less: |a, b| a < b,
            own: Rc::unwrap_or_clone,
        })
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Store::Fifo(items) => items.borrow().len(),
            Store::Lifo(items) => items.borrow().len(),
            Store::Heap(heap) => heap.items.borrow().len(),
        }
    }

    /// # Errors
    /// `RuntimeError` when the comparison of two items puts others into the queue or takes some
    /// out, or when this is called by the code that writes an item out.
    pub(crate) fn put(&self, item: T) -> Result {
        match self {
            Store::Fifo(items) => items.try_borrow_mut().map_err(mutated)?.push_back(item),
            Store::Lifo(items) => items.try_borrow_mut().map_err(mutated)?.push(item),
            Store::Heap(heap) => heap.push(item)?,
        }
        Ok(())
    }

    /// The next item; none when there is none.
    ///
    /// # Errors
    /// Those of [`Store::put`]. The item is lost then, as in CPython.
    pub(crate) fn get(&self) -> Result<Option<T>> {
        match self {
            Store::Fifo(items) => Ok(items.try_borrow_mut().map_err(mutated)?.pop_front()),
            Store::Lifo(items) => Ok(items.try_borrow_mut().map_err(mutated)?.pop()),
            Store::Heap(heap) => heap.pop(),
        }
    }
}

fn mutated(_: std::cell::BorrowMutError) -> Exception {
    let message = "deque mutated during iteration";
    Exception::internal(&classes::RUNTIME_ERROR, message)
}

impl<T> Heap<T> {
    /// `heapq.heappush`
    fn push(&self, item: T) -> Result {
        let last = {
            let mut items = self.items.borrow_mut();
            items.push(Rc::new(item));
            items.len() - 1
        };
        self.sift_down(0, last)
    }

    /// `heapq.heappop`. The standard heap orders equal items differently, and that would be seen.
    fn pop(&self) -> Result<Option<T>> {
        let (item, is_empty) = {
            let mut items = self.items.borrow_mut();
            if items.is_empty() {
                return Ok(None);
            }
            (items.swap_remove(0), items.is_empty())
        };
        if !is_empty {
            self.sift_up()?;
        }
        Ok(Some((self.own)(item)))
    }

    /// `heapq._siftdown`: the item at `position` moves towards `start` while it is less than its
    /// parent.
    fn sift_down(&self, start: usize, mut position: usize) -> Result {
        while position > start {
            let parent = (position - 1) / 2;
            if !self.is_less(position, parent)? {
                break;
            }
            self.items.borrow_mut().swap(position, parent);
            position = parent;
        }
        Ok(())
    }

    /// `heapq._siftup` from the root: down to a leaf along the smaller children, then back up.
    fn sift_up(&self) -> Result {
        let mut position = 0;
        loop {
            let mut child = 2 * position + 1;
            let right = child + 1;
            let length = self.items.borrow().len();
            if child >= length {
                break;
            }
            if right < length && !self.is_less(child, right)? {
                child = right;
            }
            self.items.borrow_mut().swap(position, child);
            position = child;
        }
        self.sift_down(0, position)
    }

    /// Whether one item is less than another, by the items' own code.
    fn is_less(&self, one: usize, other: usize) -> Result<bool> {
        let (a, b, length) = {
            let items = self.items.borrow();
            let at = |index: usize| items.get(index).cloned().ok_or_else(changed_size);
            (at(one)?, at(other)?, items.len())
        };
        let is_less = (self.less)(&a, &b);
        if self.items.borrow().len() != length {
            return Err(changed_size());
        }
        Ok(is_less)
    }
}

fn changed_size() -> Exception {
    let message = "list changed size during iteration";
    Exception::internal(&classes::RUNTIME_ERROR, message)
}

impl<T: fmt::Debug> fmt::Debug for Store<T> {
    /// A list in the order in which the items are kept.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Store::Fifo(items) => f.debug_list().entries(items.borrow().iter()).finish(),
            Store::Lifo(items) => items.borrow().fmt(f),
            Store::Heap(heap) => {
                let items = heap.items.borrow().clone();
                items.fmt(f)
            }
        }
    }
}
