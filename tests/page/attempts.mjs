// What a stranger's program may try, so as to reach the page, what the site keeps, or the network.

/**
 * As Python: statements whose last assigns to `reached` what was got hold of. `site` is the address
 * of the page. Each must raise, or leave `reached` false.
 */
export const IN_PYTHON = {
  "import js": "import js; reached = js.document or js.self",
  "run_js": "from pyodide.code import run_js; reached = run_js('globalThis')",
  "pyodide.http": "from pyodide.http import open_url; reached = open_url(site)",
  "pyodide_js": "import pyodide_js; reached = pyodide_js.globals",
  "the core of the bridge": "import _pyodide_core; reached = _pyodide_core.JsProxy",
  "the bridge among all modules": "import sys; reached = [n for n in sys.modules if n.split('.')[0] in ('js', 'pyodide', 'pyodide_js')]",
  "the finders of Pyodide": "import sys; reached = [f for f in sys.meta_path if 'pyodide' in type(f).__module__]",
  "a string run by a function's constructor": "import loopscope._page as p; reached = p.outbox._send.constructor.constructor('return globalThis')()",
  "the global object by a sloppy function": "import loopscope._page as p; reached = p.outbox._send.constructor('return this').call(None).fetch",
  "proxies that the collector knows": "import gc; reached = [o.fetch for o in gc.get_objects() if type(o).__name__ == 'JsProxy' and hasattr(o, 'fetch')]",
  "urllib": "import urllib.request; reached = urllib.request.urlopen(site, timeout=2).status",
  "http.client": "import http.client; c = http.client.HTTPConnection(site.split('/')[2], timeout=2); c.request('GET', '/'); reached = c.getresponse().status",
  "a socket": "import socket; h, p = site.split('/')[2].split(':'); s = socket.create_connection((h, int(p)), 2); s.send(b'GET /socket HTTP/1.0\\r\\n\\r\\n'); reached = s.recv(10)",
  "a connection of asyncio": "import asyncio; h, p = site.split('/')[2].split(':'); reached = asyncio.run(asyncio.open_connection(h, int(p)))",
  "ctypes": "import ctypes; reached = ctypes.CDLL(None)",
  "a shell": "import os; reached = os.system('curl ' + site) == 0",
  "a subprocess": "import subprocess; reached = subprocess.run(['curl', site]).returncode == 0",
  "a package from the network": "import micropip; reached = micropip",
  "the browser": "import webbrowser; reached = webbrowser.open(site)",
  "files of the machine": "reached = open('/etc/passwd').read().count('/bin/bash')",
};

/** As JavaScript in the worker, as if a program had got that far: expressions, or promises of one. */
export const IN_JAVASCRIPT = {
  "fetch": "fetch(site + 'fetched').then(() => 'reached')",
  "fetch without CORS": "fetch(site + 'fetched', { mode: 'no-cors' }).then(() => 'reached')",
  "XMLHttpRequest": "new Promise((done, no) => { const x = new XMLHttpRequest(); x.open('GET', site + 'requested'); x.onload = () => done('reached'); x.onerror = no; x.send(); })",
  "synchronous XMLHttpRequest": "(() => { const x = new XMLHttpRequest(); x.open('GET', site + 'requested', false); x.send(); return 'reached'; })()",
  "WebSocket": "new Promise((done, no) => { const s = new WebSocket(site.replace('http', 'ws') + 'socket'); s.onopen = () => done('reached'); s.onerror = no; })",
  "EventSource": "new Promise((done, no) => { const s = new EventSource(site + 'source'); s.onopen = () => done('reached'); s.onerror = no; })",
  "importScripts": "importScripts(site + 'imported.js') ?? 'reached'",
  "a module of the site": "import(site + 'imported.js').then(() => 'reached')",
  "a module from a blob": "import(URL.createObjectURL(new Blob(['export default 1'], { type: 'text/javascript' }))).then(() => 'reached')",
  "a module from a data: address": "import('data:text/javascript,export default 1').then(() => 'reached')",
  "eval": "(0, eval)('\"reached\"')",
  "a function from a string": "new Function('return \"reached\"')()",
  "a worker of the site": "new Promise((done, no) => { const w = new Worker(site + 'worker.js'); w.onmessage = () => done('reached'); w.onerror = no; setTimeout(no, 1000, 'nothing'); })",
  "a worker of its own that fetches": `new Promise((done, no) => {
    const text = "fetch('" + site + "nested').then(() => postMessage('reached'), () => postMessage(null))";
    const w = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    w.onmessage = ({ data }) => done(data); w.onerror = no; })`,
  "a database": "new Promise((done, no) => { const r = indexedDB.open('kept'); r.onsuccess = () => done('reached'); r.onerror = no; })",
  "the cache": "caches.open('kept').then(() => 'reached')",
  "files of the site": "navigator.storage.getDirectory().then(() => 'reached')",
  "a channel to the page": "(() => { new BroadcastChannel('page').postMessage('from a program'); return null; })()",
  "its origin": "self.origin === 'null' ? null : 'reached'",
  "a shared worker": "new SharedWorker(site + 'worker.js') && 'reached'",
};
