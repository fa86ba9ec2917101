"""A query finds exactly the insights that the policy lets somebody read, in every case there is."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community.access.actor import Actor, CommunityRole, Place
from community.access.insight_rules import CHECKING, InsightState, Sight, goes_far
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, Visibility, can
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading, transaction
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE, visible_insights
from tests.town import Town

PLACES = st.none() | st.builds(
    Place, st.sampled_from(Standing), st.sampled_from([CircleRole.MEMBER, CircleRole.HOST])
)


@pytest.fixture
def circles(town: Town) -> list[str]:
    """One of each visibility, living and archived; in each and in none, an insight of each kind,
    by Hana and by somebody who is gone."""
    ids: list[str] = []
    for number, (visibility, archived) in enumerate(product(Visibility, (False, True))):
        ids.append(town.circle(town.hana, name=f"Circle {number}").id)
        with transaction() as db:
            circle = db.get_one(Circle, ids[-1])
            circle.visibility = visibility
            circle.archived_at = clock.now() if archived else None
    authors = (town.hana.id, None)
    with transaction() as db:
        for where, author, sight, state in product((*ids, None), authors, Sight, InsightState):
            db.add(
                Insight(
                    circle_id=where, author_id=author, sight=sight, state=state,
                    created_at=clock.now(), changed_at=clock.now(),
                )
            )  # fmt: skip
    return ids


def agree(actor: Actor) -> int:
    with reading() as db:
        found = {one.id for one in db.scalars(visible_insights(actor))}
        every = db.scalars(select(Insight).options(*WITH_HOUSE)).all()
        read = {one.id for one in every if can(actor, Permission.INSIGHT_READ, one)}
    assert found == read
    return len(found)


def test_the_query_and_the_policy_agree_about_everybody(town: Town, circles: list[str]) -> None:
    hana, milo = town.hana.id, town.milo.id
    assert 0 < agree(Actor()) < agree(Actor(milo)) < agree(Actor(hana))
    assert agree(Actor(milo, apart=frozenset({hana}))) < agree(Actor(milo))
    assert agree(Actor(hana, only="some session")) == agree(Actor())
    for role in CommunityRole:
        agree(Actor(milo, role))
    for standing, place, home in product(Standing, CircleRole, circles):
        agree(Actor(milo, places={home: Place(standing, place)}))
    for role, home in product(CommunityRole, circles):
        agree(Actor(milo, role, places={home: Place(Standing.JOINED, CircleRole.HOST)}))

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        places=st.lists(PLACES, min_size=len(circles), max_size=len(circles)),
        who=st.sampled_from([hana, milo]),
        role=st.sampled_from(CommunityRole),
        apart=st.booleans(),
    )
    def whoever(places: list[Place | None], who: str, role: CommunityRole, apart: bool) -> None:
        held = {home: place for home, place in zip(circles, places, strict=True) if place}
        agree(Actor(who, role, places=held, apart=frozenset({hana} if apart else ())))

    whoever()


@pytest.mark.parametrize("who", ["hana", "milo", None])
def test_nobody_checks_their_own_and_who_checks_reads_it(
    town: Town, circles: list[str], who: str | None
) -> None:
    """Also a moderator and a host of every circle there is."""
    member = getattr(town, who).id if who else None
    hosts = {home: Place(Standing.JOINED, CircleRole.HOST) for home in circles}
    for role in CommunityRole:
        actor = Actor(member, role, places=hosts if member else {})
        with reading() as db:
            every = db.scalars(select(Insight).options(*WITH_HOUSE)).all()
            checked = [one for one in every if can(actor, Permission.INSIGHT_CHECK, one)]
        assert bool(checked) == bool(member)
        assert all(can(actor, Permission.INSIGHT_READ, one) for one in checked)
        assert all(one.author_id != member for one in checked)
        far = [one for one in checked if goes_far(one)]
        assert bool(far) == (role in CHECKING and member is not None)
