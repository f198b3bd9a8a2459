//! What the jobs do. A job that computes comes to a checkpoint about every tenth of a millisecond.

use std::hint::black_box;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::page::Html;
use super::spider::{self, Parsed, Wanted};
use super::{Bytes, Host};
use crate::workers::protocol::Raised;

type Body<T> = Result<T, Raised>;
type Here = Rc<dyn Host>;

/// How many rounds of a small loop are done between two checkpoints.
const ROUNDS: u64 = 1 << 16;

pub(super) async fn blocking_io(host: Here, bytes: u32, wait: f64) -> Body<Bytes> {
    host.block(wait).await;
    Ok(Bytes(host.random(bytes)))
}

pub(super) async fn cpu_bound(host: Here, n: u64) -> Body<u128> {
    if host.is_virtual() {
        return Ok(sum_of_squares_below(n));
    }
    let mut sum = 0_u128;
    let mut from = 0;
    while from < n {
        let to = from.saturating_add(ROUNDS).min(n);
        for i in from..to {
            // Without the box the compiler finds the formula and the loop is gone.
            sum += u128::from(black_box(i)) * u128::from(i);
        }
        from = to;
        host.checkpoint(from, n).await;
    }
    Ok(sum)
}

/// `(n - 1) n (2n - 1) / 6`
fn sum_of_squares_below(n: u64) -> u128 {
    let n = u128::from(n);
    if n == 0 {
        return 0;
    }
    // One of the first two is even; the product of all three divides by three, too.
    let half = (n - 1) * n / 2;
    match half % 3 {
        0 => half / 3 * (2 * n - 1),
        _ => half * ((2 * n - 1) / 3),
    }
}

pub(super) async fn count_primes(host: Here, n: u32) -> Body<u32> {
    let size = n as usize;
    let mut composite: Vec<bool> = Vec::new();
    composite.try_reserve_exact(size).map_err(|_| Raised {
        class: "MemoryError".to_owned(),
        message: String::new(),
    })?;
    composite.resize(size, false);
    let (mut count, mut rounds) = (0, 0);
    for i in 2..size {
        rounds += 1;
        if !composite[i] {
            count += 1;
            let first = i.saturating_mul(i);
            for multiple in (first..size).step_by(i) {
                composite[multiple] = true;
                rounds += 1;
            }
        }
        if rounds >= ROUNDS {
            rounds = 0;
            host.checkpoint(i as u64, u64::from(n)).await;
        }
    }
    Ok(count)
}

pub(super) async fn hash_mib(host: Here, mib: u32) -> Body<String> {
    host.let_go_of_the_gil().await;
    let block = [0_u8; 16 * 1024];
    let mut hasher = Sha256::new();
    for done in 0..u64::from(mib) {
        for _ in 0..64 {
            hasher.update(block);
        }
        host.checkpoint(done + 1, u64::from(mib)).await;
    }
    let digits = hasher.finalize();
    Ok(digits.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(super) async fn mandelbrot(
    host: Here,
    width: u32,
    height: u32,
    from: u32,
    to: u32,
) -> Body<Bytes> {
    let mut steps = Vec::new();
    for y in from..to {
        let ci = 2.4 * f64::from(y) / f64::from(height.max(1)) - 1.2;
        for x in 0..width {
            let cr = 3.2 * f64::from(x) / f64::from(width) - 2.2;
            steps.push(escape(cr, ci));
        }
        host.checkpoint(u64::from(y - from + 1), u64::from(to - from))
            .await;
    }
    Ok(Bytes(steps))
}

fn escape(cr: f64, ci: f64) -> u8 {
    let (mut r, mut i) = (0.0, 0.0);
    for step in 0..u8::MAX {
        (r, i) = (r * r - i * i + cr, 2.0 * r * i + ci);
        if r * r + i * i > 4.0 {
            return step;
        }
    }
    u8::MAX
}

pub(super) async fn download(host: Here, url: String, latency: f64) -> Body<Html> {
    host.block(latency).await;
    host.fetch(&url).await.map(Html)
}

pub(super) async fn parse_books(
    host: Here,
    url: String,
    page: Html,
    item: String,
    name: String,
    links: String,
    takes: f64,
) -> Body<Parsed> {
    host.block(takes).await;
    spider::books(&url, &page, &Wanted { item, name, links })
}

pub(super) async fn parse_authors(host: Here, url: String, page: Html, takes: f64) -> Body<Parsed> {
    host.block(takes).await;
    spider::authors(&url, &page)
}

pub(super) async fn raises(_: Here, message: String) -> Body<()> {
    Err(Raised {
        class: "ValueError".to_owned(),
        message,
    })
}

#[allow(clippy::panic)]
pub(super) async fn panics(_: Here, message: String) -> Body<()> {
    panic!("{message}");
}

pub(super) async fn exits(host: Here) -> Body<()> {
    host.exit().await;
    Ok(())
}

pub(super) async fn never_ends(host: Here) -> Body<()> {
    let mut rounds = 0_u64;
    loop {
        rounds = black_box(rounds.wrapping_add(1));
        if rounds.is_multiple_of(ROUNDS) {
            host.checkpoint(0, 0).await;
        }
    }
}

pub(super) async fn sleeps(host: Here, seconds: f64) -> Body<()> {
    host.block(seconds).await;
    Ok(())
}

pub(super) async fn getpid(host: Here) -> Body<u32> {
    Ok(host.pid())
}

pub(super) async fn echo(_: Here, text: String) -> Body<String> {
    Ok(text)
}
