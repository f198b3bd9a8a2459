// The interpreter where the network fails while it loads, and where its worker is ended at any moment:
// LOOPSCOPE_KILLS times, 20 if nothing is said.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { openBrowser, serve } from "./harness.mjs";

const KILLS = Number(process.env.LOOPSCOPE_KILLS ?? 20);

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

beforeEach(async () => {
  site.instead = () => undefined;
  await browser.openPage(site.address);
});

const warm = () => browser.call("return python.warm().then(({ type }) => type, (error) => error.message)");
const sum = () => browser.call("const { output } = await runProgram('print(6 * 7)'); return output;");

/** A host that is lost in the middle of a file. */
const half = (size) => (response) => {
  response.writeHead(200, { "content-length": size });
  response.write(Buffer.alloc(size / 2), () => response.destroy());
};

const INTERPRETER = /\/python-\w+\.wasm$/;
const faults = [
  ["is out of reach", INTERPRETER, null, /did not arrive/],
  ["is out of reach", /\/library-/, null, /did not arrive/],
  ["is out of reach", /\/worker-/, null, /did not arrive/],
  ["is lost in the middle of a file", INTERPRETER, half(1_000_000), /did not arrive|network|Failed to fetch/i],
  ["answers with a page in a file's place", INTERPRETER, ["text/html", "<!doctype html>"], /did not arrive/],
  ["has removed the file for a newer version", INTERPRETER, (response) => response.writeHead(404).end(), /did not arrive/],
];

for (const [what, file, fault, reason] of faults) {
  test(`a host that ${what}, ${file.source}: it is told, and asked again it comes`, async () => {
    site.instead = (path) => (file.test(path) ? fault : undefined);
    assert.match(await warm(), reason);
    site.instead = () => undefined;
    assert.equal(await warm(), "ready");
  });
}

test("a run that begins while the host is away fails with a reason, and the next one runs", async () => {
  site.instead = (path) => (path.startsWith("/libraries/library-") ? null : undefined);
  const { message } = await browser.call("return runProgram('print(1)')");
  assert.deepEqual([message.type, message.reason], ["failed", "start"]);
  site.instead = () => undefined;
  assert.equal(await sum(), "42\n");
});

test("an interpreter that is closed while it loads loads again", async () => {
  await browser.call("python.warm().catch(() => {}); await python.close()");
  assert.equal(await warm(), "ready");
  assert.equal(await sum(), "42\n");
});

const FLOOD = `import asyncio

async def count(n):
    while True:
        print(n)
        await asyncio.sleep(0.001)

async def main():
    await asyncio.gather(*(count(n) for n in range(50)))

print("on")
asyncio.run(main())
`;

test(`a worker that is ended at any of ${KILLS} moments ends once, and leaves nothing to the next`, async () => {
  // What a warm start takes; a cold one would be mostly waiting.
  await warm();
  const { first } = await browser.call("return runProgram(...arguments)", FLOOD, { stopAt: "on\n" });
  for (let kill = 0; kill < KILLS; kill += 1) {
    // One half while the worker starts or begins, the other in the flood of its events.
    const [moment, batches] = kill % 2 ? [2 * first * Math.random(), 0] : [0, 1 + Math.floor(8 * Math.random())];
    const ends = await browser.call(`
      const [source, moment, batches] = arguments;
      let told = 0;
      let flooded;
      const ends = [];
      const inTheFlood = new Promise((done) => (flooded = done));
      const run = python.run({ source, name: "prog.py" }, ({ type }) => {
        if (type !== "events") return ends.push(type);
        told += 1;
        if (told >= batches) flooded();
      });
      await (batches ? inTheFlood : new Promise((later) => setTimeout(later, moment)));
      run.stop();
      await run.settled;
      return ends;
    `, FLOOD, moment, batches);
    assert.deepEqual(ends, ["stopped"], batches ? `after ${batches} batches of events` : `after ${moment} ms`);
  }
  assert.equal(await sum(), "42\n");
  assert.equal(await browser.call("return document.querySelectorAll('iframe').length"), 1);
});

test("the page's policy is violated by nothing of this", async () => {
  assert.deepEqual(await browser.call("return violations"), []);
});
