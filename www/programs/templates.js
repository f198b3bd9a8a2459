// The programs to begin with, by problem. They are in a file of their own, which is fetched when it
// is first asked for.

let fetched;

/**
 * `{groups, templates}`: lists of `{id, title}` and of `{id, group, title, line, question, text}`, in
 * the order in which they are shown. Words are `{en, zh}`. Throws where the file does not arrive.
 */
export function templates() {
  fetched ??= fetchThem().catch((error) => {
    fetched = undefined;
    throw error;
  });
  return fetched;
}

async function fetchThem() {
  // `TEMPLATES` is put here by the build: www/build/libraries.mjs.
  const response = await fetch(new URL(TEMPLATES.file, import.meta.url), { integrity: TEMPLATES.integrity });
  if (!response.ok) throw new Error(`${TEMPLATES.file}: ${response.status}`);
  return response.json();
}
