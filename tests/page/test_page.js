// What the tests call in the page.

const { python, editor: editorModule, programs: programsModule } = document.querySelector('meta[name="libraries"]').dataset;
const { Python } = await import(new URL(python, document.baseURI));

// The parts of it, as the tests need them one by one.
const [{ Sandbox }, { Run }, { Interpreter }, { FRAME }] = await Promise.all(
  ["python/sandbox.js", "python/run.js", "python/interpreter.js", "frame.js"].map((name) => import(`./sources/${name}`)));

window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  window.violations.push(`${violatedDirective} ${blockedURI}`);
});

window.python = new Python();

/**
 * Runs a program to its end, and says what it wrote, how it ended, and when, in ms from the start.
 * It is stopped when it has written `stopAt`, and given the `lines` that it asks for.
 */
window.runProgram = (source, { name = "prog.py", stopAt, lines = [], ...rest } = {}) =>
  new Promise((done) => {
    const begun = performance.now();
    const elapsed = () => performance.now() - begun;
    const trace = { text: "", decoder: new TextDecoder() };
    let first;
    let stopping;
    const run = window.python.run({ source, name, ...rest }, (message) => {
      if (message.type === "asks") return run.answer(lines.shift() ?? "");
      if (message.type === "events") {
        first ??= elapsed();
        trace.text += trace.decoder.decode(message.lines, { stream: true });
        if (stopAt === undefined || stopping || !outputOf(eventsOf(trace.text)).includes(stopAt)) return;
        stopping = elapsed();
        run.stop();
        return;
      }
      const ended = elapsed();
      const events = eventsOf(trace.text);
      run.settled.then(() => done({ message, events, output: outputOf(events), first, stopping, ended }));
    });
  });

/**
 * Tries a program's orders, and says what was heard last, how it ended and how many messages there were. It is
 * stopped when `stopAt` of them have come.
 */
window.explore = (request, workers, stopAt) =>
  new Promise((done) => {
    let last;
    let heard = 0;
    const exploration = window.python.explore({ name: "prog.py", ...request }, workers, (message) => {
      if (message.type === "found" || message.type === "cancelled") {
        last = message;
        heard += 1;
        if (heard === stopAt) exploration.stop();
        return;
      }
      exploration.settled.then(() => done({ message, last, heard }));
    });
  });

/**
 * Runs a program that goes too far, and says how it ended and how its output begins. One that `runs`
 * is stopped when it has written its first line, any other when it took `patience` ms.
 */
window.endOf = ({ source, runs, turns }, patience = 60_000) =>
  new Promise((done) => {
    const decoder = new TextDecoder();
    let text = "";
    const run = window.python.run({ source, name: "prog.py", turns }, (message) => {
      if (message.type !== "events") {
        clearTimeout(late);
        return run.settled.then(() => done({ message: { ...message, files: [] }, output: outputOf(eventsOf(text)) }));
      }
      if (text.length > 100_000) return;
      text += decoder.decode(message.lines, { stream: true });
      if (runs && outputOf(eventsOf(text)).includes("on\n")) setTimeout(() => run.stop(), 200);
    });
    const late = setTimeout(() => run.stop(), patience);
  });

/** The whole lines of a text, as what they say. */
const eventsOf = (text) =>
  text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean).map((line) => JSON.parse(line));

const outputOf = (events) => events.map(({ e }) => e?.Printed?.text ?? "").join("");



// The least that is a WebAssembly module.
const NO_PROGRAM = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** A frame as programs run in, whose workers have another script. */
async function sandboxWith(script) {
  return Sandbox.open({ script: new TextEncoder().encode(script).buffer, wasm: NO_PROGRAM.slice().buffer }, FRAME);
}

/** Runs a script as a worker, and says what it said, and what came through `channel` to the page. */
window.inWorker = async (script, channel) => {
  const overheard = [];
  const broadcast = new BroadcastChannel(channel);
  broadcast.onmessage = ({ data }) => overheard.push(data);
  const sandbox = await sandboxWith(script);
  const said = await new Promise((done, failed) => {
    const { port } = sandbox.start((reason) => failed(new Error(reason)));
    port.onmessage = ({ data }) => done(data);
  });
  broadcast.close();
  sandbox.close();
  return { said, overheard };
};

/** What comes of a worker that sends without end, and how many frames the page painted meanwhile. */
window.flooded = async () => {
  const sandbox = await sandboxWith(`onmessage = ({ data: { port } }) => {
    port.onmessage = () => {
      for (;;) {
        const lines = new Uint8Array(1 << 20).fill(10);
        port.postMessage({ type: "events", lines }, [lines.buffer]);
      }
    };
    port.postMessage({ type: "ready" });
  };`);
  let frames = 0;
  const paint = () => requestAnimationFrame(() => { frames += 1; paint(); });
  paint();
  const message = await new Promise((done) => {
    new Run(async () => new Interpreter(sandbox), { source: "", name: "prog.py" }, (message) => {
      if (message.type !== "events") done(message);
    });
  });
  sandbox.close();
  return { message, frames };
};

const host = document.createElement("div");
const after = document.createElement("button");
after.id = "after";
after.textContent = "after the editor";
document.body.append(host, after);
window.heard = { changes: [], runs: 0, mended: [] };

/** Puts a new editor into the page, in the place of the last one. */
window.openEditor = async (options = {}) => {
  const { mount } = await import(new URL(editorModule, document.baseURI));
  window.editor?.destroy();
  window.heard = { changes: [], runs: 0, mended: [] };
  window.editor = mount(host, {
    onchange: (text) => window.heard.changes.push(text),
    onrun: () => (window.heard.runs += 1),
    onmended: (kinds) => window.heard.mended.push(...kinds),
    ...options,
  });
  window.editor.focus();
};

/** What the editor has that the selector finds. */
window.inEditor = (selector) => [...host.shadowRoot.querySelectorAll(selector)];

window.programsModule = () => import(new URL(programsModule, document.baseURI));

/** Opens where programs are kept; what it tells is in `told`. */
window.openShelf = async () => {
  const { openPrograms } = await window.programsModule();
  window.told = [];
  window.shelf = await openPrograms((message) => window.told.push(message));
};

/** Waits until `is` is true of what was told. */
window.untilTold = async (is) => {
  while (!window.told.some(is)) await new Promise((later) => setTimeout(later, 10));
  return window.told.find(is);
};

window.ready = true;
