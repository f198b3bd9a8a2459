"""A set that iterates in the order of insertion."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from loopscope._loop.numbers import birth

T = TypeVar("T")


class OrderedSet(set[T]):
    """A set whose order is that of insertion.

    A plain set of futures, whose order has no meaning, is taken in the order of their creation.
    """

    def __init__(self, iterable: Iterable[T] = ()) -> None:
        items = list(iterable)
        if type(iterable) in (set, frozenset) and all(map(asyncio.isfuture, items)):
            items.sort(key=birth)
        super().__init__(items)
        self._order: dict[T, None] = dict.fromkeys(items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._order)

    def __repr__(self) -> str:
        return "{" + ", ".join(map(repr, self._order)) + "}" if self._order else "set()"

    def __reduce__(self) -> Any:
        return (set, (list(self._order),))

    def add(self, item: T) -> None:
        super().add(item)
        self._order[item] = None

    def discard(self, item: object) -> None:
        if item in self:
            self.remove(item)  # type: ignore[arg-type]

    def remove(self, item: T) -> None:
        super().remove(item)
        del self._order[item]

    def pop(self) -> T:
        """The first is removed and returned."""
        if not self._order:
            raise KeyError("pop from an empty set")
        item = next(iter(self._order))
        self.remove(item)
        return item

    def clear(self) -> None:
        super().clear()
        self._order.clear()

    def copy(self) -> OrderedSet[T]:
        return OrderedSet(self._order)

    __copy__ = copy

    def update(self, *others: Iterable[T]) -> None:
        for other in others:
            for item in OrderedSet(other):
                self.add(item)

    def difference_update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in list(other):
                self.discard(item)

    def intersection_update(self, *others: Iterable[Any]) -> None:
        self._become(super().intersection(*others))

    def symmetric_difference_update(self, other: Iterable[T]) -> None:
        for item in OrderedSet(other):
            if item in self:
                self.remove(item)
            else:
                self.add(item)

    def _become(self, kept: set[T]) -> None:
        for item in [item for item in self._order if item not in kept]:
            self.remove(item)

    def union(self, *others: Iterable[Any]) -> OrderedSet[Any]:
        result: OrderedSet[Any] = self.copy()
        result.update(*others)
        return result

    def difference(self, *others: Iterable[Any]) -> OrderedSet[T]:
        result = self.copy()
        result.difference_update(*others)
        return result

    def intersection(self, *others: Iterable[Any]) -> OrderedSet[T]:
        result = self.copy()
        result.intersection_update(*others)
        return result

    def symmetric_difference(self, other: Iterable[Any]) -> OrderedSet[Any]:
        result: OrderedSet[Any] = self.copy()
        result.symmetric_difference_update(other)
        return result

    def __or__(self, other: Any) -> Any:
        return self.union(other) if isinstance(other, (set, frozenset)) else NotImplemented

    def __ror__(self, other: Any) -> Any:
        return OrderedSet(other).union(self) if isinstance(other, (set, frozenset)) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return self.difference(other) if isinstance(other, (set, frozenset)) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return OrderedSet(other).difference(self) if isinstance(other, (set, frozenset)) else NotImplemented

    def __and__(self, other: Any) -> Any:
        return self.intersection(other) if isinstance(other, (set, frozenset)) else NotImplemented

    def __rand__(self, other: Any) -> Any:
        return OrderedSet(other).intersection(self) if isinstance(other, (set, frozenset)) else NotImplemented

    def __xor__(self, other: Any) -> Any:
        return self.symmetric_difference(other) if isinstance(other, (set, frozenset)) else NotImplemented

    def __rxor__(self, other: Any) -> Any:
        if not isinstance(other, (set, frozenset)):
            return NotImplemented
        return OrderedSet(other).symmetric_difference(self)

    def __ior__(self, other: Any) -> Any:
        if not isinstance(other, (set, frozenset)):
            return NotImplemented
        self.update(other)
        return self

    def __isub__(self, other: Any) -> Any:
        if not isinstance(other, (set, frozenset)):
            return NotImplemented
        self.difference_update(other)
        return self

    def __iand__(self, other: Any) -> Any:
        if not isinstance(other, (set, frozenset)):
            return NotImplemented
        self.intersection_update(other)
        return self

    def __ixor__(self, other: Any) -> Any:
        if not isinstance(other, (set, frozenset)):
            return NotImplemented
        self.symmetric_difference_update(other)
        return self


OrderedSet.__name__ = OrderedSet.__qualname__ = "set"
