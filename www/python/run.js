// One run of a program, as the page sees it.

import { Deliveries } from "./deliveries.js";

/** How much a program may tell, in bytes of its trace: some 2,500,000 events. */
const MOST = 256 * 1024 * 1024;
/** How long an interpreter may take to let go of a program that needs something, in ms. */
const PATIENCE = 500;
/** The messages that end a run. */
const ENDS = ["ended", "failed", "stopped"];
const NEWLINE = 10;

/**
 * A program that needs something from outside is run again with it, in the same interpreter if that
 * lets go of it, else in another one. As the program is deterministic it does the same up to there,
 * and what it has told is not told again.
 */
export class Run {
  /** Resolves when the run has ended, in whatever way, and its worker is gone. */
  settled;
  #settle;
  #takeInterpreter;
  #request;
  #interpreter;
  #received = 0;
  #told = 0;
  #lines = [];
  #letGo;
  #deliveries;
  #over = false;

  /**
   * `takeInterpreter` gives a promise of a fresh one. `request` is the program: see
   * docs/python-in-the-page.md. `listener` is called with messages: any number of `events` and
   * `asks`, then just one of `ended`, `failed` and `stopped`.
   */
  constructor(takeInterpreter, request, listener) {
    this.settled = new Promise((settle) => (this.#settle = settle));
    this.#takeInterpreter = takeInterpreter;
    this.#request = { epoch: Math.floor(Date.now() / 1000), ...request };
    this.#deliveries = new Deliveries(listener);
    this.#attempt();
  }

  /** Ends the program at once, whatever it is doing. What it has written until now stays. */
  stop() {
    this.#end({ type: "stopped" });
  }

  /** The line that the program asks for, with its newline; an empty text is the end of the input. */
  async answer(line) {
    this.#lines.push(line);
    await this.#again();
  }

  async #attempt() {
    try {
      this.#interpreter ??= this.#takeInterpreter();
      const interpreter = await this.#interpreter;
      await interpreter.ready;
      const known = { lines: this.#lines, told: this.#told };
      if (!this.#over) interpreter.run({ ...this.#request, ...known }, (message) => this.#heard(message));
    } catch (error) {
      this.#end({ type: "failed", reason: "start", detail: String(error?.message ?? error) });
    }
  }

  /** Runs the program again, with what it needed. */
  async #again() {
    const late = new Promise((done) => setTimeout(done, PATIENCE, false));
    const isFree = await Promise.race([this.#letGo?.promise, late]);
    if (this.#over) return;
    if (!isFree) {
      (await this.#interpreter).end();
      this.#interpreter = undefined;
    }
    this.#attempt();
  }

  #heard(message) {
    if (this.#over) return;
    if (ENDS.includes(message.type)) return this.#end(message);
    if (message.type === "events") this.#told += newlinesIn(message.lines);
    if (message.type === "suspended") return this.#letGo?.resolve(true);
    if (message.type === "needs") return this.#needs(message);
    this.#received += message.lines?.length ?? 0;
    this.#deliveries.add(message);
    if (this.#received > MOST) this.#end({ type: "failed", reason: "events", detail: String(MOST) });
  }

  #needs() {
    this.#letGo = withResolvers();
    this.#deliveries.add({ type: "asks" });
  }

  async #end(message) {
    if (this.#over) return;
    this.#over = true;
    this.#deliveries.add(message);
    await this.#interpreter?.then((interpreter) => interpreter.end()).catch(() => {});
    this.#settle();
  }
}

function newlinesIn(lines) {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function withResolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
