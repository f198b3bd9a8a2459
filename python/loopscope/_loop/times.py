"""``time`` and ``datetime`` read the run's clock; the zone is UTC."""

from __future__ import annotations

import datetime
import functools
import time
from typing import Any

from loopscope._loop.clock import NANOS
from loopscope._loop.patches import Patches
from loopscope._loop.world import current

machine_clock = time.perf_counter
"""The machine's own clock, in seconds, also while the clocks are replaced."""


def replace_clocks(patches: Patches) -> None:
    """Let everything that tells or spends time do so by the run's clock."""
    _replace_time(patches)
    _replace_datetime(patches)


def _wall() -> int:
    """Nanoseconds since 1970."""
    world = current()
    return world.epoch + world.clock.read()


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    world = current()
    with world.holding(f"time.sleep({seconds!r})", "Sleeping", round(seconds * NANOS)):
        world.clock.advance(seconds)


_sleep.__name__ = _sleep.__qualname__ = "sleep"
_sleep.__module__ = "time"


def _replace_time(patches: Patches) -> None:
    gmtime, strftime, asctime = time.gmtime, time.strftime, time.asctime

    def now(seconds: float | None = None) -> time.struct_time:
        return gmtime(_wall() // NANOS if seconds is None else seconds)

    def spelled(format: str, t: Any = None) -> str:
        return strftime(format, now() if t is None else t)

    readings = {
        "time": lambda: _wall() / 1e9,
        "time_ns": _wall,
        "monotonic": lambda: current().clock.time(),
        "monotonic_ns": lambda: current().clock.read(),
        "perf_counter": lambda: current().clock.time(),
        "perf_counter_ns": lambda: current().clock.read(),
        "process_time": lambda: current().clock.computed / 1e9,
        "process_time_ns": lambda: current().clock.computed,
        "thread_time": lambda: current().clock.computed / 1e9,
        "thread_time_ns": lambda: current().clock.computed,
        "gmtime": now,
        "localtime": now,
        "strftime": spelled,
        "ctime": lambda seconds=None: asctime(now(seconds)),
        "asctime": lambda t=None: asctime(now() if t is None else t),
        "mktime": lambda t: (datetime.datetime(*t[:6]) - datetime.datetime(1970, 1, 1)).total_seconds(),
        "sleep": _sleep,
        # Each new loop asks, and the system is slow to answer.
        "get_clock_info": functools.cache(time.get_clock_info),
        "timezone": 0,
        "altzone": 0,
        "daylight": 0,
        "tzname": ("UTC", "UTC"),
    }
    for name, value in readings.items():
        if hasattr(time, name):
            patches.set(time, name, value)


def _replace_datetime(patches: Patches) -> None:
    real_date, real_datetime = datetime.date, datetime.datetime

    class Date(real_date, metaclass=_Accepting):  # type: ignore[misc, valid-type]
        _accepted = real_date

        @classmethod
        def today(cls) -> Any:
            return cls.fromordinal(_moment(real_datetime).toordinal())

    class DateTime(real_datetime, metaclass=_Accepting):  # type: ignore[misc, valid-type]
        _accepted = real_datetime

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            moment = _moment(real_datetime, tz)
            return cls.combine(moment.date(), moment.timetz())

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now()

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        def __repr__(self) -> str:
            return f"datetime.{super().__repr__()}"

    for cls, name in ((Date, "date"), (DateTime, "datetime")):
        cls.__name__ = cls.__qualname__ = name
        cls.__module__ = "datetime"
        patches.set(datetime, name, cls)


class _Accepting(type):
    """The class takes for its own what the class that it stands for makes."""

    _accepted: type

    def __instancecheck__(cls, thing: object) -> bool:
        accepted = cls.__dict__.get("_accepted")
        return isinstance(thing, accepted) if accepted is not None else super().__instancecheck__(thing)

    def __subclasscheck__(cls, other: type) -> bool:
        accepted = cls.__dict__.get("_accepted")
        return issubclass(other, accepted) if accepted is not None else super().__subclasscheck__(other)


def _moment(real_datetime: Any, tz: datetime.tzinfo | None = None) -> Any:
    """Now, in the zone, or in UTC without saying so."""
    wall = datetime.timedelta(microseconds=_wall() // 1000)
    if tz is None:
        return real_datetime(1970, 1, 1) + wall
    return (real_datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + wall).astimezone(tz)
