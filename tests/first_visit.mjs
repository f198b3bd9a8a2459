// Finds out what a first visit calls of the program, and writes the list of all else, which comes
// later: www/build/program/later.txt.
//
//   node tests/first_visit.mjs FOLDER     the folder of a release build that is not split
//
// Each function of the program notes that it was called, and a browser makes first visits.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { CALLED, instrumented } from "../www/build/program/instrument.mjs";
import { LIST, laterOf } from "../www/build/program/names.mjs";
import { KEY, openBrowser } from "./page/harness.mjs";

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/** Keeps what the program exports where it can be asked, and says when the page stands. */
const TELLING = `
const announced = globalThis.programStarts;
globalThis.programStarts = (exports) => {
  globalThis.programExports = exports;
  setTimeout(() => (globalThis.ready = true));
  announced(exports);
};`;

/** What a first visit does, in the page, until nothing moves any more. */
const UNTIL_THE_RUN_IS_OVER = `
  const isOver = () => document.body.textContent.includes("3.000") && !document.querySelector(".transport .stop");
  while (!isOver()) await new Promise((later) => setTimeout(later, 100));
  await new Promise((later) => setTimeout(later, 1000));`;
const LOOK_AROUND = `
  const canvas = document.querySelector(".timeline canvas");
  const { left, top } = canvas.getBoundingClientRect();
  const at = { clientX: left + 200, clientY: top + 40, bubbles: true, pointerId: 1, isPrimary: true };
  for (const kind of ["pointermove", "pointerdown", "pointerup"]) canvas.dispatchEvent(new PointerEvent(kind, at));
  canvas.dispatchEvent(new MouseEvent("click", at));
  for (const kind of ["visibilitychange", "freeze", "resume"]) document.dispatchEvent(new Event(kind));
  for (const kind of ["resize", "pagehide"]) window.dispatchEvent(new Event(kind));
  await new Promise((later) => setTimeout(later, 500));`;
const PRESS = `
  const press = async (key, code = key) => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
    for (let frames = 2; frames > 0; frames--) await new Promise(requestAnimationFrame);
  };`;
/** Each moment of the run, by steps of both levels: what a run shows depends on when it is painted. */
const SEE_EACH_MOMENT = `${PRESS}
  for (const [level, steps] of [["1", 50], ["2", 90]]) {
    await press(level, "Digit" + level);
    await press("Home");
    for (let step = 0; step < steps; step++) await press("ArrowRight");
    for (let step = 0; step < 5; step++) await press("ArrowLeft");
    await press("End");
  }
  await press("1", "Digit1");`;
/** The same while the run goes on, which then knows nothing of what comes. */
const STEP_THROUGH = `${PRESS}
  await press("2", "Digit2");
  for (let step = 0; step < 90; step++) await press("ArrowRight");
  await press("1", "Digit1");`;
const FAIL = `
  Node.prototype.insertBefore = () => { throw new DOMException("no more", "HierarchyRequestError"); };
  document.getElementById("run").click();
  await new Promise((later) => setTimeout(later, 500));`;
const WHAT_WAS_CALLED = `
  return Object.entries(programExports)
    .filter(([field, global]) => field.startsWith(arguments[0]) && global.value)
    .map(([field]) => Number(field.slice(arguments[0].length)));`;

const DARK = { features: [{ name: "prefers-color-scheme", value: "dark" }] };
const REDUCED = { features: [{ name: "prefers-reduced-motion", value: "reduce" }] };

const folder = process.argv[2];
if (!folder) {
  console.error("first_visit.mjs needs the folder of a release build that is not split: ./dev first-visit");
  process.exit(2);
}
const site = mkdtempSync(join(tmpdir(), "loopscope-first-visit-"));
cpSync(folder, site, { recursive: true });
const functions = instrument(site);
const server = await serve(site);
try {
  const called = new Set();
  for (const visit of [atADesk, onAPhone, inTheDark, withoutMotion]) {
    const before = called.size;
    for (const index of await visit(`http://127.0.0.1:${server.address().port}/`)) called.add(index);
    console.log(`${visit.name}: ${called.size - before} functions more`);
  }
  const later = laterOf(functions, called);
  const head = "# What a first visit does not call: paths of the program. Made by ./dev first-visit.\n";
  writeFileSync(LIST, head + later.map((path) => `${path}\n`).join(""));
  console.log(`${called.size} of ${functions.length} functions are called; ${later.length} lines say what comes later`);
} finally {
  server.close();
  rmSync(site, { recursive: true, force: true });
}

function instrument(site) {
  const index = join(site, "index.html");
  const html = readFileSync(index, "utf8");
  // What is changed here has other hashes.
  writeFileSync(index, html.replaceAll(/\s(data-)?integrity="[^"]*"/g, ""));
  const [, program] = /\sdata-wasm="\.\/([^"]+)"/.exec(html);
  const [, boot] = /\ssrc="\.\/(boot-[^"]+)"/.exec(html);
  writeFileSync(join(site, boot), readFileSync(join(site, boot), "utf8") + TELLING);
  const { bytes, functions } = instrumented(readFileSync(join(site, program)));
  writeFileSync(join(site, program), bytes);
  return functions;
}

async function serve(site) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = join(site, pathname === "/" ? "index.html" : pathname);
    try {
      const content = await readFile(path);
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

async function visited(address, { before = async () => {}, during }) {
  const browser = await openBrowser();
  try {
    await before(browser);
    await browser.openPage(address);
    await during(browser);
    return await browser.call(WHAT_WAS_CALLED, CALLED);
  } finally {
    await browser.close();
  }
}

function atADesk(address) {
  return visited(address, {
    during: async ({ call, press }) => {
      await call(UNTIL_THE_RUN_IS_OVER);
      await call(LOOK_AROUND);
      await press(KEY.left, KEY.left, KEY.right, [KEY.shift, KEY.left], KEY.home, KEY.end);
      await call(SEE_EACH_MOMENT);
      await press([KEY.control, KEY.enter]);
      await call(UNTIL_THE_RUN_IS_OVER);
      // Also what says that something failed: the rest may be what did not arrive.
      await call(FAIL);
    },
  });
}

function onAPhone(address) {
  return visited(address, {
    before: ({ cdp }) =>
      cdp("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 2, mobile: true }),
    during: async ({ call }) => {
      await call(UNTIL_THE_RUN_IS_OVER);
      await call(SEE_EACH_MOMENT);
    },
  });
}

function inTheDark(address) {
  return visited(address, {
    before: async ({ cdp, call }) => {
      await cdp("Emulation.setEmulatedMedia", DARK);
      const userAgent = await call("return navigator.userAgent");
      await cdp("Network.setUserAgentOverride", { userAgent, acceptLanguage: "zh-CN" });
    },
    during: async ({ call }) => {
      await call(UNTIL_THE_RUN_IS_OVER);
      await call(SEE_EACH_MOMENT);
    },
  });
}

function withoutMotion(address) {
  return visited(address, {
    before: ({ cdp }) => cdp("Emulation.setEmulatedMedia", REDUCED),
    during: async ({ call, press }) => {
      await call(STEP_THROUGH);
      await press([KEY.control, KEY.enter]);
      await call(UNTIL_THE_RUN_IS_OVER);
    },
  });
}
