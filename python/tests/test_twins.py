"""Every scenario's Python twin, as it stands, does in `loopscope run` what is recorded for its defaults.

The recordings shorten what CPython reports on stderr: there each recorded line is looked for.
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
GOLDENS = ROOT.parent / "tests" / "goldens"
SCENARIOS = ROOT.parent / "src" / "scenarios"


def defaults():
    """What is recorded for each scenario's defaults, by the path of its twin."""
    for path in sorted(GOLDENS.glob("*.json")):
        golden = json.loads(path.read_text(encoding="utf-8"))
        if "points" in golden:
            yield SCENARIOS / f"{path.stem}.py", golden["points"][0]


def stamped(console, stream):
    return [f"{when // 10**9}.{when % 10**9:09d}\t{text}" for when, name, text in console if name == stream]


@unittest.skipUnless(GOLDENS.is_dir(), "the recordings are not beside the package")
@unittest.skipUnless(sys.version_info[:2] == (3, 13), "the recordings are CPython 3.13's")
class Twins(unittest.TestCase):
    def test_each_does_what_is_recorded(self):
        for path, point in defaults():
            with self.subTest(path.stem):
                self.compare(path, point)

    def compare(self, path, point):
        done = subprocess.run(
            [sys.executable, "-m", "loopscope", "run", "--stamps", "--cost", "cpu_bound=100 * n", path.name],
            cwd=path.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
        said = done.stderr.splitlines()
        self.assertEqual(done.stdout.splitlines(), stamped(point["console"], "stdout"), done.stderr)
        for line in stamped(point["console"], "stderr"):
            # Where a warning stands is told before its words.
            stamp, text = line.split("\t", 1)
            self.assertTrue(any(other.startswith(stamp + "\t") and text in other for other in said), line)
        how = point["end"]["how"]
        self.assertEqual(done.returncode, {"ok": 0, "raised": 1, "deadlock": 3}[how])
        if how == "raised":
            self.assertEqual(said[-1], point["end"]["text"])


if __name__ == "__main__":
    unittest.main()
