"""Real-life programs print what they are known to print, when they are known to, and end as known.

Beside each program of ``cases`` stand its exit status and its console: a line after its clock and a
tab. A line that begins with ``!!`` is no output of the program but says how it ended.
"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
CASES = sorted((ROOT / "tests" / "cases").glob("*.py"))
NEEDS = {
    "05_first_answer_wins": (3, 11), "07_exit_is_cancelled_too": (3, 11), "10_timeout_kills_generator": (3, 11),
    "11_eager_tasks": (3, 12), "14_thread_outlives_timeout": (3, 11), "20_priority_tie": (3, 11), "23_one_error_in_a_group": (3, 11),
    "24_which_one_is_it": (3, 13), "27_drain_that_turns_in_place": (3, 12), "31_work_born_while_draining": (3, 11),
}
"""The first Python on which the program does what is known; 3.10 for the others.

Before 3.11 ``asyncio.TimeoutError`` is not the builtin, and before 3.12 a ``gather`` of what is all
done already gives way to the loop once; the others use what was not there.
"""


def run(path):
    return subprocess.run([sys.executable, "-m", "loopscope", "run", "--stamps", path.name],
                          cwd=path.parent, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)


def ending(done):
    """The ``!!`` line of a run, made from what it says on stderr."""
    hung = re.search(r"^(deadlock|livelock) at (\d+\.\d{9})", done.stderr, re.M)
    if hung:
        return [f"{hung[2]}\t!! {hung[1]} at {hung[2]}"]
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if re.match(r"  \| \w+: ", line)]
        stamp = done.stdout.splitlines()[-1].partition("\t")[0]
        return [f"{stamp}\t!! uncaught {lines[-1][4:]}"]
    return []


class Cases(unittest.TestCase):
    def test_there_are_twenty(self):
        self.assertEqual(len(CASES), 20)

    def test_console_and_status_are_as_known(self):
        for path in CASES:
            if sys.version_info < NEEDS.get(path.stem, (3, 10)):
                continue
            with self.subTest(path.stem):
                done = run(path)
                console = path.with_suffix(".vt").read_text(encoding="utf-8").splitlines()
                self.assertEqual(done.stdout.splitlines() + ending(done), console, done.stderr)
                self.assertEqual(done.returncode, int(path.with_suffix(".status").read_text()), done.stderr)


if __name__ == "__main__":
    unittest.main()
