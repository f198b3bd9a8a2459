mod lifo_queue_tests;
mod priority_queue_tests;
mod queue_basic_tests;
mod queue_get_tests;
mod queue_join_test_mixin;
mod queue_put_tests;
mod queue_shutdown_test_mixin;

use loopscope::runtime::{LifoQueue, PriorityQueue, Queue, Result, Task};

use crate::support::go;

/// A queue of each class, of at most so many items.
fn kinds<T: PartialOrd + Clone + 'static>(maxsize: usize) -> [Queue<T>; 3] {
    [
        Queue::new(maxsize),
        (*LifoQueue::new(maxsize)).clone(),
        (*PriorityQueue::new(maxsize)).clone(),
    ]
}

fn getter<T: Clone + 'static>(queue: &Queue<T>) -> Task<T> {
    go!([queue] { queue.get().await })
}

fn putter<T: Clone + 'static>(queue: &Queue<T>, item: T) -> Task<()> {
    go!([queue] { queue.put(item).await })
}

async fn put_and_get_all(queue: &Queue<i32>) -> Result<Vec<i32>> {
    for item in [1, 3, 2] {
        queue.put(item).await?;
    }
    let mut items = Vec::new();
    while !queue.empty() {
        items.push(queue.get().await?);
    }
    Ok(items)
}
