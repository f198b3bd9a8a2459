"""Records each of the programs here for some seconds, and holds what it leaves against the rules of order.

``python check.py FOLDER [SECONDS]`` writes ``FOLDER/NAME.loopscope``.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
sys.path.insert(0, str(PACKAGE))

from tests.support import lifecycle  # noqa: E402

PROGRAMS = ("aiohttp", "httpx", "websockets", "starlette")
MODES = ("full", "tasks")


def check(name, mode, seconds, folder):
    """A line of what was recorded. Raises where the program or its file is not as it should be."""
    path = folder / f"{name}-{mode}.loopscope"
    program = HERE / f"{name}_program.py"
    result = subprocess.run(
        [sys.executable, "-m", "loopscope", "record", "--mode", mode, "-o", str(path), str(program), str(seconds)],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)}, capture_output=True, text=True, check=False,
    )
    if result.returncode or result.stderr:
        raise RuntimeError(f"{name}: status {result.returncode}\n{result.stdout}{result.stderr}")
    _, events = lifecycle.read(path)
    lifecycle.check(events)
    tasks = sum(kind == "TaskCreated" for _, kind, _ in events)
    size = path.stat().st_size / 1e6
    return f"{name}, {mode}: {result.stdout.strip()}, {tasks} tasks, {len(events)} events, {size:.1f} MB, consistent"


def main(folder, seconds=10.0):
    """Whether all programs were recorded as they should be."""
    folder.mkdir(parents=True, exist_ok=True)
    good = True
    for name in PROGRAMS:
        for mode in MODES:
            try:
                print(check(name, mode, seconds, folder), flush=True)
            except (RuntimeError, lifecycle.Violation) as problem:
                good = False
                print(f"{name}, {mode}: {problem}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(not main(Path(sys.argv[1]), *map(float, sys.argv[2:3])))
