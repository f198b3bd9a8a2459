// `./dev bench`: measures the runtime and the page beside their peers, in one run on one machine,
// prints a table and writes it to bench/results.md. Every run checks its own result.
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";

const ROOT = new URL("..", import.meta.url).pathname;
const BENCH = join(ROOT, "bench");
const OUT = join(BENCH, "target", "site");
const PYODIDE = "314.0.7";
const only = process.argv[2];

// ---------------------------------------------------------------- what is measured

const rows = [];

/** `ours` and `peers` are lists of figures of one run each; `better` says which way is good. */
function row(what, ours, unit, peers, target) {
  rows.push({ what, ours, unit, peers, target });
  const ratios = peers.map((peer) => `${peer.name}: ${show(peer.ratio)} x`).join(", ");
  console.log(`${what}: ${spread(ours)} ${unit}${ratios ? `; ${ratios}` : ""}${target ? ` (to reach: ${target})` : ""}`);
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const show = (n) => (n >= 100 ? n.toFixed(0) : n >= 1 ? n.toFixed(2) : n.toPrecision(3));
const spread = (list) =>
  list.length === 1 ? show(list[0]) : `${show(median(list))} (${show(Math.min(...list))} to ${show(Math.max(...list))})`;

function check(condition, message) {
  if (!condition) throw new Error(`a benchmark did not do its work: ${message}`);
}

/** Runs ours and the peers in turn, `rounds` times, and gives each one's rate (units a second). */
async function inTurn(rounds, contenders) {
  const rates = contenders.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      const { seconds, counted } = await contender.run();
      check(contender.expect(counted), `${contender.name} counted ${counted}`);
      // The first round warms up.
      if (round > 0) rates[i].push(contender.units / seconds);
    }
  }
  return rates;
}

async function compare(what, unit, target, contenders, rounds = 5) {
  const [ours, ...others] = await inTurn(rounds, contenders);
  const peers = others.map((rates, i) => ({ name: contenders[i + 1].name, rates, ratio: median(ours) / median(rates) }));
  row(what, ours, unit, peers, target);
}

// ---------------------------------------------------------------- the peers

const PYTHON = ["python3.13", `${process.env.HOME}/.pyenv/versions/3.13.0/bin/python`].find(
  (python) => spawnSync(python, ["--version"]).status === 0,
);

function cpython(name, units, expect, n = units) {
  return {
    name: "CPython 3.13",
    units,
    expect,
    run() {
      const { stdout } = spawnSync(PYTHON, [join(BENCH, "peers.py"), name, String(n)], { encoding: "utf8" });
      const [counted, seconds] = stdout.trim().split(" ").map(Number);
      return { counted, seconds };
    },
  };
}

const inPage = (browser, contender, name, units, expect, ...args) => ({
  name: contender,
  units,
  expect,
  run: () => browser.call(`return await window.bench[arguments[0]](...arguments[1])`, [contender, [name, ...args]]),
});

async function inBrowser(browser) {
  const SWITCHES = 1_000_000;
  const first = (n) => (counted) => counted[0] === n;
  const python = PYTHON ? (name, units, expect) => [cpython(name, units, expect)] : () => [];
  const equal = (n) => (counted) => counted === n;

  await compare("task switches, trace on", "a second", "20 x pyodide, 3 x CPython", [
    { ...inPage(browser, "loopscope", "switches", SWITCHES, (c) => c[0] === SWITCHES && c[1] >= 5 * SWITCHES, SWITCHES, true) },
    inPage(browser, "pyodide", "switches", SWITCHES / 20, equal(SWITCHES / 20), SWITCHES / 20),
    ...python("switches", SWITCHES, equal(SWITCHES)),
  ], 3);
  await compare("task switches, trace off", "a second", "half of plain tasks", [
    inPage(browser, "loopscope", "switches", SWITCHES, first(SWITCHES), SWITCHES, false),
    { ...inPage(browser, "loopscope", "plain_switches", SWITCHES, equal(SWITCHES), SWITCHES), name: "wasm-bindgen-futures tasks" },
    { ...inPage(browser, "promises", "switches", SWITCHES, equal(SWITCHES), SWITCHES), name: "JavaScript promises" },
  ]);
  const TASKS = 100_000;
  const sum = (n) => (n * (n - 1)) / 2;
  await compare("spawn and gather of 100,000 tasks", "tasks a second", "30 x pyodide, 5 x CPython", [
    inPage(browser, "loopscope", "spawn_gather", TASKS, first(sum(TASKS)), TASKS),
    inPage(browser, "pyodide", "spawn_gather", TASKS / 10, equal(sum(TASKS / 10)), TASKS / 10),
    ...python("spawn_gather", TASKS, equal(sum(TASKS))),
    { ...inPage(browser, "promises", "spawn_gather", TASKS, equal(sum(TASKS)), TASKS), name: "JavaScript promises" },
  ], 3);
  const ITEMS = 100_000;
  await compare("queue put and get, bounded at 10", "pairs a second", "20 x pyodide, 3 x CPython", [
    inPage(browser, "loopscope", "queue_pairs", ITEMS, first(sum(ITEMS)), ITEMS),
    inPage(browser, "pyodide", "queue_pairs", ITEMS / 10, equal(sum(ITEMS / 10)), ITEMS / 10),
    ...python("queue_pairs", ITEMS, equal(sum(ITEMS))),
  ], 3);
}

async function sleepers(browser) {
  const sizes = [1_000, 10_000, 100_000, 1_000_000];
  const [base, ...others] = await inTurn(3, sizes.map((n) => inPage(browser, "loopscope", "sleepers", n, (c) => c[0] === n, n)));
  const nanos = [base, ...others].map((rates) => 1e9 / median(rates));
  for (const [i, n] of sizes.entries()) {
    // n log n: the time a sleeper, divided by log n, must not grow.
    const ratio = nanos[i] / Math.log2(n) / (nanos[0] / Math.log2(sizes[0]));
    row(`${n.toLocaleString("en")} sleepers`, [nanos[i]], "ns a sleeper", [{ name: "a sleeper / log n, against 1,000", ratio }], "about 1");
  }
  await browser.open("bench/index.html");
  const { counted } = await browser.call("return await window.bench.loopscope('memory_of_sleepers', 100000)", []);
  row("memory of a sleeping task, trace off", [counted / 100_000], "bytes", [], "at most 600");
}

/** A trace of 1,000,000 events as a file: how large it is, and how long it takes to write, read and draw it. */
async function trace(browser) {
  const EVENTS = 1_000_000;
  const ours = (name) => browser.call("return await window.bench.loopscope(...arguments)", [name]);
  const measured = async (what, name, expect) => {
    const seconds = [];
    for (let round = 0; round <= 3; round++) {
      const { seconds: taken, counted } = await ours(name);
      check(expect(counted), `${name} counted ${counted}`);
      // The first round warms up.
      if (round > 0) seconds.push(taken);
    }
    row(`a trace of 1,000,000 events: ${what}`, seconds, "s", [], "");
  };
  check((await ours("trace_made")).counted === EVENTS, "the trace is not full");
  const { counted: raw } = await ours("trace_written");
  const { counted: packed } = await browser.call("return await window.bench.gzip()", []);
  row("a trace of 1,000,000 events: file", [raw / 1e6], "MB", [{ name: "gzip, of the file", ratio: packed / raw }], "");
  const some = (counted) => counted > 0;
  await measured("write", "trace_written", some);
  await measured("read", "trace_read", (counted) => counted === EVENTS);
  await measured("first picture of the file", "trace_first_picture", some);
  await measured("analysis and picture of all of it", "trace_picture", some);
}

async function lateness(browser) {
  for (const seconds of [0.005, 0.02, 0.1]) {
    const n = Math.round(1 / seconds / 2) + 5;
    const ours = [], bare = [];
    for (let round = 0; round < 3; round++) {
      ours.push(...(await browser.call("return (await window.bench.loopscope('lateness', ...arguments)).counted", [seconds, n])));
      bare.push(...(await browser.call("return await window.bench.setTimeoutLateness(...arguments)", [seconds, n])));
    }
    check(ours.every((late) => late > -1), "a sleep ended early");
    rows.push({ what: `lateness of sleep(${seconds}) at 1x`, ours: [median(ours)], unit: `ms; a bare setTimeout ${show(median(bare))} ms; difference ${(median(ours) - median(bare)).toFixed(2)} ms`, peers: [], target: "difference at most 1 ms" });
    console.log(`lateness of sleep(${seconds}): ${median(ours).toFixed(2)} ms, setTimeout ${median(bare).toFixed(2)} ms`);
  }
}

async function firstVisit(makeBrowser) {
  for (const slowdown of [1, 4]) {
    const ours = [], theirs = [];
    for (let round = 0; round < 5; round++) {
      const text = `visit ${Math.random().toString(36).slice(2)}`;
      const query = encodeURIComponent(text);
      ours.push(await visit(makeBrowser, slowdown, `page/index.html#/hello?message=${query}`, text));
      theirs.push(await visit(makeBrowser, slowdown, `bench/first_print.html?message=${query}`, text));
    }
    row(`first visit to the first console line${slowdown > 1 ? ", CPU slowed 4 x" : ""}`, ours, "ms",
      [{ name: "of pyodide's first print", ratio: median(ours) / median(theirs) }], "at most 0.1 of pyodide's");
  }
}

/** A browser of its own, its cache empty: milliseconds from navigation to the text. */
async function visit(makeBrowser, slowdown, path, text) {
  const browser = await makeBrowser();
  try {
    await browser.cdp("Page.addScriptToEvaluateOnNewDocument", { source: `(${watchConsole})(${JSON.stringify(text)})` });
    if (slowdown > 1) await browser.cdp("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await browser.open(path);
    for (let tries = 0; tries < 600; tries++) {
      const at = await browser.call("return window.firstPrint ?? null", []);
      if (at !== null) return at;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`nothing was printed at ${path}`);
  } finally {
    await browser.close();
  }
}

/** In the page: presses Run as soon as it is there, and notes when the console shows the text. */
function watchConsole(text) {
  let pressed = false;
  const look = () => {
    const run = document.querySelector("#run");
    const shown = document.querySelector("section.console")?.textContent.includes(text);
    if (shown && window.firstPrint === undefined) window.firstPrint = performance.now();
    if (run && !pressed && !shown && !run.disabled) {
      pressed = true;
      run.click();
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Another program, for it needs the page itself and not only its runtime. */
function frames() {
  const { stdout } = spawnSync("node", [join(BENCH, "frames.mjs"), "--built"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const found = [...stdout.matchAll(/^(\w+) +median ([\d.]+) ms, 95 % ([\d.]+) ms, worst ([\d.]+) ms/gm)];
  check(found.length === 3, `the frames said ${stdout}`);
  for (const [, kind, median, p95] of found) {
    row(`a frame at 1,000,000 events and 10,000 lanes: ${kind}`, [Number(median)], `ms, ${p95} ms at the 95th percentile`, [], "8 ms, 16 ms");
  }
}

function transfer() {
  const site = join(ROOT, "target", "site");
  const files = spawnSync("find", [site, "-type", "f"], { encoding: "utf8" }).stdout.trim().split("\n");
  const size = (file) => brotliCompressSync(readFileSync(file)).length / 1000;
  const all = files.reduce((sum, file) => sum + size(file), 0);
  row("transfer of everything, brotli", [all], "kB", [], "at most 400");
}

/** Criterion's own medians, as ratios. */
function native() {
  run("cargo", ["bench", "--bench", "native", "--", "--quiet"], BENCH);
  const estimate = (group, name) => {
    const file = join(BENCH, "target", "criterion", group, name, "100000", "new", "estimates.json");
    return JSON.parse(readFileSync(file, "utf8")).median;
  };
  for (const [group, peers] of [["switches", ["tokio", "async-executor"]], ["spawn and gather", ["tokio"]], ["queue put and get", []]]) {
    const ours = estimate(group, "loopscope");
    const rates = [ours.point_estimate, ours.confidence_interval.lower_bound, ours.confidence_interval.upper_bound].map((ns) => 1e14 / ns);
    row(`native ${group}`, rates, "a second",
      peers.map((name) => ({ name, ratio: estimate(group, name).point_estimate / ours.point_estimate })), group === "switches" ? "half of tokio" : "");
  }
}

// ---------------------------------------------------------------- the machinery

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}

function build() {
  run("cargo", ["build", "--profile", "page", "--bin", "page", "--target", "wasm32-unknown-unknown"], BENCH);
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const wasm = join(BENCH, "target/wasm32-unknown-unknown/page/page.wasm");
  run("wasm-bindgen", ["--target", "web", "--out-dir", join(OUT, "pkg"), wasm], BENCH);
  run("wasm-opt", ["-Os", "-o", join(OUT, "pkg/page_bg.wasm"), join(OUT, "pkg/page_bg.wasm")], BENCH);
  const peers = join(BENCH, "target", "peers");
  if (!existsSync(join(peers, "node_modules/pyodide"))) {
    mkdirSync(peers, { recursive: true });
    run("npm", ["install", "--ignore-scripts", "--no-save", "--prefix", peers, `pyodide@${PYODIDE}`], peers);
  }
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json", ".css": "text/css", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json" };

/** /bench/ is this folder's pages, /page/ the release build of the project's own. */
function serve() {
  const places = [
    ["/bench/pyodide/", join(BENCH, "target/peers/node_modules/pyodide/")],
    ["/bench/pkg/", join(OUT, "pkg/")],
    ["/bench/peers.py", join(BENCH, "peers.py")],
    ["/bench/", join(BENCH, "browser/")],
    ["/page/", join(ROOT, "target/site/")],
  ];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const [prefix, folder] = places.find(([prefix]) => path.startsWith(prefix)) ?? [];
    const file = folder && folder + path.slice(prefix.length);
    if (!file || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function startDriver() {
  const driver = spawn("chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise((done) => {
    driver.stdout.on("data", (data) => {
      const found = /successfully on port (\d+)/.exec(String(data));
      if (found) done(found[1]);
    });
  });
  return { driver, base: `http://127.0.0.1:${port}` };
}

const ARGS = JSON.parse(readFileSync(join(ROOT, "webdriver.json"), "utf8"))["goog:chromeOptions"].args;

async function browserAt(base, site) {
  const profile = mkdtempSync(join(tmpdir(), "loopscope-bench-"));
  const send = async (method, path, body) => {
    const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const capabilities = { alwaysMatch: { "goog:chromeOptions": { args: [...ARGS, `--user-data-dir=${profile}`] }, timeouts: { script: 600_000, pageLoad: 120_000 } } };
  const { sessionId } = await send("POST", "/session", { capabilities });
  const session = `/session/${sessionId}`;
  return {
    open: (path) => send("POST", `${session}/url`, { url: `${site}/${path}` }),
    call: (script, args) => send("POST", `${session}/execute/sync`, { script: `return (async function () { ${script} }).apply(null, arguments)`, args }),
    cdp: (cmd, params) => send("POST", `${session}/goog/cdp/execute`, { cmd, params }),
    async close() {
      await send("DELETE", session);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function write() {
  const version = (command, ...args) => spawnSync(command, args, { encoding: "utf8" }).stdout?.trim().split("\n")[0] ?? "";
  const lines = [
    "# Measured beside the peers",
    "",
    `${cpus()[0]?.model}, ${cpus().length} cores; ${version("rustc", "--version")}; ${version("chromium", "--version")}; ${PYTHON ? version(PYTHON, "--version") : "no CPython 3.13"}; pyodide ${PYODIDE}; node ${process.version}.`,
    "",
    "Medians, with the least and the greatest of the runs; ratios to peers of the same run (above 1 is faster than the peer, unless the row says otherwise).",
    "",
    "| what | measured | ratios | to reach |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ what, ours, unit, peers, target }) => `| ${what} | ${spread(ours)} ${unit} | ${peers.map((p) => `${p.name}: ${show(p.ratio)}`).join("; ")} | ${target ?? ""} |`),
  ];
  writeFileSync(join(BENCH, "results.md"), `${lines.join("\n")}\n`);
}

async function main() {
  if (!only || only === "native") native();
  if (!only || only !== "native") {
    build();
    const server = await serve();
    const site = `http://127.0.0.1:${server.address().port}`;
    const { driver, base } = await startDriver();
    try {
      for (const [name, part] of Object.entries({ browser: inBrowser, sleepers, lateness, trace })) {
        if (only && only !== name) continue;
        const browser = await browserAt(base, site);
        await browser.open("bench/index.html");
        await part(browser);
        await browser.close();
      }
      if (!only || only === "frames") frames();
      if (!only || only === "visit") await firstVisit(() => browserAt(base, site));
      if (!only || only === "transfer") transfer();
    } finally {
      driver.kill();
      server.close();
    }
  }
  if (!only) write();
}

await main();
