//! A job called straight in the page, which stands meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use super::PAGE_PID;
use crate::events::Nanos;
use crate::runtime::executor::{JobOutcome, Packed};
use crate::workers::job::{self, Fetched, Host, Step, at_once};
use crate::workers::protocol::Raised;
use crate::workers::worker_main::random;

/// Runs a job here and now: what it gave, and how long it took. For the time that it only blocks
/// the page does not stand: that is added to what was measured, and the loop's host holds the loop
/// for it.
pub(super) fn call(job: &Packed) -> (JobOutcome, Nanos) {
    let began = now();
    let host = Rc::new(InPage::default());
    let result = job::run_at_once(job, host.clone());
    let took = Nanos::from_secs((now() - began) / 1e3 + host.blocked.get());
    let result = result.unwrap_or_else(|| {
        Err(Raised {
            class: "RuntimeError".to_owned(),
            message: format!("{} would end the page", job.shown),
        })
    });
    (result.map(Into::into).map_err(Raised::into_exception), took)
}

/// What a computation takes here, as a part of its declared cost: measured once.
pub(super) fn speed_of_this_machine() -> f64 {
    thread_local! {
        static MEASURED: Cell<Option<f64>> = const { Cell::new(None) };
    }
    if let Some(measured) = MEASURED.get() {
        return measured;
    }
    let sample = job::cpu_bound(1_000_000).packed.ok();
    let measured = sample.and_then(|sample| {
        let declared = job::expected(&sample).takes?.as_secs() * 1e3;
        let began = now();
        job::run_at_once(&sample, Rc::new(InPage::default()))?.ok()?;
        Some((now() - began) / declared)
    });
    MEASURED.set(measured);
    measured.unwrap_or(1.0)
}

/// What such a job asks of the page.
#[derive(Default)]
struct InPage {
    /// So many seconds it has blocked.
    blocked: Cell<f64>,
}

impl Host for InPage {
    fn block(&self, seconds: f64) -> Step {
        self.blocked.set(self.blocked.get() + seconds.max(0.0));
        at_once()
    }

    fn random(&self, count: u32) -> Vec<u8> {
        random(count)
    }

    /// The page would have to stand until the network answers, which no page can.
    fn fetch(&self, url: &str) -> Fetched {
        let refused = Raised::no_page(url, "a page that stands cannot fetch");
        Box::pin(std::future::ready(Err(refused)))
    }

    fn pid(&self) -> u32 {
        PAGE_PID
    }
}

fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(js_sys::Date::now, |performance| performance.now())
}
