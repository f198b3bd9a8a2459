"""Record what CPython prints for the templates of My programs, or check that it still does.

    python3.13 tests/oracle/templates.py record [NAME..]
    python3.13 tests/oracle/templates.py check [--sample N]

The lines are those of a plain run, in the time that it takes. Their clocks are those of the
deterministic loop of ``python/``, which has to print the same: a number may differ by a tenth, since
some programs print how long they took.
"""

import argparse
import pathlib
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))

from tests.test_templates import KNOWN, TEMPLATES, console, run  # noqa: E402

NUMBER = re.compile(r"\d+\.\d+")
PATIENCE = 5
"""How many seconds a program may take beyond its clock. One that hangs is ended after as many."""


def plain(path, lasts):
    """What a program prints to its standard output on the wall's clock."""
    command = [sys.executable, "-u", path.name]
    try:
        return subprocess.run(command, cwd=path.parent, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=lasts + PATIENCE).stdout
    except subprocess.TimeoutExpired as hung:
        return (hung.stdout or b"").decode()


def differs(virtual, wall):
    """Whether two outputs differ in more than a tenth of a number."""
    if NUMBER.sub("#", virtual) != NUMBER.sub("#", wall):
        return True
    numbers = zip(NUMBER.findall(virtual), NUMBER.findall(wall))
    return any(abs(float(one) - float(other)) > 0.1 for one, other in numbers)


def compared(path):
    """A run of the program, and what is wrong with it, if anything is."""
    done = run(path)
    lines = [line.partition("\t") for line in done.stdout.splitlines()]
    virtual = "".join(f"{text}\n" for _, _, text in lines)
    wall = plain(path, max((float(clock) for clock, _, _ in lines), default=0))
    return path.stem, done, f"CPython prints\n{wall}and the loop\n{virtual}" if differs(virtual, wall) else ""


def record(stem, done):
    (KNOWN / f"{stem}.vt").write_text("".join(f"{line}\n" for line in console(done)), encoding="utf-8")
    (KNOWN / f"{stem}.status").write_text(f"{done.returncode}\n")


def check(stem, done):
    known = (KNOWN / f"{stem}.vt").read_text(encoding="utf-8").splitlines()
    return "" if console(done) == known else "it is not what was recorded"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("record").add_argument("names", nargs="*")
    commands.add_parser("check").add_argument("--sample", type=int)
    options = parser.parse_args()
    if sys.version_info[:2] != (3, 13):
        sys.exit("what is expected is what CPython 3.13 prints")
    paths = [path for path in TEMPLATES if path.stem in (getattr(options, "names", None) or [path.stem])]
    if getattr(options, "sample", None):
        paths = random.sample(paths, min(options.sample, len(paths)))
    failed = False
    # They mostly sleep.
    with ThreadPoolExecutor(10) as pool:
        for stem, done, wrong in pool.map(compared, paths):
            if options.command == "check":
                wrong = wrong or check(stem, done)
            elif not wrong:
                record(stem, done)
            if wrong:
                failed = True
                print(f"{stem}: {wrong}")
    print(f"{len(paths)} templates {'recorded' if options.command == 'record' else 'checked'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
