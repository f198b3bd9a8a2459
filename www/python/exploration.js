// Tries the orders of one program in several interpreters at once, and puts together what they find.

import { Findings } from "./findings.js";

/** The messages by which an interpreter ends. */
const ENDS = ["explored", "failed"];

export class Exploration {
  /** Resolves when the search has ended, in whatever way, and its workers are gone. */
  settled;
  #settle;
  #listener;
  #findings;
  #interpreters;
  #ends = [];
  #going;
  #over = false;

  /**
   * `takeInterpreter` gives a promise of a fresh one. `request` is the program with its `settings`: see
   * docs/exploring.md. `listener` is called with any number of `found` or `cancelled`, then just one of
   * `explored`, `failed` and `stopped`.
   */
  constructor(takeInterpreter, request, workers, listener) {
    this.settled = new Promise((settle) => (this.#settle = settle));
    this.#listener = listener;
    const shares = request.cancels ? 1 : workers;
    this.#findings = new Findings(shares);
    this.#going = shares;
    this.#interpreters = Array.from({ length: shares }, takeInterpreter);
    this.#interpreters.forEach((interpreter, share) => this.#begin(interpreter, share, shares, request));
  }

  /** Ends the search at once. What was found until now stays. */
  stop() {
    this.#end({ type: "stopped" });
  }

  async #begin(promised, share, shares, request) {
    try {
      const interpreter = await promised;
      await interpreter.ready;
      if (this.#over) return;
      const settings = { ...request.settings, share: [share, shares] };
      interpreter.explore({ ...request, settings }, (message) => this.#heard(share, message));
    } catch (error) {
      this.#end({ type: "failed", reason: "start", detail: String(error?.message ?? error) });
    }
  }

  #heard(share, message) {
    if (this.#over) return;
    if (message.type === "tried") {
      this.#findings.add(share, message);
      this.#listener(this.#findings.message());
    } else if (message.type === "cancelled") {
      this.#listener(message);
    } else if (ENDS.includes(message.type)) {
      this.#ended(share, message);
    }
  }

  #ended(share, message) {
    if (message.type === "failed") return this.#end(message);
    this.#going -= 1;
    this.#letGo(share);
    if (this.#going === 0) this.#end(message);
  }

  async #end(message) {
    if (this.#over) return;
    this.#over = true;
    this.#listener(message);
    await Promise.allSettled(this.#interpreters.map((_, share) => this.#letGo(share)));
    this.#settle();
  }

  /** Ends a worker; each is ended once. */
  #letGo(share) {
    return (this.#ends[share] ??= this.#interpreters[share].then((interpreter) => interpreter.end()));
  }
}
