"""Work that would hold the loop goes to a real thread.

Green threads take turns only when they wait in Python. Hashing a password, packing an
image or waiting for the disk happens in C, and there everybody would wait with them.
"""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def green() -> bool:
    """Whether this process runs green threads (the server) or real ones (commands, tests)."""
    patcher = sys.modules.get("eventlet.patcher")  # unless imported, nobody patched anything
    return patcher is not None and bool(patcher.is_monkey_patched("socket"))


def in_thread(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `function` without holding up anybody else, and return or raise what it did.

    It runs in an operating-system thread, so it must not touch green locks or queues.
    """
    if not green():
        return function(*args, **kwargs)
    from eventlet import tpool

    result: R = tpool.execute(function, *args, **kwargs)
    return result
