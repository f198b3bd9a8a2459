"""Makes the recordings here anew: `python3.13 tests/recordings/record.py`, in the folder of the repository.

A program that hangs is killed after four seconds, as somebody would who waits for it.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent / "python"
FAULTS = ("none", "blocking", "swallowed", "starved", "deadlock", "leaked")


def record(fault, folder):
    path = Path(folder) / f"{fault}.loopscope"
    command = [sys.executable, "-m", "loopscope", "record", "-o", str(path), "shop.py", fault]
    program = subprocess.Popen(command, cwd=HERE, env={**os.environ, "PYTHONPATH": str(PACKAGE)})
    try:
        program.wait(4)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    return path.read_bytes()


def main():
    with tempfile.TemporaryDirectory() as folder:
        for fault in FAULTS:
            written = gzip.compress(record(fault, folder), 9, mtime=0)
            (HERE / f"{fault}.loopscope.gz").write_bytes(written)
            print(fault, len(written))


main()
