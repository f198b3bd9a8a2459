// Starts the program, and says in plain words when it cannot be started.
//
// This is a file of its own, not an inline script, because the page's content
// security policy allows none. Trunk writes the addresses of the program into
// <meta name="program">.

const part = (id) => document.getElementById(id);

const from = (address) => new URL(address, document.baseURI);

// What is loaded only when it is wanted, by its name in <meta name="libraries">. The program calls
// this: it has no way of its own to import a module.
document.loadLibrary = (name) => import(from(document.querySelector('meta[name="libraries"]').dataset[name]));

async function start() {
  const program = document.querySelector('meta[name="program"]').dataset;
  const whole = isFirstVisit() ? undefined : laterArrives();
  const [bindings] = await Promise.all([import(from(program.js)), whole]);
  await bindings.default({ module_or_path: fetchProgram(from(program.wasm)) });
}

// A release build's program is in two parts (www/build/program/split.mjs): the first has what a
// first visit calls, and the second, the link #later, comes behind it. What else a visit is for needs
// both from the beginning.
const later = { link: part("later"), module: undefined, exports: undefined };

function isFirstVisit() {
  if (location.hash.length > 1 || location.search) return false;
  try {
    return localStorage.length === 0;
  } catch {
    // Where nothing can be kept, each visit is the first.
    return true;
  }
}

async function laterArrives() {
  if (!later.link) return;
  const { href, dataset } = later.link;
  try {
    const response = await fetch(href, { integrity: dataset.integrity });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    joinLater(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (cause) {
    throw new Error(`${href} did not arrive, or not as this page was built with it`, { cause });
  }
}

// The two parts are one program as soon as both are here.
function joinLater(module) {
  later.module ??= module;
  if (!later.exports || later.exports.arrived.value) return;
  new WebAssembly.Instance(later.module, { program: later.exports });
  later.exports.arrived.value = 1;
}

// What the program itself calls: src/workers/slot_browser/parts.rs.
globalThis.programStarts = (exports) => {
  later.exports = exports;
  if (later.module) joinLater(later.module);
  // Where it does not come now, it is asked for again when it is called.
  else laterArrives().catch((error) => console.info(error));
};

// The second part is called before it is there. WebAssembly cannot wait, so the request has to.
globalThis.loadLater = () => {
  if (!later.link || later.exports.arrived.value) return;
  try {
    joinLater(later.module ?? new WebAssembly.Module(fetchNow(later.link.href)));
  } catch (error) {
    document.body.replaceChildren(firstScreen);
    showFailure("boot-broken", `${later.link.href} did not arrive: ${error}`);
    throw error;
  }
};

globalThis.laterPart = () => later.module;

// A document's request that is waited for gives text only: each character is a byte here.
function fetchNow(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`the server answered ${request.status}`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
}

// The hash that the build put on the preload makes the browser refuse a program
// that is not the one this page was built with.
async function fetchProgram(address) {
  const integrity = document.querySelector('link[rel="preload"][as="fetch"]')?.dataset.integrity ?? "";
  try {
    return await fetch(address, { integrity });
  } catch (cause) {
    throw new Error(`${address.href} did not arrive, or not as this page was built with it`, { cause });
  }
}

// Whether the page opens without a network from now on: `data-offline` on the root element says
// "ready", "refused" or "unknown" (no service workers here, as outside of https), and an event
// "offlineknown" tells of it. The program is on the screen by then; nothing waits for this.
async function keepForOffline() {
  const tell = (state) => {
    document.documentElement.dataset.offline = state;
    document.dispatchEvent(new Event("offlineknown"));
  };
  const workers = navigator.serviceWorker;
  if (!workers) return tell("unknown");
  try {
    const registration = await workers.register(from("service-worker.js"), { updateViaCache: "none" });
    if (registration.active) {
      registration.active.postMessage("started");
      return tell("ready");
    }
    const worker = registration.installing ?? registration.waiting;
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") tell("ready");
      if (worker.state === "redundant") tell("refused");
    });
  } catch (error) {
    console.info(`Loopscope is not kept for use without a network: ${error}`);
    tell("refused");
  }
}

// The service worker asks which version this page is, so as to keep its files. It asks early, when
// the program may still be on its way.
function sayWhichProgram() {
  const program = from(document.querySelector('meta[name="program"]').dataset.wasm).href;
  navigator.serviceWorker?.addEventListener("message", ({ ports: [port] }) => port?.postMessage(program));
  navigator.serviceWorker?.startMessages();
}

function showFailure(which, reason) {
  // A program that started and then failed shows its own words.
  if (!part("boot")) return;
  part("boot-loading").hidden = true;
  part("boot-failed").hidden = false;
  part(which).hidden = false;
  part("boot-reason").textContent = reason;
  part("boot-again").addEventListener("click", () => location.reload());
}

part("boot-blocked").hidden = true;
// The program takes its place; it comes back where the rest of the program does not arrive.
const firstScreen = part("boot").cloneNode(true);
sayWhichProgram();
if (typeof WebAssembly === "object") {
  part("boot-loading").hidden = false;
  start().then(keepForOffline, (error) => {
    console.error(error);
    showFailure("boot-broken", String(error));
  });
} else {
  showFailure("boot-no-wasm", "WebAssembly: " + typeof WebAssembly);
}
