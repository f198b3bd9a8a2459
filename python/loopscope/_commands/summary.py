"""Print what a trace file says: its sums, and what of it is worth a look."""

from __future__ import annotations

import argparse
import json
import sys

from loopscope._reading import FormatError, Trace
from loopscope._summary import Summary


def main(arguments: list[str]) -> int:
    """Prints the summary; 0, or 1 if the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m loopscope summary", description=__doc__)
    parser.add_argument("file", metavar="FILE", help="a trace file")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs; instants are in nanoseconds")
    options = parser.parse_args(arguments)
    try:
        with open(options.file, "rb") as file:
            summary = Summary(Trace(file))
    except (OSError, FormatError) as error:
        print(f"loopscope: {options.file}: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(summary.as_json(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(summary.lines()))
    return 0
