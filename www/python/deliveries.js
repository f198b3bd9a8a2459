// Hands messages to a listener in the order in which they came, a little at a time, so that the page
// goes on painting however fast a program writes.

/** How long one sitting may take, in ms: half of a frame at 60 frames a second. */
const SITTING = 8;
/** How much of a batch of lines is handed over at once, in bytes, if its lines allow it. */
const SLICE = 32 * 1024;
const NEWLINE = 10;

export class Deliveries {
  #deliver;
  #queue = [];
  #scheduled = false;

  /** `deliver` is called with each message; what it throws is reported and stops nothing. */
  constructor(deliver) {
    this.#deliver = deliver;
  }

  add(message) {
    this.#queue.push(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#sit());
  }

  #sit() {
    const end = performance.now() + SITTING;
    while (this.#queue.length > 0) {
      if (performance.now() >= end) return afterPainting(() => this.#sit());
      try {
        this.#deliver(this.#next());
      } catch (error) {
        reportError(error);
      }
    }
    this.#scheduled = false;
  }

  #next() {
    const message = this.#queue[0];
    if (message.type !== "events" || message.lines.length <= SLICE) return this.#queue.shift();
    const cut = sliceOf(message.lines);
    if (cut === message.lines.length) return this.#queue.shift();
    this.#queue[0] = { type: "events", lines: message.lines.subarray(cut) };
    return { type: "events", lines: message.lines.subarray(0, cut) };
  }
}

/** Where the first slice of some lines ends: behind a newline, or at their end. */
export function sliceOf(lines) {
  const newline = lines.lastIndexOf(NEWLINE, SLICE - 1);
  if (newline >= 0) return newline + 1;
  const later = lines.indexOf(NEWLINE, SLICE);
  return later < 0 ? lines.length : later + 1;
}

// After the next frame is painted; a page that is not seen paints none.
function afterPainting(call) {
  if (document.hidden) setTimeout(call);
  else requestAnimationFrame(() => setTimeout(call));
}
