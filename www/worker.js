// A worker of a pool: another instance of the page's own program. The page
// sends the compiled program, its second part if it has one (www/boot.js), and the address of the
// script that goes with it.
// What is said here is in src/workers/protocol.rs.

// Held for as long as this worker lives; the page waits for it to come free.
const guarded = await new Promise((answer) => {
  if (!navigator.locks) return answer(false);
  navigator.locks
    .request(name, () => {
      answer(true);
      return new Promise(() => {});
    })
    .catch(() => answer(false));
});

addEventListener("message", async ({ data: { module, later, glue, pid, crowded } }) => {
  try {
    const { default: init, worker_main } = await import(glue);
    const exports = await init({ module_or_path: module });
    if (later) {
      await WebAssembly.instantiate(later, { program: exports });
      exports.arrived.value = 1;
    }
    worker_main(pid, guarded, crowded);
  } catch (error) {
    postMessage(JSON.stringify({ Lost: String(error) }));
  }
}, { once: true });
postMessage(JSON.stringify({ Listening: { guarded } }));
