// Programs that go too far: the page stays, the end is told, and the next run is clean. All of them
// with LOOPSCOPE_ALL=1, else the first of each sixth part.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, serve } from "./harness.mjs";
import { HOSTILE } from "./hostile_programs.mjs";

const SAMPLE = 6;

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await openBrowser();
  await browser.openPage(site.address);
});

after(async () => {
  await browser?.close();
  site?.close();
});

const step = process.env.LOOPSCOPE_ALL ? 1 : Math.ceil(HOSTILE.length / SAMPLE);

for (const program of HOSTILE.filter((_, nth) => nth % step === 0)) {
  test(program.name, async () => {
    const ended = await browser.call("return endOf(...arguments)", program);
    check(program, ended);
    const { output } = await browser.call("return runProgram('import builtins, sys\\nprint(len(sys.argv), 6 * 7)')");
    assert.equal(output, "1 42\n", "the next run is clean");
  });
}

test("a page that such programs ran in stands as before", async () => {
  assert.deepEqual(await browser.call("return violations"), []);
});

function check(program, { message, output }) {
  const told = JSON.stringify({ message, output: output.slice(0, 500) });
  if (program.runs) {
    assert.equal(message.type, "stopped", told);
    assert.match(output, /^on\n/, told);
  } else if (program.ends !== undefined) {
    assert.deepEqual([message.type, message.status], ["ended", program.ends], told);
  } else if (program.fails) {
    assert.deepEqual([message.type, message.reason], ["failed", program.fails], told);
  } else if (program.raises === "livelock") {
    assert.equal(message.how, "livelock", told);
  } else if (program.raises !== undefined) {
    assert.equal(message.how, "raised", told);
    assert.ok(message.text.startsWith(program.raises), told);
  }
  // Whatever came of it, it was told.
  assert.ok(["ended", "failed", "stopped"].includes(message.type), told);
  if (program.source.includes("print('on')") && message.type === "failed") assert.match(output, /on/, told);
}
