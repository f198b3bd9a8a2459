// Programs as files: one as its text, all of them as JSON.
//
//   {"format": "loopscope programs", "version": 1, "programs": [
//     {"name": "…", "text": "…", "changed": "2026-11-30T18:00:00.000Z", "result": {…},
//      "files": [{"path": "…", "base64": "…"}]}]}
//
// `result` is whatever the page remembers of the last run; `result` and `files` may be left out.

import { fileName, nameOf, programName } from "./names.js";

const FORMAT = "loopscope programs";
const VERSION = 1;

/** What is read at most: bytes of a program's file, bytes of a file of many, and how many programs it may have. */
export const MOST_TEXT = 1_000_000;
export const MOST_BUNDLE = 100_000_000;
export const MOST_PROGRAMS = 1_000;

/** What is wrong with a file: its code. */
class Refusal extends Error {}

export function fileOf({ name, text }) {
  return { name: fileName(name), type: "text/x-python", text };
}

export function bundleOf(programs) {
  const said = programs.map(({ name, text, changed, result, files }) => ({
    name,
    text,
    changed: new Date(changed).toISOString(),
    ...(result && { result }),
    ...(files?.length && { files: files.map(({ path, bytes }) => ({ path, base64: toBase64(bytes) })) }),
  }));
  const text = JSON.stringify({ format: FORMAT, version: VERSION, programs: said }, null, 1);
  return { name: "loopscope-programs.json", type: "application/json", text };
}

/**
 * The programs of files (Blobs with a name): `{programs, refused}`, the latter a list of `{file,
 * code}`: `large`, `empty`, `encoding` (not UTF-8), `binary`, `unreadable` (as a folder is), and for
 * a file of many `json`, `format` (some other JSON), `version` (a newer page made it), `damaged`.
 */
export async function readFiles(files) {
  const programs = [];
  const refused = [];
  for (const file of files) {
    try {
      programs.push(...(await programsOf(file)));
    } catch (error) {
      refused.push({ file: file.name, code: error instanceof Refusal ? error.message : "unreadable" });
    }
  }
  return { programs, refused };
}

async function programsOf(file) {
  const isBundle = /\.json$/i.test(file.name);
  if (file.size > (isBundle ? MOST_BUNDLE : MOST_TEXT)) throw new Refusal("large");
  if (file.size === 0) throw new Refusal("empty");
  const text = textOf(new Uint8Array(await file.arrayBuffer()));
  return isBundle ? bundled(text) : [{ name: programName(file.name), text }];
}

function textOf(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("encoding");
  }
  if (text.includes("\0")) throw new Refusal("binary");
  return text;
}

function bundled(text) {
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Refusal("json");
  }
  if (said?.format !== FORMAT) throw new Refusal("format");
  if (said.version !== VERSION) throw new Refusal("version");
  if (!Array.isArray(said.programs)) throw new Refusal("damaged");
  if (said.programs.length > MOST_PROGRAMS) throw new Refusal("large");
  return said.programs.map(programOf);
}

function programOf(said) {
  const { name, text, changed, result, files = [] } = said ?? {};
  if (typeof name !== "string" || typeof text !== "string" || !Array.isArray(files)) throw new Refusal("damaged");
  if (text.length > MOST_TEXT) throw new Refusal("large");
  const when = Date.parse(changed);
  return {
    name: nameOf(name, "program"),
    text,
    changed: Number.isNaN(when) ? Date.now() : when,
    result: result !== null && typeof result === "object" && !Array.isArray(result) ? result : null,
    files: files.map(presetOf),
  };
}

function presetOf(said) {
  const { path, base64 } = said ?? {};
  if (typeof path !== "string" || typeof base64 !== "string") throw new Refusal("damaged");
  try {
    return { path, bytes: Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)) };
  } catch {
    throw new Refusal("damaged");
  }
}

function toBase64(bytes) {
  let letters = "";
  for (let from = 0; from < bytes.length; from += 8_192) {
    letters += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(letters);
}
