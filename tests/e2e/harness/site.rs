//! A plain static server, as any host has: it knows files, their types, and nothing else.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use tiny_http::{Header, Request, Response, Server};

/// Where the page stands on its host: never at the root, so that no address can be absolute.
const FOLDER: &str = "/some/sub/folder/";

/// Files served on a free port of 127.0.0.1 until dropped.
pub struct Site {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves the files of `folder` below [`FOLDER`].
    pub fn serve(folder: &Path) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let (files, requests) = (folder.to_owned(), Arc::clone(&server));
        let thread = std::thread::spawn(move || {
            for request in requests.incoming_requests() {
                answer(&files, request);
            }
        });
        Self {
            server,
            thread: Some(thread),
        }
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        let port = self
            .server
            .server_addr()
            .to_ip()
            .expect("an ip address")
            .port();
        format!("http://127.0.0.1:{port}{FOLDER}")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(folder: &Path, request: Request) {
    let response = match file_of(folder, request.url()) {
        Some(file) => {
            let kind = mime_guess::from_path(&file).first_or_octet_stream();
            let header = format!("Content-Type: {kind}").parse::<Header>();
            Response::from_data(fs::read(&file).expect("a readable file"))
                .with_header(header.expect("a header"))
        }
        None => Response::from_string("404 Not Found").with_status_code(404),
    };
    // A browser that went away is no concern of the server.
    let _ = request.respond(response);
}

fn file_of(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(FOLDER)?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    Some(folder.join(path)).filter(|file| inside && file.is_file())
}
