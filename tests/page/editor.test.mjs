// The editor, by its keyboard and by what the page tells it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KEY, openBrowser, serve } from "./harness.mjs";

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

const open = (options = {}) => browser.call("await openEditor(arguments[0])", options);
const text = () => browser.call("return editor.text");
const focused = () => browser.call("return document.activeElement.id || document.activeElement.tagName");
const type = (letters) => browser.press(...letters);
const paste = (pasted) => browser.call(`
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", arguments[0]);
  inEditor(".cm-content")[0].dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
`, pasted);

test("what is typed is the program, and each change is told", async () => {
  await open();
  await type("f(x");
  assert.equal(await text(), "f(x)", "the bracket is closed");
  assert.deepEqual(await browser.call("return heard.changes"), ["f", "f()", "f(x)"]);
});

test("a block is indented by four, by Tab too", async () => {
  await open({ text: "" });
  await type("if x:");
  await browser.press(KEY.enter);
  await type("y");
  assert.equal(await text(), "if x:\n    y");
  await browser.press(KEY.enter, KEY.tab);
  await type("z");
  assert.equal(await text(), "if x:\n    y\n        z");
});

test("Ctrl+Enter runs, and is no line", async () => {
  await open({ text: "print(1)" });
  await browser.press([KEY.control, KEY.enter]);
  assert.equal(await browser.call("return heard.runs"), 1);
  assert.equal(await text(), "print(1)");
});

test("Esc and then Tab leave the editor", async () => {
  await open({ text: "x" });
  await browser.press(KEY.escape, KEY.tab);
  assert.equal(await focused(), "after");
  assert.equal(await text(), "x");
});

test("what was typed can be undone", async () => {
  await open({ text: "x" });
  await type("y");
  assert.equal(await text(), "yx");
  await browser.press([KEY.control, "z"]);
  assert.equal(await text(), "x");
});

test("text is found by Ctrl+F", async () => {
  await open({ text: "one\ntwo\none" });
  await browser.press([KEY.control, "f"]);
  await type("one");
  await browser.press(KEY.enter);
  assert.equal((await browser.call("return inEditor('.cm-searchMatch').length")), 2);
});

test("pasted text is mended, and it is said of what", async () => {
  await open();
  await paste(">>> x =\u00A0\u201Chi\u201D\r\n");
  assert.equal(await text(), 'x = "hi"\n');
  assert.deepEqual((await browser.call("return heard.mended")).sort(), ["lines", "prompts", "quotes", "spaces"]);
});

test("badges, marks and diagnostics stand at their lines", async () => {
  await open({ text: "a\nb\nc\n" });
  const shown = await browser.call(`
    const task = (label, running) => ({ label, letter: label.toLowerCase(), colour: "0", running });
    editor.badges([{ line: 2, tasks: [task("A", true), task("B", false), task("C", false), task("D", false)] }]);
    editor.mark([{ line: 3, kind: "here" }]);
    editor.diagnostics([{ line: 1, column: 1, endColumn: 2, message: "SyntaxError: invalid syntax" }]);
    await new Promise(requestAnimationFrame);
    return {
      badges: inEditor(".cm-badges").map((badges) => [badges.textContent, badges.querySelectorAll(".cm-badge").length, badges.title]),
      running: inEditor(".cm-badge.running").length,
      marked: inEditor(".cm-marked-here").map(({ textContent }) => textContent),
      squiggles: inEditor(".cm-lintRange-error").map(({ textContent }) => textContent),
    };
  `);
  assert.deepEqual(shown, { badges: [["abc+1", 3, "A\nB\nC\nD"]], running: 1, marked: ["c"], squiggles: ["a"] });
});

test("what is said of lines that are not there is left out", async () => {
  await open({ text: "a" });
  await browser.call(`
    editor.mark([{ line: 0, kind: "here" }, { line: 9, kind: "here" }]);
    editor.badges([{ line: 9, tasks: [] }]);
    editor.diagnostics([{ line: 9, column: 99, message: "unexpected end" }]);
    editor.reveal(99);
  `);
  assert.equal(await browser.call("return inEditor('.cm-marked').length"), 0);
});

test("a constant with bounds has a slider, which changes it in the text", async () => {
  await open({ text: "WORKERS = 3  # 1..9\nRATE = 0.50 # 0.25..1\nx = 1 # 9..1\n" });
  const sliders = await browser.call(`
    const sliders = inEditor(".cm-knob");
    const said = sliders.map(({ ariaLabel, min, max, step, value }) => [ariaLabel, min, max, step, value]);
    sliders[0].value = 7;
    sliders[0].dispatchEvent(new Event("input"));
    return said;
  `);
  assert.deepEqual(sliders, [["WORKERS", "1", "9", "1", "3"], ["RATE", "0.25", "1", "0.01", "0.5"]]);
  assert.equal((await text()).split("\n")[0], "WORKERS = 7  # 1..9");
});

test("a screen reader hears the person's language", async () => {
  await open({ labels: { name: "我的程序", phrases: { Find: "查找" } } });
  await browser.press([KEY.control, "f"]);
  const named = await browser.call(`
    return [inEditor(".cm-content")[0].ariaLabel, inEditor("[name=search]")[0].ariaLabel, inEditor(".cm-content")[0].role];
  `);
  assert.deepEqual(named, ["我的程序", "查找", "textbox"]);
});

test("a composition of an input method is text like any other", async () => {
  await open();
  await browser.compose("print('你好')");
  assert.equal(await text(), "print('你好')");
});

test("the page's policy is violated by nothing of this, and no style is left out", async () => {
  assert.deepEqual(await browser.call("return violations"), []);
  const height = await browser.call("return getComputedStyle(inEditor('.cm-scroller')[0]).lineHeight");
  assert.equal(height, "18px");
});
