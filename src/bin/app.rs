//! The page: mounts the program on `#app`, which shows a loading text until then.

#[cfg(target_arch = "wasm32")]
use yew::prelude::*;

#[cfg(target_arch = "wasm32")]
#[component]
fn App() -> Html {
    html! { <h1>{ "Loopscope" }</h1> }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    let page = web_sys::window().and_then(|window| window.document());
    match page.and_then(|page| page.get_element_by_id("app")) {
        Some(root) => {
            yew::Renderer::<App>::with_root(root).render();
        }
        None => web_sys::console::error_1(&"the page has no element #app".into()),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("app is the page and runs in a browser: ./dev serve builds and serves it");
    std::process::exit(2);
}
