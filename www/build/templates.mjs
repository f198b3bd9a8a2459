// The templates of My programs, as one file: the programs of www/templates/, and their words.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesBelow, madeFrom, SOURCES, WORKSHOP } from "./workshop.mjs";

const FOLDER = join(SOURCES, "templates");
const MAKER = fileURLToPath(import.meta.url);

export function templatesFile() {
  return madeFrom([MAKER, ...filesBelow(FOLDER)], join(WORKSHOP, "templates.json"), (file) => {
    const { groups, templates } = JSON.parse(readFileSync(join(FOLDER, "words.json"), "utf8"));
    const whole = templates.map((words) => ({ ...words, text: readFileSync(join(FOLDER, `${words.id}.py`), "utf8") }));
    writeFileSync(file, JSON.stringify({ groups, templates: whole }));
  });
}
