// Trunk runs this after a build: the hash on the program's preload becomes a data attribute.
//
// Chromium ignores `integrity` on a preload of what is neither script nor style, and warns of it at
// each visit. The hash holds where the program is fetched: boot.js and the service worker hand it
// to fetch(), which every browser honours.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const index = join(process.env.TRUNK_STAGING_DIR, "index.html");
const html = readFileSync(index, "utf8");
const preload = /<link rel="preload"[^>]*(?=\sas="fetch")/;
writeFileSync(index, html.replace(preload, (tag) => tag.replace(" integrity=", " data-integrity=")));
