"""What recording costs: the processor time of programs with and without it, in turn, and the ratios.

``python bench/overhead.py [ROUNDS] [WORKLOAD ...]``. The time is that of the recorded process, its
writing thread included, from the workload's begin to its end. The median of the rounds' ratios counts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from workloads import WORKLOADS  # noqa: E402

MODES = ("tasks", "full")
AT_MOST = {"bare_yields": {"tasks": 2.5, "full": 4.0}, "tcp_echo": {"tasks": 1.15, "full": 1.6}}
"""The ratios that are aimed at."""


def seconds(workload, mode, folder):
    """The processor time of one run; ``mode`` None is without recording."""
    record = [] if mode is None else ["-m", "loopscope", "record", "--mode", mode, "-o", f"{folder}/x.loopscope"]
    result = subprocess.run(
        [sys.executable, *record, str(HERE / "workloads.py"), workload],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)}, capture_output=True, text=True, check=True,
    )
    return float(result.stdout)


def measure(workload, rounds):
    """The median time without recording, and each mode's ratios."""
    plain, ratios = [], {mode: [] for mode in MODES}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            base = seconds(workload, None, folder)
            plain.append(base)
            for mode in MODES:
                ratios[mode].append(seconds(workload, mode, folder) / base)
    return statistics.median(plain), ratios


def main(rounds, workloads):
    """Prints a line a workload."""
    for workload in workloads:
        base, ratios = measure(workload, rounds)
        line = f"{workload:12} {base:6.3f} s"
        for mode in MODES:
            line += f"   {mode} {statistics.median(ratios[mode]):5.2f} ({min(ratios[mode]):.2f} to {max(ratios[mode]):.2f})"
            aim = AT_MOST.get(workload, {}).get(mode)
            line += f", aimed at {aim}" if aim else ""
        print(line, flush=True)


if __name__ == "__main__":
    names = sys.argv[2:] or list(WORKLOADS)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, names)
