"""A community that sends mail, to a real mail server that keeps every letter."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from community.core import relay
from community.mail import office
from community.settings import Settings
from tests.outside.post_office import PostOffice

SITE = "http://learn.example.org"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as server:
        yield server
    office.open_office(Settings(development=False, mail_url=SecretStr("")))


@pytest.fixture
def settings(settings: Settings, post_office: PostOffice) -> Settings:
    mail = {
        "mail_url": SecretStr(post_office.url),
        "mail_from": "hello@example.org",
        "base_url": SITE,
    }
    return settings.model_copy(update=mail)


def deliver() -> None:
    """Let the outbox do what it owes."""
    while relay.run_once():
        pass
