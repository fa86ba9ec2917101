"""A line between a browser and a server that can break, as lines between people do."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Line:
    """Passes bytes on to `port` from a port of its own, until it is cut."""

    def __init__(self, port: int) -> None:
        self._towards = ("127.0.0.1", port)
        self._down = self._swallows = False
        self._flows = threading.Event()
        self._flows.set()
        self._open: set[socket.socket] = set()
        self._ours: set[socket.socket] = set()  # the ends towards browsers
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def break_connections(self) -> None:
        """Everything that is open ends without a goodbye; new connections get through."""
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Nothing gets through any more until `mend()`."""
        self._down = True
        self.break_connections()

    def swallow(self) -> None:
        """What the server sends is lost on the way until `mend()`, and nobody notices."""
        self._swallows = True

    def mend(self) -> None:
        self._down = self._swallows = False

    def hold(self) -> None:
        """What is sent stays on the way until `release()`."""
        self._flows.clear()

    def release(self) -> None:
        self._flows.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        with near:
            if self._down:
                return
            try:
                far = socket.create_connection(self._towards, timeout=5)
            except OSError:
                return
            far.settimeout(None)
            with far:
                self._open |= {near, far}
                self._ours.add(near)
                back = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
                back.start()
                self._pass_on(near, far)
                back.join()
                self._open -= {near, far}
                self._ours.discard(near)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self._flows.wait()
                if target in self._ours and self._swallows:
                    continue
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.release()
        self.cut()
