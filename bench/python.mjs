// node bench/python.mjs [TIMES]: how long CPython takes to start in the page, beside bare Pyodide in
// a worker as npm ships it, in turn; how soon a program is stopped; how many events a second reach
// the page, and how many frames it paints meanwhile. Medians. The server is on this machine.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_MODULES, ROOT, WORKSHOP } from "../www/build/workshop.mjs";
import { openBrowser, serve } from "../tests/page/harness.mjs";

const TIMES = Number(process.argv[2] ?? 5);
const PRINTS = 200_000;

const BARE = `
import { loadPyodide } from "./bare/pyodide.mjs";
const python = await loadPyodide({ indexURL: new URL("bare/", self.location).href, stdout: (line) => postMessage(line) });
python.runPython("import asyncio; print('first')");`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What a new visitor waits for, in a browser of its own. */
async function visit(site, measure) {
  const browser = await openBrowser();
  try {
    await browser.openPage(site.address);
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

const bare = (browser) => browser.call(`
  const begun = performance.now();
  return new Promise((done, failed) => {
    const worker = new Worker("bare.js", { type: "module" });
    worker.onmessage = () => { done(performance.now() - begun); worker.terminate(); };
    worker.onerror = ({ message }) => failed(new Error(message));
  });`);

const first = (browser) => browser.call(`
  const { first, message } = await runProgram("print('first')");
  if (!first) throw new Error(JSON.stringify(message));
  return first;`);

const again = (browser) => browser.call(`
  await python.warm();
  return (await runProgram("print('again')")).first;`);

const stopping = (browser) => browser.call(`
  await python.warm();
  const { stopping, ended } = await runProgram("print('on')\\nwhile True: pass", { stopAt: "on" });
  const { first } = await runProgram("print('next')");
  return [ended - stopping, first];`);

const events = (browser) => browser.call(`
  await python.warm();
  let frames = 0;
  let painting = true;
  const paint = () => requestAnimationFrame(() => { frames += 1; if (painting) paint(); });
  paint();
  let count = 0;
  const seconds = await new Promise((done) => {
    const begun = performance.now();
    python.run({ source: arguments[0], name: "prog.py" }, ({ type, lines }) => {
      if (type !== "events") return done((performance.now() - begun) / 1000);
      for (const byte of lines) if (byte === 10) count += 1;
    });
  });
  painting = false;
  return { perSecond: count / seconds, frames: frames / seconds };`, `for i in range(${PRINTS}): print(i)`);

const site = await serve(join(WORKSHOP, "bench"), {
  "/bare.js": BARE,
  ...Object.fromEntries(
    ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"]
      .map((name) => [`/bare/${name}`, { path: join(NODE_MODULES, "pyodide", name) }])),
});
const figures = { bare: [], first: [], again: [], stopped: [], spare: [], perSecond: [], frames: [] };
for (let time = 0; time < TIMES; time += 1) {
  figures.bare.push(await visit(site, bare));
  await visit(site, async (browser) => {
    figures.first.push(await first(browser));
    figures.again.push(await again(browser));
    const [stopped, spare] = await stopping(browser);
    figures.stopped.push(stopped);
    figures.spare.push(spare);
    const { perSecond, frames } = await events(browser);
    figures.perSecond.push(perSecond);
    figures.frames.push(frames);
  });
}
site.close();

const m = Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
const rows = [
  ["bare Pyodide, to its first line", `${m.bare.toFixed(0)} ms`],
  ["here, to the first line of a first program", `${m.first.toFixed(0)} ms, ${(m.first / m.bare).toFixed(2)} of it`],
  ["a further program, in an interpreter that waits", `${m.again.toFixed(0)} ms`],
  ["from Stop to its end", `${m.stopped.toFixed(0)} ms`],
  ["the program after that, as soon as it was stopped", `${m.spare.toFixed(0)} ms`],
  [`events a second, of ${PRINTS.toLocaleString("en")} prints`, m.perSecond.toFixed(0)],
  ["frames a second meanwhile", m.frames.toFixed(0)],
];
for (const [what, figure] of rows) console.log(`${what.padEnd(52)} ${figure}`);
writeFileSync(join(ROOT, "target", "python-bench.json"), JSON.stringify({ times: TIMES, ...m }));
