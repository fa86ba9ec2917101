"""What every engine needs to serve, whatever its threads are."""

import gc
import logging
import signal
import socket
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger(__name__)
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BACKLOG = 4096
CONNECTIONS = 20_000
# Without a bound the kernel grows the buffer of one stalled reader to several megabytes.
SEND_BUFFER = 131_072
DRAIN_SECONDS = 5.0
IDLE_SECONDS = 75  # between two requests of one connection
HEAD_SECONDS = 30  # for the head of a request; what follows is bounded by `realtime.bodies`

# The servers themselves would say so with an empty page.
_SENTENCE = b"This address is too long. Please try it with fewer words.\n"
TOO_LONG = (
    b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/plain\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_SENTENCE), _SENTENCE)
)


def tune_gc() -> None:
    """What is there at the start stays for good, so collections need not look at it again.

    A collection holds everything for a microsecond an object: small ones, and seldom all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 50, 100)


def stops_on_signals() -> list[int]:
    """Not empty any more once the process is asked to end; asked twice, it ends at once."""
    stopping: list[int] = []

    def note(number: int, _frame: object) -> None:
        stopping.append(number)
        signal.signal(number, signal.SIG_DFL)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return stopping


def address_of(host: str, port: int) -> tuple[Any, Any]:
    """The family and the address to listen at."""
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return family, address


def tune(listener: Any) -> None:
    """Accepted connections inherit both. Without NODELAY bursts meet the 40 ms delayed ACK."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
