"""The wheel and the zip application: whole, and the same bytes each time."""

import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


def build(folder):
    subprocess.run([sys.executable, ROOT / "build_package.py", folder], check=True, stdout=subprocess.DEVNULL)
    return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}


class Package(unittest.TestCase):
    def test_is_the_same_bytes_each_time(self):
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            self.assertEqual(build(first), build(second))

    def test_the_zip_application_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            build(folder)
            told = subprocess.run(
                [sys.executable, pathlib.Path(folder, "loopscope.pyz"), "--version"],
                check=True, capture_output=True, text=True)
            self.assertRegex(told.stdout, r"^loopscope \d+\.\d+\.\d+\n$")

    def test_the_wheel_holds_every_module(self):
        with tempfile.TemporaryDirectory() as folder:
            wheel = next(name for name in build(folder) if name.endswith(".whl"))
            names = set(zipfile.ZipFile(pathlib.Path(folder, wheel)).namelist())
        modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "loopscope").rglob("*.py")}
        self.assertLessEqual(modules | {"loopscope/py.typed"}, names)


if __name__ == "__main__":
    unittest.main()
