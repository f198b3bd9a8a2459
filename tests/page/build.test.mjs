// The build of the libraries, and what the page says about them.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withLibraries } from "../../www/build/index_page.mjs";
import { putLibraries } from "../../www/build/libraries.mjs";
import { filesBelow, ROOT, SOURCES } from "../../www/build/workshop.mjs";

const policyIn = (text) => /default-src 'none'[^"]*/.exec(text)[0];

async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "loopscope-build-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the policy that docs/hosting.md gives for headers is the page's own", async () => {
  const libraries = await inFolder(putLibraries);
  const page = withLibraries(readFileSync(join(SOURCES, "index.html"), "utf8"), libraries);
  assert.equal(policyIn(readFileSync(join(ROOT, "docs/hosting.md"), "utf8")), policyIn(page));
});

test("a build writes nothing that Trunk watches, and the next makes the same", async () => {
  const watched = /^watch = (\[.*\])$/m.exec(readFileSync(join(ROOT, "Trunk.toml"), "utf8"))[1];
  const files = JSON.parse(watched).map((path) => join(ROOT, path)).flatMap((path) =>
    statSync(path).isDirectory() ? filesBelow(path) : [path]);
  const states = () => files.map((file) => `${file} ${statSync(file).mtimeMs}`);
  const before = states();
  const [first, second] = [await inFolder(putLibraries), await inFolder(putLibraries)];
  assert.deepEqual(second, first);
  assert.deepEqual(states(), before);
});
