//! When what stands on the page is on the screen.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// A page that does not paint within so many milliseconds is hidden, and will not.
const PATIENCE: i32 = 250;

/// Returns when what stands on the page now was painted, or when the page does not paint.
pub(super) async fn painted() {
    // The page itself draws what has changed in its next frame; the one after begins with it, and
    // when a third comes that one is on the screen.
    for _ in 0..3 {
        let frame = Promise::new(&mut |resolve, _| {
            let Some(window) = web_sys::window() else {
                return drop(resolve.call0(&JsValue::UNDEFINED));
            };
            let _asked = window.request_animation_frame(&resolve);
            let _late =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE);
        });
        let _when = JsFuture::from(frame).await;
    }
    // A frame is announced before it is painted; a timer comes after.
    gloo_timers::future::TimeoutFuture::new(0).await;
}
