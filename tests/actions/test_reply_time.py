"""How soon somebody usually answers: only where they were turned to, and never exactly."""

from datetime import UTC, datetime, timedelta

import pytest

from community.access.policy import Audience, Visibility
from community.circles import actions as circles
from community.core import clock
from community.core.transaction import reading
from community.rooms.actions import withdraw
from community.rooms.reply_time import in_words, reply_time_of, reply_times
from tests.doing import do
from tests.town import Meeting, Town

START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def exchange(
    town: Town, circle: Meeting, minutes: float, *, times: int = 3, by_reply: bool = False
) -> None:
    """Hana turns to Milo, who answers that many minutes later; and once more."""
    begun = clock.now()
    with clock.fixed(begun) as at:
        for number in range(times):
            asked_at = begun + timedelta(days=number)
            at(asked_at)
            first = town.say(town.milo, circle, "I know a little.").id if by_reply else None
            town.say(town.hana, circle, "And you?" if by_reply else "And @milo?", reply_to=first)
            town.say(town.otto, circle, "I wonder too.")
            at(asked_at + timedelta(minutes=minutes))
            town.say(town.milo, circle, "An answer.")
            town.say(town.milo, circle, "And another.")


def told(town: Town, later: timedelta = timedelta(days=5)) -> str:
    with clock.fixed(START + later):
        return reply_time_of(town.milo)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "an hour"), (59, "an hour"), (61, "a day"), (1439, "a day"), (1441, "a few days")],
)
@pytest.mark.parametrize("by_reply", [False, True], ids=["mention", "reply"])
def test_the_usual_wait_is_told_coarsely(
    town: Town, minutes: float, said: str, by_reply: bool
) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with clock.fixed(START):
        exchange(town, circle, minutes, by_reply=by_reply)
    assert told(town) == f"Usually answers within {said}"


def test_it_is_the_middle_one_that_counts_not_the_longest(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with clock.fixed(START) as at:
        exchange(town, circle, 10, times=2)
        at(START + timedelta(days=2))
        exchange(town, circle, 60 * 24 * 2, times=1)
    with clock.fixed(START + timedelta(days=9)), reading() as db:
        times = sorted(reply_times(db, town.milo.id))
    assert [time.total_seconds() / 60 for time in times] == [10, 10, 2880]
    assert told(town) == "Usually answers within an hour"


def test_too_little_says_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with clock.fixed(START):
        exchange(town, circle, 10, times=2)
    assert told(town) == ""


def test_what_was_not_meant_for_them_or_not_answered_does_not_count(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with clock.fixed(START):
        exchange(town, circle, 10, times=2)
        for _ in range(5):
            town.say(town.hana, circle, "@otto, and you?")
            town.say(town.milo, circle, "@milo is me.")
        town.say(town.hana, circle, "@milo?")
    assert told(town) == ""


def test_what_is_long_ago_or_was_taken_back_or_is_for_hosts_does_not_count(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with clock.fixed(START):
        exchange(town, circle, 10)
    assert told(town, timedelta(days=80)) != ""
    assert told(town, timedelta(days=100)) == ""
    called = [item for item in town.items(town.hana, circle) if item["mentions"]]
    do(town.hana, withdraw, called[0]["id"])
    assert told(town) == ""
    with clock.fixed(START):
        do(town.hana, circles.set_host, circle.id, town.milo.id, host=True)
        town.say(town.hana, circle, "@milo, between us?", audience=Audience.HOSTS)
        town.say(town.milo, circle, "Yes.", audience=Audience.HOSTS)
    assert told(town) == ""


def test_nothing_shows_of_a_hidden_circle_or_of_one_they_left(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto, visibility=Visibility.HIDDEN)
    with clock.fixed(START):
        exchange(town, circle, 10)
    assert told(town) == ""
    about = {"name": "Splinting", "purpose": "Splints.", "visibility": Visibility.OPEN}
    do(town.hana, circles.change_circle, circle.id, **about)
    assert told(town) != ""
    do(town.milo, circles.leave, circle.id)
    assert told(town) == ""


def test_more_than_a_few_days_is_not_held_against_anybody() -> None:
    assert in_words([timedelta(days=6)] * 3) == ""
    assert in_words([]) == ""
