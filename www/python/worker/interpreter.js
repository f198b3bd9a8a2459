// Starts CPython in this worker, from what the page handed in.

import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide/pyodide.mjs";
import { limitMemory } from "./memory.js";

// Nothing is ever fetched from here: the address only has to be one.
const NOWHERE = "https://nowhere.invalid/";
const PACKAGE = "/lib/loopscope.zip";
/** What a program finds around it. The hash seed makes the order of its sets the same in each run. */
const ENVIRONMENT = { HOME: "/home/program", PYTHONHASHSEED: "0", PYTHONINSPECT: "" };
/**
 * How much of the stack CPython takes for all there is, in bytes: a recursion through C ends in
 * RecursionError before the browser's own stack overflows, which would end the interpreter.
 */
const STACK = 64 * 1024;

/**
 * `module` is the compiled interpreter, `files.library` and `files.package` are the zip files with
 * Python's standard library and the package `loopscope`, as array buffers.
 */
export async function startInterpreter(module, files) {
  limitMemory();
  const pyodide = await handingIn(module, files.library, () =>
    loadPyodide({
      createPyodideModule,
      indexURL: NOWHERE,
      lockFileContents: EMPTY_LOCK_FILE,
      env: ENVIRONMENT,
      jsglobals: Object.create(null),
    }));
  protectStack(pyodide._module);
  pyodide.FS.writeFile(PACKAGE, new Uint8Array(files.package));
  pyodide.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(PACKAGE)})`);
  return pyodide;
}

// There is nothing to install: no packages but those that are handed in. Pyodide compares its own
// versions with these.
const EMPTY_LOCK_FILE = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};

/** While `load` runs, what it wants to fetch is what was handed in. */
async function handingIn(module, library, load) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async (address) => new Response(String(address).endsWith(".zip") ? library : null);
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  try {
    return await load();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

function protectStack(module) {
  const top = module._emscripten_stack_get_base();
  module._PyUnstable_ThreadState_SetStackProtection(module._PyThreadState_Get(), top - STACK, STACK);
}
