// CPython in the page: it starts, runs programs, and is ended, whatever they do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, serve } from "./harness.mjs";

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

const run = (source, options = {}) => browser.call("return runProgram(...arguments)", source, options);

test("nothing of Python is fetched before it is wanted", () => {
  const libraries = site.asked.filter((address) => address.startsWith("/libraries/"));
  assert.equal(libraries.length, 1, `the module alone: ${libraries}`);
});

test("a program's output comes as events, with its lines", async () => {
  const { message, output, events } = await run("print('one')\n\nprint('two', 3)\n");
  assert.equal(message.type, "ended");
  assert.equal(output, "one\ntwo 3\n");
  const lines = events.filter(({ e }) => e.Printed?.text.trim()).map(({ e }) => e.Printed.at[1]);
  assert.deepEqual([...new Set(lines)], [1, 3]);
});

test("a program that never ends is stopped, and what it wrote stays", async () => {
  const { message, output } = await run("print('before')\nwhile True: pass", { stopAt: "before\n" });
  assert.equal(message.type, "stopped");
  assert.equal(output, "before\n");
});

test("what one run changed, the next does not see", async () => {
  await run("import builtins, sys\nbuiltins.leftover = 1\nsys.leftover = 1\nopen('left', 'w').write('x')");
  const { output } = await run(
    "import builtins, os, sys\nprint(hasattr(builtins, 'leftover'), hasattr(sys, 'leftover'), os.listdir())");
  assert.equal(output, "False False []\n");
});

test("syntax is checked without running, in CPython's words", async () => {
  const wrong = await browser.call("return python.check('def f():\\n  x = = 3', 'prog.py')");
  assert.deepEqual(
    [wrong.type, wrong.line, wrong.column, wrong.message],
    ["syntax", 2, 7, "SyntaxError: invalid syntax"],
  );
  assert.equal((await browser.call("return python.check('print(1)', 'prog.py')")).type, "correct");
});

test("the page's policy is violated by nothing of this", async () => {
  assert.deepEqual(await browser.call("return violations"), []);
});
