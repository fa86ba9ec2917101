"""However much somebody missed, coming back brings all of it, and the last word finds them too."""

import time

import pytest

from community.core.transaction import transaction
from community.rooms.actions import Saying, say_together
from tests.live.seat import Seat
from tests.live.stage import Stage, stored
from tests.outside.line import Line
from tests.town import Meeting, Person

NEXT_ROUND = 30.0  # promised are five seconds


def say_many(person: Person, where: Meeting, count: int) -> None:
    """Through another process, with no socket told of it."""
    actor = person.actor
    sayings = [Saying(actor, where.room_id, f"missed-{n:08d}", f"Word {n}") for n in range(count)]
    for start in range(0, count, 256):
        with transaction() as db:
            say_together(db, sayings[start : start + 256])


@pytest.mark.parametrize("known", [0, 3], ids=["an empty room", "a few known"])
@pytest.mark.parametrize("missed", [0, 1, 129, 1_001])
def test_whoever_comes_back_has_everything(either_stage: Stage, known: int, missed: int) -> None:
    stage, town = either_stage, either_stage.town
    circle = town.circle(town.hana, town.milo)
    for n in range(known):
        town.say(town.hana, circle, f"Known {n}")
    milo = stage.seated(town.milo, circle)
    milo.cut()
    say_many(town.hana, circle, missed)
    order = stored(circle.room_id)
    assert len(order) == known + missed
    milo.open().enter(circle.room_id)
    assert milo.ids(circle.room_id) == order
    newcomer = stage.seated(town.hana, circle)
    newcomer.read_back(circle.room_id)
    assert newcomer.ids(circle.room_id) == order


def test_twenty_thousand_are_caught_up(either_stage: Stage) -> None:
    stage, town = either_stage, either_stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    town.say(town.hana, circle, "Before")
    milo = stage.seated(town.milo, circle)
    milo.cut()
    say_many(town.hana, circle, 20_000)
    order = stored(room)
    milo.open().enter(room)
    assert milo.ids(room) == order


def test_a_last_word_that_was_swallowed_on_the_way_comes_with_the_next_head(stage: Stage) -> None:
    town = stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    hana = stage.seated(town.hana, circle)
    with (
        Line(stage.server.port) as line,
        Seat(line.url, stage.cookie(town.milo)) as milo,
    ):
        assert milo.enter(room)["ok"]
        hana.say(room, "Heard by all")
        milo.wait(lambda him: len(him.ids(room)) == 1)
        with stage.no_rounds():  # or the head could be swallowed as well
            line.swallow()
            hana.say(room, "Swallowed")
            hana.wait(lambda her: len(her.ids(room)) == 2)
            time.sleep(0.3)
            assert len(milo.ids(room)) == 1
            line.mend()
        milo.wait(lambda him: him.ids(room) == stored(room), NEXT_ROUND)
