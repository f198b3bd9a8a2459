// Runs programs in the interpreter that has started, and says what comes of them.

import { Outbox } from "./outbox.js";

export class Programs {
  #pyodide;
  #say;
  #outbox;
  #page;

  constructor(pyodide, say) {
    this.#pyodide = pyodide;
    this.#say = say;
    this.#outbox = new Outbox(pyodide, (lines) => say({ type: "events", lines }, [lines.buffer]));
    this.#page = pyodide.runPython("import loopscope._page as page; page");
    const { data, length } = this.#page.outbox;
    this.#outbox.open(data, length);
    this.#page.confine(() => this.#outbox.flush());
  }

  get version() {
    return this.#page.VERSION;
  }

  handle({ type, ...request }) {
    try {
      if (type === "run") this.#run(request);
      else if (type === "check") this.#check(request);
    } catch (error) {
      // Python has no exceptions that come out here: this one ended the interpreter.
      this.#outbox.flush();
      this.#say({ type: "failed", reason: reasonOf(error), fatal: true });
    }
  }

  #run({ id, ...request }) {
    const answer = JSON.parse(this.#page.run(JSON.stringify(request)));
    this.#outbox.flush();
    this.#say({ ...answer, id });
  }

  #check({ id, source, name }) {
    this.#say({ ...JSON.parse(this.#page.check(source, name)), id });
  }
}

function reasonOf(error) {
  const text = String(error?.message ?? error);
  if (error instanceof RangeError || /stack/i.test(text)) return "stack";
  return text;
}
