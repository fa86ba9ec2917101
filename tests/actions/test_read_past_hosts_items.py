"""Reading to the end, where the end is for hosts only."""

from community.access.policy import Audience
from community.core.transaction import reading, transaction
from community.rooms import actions
from community.rooms.queries import my_rooms
from tests.town import Person, Town


def _unread(person: Person) -> int:
    with reading() as db:
        return my_rooms(db, person.actor)[0].unread


def test_an_item_for_hosts_at_the_end_does_not_stay_unread_for_a_member(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    seen = town.say(town.hana, circle)
    town.say(town.milo, circle, "Only for you, Hana.", audience=Audience.HOSTS)
    actor = town.otto.actor
    with transaction() as db:
        actions.mark_read(db, actor, circle.room_id, seen.position)
    assert _unread(town.otto) == 0


def test_for_a_host_it_stays_unread_until_it_is_read(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    seen = town.say(town.hana, circle)
    town.say(town.milo, circle, "Only for you, Hana.", audience=Audience.HOSTS)
    actor = town.hana.actor
    with transaction() as db:
        actions.mark_read(db, actor, circle.room_id, seen.position)
    assert _unread(town.hana) == 1
