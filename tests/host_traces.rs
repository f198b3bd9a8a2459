//! What each scenario's trace is natively, as one line each in `tests/goldens/traces.txt`.
//! `tests/browser_driver.rs` holds the page's host to the same file.
//!
//! After a wanted change: `WRITE_TRACES=1 cargo test --test host_traces`
#![cfg(not(target_arch = "wasm32"))]

#[path = "hosts/place_free.rs"]
#[allow(clippy::unwrap_used)]
mod place_free;

use std::path::Path;
use std::rc::Rc;

use loopscope::scenarios::{Values, catalogue, headless};
use loopscope::trace::Recorder;

#[test]
fn every_scenario_leaves_the_trace_that_is_written_down() {
    let digests: Vec<String> = catalogue()
        .iter()
        .map(|scenario| {
            let recorder = Rc::new(Recorder::new());
            // How it ends is in the trace.
            let _end = headless::run(
                scenario,
                &Values::defaults(scenario.params),
                recorder.clone(),
            );
            place_free::digest(scenario.id, &place_free::lines(&recorder.trace()))
        })
        .collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/traces.txt");
    if std::env::var_os("WRITE_TRACES").is_some() {
        std::fs::write(&file, digests.join("\n") + "\n").unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        digests,
        written.lines().collect::<Vec<_>>(),
        "if the change is wanted: WRITE_TRACES=1 cargo test --test host_traces"
    );
}
