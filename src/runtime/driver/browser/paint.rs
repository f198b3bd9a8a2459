//! When what stands on the page is on the screen.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

/// A visible page that is given no frame within so many milliseconds is given none at all: it stands
/// in a frame that is scrolled out of sight. A busy machine takes a second now and then.
const PATIENCE: i32 = 5_000;

/// Returns when what stands on the page now was painted, or when the page does not paint.
pub(super) async fn painted() {
    let Some(window) = web_sys::window() else {
        return;
    };
    // The page itself draws what has changed in its next frame; the one after begins with it, and
    // when a third comes that one is on the screen.
    for _ in 0..3 {
        let hidden = window.document().is_some_and(|document| document.hidden());
        if hidden || !frame(&window).await {
            return;
        }
    }
    // A frame is announced before it is painted; a timer comes after.
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// Waits for the next frame; false if none comes.
async fn frame(window: &Window) -> bool {
    let came = Rc::new(Cell::new(false));
    let told = came.clone();
    let comes = Closure::<dyn FnMut()>::new(move || told.set(true));
    let mut asked = None;
    let frame = Promise::new(&mut |resolve, _| {
        asked = window
            .request_animation_frame(comes.as_ref().unchecked_ref())
            .ok();
        let _then = window.request_animation_frame(&resolve);
        let _late =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE);
    });
    let _when = JsFuture::from(frame).await;
    if let Some(asked) = asked.filter(|_| !came.get()) {
        // It must not be called once it is dropped.
        let _cancelled = window.cancel_animation_frame(asked);
    }
    came.get()
}
