"""``pstree`` and ``summary``: what they say of a trace."""

import contextlib
import gzip
import io
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

from loopscope._command_line import main
from loopscope._trace_format import header, source_line
from tests.support.recording import record

HEADER = {
    "program": {"name": "prog.py", "language": "python"},
    "implementation": {"name": "CPython", "version": "3.13.0"},
    "clock": "wall",
}

DEADLOCK = """
    import asyncio
    async def transfer(a, b):
        async with a:
            await asyncio.sleep(0)
            async with b:
                pass
    async def never():
        pass
    async def main():
        first = asyncio.Lock()
        second = asyncio.Lock()
        never()
        work = asyncio.gather(transfer(first, second), transfer(second, first))
        await asyncio.wait_for(work, 0.01)
    asyncio.run(main())
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "x.loopscope"
        self.tasks_before = 0

    def call(self, *arguments):
        """The exit status and what was printed, on stdout and on stderr."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments))
        return status, self.renumbered(out.getvalue()), err.getvalue()

    def renumbered(self, text):
        """The text, with the first task that this recording made as Task-1: they count on in a process."""
        return re.sub(r"\bTask-(\d+)", lambda name: f"Task-{int(name[1]) - self.tasks_before}", text)

    def write(self, recording):
        sources = "".join(source_line(path, None) for path in recording.recorder.sources.paths)
        text = header(HEADER) + sources + "".join(recording.lines)
        self.path.write_text(text)
        self.tasks_before = int(recording.of("TaskCreated")[0]["name"].removeprefix("Task-")) - 1
        return text


class PsTree(Case):
    def deadlock(self):
        recording = record(DEADLOCK)
        self.write(recording)
        due = [when for when, kind, _ in recording.events if kind == "TimerDue"]
        return (due[-1] - 1) / 1e9

    @unittest.skipIf(sys.version_info < (3, 12), "wait_for has a task of its own")
    def test_a_task_stands_under_the_one_that_awaits_it(self):
        at = self.deadlock()
        status, out, _ = self.call("pstree", "--at", str(at), str(self.path))
        self.assertEqual(status, 0)
        lines = out.splitlines()
        self.assertTrue(lines[0].endswith("3 unfinished tasks"), lines[0])
        self.assertIn("Task-1 main()  prog.py:14  waits for a gather of 2", lines[1])
        self.assertEqual(lines[2], "  in wait_for(0.01)")
        self.assertIn("    Task-2 transfer(Lock, Lock)  prog.py:5  waits for Lock second, held by Task-3", lines)
        self.assertEqual(lines[-1], "no way on: Task-2 waits for Task-3 waits for Task-2")

    def test_at_the_end_nothing_is_left(self):
        self.deadlock()
        self.assertIn("0 unfinished tasks", self.call("pstree", str(self.path))[1])


class Summary(Case):
    def test_it_points_out_what_is_worth_a_look(self):
        self.write(record(DEADLOCK))
        status, out, _ = self.call("summary", str(self.path))
        self.assertEqual(status, 0)
        self.assertIn("NeverAwaited: coroutine never() was never awaited  prog.py:7", out)
        self.assertIn("1 raised, 2 were cancelled", out)

    def test_a_slow_handle_and_what_it_gives_programs(self):
        self.write(record("""
            import asyncio, time
            async def main():
                time.sleep(0.15)
            asyncio.run(main())
        """))
        summary = json.loads(self.call("summary", "--json", str(self.path))[1])
        (slow,) = summary["findings"]
        self.assertEqual((slow["kind"], slow["tasks"]), ("SlowHandle", ["Task-1"]))
        self.assertEqual(summary["tasks"]["created"], 3)

    def test_a_deadlock_that_lasts_to_the_end_of_the_file(self):
        text = self.write(record(DEADLOCK))
        lines = text.splitlines(keepends=True)
        cut = max(number for number, line in enumerate(lines) if "TimerDue" in line)
        self.path.write_text("".join(lines[:cut]) + lines[cut][:20])
        out = self.call("summary", str(self.path))[1]
        self.assertIn("Deadlock: Task-2 transfer(Lock, Lock) waits for Task-3 transfer(Lock, Lock) waits for Task-2", out)
        self.assertIn("Unfinished: Task-1 main() is not finished: waits for a", out)


class Files(Case):
    def test_gzip(self):
        text = self.write(record("import asyncio; asyncio.run(asyncio.sleep(0))"))
        plain = self.call("summary", str(self.path))
        self.path.write_bytes(gzip.compress(text.encode()))
        self.assertEqual(self.call("summary", str(self.path)), plain)

    def test_each_mistake_says_what_is_wrong(self):
        good = header(HEADER)
        for content, message in (
            (b"", "line 1: not a trace"),
            (b"<html>\n", "line 1: not a trace"),
            (b'{"format":"other"}\n', "line 1: not a trace"),
            (b'{"format":"loopscope trace","version":99}\n', "line 1: version 99 of the format; up to 1"),
            (good.encode() + b"[1]\n", "line 2: a JSON object is expected, not [1]"),
            (good.encode() + b'{"t":"x","e":"TurnEnded"}\n', "line 2: 't' is whole nanoseconds, not 'x'"),
            (good.encode() + b"nonsense\n", "line 2: not JSON"),
        ):
            with self.subTest(content=content):
                self.path.write_bytes(content)
                status, out, err = self.call("pstree", str(self.path))
                self.assertEqual((status, out), (1, ""))
                self.assertIn(message, err)

    def test_a_file_that_is_not_there(self):
        status, _, err = self.call("summary", str(self.path))
        self.assertEqual(status, 1)
        self.assertIn("No such file", err)


if __name__ == "__main__":
    unittest.main()
