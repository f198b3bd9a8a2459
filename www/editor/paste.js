// Mends what a program picks up on its way through web pages, chats and word processors, and that
// Python would stumble over.

const BYTE_ORDER_MARK = "\uFEFF";
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
const INVISIBLE = /[\u200B\u200C\u200D\u2060\uFEFF\u00AD]/;
const DOUBLE_QUOTES = "\u201C\u201D\u201E\u201F";
const SINGLE_QUOTES = "\u2018\u2019\u201A\u201B";
const PROMPT = /^[ \t]*(?:>>>|\.\.\.)(?: |$)/;
const FIRST_PROMPT = /^[ \t]*>>>(?: |$)/m;

/**
 * The text as Python can read it, and what was mended: any of `mark` (a byte order mark), `lines`
 * (line ends), `prompts` (`>>>` of a session; what it answered becomes comments), `spaces` (that
 * only look like spaces, or like nothing) and `quotes` (that are curly). What stands in strings and
 * comments stays as it is.
 */
export function mend(text) {
  const mended = [];
  const step = (kind, change) => {
    const changed = change(text);
    if (changed !== text) mended.push(kind);
    text = changed;
  };
  step("mark", (given) => (given.startsWith(BYTE_ORDER_MARK) ? given.slice(1) : given));
  step("lines", (given) => given.replace(LINE_ENDS, "\n"));
  step("prompts", withoutPrompts);
  const code = mendCode(text);
  for (const kind of ["spaces", "quotes"]) if (code[kind]) mended.push(kind);
  return { text: code.text, mended };
}

function withoutPrompts(text) {
  if (!FIRST_PROMPT.test(text)) return text;
  const line = (given) => {
    if (PROMPT.test(given)) return given.replace(PROMPT, "");
    return given.trim() === "" ? given : `# ${given}`;
  };
  return text.split("\n").map(line).join("\n");
}

/** Mends what stands outside of strings and comments. */
function mendCode(text) {
  const found = { text: "", spaces: false, quotes: false };
  for (let at = 0; at < text.length;) {
    const part = partAt(text, at);
    at += part.length;
    found.text += part.mended;
    if (part.kind) found[part.kind] = true;
  }
  return found;
}

/** The next part of a program: how long it is, what it becomes, and as what it was mended. */
function partAt(text, at) {
  const first = text[at];
  if (first === "#") return kept(text, at, endOfLine(text, at));
  if (first === '"' || first === "'") return kept(text, at, endOfString(text, at));
  if (SPACES.test(first)) return { length: 1, mended: " ", kind: "spaces" };
  if (INVISIBLE.test(first)) return { length: 1, mended: "", kind: "spaces" };
  if (DOUBLE_QUOTES.includes(first)) return quoted(text, at, DOUBLE_QUOTES, '"');
  if (SINGLE_QUOTES.includes(first)) return quoted(text, at, SINGLE_QUOTES, "'");
  return kept(text, at, at + 1);
}

function kept(text, from, to) {
  return { length: to - from, mended: text.slice(from, to) };
}

function endOfLine(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Where the string ends that begins at `at`; one that is not closed ends with its line. */
function endOfString(text, at) {
  const quote = text[at];
  const triple = text.startsWith(quote.repeat(3), at);
  const closing = triple ? quote.repeat(3) : quote;
  for (let end = at + closing.length; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text.startsWith(closing, end)) return end + closing.length;
    else if (text[end] === "\n" && !triple) return end;
  }
  return text.length;
}

/** A string between curly quotes: they become straight ones, on one line, or on several with three. */
function quoted(text, at, quotes, straight) {
  let count = 0;
  while (count < 3 && quotes.includes(text[at + count] ?? "\n")) count += 1;
  const marks = count === 3 ? 3 : 1;
  for (let end = at + marks; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === "\n" && marks === 1) break;
    else if (quotes.includes(text[end])) {
      const inside = text.slice(at + marks, end);
      return {
        length: end + marks - at,
        mended: straight.repeat(marks) + escaped(inside, straight, marks) + straight.repeat(marks),
        kind: "quotes",
      };
    }
  }
  return { length: 1, mended: straight, kind: "quotes" };
}

function escaped(inside, straight, marks) {
  return marks === 3 ? inside : inside.replaceAll(straight, `\\${straight}`);
}
