//! The recipe for nginx of `docs/hosting.md`, run by nginx.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Site, browse_site, release_build};

#[test]
fn the_recipe_for_nginx_serves_the_page_under_a_strict_header_in_a_sub_folder() {
    if Command::new("nginx").arg("-v").output().is_err() {
        eprintln!("skipped: there is no nginx on this machine");
        return;
    }
    let nginx = Nginx::start(&recipe(), &release_build());
    let site = Site::at(format!("http://127.0.0.1:{}/loopscope/", nginx.port));
    browse_site(&site, "#/gather", async |page| {
        page.started().await?;
        let headers = page
            .evaluate(
                "return (async () => { const asked = async (address) => {
                     const answer = await fetch(address, { cache: 'no-store' });
                     const header = (name) => answer.headers.get(name);
                     return [header('content-type'), header('cache-control'),
                             header('content-encoding'), header('content-security-policy') !== null];
                 };
                 const program = document.querySelector('meta[name=program]').dataset;
                 const { files } = document.querySelector('meta[name=libraries]').dataset;
                 const library = (ending) => files.split(' ').find((file) => file.endsWith(ending));
                 return {
                     page: await asked('index.html'),
                     wasm: await asked(program.wasm),
                     js: await asked(program.js),
                     zip: await asked(library('.zip')),
                     json: await asked(library('.json')),
                     worker: await asked('service-worker.js'),
                     manifest: await asked('manifest.webmanifest'),
                 }; })()",
            )
            .await?;
        let kept = "public, max-age=31536000, immutable";
        let expected = json!({
            "page": ["text/html", "no-cache", "gzip", true],
            "wasm": ["application/wasm", kept, "gzip", true],
            "js": ["application/javascript", kept, "gzip", true],
            "zip": ["application/zip", kept, "gzip", true],
            "json": ["application/json", kept, "gzip", true],
            "worker": ["application/javascript", "no-cache", "gzip", true],
            "manifest": ["application/manifest+json", "no-cache", "gzip", true],
        });
        assert_eq!(headers, expected);
        page.run_to_its_end().await?;
        page.go("#/executors").await?;
        page.run_to_its_end().await?;
        Ok(())
    });
}

/// The block of the document, word for word.
fn recipe() -> String {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosting.md");
    let document = fs::read_to_string(document).expect("docs/hosting.md");
    let block = document
        .split("```nginx\n")
        .nth(1)
        .expect("a recipe for nginx");
    block.split("```").next().expect("its end").to_owned()
}

/// A server of its own, in a folder of its own, until dropped.
struct Nginx {
    port: u16,
    folder: PathBuf,
    process: Child,
}

impl Nginx {
    fn start(recipe: &str, dist: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let folder = std::env::temp_dir().join(format!("loopscope-nginx-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        // Only what a machine has of its own is put in its place.
        let server = recipe
            .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
            .replace("/srv/loopscope/", &format!("{}/", dist.display()))
            .replace("include mime.types", "include /etc/nginx/mime.types");
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {}/{kind};", folder.display()))
            .join("\n");
        let config = format!(
            "daemon off; user root; pid {0}/pid; error_log {0}/errors; events {{}}\n\
             http {{ access_log off; {temporary}\n{server} }}\n",
            folder.display()
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, config).expect("its configuration");
        let process = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .arg("-p")
            .arg(&folder)
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx starts");
        let nginx = Self {
            port,
            folder,
            process,
        };
        nginx.wait_until_it_answers();
        nginx
    }

    fn wait_until_it_answers(&self) {
        let begin = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let errors = || fs::read_to_string(self.folder.join("errors")).unwrap_or_default();
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "nginx does not answer: {}",
                errors()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It ends its own processes when it is asked to, not when it is killed.
        let _ = Command::new("nginx")
            .args(["-s", "stop", "-p"])
            .arg(&self.folder)
            .arg("-c")
            .arg(self.folder.join("nginx.conf"))
            .status();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
