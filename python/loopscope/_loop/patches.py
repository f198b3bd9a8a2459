"""Replaces attributes of modules and classes, and puts back what was there."""

from __future__ import annotations

from collections.abc import Callable

_MISSING = object()


class Patches:
    """Attributes that were replaced, to be put back in the reverse order."""

    def __init__(self) -> None:
        self._replaced: list[tuple[object, str, object]] = []
        self._at_undo: list[Callable[[], None]] = []

    def set(self, owner: object, name: str, value: object) -> None:
        """Give ``owner`` another ``name``; one that it only inherits is hidden."""
        self._replaced.append((owner, name, vars(owner).get(name, _MISSING)))
        setattr(owner, name, value)

    def at_undo(self, call: Callable[[], None]) -> None:
        """Let ``call`` be called when everything is put back."""
        self._at_undo.append(call)

    def undo(self) -> None:
        """Put everything back."""
        while self._replaced:
            owner, name, value = self._replaced.pop()
            if value is _MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, value)
        while self._at_undo:
            self._at_undo.pop()()
