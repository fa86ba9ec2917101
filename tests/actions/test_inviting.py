"""Inviting: who may, how many, and how many come in by it at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.access.memberships import Standing
from community.access.policy import ADMITTING, Visibility
from community.choices import actions as choosing
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused, SlowDown
from community.core.transaction import reading, transaction
from community.invitations import actions, queries, rules
from community.members.actions import NewMember, sign_up
from community.members.models import Member
from tests.actions.test_invitations import link, people, set_circle, uses
from tests.doing import at_once, do, refusals
from tests.town import Person, Town, hashed_password

# Making them


@pytest.mark.parametrize(
    "wrong", [{"uses": 0}, {"uses": 201}, {"uses": None}, {"days": 0}, {"days": 31}, {"days": -1}]
)
def test_a_link_has_bounds(town: Town, wrong: dict[str, int | None]) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid) as problem:
        do(town.hana, actions.make_link, circle.id, **wrong)
    assert set(problem.value.fields) == set(wrong)


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [
        ("", "a@example.org", "name"),
        ("Ana, see https://e.example", "a@example.org", "name"),
        ("Ana WWW.e.example", "a@example.org", "name"),
        ("Ana e.example/x", "a@example.org", "name"),
        ("Ana", "ana", "email"),
        ("Ana", "a@b\nBcc: c@d.org", "email"),
    ],
)
def test_a_person_has_name_and_address(town: Town, name: str, email: str, field: str) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid) as problem:
        do(town.hana, actions.invite_person, circle.id, name=name, email=email)
    assert set(problem.value.fields) == {field}


def test_only_hosts_invite_into_a_circle(town: Town) -> None:
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    for who, problem in ((town.milo, Forbidden), (town.otto, NotFound), (town.ada, NotFound)):
        with pytest.raises(problem):
            do(who, actions.make_link, hidden.id)
        with pytest.raises(problem), reading() as db:
            queries.of_circle(db, who.actor, hidden.id)


@pytest.mark.parametrize("role", CommunityRole)
def test_who_invites_into_the_community_is_a_choice(town: Town, role: CommunityRole) -> None:
    somebody = town.person("Somebody", role)
    if role in ADMITTING:
        assert do(somebody, actions.make_link).token
    else:
        with pytest.raises(NotFound):
            do(somebody, actions.make_link)
    do(town.ada, choosing.choose, invites="everybody")
    assert do(somebody, actions.make_link).token


def test_invitations_are_taken_back_by_those_who_look_after_them(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    one = do(town.hana, actions.make_link, circle.id).invitation.id
    do(town.ada, choosing.choose, invites="everybody")
    of_otto = do(town.otto, actions.make_link).invitation.id
    for who, which, where, problem in (
        (town.milo, one, circle.id, Forbidden),
        (town.otto, one, circle.id, NotFound),
        (town.ada, one, circle.id, NotFound),
        (town.hana, one, None, NotFound),
        (town.otto, of_otto, circle.id, NotFound),
        (town.milo, of_otto, None, NotFound),
        (town.milo, "x" * 16, None, NotFound),
    ):
        with pytest.raises(problem):
            do(who, actions.revoke, which, where)
    do(town.otto, actions.revoke, of_otto)
    do(town.hana, actions.revoke, one, circle.id)


def test_a_new_member_invites_a_few_people_a_day(town: Town) -> None:
    circle = town.circle(town.hana)

    def many(count: int) -> None:
        for _ in range(count):
            do(town.hana, actions.make_link, circle.id)

    many(rules.A_DAY_WHILE_NEW)
    with pytest.raises(SlowDown, match="tomorrow"):
        many(1)
    with clock.fixed(clock.now() + timedelta(days=4)):
        many(rules.A_DAY)
        with pytest.raises(SlowDown):
            many(1)


def test_an_address_shows_to_whoever_typed_it_and_to_those_who_let_people_in(town: Town) -> None:
    circle = town.circle(town.hana)
    town.bring(town.milo, circle.id, town.hana)
    do(town.hana, circles.set_host, circle.id, town.milo.id, host=True)
    do(town.hana, actions.invite_person, circle.id, name="Nora", email="nora@example.org")
    with reading() as db:
        [hers] = queries.of_circle(db, town.hana.actor, circle.id)
        [his] = queries.of_circle(db, town.milo.actor, circle.id)
    assert (hers.email, hers.state) == ("nora@example.org", "open")
    assert (his.email, his.invitation.name) == (None, "Nora")


# Becoming a member by one


def join(town: Town, invitation_id: str, name: str = "Nora", *, approved: bool = False) -> str:
    email = f"{name.lower()}@example.org"
    new = NewMember(name, email, hashed_password(), invitation_id=invitation_id, approved=approved)
    with transaction() as db:
        return sign_up(db, new).id


def members() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Member)) or 0


def test_whoever_joins_by_an_invitation_is_in_its_circle_at_once(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    made = do(town.hana, actions.make_link, circle.id, uses=2)
    join(town, made.invitation.id)
    assert (people(circle), uses()) == (2, 1)


def test_an_agreement_waits_for_whoever_joined(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    set_circle(circle, agreement="What is said here stays here.")
    made = do(town.hana, actions.make_link, circle.id)
    nora = Person(join(town, made.invitation.id), "Nora", "nora")
    assert nora.actor.stands(circle.id) is Standing.INVITED
    with pytest.raises(Invalid):
        do(nora, circles.join, circle.id)
    assert do(nora, circles.join, circle.id, agreed=True) is Standing.JOINED


def test_an_open_community_takes_people_also_when_the_invitation_is_over(town: Town) -> None:
    circle = town.circle(town.hana)
    made = do(town.hana, actions.make_link, circle.id, uses=1)
    join(town, made.invitation.id, "Nora")
    join(town, made.invitation.id, "Nils")
    join(town, "x" * 16, "Nina")
    assert (people(circle), uses()) == (2, 1)


@pytest.mark.parametrize("way", ["invitation", "approval"])
def test_a_closed_community_takes_only_as_many_as_the_invitation_says(town: Town, way: str) -> None:
    do(town.ada, choosing.choose, sign_up=way)
    made = do(town.ada, actions.make_link, uses=1)
    join(town, made.invitation.id, "Nora")
    before = members()
    with pytest.raises(Refused):
        join(town, made.invitation.id, "Nils")
    assert members() == before
    join(town, made.invitation.id, "Nina", approved=True)
    assert members() == before + 1


def test_a_host_who_may_not_invite_into_a_closed_community_does_not(town: Town) -> None:
    do(town.ada, choosing.choose, sign_up="approval")
    circle = town.circle(town.hana)
    made = do(town.hana, actions.make_link, circle.id)
    with reading() as db:
        assert not queries.opened(db, town.milo.actor, made.token).admits
    with pytest.raises(Refused):
        join(town, made.invitation.id)
    join(town, made.invitation.id, approved=True)
    assert people(circle) == 2


def test_a_coordinators_link_opens_no_door_once_they_are_none(town: Town) -> None:
    cora = town.person("Cora", CommunityRole.COORDINATOR)
    do(town.ada, choosing.choose, sign_up="invitation")
    made = do(cora, actions.make_link)
    with transaction() as db:
        db.get_one(Member, cora.id).role = CommunityRole.MEMBER
    with pytest.raises(Refused):
        join(town, made.invitation.id)


# Many at once


@pytest.mark.slow
def test_of_forty_at_once_exactly_five_come_in(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.INVITED)
    token = link(town, circle, uses=5)
    crowd = [town.person(f"Person {number:02d}") for number in range(40)]

    def coming(who: Person) -> Callable[[], object]:
        actor = who.actor

        def come() -> object:
            with transaction() as db:
                return actions.accept(db, actor, token)

        return come

    answers = at_once(*map(coming, crowd))
    assert refusals(answers) == ["Over"] * 35
    assert (people(circle), uses()) == (6, 5)


@pytest.mark.slow
def test_of_forty_who_join_a_closed_community_at_once_exactly_five_are_members(town: Town) -> None:
    do(town.ada, choosing.choose, sign_up="invitation")
    invitation_id = do(town.ada, actions.make_link, uses=5).invitation.id
    before, hashed_once = members(), hashed_password()
    assert hashed_once
    answers = at_once(*(lambda n=n: join(town, invitation_id, f"Nora{n:02d}") for n in range(40)))
    assert refusals(answers) == ["Refused"] * 35
    assert (members() - before, uses()) == (5, 5)


def test_the_same_member_many_times_at_once_is_one_use(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.INVITED)
    token = link(town, circle, uses=9)
    actor = town.milo.actor

    def come() -> object:
        with transaction() as db:
            return actions.accept(db, actor, token)

    at_once(*[come] * 6)
    assert (people(circle), uses()) == (2, 1)
