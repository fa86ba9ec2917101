"""A query finds exactly the sessions that the policy lets somebody see, in every case there is."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, Place
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, Visibility, can
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading, transaction
from community.sessions.date_models import DatePoll
from community.sessions.date_polls import WITH_SESSION
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE
from community.sessions.visible import asked_for_date, readable_to, visible_sessions
from tests.dates import looked_for
from tests.town import Meeting, Town

STATES = (SessionState.DRAFT, SessionState.PUBLISHED, SessionState.CANCELLED)
CLASSES = list(Confidentiality)
CIRCLES = list(product(Visibility, (False, True)))
PLACES = st.none() | st.builds(
    Place, st.sampled_from(Standing), st.sampled_from([CircleRole.MEMBER, CircleRole.HOST])
)


@pytest.fixture
def sessions(town: Town) -> list[str]:
    """One of each state and openness, in a circle of each visibility, living and archived."""
    ids = []
    for number, (visibility, archived) in enumerate(CIRCLES):
        where = town.circle(town.hana, name=f"Circle {number}")
        for state, open_to in product(STATES, OpenTo):
            ids.append(town.session(where, open_to=open_to, published=False).id)
            with transaction() as db:
                made = db.get_one(HostedSession, ids[-1])
                made.state, made.confidentiality = state, CLASSES[len(ids) % len(CLASSES)]
        ids += polled(town, where)
        with transaction() as db:
            circle = db.get_one(Circle, where.id)
            circle.visibility = visibility
            circle.archived_at = clock.now() if archived else None
    return ids


def polled(town: Town, where: Meeting) -> list[str]:
    """Drafts whose date is looked for, of each openness; and what became of such a draft."""
    ids = [looked_for(town.hana, where, open_to=open_to).id for open_to in OpenTo]
    done = [looked_for(town.hana, where, open_to=open_to).id for open_to in OpenTo]
    with transaction() as db:
        for session_id in done:
            db.get_one(HostedSession, session_id).state = SessionState.PUBLISHED
    return [*ids, *done]


def agree(actor: Actor) -> None:
    with reading() as db:
        found = set(db.scalars(visible_sessions(actor)))
        every = db.scalars(select(HostedSession).options(*WITH_HOUSE)).all()
        seen = {one for one in every if can(actor, Permission.SESSION_SEE, one)}
        assert {one.id for one in found} == {one.id for one in seen}
        circles = select(HostedSession.id).join(Circle, Circle.id == HostedSession.circle_id)
        readable = set(db.scalars(circles.where(readable_to(actor))))
        assert readable == {one.id for one in every if can(actor, Permission.SESSION_READ, one)}
        agree_on_dates(db, actor, {one.id for one in found})


def agree_on_dates(db: Session, actor: Actor, visible: set[str]) -> None:
    """Whose date one is asked for is what one may see of polls, beside sessions one may see."""
    circles = select(HostedSession.id).join(Circle, Circle.id == HostedSession.circle_id)
    asked = set(db.scalars(circles.where(asked_for_date(actor))))
    polls = db.scalars(select(DatePoll).options(WITH_SESSION)).all()
    may = {one.session_id for one in polls if can(actor, Permission.DATE_SEE, one)}
    assert asked == {one for one in may if one not in visible or one in asked}
    assert may <= asked | visible
    answering = {one.session_id for one in polls if can(actor, Permission.DATE_ANSWER, one)}
    assert answering <= asked


def test_the_query_and_the_policy_agree_about_everybody(town: Town, sessions: list[str]) -> None:
    """Whatever place somebody has in the circles and in the sessions, signed in or by a link."""
    with reading() as db:
        circles = list(db.scalars(select(Circle.id)))
        nobody = set(db.scalars(visible_sessions(Actor())))
        otto = set(db.scalars(visible_sessions(Actor("otto"))))
    assert 0 < len(nobody) < len(otto) < len(sessions)
    homes = [*circles, *sessions]
    agree(Actor())
    # One place alone tells best what it opens.
    for standing, role in product(Standing, CircleRole):
        for home in (*circles, *sessions[:12]):
            agree(Actor("somebody", places={home: Place(standing, role)}))

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(places=st.lists(PLACES, min_size=len(homes), max_size=len(homes)), only=st.booleans())
    def whoever(places: list[Place | None], only: bool) -> None:
        held = {home: place for home, place in zip(homes, places, strict=True) if place}
        if only:
            kept = {sessions[0]: held[sessions[0]]} if sessions[0] in held else {}
            agree(Actor("somebody", only=sessions[0], places=kept))
        else:
            agree(Actor("somebody", places=held))

    whoever()
