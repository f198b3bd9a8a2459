// A person's own programs: kept in the browser, sent by a link, saved as files. The page imports
// this module when My programs is opened; docs/programs-in-the-page.md says how to call it.

import { Drafts } from "./drafts.js";
import { Edit } from "./edit.js";
import { bundleOf, fileOf, readFiles } from "./files.js";
import { nameOf } from "./names.js";
import { newId, Problem, Store } from "./store.js";

export { decode, encode } from "./link.js";
export { templates } from "./templates.js";

const CHANNEL = "loopscope programs";

/** Opens what is kept. `tell` is called with what happens to it, here or in another tab. */
export async function openPrograms(tell = () => {}) {
  const programs = new Programs(tell);
  await programs.recover();
  return programs;
}

export class Programs {
  #store = new Store();
  #drafts = new Drafts();
  #channel = new BroadcastChannel(CHANNEL);
  #edits = new Set();
  // What could not be kept, by its id. It is tried again with each change.
  #unkept = new Map();
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    addEventListener("beforeunload", this.#asking);
    addEventListener("pagehide", this.#leaving);
    addEventListener("visibilitychange", this.#leaving);
  }

  /** Why nothing or not all is kept, as `{code, detail}`; undefined while all is well. */
  problem;

  /** All programs, the last changed first, as `{id, name, changed, characters, result}`. */
  async list() {
    const kept = (await this.#try(() => this.#store.list())) ?? [];
    const all = new Map(kept.map((program) => [program.id, program]));
    for (const [id, program] of this.#unkept) all.set(id, program);
    return [...all.values()].map(summary).sort((a, b) => b.changed - a.changed);
  }

  /** A program as `{id, name, text, changed, version, result, files}`, or undefined. */
  async get(id) {
    return this.#unkept.get(id) ?? this.#try(() => this.#store.get(id));
  }

  /** Keeps a new program, and returns it as it is kept: its name is one that no other has. */
  async add({ name, text, files = [], result = null, changed = Date.now() }) {
    const program = { id: newId(), name: nameOf(name, "program"), text, changed, result, files, version: 0 };
    return this.#keep(program, () => this.#store.add(program));
  }

  /** Begins a program that is kept when it is first changed, or run; see `Edit`. */
  begin({ name, text = "", files = [] }) {
    return this.edit({ id: newId(), name: nameOf(name, "program"), text, changed: Date.now(), result: null, files, version: 0 });
  }

  /** Edits a program that `get` gave; see `Edit`. */
  edit(program) {
    const edit = new Edit(this, program, { tell: this.#tell, closed: () => this.#edits.delete(edit) });
    this.#edits.add(edit);
    return edit;
  }

  /** Keeps another text of a program: `{program, conflict, isKept}`; see `Store.put`. An `Edit` does it by itself. */
  async put(given) {
    let conflict = false;
    const program = await this.#keep(given, async () => {
      const kept = await this.#store.put(given);
      conflict = kept.conflict;
      return kept.program;
    });
    if (conflict) this.#say({ type: "copied", id: given.id, copy: summary(program) });
    return { program, conflict, isKept: !this.#unkept.has(program.id) };
  }

  /** Gives a program another name, and returns the program: where the name is taken, a number follows it. */
  rename(id, name) {
    return this.#amend(id, async (free) => {
      const wanted = nameOf(name, "program");
      return { name: free ? await free(wanted) : wanted };
    });
  }

  /** Remembers how the last run of a program ended: a plain object, as the page likes it. */
  remember(id, result) {
    return this.#amend(id, () => ({ result }));
  }

  /** The files that a program finds in its folder: a list of `{path, bytes}`. */
  async giveFiles(id, files) {
    this.#editOf(id)?.giveFiles(files);
    const unkept = this.#unkept.get(id);
    if (unkept) this.#unkept.set(id, { ...unkept, files });
    else await this.#try(() => this.#store.putFiles(id, files));
  }

  /** Takes a program away, and returns it, so that `restore` can take that back. */
  async remove(id) {
    const unkept = this.#unkept.get(id);
    const kept = await this.#try(() => this.#store.remove(id));
    this.#unkept.delete(id);
    this.#say({ type: "removed", id });
    this.#tell({ type: "list" });
    this.#drafts.forget(id);
    await this.retry();
    return unkept ?? kept;
  }

  /** Keeps a program that was taken away, under its own id. */
  async restore(program) {
    return this.#keep(program, () => this.#store.add(program));
  }

  /** A program as a file: `{name, type, text}`. */
  file(program) {
    return fileOf(program);
  }

  /** All programs as one file: `{name, type, text}`. */
  async fileOfAll() {
    const all = await this.list();
    const programs = await Promise.all(all.map(({ id }) => this.get(id)));
    return bundleOf(programs.filter(Boolean));
  }

  /**
   * Adds the programs of files: texts of Python, or what `fileOfAll` made. Those that are here
   * already, name and text, are not added again. `{added, same, refused}`: programs, how many, and
   * a list of `{file, code}`.
   */
  async load(files) {
    const { programs, refused } = await readFiles([...files]);
    const here = new Set((await Promise.all((await this.list()).map(({ id }) => this.get(id)))).map(fingerprint));
    const fresh = programs.filter((program) => !here.has(fingerprint(program)));
    const added = [];
    for (const program of fresh) added.push(await this.add(program));
    return { added, same: programs.length - fresh.length, refused };
  }

  /** Tries again to keep what could not be kept. */
  async retry() {
    for (const program of [...this.#unkept.values()]) {
      const edit = this.#editOf(program.id);
      await (edit ? edit.settle() : this.put(program));
      if (this.problem) return;
    }
  }

  /** Keeps what was typed just before a tab was closed. */
  async recover() {
    for (const draft of this.#drafts.all()) {
      await this.put(draft);
    }
  }

  /** Ends: what is not written is written, and no more is told. */
  async close() {
    await Promise.all([...this.#edits].map((edit) => edit.close()));
    this.#channel.close();
    removeEventListener("beforeunload", this.#asking);
    removeEventListener("pagehide", this.#leaving);
    removeEventListener("visibilitychange", this.#leaving);
  }

  async #amend(id, change) {
    const unkept = this.#unkept.get(id);
    if (unkept) this.#unkept.set(id, { ...unkept, ...(await change()) });
    const kept = await this.#try(() => this.#store.amend(id, change));
    if (kept) this.#changed(kept);
    return this.#unkept.get(id) ?? kept;
  }

  /** Keeps a program; where that fails it stays in memory, and it is told why. */
  async #keep(given, write) {
    const program = await this.#try(write);
    if (program) {
      this.#unkept.delete(given.id);
      if (this.#unkept.size === 0) this.problem = undefined;
      this.#drafts.forget(given.id);
      this.#changed(program);
      return program;
    }
    this.#unkept.set(given.id, given);
    this.#drafts.keep(given);
    this.#tell({ type: "unkept", id: given.id, ...this.problem });
    return given;
  }

  async #try(work) {
    try {
      const result = await work();
      // What can be read does not mean that there is room to write.
      if (this.#unkept.size === 0) this.problem = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = { code: error.code, detail: String(error.cause) };
      return undefined;
    }
  }

  #editOf(id) {
    return [...this.#edits].find((edit) => edit.program.id === id);
  }

  #changed(program) {
    this.#say({ type: "changed", id: program.id, version: program.version });
    this.#tell({ type: "list" });
  }

  #say(message) {
    this.#channel.postMessage(message);
  }

  /** What another tab says. */
  #hear(message) {
    this.#tell({ type: "list" });
    if (message.type !== "changed") this.#tell(message);
    for (const edit of this.#edits) this.#follow(edit);
  }

  /** Shows an edit what another tab has made of its program. */
  async #follow(edit) {
    if (!edit.isKept) return;
    const program = await this.#try(() => this.#store.get(edit.program.id));
    if (program) edit.follow(program);
  }

  // Where not even a draft is kept, the browser asks whether to leave the page, in its own words.
  #asking = (event) => {
    if ([...this.#unkept.keys()].some((id) => !this.#drafts.has(id))) event.preventDefault();
  };

  // Nothing that takes time is sure to happen any more.
  #leaving = () => {
    if (document.visibilityState === "visible") {
      for (const edit of this.#edits) this.#follow(edit);
      return;
    }
    for (const edit of this.#edits) {
      if (edit.isKept) continue;
      this.#drafts.keep(edit.unkept);
      edit.settle();
    }
  };
}

function summary({ id, name, text, changed, result }) {
  return { id, name, changed, characters: text.length, result };
}

const fingerprint = (program) => program && `${program.name}\n${program.text}`;
