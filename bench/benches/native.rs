//! The runtime natively, beside tokio's current_thread and async-executor, in one run.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{
    Coroutine, EventLoop, Queue, call, coroutine, create_task, gather, sleep,
};

const SWITCHES: u64 = 100_000;

/// Two tasks that give way to each other, `SWITCHES` times in all; how often they really did.
fn loopscope_switches(switches: u64) -> u64 {
    fn spin(n: u64) -> Coroutine<u64> {
        coroutine(call!(spin(n)), async move {
            for _ in 0..n {
                sleep(0.0).await?;
            }
            Ok(n)
        })
    }
    let main = coroutine(call!(main()), async move {
        let both = gather([spin(switches / 2), spin(switches / 2)]).await?;
        Ok(both.iter().sum::<u64>())
    });
    virtual_time::run(&EventLoop::new(), main).unwrap_or(0)
}

fn tokio_switches(runtime: &tokio::runtime::Runtime, switches: u64) -> u64 {
    async fn spin(n: u64) -> u64 {
        for _ in 0..n {
            tokio::task::yield_now().await;
        }
        n
    }
    tokio::task::LocalSet::new().block_on(runtime, async move {
        let (a, b) = (
            tokio::task::spawn_local(spin(switches / 2)),
            tokio::task::spawn_local(spin(switches / 2)),
        );
        a.await.unwrap_or(0) + b.await.unwrap_or(0)
    })
}

fn async_executor_switches(switches: u64) -> u64 {
    async fn spin(n: u64) -> u64 {
        for _ in 0..n {
            futures_lite::future::yield_now().await;
        }
        n
    }
    let executor = async_executor::LocalExecutor::new();
    futures_lite::future::block_on(executor.run(async {
        let (a, b) = (
            executor.spawn(spin(switches / 2)),
            executor.spawn(spin(switches / 2)),
        );
        a.await + b.await
    }))
}

fn switches(c: &mut Criterion) {
    let mut group = c.benchmark_group("switches");
    group
        .throughput(Throughput::Elements(SWITCHES))
        .sample_size(20);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a tokio runtime");
    group.bench_function(BenchmarkId::new("loopscope", SWITCHES), |b| {
        b.iter(|| assert_eq!(loopscope_switches(black_box(SWITCHES)), SWITCHES));
    });
    group.bench_function(BenchmarkId::new("tokio", SWITCHES), |b| {
        b.iter(|| assert_eq!(tokio_switches(&runtime, black_box(SWITCHES)), SWITCHES));
    });
    group.bench_function(BenchmarkId::new("async-executor", SWITCHES), |b| {
        b.iter(|| assert_eq!(async_executor_switches(black_box(SWITCHES)), SWITCHES));
    });
    group.finish();
}

const TASKS: u64 = 100_000;

fn spawn_and_gather(c: &mut Criterion) {
    fn child(n: u64) -> Coroutine<u64> {
        coroutine(call!(child(n)), async move { Ok(n) })
    }
    let mut group = c.benchmark_group("spawn and gather");
    group
        .throughput(Throughput::Elements(TASKS))
        .sample_size(10);
    group.bench_function(BenchmarkId::new("loopscope", TASKS), |b| {
        b.iter(|| {
            let main = coroutine(call!(main()), async { gather((0..TASKS).map(child)).await });
            let all = virtual_time::run(&EventLoop::new(), main).unwrap_or_default();
            assert_eq!(all.iter().sum::<u64>(), TASKS * (TASKS - 1) / 2);
        });
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a tokio runtime");
    group.bench_function(BenchmarkId::new("tokio", TASKS), |b| {
        b.iter(|| {
            let sum = tokio::task::LocalSet::new().block_on(&runtime, async {
                let tasks: Vec<_> = (0..TASKS)
                    .map(|n| tokio::task::spawn_local(async move { n }))
                    .collect();
                let mut sum = 0;
                for task in tasks {
                    sum += task.await.unwrap_or(0);
                }
                sum
            });
            assert_eq!(sum, TASKS * (TASKS - 1) / 2);
        });
    });
    group.finish();
}

const ITEMS: u64 = 100_000;

fn queue_pairs(c: &mut Criterion) {
    let mut group = c.benchmark_group("queue put and get");
    group
        .throughput(Throughput::Elements(ITEMS))
        .sample_size(10);
    group.bench_function(BenchmarkId::new("loopscope", ITEMS), |b| {
        b.iter(|| {
            let main = coroutine(call!(main()), async {
                let queue = Queue::new(10);
                let producer = create_task({
                    let queue = queue.clone();
                    coroutine(call!(producer()), async move {
                        for n in 0..ITEMS {
                            queue.put(n).await?;
                        }
                        Ok(())
                    })
                });
                let mut sum = 0;
                for _ in 0..ITEMS {
                    sum += queue.get().await?;
                }
                producer.await?;
                Ok(sum)
            });
            let sum = virtual_time::run(&EventLoop::new(), main).unwrap_or(0);
            assert_eq!(sum, ITEMS * (ITEMS - 1) / 2);
        });
    });
    group.finish();
}

criterion_group!(benches, switches, spawn_and_gather, queue_pairs);
criterion_main!(benches);
