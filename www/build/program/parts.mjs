// Puts the program's two parts in the place of the program that Trunk built.

import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listOfLater } from "./names.mjs";
import { split } from "./split.mjs";

/**
 * `html` with the first part as the page's program, and with a link to the second, which nobody
 * fetches by itself: www/boot.js does, and the service worker keeps it.
 */
export function inTwoParts(folder, html) {
  const [, built] = /\sdata-wasm="\.\/([^"]+)"/.exec(html) ?? [];
  if (!built) throw new Error("index.html names no program: has Trunk another way to write it?");
  const parts = split(readFileSync(join(folder, built)), listOfLater());
  rmSync(join(folder, built));
  const first = put(folder, "app", "_bg.wasm", parts.first);
  const later = put(folder, "later", ".wasm", parts.later);
  const link = `  <link rel="item" id="later" href="./${later.name}" data-integrity="${later.integrity}">\n`;
  return html
    .replaceAll(built, first.name)
    .replace(/(\sdata-integrity=")[^"]*("[^>]*\sas="fetch")/, `$1${first.integrity}$2`)
    .replace("</head>", `${link}</head>`);
}

function put(folder, stem, end, bytes) {
  const hash = (algorithm, form) => createHash(algorithm).update(bytes).digest(form);
  const name = `${stem}-${hash("sha256", "hex").slice(0, 16)}${end}`;
  writeFileSync(join(folder, name), bytes);
  return { name, integrity: `sha384-${hash("sha384", "base64")}` };
}
