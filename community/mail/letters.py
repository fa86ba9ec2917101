"""A letter as features write it, and as text, page and message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from community.core import clock
from community.core.ids import new_id
from community.core.text import tidy_line
from community.paths import TEMPLATES

SUBJECT_MOST = 150


class Unusable(Exception):
    """No mail can be sent to this address, now or later."""


class _Headers(EmailPolicy):
    """Leaves an address in a header in one piece: encoded, mail programs would not follow it."""

    def fold(self, name: str, value: str) -> str:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode()


_HEADERS = _Headers() + SMTP


@dataclass(frozen=True)
class CalendarFile:
    """What calendar programs take out of a letter; `method` as it stands in the file."""

    content: bytes
    method: str


@dataclass(frozen=True)
class Line:
    """Something in a list, where it is found here, and a word about it."""

    text: str
    path: str
    about: str = ""


@dataclass(frozen=True)
class Part:
    """A list in a letter; `more`: words and the path to what has no room in it."""

    title: str
    lines: Sequence[Line]
    more: tuple[str, str] | None = None


@dataclass(frozen=True)
class Letter:
    """What to tell one person. Paths (`button`, `parts`, `unsubscribe`) lead to the configured
    address.

    `cause` names what the letter is about: the same cause gives the same Message-ID, so that
    a letter delivered twice can be recognised. One with a fresh secret in it has no such twin.
    """

    to: str
    subject: str
    paragraphs: Sequence[str]
    parts: Sequence[Part] = ()
    button: tuple[str, str] | None = None
    after: Sequence[str] = ()
    unsubscribe: str | None = None
    cause: str = field(default_factory=new_id)
    calendar: CalendarFile | None = None


@dataclass(frozen=True)
class Sender:
    """Who posts: the address in `From`, the community's name, and where its links lead."""

    address: str
    name: str
    site: str

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or "localhost"


@dataclass(frozen=True)
class Written:
    """A letter in the words that are sent."""

    to: str
    subject: str
    text: str
    html: str


def write(letter: Letter, sender: Sender) -> Written:
    words = {
        "letter": letter,
        "sender": sender,
        "button": _led(sender, letter.button),
        "unsubscribe": letter.unsubscribe and sender.site + letter.unsubscribe,
    }
    templates = _templates()
    return Written(
        to=letter.to,
        subject=_header_line(letter.subject),
        text=templates.get_template("mail/letter.txt").render(words),
        html=templates.get_template("mail/letter.html").render(words),
    )


def _led(sender: Sender, button: tuple[str, str] | None) -> tuple[str, str] | None:
    return (button[0], sender.site + button[1]) if button else None


@cache
def _templates() -> Environment:
    """Not the pages' own: the worker posts letters and has no pages."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def as_message(letter: Letter, sender: Sender) -> EmailMessage:
    """Ready for SMTP. The policy refuses a line end in any header, whatever it came from."""
    written = write(letter, sender)
    message = EmailMessage(policy=_HEADERS)
    message["From"] = Address(display_name=_header_line(sender.name), addr_spec=sender.address)
    message["To"] = _receiver(letter.to)
    message["Subject"] = written.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = _message_id(letter, sender)
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{sender.site}{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    if letter.calendar is not None:
        _add_calendar(message, letter.calendar)
    return message


def _add_calendar(message: EmailMessage, file: CalendarFile) -> None:
    message.add_attachment(
        file.content,
        maintype="text",
        subtype="calendar",
        filename="session.ics",
        params={"charset": "utf-8", "method": file.method},
    )


def _header_line(text: str) -> str:
    """One line, in which nothing is an encoded word: decoded, that could hold line ends."""
    return tidy_line(text).replace("=?", "= ?")[:SUBJECT_MOST]


def _receiver(to: str) -> Address:
    try:
        return Address(addr_spec=to)
    except (ValueError, IndexError, MessageError):
        raise Unusable from None  # theirs hold the address, which no log should


def _message_id(letter: Letter, sender: Sender) -> str:
    named = sha256(f"{letter.cause}:{letter.to}".encode()).hexdigest()[:32]
    return f"<{named}@{sender.host}>"
