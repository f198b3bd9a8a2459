//! The page: mounts the program on `#app`, which shows a loading text until then.

#[cfg(target_arch = "wasm32")]
fn main() {
    loopscope::ui::start("app");
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("app is the page and runs in a browser: ./dev serve builds and serves it");
    std::process::exit(2);
}
