"""Invitations: what they open, for how many, and that those who should not know learn nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.access.blocks import Block, BlockKind
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.models import Circle
from community.core import clock
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.invitations import actions
from community.invitations.models import Invitation
from community.invitations.rules import Over
from tests.doing import do
from tests.town import Meeting, Person, Town


def link(town: Town, circle: Meeting, uses: int = 5) -> str:
    return do(circle.host, actions.make_link, circle.id, uses=uses).token


def accept(who: Person, token: str, *, agreed: bool = False) -> Standing | None:
    return do(who, actions.accept, token, agreed=agreed)


def people(circle: Meeting) -> int:
    with reading() as db:
        joined = Membership.circle_id == circle.id, Membership.standing == Standing.JOINED
        return db.scalar(select(func.count()).where(*joined)) or 0


def uses() -> int:
    with reading() as db:
        return db.scalar(select(func.sum(Invitation.uses))) or 0


def set_circle(circle: Meeting, **values: object) -> None:
    with transaction() as db:
        db.execute(update(Circle).where(Circle.id == circle.id).values(**values))


def block(one: Person, other: Person) -> None:
    with transaction() as db:
        row = Block(
            member_id=one.id, other_id=other.id, kind=BlockKind.BLOCK, created_at=clock.now()
        )
        db.add(row)


# Into a circle


@pytest.mark.parametrize("visibility", Visibility)
def test_a_link_leads_into_a_circle_of_any_kind(town: Town, visibility: Visibility) -> None:
    circle = town.circle(town.hana, visibility=visibility)
    token = link(town, circle)
    assert accept(town.milo, token) is Standing.JOINED
    place = town.milo.actor.places[circle.id]
    assert (place.standing, place.role) == (Standing.JOINED, CircleRole.MEMBER)
    assert uses() == 1


def test_who_is_in_already_takes_no_use_and_stays_what_they_are(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    token = link(town, circle)
    assert accept(town.hana, token) is Standing.JOINED
    assert accept(town.milo, token) is Standing.JOINED
    assert town.hana.actor.hosts(circle.id)
    assert uses() == 0


@pytest.mark.parametrize("before", ["asked", "invited"])
def test_who_asked_or_was_invited_comes_in_by_it(town: Town, before: str) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    if before == "asked":
        town.ask(town.milo, circle.id)
    else:
        town.invite(town.milo, circle.id, town.hana)
    assert accept(town.milo, link(town, circle)) is Standing.JOINED


def test_a_full_circle_keeps_its_bound_and_its_line(town: Town) -> None:
    circle = town.circle(town.hana, town.otto)
    set_circle(circle, most=2)
    token = link(town, circle)
    assert accept(town.milo, token) is Standing.WAITING
    assert accept(town.milo, token) is Standing.WAITING
    assert (people(circle), uses()) == (2, 1)
    do(town.otto, circles.leave, circle.id)
    assert town.milo.actor.in_circle(circle.id)


def test_an_agreement_is_accepted_before_anything_is_used(town: Town) -> None:
    circle = town.circle(town.hana)
    set_circle(circle, agreement="What is said here stays here.")
    token = link(town, circle)
    with pytest.raises(Invalid) as problem:
        accept(town.milo, token)
    assert "agreed" in problem.value.fields
    assert (uses(), people(circle)) == (0, 1)
    assert accept(town.milo, token, agreed=True) is Standing.JOINED


def test_whoever_was_taken_out_cannot_come_back_by_the_same_link(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    token = link(town, circle)
    accept(town.milo, token)
    do(town.hana, circles.remove, circle.id, town.milo.id)
    with pytest.raises(Over):
        accept(town.milo, token)
    assert (people(circle), uses()) == (1, 1)


# What is over


def revoked(town: Town, circle: Meeting, token: str) -> None:
    with reading() as db:
        invitation_id = db.scalars(select(Invitation.id)).one()
    do(town.hana, actions.revoke, invitation_id, circle.id)
    do(town.hana, actions.revoke, invitation_id, circle.id)


def used_up(town: Town, circle: Meeting, token: str) -> None:
    accept(town.otto, token)


def expired(town: Town, circle: Meeting, token: str) -> None:
    with transaction() as db:
        db.execute(update(Invitation).values(expires_at=clock.now() - timedelta(seconds=1)))


def archived(town: Town, circle: Meeting, token: str) -> None:
    set_circle(circle, archived_at=clock.now())


def left_alone(town: Town, circle: Meeting, token: str) -> None:
    do(town.hana, circles.leave, circle.id)


def blocked_by_its_maker(town: Town, circle: Meeting, token: str) -> None:
    block(town.hana, town.milo)


def blocked_its_maker(town: Town, circle: Meeting, token: str) -> None:
    block(town.milo, town.hana)


ENDS = [revoked, used_up, expired, archived, left_alone, blocked_by_its_maker, blocked_its_maker]


@pytest.mark.parametrize("end", ENDS)
def test_an_invitation_that_is_over_opens_nothing(
    town: Town, end: Callable[[Town, Meeting, str], None]
) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    token = link(town, circle, uses=1)
    assert town.milo, "there before the end"
    end(town, circle, token)
    before = uses()
    with pytest.raises(Over):
        accept(town.milo, token)
    assert town.milo.actor.stands(circle.id) is None
    assert uses() == before


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000, "' OR 1=1 --", "\x00"])
def test_what_was_never_a_token_is_answered_like_one_that_is_over(town: Town, token: str) -> None:
    with pytest.raises(Over):
        accept(town.milo, token)
