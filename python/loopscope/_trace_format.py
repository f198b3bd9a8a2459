"""Events as lines of a trace file, version 1: see ``docs/trace-format.md``.

Only plain data comes in, and only text goes out, so this may run later than the program, or in
another process. What every program does most is written by templates; the rest goes through ``json``.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Iterable

VERSION = 1
LINES = 1 << 20
"""Places are integers: the number of the source times this, plus the line."""

_NANOSECONDS = 1_000_000_000
_LATEST = 2**63 - 1
"""A deadline that never comes."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Json = Any
Fields = tuple[Any, ...]


class EventWriter:
    """Writes events as lines. Instants never decrease, and count from ``zero``."""

    def __init__(self, zero: int = 0) -> None:
        self.zero = zero
        self.last = 0

    def lines(self, events: Iterable[tuple[Any, ...]]) -> list[str]:
        """The lines of ``events``, each with its line end."""
        out: list[str] = []
        add = out.append
        last = self.last
        zero = self.zero
        for event in events:
            when = event[0] - zero
            if when > last:
                last = when
            kind = event[1]
            write = _WRITERS.get(kind)
            body = write(event, zero) if write is not None else _by_fields(kind, event, zero)
            add('{"t":%d,"e":%s}\n' % (last, body))
        self.last = last
        return out


def header(fields: dict[str, Json]) -> str:
    """The first line of a file."""
    return _encode({"format": "loopscope trace", "version": VERSION, **fields}) + "\n"


def source_line(path: str, text: str | None) -> str:
    """The line that brings one more source."""
    source: dict[str, Json] = {"path": path}
    if text is not None:
        source["text"] = text
    return _encode({"source": source}) + "\n"


def left_out_line(fields: dict[str, Json]) -> str:
    """The line that says what is left out."""
    return _encode({"left_out": fields}) + "\n"


# What is written most, by templates.

_Writer = Callable[[Fields, int], str]


def _unit(kind: str) -> _Writer:
    text = f'"{kind}"'
    return lambda event, zero: text


def _one_number(kind: str, field: str) -> _Writer:
    template = f'{{"{kind}":{{"{field}":%d}}}}'
    return lambda event, zero: template % event[2]


def _queued(event: Fields, zero: int) -> str:
    work = event[3]
    if work[0] == "Step":
        return '{"HandleQueued":{"handle":%d,"work":{"Step":%d}}}' % (event[2], work[1])
    if work[0] == "Wakeup":
        wakeup = '{"HandleQueued":{"handle":%d,"work":{"Wakeup":{"task":%d,"future":%d}}}}'
        return wakeup % (event[2], work[1], work[2])
    return '{"HandleQueued":{"handle":%d,"work":%s}}' % (event[2], _encode(_work(work)))


def _resumed(event: Fields, zero: int) -> str:
    if event[3] is None and not event[4]:
        return '{"TaskResumed":{"task":%d}}' % event[2]
    return _by_fields("TaskResumed", event, zero)


def _suspended(event: Fields, zero: int) -> str:
    source, line = divmod(event[4], LINES)
    if event[3]:
        return '{"TaskSuspended":{"task":%d,"on":%d,"at":[%d,%d]}}' % (event[2], event[3], source, line)
    return '{"TaskSuspended":{"task":%d,"at":[%d,%d]}}' % (event[2], source, line)


def _future_finished(event: Fields, zero: int) -> str:
    if event[3] == "Returned":
        return '{"FutureFinished":{"future":%d,"outcome":"Returned"}}' % event[2]
    return _by_fields("FutureFinished", event, zero)


_WRITERS: dict[str, _Writer] = {
    **{kind: _unit(kind) for kind in ("LoopStarted", "LoopStopped", "TurnEnded", "Deadlocked")},
    "TurnStarted": _one_number("TurnStarted", "snapshot"),
    **{
        kind: _one_number(kind, "handle")
        for kind in ("TimerDue", "HandleCancelled", "HandleSkipped", "HandleStarted", "HandleEnded")
    },
    "HandleQueued": _queued,
    "TaskResumed": _resumed,
    "TaskSuspended": _suspended,
    "FrameExited": _one_number("FrameExited", "task"),
    "FutureFinished": _future_finished,
}


# The rest, field by field. A field's value of None, or of 0 where it is optional, is left out.


def _by_fields(kind: str, event: Fields, zero: int) -> str:
    content: dict[str, Json] = {}
    for (name, convert), value in zip(FIELDS[kind], event[2:]):
        if value is None:
            continue
        converted = convert(value, zero)
        if converted is not None:
            content[name] = converted
    return _encode({kind: content})


def _same(value: Json, zero: int) -> Json:
    return value


def _optional(value: int, zero: int) -> Json:
    return value or None


def _deadline(value: float | int, zero: int) -> Json:
    if type(value) is float:
        value = _LATEST if value * _NANOSECONDS >= _LATEST else int(value * _NANOSECONDS + 0.5)
    return value if value == _LATEST else max(0, value - zero)


def _instant(value: int, zero: int) -> Json:
    return value - zero


def _place(value: int, zero: int) -> Json:
    return list(divmod(value, LINES)) if value else None


def _exception(value: Any, zero: int) -> Json:
    kind, message = value
    return {"class": kind, "message": message} if message else {"class": kind}


def _call(value: Any, zero: int) -> Json:
    name, arguments, at, is_internal = value
    call: dict[str, Json] = {"name": name}
    if arguments:
        call["args"] = arguments
    call["at"] = _place(at or 1, zero)
    if is_internal:
        call["internal"] = True
    return call


def _frames(value: Any, zero: int) -> Json:
    return [{"call": _call(call, zero), "at": _place(at or 1, zero)} for call, at in value]


def _outcome(value: Any, zero: int) -> Json:
    if value[0] == "Raised":
        return {"Raised": _exception(value[1:], zero)}
    return {"Cancelled": value[1]} if value[0] == "Cancelled" else value


def _work(value: Any, zero: int = 0) -> Json:
    kind = value[0]
    if kind == "Wakeup":
        return {"Wakeup": {"task": value[1], "future": value[2]}}
    if kind == "Callback":
        content: dict[str, Json] = {"name": value[1]}
        if value[2]:
            content["future"] = value[2]
        if value[3]:
            content["internal"] = True
        return {"Callback": content}
    return {kind: value[1]}


def _tagged(value: Any, zero: int) -> Json:
    """A choice: its name, or its name and what it holds."""
    if type(value) is str:
        return value
    name, content = value
    if name == "Sleep" and not -_LATEST < content < _LATEST:
        content = None
    if name == "Raised":
        content = _exception(content, zero)
    return {name: content}


def _true(value: bool, zero: int) -> Json:
    return True if value else None


Converter = Callable[[Any, int], Json]
FIELDS: dict[str, tuple[tuple[str, Converter], ...]] = {
    "TurnStarted": (("snapshot", _same),),
    "LoopLeft": (("exception", _exception),),
    "RunEnded": (("how", _tagged),),
    "HandleQueued": (("handle", _same), ("work", _work)),
    "TimerSet": (("handle", _same), ("when", _deadline), ("work", _work)),
    "TaskCreated": (
        ("task", _same), ("name", _same), ("call", _call), ("parent", _optional), ("at", _place),
        ("internal", _true),
    ),
    "TaskSeen": (
        ("task", _same), ("name", _same), ("call", _call), ("parent", _optional), ("at", _place),
        ("frames", _frames), ("on", _optional), ("cancelling", _optional),
    ),
    "TaskRenamed": (("task", _same), ("name", _same)),
    "TaskResumed": (("task", _same), ("thrown", _exception), ("eager", _true)),
    "TaskSuspended": (("task", _same), ("on", _optional), ("at", _place)),
    "TaskFinished": (("task", _same), ("outcome", _outcome)),
    "FrameEntered": (("task", _same), ("call", _call), ("at", _place)),
    "CancelRequested": (("target", _same), ("origin", _tagged), ("by", _optional), ("message", _same)),
    "Uncancelled": (("task", _same), ("remaining", _same)),
    "NeverAwaited": (("call", _call),),
    "FutureCreated": (("future", _same), ("awaiting", _tagged)),
    "FutureFinished": (("future", _same), ("outcome", _outcome)),
    "FutureLinked": (("outer", _same), ("inner", _same)),
    "ResourceCreated": (
        ("resource", _same), ("kind", _same), ("at", _place), ("name", _same), ("limit", _same),
    ),
    "ResourceChanged": (
        ("resource", _same), ("change", _tagged), ("value", _same), ("task", _optional), ("at", _place),
    ),
    "GlobalChanged": (
        ("module", _same), ("name", _same), ("from", _same), ("to", _same), ("task", _optional), ("at", _place),
    ),
    "Printed": (("stream", _same), ("text", _same), ("task", _optional), ("at", _place)),
    "Logged": (
        ("level", _same), ("logger", _same), ("text", _same), ("task", _optional), ("at", _place),
    ),
    "ExceptionReported": (
        ("reason", _same), ("message", _same), ("exception", _exception), ("future", _optional),
    ),
    "Blocking": (
        ("what", _same), ("how", _same), ("expected", _same), ("task", _optional), ("at", _place),
    ),
    "Blocked": (("what", _same), ("from", _instant), ("task", _optional), ("at", _place)),
    "PoolCreated": (("pool", _same), ("kind", _same), ("max_workers", _same), ("at", _place)),
    "PoolShutDown": (("pool", _same),),
    "JobSubmitted": (
        ("job", _same), ("pool", _same), ("shown", _same), ("future", _same), ("task", _optional),
    ),
    "JobEnded": (("job", _same), ("outcome", _outcome)),
    "WorkerChanged": (("pool", _same), ("worker", _same), ("pid", _same), ("state", _tagged)),
    "Intervened": (("act", _tagged),),
    "InterventionRefused": (("reason", _exception),),
    "Deviated": (("decision", _same), ("chosen", _tagged), ("instead_of", _tagged)),
}
"""The fields of each kind of event, in the order in which an event's tuple has them after its kind."""
