"""Says where a program's syntax is wrong, without running it."""

from __future__ import annotations

import json
import warnings


def check(source: str, name: str) -> str:
    """The first syntax error of a program in CPython's own words, as JSON, or that there is none.

    Lines and columns count from 1, columns in characters; the end is the column after the last.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, name, "exec", dont_inherit=True)
        except SyntaxError as error:
            return json.dumps({"type": "syntax", **place_of(error),
                               "message": f"{type(error).__name__}: {error.msg}"})
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            message = f"{type(error).__name__}: {error}".removesuffix(": ")
            return json.dumps({"type": "syntax", "line": 1, "column": 1, "message": message})
    return json.dumps({"type": "correct"})


def place_of(error: SyntaxError) -> dict[str, int]:
    places = {"line": error.lineno, "column": error.offset,
              "end_line": error.end_lineno, "end_column": error.end_offset}
    return {"line": 1, "column": 1, **{name: place for name, place in places.items() if place and place > 0}}
