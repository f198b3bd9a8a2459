// Where programs are kept: a database of the browser's, IndexedDB.
//
// Each method is one transaction: all of it is kept, or nothing. What goes wrong is thrown as a
// `Problem`, whose code the page has words for.

import { openDB } from "idb";
import { freeName } from "./names.js";

const NAME = "loopscope programs";
const VERSION = 1;
const PROGRAMS = "programs";
// Files are kept beside the programs: a program's text is written at each pause in typing.
const FILES = "files";

/** Why something is not kept. */
export class Problem extends Error {
  /**
   * `code` is `full`, `blocked` (the browser lets this page keep nothing), `newer` (a newer version
   * of the page has changed the database) or `failed`.
   */
  constructor(code, cause) {
    super(`${code}: ${cause}`, { cause });
    this.code = code;
  }
}

export class Store {
  #opening;

  /** All programs, without their files. */
  list() {
    return this.#transact("readonly", ({ programs }) => programs.getAll());
  }

  /** A program and its files, or undefined. */
  get(id) {
    return this.#transact("readonly", (stores) => whole(stores, id));
  }

  /** Keeps a program that is new here, under a name that no other has. */
  add(program) {
    return this.#transact("readwrite", (stores) => added(stores, program, program.name));
  }

  /**
   * Keeps another text of a program, and says what is kept: `{program, conflict}`. If the text that
   * is kept is not the one that `given.version` numbers, somebody else has changed it meanwhile: then
   * it stays, and the given text becomes a program of its own. One that is gone is there again.
   */
  put(given) {
    return this.#transact("readwrite", async (stores) => {
      const there = await stores.programs.get(given.id);
      if (!there) return { program: await added(stores, given, given.name), conflict: false };
      if (there.text === given.text) return { program: there, conflict: false };
      if (there.version !== given.version) {
        const { files } = await whole(stores, given.id);
        const copy = { ...given, id: newId(), files };
        return { program: await added(stores, copy, there.name), conflict: true };
      }
      const program = { ...there, text: given.text, changed: given.changed, version: there.version + 1 };
      await stores.programs.put(program);
      return { program, conflict: false };
    });
  }

  /** Changes what is kept of a program beside its text; `change` gets a program and a way to find a free name. */
  amend(id, change) {
    return this.#transact("readwrite", async ({ programs }) => {
      const there = await programs.get(id);
      if (!there) return undefined;
      const program = { ...there, ...(await change((name) => free(programs, name, id))) };
      await programs.put(program);
      return program;
    });
  }

  /** The files that a program finds in its folder: a list of `{path, bytes}`. */
  putFiles(id, files) {
    return this.#transact("readwrite", async (stores) => {
      if (await stores.programs.getKey(id)) await stores.files.put(files, id);
    });
  }

  /** Takes a program away, and returns it. */
  remove(id) {
    return this.#transact("readwrite", async (stores) => {
      const program = await whole(stores, id);
      await stores.programs.delete(id);
      await stores.files.delete(id);
      return program;
    });
  }

  async #transact(mode, work) {
    for (let attempt = 0; ; attempt += 1) {
      const database = await this.#open();
      try {
        return await transact(database, mode, work);
      } catch (error) {
        // The browser has closed the database meanwhile; it opens again.
        if (error.name !== "InvalidStateError" || attempt > 0) throw problemOf(error, "failed");
        this.#opening = undefined;
      }
    }
  }

  async #open() {
    try {
      this.#opening ??= open(() => (this.#opening = undefined));
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw problemOf(error, "blocked");
    }
  }
}

export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function open(closed) {
  return openDB(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore(PROGRAMS, { keyPath: "id" }).createIndex("name", "name");
      database.createObjectStore(FILES);
    },
    // A newer version of the page wants to change the database: it must not wait for this one.
    blocking(current, next, event) {
      event.target.close();
      closed();
    },
    terminated: closed,
  });
}

async function transact(database, mode, work) {
  // Strict: what is kept has reached the disk, should the machine stop now.
  const transaction = database.transaction([PROGRAMS, FILES], mode, { durability: "strict" });
  const done = transaction.done;
  done.catch(() => {});
  try {
    const stores = { programs: transaction.objectStore(PROGRAMS), files: transaction.objectStore(FILES) };
    const result = await work(stores);
    await done;
    return result;
  } catch (error) {
    abort(transaction);
    throw transaction.error ?? error;
  }
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

async function added({ programs, files }, { files: given, ...program }, name) {
  const kept = { ...program, name: await free(programs, name, program.id), version: (program.version ?? 0) + 1 };
  await programs.put(kept);
  if (given?.length) await files.put(given, kept.id);
  return kept;
}

async function whole({ programs, files }, id) {
  const program = await programs.get(id);
  return program && { ...program, files: (await files.get(id)) ?? [] };
}

function free(programs, name, id) {
  return freeName(name, async (candidate) => {
    const owner = await programs.index("name").getKey(candidate);
    return owner !== undefined && owner !== id;
  });
}

function problemOf(error, otherwise) {
  if (error instanceof Problem) return error;
  const codes = { QuotaExceededError: "full", VersionError: "newer" };
  return new Problem(codes[error?.name] ?? otherwise, error);
}
