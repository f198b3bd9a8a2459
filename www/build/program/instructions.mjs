// Where the instructions of a function name other functions.

import { Reader, number } from "./bytes.mjs";

const CALL = 0x10;
const RETURN_CALL = 0x12;
const FUNCTION_REFERENCE = 0xd2;

/** What follows an instruction's code, by the code: a letter for each thing. */
const FOLLOWS = new Map();
const follow = (what, ...codes) => codes.forEach((code) => FOLLOWS.set(code, what));
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, nth) => first + nth);

// n is a number in LEB128.
follow("", 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1, ...range(0x45, 0xc4));
follow("n", 0x02, 0x03, 0x04, 0x0c, 0x0d, ...range(0x20, 0x26), 0x3f, 0x40, 0x41, 0x42, 0xd0);
follow("nn", 0x11, 0x13, ...range(0x28, 0x3e));
follow("f", CALL, RETURN_CALL, FUNCTION_REFERENCE);
follow("4", 0x43);
follow("8", 0x44);
follow("types", 0x1c);
follow("labels", 0x0e);
follow("more", 0xfc);

/** The same for the instructions whose code begins with 0xfc. */
const FOLLOWS_MORE = ["", "", "", "", "", "", "", "", "nn", "n", "nn", "n", "nn", "n", "nn", "n", "n", "n"];

/** Calls `visit(function, from, to)` for each function that the body names, and with which bytes. */
function functionsNamed(body, visit) {
  const reader = new Reader(body);
  for (let groups = reader.number(); groups > 0; groups--) {
    reader.skipNumber();
    reader.skipNumber();
  }
  while (!reader.isAtEnd) {
    const code = reader.byte();
    const what = code === 0xfc ? FOLLOWS_MORE[reader.number()] : FOLLOWS.get(code);
    if (what === undefined) throw new Error(`instruction 0x${code.toString(16)} is not known`);
    follows(what, reader, visit);
  }
}

function follows(what, reader, visit) {
  switch (what) {
    case "f": {
      const from = reader.at;
      visit(reader.number(), from, reader.at);
      break;
    }
    case "4":
    case "8":
      reader.skip(Number(what));
      break;
    case "types":
      reader.skip(reader.number());
      break;
    case "labels":
      for (let labels = reader.number() + 1; labels > 0; labels--) reader.skipNumber();
      break;
    default:
      for (const _ of what) reader.skipNumber();
  }
}

/** The functions that a body names. */
export function namedBy(body) {
  const named = new Set();
  functionsNamed(body, (index) => named.add(index));
  return named;
}

/** The body with other numbers for the functions that it names. */
export function renumbered(body, numbers) {
  const parts = [];
  let copied = 0;
  functionsNamed(body, (index, from, to) => {
    parts.push(body.subarray(copied, from), number(numbers.get(index)));
    copied = to;
  });
  return Buffer.concat([...parts, body.subarray(copied)]);
}
