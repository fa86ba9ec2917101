"""Who gives which role to whom, and that somebody always administers."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.administration import rules
from community.administration.actions import give_role
from community.core.errors import Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.members.models import Member
from tests.doing import at_once, do
from tests.town import Person, Town

ADMINISTRATOR, MEMBER = CommunityRole.ADMINISTRATOR, CommunityRole.MEMBER
ROUNDS = 100


def administrators() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).where(Member.role == ADMINISTRATOR)) or 0


@pytest.mark.parametrize("giver", CommunityRole)
def test_nobody_gives_what_is_above_their_own(giver: CommunityRole) -> None:
    for now, new in product(CommunityRole, CommunityRole):
        if giver is ADMINISTRATOR:
            rules.check_grant(giver, now, new)
        else:
            with pytest.raises(Refused):
                rules.check_grant(giver, now, new)


@pytest.mark.parametrize("giver", CommunityRole)
def test_only_administrators_give_roles_and_to_others_nothing_shows(
    town: Town, giver: CommunityRole
) -> None:
    somebody = town.person("Somebody", giver)
    for new in CommunityRole:
        if giver is ADMINISTRATOR:
            do(somebody, give_role, town.milo.id, new)
            assert town.milo.actor.role is new
        else:
            with pytest.raises(NotFound):
                do(somebody, give_role, town.milo.id, new)


def test_the_last_administrator_stays(town: Town) -> None:
    with pytest.raises(Invalid, match="at least one"):
        do(town.ada, give_role, town.ada.id, MEMBER)
    do(town.ada, give_role, town.milo.id, ADMINISTRATOR)
    do(town.ada, give_role, town.ada.id, MEMBER)
    assert (town.ada.actor.role, administrators()) == (MEMBER, 1)


@pytest.mark.parametrize("whom", ["", "x" * 16, "nobody", "é"])
def test_a_role_is_given_to_somebody(town: Town, whom: str) -> None:
    with pytest.raises(NotFound):
        do(town.ada, give_role, whom, ADMINISTRATOR)


def test_there_is_no_other_role() -> None:
    with pytest.raises(Invalid):
        rules.as_role("owner")


def taking(one: Person, other: Person) -> Callable[[], object]:
    actor = one.actor

    def take() -> object:
        with transaction() as db:
            return give_role(db, actor, other.id, MEMBER)

    return take


@pytest.mark.slow
def test_two_who_take_the_role_from_each_other_leave_one(town: Town) -> None:
    eve = town.person("Eve", ADMINISTRATOR)
    for _ in range(ROUNDS):
        at_once(taking(town.ada, eve), taking(eve, town.ada), taking(eve, eve))
        assert administrators() >= 1
        with transaction() as db:
            for one in (town.ada, eve):
                db.get_one(Member, one.id).role = ADMINISTRATOR
