// What programs and their files are called.

/** How many characters a name has at most. */
export const LONGEST_NAME = 100;

// Beside control characters those that turn the direction of what follows them.
const UNSEEN = /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** `given` as a name: one line of at most `LONGEST_NAME` characters, or `otherwise` if nothing is left. */
export function nameOf(given, otherwise) {
  const line = String(given ?? "").replace(UNSEEN, " ").trim();
  return [...line].slice(0, LONGEST_NAME).join("").trim() || otherwise;
}

/** `name`, or the first of "name (2)", "name (3)", … that `isTaken` does not know. */
export async function freeName(name, isTaken) {
  if (!(await isTaken(name))) return name;
  const [, stem, number] = /^(.*?)(?: \((\d{1,6})\))?$/su.exec(name);
  for (let next = Number(number ?? 1) + 1; ; next += 1) {
    const candidate = `${stem} (${next})`;
    if (!(await isTaken(candidate))) return candidate;
  }
}

/** The name of a file for a program: of letters, digits, `_` and `-`, so that Python can import it. */
export function fileName(name) {
  const stem = name.replace(/[^\p{L}\p{N}_-]+/gu, "_").replace(/^_+|_+$/g, "");
  return `${stem || "program"}.py`;
}

/** The name of a program for a file. */
export function programName(file) {
  return nameOf(file.replace(/^.*[/\\]/, "").replace(/\.(py|txt)$/i, ""), "program");
}
