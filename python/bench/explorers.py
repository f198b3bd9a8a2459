"""Compares ``loopscope explore`` with the package detangle 0.1 on the catalogue ``tests/orders``.

    python -m venv /tmp/peer && /tmp/peer/bin/pip install detangle==0.1.0
    PYTHONHASHSEED=0 PYTHONPATH=python /tmp/peer/bin/python python/bench/explorers.py

Each side gets the faulty and the mended program of each pair with its own defaults, detangle with
timer jitter as well, and at most ``RUNS`` runs. For detangle a program is a coroutine function, so its
last line, ``asyncio.run(MAIN)``, is cut off and the rest of the module executed anew inside each run.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import contextlib
import importlib.util
import io
import json
import pathlib
import statistics
import time
import warnings
from collections.abc import Iterator
from typing import Any

from loopscope._explore.result import explored
from loopscope._explore.running import Program
from loopscope._explore.settings import Settings
from loopscope._loop.installation import uninstall

ORDERS = pathlib.Path(__file__).resolve().parents[1] / "tests" / "orders"
RUNS = 200
"""detangle's default."""
clock = time.process_time
"""Processor time, so that what else the machine does counts less."""


def of_loopscope(path: pathlib.Path, runs: int = RUNS) -> dict[str, Any]:
    """What the explorer finds, with how many runs and seconds, and its orders a second without stopping."""
    source = path.read_text(encoding="utf-8")
    differences = frozenset({"cancel"} if source.startswith("# explore: cancel") else {"late", "swap", "timeout"})
    program = Program(source, str(path))
    settings = Settings(differences=differences, runs=runs)
    began = clock()
    first = explored(program, settings, stop_at_first=True)
    seconds = clock() - began
    began = clock()
    whole = explored(program, settings)
    speed = whole.search.runs / (clock() - began)
    uninstall()
    return {"found": bool(first.failing), "runs": first.search.runs, "seconds": seconds, "speed": speed}


def of_detangle(path: pathlib.Path, **settings: Any) -> dict[str, Any]:
    """The same of detangle."""
    import detangle

    main = coroutine_function(path)
    began = clock()
    found, runs = False, RUNS
    with quiet():
        try:
            stats = detangle.explore(main, runs=RUNS, seed=1, database=False, shrink=False, **settings)
            runs = stats.runs
        except detangle.BugFound as bug:
            found, runs = True, bug.report.runs
    seconds = clock() - began
    return {"found": found, "runs": runs, "seconds": seconds, "speed": runs / seconds}


def coroutine_function(path: pathlib.Path) -> Any:
    """The program as detangle takes it: all of it inside one coroutine."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    call = tree.body.pop()
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    body = compile(tree, str(path), "exec")
    main = compile(ast.Expression(call.value.args[0]), str(path), "eval")

    async def run() -> None:
        import detangle
        import loopscope

        before, loopscope.invariant = loopscope.invariant, detangle.invariant  # type: ignore[assignment]
        try:
            namespace: dict[str, Any] = {"__name__": "__main__"}
            exec(body, namespace)
        finally:
            loopscope.invariant = before
        task = asyncio.current_task()
        assert task is not None
        if source.startswith("# explore: cancel"):
            mark_all(detangle)
        await eval(main, namespace)

    return run


def mark_all(detangle: Any) -> None:
    """Each task may be cancelled at its awaits, the best that detangle can be told to do."""
    loop = asyncio.get_running_loop()
    make = loop.create_task

    def create_task(*args: Any, **options: Any) -> Any:
        task = make(*args, **options)
        detangle.inject_cancellation(task)
        return task

    loop.create_task = create_task  # type: ignore[method-assign]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is printed, and no warning shown."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield


def compare_examples(folder: pathlib.Path) -> None:
    """Print for each of detangle's examples what either side needs to find its fault.

    To detangle it is given as it is shipped, to us as it is written anew in ``tests/detangle``.
    """
    import detangle

    for path in sorted((ORDERS.parent / "detangle").glob("*.py")):
        ours = of_loopscope(path, 2000)
        theirs = of_example(detangle, folder / path.name)
        print(f"| {path.stem} | {ours['runs']} | {1000 * ours['seconds']:.0f} | {theirs['runs']} | "
              f"{1000 * theirs['seconds']:.0f} | {'both' if ours['found'] and theirs['found'] else (ours, theirs)} |")


def of_example(detangle: Any, path: pathlib.Path) -> dict[str, Any]:
    """What detangle needs for an example, as the example's ``demo`` asks it to."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    settings = {"net": module.NET} if hasattr(module, "NET") else {}
    faulty = getattr(module, "buggy", None) or module.test_order_lifecycle
    began = clock()
    try:
        runs, found = detangle.explore(faulty, runs=500, seed=1, database=False, shrink=False, **settings).runs, False
    except detangle.BugFound as bug:
        runs, found = bug.report.runs, True
    return {"found": found, "runs": runs, "seconds": clock() - began}


def main() -> None:
    """Print a line for each pair, and the sums."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--examples", metavar="DIR", type=pathlib.Path,
                        help="the examples that detangle's source ships: compare on those instead")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    given = parser.parse_args()
    if given.examples is not None:
        compare_examples(given.examples)
        return
    sides = {
        "loopscope": of_loopscope,
        "detangle": of_detangle,
        "detangle, jitter": lambda path: of_detangle(path, timer_jitter=1.0),
    }
    figures: dict[str, dict[str, Any]] = {name: {} for name in sides}
    for path in sorted(ORDERS.glob("*.py")):
        for name, side in sides.items():
            figures[name][path.stem] = side(path)
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, of_program in figures.items():
        faulty = {stem: one for stem, one in of_program.items() if stem.endswith("_faulty")}
        false = [stem for stem, one in of_program.items() if stem.endswith("_mended") and one["found"]]
        found = [one for one in faulty.values() if one["found"]]
        print(f"{name}: {len(found)} of {len(faulty)} found, {len(false)} of the mended said to fail; to the first, "
              f"medians: {statistics.median(one['runs'] for one in found):.0f} runs, "
              f"{1000 * statistics.median(one['seconds'] for one in found):.1f} ms; "
              f"{statistics.median(one['speed'] for one in of_program.values()):.0f} runs a second")
        print("   not found:", ", ".join(stem[:-7] for stem, one in faulty.items() if not one["found"]) or "-")
        print("   said to fail though mended:", ", ".join(stem[:-7] for stem in false) or "-")


if __name__ == "__main__":
    main()
