// CPython in the page: loads it, keeps a worker warm, and runs programs in it.
//
// The page imports this module when it is wanted; its address, and those of the files below, carry
// hashes of their contents (www/build/libraries.mjs). What is said to the workers and heard from
// them is in docs/python-in-the-page.md.

/* global FILES, FRAME: the build puts in what they are */
import { Exploration } from "./exploration.js";
import { loadFiles } from "./files.js";
import { Interpreter } from "./interpreter.js";
import { Run } from "./run.js";
import { Sandbox } from "./sandbox.js";

export class Python {
  #spare;
  #progress;
  #sandbox;
  #warm;

  /**
   * Nothing is loaded before the first call. `options.spare` says whether the next worker is started
   * while a program still runs: that costs memory (docs/limits.md), and lets the next run begin at once.
   * `options.progress` is called with the bytes that have arrived, as they are unpacked.
   */
  constructor({ spare = true, progress = () => {} } = {}) {
    this.#spare = spare;
    this.#progress = progress;
  }

  /** Starts a worker unless one waits; resolves when it is ready, and rejects if it cannot start. */
  async warm() {
    const interpreter = await (this.#warm ??= this.#start());
    return interpreter.ready;
  }

  /** Runs a program, in an interpreter of its own: see `Run`. */
  run(program, listener) {
    const run = new Run(() => this.#take(), program, listener);
    if (!this.#spare) run.settled.then(() => this.warm()).catch(() => {});
    return run;
  }

  /**
   * Tries a program's orders, or cancels it everywhere, in so many `workers`: see `Exploration`.
   * Each of them has an interpreter of its own, of some 145 MB.
   */
  explore(request, workers, listener) {
    const exploration = new Exploration(() => this.#takeWarm(), request, workers, listener);
    exploration.settled.then(() => this.warm()).catch(() => {});
    return exploration;
  }

  /** CPython's own words on a program's syntax: `{type: "correct"}` or `{type: "syntax", …}`. */
  async check(source, name) {
    await this.warm();
    const interpreter = await this.#warm;
    return interpreter ? interpreter.check(source, name) : this.check(source, name);
  }

  /** Ends all programs. Whatever is called later starts anew. */
  async close() {
    const sandbox = this.#sandbox;
    this.#sandbox = this.#warm = undefined;
    (await sandbox)?.close();
  }

  /** A promise of an interpreter that nobody else gets. */
  #take() {
    const interpreter = this.#takeWarm();
    if (this.#spare) interpreter.then(({ ready }) => ready).then(() => this.warm()).catch(() => {});
    return interpreter;
  }

  #takeWarm() {
    const interpreter = this.#warm ?? this.#start();
    this.#warm = undefined;
    return interpreter;
  }

  /** A promise of a new interpreter, which is not the warm one any more as soon as it is lost. */
  #start() {
    const started = this.#openSandbox().then((sandbox) => new Interpreter(sandbox));
    const forget = () => {
      if (this.#warm === started) this.#warm = undefined;
    };
    started.then(({ lost }) => lost.then(forget), forget);
    return started;
  }

  async #openSandbox() {
    if (this.#sandbox && !(await this.#sandbox).isOpen) this.#sandbox = undefined;
    this.#sandbox ??= loadFiles(FILES, this.#progress).then((files) => Sandbox.open(files, FRAME));
    try {
      return await this.#sandbox;
    } catch (error) {
      this.#sandbox = undefined;
      throw error;
    }
  }
}
