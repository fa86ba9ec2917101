"""Times that suggest themselves, with the reason; from what the asker may see and no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.access.session_rules import OpenTo
from community.core import clock
from community.core.transaction import reading
from community.sessions.actions.free import COUNTED_FROM, say_free_times
from community.sessions.free_times import bit_of
from community.sessions.suggestions import Suggestion, suggested_times
from tests.dates import looked_for
from tests.doing import do
from tests.town import Meeting, Person, Town

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)  # a Tuesday; the clocks go back on the 25th
LONDON = "Europe/London"
at = datetime.fromisoformat


@pytest.fixture(autouse=True)
def _in_october() -> Any:
    with clock.fixed(NOW):
        yield


def suggested(who: Person, where: Meeting) -> list[Suggestion]:
    actor = who.actor
    with reading() as db:
        return suggested_times(db, actor, where.id, LONDON)


def met(town: Town, where: Meeting, wall: str, **plan: Any) -> None:
    starts = at(wall)
    town.session(where, starts=starts, ends=starts + timedelta(minutes=90), **plan)


def have_time(town: Town, where: Meeting, bit: int, number: int, others: int = 0) -> None:
    for place in range(number + others):
        person = town.person(f"Free {bit} {place}")
        town.bring(person, where.id, where.host)
        do(person, say_free_times, 1 << (bit if place < number else bit_of(6, 0)), LONDON)


def walls(found: list[Suggestion]) -> list[str]:
    return [f"{one.slot.starts_wall:%Y-%m-%d %H:%M}" for one in found]


def test_nothing_suggests_itself_to_a_circle_that_is_new(town: Town) -> None:
    assert suggested(town.hana, town.circle(town.hana)) == []


def test_the_usual_time_in_the_coming_four_weeks(town: Town) -> None:
    """By the clock on the wall, also after it was changed."""
    where = town.circle(town.hana)
    met(town, where, "2026-10-13 20:00")
    met(town, where, "2026-10-06 20:00")
    found = suggested(town.hana, where)
    assert walls(found) == [
        "2026-10-20 20:00", "2026-10-27 20:00", "2026-11-03 20:00", "2026-11-10 20:00",
    ]  # fmt: skip
    assert found[0].slot.starts_at == datetime(2026, 10, 20, 19, tzinfo=UTC)
    assert found[1].slot.starts_at == datetime(2026, 10, 27, 20, tzinfo=UTC)
    said = "The usual time of this circle; nothing else is planned that day."
    assert {one.reason for one in found} == {said}
    assert {one.slot.length for one in found} == {timedelta(minutes=90)}


def test_what_is_planned_that_day_is_busy_and_what_is_looked_for_is_not(town: Town) -> None:
    where = town.circle(town.hana)
    met(town, where, "2026-10-13 20:00")
    met(town, where, "2026-10-06 20:00")
    met(town, where, "2026-10-27 08:00")
    looked_for(town.hana, where, at("2026-11-03 20:00"), at("2026-11-04 20:00"))
    assert walls(suggested(town.hana, where))[:2] == ["2026-10-20 20:00", "2026-11-03 20:00"]


def test_what_the_asker_may_not_see_takes_no_time(town: Town) -> None:
    """Otto hosts another circle's sessions; of this circle's hidden one Milo learns nothing."""
    where = town.circle(town.hana, town.milo)
    met(town, where, "2026-10-13 20:00")
    without = suggested(town.milo, where)
    met(town, where, "2026-10-27 20:00", open_to=OpenTo.INVITED)
    met(town, where, "2026-11-03 20:00", published=False)
    assert suggested(town.milo, where) == without
    assert "2026-10-27 20:00" not in walls(suggested(town.hana, where))


def test_when_most_have_time_comes_first(town: Town) -> None:
    where = town.circle(town.hana)
    met(town, where, "2026-10-15 20:00")
    have_time(town, where, bit_of(1, 2), COUNTED_FROM)
    found = suggested(town.hana, where)
    assert len(found) == 5
    assert walls(found)[:2] == ["2026-10-20 20:00", "2026-10-22 20:00"]
    assert found[0].reason == (
        "Most of those who said have time on Tuesday evenings; nothing else is planned that day."
    )
    have_time(town, where, bit_of(3, 2), COUNTED_FROM)
    assert suggested(town.hana, where)[0].reason == (
        "The usual time of this circle; about half of those who said have time on "
        "Thursday evenings; nothing else is planned that day."
    )


def test_at_night_no_part_of_a_day_is_named(town: Town) -> None:
    """Where the circle meets late by its clock, those who have time then live elsewhere."""
    where = town.circle(town.hana)
    met(town, where, "2026-10-15 23:30")
    for number in range(COUNTED_FROM):
        person = town.person(f"Far {number}")
        town.bring(person, where.id, where.host)
        do(person, say_free_times, 1 << bit_of(3, 2), "America/New_York")
    said = (
        "The usual time of this circle; most of those who said have time then; "
        "nothing else is planned that day."
    )
    assert said in {one.reason for one in suggested(town.hana, where)}


def test_without_a_usual_time_the_part_of_the_day_has_its_hour(town: Town) -> None:
    where = town.circle(town.hana)
    have_time(town, where, bit_of(4, 0), COUNTED_FROM, others=1)
    found = suggested(town.hana, where)
    assert walls(found) == [
        "2026-10-23 10:00", "2026-10-30 10:00", "2026-11-06 10:00", "2026-11-13 10:00",
    ]  # fmt: skip
    assert {one.slot.length for one in found} == {timedelta(hours=1)}
    assert {one.slot.starts_at.hour for one in found} == {9, 10}  # summer time, and then not
