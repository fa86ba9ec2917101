"""A real mail server that keeps every letter, so that tests read what people would read."""

import re
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK = re.compile(r"https?://\S+")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


class PostOffice:
    """`url` goes into COMENTOR_MAIL_URL; `wait_for("hana@…")` is the first letter to them."""

    def __init__(self) -> None:
        self._letters: list[tuple[str, EmailMessage]] = []
        self._arrived = threading.Condition()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.port}"

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        with self._arrived:
            self._letters += [(str(to), letter) for to in envelope.rcpt_tos]
            self._arrived.notify_all()
        return "250 Kept"

    def letters(self, to: str) -> list[EmailMessage]:
        return [letter for receiver, letter in self._letters if receiver == to]

    def wait_for(self, to: str, *, number: int = 1, seconds: float = 20) -> EmailMessage:
        """The letter to this address that came as the `number`th."""
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: len(self.letters(to)) >= number, seconds)
        assert arrived, f"No letter to {to} in {seconds} s."
        return self.letters(to)[number - 1]

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()


def plain(letter: EmailMessage) -> str:
    """The words of a letter, as somebody reads them who sees no pictures."""
    part = letter.get_body(("plain",))
    assert part is not None, "A letter without plain words."
    return str(part.get_content())


def link(letter: EmailMessage) -> str:
    """Where the button of a letter leads."""
    found = _LINK.search(plain(letter))
    assert found, "A letter without a link."
    return found[0]
