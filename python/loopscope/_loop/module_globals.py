"""Tells which of a module's globals have another plain value than before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_PLAIN = frozenset((int, float, complex, bool, str, bytes, type(None)))
_LONGEST_TUPLE = 4
_LONGEST_TEXT = 200
_MISSING = object()


class Change(NamedTuple):
    """A global that has another plain value than before."""

    name: str
    before: str | None
    """The value before, as its ``repr``; none where there was none, or no plain one."""
    after: str | None
    """The value now; none where it was deleted, or is no plain one."""


class ModuleGlobals:
    """The plain values of a module's globals: numbers, short texts, small tuples of them.

    Nothing else is kept, so that nothing of the program lives longer for it.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._known: dict[str, Any] = {}
        self.changes()

    def changes(self) -> list[Change]:
        """What has changed since the last call, in the order of the module's names."""
        known = self._known
        seen = 0
        changes: list[Change] = []
        for name, value in self._namespace.items():
            before = known.get(name, _MISSING)
            if before is not value:
                self._compare(name, before, value, changes)
            seen += name in known
        if seen < len(known):
            for name in [name for name in known if name not in self._namespace]:
                changes.append(Change(name, repr(known.pop(name)), None))
        return changes

    def _compare(self, name: str, before: Any, value: Any, changes: list[Change]) -> None:
        if name.startswith("__"):
            return
        if is_plain(value):
            self._known[name] = value
            if not is_same(before, value):
                changes.append(Change(name, None if before is _MISSING else repr(before), repr(value)))
        elif before is not _MISSING:
            del self._known[name]
            changes.append(Change(name, repr(before), None))


def is_plain(value: Any) -> bool:
    """Whether a value is told by its ``repr``."""
    kind = type(value)
    if kind is tuple:
        return len(value) <= _LONGEST_TUPLE and all(map(is_plain, value))
    if kind is str or kind is bytes:
        return len(value) <= _LONGEST_TEXT
    return kind in _PLAIN


def is_same(one: Any, other: Any) -> bool:
    """Whether two plain values are told alike: 1 and True are not, nan and nan are."""
    return type(one) is type(other) and repr(one) == repr(other)
