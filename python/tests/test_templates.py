"""The templates of My programs print what CPython prints, when they are known to, and end as known.

They are the programs of ``www/templates``. ``templates`` has the console and the exit status of each:
lines after their clock and a tab, as ``tests/oracle/templates.py`` has recorded them. A line that
begins with ``!!`` is no output of the program but says how it ended.
"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT.parent / "www" / "templates").glob("*.py"))
KNOWN = ROOT / "tests" / "templates"
NEEDS = {
    "drain_that_turns_in_place": (3, 12), "eager_tasks": (3, 12), "exit_is_cancelled_too": (3, 11),
    "first_answer_wins": (3, 11), "one_error_in_a_group": (3, 11), "priority_tie": (3, 11), "shield_at_the_end": (3, 11),
    "suppress_eats_the_cancel": (3, 11), "thread_outlives_timeout": (3, 11), "timeout_for_each": (3, 11),
    "timeout_kills_generator": (3, 11), "two_locks": (3, 11), "which_one_is_it": (3, 13), "work_born_while_draining": (3, 11),
}
"""The first Python on which the program does what is known; 3.10 for the others.

Before 3.11 ``asyncio.TimeoutError`` is not the builtin, and before 3.12 a ``gather`` of what is all
done already gives way to the loop once; the others use what was not there.
"""


def run(path):
    return subprocess.run([sys.executable, "-m", "loopscope", "run", "--stamps", path.name],
                          cwd=path.parent, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)


def console(done):
    """The lines of a run in order of their clocks, and how it ended if not by itself."""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if re.match(r"\d+\.\d{9}\t", line)]
    return sorted(lines, key=lambda line: float(line.partition("\t")[0])) + ending(done)


def ending(done):
    """The ``!!`` line of a run, made from what it says on stderr."""
    hung = re.search(r"^(deadlock|livelock) at (\d+\.\d{9})", done.stderr, re.M)
    if hung:
        return [f"{hung[2]}\t!! {hung[1]} at {hung[2]}"]
    if done.returncode:
        lines = re.findall(r"^(?:  \| )?(\w+: .*)$", done.stderr, re.M)
        stamp = done.stdout.splitlines()[-1].partition("\t")[0]
        return [f"{stamp}\t!! uncaught {lines[-1]}"]
    return []


class Templates(unittest.TestCase):
    def test_all_are_known(self):
        self.assertEqual([path.stem for path in TEMPLATES], sorted(path.stem for path in KNOWN.glob("*.vt")))

    def test_console_and_status_are_as_known(self):
        for path in TEMPLATES:
            if sys.version_info < NEEDS.get(path.stem, (3, 10)):
                continue
            with self.subTest(path.stem):
                done = run(path)
                known = (KNOWN / f"{path.stem}.vt").read_text(encoding="utf-8").splitlines()
                self.assertEqual(console(done), known, done.stderr)
                self.assertEqual(done.returncode, int((KNOWN / f"{path.stem}.status").read_text()), done.stderr)


if __name__ == "__main__":
    unittest.main()
