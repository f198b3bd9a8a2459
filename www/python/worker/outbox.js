// Sends the lines of a trace to the page, in batches.
//
// The program writes its events into a bytearray, whose memory is read from here. So they can be
// sent while the program goes on, at moments when the interpreter looks for signals, and even after
// the interpreter has broken down. `loopscope/_page/outbox.py` is the other half.

/** How long an event may wait for others while Python code runs, in ms. */
const PATIENCE = 20;

export class Outbox {
  #module;
  #send;
  #data;
  #length;
  #taken = 0;
  #last = 0;

  /** `send` is called with each batch: whole lines of UTF-8, as an Uint8Array. */
  constructor(pyodide, send) {
    this.#module = pyodide._module;
    this.#send = send;
    // CPython looks here from time to time, wherever Python code runs.
    const look = () => this.#flushIfLate();
    pyodide.setInterruptBuffer({ get 0() { return look(), 0; }, set 0(_) {} });
  }

  /** `data` and `length` are proxies of a bytearray and of an array of one unsigned int. */
  open(data, length) {
    this.#data = addressOf(data);
    this.#length = addressOf(length) / 4;
  }

  /** Sends what there is, and lets the program begin at the front again. */
  flush() {
    this.#post();
    if (this.#length === undefined) return;
    this.#module.HEAPU32[this.#length] = 0;
    this.#taken = 0;
  }

  #flushIfLate() {
    if (performance.now() - this.#last > PATIENCE) this.#post();
  }

  #post() {
    this.#last = performance.now();
    if (this.#length === undefined) return;
    const written = this.#module.HEAPU32[this.#length];
    if (written <= this.#taken) return;
    this.#send(this.#module.HEAPU8.slice(this.#data + this.#taken, this.#data + written));
    this.#taken = written;
  }
}

function addressOf(proxy) {
  // The view is not given back: while there is one, Python does not move the memory.
  return proxy.getBuffer("u8").data.byteOffset;
}
