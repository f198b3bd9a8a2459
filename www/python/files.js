// Fetches the interpreter's files, once for each frame that they are handed to.

/**
 * `files` has a file and its integrity for each name; the result has an array buffer for each name.
 * `progress` is called with the bytes that are there so far, as they are unpacked.
 */
export async function loadFiles(files, progress) {
  let loaded = 0;
  const counted = (size) => progress((loaded += size));
  const entries = await Promise.all(
    Object.entries(files).map(async ([name, file]) => [name, await load(file, counted)]),
  );
  return Object.fromEntries(entries);
}

async function load({ file, integrity }, counted) {
  const address = new URL(file, import.meta.url);
  let response;
  try {
    response = await fetch(address, { integrity });
  } catch (cause) {
    throw new Error(`${address.href} did not arrive, or not as this page was built with it`, { cause });
  }
  if (!response.ok) throw new Error(`${address.href} did not arrive: the server answered ${response.status}`);
  const parts = [];
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    parts.push(value);
    counted(value.length);
  }
}
