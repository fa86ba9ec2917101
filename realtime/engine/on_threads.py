"""A thread of the operating system for each connection: for trying things out and debugging.

What a room of hundreds costs here was measured when we chose: forty times what it costs with
green threads, so this is not for a community of any size.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from realtime.engine import common


def spawn(function: Callable[..., object], *args: object) -> None:
    threading.Thread(target=function, args=args, daemon=True).start()


def sleep(seconds: float = 0) -> None:
    time.sleep(seconds)


def call_later(seconds: float, function: Callable[..., object], *args: object) -> None:
    timer = threading.Timer(seconds, function, args)
    timer.daemon = True
    timer.start()


class _Connection(WSGIRequestHandler):
    """Our own log says what is worth saying."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def serve(app: common.WsgiApp, host: str, port: int, on_ready: Callable[[int], None]) -> None:
    """Until asked to stop; requests under way end with the process."""
    stopping = common.stops_on_signals()
    server = make_server(host, port, app, threaded=True, request_handler=_Connection)
    common.tune(server.socket)
    spawn(server.serve_forever)
    on_ready(server.server_port)
    while not stopping:
        time.sleep(0.1)
    server.shutdown()
