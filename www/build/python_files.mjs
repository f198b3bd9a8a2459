// Makes the two zip files that the page's interpreter imports from: Python's standard library
// without what has no use in a page, and the package `loopscope`.

import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { filesBelow, madeFrom, NODE_MODULES, ROOT, WORKSHOP } from "./workshop.mjs";
import { LIBRARY } from "./standard_library.mjs";

const PACKER = fileURLToPath(new URL("python_library.py", import.meta.url));
const LISTS = fileURLToPath(new URL("standard_library.mjs", import.meta.url));
const PYODIDE = join(NODE_MODULES, "pyodide");
const SHIPPED = join(PYODIDE, "python_stdlib.zip");
const PACKAGE = join(ROOT, "python");

/** The path of the standard library's zip. */
export function standardLibrary() {
  return madeFrom([SHIPPED, PACKER, LISTS], join(WORKSHOP, "library.zip"), async (product) => {
    const packer = await startPacker();
    packer.FS.writeFile("/shipped.zip", readFileSync(SHIPPED));
    packer.runPython(`
exec(${JSON.stringify(imports(LIBRARY.importedAtStart))})
import json, sys
given = json.loads(given)
Library(given["mountedAt"], given["leftOut"], given["codecs"], set(sys.modules), given["withSource"]).write(
    members_of_zip("/shipped.zip"), "/library.zip")`);
    writeFileSync(product, packer.FS.readFile("/library.zip"));
  });
}

/** The path of the zip of the package `loopscope`. */
export function loopscopePackage() {
  const files = filesBelow(join(PACKAGE, "loopscope")).filter((file) => file.endsWith(".py"));
  return madeFrom([...files, PACKER, LISTS], join(WORKSHOP, "loopscope.zip"), async (product) => {
    const packer = await startPacker();
    packer.FS.mkdir("/package");
    const members = files.map((file, nth) => {
      packer.FS.writeFile(`/package/${nth}`, readFileSync(file));
      return relative(PACKAGE, file);
    });
    packer.globals.set("paths", JSON.stringify(members));
    packer.runPython(`
import json
members = [(path, open(f"/package/{nth}", "rb").read()) for nth, path in enumerate(json.loads(paths))]
given = json.loads(given)
Library(given["packageMountedAt"], given["packageLeftOut"]).write(members, "/loopscope.zip")`);
    writeFileSync(product, packer.FS.readFile("/loopscope.zip"));
  });
}

/** The path of the package as one file that Python runs, for who records. */
export function recorder() {
  const files = filesBelow(join(PACKAGE, "loopscope")).filter((file) => /\.py$|py\.typed$/u.test(file));
  const sources = [...files, join(PACKAGE, "build_package.py")];
  return madeFrom(sources, join(WORKSHOP, "loopscope.pyz"), async (product) => {
    const packer = await startPacker();
    for (const file of sources) {
      const path = `/project/${relative(PACKAGE, file)}`;
      packer.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      packer.FS.writeFile(path, readFileSync(file));
    }
    packer.runPython(`
import sys
sys.path.insert(0, "/project")
import build_package
open("/loopscope.pyz", "wb").write(build_package.zip_application())`);
    writeFileSync(product, packer.FS.readFile("/loopscope.pyz"));
  });
}

function imports(modules) {
  return modules.map((module) => `import ${module}\n`).join("");
}

/** The interpreter, with the packer's names in its globals. */
async function startPacker() {
  const { loadPyodide } = await import(pathToFileURL(join(PYODIDE, "pyodide.mjs")));
  const packer = await loadPyodide({ indexURL: PYODIDE });
  packer.globals.set("given", JSON.stringify(LIBRARY));
  packer.runPython(readFileSync(PACKER, "utf8"));
  return packer;
}
