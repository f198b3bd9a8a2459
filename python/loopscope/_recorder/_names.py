"""The variable that a lock or a queue is bound to, as the program writes it: ``lock``, ``self.lock``.

Where it is made, the bytecode after the call tells: the name it is stored to. Otherwise the frame
that first uses it is searched. Nothing of the program's is called: no property, no ``__getattr__``.
"""

from __future__ import annotations

import dis
from types import CodeType, FrameType
from typing import Any

_MAKES = {"COPY", "DUP_TOP", "CACHE", "EXTENDED_ARG", "NOP", "PRECALL", "RESUME"}
_STORES = {"STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF"}
_LOADS = {"LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK", "LOAD_CLOSURE"}
_MANY = 200
"""How many variables, or items of one container, are looked at."""

_stored: dict[tuple[int, int], tuple[CodeType, str | None]] = {}


def stored_after(frame: FrameType) -> str | None:
    """The variable to which ``frame`` stores what the call that it is in returns."""
    code, at = frame.f_code, frame.f_lasti
    known = _stored.get((id(code), at))
    if known is None:
        known = _stored[id(code), at] = (code, _store_after(code, at))
    return known[1]


def _store_after(code: CodeType, at: int) -> str | None:
    path: list[str] = []
    for instruction in dis.get_instructions(code):
        if instruction.offset <= at or instruction.opname in _MAKES:
            continue
        operation, value = instruction.opname, instruction.argval
        if operation in _STORES:
            return str(value)
        if operation == "STORE_ATTR":
            return ".".join([*path, str(value)]) if path else None
        if operation.startswith("STORE_FAST_") and type(value) is tuple:
            return str(value[0])
        if operation in _LOADS:
            path = [str(value)]
        elif operation == "LOAD_ATTR" and path and type(value) is str:
            path.append(value)
        else:
            return None
    return None


def used_in(frame: FrameType | None, thing: Any) -> str | None:
    """A variable of ``frame`` through which it can reach ``thing``."""
    if frame is None:
        return None
    scopes = [frame.f_locals, frame.f_globals]
    for scope in scopes:
        found = _among(list(scope.items())[:_MANY], thing)
        if found is not None:
            return found
    own = frame.f_locals.get("self")
    return None if own is None else _attribute(own, thing)


def _among(variables: list[tuple[Any, Any]], thing: Any) -> str | None:
    for name, value in variables:
        if value is thing:
            return str(name)
    for name, value in variables:
        index = _index(value, thing)
        if index is not None:
            return f"{name}[{index}]"
    return None


def _attribute(own: Any, thing: Any) -> str | None:
    try:
        attributes = object.__getattribute__(own, "__dict__")
    except AttributeError:
        return None
    if type(attributes) is not dict:
        return None
    found = _among(list(attributes.items())[:_MANY], thing)
    return None if found is None else f"self.{found}"


def _index(container: Any, thing: Any) -> str | None:
    kind = type(container)
    if kind in (list, tuple) and len(container) <= _MANY:
        for index, item in enumerate(container):
            if item is thing:
                return str(index)
    elif kind is dict and len(container) <= _MANY:
        for key, item in container.items():
            if item is thing and type(key) in (str, int):
                return repr(key)
    return None
