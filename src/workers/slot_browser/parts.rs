//! The two parts of the program.
//!
//! A release build is split (`www/build/program/split.mjs`): the first part has what a first visit
//! calls, the second all else. The page's start script loads the second behind the first. Where it
//! is called before it is there, the first part calls `loadLater`, which returns when it is.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Of `www/boot.js`; a page that has no start script, such as that of a test, has none of them.
    #[wasm_bindgen(js_name = programStarts)]
    fn program_starts(exports: &JsValue);
    #[wasm_bindgen(js_name = loadLater)]
    fn load_later();
    #[wasm_bindgen(js_name = laterPart)]
    fn later_part() -> JsValue;
}

/// Tells the page that the first part runs, so that it can join the second to it.
pub fn announce() {
    if has_start_script() {
        program_starts(&wasm_bindgen::exports());
    }
}

/// The second part, compiled, for another instance of the program; undefined where there is none.
pub fn later() -> JsValue {
    if !has_start_script() {
        return JsValue::UNDEFINED;
    }
    load_later();
    later_part()
}

fn has_start_script() -> bool {
    Reflect::has(&js_sys::global(), &"programStarts".into()).unwrap_or(false)
}
