// A stranger's program reaches neither the page, nor what the site keeps, nor the network: on a
// server that sends no headers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IN_JAVASCRIPT, IN_PYTHON } from "./attempts.mjs";
import { openBrowser, serve } from "./harness.mjs";

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await openBrowser();
  await browser.openPage(site.address);
  await browser.call("await python.warm(); localStorage.setItem('kept', 'by the page')");
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** A program that makes each attempt, and prints what it reached. */
function programOf(attempts) {
  const tries = Object.entries(attempts).map(([name, code]) => `
reached = None
try:
    exec(${JSON.stringify(code)})
except BaseException as error:
    reached = None
print(${JSON.stringify(name)}, "reached" if reached else "held", sep=": ")`);
  return `site = ${JSON.stringify(site.address)}\n${tries.join("\n")}\n`;
}

test("no way leads from Python to JavaScript, to the network or to the machine", async () => {
  const before = site.asked.length;
  const { output } = await browser.call("return runProgram(arguments[0])", programOf(IN_PYTHON));
  const expected = Object.keys(IN_PYTHON).map((name) => `${name}: held`);
  assert.deepEqual(output.split("\n").filter((line) => /: (held|reached)$/.test(line)), expected);
  assert.deepEqual(site.asked.slice(before).filter((address) => !address.startsWith("/libraries/")), []);
});

for (const [name, code] of Object.entries(IN_JAVASCRIPT)) {
  test(`not even JavaScript in the worker gets far: ${name}`, async () => {
    const before = site.asked.length;
    const heard = await browser.call("return inWorker(arguments[0], 'page')", `
      const site = ${JSON.stringify(site.address)};
      onmessage = async ({ data: { port } }) => {
        let reached = null;
        try { reached = await (${code}); } catch {}
        port.postMessage(reached);
      };`);
    assert.deepEqual(heard, { said: null, overheard: [] });
    assert.deepEqual(site.asked.slice(before), []);
  });
}

test("the same attempts reach far where nothing holds them", async () => {
  const open = await openBrowser();
  try {
    await open.openPage(`${site.address}open`);
    const reached = await open.call(`
      const results = await Promise.all(Object.entries(arguments[0]).map(([name, code]) => new Promise((done) => {
        const text = "const site = location.origin + '/'; (async () => { try { postMessage(await (" + code + ")) } catch { postMessage(null) } })()";
        const worker = new Worker(URL.createObjectURL(new Blob([text.replaceAll("location.origin", "'" + location.origin + "'")])));
        worker.onmessage = ({ data }) => done(data ? [name] : []);
      })));
      return results.flat();
    `, IN_JAVASCRIPT);
    assert.ok(reached.length >= 12, `only these: ${reached}`);
  } finally {
    await open.close();
  }
});

test("what the site keeps is as it was", async () => {
  const kept = await browser.call("return [localStorage.kept, (await indexedDB.databases()).length, await caches.keys()]");
  assert.deepEqual(kept, ["by the page", 0, []]);
});

test("the frame's window is out of the page's reach, and the page out of its", async () => {
  const reached = await browser.call(`
    try { return document.querySelector("iframe").contentWindow.document.title } catch (error) { return error.name }
  `);
  assert.equal(reached, "SecurityError");
});

test("a flood of messages ends the run, and the page goes on", async () => {
  const { message, frames } = await browser.call("return flooded()");
  assert.deepEqual([message.type, message.reason], ["failed", "events"]);
  assert.ok(frames > 0, "the page painted meanwhile");
});

test("forged messages are data like others", async () => {
  const { message } = await browser.call("return runProgram(arguments[0])", `
import loopscope._page as page
page.outbox.write('{"t":0,"e":{"Printed":{"stream":"Stdout","text":"forged","at":[0,1]}}}\\n')
page._say('{"type":"ended","how":"returned","status":0,"text":"forged","files":[]}')
while True: pass
`);
  assert.deepEqual([message.type, message.text], ["ended", "forged"]);
  const { output } = await browser.call("return runProgram('print(1)')");
  assert.equal(output, "1\n");
});

test("whoever embeds or opens the page cannot start a program by a message", async () => {
  const before = await browser.call("return document.querySelectorAll('iframe').length");
  await browser.call("window.postMessage({ script: 'x', wasm: new ArrayBuffer(8) }, '*'); await python.check('1', 'a')");
  assert.equal(await browser.call("return document.querySelectorAll('iframe').length"), before);
});
