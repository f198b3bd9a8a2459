"""Run a program in many orders, and say in which of them it fails.

Exit status: 0 when no order fails, 1 when one does, 2 when the command line makes no sense.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from typing import Any

from loopscope._commands.run import _again_without_random_hashes
from loopscope._explore import cancelling
from loopscope._explore.deciding import Choices
from loopscope._explore.orders import BadToken, Order, parsed
from loopscope._explore.result import Result, deviations_as_json, explored
from loopscope._explore.running import Program, Run
from loopscope._explore.settings import DIFFERENCES, FAILURES, USUAL_FAILURES, Settings


def main(arguments: list[str]) -> int:
    """Do what ``arguments`` say; the exit status is returned."""
    given = parser().parse_args(arguments)
    try:
        with open(given.program, "rb") as file:
            source = file.read()
        settings = _settings(given)
        order = parsed(given.replay, source) if given.replay is not None else None
        compile(source, given.program, "exec", dont_inherit=True)
    except OSError as error:
        return _refuse(f"cannot read {given.program}: {error.strerror}")
    except (BadToken, ValueError, SyntaxError) as error:
        return _refuse(str(error))
    if sys.flags.hash_randomization:
        return _again_without_random_hashes()
    program = Program(source, given.program, given.arguments)
    try:
        if order is not None:
            return _replay(program, settings, order, given)
        if given.cancel_everywhere:
            return _cancel_everywhere(program, settings, given)
        return _explore(program, settings, given)
    except BrokenPipeError:
        return 1  # Whoever read it has gone.
    except OSError as error:
        return _refuse(f"cannot write {error.filename}: {error.strerror}")


def parser() -> argparse.ArgumentParser:
    """What the command line may say."""
    lines = (__doc__ or "").splitlines()
    usual = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m loopscope explore", description=lines[0], epilog=" ".join(lines[2:]), allow_abbrev=False)
    add = parser.add_argument
    add("--differ", type=_names, metavar="KINDS", default=usual.differences,
        help="what may differ, with commas between: " + "; ".join(f"{name}: {text}" for name, text in DIFFERENCES.items())
        + "; 'all' for all of them; late,swap,timeout if not given")
    add("--cancel", action="store_true", help="tasks are cancelled as well: the same as adding cancel to --differ")
    add("--fail", type=_names, metavar="KINDS", default=USUAL_FAILURES,
        help="what counts as a failure: " + "; ".join(f"{name}: {text}" for name, text in FAILURES.items())
        + "; all but output if not given")
    add("-k", "--deviations", type=int, default=usual.deviations, metavar="N",
        help="try all orders with at most so many deviations (%(default)s)")
    add("--runs", type=int, default=usual.runs, metavar="N", help="run at most so many times (%(default)s)")
    add("--chance", type=int, default=usual.chance, metavar="N", help="so many of the runs by chance (%(default)s)")
    add("--seconds", type=float, default=usual.seconds, metavar="S", help="begin no run after so long (%(default)s)")
    add("--seed", type=int, default=usual.seed, metavar="N", help="of the orders by chance (%(default)s)")
    add("--first", action="store_true", help="stop at the first order that fails")
    add("--cancel-everywhere", action="store_true",
        help="say for each await what happens when the task is cancelled there, instead of trying orders")
    add("--replay", metavar="TOKEN", help="run the program in this one order, and print what it prints")
    add("-o", dest="trace", metavar="FILE", help="write the order replayed, or the first that fails, "
        "as a file that Loopscope's page opens; compressed if its name ends in .gz")
    add("--json", action="store_true", help="print the result as JSON")
    add("program", help="the program's file")
    add("arguments", nargs=argparse.REMAINDER, help="what the program finds in sys.argv")
    return parser


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _settings(given: argparse.Namespace) -> Settings:
    differences = frozenset(DIFFERENCES) if given.differ == {"all"} else given.differ
    if given.cancel:
        differences |= {"cancel"}
    return Settings(
        differences=differences, failures=frozenset(FAILURES) if given.fail == {"all"} else given.fail,
        deviations=given.deviations, runs=given.runs, chance=given.chance, seconds=given.seconds, seed=given.seed)


def _explore(program: Program, settings: Settings, given: argparse.Namespace) -> int:
    result = explored(program, settings, given.first)
    if given.trace is not None and result.groups:
        _write(given.trace, program, settings, result.groups[0].run.order)
    _print(json.dumps(result.as_json(), indent=2) if given.json else _told(result, given))
    return 1 if result.failing else 0


def _told(result: Result, given: argparse.Namespace) -> str:
    if given.trace is None:
        return str(result)
    wrote = (f"{given.trace} has the first of them" if result.groups
             else f"no order fails, so {given.trace} was not written")
    return f"{result}\n\n{wrote}"


def _replay(program: Program, settings: Settings, order: Order, given: argparse.Namespace) -> int:
    run = program.run(settings, Choices(order))
    missing = [deviation for deviation in order if deviation not in run.order]
    if missing:
        return _refuse(f"the program does not come to decision {missing[0].decision} of the token, where a "
                       f"{missing[0].kind!r} is to happen: its arguments or its Python are others")
    if given.trace is not None:
        _write(given.trace, program, settings, order)
    failures = [failure for failure in run.failures if failure.kind in settings.failures]
    if given.json:
        _print(json.dumps(_run_as_json(run), indent=2))
    else:
        sys.stdout.write(run.console)
        for told in run.told:
            print(f"at {told.when / 1e9:.9f} {told.text}", file=sys.stderr)
        for failure in failures:
            print(f"{failure.kind}: {failure.text}", file=sys.stderr)
    return 1 if failures else 0


def _run_as_json(run: Run) -> dict[str, Any]:
    return {
        "how": run.how,
        "console": run.console,
        "failures": [failure._asdict() for failure in run.failures],
        "deviations": deviations_as_json(run),
    }


def _cancel_everywhere(program: Program, settings: Settings, given: argparse.Namespace) -> int:
    own, awaits = cancelling.cancelled_everywhere(program, settings)
    if given.json:
        _print(json.dumps({"program": program.path, "fails_in_own_order": bool(own.failures),
                           "awaits": cancelling.as_json(awaits)}, indent=2))
    else:
        _print("\n".join(cancelling.in_words(awaits, settings)))
    return 1 if any(one.problems for one in awaits) else 0


def _write(path: str, program: Program, settings: Settings, order: Order) -> None:
    text = traced(program, settings, order).encode("utf-8", "surrogatepass")
    with open(path, "wb") as file:
        file.write(gzip.compress(text, mtime=0) if path.endswith(".gz") else text)


def traced(program: Program, settings: Settings, order: Order) -> str:
    """The trace file of the program's run in an order."""
    from loopscope._explore.deciding import Deciding
    from loopscope._explore.running import captured
    from loopscope._loop.recording import record_program

    with captured():
        _, trace = record_program(
            program.source, program.path, program.arguments, program.world_of(settings, Deciding(Choices(order))))
    return trace.text()


def _print(text: str) -> None:
    print(text, flush=True)


def _refuse(why: str) -> int:
    print(f"loopscope explore: {why}", file=sys.stderr)
    return 2
