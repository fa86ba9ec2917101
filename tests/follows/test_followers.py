"""Many members asked about at once stand as each of them does alone."""

from community.access.actor import CommunityRole, actors_for
from community.access.blocks import BlockKind
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.transaction import reading
from community.members.blocking import keep_apart
from tests.counting import counted
from tests.doing import do
from tests.town import Person, Town


def roles(*people: Person) -> dict[str, CommunityRole]:
    return {one.id: one.actor.role for one in people}


def test_many_actors_are_who_each_of_them_is(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    open_one = town.circle(town.milo)
    town.come(town.otto, town.session(circle))
    town.invite(town.otto, open_one.id, town.milo)
    do(town.hana, keep_apart, town.otto.id, BlockKind.BLOCK)
    do(town.milo, keep_apart, town.otto.id, BlockKind.MUTE)
    do(town.ada, circles.join, open_one.id, agreed=True)
    people = town.hana, town.milo, town.otto, town.ada
    with reading() as db:
        together = actors_for(db, roles(*people))
    assert together == {one.id: one.actor for one in people}
    assert together[town.otto.id].apart == {town.hana.id}


def test_of_many_as_much_is_asked_as_of_one(town: Town) -> None:
    people = town.hana, town.milo, town.otto, town.ada
    for some in (people[:1], people):
        asked = roles(*some)
        with counted() as sent, reading() as db:
            actors_for(db, asked)
        assert len(sent) == 2
