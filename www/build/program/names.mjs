// The names of the program's functions, and which of them come later.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One path a line: the functions of this name, and all that are below it. */
export const LIST = fileURLToPath(new URL("later.txt", import.meta.url));

/** The question whether a function of this name comes later, as the list has it. */
export function listOfLater() {
  const lines = readFileSync(LIST, "utf8").split("\n");
  const listed = new Set(lines.filter((line) => line && !line.startsWith("#")));
  return (name) => pathsOf(name).some((path) => listed.has(path));
}

/** A function's name and all that it is below: of `a::b<c::d>::e` these are `a`, `a::b<c::d>` and itself. */
export function pathsOf(name) {
  const plain = withoutHashes(name);
  const paths = [];
  let depth = 0;
  for (let at = 0; at < plain.length; at++) {
    if ("<([{".includes(plain[at])) depth++;
    // The > of an arrow closes nothing.
    if (")]}".includes(plain[at]) || (plain[at] === ">" && plain[at - 1] !== "-")) depth--;
    if (depth === 0 && plain.startsWith("::", at)) paths.push(plain.slice(0, at));
  }
  return [...paths, plain];
}

/** What stays the same from build to build. */
function withoutHashes(name) {
  return name.replaceAll(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
}

/** Less than this costs more as a function of its own part than it weighs. */
const WORTH_IT = 100;

/** What a first visit may well call though none of those that were made did: it has the words of each moment. */
const MAY_BE_CALLED = ["loopscope::view_model::narration", "loopscope::analysis::names", "loopscope::ui::panic"];

/**
 * The paths of what comes later: as short as they can be without one that was called. `functions` has
 * their names and sizes, and `called` the places in it of those that were.
 */
export function laterOf(functions, called) {
  const root = node();
  functions.forEach(({ name, size }, nth) => {
    let at = root;
    for (const path of pathsOf(name)) {
      at = at.below.get(path) ?? at.below.set(path, node()).get(path);
      at.size += size;
      at.isCalled ||= called.has(nth) || MAY_BE_CALLED.some((path) => withoutHashes(name).includes(path));
    }
  });
  return [...pathsOfUncalled(root)].sort();
}

function node() {
  return { below: new Map(), size: 0, isCalled: false };
}

function* pathsOfUncalled({ below }) {
  for (const [path, child] of below) {
    if (child.isCalled) yield* pathsOfUncalled(child);
    else if (child.size >= WORTH_IT) yield path;
  }
}
