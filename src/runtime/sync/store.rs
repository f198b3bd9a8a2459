//! What a queue keeps its items in: a deque, a stack, or `heapq`'s heap.

use std::collections::VecDeque;

pub(crate) enum Store<T> {
    Fifo(VecDeque<T>),
    Lifo(Vec<T>),
    Heap {
        items: Vec<T>,
        less: fn(&T, &T) -> bool,
    },
}

impl<T> Store<T> {
    pub(crate) fn fifo() -> Self {
        Store::Fifo(VecDeque::new())
    }

    pub(crate) fn lifo() -> Self {
        Store::Lifo(Vec::new())
    }

    pub(crate) fn heap() -> Self
    where
        T: PartialOrd,
    {
        Store::Heap {
            items: Vec::new(),
            less: |a, b| a < b,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Store::Fifo(items) => items.len(),
            Store::Lifo(items) | Store::Heap { items, .. } => items.len(),
        }
    }

    /// In the order in which they are kept.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let (older, newer): (&[T], &[T]) = match self {
            Store::Fifo(items) => items.as_slices(),
            Store::Lifo(items) | Store::Heap { items, .. } => (items, &[]),
        };
        older.iter().chain(newer)
    }

    pub(crate) fn put(&mut self, item: T) {
        match self {
            Store::Fifo(items) => items.push_back(item),
            Store::Lifo(items) => items.push(item),
            Store::Heap { items, less } => {
                items.push(item);
                let last = items.len() - 1;
                sift_down(items, *less, 0, last);
            }
        }
    }

    pub(crate) fn get(&mut self) -> Option<T> {
        match self {
            Store::Fifo(items) => items.pop_front(),
            Store::Lifo(items) => items.pop(),
            Store::Heap { items, less } => heappop(items, *less),
        }
    }
}

/// `heapq.heappop`. The standard heap orders equal items differently, and that would be seen.
fn heappop<T>(items: &mut Vec<T>, less: fn(&T, &T) -> bool) -> Option<T> {
    if items.is_empty() {
        return None;
    }
    let item = items.swap_remove(0);
    if !items.is_empty() {
        sift_up(items, less);
    }
    Some(item)
}

/// `heapq._siftdown`: the item at `position` moves towards `start` while it is less than its
/// parent.
fn sift_down<T>(items: &mut [T], less: fn(&T, &T) -> bool, start: usize, mut position: usize) {
    while position > start {
        let parent = (position - 1) / 2;
        if !less(&items[position], &items[parent]) {
            break;
        }
        items.swap(position, parent);
        position = parent;
    }
}

/// `heapq._siftup` from the root: down to a leaf along the smaller children, then back up.
fn sift_up<T>(items: &mut [T], less: fn(&T, &T) -> bool) {
    let mut position = 0;
    loop {
        let mut child = 2 * position + 1;
        if child >= items.len() {
            break;
        }
        let right = child + 1;
        if right < items.len() && !less(&items[child], &items[right]) {
            child = right;
        }
        items.swap(position, child);
        position = child;
    }
    sift_down(items, less, 0, position);
}
