// The templates run in the page as they do on CPython 3.13: the same lines at the same moments. All of
// them with LOOPSCOPE_ALL=1, else the first of each sixth part.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../../www/build/workshop.mjs";
import { openBrowser, serve } from "./harness.mjs";

const SAMPLE = 6;
const ENDS = { 0: "returned", 1: "raised", 3: "deadlock" };

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

/** What is recorded of a template: its console without how it ended, and its status. */
function known(id) {
  const recorded = (extension) => readFileSync(join(ROOT, "python/tests/templates", `${id}.${extension}`), "utf8");
  const lines = recorded("vt").trimEnd().split("\n").filter((line) => !line.includes("\t!! "));
  return { lines, how: ENDS[recorded("status").trim()] };
}

/** The lines that a run printed, each after its clock in seconds, without the traceback that ends it. */
function printed(events, how) {
  const texts = events.filter(({ e }) => e?.Printed);
  while (how === "raised" && texts.at(-1)?.e.Printed.stream === "Stderr") texts.pop();
  return texts.flatMap(({ t, e }) => e.Printed.text.trimEnd().split("\n").map((line) => `${seconds(t)}\t${line}`));
}

const seconds = (nanos) => `${Math.floor(nanos / 1e9)}.${String(nanos % 1e9).padStart(9, "0")}`;

test("each template prints what CPython prints, when it does, and ends as it does", async () => {
  const { templates } = await browser.call("return (await programsModule()).templates()");
  const step = process.env.LOOPSCOPE_ALL ? 1 : Math.ceil(templates.length / SAMPLE);
  for (const { id, text } of templates.filter((_, nth) => nth % step === 0)) {
    const { message, events } = await browser.call("return runProgram(...arguments)", text, { name: `${id}.py` });
    const { lines, how } = known(id);
    assert.deepEqual([printed(events, message.how), message.how], [lines, how], id);
  }
});
