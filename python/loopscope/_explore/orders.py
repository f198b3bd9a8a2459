"""An order is the list of decisions in which it departs from asyncio's own, which is the empty one."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

_VERSION = "1"
KINDS = {"late": "l", "swap": "s", "timeout": "t", "cancel": "c"}
"""The differences, with the letters that tokens have for them."""
_OF_LETTER = {letter: kind for kind, letter in KINDS.items()}


class Deviation(NamedTuple):
    """At this decision, counted from 0 through the whole run, another choice than asyncio's is taken."""

    decision: int
    kind: str
    """One of ``KINDS``."""
    choice: int
    """From 1; asyncio's own is 0."""


Order = tuple[Deviation, ...]
"""Deviations by their decisions."""


class BadToken(ValueError):
    """A text is no token, or that of another program."""


def fingerprint(source: str | bytes) -> str:
    """What a token has of the program that it belongs to."""
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:8]


def token(order: Order, source: str | bytes) -> str:
    """A short text for the order, as ``1-3f9c01ab-l12.1-c40.1``."""
    parts = [f"{KINDS[kind]}{decision}.{choice}" for decision, kind, choice in order]
    return "-".join([_VERSION, fingerprint(source), *parts])


def parsed(text: str, source: str | bytes) -> Order:
    """The order that a token stands for. Raises BadToken."""
    version, _, rest = text.strip().partition("-")
    mark, *parts = rest.split("-")
    if version != _VERSION or len(mark) != 8:
        raise BadToken(f"{text!r} is no token of an order; one is like {token((Deviation(12, 'late', 1),), source)}")
    if mark != fingerprint(source):
        raise BadToken(f"the token {text!r} is of another program, or of another version of this one: "
                       f"this program's tokens begin with {_VERSION}-{fingerprint(source)}")
    order = tuple(sorted(_deviation(part, text) for part in parts))
    if len({deviation.decision for deviation in order}) < len(order):
        raise BadToken(f"the token {text!r} says two things of one decision")
    return order


def _deviation(part: str, text: str) -> Deviation:
    decision, dot, choice = part[1:].partition(".")
    if part[:1] not in _OF_LETTER or not dot or not (decision + choice).isascii() or not (
            decision.isdigit() and choice.isdigit()) or int(choice) < 1:
        raise BadToken(f"{part!r} in the token {text!r} is no deviation; one is like l12.1: a letter of "
                       f"{', '.join(_OF_LETTER)}, the decision, a dot and the choice")
    return Deviation(int(decision), _OF_LETTER[part[0]], int(choice))
