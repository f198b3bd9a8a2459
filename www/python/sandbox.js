// The frame that a person's programs run in.
//
// A program may come from a stranger, by a link. So it runs in a worker that belongs to a frame whose
// `sandbox` gives it an origin of its own: it reaches neither this page nor what this site keeps in
// the browser. The frame's policy, which its workers inherit, allows no connection at all. All this
// holds without a word from the server, and the document comes with this script, so that there is
// nothing to fetch when there is no network: a sandboxed frame has no service worker.
//
// What the frame needs is handed in by messages. The page's own policy, which a document in `srcdoc`
// inherits, has to allow the frame's script by its hash, and workers from `blob:` addresses.

const POLICY = "default-src 'none'; script-src {script} 'wasm-unsafe-eval'; worker-src blob:";

/** How long the frame may take to end a worker before it goes as a whole, in ms. */
const PATIENCE = 5_000;

/**
 * The frame shows nothing, but it counts as seen: what is hidden gets so little of a busy machine's
 * processors, in Chromium 156, that a program may take minutes to begin.
 */
const UNSEEN = {
  position: "fixed", right: "0", bottom: "0", width: "1px", height: "1px",
  border: "0", opacity: "0.01", pointerEvents: "none", zIndex: "-1",
};

/** A frame with a number of workers in it. */
export class Sandbox {
  #frame;
  #control;
  #workers = new Map();
  #last = 0;

  /**
   * `parts` has `script`, the text of the workers' script, `wasm`, the interpreter, both as array
   * buffers, and whatever else each worker gets with its first message.
   */
  static async open(parts, frameScript) {
    const frame = await frameWith(frameScript);
    const { port1, port2 } = new MessageChannel();
    const sent = Object.values(parts).filter((part) => part instanceof ArrayBuffer);
    frame.contentWindow.postMessage(parts, "*", [port2, ...sent]);
    return new Sandbox(frame, port1);
  }

  constructor(frame, control) {
    this.#frame = frame;
    this.#control = control;
    control.onmessage = ({ data: { ended, failed, reason } }) => {
      if (ended !== undefined) this.#gone(ended);
      else this.#workers.get(failed)?.failed(reason);
    };
  }

  /** Starts a worker; `failed` is called with a reason if its script does not run, or the frame goes. */
  start(failed) {
    const id = (this.#last += 1);
    const { port1, port2 } = new MessageChannel();
    this.#workers.set(id, { port: port1, failed, gone: () => {} });
    this.#control.postMessage({ start: id }, [port2]);
    return { id, port: port1 };
  }

  /**
   * Ends a worker, whatever it is doing; nothing comes from it any more. Resolves when it has ended.
   * A frame that does not answer is taken away, and all its workers with it.
   */
  end(id) {
    const worker = this.#workers.get(id);
    if (!worker) return Promise.resolve();
    worker.port.onmessage = null;
    worker.port.close();
    worker.failed = () => {};
    return new Promise((done) => {
      const late = setTimeout(() => this.close(), PATIENCE);
      worker.gone = () => {
        clearTimeout(late);
        done();
      };
      this.#control.postMessage({ end: id });
    });
  }

  get isOpen() {
    return this.#frame.isConnected;
  }

  /** Takes the frame away, and ends all its workers with it. */
  close() {
    this.#frame.remove();
    this.#control.close();
    for (const [id, { port, failed }] of this.#workers) {
      port.close();
      failed("its frame was closed");
      this.#gone(id);
    }
  }

  #gone(id) {
    this.#workers.get(id)?.gone();
    this.#workers.delete(id);
  }
}

async function frameWith({ text, hash }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  Object.assign(frame.style, UNSEEN);
  const policy = POLICY.replace("{script}", `'${hash}'`);
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${text}</script>`;
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  document.body.append(frame);
  await loaded;
  return frame;
}
