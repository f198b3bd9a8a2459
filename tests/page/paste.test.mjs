// What pasted text is mended of.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mend } from "../../www/editor/paste.js";

const cases = [
  ["what is right stays as it is", "x = 'a'  # b\n", "x = 'a'  # b\n", []],
  ["a byte order mark goes", "\uFEFFx = 1\n", "x = 1\n", ["mark"]],
  ["line ends of other systems", "a\r\nb\rc\u2028d", "a\nb\nc\nd", ["lines"]],
  ["spaces that are none", "if x:\n\u00A0\u3000 y\u200B = 1", "if x:\n   y = 1", ["spaces"]],
  ["spaces in strings and comments stay", "'\u00A0' # \u00A0", "'\u00A0' # \u00A0", []],
  ["curly quotes become straight", "print(\u201Chi\u201D, \u2018x\u2019)", "print(\"hi\", 'x')", ["quotes"]],
  ["curly quotes in a string stay", "print('\u201Chi\u201D')", "print('\u201Chi\u201D')", []],
  ["curly quotes in a comment stay", "x = 1  # \u201Chi\u201D", "x = 1  # \u201Chi\u201D", []],
  ["a straight quote inside curly ones is escaped", "\u201Ca \"b\" c\u201D", '"a \\"b\\" c"', ["quotes"]],
  ["three curly quotes hold lines", "\u201C\u201C\u201Ca\nb\u201D\u201D\u201D", '"""a\nb"""', ["quotes"]],
  ["a curly quote that nothing closes", "\u201Ca\nb = 1", '"a\nb = 1', ["quotes"]],
  ["a triple string is left alone over lines", "'''\u201C\n\u00A0'''\n\u00A0x", "'''\u201C\n\u00A0'''\n x", ["spaces"]],
  ["prompts of a session go, what it answered becomes a comment",
    ">>> for i in x:\n...     i\n...\n1\n\n>>> y", "for i in x:\n    i\n\n# 1\n\ny", ["prompts"]],
  ["three dots without a prompt are Python's Ellipsis", "...\n", "...\n", []],
  ["an escaped quote does not end a string", "'\\'\u201C'", "'\\'\u201C'", []],
];

for (const [name, given, text, mended] of cases) {
  test(name, () => assert.deepEqual(mend(given), { text, mended }));
}

test("mending again changes nothing", () => {
  for (const [, given] of cases) {
    const { text } = mend(given);
    assert.equal(mend(text).text, text, JSON.stringify(given));
  }
});
