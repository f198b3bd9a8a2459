// What index.html says about the libraries.

/**
 * `html` with the libraries' addresses in `<meta name="libraries">`: `data-python` and the like are
 * the modules that the page imports when they are wanted, `data-files` all files there are, for the
 * service worker. The policy lets in the script of the frame that programs run in, whose document
 * inherits it, by its hash.
 */
export function withLibraries(html, { modules, files, frame }) {
  const addresses = Object.entries(modules).map(([name, file]) => `data-${name}="./${file}"`);
  const meta = `<meta name="libraries" ${addresses.join(" ")} data-files="${files.join(" ")}">`;
  return replaced(replaced(html, "script-src 'self'", `$& '${frame.hash}'`), "</head>", `${meta}\n</head>`);
}

function replaced(html, pattern, replacement) {
  const changed = html.replace(pattern, replacement);
  if (changed === html) throw new Error(`index.html has no ${pattern}: has Trunk another way to write it?`);
  return changed;
}
