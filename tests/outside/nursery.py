"""A process that has loaded the product once and forks for each server a test starts.

Loading is most of what starting a server costs, and a test run starts hundreds. What follows is
the real start, in a process of its own. Servers of other engines, and those whose very command is
tried (tests/commands, tests/package), are started as people start them.

    python -m tests.outside.nursery FD      takes orders from the socket of that number
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).parents[2]
ORDER_MOST = 1 << 20  # bytes


@dataclass(frozen=True)
class Order:
    """`module`: run as `python -m module`, with these arguments."""

    module: str
    arguments: list[str]
    env: dict[str, str]
    folder: str


class Child:
    """A forked server, with what tests ask of a process. It is nobody's child here, so its end is
    seen by its `pidfd`."""

    def __init__(self, pid: int, stdout: IO[str]) -> None:
        self.pid, self.stdout = pid, stdout
        try:
            self._end: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._end = None  # it is over already

    def send_signal(self, number: int) -> None:
        if self._end is not None:
            with suppress(ProcessLookupError):  # it has come to its end meanwhile
                signal.pidfd_send_signal(self._end, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> None:
        """Raises `subprocess.TimeoutExpired`."""
        if self._end is None:
            return
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        if not poll.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired("a forked server", timeout or 0)
        os.close(self._end)
        self._end = None


class Nursery:
    """One for a whole test run of one process; begun with the first server."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, order: Order) -> Child:
        if self._process is None:
            self._begin()
        read, write = os.pipe()
        socket.send_fds(self._orders, [json.dumps(order.__dict__).encode()], [write])
        os.close(write)
        pid = int(self._orders.recv(32))
        return Child(pid, os.fdopen(read))

    def close(self) -> None:
        if self._process is not None:
            self._orders.close()
            self._process.wait()

    def _begin(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (self._orders, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ORDER_MOST)
        kept = {name: v for name, v in os.environ.items() if not name.startswith("COMENTOR_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.outside.nursery", str(theirs.fileno())],
            env=kept,
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()


def take_orders(orders: Any) -> None:
    """`orders` waits as sockets did before green threads came: no loop may be there to fork."""
    while True:
        message, fds, *_ = socket.recv_fds(orders, ORDER_MOST, 1)
        if not message:
            return
        order = Order(**json.loads(message))
        pid = os.fork()
        if pid == 0:
            orders.close()
            become(order, fds[0])
        os.close(fds[0])
        orders.send(str(pid).encode())


def become(order: Order, output: int) -> NoReturn:
    """The server, to its end."""
    import runpy

    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number in (1, 2):
            os.dup2(output, number)
        os.close(output)
        os.environ.clear()
        os.environ.update(order.env)
        os.chdir(order.folder)
        sys.argv = [order.module, *order.arguments]
        runpy.run_module(order.module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            print(ended.code, flush=True)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    import gc

    from eventlet import patcher

    import wsgi  # noqa: F401 - green threads come first, as always

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is gone
    gc.collect()
    gc.freeze()
    plain = patcher.original("socket")
    take_orders(plain.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
