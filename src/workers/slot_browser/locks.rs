//! The Web Locks of a page's origin. A lock is freed when whoever holds it is no more.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use js_sys::{Function, Object, Promise, Reflect};

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`
    #[derive(Clone)]
    pub type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, callback: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = request)]
    fn request_with(
        this: &LockManager,
        name: &str,
        options: &Object,
        callback: &Function,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;
}

/// A lock that is held until it is released.
pub struct Held {
    release: Function,
    /// Settled once others can have it.
    released: Promise,
}

/// `navigator.locks` of a page or a worker. None in a page that is not secure, and in old browsers.
pub fn manager() -> Option<LockManager> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

impl LockManager {
    /// Waits in line for the lock. None where the browser refuses.
    pub async fn acquire(&self, name: &str) -> Option<Held> {
        self.ask(name, None).await
    }

    /// The lock, if nobody has it or waits for it.
    pub async fn try_acquire(&self, name: &str) -> Option<Held> {
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
        self.ask(name, Some(options)).await
    }

    /// Whether somebody waits for the lock.
    pub async fn is_wanted(&self, name: &str) -> bool {
        let Ok(asked) = self.query() else {
            return false;
        };
        let state = JsFuture::from(asked).await.unwrap_or_default();
        let pending = Reflect::get(&state, &"pending".into()).unwrap_or_default();
        js_sys::Array::from(&pending).iter().any(|request| {
            Reflect::get(&request, &"name".into()).is_ok_and(|wanted| wanted == name)
        })
    }

    async fn ask(&self, name: &str, options: Option<Object>) -> Option<Held> {
        let (hold, release) = promise();
        let (answered, answer) = promise();
        // The lock is held until the promise that this returns is settled.
        let callback = Closure::once_into_js(move |lock: JsValue| {
            let granted = !lock.is_null();
            let _ = answer.call1(&JsValue::UNDEFINED, &granted.into());
            if granted {
                hold.into()
            } else {
                JsValue::UNDEFINED
            }
        });
        let callback = callback.unchecked_ref();
        let released = match options {
            Some(options) => self.request_with(name, &options, callback),
            None => self.request(name, callback),
        };
        let released = released.ok()?;
        // A refusal settles the outer promise alone.
        let first = Promise::race(&js_sys::Array::of2(&answered, &released));
        let granted = JsFuture::from(first).await.ok()?;
        granted.is_truthy().then_some(Held { release, released })
    }
}

impl Held {
    /// Gives the lock back; returns when others can have it.
    pub async fn release(self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
        let _ = JsFuture::from(self.released).await;
    }
}

/// A promise, and what fulfils it.
fn promise() -> (Promise, Function) {
    let mut resolve = None;
    let promise = Promise::new(&mut |resolved, _| resolve = Some(resolved));
    (promise, resolve.unwrap_or_default())
}
