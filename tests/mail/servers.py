"""Mail servers as there are outside: with certificates, passwords, refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.outside.post_office import free_port


class Handler:
    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.refuse = ""

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.kept.append(envelope.content)
        return "250 Kept"


@contextmanager
def mail_server(handler: Handler, port: int = 0, **options: Any) -> Iterator[int]:
    port = port or free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def signs_in(
    _server: Any, _session: Any, _envelope: Any, _mechanism: Any, given: Any
) -> AuthResult:
    return AuthResult(success=given == LoginPassword(b"me", b"pa:ss/word"), handled=False)
