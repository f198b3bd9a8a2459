// A program as a piece of a link: its name and text, compressed.
//
//   "a" + base64url(deflate(name + "\n" + text))
//
// The letter is the version of this form. The compressed bytes are a zlib stream (RFC 1950) without
// its first two bytes, which are always the same. A zlib stream ends with a sum of what it holds, so
// that a link which was changed on its way is noticed.

import { nameOf } from "./names.js";

/** What a link may hold: characters of the piece, and bytes of name and text in UTF-8. */
export const MOST_CHARACTERS = 60_000;
export const MOST_BYTES = 1_000_000;

// How long an address may be for where people put it: see docs/programs-in-the-page.md.
const PLACES = [["anywhere", 2_000], ["chats", 4_000], ["documents", 32_000], ["browsers", 65_000]];

const VERSION = "a";
const ZLIB = new Uint8Array([0x78, 0x9c]);
// Deflate makes at most 1,032 bytes of one: a portion comes to 1 MB, and no bomb to more.
const PORTION = 1_000;

/**
 * A program as a piece of a link: `{piece, characters, fits}`, or `{code}` where it cannot be one:
 * `large`, `long`, or `encoding` (it has half a surrogate pair). `before` is how many characters of
 * the address come before the piece. `fits` is the most demanding place that takes the whole
 * address: `anywhere`, `chats`, `documents` or `browsers`.
 */
export async function encode({ name, text }, before = 0) {
  const inside = `${nameOf(name, "")}\n${text}`;
  if (/\p{Surrogate}/u.test(inside)) return { code: "encoding" };
  const bytes = new TextEncoder().encode(inside);
  if (bytes.length > MOST_BYTES) return { code: "large" };
  const packed = await through(new CompressionStream("deflate"), bytes);
  const piece = VERSION + toBase64(packed.subarray(ZLIB.length));
  if (piece.length > MOST_CHARACTERS) return { code: "long", characters: piece.length };
  const characters = before + piece.length;
  const [fits] = PLACES.find(([, most]) => characters <= most) ?? PLACES.at(-1);
  return { piece, characters, fits };
}

/**
 * The program of a piece: `{name, text}`, or `{code}`: `empty`, `long`, `version` (a newer page made
 * it), `letters` (some that no link has), `cut` (its end is missing), `broken` (it was changed),
 * `large` (more than a link may hold), `encoding` (it is not UTF-8).
 */
export async function decode(piece) {
  const code = refusal(piece);
  if (code) return { code };
  const { bytes, code: wrong } = await inflate(fromBase64(piece.slice(1)));
  if (wrong) return { code: wrong };
  try {
    const inside = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const end = inside.indexOf("\n");
    if (end === -1) return { code: "broken" };
    return { name: nameOf(inside.slice(0, end), ""), text: inside.slice(end + 1) };
  } catch {
    return { code: "encoding" };
  }
}

function refusal(piece) {
  if (typeof piece !== "string" || piece === "") return "empty";
  if (piece.length > MOST_CHARACTERS) return "long";
  if (!/^[\w-]+$/.test(piece)) return "letters";
  if (piece[0] !== VERSION) return "version";
  // Four letters are three bytes, and the last one to three letters none at all or one or two.
  if (piece.length % 4 === 2 || piece.length < 8) return "cut";
  return undefined;
}

async function through(stream, bytes) {
  const packed = new Response(new Blob([bytes]).stream().pipeThrough(stream));
  return new Uint8Array(await packed.arrayBuffer());
}

/** Unpacks in portions, and stops when it is too much: `{bytes}` or `{code}`. */
async function inflate(packed) {
  const stream = new DecompressionStream("deflate");
  const feeding = feed(stream.writable.getWriter(), packed);
  const reader = stream.readable.getReader();
  const chunks = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      size += next.value.length;
      if (size > MOST_BYTES) {
        await reader.cancel();
        return { code: "large" };
      }
    }
  } catch {
    return { code: await feeding };
  }
  return { bytes: new Uint8Array(await new Blob(chunks).arrayBuffer()) };
}

/** Feeds the stream, and says what is wrong with it: what is cut goes wrong only at its end. */
async function feed(writer, packed) {
  try {
    await writer.write(ZLIB);
    for (let from = 0; from < packed.length; from += PORTION) await writer.write(packed.slice(from, from + PORTION));
  } catch {
    return "broken";
  }
  return writer.close().then(() => undefined, () => "cut");
}

function toBase64(bytes) {
  let letters = "";
  for (let from = 0; from < bytes.length; from += 8_192) {
    letters += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(letters) {
  const bytes = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
}
