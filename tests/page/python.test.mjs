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
  const lines = events.filter(({ e }) => e?.Printed).map(({ e }) => e.Printed.at[1]);
  assert.deepEqual(lines, [1, 3]);
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

test("the whole of an asyncio run comes as a trace, on the virtual clock", async () => {
  const { message, output, events } = await run(`import asyncio

async def say(after, what):
    await asyncio.sleep(after)
    print(what)

async def main():
    await asyncio.gather(say(2, "second"), say(1, "first"))

asyncio.run(main())
`);
  assert.deepEqual([message.type, message.how, message.status], ["ended", "returned", 0]);
  assert.equal(output, "first\nsecond\n");
  const header = events[0];
  assert.deepEqual([header.format, header.version, header.clock], ["loopscope trace", 1, "virtual"]);
  assert.deepEqual(header.sources.map(({ path }) => path), ["prog.py"]);
  const printed = events.filter(({ e }) => e?.Printed).map(({ t }) => t);
  assert.deepEqual(printed, [1e9, 2e9]);
  assert.deepEqual(events.at(-1).e, { RunEnded: { how: "Returned" } });
});

test("an exception that leaves the program is told with its line, in CPython's words", async () => {
  const { message, output } = await run("def f():\n    return 1 / 0\n\nf()\n");
  assert.deepEqual([message.how, message.status, message.line], ["raised", 1, 2]);
  assert.equal(message.text, "ZeroDivisionError: division by zero");
  assert.match(output, /^Traceback \(most recent call last\):\n {2}File "prog.py", line 4, in <module>/);
  assert.doesNotMatch(output, /loopscope/);
});

test("a deadlock ends the run, and says who waits", async () => {
  const { message } = await run("import asyncio\n\nasync def main():\n    await asyncio.Event().wait()\n\nasyncio.run(main())");
  assert.deepEqual([message.how, message.status], ["deadlock", 3]);
  assert.match(message.text, /main/);
});

test("input is asked for, and nothing is told twice", async () => {
  const { message, output, events } = await run(
    "name = input('name? ')\nprint('hello', name)\nprint(repr(input()))", { lines: ["Ada\n", "\n"] });
  assert.equal(message.how, "returned", JSON.stringify(message));
  assert.equal(output, "name? hello Ada\n''\n");
  assert.equal(events.filter(({ format }) => format).length, 1);
});

test("the end of the input is EOFError, and a task may ask too", async () => {
  const { output } = await run(`import asyncio, sys
async def main():
    print(await asyncio.to_thread(input))
    print([line for line in sys.stdin])
    try:
        input()
    except EOFError as error:
        print(error)
asyncio.run(main())`, { lines: ["one\n", "two\n", ""] });
  assert.equal(output, "one\n['two\\n']\nEOF when reading a line\n");
});

test("files that are given are there, and what was written is handed out", async () => {
  const { message, output } = await browser.call(`
    const given = [{ path: "data/in.txt", bytes: new TextEncoder().encode("given") }];
    const { message, output } = await runProgram(
      "print(open('data/in.txt').read())\\nopen('out.txt', 'w').write('made')", { files: given });
    const files = message.files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]);
    return { message: files, output };
  `);
  assert.equal(output, "given\n");
  assert.deepEqual(message, [["out.txt", "made"]]);
});

test("a module that is not there is named, as CPython does", async () => {
  const { message } = await run("import numpy");
  assert.equal(message.text, "ModuleNotFoundError: No module named 'numpy'");
});

test("the page's policy is violated by nothing of this", async () => {
  assert.deepEqual(await browser.call("return violations"), []);
});
