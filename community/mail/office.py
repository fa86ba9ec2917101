"""The post office of this process: by SMTP, on a page in development, or none at all."""

import logging
from typing import Protocol

from community.choices.queries import chosen, lately_chosen
from community.core.transaction import reading
from community.mail.keeping import keep
from community.mail.letters import Letter, Sender, Unusable, as_message, write
from community.mail.smtp import Server, send, server_at
from community.settings import Settings

log = logging.getLogger(__name__)
NO_ADDRESS = "comentor@localhost"  # the sender where none is set, which is never posted


class Office(Protocol):
    def post(self, letter: Letter) -> None: ...


class Nowhere:
    """There is no way to send: what cannot be sent is not owed either."""

    def post(self, letter: Letter) -> None:
        log.info("A letter was not sent: no way to send mail is set")


class Shown:
    """Letters stand on a page, for whoever develops Comentor."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def post(self, letter: Letter) -> None:
        keep(write(letter, _sender(self.settings)))


class Smtp:
    def __init__(self, settings: Settings, server: Server) -> None:
        self.settings, self.server = settings, server

    def post(self, letter: Letter) -> None:
        try:
            message = as_message(letter, _sender(self.settings))
        except Unusable:
            log.warning("A letter was not sent: its receiver's address cannot be used")
            return
        send(self.server, message)


_office: Office = Nowhere()
_settings: Settings | None = None


def open_office(settings: Settings) -> None:
    """Make this process post as `settings` say; raises `WrongSetting` where they cannot work."""
    global _office, _settings
    settings.check_mail()
    _settings = settings
    address = settings.mail_url.get_secret_value()
    if address:
        _office = Smtp(settings, server_at(address))
    else:
        _office = Shown(settings) if settings.development else Nowhere()


def post(letter: Letter) -> None:
    """Send it, or raise. For handlers of the outbox: never while a transaction is open."""
    _office.post(letter)


def sends() -> bool:
    """Whether a letter posted here reaches anybody."""
    return not isinstance(_office, Nowhere)


def sender() -> Sender:
    """Who posts here, and where the links in letters lead."""
    if _settings is None:
        raise RuntimeError("No post office yet: call community.mail.office.open_office first.")
    return Sender(
        _settings.mail_from or NO_ADDRESS, lately_chosen().name or _settings.name, _settings.address
    )


def signing_key() -> str:
    """For addresses in letters that work without signing in."""
    if _settings is None:
        raise RuntimeError("No post office yet: call community.mail.office.open_office first.")
    return _settings.signing_key()


def _sender(settings: Settings) -> Sender:
    with reading() as db:
        name = chosen(db).name or settings.name
    return Sender(settings.mail_from or NO_ADDRESS, name, settings.address)
