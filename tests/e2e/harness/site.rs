//! A plain static server, as any host has: it knows files, their types, and nothing else, but for a
//! script that a test has put before the page's own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;
use tower_http::services::ServeDir;

/// Where the page stands on its host: never at the root, so that no address can be absolute.
const FOLDER: &str = "/some/sub/folder/";
/// The script of a test.
const BEFORE: &str = "before.js";

/// The script that the page runs before its own ones; none while it is empty.
pub type Before = Arc<Mutex<String>>;

/// Files served on a free port of 127.0.0.1 until dropped, or stopped.
pub struct Site {
    address: String,
    server: Mutex<Option<Server>>,
    before: Option<Before>,
}

struct Server {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Site {
    /// Serves the files of `folder` below [`FOLDER`].
    pub fn serve(folder: &Path) -> Self {
        let before = Before::default();
        let put_before = Put {
            index: folder.join("index.html"),
            before: Arc::clone(&before),
        };
        let files = Router::new()
            .nest_service(FOLDER, ServeDir::new(folder))
            .layer(middleware::from_fn_with_state(put_before, with_before));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener
            .set_nonblocking(true)
            .expect("a listener for tokio");
        let address = listener.local_addr().expect("its address");
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime");
        // A thread of its own: it answers also while a test does not wait for anything.
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                tokio::select! {
                    ended = axum::serve(listener, files) => ended.expect("a server that goes on"),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address: format!("http://{address}{FOLDER}"),
            server: Mutex::new(Some(Server { stop, thread })),
            before: Some(before),
        }
    }

    /// A page that another server serves.
    pub fn at(address: String) -> Self {
        Self {
            address,
            server: Mutex::new(None),
            before: None,
        }
    }

    /// From now on nobody answers at its address.
    pub fn stop(&self) {
        let server = self.server.lock().ok().and_then(|mut server| server.take());
        if let Some(Server { stop, thread }) = server {
            drop(stop);
            let _ = thread.join();
        }
    }

    /// What is put before the page's scripts; none for another server's page.
    pub fn before(&self) -> Option<Before> {
        self.before.clone()
    }

    /// The address of the page.
    pub fn address(&self) -> &str {
        &self.address
    }
}

#[derive(Clone)]
struct Put {
    index: PathBuf,
    before: Before,
}

async fn with_before(State(put): State<Put>, request: Request, next: Next) -> Response {
    let script = put.before.lock().expect("a script").clone();
    let file = request.uri().path().strip_prefix(FOLDER).unwrap_or("/");
    match file {
        "" | "index.html" if !script.is_empty() => {
            let html = std::fs::read_to_string(&put.index).expect("index.html");
            let tag = format!("<head><script src=\"{BEFORE}\"></script>");
            let html = html.replacen("<head>", &tag, 1);
            ([(CONTENT_TYPE, "text/html")], html).into_response()
        }
        BEFORE => ([(CONTENT_TYPE, "text/javascript")], script).into_response(),
        _ => next.run(request).await,
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}
