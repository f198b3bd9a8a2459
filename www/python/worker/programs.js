// Runs programs in the interpreter that has started, and says what comes of them.

import { Folder } from "./folder.js";
import { Outbox } from "./outbox.js";

export class Programs {
  #say;
  #outbox;
  #folder;
  #page;

  constructor(pyodide, say) {
    this.#say = say;
    this.#folder = new Folder(pyodide);
    this.#outbox = new Outbox(pyodide, (lines) => say({ type: "events", lines }, [lines.buffer]));
    this.#page = pyodide.runPython("import loopscope._page as page; page");
    const { data, length } = this.#page.outbox;
    this.#outbox.open(data, length);
    this.#page.connect(() => this.#outbox.flush(), (message) => say(JSON.parse(message)));
  }

  get version() {
    return this.#page.VERSION;
  }

  handle({ type, id, ...request }) {
    try {
      if (type === "run") this.#run(request);
      else if (type === "explore") this.#explore(request);
      else if (type === "check") this.#answer(id, this.#page.check(request.source, request.name));
    } catch (error) {
      // Python's own exceptions do not come out here: this one ended the interpreter.
      this.#outbox.flush();
      this.#say(endOf(error));
    }
  }

  #run({ files = [], ...request }) {
    this.#folder.fill(files);
    const ended = JSON.parse(this.#page.run(JSON.stringify(request)));
    this.#outbox.flush();
    if (ended.how === "suspended") return this.#say({ type: "suspended" });
    this.#say({ ...ended, files: this.#folder.written() });
  }

  #explore({ files = [], ...request }) {
    this.#folder.fill(files);
    this.#say(JSON.parse(this.#page.explore(JSON.stringify(request))));
  }

  #answer(id, answer) {
    this.#say({ ...JSON.parse(answer), id });
  }
}

/** What an error says that the interpreter did not outlive. */
function endOf(error) {
  const detail = String(error?.message ?? error);
  // `os._exit` ends the process, as in CPython.
  const status = /^Program terminated with exit\((\d+)\)$/.exec(detail)?.[1];
  if (status) return { type: "ended", how: "exited", status: Number(status), text: "", files: [] };
  if (error instanceof RangeError) return { type: "failed", reason: "stack", detail };
  if (error instanceof WebAssembly.RuntimeError) return { type: "failed", reason: "abort", detail };
  return { type: "failed", reason: "broken", detail };
}
