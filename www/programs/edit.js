// A program that is being typed: kept at each pause.

// How long a pause is, and how long one may type before it is kept all the same, in ms.
const PAUSE = 300;
const LATEST = 2_000;

/**
 * An edit of one program. It tells
 * - `{type: "kept", id, program}` when what was typed is kept;
 * - `{type: "conflict", id, program}` when another tab has kept another text of the program: what was
 *   typed here is kept as `program`, which goes on under its own id and name;
 * - `{type: "replaced", id, program}` when another tab has kept another text and nothing here waits to
 *   be kept: the text to show.
 */
export class Edit {
  #programs;
  #program;
  #text;
  #isKept = true;
  #tell;
  #closed;
  #timer;
  #since;
  #writing;

  constructor(programs, program, { tell, closed }) {
    this.#programs = programs;
    this.#program = program;
    this.#text = program.text;
    this.#tell = tell;
    this.#closed = closed;
  }

  /** The program as it was last kept, or as it began. */
  get program() {
    return this.#program;
  }

  /** Whether nothing waits to be kept. */
  get isKept() {
    return this.#isKept && this.#text === this.#program.text && !this.#writing;
  }

  /** What waits to be kept. */
  get unkept() {
    return { ...this.#program, text: this.#text, changed: Date.now() };
  }

  /** The text as it is now: kept at the next pause. */
  type(text) {
    this.#text = text;
    this.#since ??= performance.now();
    clearTimeout(this.#timer);
    const left = this.#since + LATEST - performance.now();
    this.#timer = setTimeout(() => this.settle(), Math.max(0, Math.min(PAUSE, left)));
  }

  /** Keeps what is typed so far, and returns when it is kept, or could not be. */
  settle() {
    clearTimeout(this.#timer);
    this.#since = undefined;
    // One after the other: each builds on the version that the one before has made.
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Gives the program another name, and returns it as it is then. */
  async rename(name) {
    return this.#amend(() => this.#programs.rename(this.#program.id, name), (program) => ({ ...program, name }));
  }

  /** Remembers how the last run ended. A program that was not kept so far is kept now. */
  async remember(result) {
    await this.settle();
    if (this.#isNew) this.#program = await this.#programs.restore({ ...this.#program, result });
    else await this.#amend(() => this.#programs.remember(this.#program.id, result));
  }

  /** The files that it finds in its folder: kept with it, also where it is kept only later. */
  giveFiles(files) {
    this.#program = { ...this.#program, files };
  }

  /** Takes over what another tab has kept, if nothing waits here. */
  follow(program) {
    if (!this.isKept || program.version <= this.#program.version) return;
    this.#program = program;
    this.#text = program.text;
    this.#tell({ type: "replaced", id: program.id, program });
  }

  /** Ends it; what is typed is kept. */
  async close() {
    await this.settle();
    this.#closed();
  }

  get #isNew() {
    return this.#program.version === 0;
  }

  async #amend(kept, unkept) {
    this.#program = (await kept()) ?? unkept?.(this.#program) ?? this.#program;
    return this.#program;
  }

  async #write() {
    while (!this.#isKept || this.#text !== this.#program.text) {
      const { id } = this.#program;
      const { program, conflict, isKept } = await this.#programs.put(this.unkept);
      this.#program = program;
      this.#isKept = isKept;
      if (!isKept) return;
      this.#tell({ type: conflict ? "conflict" : "kept", id, program });
    }
  }
}
