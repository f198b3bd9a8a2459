"""Finds the command that was asked for, and hands it its arguments."""

from __future__ import annotations

import importlib
import sys

from loopscope._version import __version__

USAGE_ERROR = 2
"""The exit status for a command line that makes no sense."""

COMMANDS: dict[str, str] = {
    "record": "record a program on the real event loop into a trace file",
    "run": "run a program on a clock that jumps instead of waiting",
    "explore": "run a program in many orders, and say in which of them it fails",
    "pstree": "print who awaits whom in a trace file",
    "summary": "print what a trace file says, in words or as JSON",
}
"""What each command does, by its name, which is also that of its module in ``_commands``."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command that ``arguments`` name; the exit status is returned.

    Without ``arguments`` those of the process are taken.
    """
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    if name in ("help", "-h", "--help"):
        print(overview())
        return 0
    if name == "--version":
        print(f"loopscope {__version__}")
        return 0
    if name not in COMMANDS:
        print(f"loopscope: there is no command {name!r}; there are: {', '.join(COMMANDS)}", file=sys.stderr)
        return USAGE_ERROR
    command = importlib.import_module(f"loopscope._commands.{name}")
    status: int = command.main(rest)
    return status


def overview() -> str:
    """The commands, a line each."""
    width = max(map(len, COMMANDS), default=0)
    lines = ["python -m loopscope COMMAND ...", ""]
    lines += [f"  {name:{width}}  {purpose}" for name, purpose in COMMANDS.items()]
    lines += ["", "python -m loopscope COMMAND --help tells more of one."]
    return "\n".join(lines)
