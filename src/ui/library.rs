//! What the page loads only when it is wanted: modules in JavaScript, which `www/boot.js` imports by
//! their names.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = loadLibrary, catch)]
    fn load_library(name: &str) -> Result<Promise, JsValue>;
}

/// The module of that name, loaded once.
///
/// # Errors
/// It did not come, and why.
pub async fn load(name: &str) -> Result<JsValue, String> {
    let module = match load_library(name) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    module.map_err(|error| said(&error))
}

/// What an error says.
pub fn said(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}

/// Gives a plain object a field.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes any.
    let _set = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A field of an object; nothing where there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// A field that is a text; empty where there is none.
pub fn text(object: &JsValue, name: &str) -> String {
    field(object, name).as_string().unwrap_or_default()
}

/// A field that is a whole number.
pub fn number(object: &JsValue, name: &str) -> Option<u32> {
    field(object, name).as_f64().map(|number| number as u32)
}
