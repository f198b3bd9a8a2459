// Where the build of the page's libraries keeps what it makes: below target/, which Trunk does not
// watch, so that a build never triggers the next one.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SOURCES = join(ROOT, "www");
export const WORKSHOP = join(ROOT, "target", "www");
export const NODE_MODULES = join(WORKSHOP, "npm", "node_modules");

/** The files in a folder and below it, in order of their paths. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A hash over the paths and contents of files: the same as long as none of them changes. */
export function fingerprint(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(ROOT, file)}\0${statSync(file).size}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * Makes `product`, a file or folder, unless it was made from the same state of its sources.
 * `make` gets the place to write to, which takes the product's name when it is complete.
 */
export async function madeFrom(sources, product, make) {
  const state = fingerprint(sources);
  const remembered = `${product}.made-from`;
  if (existsSync(product) && existsSync(remembered) && readFileSync(remembered, "utf8") === state) return product;
  const unfinished = `${product}.unfinished`;
  mkdirSync(dirname(product), { recursive: true });
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  rmSync(product, { recursive: true, force: true });
  renameSync(unfinished, product);
  writeFileSync(remembered, state);
  return product;
}
