// A worker with CPython in it, as the page sees it.

/** Runs one program at most: what a program has done to an interpreter ends with it. */
export class Interpreter {
  /** Resolves when a program can run, to what the worker said; rejects if it cannot start. */
  ready;
  /** Resolves when it is of no use any more. */
  lost;
  #lose;
  #sandbox;
  #id;
  #port;
  #waiting = new Map();
  #last = 0;
  #listener;

  constructor(sandbox) {
    this.#sandbox = sandbox;
    this.lost = new Promise((lose) => (this.#lose = lose));
    this.ready = new Promise((started, failed) => {
      const { id, port } = sandbox.start((reason) => {
        failed(new Error(`Python does not start: ${reason}`));
        this.#broken(reason);
      });
      this.#id = id;
      this.#port = port;
      port.onmessage = ({ data }) => {
        if (data.type === "ready") started(data);
        else if (data.type === "failed") failed(new Error(`Python does not start: ${data.reason}`));
        this.#heard(data);
      };
    });
    // Whoever waits for it hears of it; that nobody waits is no error of the page.
    this.ready.catch(() => {});
  }

  /** Resolves to CPython's own words on a program's syntax. */
  async check(source, name) {
    await this.ready;
    const id = (this.#last += 1);
    this.#port.postMessage({ type: "check", id, source, name });
    return new Promise((answered, failed) => this.#waiting.set(id, { answered, failed }));
  }

  /** Runs a program; each message of the worker about it goes to `listener`. */
  run(request, listener) {
    this.#listener = listener;
    this.#port.postMessage({ type: "run", ...request });
  }

  /** Tries a program's orders; each message of the worker about it goes to `listener`. */
  explore(request, listener) {
    this.#listener = listener;
    this.#port.postMessage({ type: "explore", ...request });
  }

  /** Sends what a running program waits for. */
  send(message) {
    this.#port.postMessage(message);
  }

  /** Ends the worker at once, whatever it is doing. */
  async end() {
    this.#listener = undefined;
    this.#fail("ended");
    await this.#sandbox.end(this.#id);
  }

  #heard(data) {
    const waiting = this.#waiting.get(data.id);
    if (waiting) {
      this.#waiting.delete(data.id);
      return waiting.answered(data);
    }
    if (data.type === "failed") this.#fail(data.reason);
    this.#listener?.(data);
  }

  #broken(reason) {
    this.#fail(reason);
    this.#listener?.({ type: "failed", reason: "start", detail: reason });
  }

  #fail(reason) {
    this.#lose();
    for (const { failed } of this.#waiting.values()) failed(new Error(`the interpreter has ended: ${reason}`));
    this.#waiting.clear();
  }
}
