//! As many web workers as a pool may have. In a page of its own: a browser gives the address space of
//! ended workers back when it collects its garbage, and until then refuses so many new ones.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use loopscope::events::WorkerState;
use loopscope::runtime::thread_pool_executor;
use loopscope::workers::job;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

mod in_page;

use in_page::run;

#[wasm_bindgen_test]
async fn a_pool_of_sixty_four_runs_sixty_four_jobs_at_once() {
    let heard = run(async {
        let pool = thread_pool_executor(64)?;
        let jobs = (0..64).map(|_| job::sleeps(0.1));
        for future in pool.map(jobs)? {
            future.await?;
        }
        Ok(())
    })
    .await;
    let states = heard.states();
    let starts = states
        .iter()
        .filter(|state| **state == WorkerState::Starting);
    assert_eq!(starts.count(), 64);
}
