"""Print who awaits whom at a moment of a trace file, as a tree of tasks."""

from __future__ import annotations

import argparse
import sys

from loopscope._picture import Picture, Task, call_text, cycles
from loopscope._reading import NANOSECONDS, FormatError, Trace, seconds


def main(arguments: list[str]) -> int:
    """Prints the tree; 0, or 1 if the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m loopscope pstree", description=__doc__)
    parser.add_argument("file", metavar="FILE", help="a trace file")
    parser.add_argument("--at", type=float, metavar="T", help="the moment, in seconds since the file's clock began; its end if not given")
    options = parser.parse_args(arguments)
    try:
        picture = picture_at(options.file, options.at)
    except (OSError, FormatError) as error:
        print(f"loopscope: {options.file}: {error}", file=sys.stderr)
        return 1
    print("\n".join(tree(picture)))
    return 0


def picture_at(path: str, at: float | None) -> Picture:
    """What holds after all events up to the moment ``at``, in seconds."""
    with open(path, "rb") as file:
        trace = Trace(file)
        picture = Picture(trace)
        for event in trace:
            if at is not None and event.when > at * NANOSECONDS:
                break
            picture.take(event)
    return picture


def tree(picture: Picture) -> list[str]:
    """The lines of the tree: under each task those that it awaits."""
    tasks = picture.unfinished()
    count = f"{len(tasks)} unfinished task{'s' * (len(tasks) != 1)}"
    lines = [f"at {seconds(picture.when)}, turn {picture.turn}: {count}"]
    awaited = {other.number for task in tasks for other in picture.awaited_tasks(task)}
    shown: set[int] = set()
    for task in tasks:
        if task.number not in awaited:
            _branch(picture, task, "", shown, lines)
    for task in tasks:  # Circles have no root.
        if task.number not in shown:
            _branch(picture, task, "", shown, lines)
    for circle in cycles(picture):
        names = [task.name for task in circle]
        lines.append("no way on: " + " waits for ".join([*names, names[0]]))
    return lines


def _branch(picture: Picture, task: Task, indent: str, shown: set[int], lines: list[str]) -> None:
    if task.number in shown:
        lines.append(f"{indent}{task.name} (see above)")
        return
    shown.add(task.number)
    cancelling = ", being cancelled" if task.cancelling else ""
    lines.append(f"{indent}{task.label()}  {_where(picture, task)}  {picture.waits_for(task)}{cancelling}")
    if len(task.frames) > 1:
        inside = " > ".join(call_text(call) for call in task.frames[1:])
        lines.append(f"{indent}  in {inside}")
    for other in picture.awaited_tasks(task):
        _branch(picture, other, indent + "    ", shown, lines)


def _where(picture: Picture, task: Task) -> str:
    return picture.trace.place(task.at)
