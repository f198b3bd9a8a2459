// Bundles the modules that a browser gets from several sources, each into one file.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NODE_MODULES } from "./workshop.mjs";

/**
 * Bundles `entry` into the file `output`, a module that the page imports. `define` has values that
 * take the place of names, as esbuild's option of that name does.
 */
export function bundleModule(entry, output, define = {}) {
  return bundle(entry, output, { format: "esm", define: asCode(define) });
}

/**
 * Bundles `entry` into a classic script for workers: Chromium 156 starts no module in a worker from
 * a `blob:` address of a sandboxed frame. Pyodide refuses classic workers, because it cannot import
 * its own parts there; here they are in the bundle, and it does not notice.
 */
export function bundleWorker(entry, output) {
  return bundle(entry, output, {
    format: "iife",
    banner: { js: "globalThis.importScripts = undefined;" },
    define: asCode({ "import.meta.url": "https://nowhere.invalid/" }),
  });
}

async function bundle(entry, output, options) {
  const { build } = await import(pathToFileURL(join(NODE_MODULES, "esbuild/lib/main.js")));
  await build({
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    target: ["es2022"],
    minify: true,
    // Licences go to docs/dependencies.md, where all of them stand.
    legalComments: "none",
    nodePaths: [NODE_MODULES],
    // Node.js's modules, which Pyodide imports where it runs under it.
    external: ["node:*", "ws"],
    logLevel: "warning",
    ...options,
  });
  return output;
}

function asCode(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
}
