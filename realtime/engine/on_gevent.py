"""Green threads and the web server by gevent: the way out of eventlet.

Socket.IO takes its own ways here, without those of `realtime.fanout`: the same to everybody who
uses it, and several times slower in a crowded room.
"""

import logging
from collections.abc import Callable
from typing import Any

import gevent
from gevent import pywsgi, socket

from realtime.bodies import SlowBody
from realtime.engine import common

log = logging.getLogger(__name__)


def spawn(function: Callable[..., object], *args: object) -> None:
    gevent.spawn(function, *args)


def sleep(seconds: float = 0) -> None:
    gevent.sleep(seconds)


def call_later(seconds: float, function: Callable[..., object], *args: object) -> None:
    gevent.spawn_later(seconds, function, *args)


class Connection(pywsgi.WSGIHandler):  # type: ignore[misc]  # gevent has no types here
    """Requests of one client; one that drips is closed, as with eventlet. gevent bounds nothing."""

    def read_requestline(self) -> Any:
        with gevent.Timeout(common.IDLE_SECONDS, TimeoutError()):
            line = super().read_requestline()
        if not line or len(line) < pywsgi.MAX_REQUEST_LINE:
            return line
        self.socket.sendall(common.TOO_LONG)
        return ""  # so that nothing more is read

    def read_request(self, line: str) -> Any:
        # Answered as whatever else a client does wrong is.
        with gevent.Timeout(common.HEAD_SECONDS, ValueError("The head took too long.")):
            return super().read_request(line)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        self._body = self.wsgi_input.rfile = SlowBody(self.rfile, self.socket)
        return environ

    def handle_one_response(self) -> None:
        super().handle_one_response()
        self.close_connection |= self._body.cut


def serve(app: common.WsgiApp, host: str, port: int, on_ready: Callable[[int], None]) -> None:
    """Until asked to stop; then whatever is running may end, within seconds."""
    stopping = common.stops_on_signals()
    listener = _listen(host, port)
    common.tune_gc()
    server: Any = pywsgi.WSGIServer(
        listener, app, log=None, error_log=log, handler_class=Connection
    )
    server.start()
    on_ready(listener.getsockname()[1])
    while not stopping:
        gevent.sleep(0.1)
    server.stop(timeout=common.DRAIN_SECONDS)


def _listen(host: str, port: int) -> Any:
    family, address = common.address_of(host, port)
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    common.tune(listener)
    listener.bind(address)
    listener.listen(common.BACKLOG)
    return listener
