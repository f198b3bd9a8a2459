// What was typed when a tab is closed, before the next pause in typing would have kept it; and what
// the database had no room for.
//
// A database is not sure to be written to while a page goes away; localStorage is, because it makes
// the page wait. What is found here when a page opens goes where programs are kept.

const PREFIX = "loopscope unsaved ";

export class Drafts {
  /** Keeps a program's text until `forget`; where the browser refuses it, it is lost with the tab. */
  keep({ id, name, text, changed, version }) {
    this.#reach((storage) => storage.setItem(PREFIX + id, JSON.stringify({ id, name, text, changed, version })));
  }

  has(id) {
    return this.#reach((storage) => storage.getItem(PREFIX + id) !== null) ?? false;
  }

  forget(id) {
    this.#reach((storage) => storage.removeItem(PREFIX + id));
  }

  /** All that are kept. */
  all() {
    const keys = this.#reach((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX))) ?? [];
    return keys.map((key) => this.#reach((storage) => draftOf(storage.getItem(key)))).filter(Boolean);
  }

  #reach(use) {
    try {
      return use(localStorage);
    } catch {
      return undefined;
    }
  }
}

function draftOf(json) {
  const { id, name, text, changed, version } = JSON.parse(json);
  const isOne = [id, name, text].every((value) => typeof value === "string") && [changed, version].every(Number.isFinite);
  return isOne ? { id, name, text, changed, version, result: null, files: [] } : undefined;
}
