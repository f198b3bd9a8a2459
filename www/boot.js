// Starts the program, and says in plain words when it cannot be started.
//
// This is a file of its own, not an inline script, because the page's content
// security policy allows none. Trunk writes the addresses of the program into
// <meta name="program">.

const part = (id) => document.getElementById(id);

async function start() {
  const program = document.querySelector('meta[name="program"]').dataset;
  const from = (address) => new URL(address, document.baseURI);
  const bindings = await import(from(program.js));
  await bindings.default({ module_or_path: fetchProgram(from(program.wasm)) });
}

// The hash that Trunk put on the preload makes the browser refuse a program
// that is not the one this page was built with.
async function fetchProgram(address) {
  const integrity = document.querySelector('link[rel="preload"][as="fetch"]')?.integrity ?? "";
  try {
    return await fetch(address, { integrity });
  } catch (cause) {
    throw new Error(`${address.href} did not arrive, or not as this page was built with it`, { cause });
  }
}

function showFailure(which, reason) {
  // A program that started and then failed shows its own words.
  if (!part("boot")) return;
  part("boot-loading").hidden = true;
  part("boot-failed").hidden = false;
  part(which).hidden = false;
  part("boot-reason").textContent = reason;
  part("boot-again").addEventListener("click", () => location.reload());
}

if (typeof WebAssembly === "object") {
  part("boot-loading").hidden = false;
  start().catch((error) => {
    console.error(error);
    showFailure("boot-broken", String(error));
  });
} else {
  showFailure("boot-no-wasm", "WebAssembly: " + typeof WebAssembly);
}
