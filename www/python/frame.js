// The script of the sandboxed frame that a person's programs run in: it starts workers and ends them.
// It stands inline in the frame's document (sandbox.js), and the policies of frame and page let in
// just this text, by its hash: whoever changes it changes the hash in docs/hosting.md as well.
addEventListener("message", ({ source, data, ports: [page] }) => {
  if (source !== parent) return;
  const { script, wasm, ...files } = data;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const compiled = WebAssembly.compile(wasm);
  const workers = new Map();

  async function start(id, port) {
    const worker = new Worker(address);
    workers.set(id, worker);
    const failed = (reason) => page.postMessage({ failed: id, reason });
    worker.onerror = ({ message }) => failed(message ?? "its script was not let in");
    try {
      worker.postMessage({ module: await compiled, files, port }, [port]);
    } catch (error) {
      failed(String(error));
    }
  }

  page.onmessage = ({ data: { start: started, end }, ports: [port] }) => {
    if (started !== undefined) return start(started, port);
    workers.get(end)?.terminate();
    workers.delete(end);
    page.postMessage({ ended: end });
  };
}, { once: true });
