// A page with the libraries, served as the plainest host would, and a browser that opens it.
//
// The page is www/index.html's head, policy and all, without the Rust program. The server sends no
// header but the type of a file.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { withLibraries } from "../../www/build/index_page.mjs";
import { putLibraries } from "../../www/build/libraries.mjs";
import { ROOT, SOURCES, WORKSHOP } from "../../www/build/workshop.mjs";

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const PATIENCE = 120_000;
const ARGS = JSON.parse(readFileSync(join(ROOT, "webdriver.json"), "utf8"))["goog:chromeOptions"].args;

/** What a program might reach for. */
const PLAIN = {
  "/open": ["text/html", "<!doctype html><title>Open</title><script>window.ready = true</script>"],
  "/imported.js": [TYPES[".js"], ""],
  "/worker.js": [TYPES[".js"], "postMessage(1)"],
};

/** The page of `libraries` as text: the head of www/index.html, and what the tests call. */
function testPage(libraries) {
  const index = readFileSync(join(SOURCES, "index.html"), "utf8");
  const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/.exec(index)[0];
  const html = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  ${policy}
  <meta name="program" data-js="./test_page.js" data-wasm="./tokens.css">
  <title>Libraries</title>
  <link rel="stylesheet" href="tokens.css">
</head>
<body><script type="module" src="test_page.js"></script></body>
</html>`;
  return withLibraries(html, libraries);
}

/**
 * Serves the page, and remembers what it was asked for. `extra` has further files by their paths: a
 * script's text, or `{path}`. A test may set `instead` of what is returned: a function of a path that
 * gives another answer: `[type, content]`, a function of the response, or `null` for a host that is out
 * of reach.
 */
export async function serve(root = join(WORKSHOP, "made"), extra = {}) {
  const libraries = await putLibraries(root);
  const asked = [];
  const site = { asked, instead: () => undefined };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    asked.push(request.url);
    const instead = site.instead(pathname);
    if (instead === null) return request.socket.destroy();
    if (typeof instead === "function") return instead(response);
    if (instead) return response.setHeader("content-type", instead[0]).end(instead[1]);
    const places = {
      "/test_page.js": join(ROOT, "tests/page/test_page.js"),
      "/tokens.css": join(SOURCES, "styles/tokens.css"),
      "/service-worker.js": join(SOURCES, "service-worker.js"),
    };
    const [, source] = /^\/sources\/([\w/]+\.js)$/.exec(pathname) ?? [];
    try {
      if (pathname === "/sources/frame.js") {
        return response.setHeader("content-type", TYPES[".js"]).end(`export const FRAME = ${JSON.stringify(libraries.frame)};`);
      }
      if (typeof extra[pathname] === "string") {
        return response.setHeader("content-type", TYPES[".js"]).end(extra[pathname]);
      }
      if (pathname in PLAIN) {
        const [type, content] = PLAIN[pathname];
        return response.setHeader("content-type", type).end(content);
      }
      if (pathname === "/") return response.setHeader("content-type", "text/html").end(testPage(libraries));
      const path = extra[pathname]?.path ?? places[pathname] ?? (source ? join(SOURCES, source) : join(root, pathname));
      const content = await readFile(path);
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(site, { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() });
}

async function startDriver() {
  const driver = spawn(process.env.CHROMEDRIVER ?? "chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise((done, failed) => {
    driver.on("error", failed);
    driver.stdout.on("data", (data) => {
      const found = /successfully on port (\d+)/.exec(String(data));
      if (found) done(found[1]);
    });
  });
  return { driver, base: `http://127.0.0.1:${port}` };
}

/** Names of WebDriver's keys. */
export const KEY = { control: "\uE009", enter: "\uE007", escape: "\uE00C", tab: "\uE004", shift: "\uE008", left: "\uE012", right: "\uE014", home: "\uE011", end: "\uE010" };

/** A browser that is open: `call` runs the body of an async function in the page. */
export async function openBrowser() {
  const { driver, base } = await startDriver();
  const profile = mkdtempSync(join(tmpdir(), "loopscope-page-"));
  const send = async (method, path, body) => {
    const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const options = { args: [...ARGS, `--user-data-dir=${profile}`, "--window-size=1440,900"] };
  const alwaysMatch = {
    "goog:chromeOptions": options,
    "goog:loggingPrefs": { browser: "ALL" },
    timeouts: { script: PATIENCE, pageLoad: PATIENCE },
  };
  const { sessionId } = await send("POST", "/session", { capabilities: { alwaysMatch } });
  const session = `/session/${sessionId}`;
  const call = (script, ...args) =>
    send("POST", `${session}/execute/sync`, { script: `return (async function () { ${script} }).apply(null, arguments)`, args });
  const cdp = (cmd, params) => send("POST", `${session}/goog/cdp/execute`, { cmd, params });
  const started = () => call("while (!window.ready) await new Promise((later) => setTimeout(later, 20))");
  return {
    call,
    /** A command of Chromium's DevTools. */
    cdp,
    /** Opens the page, and waits for its script. */
    async openPage(url) {
      await send("POST", `${session}/url`, { url });
      await started();
    },
    /** Loads the page again. */
    async reload() {
      await send("POST", `${session}/refresh`, {});
      await started();
    },
    /** Opens the page in one more window, beside the first, in which all goes on; returns what to give `turnTo`. */
    async openWindow(url) {
      const { handle } = await send("POST", `${session}/window/new`, { type: "window" });
      await send("POST", `${session}/window`, { handle });
      await this.openPage(url);
      return handle;
    },
    window: () => send("GET", `${session}/window`),
    turnTo: (handle) => send("POST", `${session}/window`, { handle }),
    /** Closes the window, and turns to another. */
    async closeWindow(next) {
      await send("DELETE", `${session}/window`);
      await send("POST", `${session}/window`, { handle: next });
    },
    /** Presses keys one after the other; a list is pressed together. The keys are WebDriver's. */
    async press(...keys) {
      const actions = keys.flatMap((key) => {
        const together = [key].flat();
        const each = (type) => together.map((value) => ({ type, value }));
        return [...each("keyDown"), ...each("keyUp").reverse()];
      });
      await send("POST", `${session}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Enters text as an input method does: composed first, then settled. */
    async compose(text) {
      await cdp("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      await cdp("Input.insertText", { text });
    },
    log: () => send("POST", `${session}/se/log`, { type: "browser" }),
    async close() {
      await send("DELETE", session).catch(() => {});
      driver.kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
