// Lets the page open without a network after the first visit.
//
// A version of the page is its index.html and the files that this names. Their names carry a hash
// of their content, so a file that is kept under a name is always the right one for it, and an old
// tab and a new deployment never get each other's code. It follows that
// - index.html comes from the network if that answers soon, else from the newest version kept;
// - a version counts only when every file of it is kept;
// - a version goes when a newer one is complete and no open page says that it still uses it. A
//   page that does not say what it uses may use any version; each page that starts asks again.
//
// The list of files is read off index.html itself: a file that a page needs only later (the workers'
// script) is kept because index.html names it as well. What most visits never need, the libraries of
// <meta name="libraries">, is kept when it is first fetched, for all versions that name it.

const SCOPE = registration.scope;
// Other pages may stand on the same origin, and caches belong to the origin.
const CURRENT = `loopscope current ${SCOPE}`;
const VERSION = `loopscope version ${SCOPE} `;
const LIBRARIES = `loopscope libraries ${SCOPE}`;
const LIBRARY_FOLDER = `${SCOPE}libraries/`;
// How long the network may take to give index.html while there is a kept one, in ms.
const PATIENCE = 4_000;
// How long a page may take to say which version it is, in ms.
const ANSWER = 2_000;

addEventListener("install", (event) => {
  event.waitUntil(fetch(SCOPE, { cache: "no-cache" }).then(keep).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  if (request.mode !== "navigate") event.respondWith(file(event));
  else if ([SCOPE, `${SCOPE}index.html`].includes(origin + pathname)) event.respondWith(index(event));
});

// A page tells that it has started: what was kept for a page that could not yet say what it uses
// may go now.
addEventListener("message", (event) => {
  if (event.data === "started") event.waitUntil(forgetUnused());
});

async function index(event) {
  const fresh = fetch(event.request.url, { cache: "no-cache", redirect: "manual" });
  event.waitUntil(fresh.then((response) => keep(response.clone())).catch(() => {}));
  const kept = await (await caches.open(CURRENT)).match(SCOPE);
  if (!kept) return fresh;
  const answered = fresh.then((response) => (response.status < 500 ? response : kept), () => kept);
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  return Promise.race([answered, late]);
}

async function file(event) {
  const { request } = event;
  const hashed = /-[0-9a-f]{8,16}(_bg)?\.\w+$/.test(new URL(request.url).pathname);
  if (hashed && request.url.startsWith(LIBRARY_FOLDER)) return library(event);
  if (hashed) return (await kept(request)) ?? fetch(request);
  try {
    const response = await fetch(request);
    if (response.ok) event.waitUntil(refresh(request, response.clone()));
    return response;
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }
}

async function kept(request) {
  for (const name of await versions()) {
    const found = await (await caches.open(name)).match(request.url);
    if (found) return found;
  }
}

// What has no hash in its name may have changed since it was kept; none of it is code.
async function refresh(request, response) {
  for (const name of await versions()) {
    const cache = await caches.open(name);
    if (await cache.match(request.url)) await cache.put(request.url, response.clone());
  }
}

// A file of a library: kept from its first use on.
async function library(event) {
  const { request } = event;
  const cache = await caches.open(LIBRARIES);
  const found = await cache.match(request.url);
  if (found) return found;
  const response = await fetch(request);
  // What does not fit is fetched again the next time.
  if (response.ok) event.waitUntil(keepLibrary(cache, request.url, response.clone()).catch(() => {}));
  return response;
}

// Names carry the beginning of their content's SHA-256. What a host answers in a file's place, such
// as a page that says there is none, and what arrives in part, is not kept: it would stay for ever.
async function keepLibrary(cache, address, response) {
  const copy = response.clone();
  const [, beginning] = /-([0-9a-f]+)\.\w+$/.exec(new URL(address).pathname);
  const whole = await digest(await response.arrayBuffer());
  if (whole.startsWith(beginning)) await cache.put(address, copy);
}

async function versions() {
  return (await caches.keys()).filter((name) => name.startsWith(VERSION));
}

// Keeps the version of an index.html, or nothing of it.
async function keep(response) {
  if (!response.ok) throw new Error(`index.html: ${response.status}`);
  const html = await response.text();
  const files = filesOf(html);
  // What a hotel's network answers in the page's stead is not the page.
  if (!html.includes('<meta name="program"')) throw new Error("this is not the page");
  const name = await versionOf(files);
  const cache = await caches.open(name);
  const there = new Set((await cache.keys()).map((request) => request.url));
  const missing = [...files].filter(([address]) => !there.has(address));
  await Promise.all(missing.map(async ([address, integrity]) => {
    const found = await fetch(address, { integrity });
    if (!found.ok) throw new Error(`${address}: ${found.status}`);
    await cache.put(address, found);
  }));
  const copy = new Response(html, { headers: response.headers });
  await (await caches.open(CURRENT)).put(SCOPE, copy);
  await forgetAllBut(name);
}

async function versionOf(files) {
  return VERSION + (await digest(new TextEncoder().encode([...files.keys()].join("\n"))));
}

// The addresses of the files of this folder that an index.html names, with their hashes.
function filesOf(html) {
  const files = new Map();
  for (const [tag] of html.matchAll(/<(?:link|script|meta)\b[^>]*>/g)) {
    const integrity = /\s(?:data-)?integrity="([^"]*)"/.exec(tag)?.[1];
    for (const [, given] of tag.matchAll(/\s(?:href|src|data-js|data-wasm)="([^"]+)"/g)) {
      const address = new URL(given, SCOPE).href;
      if (address.startsWith(SCOPE)) files.set(address, integrity || files.get(address) || "");
    }
  }
  return files;
}

async function digest(data) {
  const bytes = await crypto.subtle.digest("SHA-256", data);
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function forgetUnused() {
  const current = await (await caches.open(CURRENT)).match(SCOPE);
  if (current) await forgetAllBut(await versionOf(filesOf(await current.text())));
}

async function forgetAllBut(newest) {
  const old = (await versions()).filter((name) => name !== newest);
  if (old.length === 0) return forgetLibraries();
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const pages = all.filter((client) => client.url.startsWith(SCOPE));
  const used = await Promise.all(pages.map(programOf));
  if (used.includes(undefined)) return;
  for (const name of old) {
    const addresses = (await (await caches.open(name)).keys()).map((request) => request.url);
    if (!used.some((program) => addresses.includes(program))) await caches.delete(name);
  }
}

// The libraries that the one version left does not name.
async function forgetLibraries() {
  const current = await (await caches.open(CURRENT)).match(SCOPE);
  if (!current) return;
  const [, names = ""] = /\sdata-files="([^"]*)"/.exec(await current.text()) ?? [];
  const named = new Set(names.split(" ").map((name) => new URL(name, SCOPE).href));
  const cache = await caches.open(LIBRARIES);
  const unnamed = (await cache.keys()).filter((request) => !named.has(request.url));
  await Promise.all(unnamed.map((request) => cache.delete(request)));
}

// The address of a page's program, in the page's own words.
function programOf(client) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(done, ANSWER);
    client.postMessage("which program?", [port2]);
  });
}
