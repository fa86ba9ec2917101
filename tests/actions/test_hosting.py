"""Hosts: more than one, handed over in one step, inviting only who wants to be asked."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from community.access.blocks import Block, BlockKind
from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles import actions
from community.circles.models import Circle
from community.core import clock, relay
from community.core.errors import Forbidden, NotFound, Refused, SlowDown
from community.core.transaction import reading, transaction
from community.members.models import Profile, Reach
from community.notifications import queries
from tests.doing import at_once, do, refusals
from tests.town import Person, Town


def keep_off(who: Person, other: Person, kind: BlockKind) -> None:
    with transaction() as db:
        db.add(Block(member_id=who.id, other_id=other.id, kind=kind, created_at=clock.now()))


def wants_to_be_asked_by(who: Person, reach: Reach) -> None:
    with transaction() as db:
        db.execute(update(Profile).where(Profile.member_id == who.id).values(reach=reach))


def heard(who: Person) -> list[tuple[str, str]]:
    while relay.run_once():
        pass
    actor = who.actor
    with reading() as db:
        return [(notice.kind.value, notice.about.name) for notice in queries.inbox(db, actor)]


def test_a_circle_is_handed_over_in_one_step_and_the_new_host_hears_by_whom(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.hana, actions.hand_over, circle.id, town.milo.id)
    assert town.milo.actor.hosts(circle.id)
    assert not town.hana.actor.hosts(circle.id)
    assert town.hana.actor.in_circle(circle.id)
    assert heard(town.milo)[0] == ("made_host", "Hana")
    do(town.hana, actions.leave, circle.id)


def test_to_whom_it_cannot_be_handed_over(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.ASK)
    town.ask(town.otto, circle.id)
    with pytest.raises(Refused, match="already"):
        do(town.hana, actions.hand_over, circle.id, town.hana.id)
    with pytest.raises(Refused, match="in the circle"):
        do(town.hana, actions.hand_over, circle.id, town.otto.id)
    with pytest.raises(NotFound):
        do(town.hana, actions.hand_over, circle.id, town.ada.id)
    with pytest.raises(Forbidden):
        do(town.milo, actions.hand_over, circle.id, town.milo.id)
    assert town.hana.actor.hosts(circle.id)


def test_two_hosts_handing_over_to_each_other_at_once_leave_one(town: Town) -> None:
    hana, milo = town.hana, town.milo
    for _ in range(5):
        circle = town.circle(hana, milo)
        do(hana, actions.set_host, circle.id, milo.id, host=True)
        answers = at_once(
            lambda circle=circle: do(hana, actions.hand_over, circle.id, milo.id),  # type: ignore[misc]
            lambda circle=circle: do(milo, actions.hand_over, circle.id, hana.id),  # type: ignore[misc]
        )
        assert refusals(answers) in ([], ["Forbidden"])
        assert hana.actor.hosts(circle.id) != milo.actor.hosts(circle.id)


def test_being_made_a_host_again_is_no_news(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    for _ in range(2):
        do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    assert [kind for kind, _ in heard(town.milo)].count("made_host") == 1


@pytest.mark.parametrize("blocks", ["host", "other"])
def test_between_whom_a_block_stands_is_nobody_to_invite(town: Town, blocks: str) -> None:
    circle = town.circle(town.hana)
    pair = (town.hana, town.milo) if blocks == "host" else (town.milo, town.hana)
    keep_off(*pair, BlockKind.BLOCK)
    with pytest.raises(Refused) as there:
        do(town.hana, actions.invite, circle.id, "milo")
    with pytest.raises(Refused) as nobody:
        do(town.hana, actions.invite, circle.id, "nobody")
    assert there.value.message == nobody.value.message.replace("nobody", "milo")
    assert town.milo.actor.stands(circle.id) is None


def test_whoever_wants_fewer_people_to_turn_to_them_is_not_invited(town: Town) -> None:
    circle = town.circle(town.hana)
    wants_to_be_asked_by(town.milo, Reach.CIRCLES)
    wants_to_be_asked_by(town.otto, Reach.NOBODY)
    for handle in ("milo", "otto"):
        with pytest.raises(Refused, match="takes no invitations"):
            do(town.hana, actions.invite, circle.id, handle)
    town.circle(town.ada, town.hana)
    wants_to_be_asked_by(town.milo, Reach.MEMBERS)
    shared = town.circle(town.ada, town.milo, town.hana)
    assert shared.id
    wants_to_be_asked_by(town.milo, Reach.CIRCLES)
    do(town.hana, actions.invite, circle.id, "milo")
    assert town.milo.actor.stands(circle.id) is Standing.INVITED


def test_whoever_asked_is_let_in_whatever_they_wish_of_others(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    wants_to_be_asked_by(town.milo, Reach.NOBODY)
    town.ask(town.milo, circle.id)
    do(town.hana, actions.invite, circle.id, "milo")
    assert town.milo.actor.in_circle(circle.id)


@pytest.mark.parametrize("kind", BlockKind)
def test_nobody_hears_of_what_somebody_does_whom_they_keep_off(town: Town, kind: BlockKind) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    keep_off(town.hana, town.milo, kind)
    town.ask(town.milo, circle.id)
    assert heard(town.hana) == []
    asks = town.circle(town.otto)
    keep_off(town.milo, town.otto, BlockKind.MUTE)
    town.invite(town.milo, asks.id, town.otto)
    assert heard(town.milo) == []
    assert town.milo.actor.stands(asks.id) is Standing.INVITED, "it waits where they look for it"


def test_a_notice_is_gone_with_the_block_that_comes_after_it(town: Town) -> None:
    circle = town.circle(town.otto)
    town.invite(town.milo, circle.id, town.otto)
    assert heard(town.milo) == [("invited", "Otto")]
    keep_off(town.milo, town.otto, BlockKind.BLOCK)
    assert heard(town.milo) == []


def test_let_in_to_a_full_circle_the_request_is_answered_and_says_so(town: Town) -> None:
    circle = town.circle(town.hana, town.otto, visibility=Visibility.ASK)
    with transaction() as db:
        db.get_one(Circle, circle.id).most = 2
    town.ask(town.milo, circle.id)
    assert heard(town.hana)[0] == ("join_asked", "Milo")
    do(town.hana, actions.accept, circle.id, town.milo.id)
    assert town.milo.actor.stands(circle.id) is Standing.WAITING
    assert heard(town.milo) == [("join_accepted", "Milo")]
    actor = town.hana.actor
    with reading() as db:
        assert queries.unread(db, actor) == 0


def test_a_new_host_waits_for_answers_after_ten_invitations_in_a_day(town: Town) -> None:
    with clock.fixed(clock.now()) as at:
        begin = clock.now()
        circle = town.circle(town.hana)
        people = [town.person(f"Person {number:02d}") for number in range(13)]
        for person in people[:10]:
            town.invite(person, circle.id, town.hana)
        with pytest.raises(SlowDown, match="10 people"):
            town.invite(people[10], circle.id, town.hana)
        town.ask(people[0], circle.id)
        town.invite(people[10], circle.id, town.hana)
        with pytest.raises(SlowDown):
            town.invite(people[11], circle.id, town.hana)
        at(begin + timedelta(days=1, seconds=1))
        town.invite(people[11], circle.id, town.hana)
        at(begin + timedelta(days=4))
        for person in people[12:]:
            town.invite(person, circle.id, town.hana)


def test_whoever_lets_people_in_invites_as_many_as_there_are(town: Town) -> None:
    circle = town.circle(town.ada)
    for number in range(11):
        town.invite(town.person(f"Person {number:02d}"), circle.id, town.ada)
