// Programs that go too far, and what has to come of each: `ends` with the status of a process,
// `raises` with the last line of a traceback, `fails` with a reason, or `runs` until it is stopped.

const lines = (...given) => given.join("\n") + "\n";
const inMain = (...body) => lines("import asyncio", "async def main():", ...body.map((line) => `    ${line}`), "asyncio.run(main())");

export const HOSTILE = [
  // Loops.
  { name: "an endless loop", source: "print('on')\nwhile True: pass", runs: true },
  { name: "an endless loop in a coroutine", source: inMain("print('on')", "while True: pass"), runs: true },
  { name: "an endless loop that catches everything", source: lines("print('on')", "while True:", "    try:", "        while True: pass", "    except BaseException: pass"), runs: true },
  { name: "an endless loop in C", source: "print('on')\nany(x < 0 for x in __import__('itertools').repeat(1))", runs: true },
  { name: "an endless loop in C without Python code", source: "print('on')\n__import__('collections').deque(__import__('itertools').repeat(1), 0)", runs: true },
  { name: "a power that takes hours", source: "print('on')\n7 ** 10 ** 8 % 3 == 9 ** 10 ** 9", runs: true },
  { name: "a regular expression that takes ages", source: "print('on')\nimport re\nre.match('(a+)+$', 'a' * 60 + 'b')", runs: true },
  { name: "an endless generator joined", source: "print('on')\nall(True for _ in iter(int, 1))", runs: true },
  { name: "turning for ever while the clock stands", source: inMain("print('on')", "while True: await asyncio.sleep(0)"), turns: 5_000, raises: "livelock" },
  { name: "timers for ever", source: inMain("print('on')", "while True: await asyncio.sleep(1)"), runs: true },
  { name: "callbacks that call themselves", source: inMain("print('on')", "loop = asyncio.get_running_loop()", "def again(): loop.call_soon(again)", "again()", "await asyncio.Event().wait()"), turns: 5_000, raises: "livelock" },
  { name: "sleeping for a century in time.sleep", source: "import time\ntime.sleep(3_000_000_000)\nprint('done')", ends: 0 },

  // Recursion.
  { name: "a function that calls itself", source: "def f(): f()\nf()", raises: "RecursionError" },
  { name: "a repr that calls itself", source: "class A:\n    def __repr__(self): return repr(self)\nrepr(A())", raises: "RecursionError" },
  { name: "attributes that look for themselves", source: "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().x", raises: "RecursionError" },
  { name: "a comparison that compares", source: "class A:\n    def __lt__(self, other): return sorted([self, other])\nsorted([A(), A()])", raises: "RecursionError" },
  { name: "a hash that hashes", source: "class A:\n    def __hash__(self): return hash(self)\nhash(A())", raises: "RecursionError" },
  { name: "a list deep in itself, as JSON", source: "import json\nx = []\nfor _ in range(100000): x = [x]\njson.dumps(x)", anything: true },
  { name: "deep JSON, read", source: "import json\njson.loads('[' * 100000 + ']' * 100000)", raises: "RecursionError" },
  { name: "coroutines that await themselves", source: lines("import asyncio", "async def f(): await f()", "asyncio.run(f())"), raises: "RecursionError" },
  { name: "deep source", source: "eval('(' * 5000 + ')' * 5000)", raises: "" },
  { name: "deep operators", source: "eval('-' * 100000 + '1')", raises: "" },
  { name: "a deep list taken apart", source: "x = None\nfor _ in range(300000): x = [x]\ndel x\nprint('done')", anything: true },
  { name: "a limit of recursion that is raised", source: "import sys\nsys.setrecursionlimit(10**7)\ndef f(): f()\nf()", anything: true },
  { name: "a deep repr with a raised limit", source: "import sys\nsys.setrecursionlimit(10**7)\nx = []\nfor _ in range(200000): x = [x]\nrepr(x)", anything: true },
  { name: "recursion in __del__", source: "class A:\n    def __del__(self): A()\nA()\nprint('on')", anything: true },
  { name: "exceptions that cause each other", source: "def f(n):\n    try: 1 / 0\n    except Exception as e: raise ValueError(n) from (f(n - 1) if n else e)\nf(20)", raises: "" },

  // Memory.
  { name: "a list that eats memory", source: "x = []\nwhile True: x.append(bytearray(10_000_000))", raises: "MemoryError" },
  { name: "a text that doubles", source: "x = 'x'\nwhile True: x += x", raises: "MemoryError" },
  { name: "a gigantic number of bytes at once", source: "bytes(10 ** 12)", raises: "" },
  { name: "memory that is caught and wanted again", source: lines("for _ in range(5):", "    try: bytearray(2_000_000_000)", "    except MemoryError: print('none')"), ends: 0 },
  { name: "a dictionary without end", source: "d = {}\nwhile True: d[len(d)] = 'x' * 1000", raises: "MemoryError" },
  { name: "tasks without end", source: inMain("async def f(): await asyncio.Event().wait()", "keep = []", "while True: keep.append(asyncio.create_task(f()))"), anything: true },
  { name: "a number with many digits, printed", source: "print(10 ** 5000)", raises: "ValueError: Exceeds the limit" },

  // Output.
  { name: "prints without end", source: "while True: print('on')", runs: true },
  { name: "one gigantic line", source: "print('x' * 50_000_000)", ends: 0 },
  { name: "surrogates and control characters", source: "print('\\ud800', '\\x00', '\\x1b[31m', '\\u202e')", ends: 0 },
  { name: "standard output closed", source: "import sys\nsys.stdout.close()\nprint('x')", raises: "ValueError" },
  { name: "standard output taken away", source: "import sys\nsys.stdout = None\nprint('x')\nsys.stderr = None\n1 / 0", raises: "ZeroDivisionError" },
  { name: "standard output that raises", source: "import sys\nclass S:\n    def write(self, text): raise OSError('no')\nsys.stdout = S()\nprint('x')", raises: "OSError: no" },
  { name: "a file without end", source: "f = open('big', 'w')\nwhile True: f.write('x' * 1_000_000)", anything: true },

  // Ends.
  { name: "sys.exit with a status", source: "import sys\nsys.exit(3)", ends: 3 },
  { name: "sys.exit with words", source: "import sys\nsys.exit('words')", ends: 1 },
  { name: "os._exit", source: "import os\nprint('on')\nos._exit(7)", ends: 7 },
  { name: "os.abort", source: "import os\nprint('on')\nos.abort()", fails: "abort" },
  { name: "os.kill of itself", source: "import os, signal\nprint('on')\nos.kill(os.getpid(), signal.SIGKILL)", anything: true },
  { name: "a segmentation fault", source: "import sys\nprint('on')\nf = (lambda: 0).__code__.replace(co_code=b'\\xff' * 64)\neval(f)", anything: true },
  { name: "SystemExit in a task", source: inMain("async def f(): raise SystemExit(4)", "await asyncio.create_task(f())"), ends: 4 },
  { name: "KeyboardInterrupt", source: "raise KeyboardInterrupt", raises: "KeyboardInterrupt" },
  { name: "an exception that cannot be shown", source: "class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E", raises: "" },
  { name: "an exception in __del__", source: "class A:\n    def __del__(self): 1 / 0\nA()\nprint('on')", ends: 0 },
  { name: "an exception at exit", source: "import atexit\natexit.register(lambda: 1 / 0)\nprint('on')", ends: 0 },

  // Tampering.
  { name: "builtins taken away", source: "import builtins\nfor name in list(vars(builtins)):\n    if not name.startswith('__'): delattr(builtins, name)", anything: true },
  { name: "print replaced", source: "import builtins\nbuiltins.print = lambda *a: 1 / 0\nprint('x')", raises: "ZeroDivisionError" },
  { name: "asyncio monkeypatched", source: "import asyncio\nasyncio.events.Handle._run = lambda self: 1 / 0\nasyncio.run(asyncio.sleep(1))", anything: true },
  { name: "a loop policy of its own", source: lines("import asyncio", "class P(asyncio.DefaultEventLoopPolicy): pass", "asyncio.set_event_loop_policy(P())", "asyncio.run(asyncio.sleep(1))", "print('done')"), ends: 0 },
  { name: "asyncio.run in asyncio.run", source: inMain("asyncio.run(asyncio.sleep(1))"), raises: "RuntimeError: asyncio.run() cannot be called" },
  { name: "all modules forgotten", source: "import sys\nsys.modules.clear()\nimport json\nprint('x')", anything: true },
  { name: "tracing of its own", source: "import sys\nsys.settrace(lambda *a: 1 / 0)\ndef f(): pass\nf()", raises: "ZeroDivisionError" },
  { name: "threads", source: "import threading\nthreading.Thread(target=print, args=('x',)).start()", anything: true },
  { name: "a fork", source: "import os\nos.fork()", raises: "" },
  { name: "a signal's handler", source: "import signal\nsignal.signal(signal.SIGALRM, lambda *a: print('x'))\nsignal.alarm(1)", anything: true },
  { name: "the recorder's own package", source: "import loopscope._page\nloopscope._page.outbox.data.clear()", anything: true },
];
