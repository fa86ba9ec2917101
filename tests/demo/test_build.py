"""The demonstration is a community like any other: it builds, and all of it can be looked at."""

import re

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.access.memberships import CircleRole, Membership, Standing
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core.errors import Refused
from community.core.transaction import reading
from community.demo.build import PASSWORD, build_demo, sign_ins
from community.insights.answer_models import Consent, InsightQuote
from community.insights.models import Insight
from community.members.models import Member
from community.rooms.models import Attachment, Item, ItemKind, Room
from community.rooms.poll_models import Poll
from community.sessions.lobby import is_lobby_open
from community.sessions.models import HostedSession
from community.skills.models import Offer, Wish
from community.transcripts.models import Transcript
from community.transcripts.numbers import count
from community.transcripts.reading import read
from tests.browsing import Browsing, Visitor
from tests.town import Town

TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)  # blanks for the live room
LINK = re.compile(r'href="(/[^"#]*)"')


@pytest.mark.slow
def test_all_of_the_demonstration_can_be_looked_at(browsing: Browsing, town: Town) -> None:
    assert re.fullmatch(
        r"The demonstration has \d+ members, \d+ circles, 3 sessions, 3 insights, 9 asks"
        r" and .* messages\.",
        build_demo(),
    )
    check_numbers()
    check_sessions()
    check_quotes()
    assert [line.split()[3] for line in sign_ins()] == ["hana", "milo", "otto"]
    with pytest.raises(Refused, match="empty community"):
        build_demo()
    for handle in ("hana", "milo", "otto"):
        visitor = browsing.by()
        assert visitor.post("/sign-in", name=handle, password=PASSWORD).status_code == 302
        walk(visitor, handle)


def walk(visitor: Visitor, handle: str) -> None:
    """Every page that can be reached by links from the first."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < 60:
        address = waiting.pop()
        if address in seen or address.startswith("/static"):
            continue
        seen.add(address)
        answer = visitor.get(address)
        answer.get_data()  # a file is sent bit by bit, and is read to its end
        if answer.status_code == 403 and address.startswith("/rooms/"):
            continue  # for hosts; it lies hidden in the page, for who is made one meanwhile
        assert answer.status_code in (200, 302), f"{address} as {handle}: {answer.status_code}"
        if answer.mimetype != "text/html":
            continue
        shown = TEMPLATE.sub("", answer.text)
        links = {link.replace("&amp;", "&") for link in LINK.findall(shown)}
        # One page of people and one of a message say as much as forty.
        waiting += sorted(links - seen, key=lambda link: link.startswith(("/people/", "/items/")))
        waiting.sort(key=lambda link: link.startswith(("/people/", "/items/")), reverse=True)
    assert len(seen) > 10


def check_sessions() -> None:
    """One is over and its transcript due, one is to come, one begins within its lobby's hour."""
    with reading() as db:
        over, soon, coming = db.scalars(select(HostedSession).order_by(HostedSession.starts_at))
        assert over.state is SessionState.CLOSED
        assert [len(q.answers) for q in read(db, over).questions] == [7, 7, 6]
        numbers = count(db, over)
        assert (numbers["wrote"], numbers["before"]) == (12, 4)
        due = db.scalars(select(Transcript)).one()
        assert due.session_id == over.id
        assert is_lobby_open(soon)
        assert not is_lobby_open(coming)
        assert coming.state is SessionState.PUBLISHED


def check_quotes() -> None:
    """Two stand where their insight names them, and Milo is asked about a third."""
    with reading() as db:
        rows = select(InsightQuote, Insight).join(Insight, Insight.id == InsightQuote.insight_id)
        quotes = db.execute(rows.order_by(Insight.title, InsightQuote.number)).all()
        stands = [f"{{quote {quote.number}}}" in insight.body for quote, insight in quotes]
        said = [quote.consent for quote, _ in quotes]
    assert stands == [True, True, False]
    assert said == [Consent.YES, Consent.YES, Consent.ASKED]


def check_numbers() -> None:
    with reading() as db:
        in_circle = Room.home_id == Room.circle_id
        hosts = select(Membership.circle_id).where(Membership.role == CircleRole.HOST)
        assert set(db.scalars(select(Circle.id))) == set(db.scalars(hosts))
        for room in db.scalars(select(Room)):
            items = list(db.scalars(select(Item).where(Item.room_id == room.id)))
            assert sorted(item.position for item in items) == list(range(1, len(items) + 1))
            assert room.last_position == len(items)
            newest = max((item.version for item in items), default=1)
            # A session's desk changes with its session, so its room may have gone on.
            assert room.version >= newest if room.of_session else room.version == newest
        (poll,), (question,) = (
            db.scalars(select(Item).join(Room).where(Item.kind == kind, in_circle)).all()
            for kind in (ItemKind.POLL, ItemKind.QUESTION)
        )
        assert db.get_one(Poll, poll.id).voters >= 5
        answers = db.scalar(select(func.count()).where(Item.question_id == question.id)) or 0
        assert answers >= 3
        pictures = select(Attachment.width).where(Attachment.item_id.is_not(None))
        assert db.scalars(pictures).one(), "its place is kept in the page"
        assert (db.scalar(select(func.count()).select_from(Member)) or 0) >= 40
        taught, wished = (set(db.scalars(select(kind.skill_id))) for kind in (Offer, Wish))
        assert len(taught & wished) >= 60
        standings = set(db.scalars(select(Membership.standing)))
        assert standings == set(Standing)
        assert db.scalar(select(func.count()).where(Circle.archived_at.is_not(None))) == 1
        assert (db.scalar(select(func.count()).where(Member.photo_id.is_not(None))) or 0) >= 10
        assert set(db.scalars(select(Member.role))) == set(CommunityRole)
