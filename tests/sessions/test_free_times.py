"""When people usually have time: counted for their circles, and never for one of them."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from community.circles import actions as circle_actions
from community.core.errors import Invalid
from community.core.transaction import reading
from community.sessions.actions.free import COUNTED_FROM, say_free_times
from community.sessions.free_models import FreeChange, FreeCounts, FreeTimes
from community.sessions.free_times import (
    BITS,
    DAYS,
    PARTS,
    Share,
    bit_at,
    bit_of,
    counts_of,
    parts_from,
    share,
    share_at,
    ticked_in,
)
from tests.doing import at_once, do
from tests.town import Meeting, Person, Town

LONDON, NEW_YORK = "Europe/London", "America/New_York"
TUESDAY_EVENING = bit_of(1, 2)
NEVER, ALWAYS = 1 << bit_of(6, 0), (1 << BITS) - 1
EVENINGS = 1 << TUESDAY_EVENING
ZONES = st.sampled_from([LONDON, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"])
_numbers = count(1)


def people(town: Town, number: int) -> list[Person]:
    return [town.person(f"Person {next(_numbers)}") for _ in range(number)]


def counted(where: Meeting) -> tuple[int, dict[str, list[int]]] | None:
    with reading() as db:
        counts = counts_of(db, where.id)
        return (counts.people, counts.counts) if counts else None


def say(who: Person, parts: int, zone: str = LONDON) -> None:
    do(who, say_free_times, parts, zone)


def test_what_was_ticked_is_what_is_shown_again() -> None:
    for parts in (0, ALWAYS, EVENINGS, NEVER):
        assert parts_from(ticked_in(parts)) == parts
    with pytest.raises(Invalid):
        parts_from(["7-0"])


def test_one_keeps_what_one_said_or_takes_it_back(town: Town) -> None:
    say(town.milo, EVENINGS)
    say(town.milo, ALWAYS, NEW_YORK)
    with reading() as db:
        mine = db.get_one(FreeTimes, town.milo.id)
        assert (mine.parts, mine.time_zone) == (ALWAYS, NEW_YORK)
    say(town.milo, 0)
    with reading() as db:
        assert db.get(FreeTimes, town.milo.id) is None


@pytest.mark.parametrize(("parts", "zone"), [(-1, LONDON), (1 << BITS, LONDON), (1, "Mars/Base")])
def test_what_is_no_week_is_refused(town: Town, parts: int, zone: str) -> None:
    with pytest.raises(Invalid):
        say(town.milo, parts, zone)


def test_nothing_is_counted_below_five(town: Town) -> None:
    here = people(town, COUNTED_FROM)
    where = town.circle(*here)
    for person in here[:-1]:
        say(person, EVENINGS)
        assert counted(where) is None
    say(here[-1], EVENINGS)
    total = counted(where)
    assert total is not None
    assert total[0] == COUNTED_FROM
    assert total[1][LONDON][TUESDAY_EVENING] == COUNTED_FROM
    assert sum(total[1][LONDON]) == COUNTED_FROM


def test_one_person_changes_no_count_however_often_they_change(town: Town) -> None:
    here = people(town, COUNTED_FROM)
    where = town.circle(*here)
    for person in here:
        say(person, EVENINGS)
    before = counted(where)
    for parts in (ALWAYS, NEVER, 0, EVENINGS, ALWAYS, NEVER):
        say(here[0], parts)
        assert counted(where) == before
    late = town.person("Lata")
    say(late, NEVER)
    town.bring(late, where.id, here[0])
    do(here[1], circle_actions.leave, where.id)
    assert counted(where) == before
    say(here[2], NEVER)
    assert counted(where) == before  # four: Person 1, Lata, who left, and this one
    say(here[3], NEVER)
    assert counted(where) != before


def test_six_at_once_are_counted_once(town: Town) -> None:
    """Whichever five are first; the sixth waits for four more."""
    here = people(town, COUNTED_FROM + 1)
    where = town.circle(*here)
    answers = at_once(*(lambda person=person: say(person, EVENINGS) for person in here))
    assert answers == [None] * len(here)
    total = counted(where)
    assert total is not None
    with reading() as db:
        left = db.scalar(select(func.count()).select_from(FreeChange))
    assert (total[0], left) == (COUNTED_FROM, 1)


def test_only_who_is_in_the_circle_is_counted(town: Town) -> None:
    here = people(town, COUNTED_FROM)
    where, other = town.circle(*here), town.circle(town.hana, name="Other")
    say(town.hana, EVENINGS)
    for person in here:
        say(person, EVENINGS)
    assert (counted(where) or (0,))[0] == COUNTED_FROM
    assert counted(other) is None


def test_counts_go_when_most_have_taken_back_what_they_said(town: Town) -> None:
    here = people(town, COUNTED_FROM)
    where = town.circle(*here)
    for person in here:
        say(person, EVENINGS)
    for person in here:
        say(person, 0)
    assert counted(where) is None


@given(parts=st.lists(st.tuples(ZONES, st.integers(0, ALWAYS)), min_size=5, max_size=12),
       hours=st.integers(0, 24 * 400))  # fmt: skip
def test_shares_are_what_counting_one_by_one_gives(
    parts: list[tuple[str, int]], hours: int
) -> None:
    """By the clock of each, through every change of clocks of a year."""
    moment = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(hours=hours)
    counts = FreeCounts(people=len(parts), counts={zone: [0] * BITS for zone, _ in parts})
    free = 0
    for zone, said in parts:
        for bit in range(BITS):
            counts.counts[zone][bit] += said >> bit & 1
        bit_there = bit_at(moment, zone)
        free += bit_there is not None and said >> bit_there & 1
    assert share_at(counts, moment) == share(free, len(parts))


@given(people=st.integers(COUNTED_FROM, 60), free=st.integers(0, 60))
def test_no_share_says_of_anybody_that_they_can_or_cannot(people: int, free: int) -> None:
    """Each is said also where one more of these people, or one fewer, has time."""
    free = min(free, people)
    said = share(free, people)
    near = [one for one in (free - 1, free + 1) if 0 <= one <= people]
    assert said in {share(one, people) for one in near}
    assert said is not Share.MOST or 2 * free > people


def test_the_same_hour_by_the_clock_through_summer_time() -> None:
    """At eight on a Tuesday evening in London it is afternoon in New York, or so it is said."""
    for moment in (datetime(2026, 10, 20, 19, tzinfo=UTC), datetime(2026, 10, 27, 20, tzinfo=UTC)):
        assert bit_at(moment, LONDON) == TUESDAY_EVENING
        assert bit_at(moment, NEW_YORK) == bit_of(1, 1)
    assert bit_at(datetime(2026, 10, 20, 2, tzinfo=UTC), LONDON) is None  # night
    assert len(DAYS) * len(PARTS) == BITS
