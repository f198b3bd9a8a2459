// What the tests call in the page.

const { python, editor: editorModule } = document.querySelector('meta[name="libraries"]').dataset;
const { Python } = await import(new URL(python, document.baseURI));

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

const eventsOf = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));

const outputOf = (events) => events.map(({ e }) => e?.Printed?.text ?? "").join("");



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

window.ready = true;
