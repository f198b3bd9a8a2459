// Installs what www/package-lock.json names, in just those versions, if it is not there yet.
//
//   node www/build/npm.mjs

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { madeFrom, SOURCES, WORKSHOP } from "./workshop.mjs";

const NAMED_BY = ["package.json", "package-lock.json"];

export async function installPackages() {
  const lists = NAMED_BY.map((name) => join(SOURCES, name));
  await madeFrom(lists, join(WORKSHOP, "npm"), (folder) => {
    mkdirSync(folder, { recursive: true });
    for (const name of NAMED_BY) copyFileSync(join(SOURCES, name), join(folder, name));
    // No package gets to run a script of its own here; esbuild's program is a package like others.
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  });
}

function npm(args, cwd) {
  const { status, error } = spawnSync("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (error) throw new Error(`npm does not start: ${error.message}; it comes with Node.js`);
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed, for the reason above; is there a network?`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installPackages();
