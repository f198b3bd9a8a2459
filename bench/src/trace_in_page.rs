//! The same in the page, a step a call, so that the caller takes the time of each.

use std::cell::RefCell;

use loopscope::trace::Trace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::trace;

thread_local! {
    static TRACE: RefCell<Trace> = RefCell::default();
    static FILE: RefCell<Vec<u8>> = RefCell::default();
}

/// Makes the trace; how many events it has.
#[wasm_bindgen]
pub fn trace_made() -> f64 {
    TRACE.set(trace::made());
    TRACE.with_borrow(|trace| trace.len() as f64)
}

/// Writes it; how many bytes it has as a file.
#[wasm_bindgen]
pub fn trace_written() -> f64 {
    FILE.set(TRACE.with_borrow(trace::written));
    FILE.with_borrow(|file| file.len() as f64)
}

/// The file.
#[wasm_bindgen]
pub fn trace_file() -> Vec<u8> {
    FILE.with_borrow(Clone::clone)
}

/// Reads the file; how many events it has.
#[wasm_bindgen]
pub fn trace_read() -> f64 {
    FILE.with_borrow(|file| trace::read(file).len() as f64)
}

/// How many bars the first picture of the file has.
#[wasm_bindgen]
pub fn trace_first_picture() -> f64 {
    let now = || js_sys::Date::now();
    trace::first_picture(FILE.with_borrow(Clone::clone), &now) as f64
}

/// How many bars the picture of the whole trace has, analysis included.
#[wasm_bindgen]
pub fn trace_picture() -> f64 {
    TRACE.with_borrow(|trace| trace::drawn(trace, &trace::analysed(trace)) as f64)
}
