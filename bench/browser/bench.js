// What run.mjs calls in the page. Every function gives { seconds, counted, … } of one run.
import init, * as page from "./pkg/page.js";

const ready = init();
let pyodide;

async function timed(work) {
  const start = performance.now();
  const counted = await work();
  return { seconds: (performance.now() - start) / 1e3, counted };
}

/** A promise-based give-way and a queue: what a page would write by hand in plain JavaScript. */
const promises = {
  async switches(n) {
    let counted = 0;
    const spin = async () => {
      for (let i = 0; i < n / 2; i++) {
        await null;
        counted++;
      }
    };
    await Promise.all([spin(), spin()]);
    return counted;
  },
  async spawn_gather(n) {
    const child = async (i) => i;
    const all = await Promise.all(Array.from({ length: n }, (_, i) => child(i)));
    return all.reduce((a, b) => a + b, 0);
  },
};

const setTimeoutLateness = async (seconds, n) => {
  const late = [];
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    await new Promise((done) => setTimeout(done, seconds * 1e3));
    late.push(performance.now() - start - seconds * 1e3);
  }
  return late;
};

window.bench = {
  async loopscope(name, ...args) {
    await ready;
    return timed(async () => {
      const result = await page[name](...args);
      return typeof result === "number" ? result : Array.from(result);
    });
  },
  async gzip() {
    await ready;
    return timed(async () => {
      const packed = new Blob([page.trace_file()]).stream().pipeThrough(new CompressionStream("gzip"));
      return (await new Response(packed).arrayBuffer()).byteLength;
    });
  },
  promises: (name, n) => timed(() => promises[name](n)),
  setTimeoutLateness,
  async pyodide(name, n) {
    if (!pyodide) {
      const { loadPyodide } = await import("./pyodide/pyodide.mjs");
      pyodide = await loadPyodide();
      const source = await (await fetch("peers.py")).text();
      pyodide.runPython(source.split('if __name__ ==')[0]);
    }
    const result = await pyodide.runPythonAsync(`await timed(${JSON.stringify(name)}, ${n})`);
    const [counted, seconds] = result.toJs();
    return { seconds, counted };
  },
};
