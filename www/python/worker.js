// The worker that CPython runs in: see docs/python-in-the-page.md for what it says to the page and hears from it.
//
// Everything that a program could reach out with is taken from the worker's global scope before any
// program runs. That is the second wall: the first is the policy that the worker inherits from its
// frame (sandbox.js).

import { confine } from "./worker/confine.js";
import { startInterpreter } from "./worker/interpreter.js";
import { Programs } from "./worker/programs.js";

addEventListener("message", async ({ data: { module, files, port } }) => {
  const say = (message, transfer) => port.postMessage(message, transfer);
  try {
    const programs = new Programs(await startInterpreter(module, files), say);
    confine(globalThis);
    port.onmessage = ({ data }) => programs.handle(data);
    say({ type: "ready", python: programs.version });
  } catch (error) {
    say({ type: "failed", reason: String(error?.stack ?? error), fatal: true });
  }
}, { once: true });
