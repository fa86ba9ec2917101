"""A session that moves or does not take place: who has a letter of it, decided when it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from community.access.blocks import Block, BlockKind
from community.access.comings import Answer
from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.sessions.actions import changing, inviting
from community.sessions.actions.coming import answer
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, link, plain
from tests.town import Evening, Town

TITLE = "Splints that children keep on"


def letters(post_office: PostOffice, to: str = "milo@example.org") -> list[str]:
    deliver()
    return [str(letter["Subject"]) for letter in post_office.letters(to)]


def move(evening: Evening, days: int = 1) -> None:
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))
    later = timedelta(days=days)
    plan = replace(plan, starts=plan.starts + later, ends=plan.ends + later)
    do(evening.host, changing.change_session, evening.id, plan)


@pytest.fixture
def evening(browsing: Browsing, town: Town, post_office: PostOffice) -> Evening:
    """Milo goes to it; Cora is in the circle, and has not answered."""
    circle = town.circle(town.hana, town.milo, town.person("Cora"))
    evening = town.session(circle, starts_in=30)
    do(town.milo, answer, evening.id, Answer.GOING)
    return evening


def test_who_comes_has_a_letter_with_the_new_time_and_the_way(
    evening: Evening, town: Town, post_office: PostOffice
) -> None:
    move(evening)
    assert letters(post_office) == [f"Moved: {TITLE}"]
    letter = post_office.letters("milo@example.org")[0]
    new = (clock.now() + timedelta(hours=54)).astimezone(ZoneInfo("Europe/London"))
    assert f"{new:%A} {new.day} {new:%B %Y}" in plain(letter)
    assert "Europe/London" in plain(letter)
    assert link(letter) == f"{SITE}/sessions/{evening.id}"
    assert "/unsubscribe/" in str(letter["List-Unsubscribe"])
    for other in ("cora", "hana", "otto"):
        assert letters(post_office, f"{other}@example.org") == []


def test_the_time_is_by_the_reader_s_own_clock(
    evening: Evening, town: Town, post_office: PostOffice
) -> None:
    with transaction() as db:
        whose = Profile.member_id == town.milo.id
        db.execute(update(Profile).where(whose).values(time_zone="Asia/Tokyo"))
    move(evening)
    assert letters(post_office)
    assert "Asia/Tokyo" in plain(post_office.letters("milo@example.org")[0])


def test_a_cancelled_session_says_why_and_wins_over_a_move_before_it(
    evening: Evening, post_office: PostOffice
) -> None:
    move(evening)
    do(evening.host, changing.cancel, evening.id, "The host is ill.")
    assert letters(post_office) == [f"Cancelled: {TITLE}"]
    assert "The host is ill." in plain(post_office.letters("milo@example.org")[0])


def test_a_guest_has_a_letter_with_their_own_link(
    evening: Evening, post_office: PostOffice
) -> None:
    guest = "gwen@example.net"
    do(evening.host, inviting.invite_guest, evening.id, "Gwen", guest)
    deliver()
    before = len(post_office.letters(guest))
    move(evening)
    assert letters(post_office, guest)[before:] == [f"Moved: {TITLE}"]
    letter = post_office.letters(guest)[-1]
    assert "/s/" in link(letter)
    assert letter["List-Unsubscribe"] is None
    do(evening.host, changing.cancel, evening.id)
    assert letters(post_office, guest)[-1] == f"Cancelled: {TITLE}"


def wants_none(town: Town, evening: Evening) -> None:
    with transaction() as db:
        whose = Profile.member_id == town.milo.id
        db.execute(update(Profile).where(whose).values(mail_notices=False))


STILL: dict[str, Callable[[Town, Evening], object]] = {
    "wants no mails": wants_none,
    "does not come": lambda town, evening: do(town.milo, answer, evening.id, Answer.NO),
}


@pytest.mark.parametrize("change", STILL)
def test_nobody_has_a_letter_who(
    evening: Evening, town: Town, post_office: PostOffice, change: str
) -> None:
    STILL[change](town, evening)
    move(evening)
    assert letters(post_office) == []


def test_whom_a_block_stands_between_hears_of_it_all_the_same(
    evening: Evening, town: Town, post_office: PostOffice
) -> None:
    """They would stand before a closed door."""
    with transaction() as db:
        pair = {"member_id": town.milo.id, "other_id": town.hana.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=clock.now()))
    do(evening.host, changing.cancel, evening.id)
    assert letters(post_office) == [f"Cancelled: {TITLE}"]
    assert "Hana" not in plain(post_office.letters("milo@example.org")[0])
