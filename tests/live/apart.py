"""Running what is asynchronous apart from this thread, where a browser test's loop may stand."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function returns or raises, run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **kwargs).result()


def run_apart(work: Coroutine[Any, Any, R]) -> R:
    """What `asyncio.run` returns or raises."""
    return apart(asyncio.run, work)
