// Programs are kept, whatever happens to the page: in the browser, as files.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
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

// Each test begins with nothing kept.
beforeEach(async () => {
  await browser.openPage(site.address);
  await browser.call(`
    localStorage.clear();
    await new Promise((done) => { indexedDB.deleteDatabase("loopscope programs").onsuccess = done; });
    await openShelf();
  `);
});

const call = (script, ...args) => browser.call(script, ...args);
const again = async () => {
  await browser.reload();
  await call("await openShelf()");
};
const names = () => call("return (await shelf.list()).map(({ name }) => name)");
const texts = () => call("return (await Promise.all((await shelf.list()).map(({ id }) => shelf.get(id)))).map(({ text }) => text)");
const typed = (text) => call("window.edit = shelf.begin({ name: 'Mine' }); edit.type(arguments[0]); await edit.settle();", text);
// The pause after this does not come: it stands for somebody who is still typing.
const typing = (text) => call(`
  const { setTimeout } = window;
  window.setTimeout = () => 0;
  edit.type(arguments[0]);
  window.setTimeout = setTimeout;
`, text);
const noRoom = () => call(`
  window.room = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
`);
const roomAgain = () => call("IDBObjectStore.prototype.put = room");

test("what is typed is kept at a pause, and there after a reload, files and result with it", async () => {
  await call(`
    window.edit = shelf.begin({ name: "Mine", files: [{ path: "a.bin", bytes: new Uint8Array([0, 255]) }] });
    edit.type("print(1)");
    await untilTold(({ type }) => type === "kept");
    await edit.remember({ how: "returned", at: 2.5 });
  `);
  await again();
  const [program] = await call("return Promise.all((await shelf.list()).map(({ id }) => shelf.get(id)))");
  assert.deepEqual([program.name, program.text, program.version, program.result], ["Mine", "print(1)", 1, { how: "returned", at: 2.5 }]);
  assert.deepEqual(await call("return (await shelf.get(arguments[0])).files.map(({ path, bytes }) => [path, [...bytes]])", program.id), [["a.bin", [0, 255]]]);
});

test("files that are given before a program is kept are kept with it", async () => {
  const files = await call(`
    const edit = shelf.begin({ name: "Mine" });
    await shelf.giveFiles(edit.program.id, [{ path: "in.txt", bytes: new Uint8Array([1]) }]);
    edit.type("x");
    await edit.settle();
    return (await shelf.get(edit.program.id)).files.map(({ path }) => path);
  `);
  assert.deepEqual(files, ["in.txt"]);
});

test("a program that was only looked at is not kept", async () => {
  await call("const edit = shelf.begin({ name: 'Template', text: 'x' }); await edit.close();");
  assert.deepEqual(await names(), []);
});

test("typing without a pause is kept too", async () => {
  await call(`
    window.edit = shelf.begin({ name: "Mine" });
    let letters = "";
    const typing = setInterval(() => edit.type(letters += "x"), 50);
    await untilTold(({ type }) => type === "kept");
    clearInterval(typing);
  `);
  assert.equal((await names()).length, 1);
});

test("a page that is loaded again in the middle of a word loses no letter", async () => {
  await call("window.edit = shelf.begin({ name: 'Mine' })");
  await typing("half a wor");
  await again();
  assert.deepEqual(await texts(), ["half a wor"]);
  assert.deepEqual(await call("return Object.keys(localStorage)"), [], "the draft is gone");
});

test("a page that crashes has what was typed up to the last pause", async () => {
  await typed("kept");
  const crashed = await browser.window();
  const other = await browser.openWindow(site.address);
  await browser.turnTo(crashed);
  await browser.cdp("Page.crash").catch(() => {});
  await browser.turnTo(other);
  await call("await openShelf()");
  assert.deepEqual(await texts(), ["kept"]);
  await browser.turnTo(crashed);
  await browser.closeWindow(other);
});

test("names stay different, and one that is given is one line", async () => {
  await call("for (const name of ['A', 'A', ' A\\n', '', 'A (2)']) await shelf.add({ name, text: name })");
  assert.deepEqual((await names()).sort(), ["A", "A (2)", "A (3)", "A (4)", "program"]);
  const renamed = await call("const [{ id }] = await shelf.list(); return (await shelf.rename(id, '\\u202EB\\t' + 'x'.repeat(200))).name");
  assert.equal(renamed, `B ${"x".repeat(98)}`);
});

test("what is removed comes back as it was", async () => {
  await call("await shelf.add({ name: 'A', text: 'a', files: [{ path: 'f', bytes: new Uint8Array(3) }] })");
  const before = await call("const [{ id }] = await shelf.list(); return JSON.stringify(await shelf.get(id))");
  await call("const [{ id }] = await shelf.list(); window.removed = await shelf.remove(id)");
  assert.deepEqual(await names(), []);
  await call("await shelf.restore(removed)");
  const after = JSON.parse(await call("const [{ id }] = await shelf.list(); return JSON.stringify(await shelf.get(id))"));
  assert.deepEqual(after, { ...JSON.parse(before), version: 2 });
});

test("where the browser keeps nothing, it is told, and the text stays as long as the page", async () => {
  await browser.openPage(site.address);
  const { told, problem, list, get } = await call(`
    const refuse = { get() { throw new DOMException("no storage here", "SecurityError"); } };
    Object.defineProperty(window, "indexedDB", refuse);
    Object.defineProperty(window, "localStorage", refuse);
    await openShelf();
    const edit = shelf.begin({ name: "Mine" });
    edit.type("print(1)");
    await edit.settle();
    await edit.rename("Other");
    const list = await shelf.list();
    return { told, problem: shelf.problem, list, get: await shelf.get(list[0].id) };
  `);
  assert.deepEqual(told.filter(({ type }) => type !== "list").map(({ type, code }) => [type, code]), [["unkept", "blocked"]]);
  assert.equal(problem.code, "blocked");
  assert.deepEqual([list.map(({ name }) => name), get.text], [["Other"], "print(1)"]);
  const asked = await call("return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))");
  assert.equal(asked, true, "the browser asks before the page is left");
});

test("where storage is full, it is told, what was kept stays, and it is kept when there is room", async () => {
  await typed("first");
  await noRoom();
  const large = "x".repeat(2_000_000);
  await call("told.length = 0; edit.type(arguments[0]); await edit.settle();", large);
  assert.deepEqual(await call("return told.map(({ type, code }) => [type, code])"), [["unkept", "full"]]);
  assert.deepEqual((await texts()).map((text) => text.length), [large.length]);
  assert.equal(await call("return shelf.problem.code"), "full", "though the list can be read");
  await roomAgain();
  await call("await shelf.retry()");
  assert.equal(await call("return shelf.problem"), null);
  await again();
  assert.deepEqual((await texts()).map((text) => text.length), [large.length]);
});

test("a quota that fails when the transaction ends is told as well, and a draft outlives the page", async () => {
  await typed("first");
  await call(`
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      this.transaction.abort();
      Object.defineProperty(this.transaction, "error", { value: new DOMException("no room", "QuotaExceededError") });
      return request;
    };
    edit.type("second");
    await edit.settle();
  `);
  assert.equal(await call("return shelf.problem.code"), "full");
  await again();
  assert.deepEqual(await texts(), ["second"]);
});

test("a database of a newer version of the page is told, and not touched", async () => {
  await typed("first");
  const other = await browser.window();
  await browser.openWindow(site.address);
  await call("await new Promise((done) => { indexedDB.open('loopscope programs', 2).onsuccess = ({ target }) => { target.result.close(); done(); }; })");
  await browser.closeWindow(other);
  await call("edit.type('second'); await edit.settle();");
  assert.equal(await call("return shelf.problem.code"), "newer");
  assert.deepEqual(await texts(), ["second"]);
});

/** Two tabs that edit the same program; `use` is given a way to turn to each. */
async function inTwoTabs(use) {
  await typed("first");
  const { id } = await call("return edit.program");
  const one = await browser.window();
  const two = await browser.openWindow(site.address);
  await call("await openShelf(); window.edit = shelf.edit(await shelf.get(arguments[0]));", id);
  try {
    await use({ id, one: () => browser.turnTo(one), two: () => browser.turnTo(two) });
  } finally {
    await browser.turnTo(two);
    await browser.closeWindow(one);
  }
}

test("a tab that has nothing of its own to keep shows what another has kept", () =>
  inTwoTabs(async ({ id, one, two }) => {
    await call("edit.type('by two'); await edit.settle();");
    await one();
    const { program } = await call("return untilTold(({ type }) => type === 'replaced')");
    assert.deepEqual([program.id, program.text], [id, "by two"]);
    await call("edit.type('by one again'); await edit.settle();");
    await two();
    await call("return untilTold(({ type }) => type === 'replaced')");
    assert.deepEqual(await texts(), ["by one again"]);
  }));

test("two tabs that type into one program: both texts are kept, and both are told", () =>
  inTwoTabs(async ({ id, one, two }) => {
    await typing("by two");
    await one();
    await call("edit.type('by one'); await edit.settle();");
    await two();
    await call("await edit.settle();");
    const mine = await call("return untilTold(({ type }) => type === 'conflict')");
    assert.deepEqual([mine.id, mine.program.name, mine.program.text], [id, "Mine (2)", "by two"]);
    await call("edit.type('by two, on'); await edit.settle();");
    await one();
    const { copy } = await call("return untilTold(({ type }) => type === 'copied')");
    assert.equal(copy.name, "Mine (2)");
    const all = await call("return Promise.all((await shelf.list()).map(({ id }) => shelf.get(id)))");
    const kept = Object.fromEntries(all.map(({ name, text }) => [name, text]));
    assert.deepEqual(kept, { Mine: "by one", "Mine (2)": "by two, on" });
  }));

test("a program that one tab removes while another types is there again", () =>
  inTwoTabs(async ({ id, one, two }) => {
    await typing("by two");
    await one();
    await call("await shelf.remove(arguments[0])", id);
    await two();
    await call("await untilTold(({ type }) => type === 'removed'); await edit.settle();");
    await one();
    assert.deepEqual(await texts(), ["by two"]);
  }));

test("what the first tab renames keeps its name when the second types", () =>
  inTwoTabs(async ({ id, one, two }) => {
    await one();
    await call("await shelf.rename(arguments[0], 'Renamed')", id);
    await two();
    await call("edit.type('by two'); await edit.settle();");
    assert.deepEqual([await names(), await texts()], [["Renamed"], ["by two"]]);
  }));

test("all programs go into one file and come back, and what is here already is not doubled", async () => {
  await call(`
    await shelf.add({ name: "A", text: "a = '你好 \\ud83d\\ude00'", result: { how: "deadlock" } });
    await shelf.add({ name: "B", text: "", files: [{ path: "in/x", bytes: new Uint8Array([1, 2]) }], changed: 5 });
  `);
  const file = await call("return shelf.fileOfAll()");
  assert.deepEqual([file.name, file.type], ["loopscope-programs.json", "application/json"]);
  const load = () => call("return shelf.load([new File([arguments[0]], 'all.json')])", file.text);
  assert.deepEqual(await load(), { added: [], same: 2, refused: [] });
  await call("for (const { id } of await shelf.list()) await shelf.remove(id)");
  const { added, same, refused } = await load();
  assert.deepEqual([added.length, same, refused], [2, 0, []]);
  assert.equal((await call("return shelf.fileOfAll()")).text, file.text);
});

test("a Python file becomes a program of its name, and a program becomes a file of its", async () => {
  await call("await shelf.load([new File(['\\ufeffx = 1\\r\\n'], 'dir/my prog.py')])");
  const [{ id, name }] = await call("return shelf.list()");
  assert.equal(name, "my prog");
  assert.deepEqual(await call("return shelf.file(await shelf.get(arguments[0]))", id), { name: "my_prog.py", type: "text/x-python", text: "x = 1\r\n" });
});

const refusals = [
  ["an empty file", "x.py", "new Uint8Array(0)", "empty"],
  ["a file that is too large", "x.py", "new Uint8Array(1_000_001)", "large"],
  ["UTF-16", "x.py", "new Uint8Array([255, 254, 120, 0])", "encoding"],
  ["bytes that are no text", "x.py", "new Uint8Array([120, 0, 1])", "binary"],
  ["a file that is no JSON", "x.json", "'{'", "json"],
  ["JSON that nests deep", "x.json", "'['.repeat(100_000)", "json"],
  ["some other JSON", "x.json", "'[1]'", "format"],
  ["a newer file", "x.json", "JSON.stringify({ format: 'loopscope programs', version: 2 })", "version"],
  ["a file without its programs", "x.json", "JSON.stringify({ format: 'loopscope programs', version: 1, programs: 1 })", "damaged"],
  ["a program that is none", "x.json", "JSON.stringify({ format: 'loopscope programs', version: 1, programs: [null] })", "damaged"],
  ["more programs than a file may have", "x.json", "JSON.stringify({ format: 'loopscope programs', version: 1, programs: Array(1001).fill({ name: '', text: '' }) })", "large"],
  ["files that are no base64", "x.json", "JSON.stringify({ format: 'loopscope programs', version: 1, programs: [{ name: '', text: '', files: [{ path: '', base64: '!' }] }] })", "damaged"],
];

test("a file that is none is refused by a reason, and the others are added", async () => {
  for (const [what, name, content, code] of refusals) {
    const { added, refused } = await call(`return shelf.load([new File([${content}], arguments[0]), new File(["ok"], arguments[1])])`, name, `${code}.py`);
    assert.deepEqual(refused, [{ file: name, code }], what);
    assert.ok(added.length <= 1, what);
  }
});

test("templates come with a program and words in both languages", async () => {
  const { groups, templates } = await call("return (await programsModule()).templates()");
  assert.equal(groups.length, 5);
  for (const { id, group, title, line, question, text } of templates) {
    assert.ok(groups.some((one) => one.id === group), id);
    for (const words of [title, line, question]) assert.ok(words.en && words.zh, id);
    assert.match(text, /^import asyncio\n/, id);
    assert.match(question.en, /\?|\. Try /, id);
    assert.match(question.zh, /？/, id);
  }
});

test("the page's policy is violated by nothing of this", async () => {
  assert.deepEqual(await call("await (await programsModule()).templates(); return violations"), []);
});
