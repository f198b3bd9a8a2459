// Makes what the page loads only when it is wanted: the Python interpreter, the editor, and where
// programs are kept.
//
//   node www/build/libraries.mjs           makes them, so that a later build needs no network
//
// The build of the page (www/finish-index.mjs) puts them into the folder `libraries` of the page,
// under names that carry a hash of their content, and names them in index.html. What is current is
// not made again.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleModule, bundleWorker } from "./bundles.mjs";
import { installPackages } from "./npm.mjs";
import { loopscopePackage, recorder, standardLibrary } from "./python_files.mjs";
import { templatesFile } from "./templates.mjs";
import { NODE_MODULES, SOURCES, WORKSHOP } from "./workshop.mjs";

/** The folder of the page that the libraries are in. */
export const FOLDER = "libraries";

/**
 * Puts the libraries into `folder`, and says how they are called: `modules` has the addresses of
 * those that the page imports, and `files` of all there are, relative to the page; `frame` has the
 * text of the frame's script, and its hash as a content security policy names it.
 */
export async function putLibraries(folder) {
  await installPackages();
  mkdirSync(join(folder, FOLDER), { recursive: true });
  const files = [];
  const put = (name, path) => {
    const file = hashedName(name, path);
    copyFileSync(path, join(folder, FOLDER, file));
    files.push(`${FOLDER}/${file}`);
    return { file, integrity: `sha384-${hash("sha384", readFileSync(path))}` };
  };
  const text = readFileSync(join(SOURCES, "python/frame.js"), "utf8");
  const frame = { text, hash: `sha256-${hash("sha256", text)}` };
  const parts = {
    wasm: put("python.wasm", join(NODE_MODULES, "pyodide/pyodide.asm.wasm")),
    library: put("library.zip", await standardLibrary()),
    package: put("loopscope.zip", await loopscopePackage()),
    script: put("worker.js", await bundleWorker(join(SOURCES, "python/worker.js"), join(WORKSHOP, "worker.js"))),
  };
  const given = { FRAME: frame, FILES: parts };
  const python = put("python.js", await bundleModule(join(SOURCES, "python/python.js"), join(WORKSHOP, "python.js"), given));
  const editor = put("editor.js", await bundleModule(join(SOURCES, "editor/editor.js"), join(WORKSHOP, "editor.js")));
  const shelf = { TEMPLATES: put("templates.json", await templatesFile()) };
  const programs = put("programs.js", await bundleModule(join(SOURCES, "programs/programs.js"), join(WORKSHOP, "programs.js"), shelf));
  const recordings = put("recordings.js", await bundleModule(join(SOURCES, "recordings/recordings.js"), join(WORKSHOP, "recordings.js")));
  const application = put("loopscope.pyz", await recorder());
  const modules = { python, editor, programs, recordings, recorder: application };
  return {
    modules: Object.fromEntries(Object.entries(modules).map(([name, { file }]) => [name, `${FOLDER}/${file}`])),
    files,
    frame,
  };
}

/** `name` with a hash of the file at `path` before its extension. */
function hashedName(name, path) {
  const extension = extname(name);
  const stem = name.slice(0, -extension.length);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
  return `${stem}-${digest}${extension}`;
}

function hash(algorithm, data) {
  return createHash(algorithm).update(data).digest("base64");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await putLibraries(join(WORKSHOP, "made"));
