// Trunk runs this after a build: what it wrote into index.html is finished here.

import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLibraries } from "./build/index_page.mjs";
import { putLibraries } from "./build/libraries.mjs";
import { inTwoParts } from "./build/program/parts.mjs";

const folder = process.env.TRUNK_STAGING_DIR;
const index = join(folder, "index.html");

// The style sheets, one a component in the sources, are one file for a visitor: twenty requests
// less before the first paint, and together they compress better.
function joinStyleSheets(html) {
  const links = [...html.matchAll(/[ \t]*<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>\n/g)];
  if (links.length === 0) throw new Error("index.html links no style sheets: has Trunk another way to write them?");
  const css = Buffer.concat(links.map(([, file]) => readFileSync(join(folder, file))));
  const hash = (algorithm) => createHash(algorithm).update(css);
  const name = `loopscope-${hash("sha256").digest("hex").slice(0, 16)}.css`;
  writeFileSync(join(folder, name), css);
  for (const [, file] of links) rmSync(join(folder, file));
  const joined = `  <link rel="stylesheet" href="./${name}" integrity="sha384-${hash("sha384").digest("base64")}">\n`;
  return links.reduce((rest, [link], nth) => rest.replace(link, nth === 0 ? joined : ""), html);
}

// The hash on the program's preload becomes a data attribute: Chromium ignores `integrity` on a
// preload of what is neither script nor style, and warns of it at each visit. The hash holds where
// the program is fetched: boot.js and the service worker hand it to fetch(), which every browser
// honours.
function keepProgramsHash(html) {
  const preload = /<link rel="preload"[^>]*(?=\sas="fetch")/;
  return html.replace(preload, (tag) => tag.replace(" integrity=", " data-integrity="));
}

const joined = keepProgramsHash(joinStyleSheets(readFileSync(index, "utf8")));
// What `trunk serve` builds stays whole: only a visit from afar gains by the split. So does what
// tests/first_visit.mjs asks for, whose list the split goes by.
const isSplit = process.env.TRUNK_PROFILE === "release" && !process.env.LOOPSCOPE_WHOLE;
const html = isSplit ? inTwoParts(folder, joined) : joined;
writeFileSync(index, withLibraries(html, await putLibraries(folder)));
