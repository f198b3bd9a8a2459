"""Loops that are not asyncio's own are refused in one sentence, and the program goes on as without us."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
SENTENCE = "cannot be recorded, because it is not asyncio's own; run the program on asyncio's loop instead"

FOREIGN = """
    import asyncio, sys
    class Foreign(asyncio.AbstractEventLoop):
        def __init__(self):
            self.ready = []
        def get_debug(self):
            return False
        def call_soon(self, callback, *args, context=None):
            self.ready.append((callback, args))
        def run(self, coroutine):
            asyncio._set_running_loop(self)
            task = asyncio.Task(coroutine, loop=self)
            while self.ready:
                callback, args = self.ready.pop(0)
                callback(*args)
            asyncio._set_running_loop(None)
            return task.result()
    async def main():
        loop = asyncio.get_running_loop()
        future = asyncio.Future(loop=loop)
        loop.call_soon(future.set_result, 'done')
        async with asyncio.Lock():
            print(await future)
        return 7
    sys.exit(Foreign().run(main()))
"""

UVLOOP = """
    import asyncio, sys, uvloop
    async def work(queue, lock):
        while (item := await queue.get()) is not None:
            async with lock:
                await asyncio.sleep(0.001)
            queue.task_done()
    async def main():
        queue, lock = asyncio.Queue(2), asyncio.Lock()
        working = asyncio.create_task(work(queue, lock))
        for item in range(5):
            await queue.put(item)
        await queue.join()
        await queue.put(None)
        await working
        print(await asyncio.gather(asyncio.sleep(0, 1), asyncio.to_thread(lambda: 2)))
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 0.01)
        except asyncio.TimeoutError:
            print('done')
        sys.exit(7)
    asyncio.run(main(), **{'loop_factory': uvloop.new_event_loop} if sys.version_info >= (3, 12) else uvloop.install() or {})
"""


class ForeignLoops(unittest.TestCase):
    def check(self, source):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "prog.py").write_text(textwrap.dedent(source))

            def run(*arguments):
                return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True,
                                      env={**os.environ, "PYTHONPATH": str(PACKAGE)})

            alone = run("prog.py")
            self.assertIn("done", alone.stdout, alone.stderr)
            for mode in ("full", "tasks"):
                recorded = run("-m", "loopscope", "record", "--mode", mode, "prog.py")
                self.assertEqual((recorded.returncode, recorded.stdout), (7, alone.stdout), recorded.stderr)
                self.assertIn(SENTENCE, recorded.stderr)
                self.assertEqual(len(recorded.stderr.splitlines()), 1, recorded.stderr)

    def test_a_foreign_loop_is_refused_and_runs_as_before(self):
        self.check(FOREIGN)

    @unittest.skipUnless(importlib.util.find_spec("uvloop"), "uvloop is not installed")
    def test_uvloop_is_refused_and_runs_as_before(self):
        self.check(UVLOOP)


if __name__ == "__main__":
    unittest.main()
