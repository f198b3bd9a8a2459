// Reads the files of recordings: as they come, unpacked where they are compressed, and no faster than
// they are asked for. Nothing is sent anywhere.

/** So many bytes, not compressed any more, are given at once; the last ones may be fewer. */
const PIECE = 1 << 20;

/** Why a file cannot be read: `code` is one of the page's own words, `reason` the browser's. */
class Refused extends Error {
  constructor(code, reason = "") {
    super(reason);
    this.code = code;
  }
}

/**
 * Opens what `source` is: a `Blob`, or the path of a file of the page's own origin. `heard` is told:
 * `begins(name, size)`, `bytes(piece, read, isPacked)` with how many bytes of the file were read,
 * `ends(isDamaged)`, or `fails(code, reason)`. Gives `more()`, which asks for the next piece, and
 * `cancel()`, after which nothing is heard.
 */
export function open(source, heard) {
  const stop = new AbortController();
  const told = (tell, ...facts) => {
    if (!stop.signal.aborted) tell.call(heard, ...facts);
  };
  told(heard.begins, nameOf(source), source.size ?? 0);
  const pieces = read(source, stop.signal);
  let asked = Promise.resolve();
  const more = async () => {
    try {
      const { value, done } = await pieces.next();
      if (done) told(heard.ends, value);
      else told(heard.bytes, value.bytes, value.read, value.isPacked);
    } catch (error) {
      told(heard.fails, error.code && typeof error.code === "string" ? error.code : "unreadable", error.message);
    }
  };
  return {
    more() {
      asked = asked.then(more);
    },
    cancel() {
      stop.abort();
      void pieces.return(false);
    },
  };
}

/** The name of a file, or the last part of a path. */
function nameOf(source) {
  if (typeof source !== "string") return source.name ?? "";
  const path = source.split(/[?#]/u)[0];
  return path.slice(path.lastIndexOf("/") + 1) || source;
}

/** The pieces of a file; at the end, whether what is compressed ends too early or is damaged. */
async function* read(source, signal) {
  const blob = typeof source === "string" ? await fetched(source, signal) : source;
  let read = 0;
  const counted = new TransformStream({
    transform(chunk, out) {
      read += chunk.length;
      out.enqueue(chunk);
    },
  });
  const isPacked = await startsAsGzip(blob);
  const stream = blob.stream().pipeThrough(counted, { signal });
  const reader = (isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).getReader();
  let [parts, length] = [[], 0];
  const piece = () => {
    const bytes = joined(parts, length);
    [parts, length] = [[], 0];
    return { bytes, read, isPacked };
  };
  let isDamaged = false;
  for (;;) {
    let next;
    try {
      next = await reader.read();
    } catch (error) {
      // Of what is compressed, what came before the damage counts; a plain file cannot be damaged.
      if (!isPacked || error.name !== "TypeError") throw error;
      isDamaged = true;
      break;
    }
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
    if (length >= PIECE) yield piece();
  }
  // What is compressed and holds nothing says at least that it is compressed.
  if (length || isPacked) yield piece();
  return isDamaged;
}

async function startsAsGzip(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

/** A file of the page's own origin. */
async function fetched(path, signal) {
  const address = new URL(path, document.baseURI);
  if (address.origin !== location.origin || address.protocol === "data:") throw new Refused("elsewhere");
  const response = await fetch(address, { signal, redirect: "error", credentials: "same-origin" });
  if (!response.ok) throw new Refused("missing", `${response.status} ${response.statusText}`.trim());
  return await response.blob();
}

function joined(parts, length) {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
