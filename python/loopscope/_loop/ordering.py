"""Gives one order, that of creation or insertion, to what asyncio leaves to addresses."""

from __future__ import annotations

import ast
import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.futures
import asyncio.tasks
import inspect
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Any

from loopscope._loop.numbers import in_order_of_creation, numbered_future, numbered_gathering, numbered_task, numbered_timer
from loopscope._loop.ordered_set import OrderedSet
from loopscope._loop.patches import Patches


def replace_orders(patches: Patches) -> None:
    """Number tasks, futures and timers, and order the sets that asyncio keeps of them."""
    _number_things(patches)
    _order_sets(patches)


def _number_things(patches: Patches) -> None:
    future = numbered_future(asyncio.futures.Future)
    task = numbered_task(asyncio.tasks.Task, future)
    gathering = numbered_gathering(asyncio.tasks._GatheringFuture, future)  # type: ignore[attr-defined]
    for module in (asyncio, asyncio.tasks):
        patches.set(module, "Task", task)
    for module in (asyncio, asyncio.futures):
        patches.set(module, "Future", future)
    patches.set(asyncio.tasks, "_GatheringFuture", gathering)
    timer = numbered_timer(asyncio.events.TimerHandle)
    for module in (asyncio, asyncio.events):
        patches.set(module, "TimerHandle", timer)
    if sys.version_info >= (3, 12):
        eager = asyncio.tasks.create_eager_task_factory(task)
        for module in (asyncio, asyncio.tasks):
            patches.set(module, "eager_task_factory", eager)


def _order_sets(patches: Patches) -> None:
    for name, module in list(sys.modules.items()):
        if name in ("asyncio.tasks", "asyncio.taskgroups"):
            patches.set(module, "set", OrderedSet)
            for owner in (module, *_classes_of(module)):
                _order_set_displays(patches, owner)
    unordered = asyncio.tasks.all_tasks

    def all_tasks(loop: asyncio.AbstractEventLoop | None = None) -> OrderedSet[asyncio.Task[Any]]:
        """Return a set of all tasks for the loop."""
        return OrderedSet(in_order_of_creation(unordered(loop)))

    for module in (asyncio, asyncio.tasks):
        patches.set(module, "all_tasks", all_tasks)


def _classes_of(module: types.ModuleType) -> list[type]:
    return [thing for thing in vars(module).values()
            if isinstance(thing, type) and thing.__module__ == module.__name__]


def _order_set_displays(patches: Patches, owner: object) -> None:
    """Functions that have ``{… for …}`` in them make an ``OrderedSet`` instead."""
    for name, function in list(vars(owner).items()):
        if isinstance(function, types.FunctionType) and function.__module__.startswith("asyncio."):
            ordered = _with_ordered_set_displays(function)
            if ordered is not None:
                patches.set(owner, name, ordered)
                if getattr(asyncio, name, None) is function:
                    patches.set(asyncio, name, ordered)


def _with_ordered_set_displays(function: types.FunctionType) -> Callable[..., Any] | None:
    """The same function, from its own source; none if nothing in it is to be changed."""
    try:
        source = inspect.getsource(function)
    except OSError:
        return None
    if "{" not in source:
        return None
    tree = ast.parse(textwrap.dedent(source))
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    order = _Order()
    order.visit(tree)
    if not order.changed:
        return None
    file = function.__code__.co_filename
    namespace: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(tree), file, "exec"), function.__globals__, namespace)
    ordered: Callable[..., Any] = namespace[function.__name__]
    ordered.__qualname__ = function.__qualname__
    return ordered


class _Order(ast.NodeTransformer):
    """Turns ``{… for …}`` into ``set([… for …])``."""

    def __init__(self) -> None:
        self.changed = False

    def visit_SetComp(self, node: ast.SetComp) -> ast.AST:
        self.generic_visit(node)
        self.changed = True
        listed = ast.copy_location(ast.ListComp(node.elt, node.generators), node)
        return ast.copy_location(ast.Call(ast.Name("set", ast.Load()), [listed], []), node)
