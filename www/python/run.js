// One run of a program, as the page sees it.

import { Deliveries } from "./deliveries.js";

/** How much a program may write, in bytes of its trace: some 2,500,000 events. */
const MOST = 256 * 1024 * 1024;
/** The messages that end a run. */
const ENDS = ["ended", "failed", "stopped"];

export class Run {
  /** Resolves when the run has ended, in whatever way, and its worker is gone. */
  settled;
  #settle;
  #interpreter;
  #received = 0;
  #deliveries;
  #over = false;

  /**
   * `interpreter` is a promise of the one to run in. `listener` is called with the worker's messages
   * about this run: any number of `events`, then just one of `ended`, `failed` and `stopped`.
   */
  constructor(interpreter, request, listener) {
    this.settled = new Promise((settle) => (this.#settle = settle));
    this.#interpreter = interpreter;
    this.#deliveries = new Deliveries(listener);
    this.#begin(request);
  }

  /** Ends the program at once, whatever it is doing. What it has written until now stays. */
  stop() {
    this.#end({ type: "stopped" });
  }

  async #begin(request) {
    try {
      const interpreter = await this.#interpreter;
      await interpreter.ready;
      if (!this.#over) interpreter.run(request, (message) => this.#heard(message));
    } catch (error) {
      this.#end({ type: "failed", reason: "start", detail: String(error) });
    }
  }

  #heard(message) {
    if (this.#over) return;
    if (ENDS.includes(message.type)) return this.#end(message);
    this.#received += message.lines?.length ?? 0;
    this.#deliveries.add(message);
    if (this.#received > MOST) this.#end({ type: "failed", reason: "events", detail: String(MOST) });
  }

  async #end(message) {
    if (this.#over) return;
    this.#over = true;
    this.#deliveries.add(message);
    await this.#interpreter.then((interpreter) => interpreter.end()).catch(() => {});
    this.#settle();
  }
}
