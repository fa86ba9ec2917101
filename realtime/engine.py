"""Green threads and the web server: the only place of realtime that names eventlet.

Whatever follows eventlet one day has to offer these few functions. Without green threads, as in
tests and on the command line, the same functions do their work with ordinary threads.
"""

import gc
import logging
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

with warnings.catch_warnings():
    # It announces its retirement at each import; the decision is written down, not news.
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    import eventlet
    import eventlet.hubs
    import eventlet.patcher
    import eventlet.queue
    import eventlet.websocket
    import eventlet.wsgi
    from engineio.async_drivers import eventlet as engineio_driver

from realtime.bodies import SlowBody

WebSocket: Any = eventlet.websocket.RFC6455WebSocket
WebSocketApp: Any = engineio_driver.WebSocketWSGI
Queue: Any = eventlet.queue.Queue
ConnectionFault: Any = eventlet.websocket.FailedConnectionError
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BACKLOG = 4096
CONNECTIONS = 20_000
# Without a bound the kernel grows the buffer of one stalled reader to several megabytes.
SEND_BUFFER = 131_072
IDLE_SECONDS = 75
SOCKET_SECONDS = 60
HEAD_SECONDS = 30
DRAIN_SECONDS = 5.0

log = logging.getLogger(__name__)


def is_green() -> bool:
    return bool(eventlet.patcher.is_monkey_patched("socket"))


def async_mode() -> str:
    """What to tell Socket.IO, which left alone takes eventlet wherever it is installed."""
    return "eventlet" if is_green() else "threading"


def spawn(function: Callable[..., object], *args: object) -> None:
    if is_green():
        eventlet.spawn(function, *args)
    else:
        threading.Thread(target=function, args=args, daemon=True).start()


def sleep(seconds: float = 0) -> None:
    if is_green():
        eventlet.sleep(seconds)
    else:
        time.sleep(seconds)


def call_later(seconds: float, function: Callable[..., object], *args: object) -> None:
    """Run a short function that never waits; a timer costs far less than a parked green thread."""
    eventlet.hubs.get_hub().schedule_call_global(seconds, function, *args)


def tune_gc() -> None:
    """What is there at the start stays for good, so collections need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class Connection(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet has no types
    """Requests of one client. One that stays open for hours should not hold two big buffers;
    one that drips its request byte by byte is closed: eventlet bounds only each wait."""

    rbufsize = 1024
    wbufsize = 1024

    def _read_request_line(self) -> Any:
        with eventlet.Timeout(IDLE_SECONDS, TimeoutError()):
            return super()._read_request_line()

    def parse_request(self) -> Any:
        with eventlet.Timeout(HEAD_SECONDS, TimeoutError()):
            return super().parse_request()

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["eventlet.input"].rfile = SlowBody(self.rfile, self.connection)
        return environ


def serve(
    app: WsgiApp,
    host: str,
    port: int,
    *,
    on_ready: Callable[[int], None],
    on_stop: Callable[[], None] | None = None,
) -> None:
    """Answer requests until SIGTERM or SIGINT, then let what is running end, within seconds.

    `on_stop` runs after the last connection has gone. A second signal ends the process at once.
    """
    stopping: list[int] = []
    _listen_to_signals(stopping)
    listener = _listen(host, port)
    tune_gc()
    server = eventlet.spawn(_accept, listener, app)
    on_ready(listener.getsockname()[1])
    while not stopping and not server.dead:
        eventlet.sleep(0.1)
    _drain(server, listener)
    if on_stop is not None:
        on_stop()


def _listen_to_signals(stopping: list[int]) -> None:
    def note(number: int, _frame: object) -> None:
        stopping.append(number)
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)


def _listen(host: str, port: int) -> Any:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # eventlet would let a second server share the port without a word.
    listener = eventlet.listen(address, family=family, backlog=BACKLOG, reuse_port=False)
    # Accepted connections inherit both. Without NODELAY bursts meet the 40 ms delayed ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    return listener


def _accept(listener: Any, app: WsgiApp) -> None:
    eventlet.wsgi.server(
        listener,
        app,
        max_size=CONNECTIONS,
        protocol=Connection,
        keepalive=IDLE_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        log_output=False,
        debug=False,
    )


def _drain(server: Any, listener: Any) -> None:
    """eventlet closes idle connections and live sockets, and waits for requests under way."""
    try:
        with eventlet.Timeout(DRAIN_SECONDS, False):
            server.kill()
            server.wait()
    except eventlet.greenlet.GreenletExit:
        pass
    finally:
        listener.close()


class LoopDelay:
    """How long the loop keeps its green threads waiting: a tick that measures its own lateness."""

    TICK = 0.010
    # Upper bounds of the buckets, in seconds; the last bucket has none.
    BOUNDS = (
        *(step / 1000 for step in (0.5, 1, 2, 3, 4, 5, 7.5, 10, 12.5, 15, 20, 25, 30, 40, 50)),
        *(step / 1000 for step in (75, 100, 150, 200, 300, 500, 1000, 2000, 5000)),
    )

    def __init__(self) -> None:
        self.reset()
        self._running = False

    def start(self) -> None:
        if not self._running:
            self._running = True
            spawn(self._run)

    def stop(self) -> None:
        self._running = False

    def reset(self) -> None:
        self.counts = [0] * (len(self.BOUNDS) + 1)
        self.count = 0
        self.total = 0.0
        self.longest = 0.0

    def note(self, seconds: float) -> None:
        self.counts[sum(1 for bound in self.BOUNDS if seconds > bound)] += 1
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    def percentile(self, share: float) -> float:
        """The delay that `share` of the ticks stayed below, in seconds (0.99: p99)."""
        wanted = share * self.count
        seen = 0
        lower = 0.0
        for bound, count in zip((*self.BOUNDS, self.longest), self.counts, strict=True):
            if count and seen + count >= wanted:
                upper = max(min(bound, self.longest), lower)
                return lower + (upper - lower) * (wanted - seen) / count
            seen += count
            lower = bound
        return self.longest

    def _run(self) -> None:
        while self._running:
            due = time.monotonic() + self.TICK
            sleep(self.TICK)
            self.note(max(0.0, time.monotonic() - due))
