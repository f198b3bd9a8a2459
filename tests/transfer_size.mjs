// Says what a visitor's browser transfers, compressed by brotli as hosts do,
// and fails when it is more than the project allows itself. The libraries are rows of their own:
// a visit fetches them only when they are wanted.
//
//   node tests/transfer_size.mjs FOLDER     the folder of a release build

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const KILOBYTE = 1000;
// What the project wants, and what it allows itself until it is there: no more than today's size.
const WANTED = { "first scenario": 250 * KILOBYTE, everything: 400 * KILOBYTE, Python: 4_500 * KILOBYTE, editor: 130 * KILOBYTE, programs: 20 * KILOBYTE, recordings: 170 * KILOBYTE };
const LIMITS = { "first scenario": 577 * KILOBYTE, everything: 1_000 * KILOBYTE, Python: 4_600 * KILOBYTE, editor: 140 * KILOBYTE, programs: 20 * KILOBYTE, recordings: 170 * KILOBYTE };
// What the files of a library are for, by how their names begin; all others are the interpreter's.
const LIBRARIES = { editor: "editor", programs: "programs", templates: "programs", recordings: "recordings" };
// What records a program is for those who download it.
const RECORDER = /\.pyz$/;
// These are compressed already, and hosts send them as they are.
const COMPRESSED = /\.(png|jpe?g|webp|avif|woff2|br|gz)$/;

const folder = process.argv[2];
if (!folder) {
  console.error("transfer_size.mjs needs the folder of a release build");
  process.exit(2);
}

const page = readFileSync(join(folder, "index.html"), "utf8");
const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => measure(join(entry.parentPath ?? entry.path, entry.name), entry.name))
  .sort((a, b) => b.brotli - a.brotli);

for (const { name, plain, brotli, when } of sizes) {
  console.log(`${pad(brotli)} of ${pad(plain)}  ${when.padEnd(6)} ${name}`);
}

const totals = {
  "first scenario": sum(sizes.filter(({ when }) => when === "first")),
  everything: sum(sizes.filter(({ when }) => when === "first" || when === "later")),
  Python: sum(sizes.filter(({ when }) => when === "Python")),
  editor: sum(sizes.filter(({ when }) => when === "editor")),
  programs: sum(sizes.filter(({ when }) => when === "programs")),
  recordings: sum(sizes.filter(({ when }) => when === "recordings")),
};
for (const [what, limit] of Object.entries(LIMITS)) {
  const verdict = totals[what] <= limit ? "ok" : "TOO LARGE";
  console.log(`${pad(totals[what])}  ${what}: ${verdict}, ${limit} bytes are allowed, ${WANTED[what]} are wanted`);
  if (totals[what] > limit) process.exitCode = 1;
}

// The page names every file it needs to start, and the first scenario needs no other; the program's
// second part comes behind it.
function measure(path, name) {
  const bytes = readFileSync(path);
  return { name, plain: bytes.length, brotli: transferred(name, bytes), when: whenFetched(path, name) };
}

function whenFetched(path, name) {
  if (path.startsWith(join(folder, "libraries"))) return libraryOf(name);
  if (name.startsWith("later-")) return "later";
  return name === "index.html" || page.includes(name) ? "first" : "later";
}

function libraryOf(name) {
  return RECORDER.test(name) ? "recordings" : (LIBRARIES[name.split("-")[0]] ?? "Python");
}

function transferred(name, bytes) {
  if (COMPRESSED.test(name)) return bytes.length;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

function sum(sizes) {
  return sizes.reduce((total, size) => total + size.brotli, 0);
}

function pad(number) {
  return String(number).padStart(8);
}
