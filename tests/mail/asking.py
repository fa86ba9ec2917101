"""Asking for letters, and opening what they hold."""

from tests.architecture.walk import masked
from tests.browsing import Visitor
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, link


def ask(visitor: Visitor, way: str, email: str) -> tuple[object, ...]:
    answer = visitor.post(way, email=email)
    assert (answer.status_code, answer.location) == (302, "/look-into-your-mail")
    return masked(answer), masked(visitor.get(answer.location))


def latest(post_office: PostOffice, to: str = "milo@example.org") -> str:
    deliver()
    return link(post_office.letters(to)[-1]).removeprefix(SITE)


def who(visitor: Visitor) -> str:
    """The handle of whoever is signed in here."""
    page = visitor.get("/me").text
    return page.split('<span class="quiet">@')[1].split("<")[0] if "@" in page else ""


def signed_in(visitor: Visitor) -> bool:
    return visitor.get("/me").status_code == 200
