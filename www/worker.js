// A worker of a pool: another instance of the page's own program. The page
// sends the compiled program and the address of the script that goes with it.
// What is said here is in src/workers/protocol.rs.
addEventListener("message", async ({ data: { module, glue, pid, life } }) => {
  try {
    const { default: init, worker_main } = await import(glue);
    await init({ module_or_path: module });
    worker_main(pid, life);
  } catch (error) {
    postMessage(JSON.stringify({ Lost: String(error) }));
  }
}, { once: true });
postMessage(JSON.stringify("Listening"));
