//! A plain static server, as any host has: it knows files, their types, and nothing else.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Mutex;
use std::thread::JoinHandle;

use axum::Router;
use tokio::sync::oneshot;
use tower_http::services::ServeDir;

/// Where the page stands on its host: never at the root, so that no address can be absolute.
const FOLDER: &str = "/some/sub/folder/";

/// Files served on a free port of 127.0.0.1 until dropped, or stopped.
pub struct Site {
    address: String,
    server: Mutex<Option<Server>>,
}

struct Server {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Site {
    /// Serves the files of `folder` below [`FOLDER`].
    pub fn serve(folder: &Path) -> Self {
        let files = Router::new().nest_service(FOLDER, ServeDir::new(folder));
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
        }
    }

    /// A page that another server serves.
    pub fn at(address: String) -> Self {
        Self {
            address,
            server: Mutex::new(None),
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

    /// The address of the page.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}
