//! A program into which all sorts of things come from outside: what it computes does not matter,
//! only that it can be had again.

use loopscope::runtime::{
    Pool, Repr, Result, print, process_pool_executor, thread_pool_executor, to_thread,
};
use loopscope::workers::job;

/// Results of two threads at once, random bytes, an exception: the pool of the threads.
pub async fn threads(sums: [u64; 2], bytes: u32, wait: f64) -> Result<Pool> {
    let threads = thread_pool_executor(2)?;
    let computes = threads.map(sums.map(job::cpu_bound))?;
    print(to_thread(job::blocking_io(bytes, wait)).await?.repr());
    for future in computes {
        print(future.await?);
    }
    let raises = threads.submit(job::raises("no".to_owned()))?;
    print(raises.await.unwrap_err());
    Ok(threads)
}

/// A process that dies beside another job, in a pool of so many that goes on: that pool.
pub async fn processes(max_workers: u32) -> Result<Pool> {
    let processes = process_pool_executor(max_workers)?;
    let dies = processes.submit(job::exits())?;
    let other = processes.submit(job::getpid())?;
    print(dies.await.unwrap_err());
    print(other.await.is_ok());
    Ok(processes)
}
