"""``python -m loopscope record``: the program stays the program, and the file is a trace."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from pathlib import Path

from tests.support import lifecycle

PACKAGE = Path(__file__).resolve().parents[1]

PROGRAM = """
    import asyncio, atexit, sys
    atexit.register(print, "registered")
    async def worker(n):
        await asyncio.sleep(0.001 * n)
        if n == 3:
            raise ValueError("three")
        return n
    async def main():
        print(sys.argv[1:], __name__, __file__, sys.path[0])
        print(await asyncio.gather(*(worker(n) for n in range(3))))
        if "exit" in sys.argv:
            sys.exit(7)
        if "interrupt" in sys.argv:
            raise KeyboardInterrupt
        forget()
        await worker(3)
    def forget():
        worker(4)
    asyncio.run(main())
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(os.path.realpath(folder.name))
        self.environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "COLUMNS": "200"}

    def program(self, text):
        (self.folder / "prog.py").write_text(textwrap.dedent(text))

    def run_python(self, *arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )

    def begin(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "loopscope", "record", *arguments],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def trace(self, name="prog.loopscope"):
        header, events = lifecycle.read(self.folder / name)
        lifecycle.check(events)
        return header, events


class TheProgram(Case):
    """Exit status, output and tracebacks are those of the program without the recorder."""

    def compare(self, *arguments, status):
        self.program(PROGRAM)
        plain = self.run_python(*arguments)
        recorded = self.run_python("-m", "loopscope", "record", *arguments)
        self.assertEqual(plain.returncode, status)
        self.assertEqual(recorded.returncode, plain.returncode)
        self.assertEqual(recorded.stdout, plain.stdout)
        self.assertEqual(recorded.stderr, plain.stderr)
        name = "prog.loopscope"
        return self.trace(name)[1][-1][2]["how"]

    def test_an_exception(self):
        how = self.compare("prog.py", "a", "-o", status=1)
        self.assertEqual(how, {"Raised": {"class": "ValueError", "message": "three"}})

    def test_an_exit(self):
        self.assertEqual(self.compare("prog.py", "exit", status=7), {"Exited": 7})

    def test_a_module(self):
        self.assertIn("Raised", self.compare("-m", "prog", "a", status=1))

    @unittest.skipIf(sys.platform == "win32", "signals")
    def test_an_interrupt(self):
        self.assertIn("Raised", self.compare("prog.py", "interrupt", status=-signal.SIGINT))


class TheFile(Case):
    def test_its_header_says_what_was_run(self):
        self.program(PROGRAM)
        self.run_python("-m", "loopscope", "record", "-o", "x.loopscope", "prog.py", "a", "b")
        header, events = self.trace("x.loopscope")
        self.assertEqual(header["program"], {"name": "prog.py", "language": "python", "arguments": ["a", "b"]})
        self.assertEqual(header["clock"], "wall")
        text = (self.folder / "x.loopscope").read_text()
        self.assertIn('{"source":{"path":"prog.py","text":', text)
        self.assertNotIn("_recorder", text)

    def test_what_is_not_wanted_is_not_in_it(self):
        self.program(PROGRAM)
        self.run_python("-m", "loopscope", "record", "--no-args", "--no-output", "--no-source", "prog.py", "s3cret")
        header, events = self.trace()
        text = (self.folder / "prog.loopscope").read_text()
        self.assertNotIn("s3cret", text)
        self.assertNotIn("import asyncio", text)
        self.assertFalse([kind for _, kind, _ in events if kind == "Printed"])
        left_out = {"libraries": True, "arguments": True, "output": True, "source": True}
        self.assertEqual(header["left_out"], left_out)

    def test_a_killed_program_leaves_what_it_did(self):
        self.program("""
            import asyncio
            async def main():
                print("begun", flush=True)
                while True:
                    await asyncio.sleep(0.05)
            asyncio.run(main())
        """)
        process = self.begin("prog.py")
        process.stdout.readline()
        while (self.folder / "prog.loopscope").stat().st_size < 6000:
            time.sleep(0.05)
        process.kill()
        process.wait()
        text = (self.folder / "prog.loopscope").read_text()
        whole = text[: text.rindex("\n") + 1]
        _, events = lifecycle.parse(whole)
        lifecycle.check(events)
        self.assertIn("Printed", [kind for _, kind, _ in events])

    def test_its_size_is_bounded(self):
        self.program("""
            import asyncio
            async def main():
                for _ in range(20000):
                    await asyncio.sleep(0)
            asyncio.run(main())
        """)
        self.run_python("-m", "loopscope", "record", "--max-size", "0.5", "prog.py")
        path = self.folder / "prog.loopscope"
        self.assertLess(path.stat().st_size, 1_500_000)
        self.assertIn('{"left_out":{"events":', path.read_text().splitlines()[-1])

    def test_a_forked_child_does_not_write_into_it(self):
        self.program("""
            import asyncio, os, sys
            async def main():
                pid = os.fork()
                if pid == 0:
                    os._exit(0)
                os.waitpid(pid, 0)
            async def child():
                print("child", flush=True)
            if os.fork() == 0:
                asyncio.run(child())
                sys.exit(0)
            os.wait()
            asyncio.run(main())
        """)
        if not hasattr(os, "fork"):
            self.skipTest("fork")
        result = self.run_python("-m", "loopscope", "record", "prog.py")
        self.assertEqual((result.returncode, result.stdout), (0, "child\n"))
        self.assertNotIn("child", [f["call"]["name"] for _, kind, f in self.trace()[1] if kind == "TaskCreated"])


class TheRing(Case):
    BUSY = """
        import asyncio, os, signal, time
        async def worker(lock, gone):
            async with lock:
                await gone.wait()
        async def main():
            lock, gone = asyncio.Lock(), asyncio.Event()
            tasks = [asyncio.create_task(worker(lock, gone), name=f"w{n}") for n in range(3)]
            end = time.monotonic() + 1.0
            while time.monotonic() < end:
                await asyncio.sleep(0.001)
            %s
            gone.set()
            await asyncio.gather(*tasks)
        asyncio.run(main())
    """

    def test_an_exception_writes_the_last_seconds_and_what_was_there(self):
        self.program(self.BUSY % "raise LookupError('gone')")
        self.run_python("-m", "loopscope", "record", "--last", "0.3", "prog.py")
        header, events = self.trace()
        self.assertTrue(header["left_out"]["before"])
        seen = {fields["name"]: fields for _, kind, fields in events if kind == "TaskSeen"}
        self.assertEqual({"Task-1", "w0", "w1", "w2"}, set(seen))
        self.assertEqual(seen["w0"]["frames"][0]["call"]["name"], "worker")
        changes = [fields["change"] for _, kind, fields in events if kind == "ResourceChanged"]
        self.assertEqual(changes.count("Acquired"), 1)
        span = events[-1][0] - events[0][0]
        self.assertLess(span, 900_000_000)

    def test_a_program_that_ends_well_writes_nothing(self):
        self.program(self.BUSY % "pass")
        self.run_python("-m", "loopscope", "record", "--last", "0.3", "prog.py")
        self.assertFalse((self.folder / "prog.loopscope").exists())

    def test_a_slow_handle_writes(self):
        self.program(self.BUSY % "time.sleep(0.3); await asyncio.sleep(0.2)")
        self.run_python("-m", "loopscope", "record", "--last", "5", "--slow", "250", "prog.py")
        self.trace()

    @unittest.skipIf(sys.platform == "win32", "signals")
    def test_a_signal_writes(self):
        self.program(self.BUSY % "os.kill(os.getpid(), signal.SIGUSR1)")
        result = self.run_python("-m", "loopscope", "record", "--last", "0.5", "--signal", "USR1", "prog.py")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.trace()

    @unittest.skipIf(sys.platform == "win32", "signals")
    def test_a_signal_that_is_handled_is_not_taken(self):
        self.program("")
        result = self.run_python("-m", "loopscope", "record", "--last", "1", "--signal", "SIGINT", "prog.py")
        self.assertEqual(result.returncode, 2)
        self.assertIn("SIGINT is handled already", result.stderr)


class Mistakes(Case):
    def test_each_says_what_is_wrong(self):
        self.program("")
        for arguments, message in (
            ([], "which program?"),
            (["nope.py"], "there is no file 'nope.py'"),
            (["--slow", "5", "prog.py"], "--slow writes what --last keeps"),
            (["--last", "-1", "prog.py"], "last must be greater than 0, not -1.0"),
            (["--nope", "prog.py"], "unrecognized arguments: --nope"),
            (["-o", "no/such/folder/x", "prog.py"], "No such file"),
        ):
            with self.subTest(arguments=arguments):
                result = self.run_python("-m", "loopscope", "record", *arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn(message, result.stderr)


class InCode(Case):
    def test_a_block_in_a_running_loop(self):
        self.program("""
            import asyncio
            import loopscope
            async def inner(n):
                await asyncio.sleep(0.01)
                return n
            async def main():
                before = [asyncio.create_task(inner(n)) for n in range(3)]
                await asyncio.sleep(0)
                with loopscope.record("x.loopscope"):
                    await asyncio.gather(*before, inner(4))
                    assert isinstance(before[0], asyncio.Task)
                loopscope.start("y.loopscope", mode="tasks")
                await inner(5)
                assert loopscope.stop() == "y.loopscope"
            asyncio.run(main())
        """)
        result = self.run_python("prog.py")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        _, events = self.trace("x.loopscope")
        seen = [fields["call"]["name"] for _, kind, fields in events if kind == "TaskSeen"]
        self.assertEqual(sorted(seen), ["inner", "inner", "inner", "main"])
        self.trace("y.loopscope")

    def test_a_foreign_loop_is_refused_in_one_sentence(self):
        self.program("""
            import asyncio
            import loopscope
            class Foreign(asyncio.AbstractEventLoop):
                pass
            asyncio._set_running_loop(Foreign())
            try:
                loopscope.start()
            except RuntimeError as error:
                print(error)
        """)
        result = self.run_python("prog.py")
        self.assertIn("cannot be recorded, because it is not asyncio's own; run the program on asyncio's", result.stdout)


if __name__ == "__main__":
    unittest.main()
