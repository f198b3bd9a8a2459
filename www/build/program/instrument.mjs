// A program whose functions note that they were called.

import { Reader, number } from "./bytes.mjs";
import { KIND, readModule, writeModule } from "./module.mjs";

/** What the exports begin with that say, by a value of 1, that a function was called. */
export const CALLED = "called ";

const CONSTANT_ONE = Buffer.from([0x41, 1]);
const SET_GLOBAL = Buffer.from([0x24]);
const FALSE = { bytes: Buffer.from([0x7f, 1, 0x41, 0, 0x0b]) };

/** The program in `bytes`, changed, and its functions in the order in which its exports count them. */
export function instrumented(bytes) {
  const module = readModule(bytes);
  const global = (nth) => module.globals.length + nth;
  const name = (nth) => module.names.get(module.imports.length + nth) ?? "";
  const changed = writeModule({
    ...module,
    globals: [...module.globals, ...module.functions.map(() => FALSE)],
    exports: [
      ...module.exports,
      ...module.functions.map((_, nth) => ({ field: `${CALLED}${nth}`, kind: KIND.global, index: global(nth) })),
    ],
    functions: module.functions.map(({ type, body }, nth) => ({ type, body: noting(body, global(nth)) })),
  });
  return { bytes: changed, functions: module.functions.map(({ body }, nth) => ({ name: name(nth), size: body.length })) };
}

function noting(body, global) {
  const reader = new Reader(body);
  for (let groups = reader.number(); groups > 0; groups--) {
    reader.skipNumber();
    reader.skipNumber();
  }
  return Buffer.concat([body.subarray(0, reader.at), CONSTANT_ONE, SET_GLOBAL, number(global), body.subarray(reader.at)]);
}
