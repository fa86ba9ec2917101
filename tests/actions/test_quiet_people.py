"""Who is here and has not written: names for hosts, in the order of the alphabet, and no more."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from community.access.policy import Audience
from community.circles.actions import leave, set_host
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.actions import Saying, say
from community.rooms.models import Attendance, Item, Room
from community.rooms.quiet import quiet_people
from tests.doing import do
from tests.town import Meeting, Person, Town


def is_here(who: Person, where: Meeting, seconds_ago: int = 0) -> None:
    seen = clock.now() - timedelta(seconds=seconds_ago)
    with transaction() as db:
        db.add(
            Attendance(
                id=new_id(), room_id=where.room_id, member_id=who.id, entered_at=seen, seen_at=seen
            )
        )


def quiet(where: Meeting) -> list[str]:
    actor = where.host.actor
    with reading() as db:
        return [one["name"] for one in quiet_people(db, actor, db.get_one(Room, where.room_id))]


@pytest.fixture
def circle(town: Town) -> Meeting:
    here = [town.milo, town.otto, town.person("Émile"), town.person("Zoe")]
    circle = town.circle(town.hana, *here)
    for person in (town.hana, *reversed(here)):
        is_here(person, circle)
    return circle


def test_names_come_in_the_order_of_the_alphabet_without_hosts(circle: Meeting) -> None:
    assert quiet(circle) == ["Émile", "Milo", "Otto", "Zoe"]


def test_who_has_written_in_the_last_hours_is_not_quiet(town: Town, circle: Meeting) -> None:
    said = town.say(town.milo, circle).id
    town.say(town.otto, circle, audience=Audience.HOSTS)
    assert quiet(circle) == ["Émile", "Zoe"]
    with transaction() as db:
        long_ago = clock.now() - timedelta(hours=3, seconds=1)
        db.execute(update(Item).where(Item.id == said).values(created_at=long_ago))
    assert quiet(circle) == ["Émile", "Milo", "Zoe"]


def test_who_has_gone_is_not_here(town: Town, circle: Meeting) -> None:
    with transaction() as db:
        minutes_ago = clock.now() - timedelta(seconds=91)
        db.execute(
            update(Attendance)
            .where(Attendance.member_id == town.milo.id)
            .values(seen_at=minutes_ago)
        )
    do(town.otto, leave, circle.id)
    assert quiet(circle) == ["Émile", "Zoe"]


def test_a_second_host_is_not_named(town: Town, circle: Meeting) -> None:
    do(town.hana, set_host, circle.id, town.milo.id, host=True)
    assert quiet(circle) == ["Émile", "Otto", "Zoe"]


def test_it_tells_nothing_of_who_asked_without_a_name_or_answered_unseen(
    town: Town, circle: Meeting
) -> None:
    asking = Saying(town.milo.actor, circle.room_id, new_id(), "Who?", nameless=True,
                    audience=Audience.HOSTS)  # fmt: skip
    with transaction() as db:
        say(db, asking)
    unseen = town.say(town.otto, circle, "My answer").id
    with transaction() as db:
        db.get_one(Item, unseen).audience = Audience.AUTHOR
    assert quiet(circle) == ["Émile", "Milo", "Otto", "Zoe"]
