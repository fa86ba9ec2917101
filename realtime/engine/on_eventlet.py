"""Green threads and the web server by eventlet, as we run unless told otherwise."""

import itertools
import warnings
from collections.abc import Callable
from typing import Any

with warnings.catch_warnings():
    # It announces its retirement at each import; the decision is written down, not news.
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    import eventlet
    import eventlet.hubs
    import eventlet.queue
    import eventlet.websocket
    import eventlet.wsgi
    from engineio.async_drivers import eventlet as engineio_driver

from realtime.bodies import SlowBody
from realtime.engine import common

WebSocket: Any = eventlet.websocket.RFC6455WebSocket
WebSocketApp: Any = engineio_driver.WebSocketWSGI
Queue: Any = eventlet.queue.Queue
ConnectionFault: Any = eventlet.websocket.FailedConnectionError

SOCKET_SECONDS = 60
ACCEPTED_AT_ONCE = 32


def spawn(function: Callable[..., object], *args: object) -> None:
    eventlet.spawn(function, *args)


def sleep(seconds: float = 0) -> None:
    eventlet.sleep(seconds)


def call_later(seconds: float, function: Callable[..., object], *args: object) -> None:
    """A timer costs far less than a parked green thread."""
    eventlet.hubs.get_hub().schedule_call_global(seconds, function, *args)


class Connection(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet has no types
    """Requests of one client. One that stays open for hours should not hold two big buffers;
    one that drips its request byte by byte is closed: eventlet bounds only each wait."""

    rbufsize = 1024
    wbufsize = 1024

    def _read_request_line(self) -> Any:
        with eventlet.Timeout(common.IDLE_SECONDS, TimeoutError()):
            line = super()._read_request_line()
        if len(line) < self.server.url_length_limit:
            return line
        self.wfile.write(common.TOO_LONG)
        return b""  # so that nothing more is read

    def parse_request(self) -> Any:
        with eventlet.Timeout(common.HEAD_SECONDS, TimeoutError()):
            return super().parse_request()

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["eventlet.input"].rfile = SlowBody(self.rfile, self.connection)
        return environ

    def finish(self) -> None:
        super().finish()
        # It holds this connection too, and no collection is to be waited for.
        self.environ = None


def serve(app: common.WsgiApp, host: str, port: int, on_ready: Callable[[int], None]) -> None:
    """Until asked to stop; then whatever is running may end, within seconds."""
    stopping = common.stops_on_signals()
    family, address = common.address_of(host, port)
    # eventlet would let a second server share the port without a word.
    listener = eventlet.listen(address, family=family, backlog=common.BACKLOG, reuse_port=False)
    common.tune(listener)
    common.tune_gc()
    server = eventlet.spawn(_accept, listener, app)
    on_ready(listener.getsockname()[1])
    while not stopping and not server.dead:
        eventlet.sleep(0.1)
    _drain(server, listener)


def _accept(listener: Any, app: common.WsgiApp) -> None:
    listener.accept = _a_few_at_a_time(listener.accept)
    eventlet.wsgi.server(
        listener,
        app,
        max_size=common.CONNECTIONS,
        protocol=Connection,
        keepalive=common.IDLE_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        log_output=False,
        debug=False,
    )


def _a_few_at_a_time(accept: Callable[[], Any]) -> Callable[[], Any]:
    """Whoever is connected has a turn between some newcomers and the next."""
    turn = itertools.count(1)

    def accept_in_turn() -> Any:
        if next(turn) % ACCEPTED_AT_ONCE == 0:
            eventlet.sleep(0)
        return accept()

    return accept_in_turn


def _drain(server: Any, listener: Any) -> None:
    """eventlet closes idle connections and live sockets, and waits for requests under way."""
    try:
        with eventlet.Timeout(common.DRAIN_SECONDS, False):
            server.kill()
            server.wait()
    except eventlet.greenlet.GreenletExit:
        pass
    finally:
        listener.close()
