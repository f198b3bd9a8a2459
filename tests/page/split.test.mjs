// A program in two parts is the same program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { name, number, sized, vector } from "../../www/build/program/bytes.mjs";
import { instrumented } from "../../www/build/program/instrument.mjs";
import { laterOf, pathsOf } from "../../www/build/program/names.mjs";
import { split } from "../../www/build/program/split.mjs";

const [I32, FUNCREF, FUNCTION_TYPE, END] = [0x7f, 0x70, 0x60, 0x0b];
const GET_LOCAL = (nth) => [0x20, nth];
const CALL = (nth) => [0x10, nth];
const ADD = [0x6a];
const THROUGH_TABLE = (slot, type) => [0x41, slot, 0x11, type, 0];

/**
 * A program of these functions, each of one number to another:
 * - 0 is imported: it loads the second part; 1 is imported too, and doubles;
 * - 2, exported as `now`, calls 3;
 * - 3, `later::sum`, gives its argument to 4, and adds what 1 says of it;
 * - 4 adds the argument to itself;
 * - 5, exported as `through_table`, calls 6 through the table, in whose first slot it is;
 * - 6, `later::in_table`, calls 3.
 */
function program() {
  const section = (id, content) => Buffer.concat([Buffer.from([id]), sized(content)]);
  const code = (...instructions) => sized(Buffer.from([0, ...instructions.flat(), END]));
  const named = (index, text) => Buffer.concat([number(index), name(text)]);
  const imported = (field, type) => Buffer.concat([name("page"), name(field), Buffer.from([0, type])]);
  const exported = (field, index) => Buffer.concat([name(field), Buffer.from([0, index])]);
  const names = [named(2, "now"), named(3, "later::sum"), named(4, "double"), named(5, "through"), named(6, "later::in_table")];
  return Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    section(1, vector([Buffer.from([FUNCTION_TYPE, 0, 0]), Buffer.from([FUNCTION_TYPE, 1, I32, 1, I32])])),
    section(2, vector([imported("__wbg_loadLater_0", 0), imported("double", 1)])),
    section(3, vector(Array.from({ length: 5 }, () => Buffer.from([1])))),
    section(4, vector([Buffer.from([FUNCREF, 1, 1, 1])])),
    section(7, vector([exported("now", 2), exported("through_table", 5)])),
    section(9, vector([Buffer.from([0, 0x41, 0, END, 1, 6])])),
    section(
      10,
      vector([
        code(GET_LOCAL(0), CALL(3)),
        code(GET_LOCAL(0), CALL(4), GET_LOCAL(0), CALL(1), ADD),
        code(GET_LOCAL(0), GET_LOCAL(0), ADD),
        code(GET_LOCAL(0), THROUGH_TABLE(0, 1)),
        code(GET_LOCAL(0), CALL(3)),
      ]),
    ),
    section(0, Buffer.concat([name("name"), Buffer.from([1]), sized(vector(names))])),
  ]);
}

/** The program in two parts: its exports, and how often it asked for the second. */
function inTwoParts() {
  const parts = split(program(), (name) => name.startsWith("later::"));
  const asked = { times: 0 };
  const join = () => {
    new WebAssembly.Instance(new WebAssembly.Module(parts.later), { program: first.exports });
    first.exports.arrived.value = 1;
  };
  const page = { double: (value) => 2 * value, __wbg_loadLater_0: () => ((asked.times += 1), join()) };
  const first = new WebAssembly.Instance(new WebAssembly.Module(parts.first), { page });
  return { exports: first.exports, asked, join };
}

test("the first part asks for the second where it calls it, and once", () => {
  const { exports, asked } = inTwoParts();
  assert.equal(exports.now(5), 20);
  assert.equal(exports.now(6), 24);
  assert.equal(asked.times, 1);
});

test("a second part that has arrived by itself is not asked for", () => {
  const { exports, asked, join } = inTwoParts();
  join();
  assert.equal(exports.now(5), 20);
  assert.equal(exports.through_table(5), 20);
  assert.equal(asked.times, 0);
});

test("what is called through the table is asked for as well", () => {
  const { exports, asked } = inTwoParts();
  assert.equal(exports.through_table(5), 20);
  assert.equal(asked.times, 1);
});

test("a program that cannot ask for its second part is refused", () => {
  const other = Buffer.from(program().toString("latin1").replace("__wbg_loadLater_0", "__wbg_loadOther_0"), "latin1");
  assert.throws(() => split(other, () => false), /nothing to load its second part with/);
});

test("each function notes that it was called", () => {
  const { bytes, functions } = instrumented(program());
  const page = { double: (value) => 2 * value, __wbg_loadLater_0: () => {} };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { page });
  exports.now(1);
  const called = functions.filter((_, nth) => exports[`called ${nth}`].value);
  assert.deepEqual(called.map((called) => called.name), ["now", "later::sum", "double"]);
});

test("a name is below the paths that lead to it, whatever stands in brackets", () => {
  assert.deepEqual(pathsOf("<a[0123456789abcdef]::B as c::D<e::F>>::g::h"), ["<a::B as c::D<e::F>>", "<a::B as c::D<e::F>>::g", "<a::B as c::D<e::F>>::g::h"]);
  assert.deepEqual(pathsOf("a::b::h0123456789abcdef"), ["a", "a::b"]);
});

test("what comes later is named by the shortest paths below which nothing was called", () => {
  const functions = ["a::b::x", "a::b::y", "a::c::x", "a::c::y", "d"].map((name) => ({ name, size: 1000 }));
  assert.deepEqual(laterOf(functions, new Set([2])), ["a::b", "a::c::y", "d"]);
});
