"""Asking people into a session, and coming by the link."""

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.core.transaction import reading
from community.members.models import Member
from community.sessions.actions import inviting
from community.sessions.passes import path_for
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Evening, Person, Town

GUEST = ("Gwen", "gwen@example.net")


def hidden_evening(town: Town, **plan: Any) -> Evening:
    """Of a circle that only its people know of, for those who are asked in by name."""
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="Quiet hands")
    return town.session(where, **{"open_to": OpenTo.INVITED, "starts_in": 0.2, **plan})


def guest_link(evening: Evening, name: str = GUEST[0], email: str = GUEST[1]) -> str:
    return path_for(do(evening.host, inviting.invite_guest, evening.id, name, email).id)


def member_link(evening: Evening, who: Person) -> str:
    return path_for(do(evening.host, inviting.invite_member, evening.id, who.handle).id)


def entered(browsing: Browsing, link: str) -> Visitor:
    visitor = browsing.by()
    assert "/rooms/" in visitor.post(link, said="enter").location
    return visitor


def sent_to_sign_in(response: TestResponse) -> bool:
    there = response.location or ""
    return response.status_code == 401 or there.startswith("/sign-in")


def guest_handle() -> str:
    with reading() as db:
        return db.scalars(select(Member.handle).where(Member.guest)).one()
