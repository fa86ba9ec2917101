"""Sending by SMTP. The server's green sockets wait without holding up anybody else."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from community.settings import WrongSetting

log = logging.getLogger(__name__)
TIMEOUT = 10.0  # seconds for each answer of the mail server
PORTS = {"smtp": 587, "smtps": 465}
LOCAL = {"localhost", "127.0.0.1", "::1"}


class NotPosted(Exception):
    """The mail server could not be reached or refused; says no address and no secret."""


@dataclass(frozen=True)
class Server:
    """Where to hand letters over, and as whom."""

    host: str
    port: int
    tls: bool  # from the first byte, not by STARTTLS
    name: str = ""
    password: str = field(default="", repr=False)


def server_at(address: str) -> Server:
    """`smtp://name:password@host:587` or `smtps://…`; `WrongSetting` for anything else."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise _unreadable() from None  # theirs holds the address, and so the password
    if parts.scheme not in PORTS or port is None or not parts.hostname:
        raise _unreadable()
    return Server(
        host=parts.hostname,
        port=port,
        tls=parts.scheme == "smtps",
        name=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _unreadable() -> WrongSetting:
    return WrongSetting(
        "COMENTOR_MAIL_URL should look like smtp://name:password@mail.example.org:587 "
        "or smtps://name:password@mail.example.org."
    )


def send(server: Server, message: EmailMessage) -> None:
    """Hand one letter over. One that is refused for good is dropped, and the log says so."""
    with _told_apart(), _connected(server) as connection:
        try:
            connection.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as refused:
            if not _for_good(refused):
                raise
            log.warning("The mail server refused a letter's receiver for good")


def try_server(server: Server) -> None:
    """Connect and sign in as for a letter; raises `NotPosted` with what went wrong."""
    with _told_apart(), _connected(server) as connection:
        connection.noop()


def _for_good(refused: smtplib.SMTPException) -> bool:
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in refused.recipients.values())
    return True


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted wherever the server can, and always with a password."""
    with _opened(server) as connection:
        connection.ehlo()
        if not server.tls and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        elif not server.tls and server.password and server.host not in LOCAL:
            raise NotPosted("The mail server offers no STARTTLS, so the password was not sent.")
        if server.name:
            connection.login(server.name, server.password)
        yield connection


def _opened(server: Server) -> smtplib.SMTP:
    if not server.tls:
        return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)


@contextmanager
def _told_apart() -> Iterator[None]:
    """What smtplib raises holds addresses and the server's words: only its kind is passed on."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        code = f"{type(error).__name__} {error.smtp_code}"
        raise NotPosted(f"The mail server refused: {code}.") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotPosted(f"The mail server did not take it: {type(error).__name__}.") from None
