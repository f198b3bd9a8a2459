// What a person has used of the libraries is there without a network, and only what is right is kept.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { WORKSHOP } from "../../www/build/workshop.mjs";
import { openBrowser, serve } from "./harness.mjs";

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  site?.close();
});

// Each test begins with a service worker that has kept no library.
beforeEach(async () => {
  site.instead = () => undefined;
  await browser.openPage(site.address);
  await browser.call(`
    await navigator.serviceWorker.register("service-worker.js");
    await navigator.serviceWorker.ready;
    for (const name of await caches.keys()) if (name.includes("libraries")) await caches.delete(name);
  `);
  await browser.reload();
  await browser.call("while (!navigator.serviceWorker.controller) await new Promise((later) => setTimeout(later, 10))");
});

const isLibrary = (path) => path.startsWith("/libraries/");
const isTemplates = (path) => path.startsWith("/libraries/templates-");
const kept = () => browser.call(`
  const caches_ = (await caches.keys()).filter((name) => name.includes("libraries"));
  const lists = await Promise.all(caches_.map(async (name) => (await caches.open(name)).keys()));
  return lists.flat().map(({ url }) => url.replace(/.*\\/|-[0-9a-f]+/g, ""));
`);
const untilKept = async (name) => {
  while (!(await kept()).includes(name)) await new Promise((later) => setTimeout(later, 20));
};
const numberOfTemplates = () => browser.call(`
  const { templates } = await programsModule();
  return templates().then(({ templates }) => templates.length, (error) => String(error));
`);

test("a library is kept from its first use on, and is there when the host is not", async () => {
  assert.deepEqual((await kept()).filter((name) => name !== "python.js"), []);
  await numberOfTemplates();
  await untilKept("programs.js");
  await untilKept("templates.json");
  site.instead = () => null;
  const used = site.asked.filter((path) => /programs-|templates-/.test(path));
  const sizes = await browser.call("return Promise.all(arguments[0].map(async (path) => (await (await fetch(path)).text()).length))", used);
  assert.ok(sizes.length >= 2 && sizes.every((size) => size > 10_000), String(sizes));
});

test("a page that a host answers with status 200 in a file's place is not kept", async () => {
  const notFound = ["text/html", "<!doctype html><title>Not found</title>"];
  site.instead = (path) => (isLibrary(path) ? notFound : undefined);
  const refused = await browser.call("return programsModule().catch(String)");
  assert.match(refused, /TypeError/);
  site.instead = () => undefined;
  await browser.reload();
  assert.equal(typeof (await numberOfTemplates()), "number");
});

test("templates that did not arrive come when they are asked for again", async () => {
  site.instead = (path) => (isTemplates(path) ? null : undefined);
  assert.match(await numberOfTemplates(), /TypeError/);
  site.instead = () => undefined;
  assert.equal(typeof (await numberOfTemplates()), "number");
});

test("a file that arrives in part is not kept", async () => {
  site.instead = (path) =>
    isLibrary(path) ? ["text/javascript", readFileSync(join(WORKSHOP, "made", path), "utf8").slice(0, -100)] : undefined;
  await browser.call("await programsModule().catch(() => {})");
  await browser.call("await fetch(document.querySelector('meta[name=libraries]').dataset.editor)");
  site.instead = () => undefined;
  await browser.reload();
  assert.equal(typeof (await numberOfTemplates()), "number");
  await untilKept("programs.js");
  assert.ok(!(await kept()).includes("editor.js"));
});
