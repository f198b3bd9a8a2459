//! The loop's clock counts in the browser as it does natively.
#![cfg(target_arch = "wasm32")]

use loopscope::events::Nanos;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn seconds_are_rounded_half_to_even() {
    assert_eq!(Nanos::from_secs(0.5e-9), Nanos(0));
    assert_eq!(Nanos::from_secs(1.5e-9), Nanos(2));
    assert_eq!(Nanos::from_secs(2.5e-9), Nanos(2));
}

#[wasm_bindgen_test]
fn a_deadline_beyond_the_clock_is_its_last_instant() {
    assert_eq!(Nanos::from_secs(f64::INFINITY), Nanos::MAX);
    assert_eq!(Nanos::ZERO.after(1e300), Nanos::MAX);
}

#[wasm_bindgen_test]
fn a_delay_is_added_as_floats_are() {
    // 0.1 + 0.2 is 0.30000000000000004 in floats; the clock counts whole nanoseconds.
    assert_eq!(Nanos::from_secs(0.1).after(0.2), Nanos(300_000_000));
}
