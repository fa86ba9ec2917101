"""Threads that are cheap enough for thousands of connections, and the web server that has them.

One of three engines, chosen by `COMENTOR_ASYNC_MODE`. Without green threads, as in tests and on
the command line, the same functions do their work with ordinary threads.
"""

from collections.abc import Callable

from community.core.threads import mode as async_mode
from realtime.engine.common import WsgiApp, tune_gc
from realtime.engine.loop_delay import LoopDelay
from realtime.engine.threads import call_later, sleep, spawn
from realtime.engine.threads import serve as _serve

__all__ = ["LoopDelay", "async_mode", "call_later", "serve", "sleep", "spawn", "tune_gc"]


def serve(
    app: WsgiApp,
    host: str,
    port: int,
    *,
    on_ready: Callable[[int], None],
    on_stop: Callable[[], None] | None = None,
) -> None:
    """Answer requests until SIGTERM or SIGINT, then let what is running end, within seconds.

    `on_ready` gets the port. `on_stop` runs after the last connection has gone. A second
    signal ends the process at once.
    """
    _serve(app, host, port, on_ready)
    if on_stop is not None:
        on_stop()
