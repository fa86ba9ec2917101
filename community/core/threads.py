"""Green threads where there are any, and real ones for what would hold them up.

Green threads take turns only when they wait in Python. Hashing a password, packing an
image or waiting for the disk happens in C, and there everybody would wait with them.
"""

import os
import sys
import tomllib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
EVENTLET, GEVENT, THREADING = MODES = ("eventlet", "gevent", "threading")


class UnknownMode(Exception):
    """Says what `COMENTOR_ASYNC_MODE` may be."""


def go_green() -> None:
    """Make this process's threads green, as its settings say; before anything else is imported.

    Read here and not with the other settings: what they import has to come after.
    """
    chosen = os.environ.get("COMENTOR_ASYNC_MODE") or _written_down() or EVENTLET
    if chosen not in MODES:
        raise UnknownMode(f"COMENTOR_ASYNC_MODE is one of {', '.join(MODES)}; not {chosen!r}.")
    if chosen == THREADING:
        return
    # psycopg would wait inside C and hold every green thread; this makes it wait in Python.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
    if chosen == GEVENT:
        from gevent import monkey

        monkey.patch_all()
        return
    with warnings.catch_warnings():
        # It announces its retirement at each import; the decision is written down, not news.
        warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()


def _written_down() -> str:
    file = Path("comentor.toml")
    if not file.is_file():
        return ""
    return str(tomllib.loads(file.read_text(encoding="utf-8")).get("async_mode", ""))


def mode() -> str:
    """What this process's threads are; commands and tests have real ones."""
    eventlet, gevent = sys.modules.get("eventlet.patcher"), sys.modules.get("gevent.monkey")
    if eventlet is not None and eventlet.is_monkey_patched("socket"):
        return EVENTLET
    if gevent is not None and gevent.is_module_patched("socket"):
        return GEVENT
    return THREADING


def in_thread(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `function` without holding up anybody else, and return or raise what it did.

    It runs in an operating-system thread, so it must not touch green locks or queues.
    """
    now = mode()
    result: R
    if now == EVENTLET:
        from eventlet import tpool

        result = tpool.execute(function, *args, **kwargs)
    elif now == GEVENT:
        from gevent import get_hub

        result = get_hub().threadpool.apply(function, args, kwargs)
    else:
        result = function(*args, **kwargs)
    return result
