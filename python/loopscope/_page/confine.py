"""Takes the ways to JavaScript from Python before a program runs."""

from __future__ import annotations

import sys

BRIDGES = ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core")
"""The modules of Pyodide that lead to JavaScript: to a program they do not exist, as in CPython."""


class NoBridges:
    """A finder that knows that there are no such modules."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in BRIDGES:
            top = name.partition(".")[0]
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)
        return None


def confine() -> None:
    """From now on a program finds no bridge."""
    sys.meta_path[:] = [finder for finder in sys.meta_path
                        if not type(finder).__module__.startswith("_pyodide")]
    sys.meta_path.insert(0, NoBridges())  # type: ignore[arg-type]
    for name in [name for name in sys.modules if name.partition(".")[0] in BRIDGES]:
        del sys.modules[name]
