"""Wraps functions of a program by their names, without a word in the program."""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from loopscope._loop.world import current

Wrapper = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Takes a function as the program defines it, and gives the one that the program gets."""

_NAME = "__loopscope_wrap_{}__"


def with_wrapped(tree: ast.Module, wrappers: Mapping[str, Wrapper], namespace: MutableMapping[str, Any]) -> ast.Module:
    """The program with a decorator for each of its own functions that ``wrappers`` name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in wrappers:
            name = _NAME.format(node.name)
            namespace[name] = wrappers[node.name]
            node.decorator_list.insert(0, ast.copy_location(ast.Name(name, ast.Load()), node))
    return ast.fix_missing_locations(tree)


def costing(expression: str) -> Wrapper:
    """A wrapper that lets a call compute for as long as ``expression`` says.

    That are nanoseconds, as an expression of the function's parameters: ``100 * n``.
    """
    code = compile(expression, "<cost>", "eval")

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        def cost(*args: Any, **options: Any) -> int:
            bound = signature.bind(*args, **options)
            bound.apply_defaults()
            nanos: float = eval(code, {}, bound.arguments)
            return round(nanos)

        return computing(function, cost, function)

    return wrap


def computing(
    function: Callable[..., Any], cost: Callable[..., int], instead: Callable[..., Any],
) -> Callable[..., Any]:
    """``function``, whose calls compute for so many nanoseconds as ``cost`` says; ``instead`` does the work."""

    @functools.wraps(function)
    def compute(*args: Any, **options: Any) -> Any:
        nanos = cost(*args, **options)
        world = current()
        shown = ", ".join([*map(repr, args), *(f"{name}={value!r}" for name, value in options.items())])
        with world.holding(f"{function.__name__}({shown})", "Computing", nanos):
            world.clock.compute(nanos)
            return instead(*args, **options)

    return compute
