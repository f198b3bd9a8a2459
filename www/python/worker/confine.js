// Takes from a worker's global scope what a program has no business with.

const NAMES = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "Worker",
  "SharedWorker", "importScripts", "indexedDB", "caches", "BroadcastChannel", "MessageChannel",
  "navigator", "location", "postMessage", "close", "FileReader", "FileReaderSync", "Notification",
  "addEventListener", "dispatchEvent", "requestAnimationFrame", "onmessage",
];

export function confine(scope) {
  for (const name of NAMES) take(scope, name);
}

/** Removes a name wherever it stands in the chain of prototypes, or hides what cannot be removed. */
function take(scope, name) {
  for (let owner = scope; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name) && !Reflect.deleteProperty(owner, name)) hide(owner, name);
  }
}

function hide(owner, name) {
  Reflect.defineProperty(owner, name, { value: undefined, writable: false });
}
