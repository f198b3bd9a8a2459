"""What is random where a program asks the machine for it: the same in each run.

A program that seeds ``random`` itself gets what CPython gives for its seed.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import sys
from collections.abc import Callable
from typing import Any

from loopscope._loop.patches import Patches
from loopscope._loop.world import current

RANDOM_FILES = ("/dev/urandom", "/dev/random")


def replace_randomness(patches: Patches) -> None:
    """Let all that is random come from the run's own source."""
    state = random.getstate()
    patches.at_undo(lambda: random.setstate(state))
    patches.set(os, "urandom", random_bytes)
    if hasattr(os, "getrandom"):
        patches.set(os, "getrandom", lambda size, flags=0: random_bytes(size))
    patches.set(random, "_urandom", random_bytes)
    _seed_by_the_run(patches)
    patches.set(builtins, "open", _opening(builtins.open))
    patches.set(io, "open", builtins.open)
    patches.set(builtins, "input", _asking(builtins.input))


def random_bytes(size: int) -> bytes:
    """So many bytes, the next ones of this run."""
    if size < 0:
        raise ValueError("negative argument not allowed")
    world = current()
    return bytes.fromhex(world.log_input("random", lambda: world.entropy.randbytes(size).hex()))


def _seed_by_the_run(patches: Patches) -> None:
    seed = random.Random.seed

    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        seed(self, current().entropy.getrandbits(64) if a is None else a, version)

    patches.set(random.Random, "seed", seeded)
    instance: random.Random = random._inst
    patches.set(random, "seed", instance.seed)


def reset_randomness() -> None:
    """``random`` begins as in every run, and so do the unique ids that count."""
    random.seed(current().module_seed)
    uuid = sys.modules.get("uuid")
    if uuid is not None:
        for name in ("_last_timestamp", "_last_timestamp_v7"):
            if hasattr(uuid, name):
                setattr(uuid, name, None)


class RandomFile(io.RawIOBase):
    """``/dev/urandom``: its bytes are ``(149 * i + 7) mod 256``, counted from its opening."""

    def __init__(self) -> None:
        super().__init__()
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        start = self._given
        self._given += size
        told = current().log_input("random", lambda: formula(start, size).hex())
        buffer[:] = bytes.fromhex(told)
        return size


def formula(start: int, size: int) -> bytes:
    """So many bytes that have no pattern to the eye, and are the same everywhere."""
    return bytes((149 * i + 7) & 255 for i in range(start, start + size))


def _opening(real: Callable[..., Any]) -> Callable[..., Any]:
    def open(file: Any, *args: Any, **options: Any) -> Any:
        return RandomFile() if file in RANDOM_FILES else real(file, *args, **options)

    return open


def _asking(real: Callable[..., str]) -> Callable[..., str]:
    def input(prompt: object = "", /) -> str:
        return current().log_input("line", lambda: real(prompt))

    return input
