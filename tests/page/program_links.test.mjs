// Programs in links: what comes out is what went in, or a reason.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
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

const encode = (program, before) => browser.call("return (await programsModule()).encode(...arguments)", program, before);
const decode = (piece) => browser.call("return (await programsModule()).decode(arguments[0])", piece);

/** Bytes as a piece, as a stranger may make one. */
const pieceOf = (bytes) => `a${deflateSync(bytes).subarray(2).toString("base64url")}`;

const PROGRAM = { name: "Two shelves", text: "import asyncio\n\nasync def main():\n    print('你好 \u{1F600}')\n\nasyncio.run(main())\n" };

test("a program comes back as it went, and the link says how long it is", async () => {
  for (const program of [PROGRAM, { name: "", text: "" }, { name: "Name", text: "\uFEFF\r\n\0\n" }]) {
    const { piece, characters } = await encode(program);
    assert.match(piece, /^a[\w-]+$/);
    assert.equal(characters, piece.length);
    assert.deepEqual(await decode(piece), program);
  }
});

test("a link says where it fits, with what comes before it", async () => {
  const fits = async (before) => (await encode(PROGRAM, before)).fits;
  assert.deepEqual([await fits(0), await fits(3_000), await fits(20_000), await fits(50_000)], ["anywhere", "chats", "documents", "browsers"]);
});

test("a program that no link can hold is refused", async () => {
  const random = Array.from({ length: 100_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 7).toString(36)).join("");
  assert.equal((await encode({ name: "", text: random })).code, "long");
  assert.equal((await encode({ name: "", text: "x".repeat(1_000_000) })).code, "large");
  assert.equal((await browser.call("return (await programsModule()).encode({ name: '', text: '\\ud800' })")).code, "encoding");
});

test("as much as a link may hold comes back", async () => {
  const text = "x".repeat(999_999);
  const { piece } = await encode({ name: "", text });
  assert.equal((await decode(piece)).text.length, text.length);
});

test("what is no program's link is refused, each by its reason", async () => {
  const { piece } = await encode(PROGRAM);
  const bomb = (size) => pieceOf(Buffer.alloc(size, "x"));
  const cases = [
    ["", "empty"],
    [null, "empty"],
    ["a".repeat(60_001), "long"],
    [`b${piece.slice(1)}`, "version"],
    ["aab+/=".padEnd(20, "="), "letters"],
    [`${piece.slice(0, 10)}你${piece.slice(11)}`, "letters"],
    [piece.slice(0, -1), "cut"],
    [piece.slice(0, -2), "cut"],
    [piece.slice(0, 20), "cut"],
    ["a", "cut"],
    [`a${"_".repeat(40)}`, "broken"],
    [pieceOf(Buffer.from("no end of a name")), "broken"],
    [pieceOf(Buffer.from([0x41, 0x0a, 0xff, 0xfe])), "encoding"],
    [pieceOf(Buffer.from([0x41, 0x0a, 0xed, 0xa0, 0x80])), "encoding"],
    [bomb(1_000_001), "large"],
    [bomb(10_000_000), "large"],
    [bomb(40_000_000), "large"],
  ];
  for (const [given, code] of cases) assert.deepEqual(await decode(given), { code }, String(given).slice(0, 50));
});

test("a bomb is let off in portions: it takes no time and no memory", async () => {
  const piece = pieceOf(Buffer.alloc(40_000_000, 0));
  const inflated = await browser.call(`
    const { decode } = await programsModule();
    let bytes = 0;
    const read = ReadableStreamDefaultReader.prototype.read;
    ReadableStreamDefaultReader.prototype.read = async function () {
      const result = await read.call(this);
      bytes += result.value?.length ?? 0;
      return result;
    };
    await decode(arguments[0]);
    ReadableStreamDefaultReader.prototype.read = read;
    return bytes;
  `, piece);
  assert.ok(inflated > 1_000_000 && inflated < 3_000_000, `${inflated} bytes`);
});

test("a name from a link is one line without what turns its direction", async () => {
  const { name } = await decode(pieceOf(Buffer.from(`\u202Eevil\tname${"x".repeat(500)}\nx = 1`)));
  assert.equal(name, `evil name${"x".repeat(91)}`);
});

test("2,000 links that were changed on their way: the same program or a reason, never another", async () => {
  const seen = await browser.call(`
    const { encode, decode } = await programsModule();
    const { piece } = await encode(arguments[0]);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/% \\u0000\\ud83d";
    let seed = 1;
    const random = (below) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % 65521 % below;
    const letter = () => letters[random(letters.length)];
    const mutations = [
      (at) => piece.slice(0, at),
      (at) => piece.slice(at),
      (at) => piece.slice(0, at) + letter() + piece.slice(at + 1),
      (at) => piece.slice(0, at) + letter() + piece.slice(at),
      (at) => piece.slice(0, at) + piece.slice(at + 1 + random(4)),
      (at) => piece.slice(0, at) + piece.slice(random(piece.length)),
      (at) => piece.slice(at) + piece.slice(0, at),
      (at) => "a" + Array.from({ length: at }, letter).join(""),
    ];
    const seen = {};
    for (let round = 0; round < 2000; round += 1) {
      const changed = mutations[round % mutations.length](random(piece.length));
      const { code, name, text } = await decode(changed);
      const same = name === arguments[0].name && text === arguments[0].text;
      const what = code ?? (same ? "same" : "another: " + JSON.stringify([changed, name, text]));
      seen[what] = (seen[what] ?? 0) + 1;
    }
    return seen;
  `, PROGRAM);
  const known = ["broken", "cut", "empty", "encoding", "letters", "same", "version"];
  assert.deepEqual(Object.keys(seen).filter((what) => !known.includes(what)), [], JSON.stringify(seen));
  assert.ok(seen.broken > 300 && seen.cut > 100 && seen.letters > 100, JSON.stringify(seen));
});
