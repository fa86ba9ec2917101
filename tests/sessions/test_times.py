"""Sessions are at the time agreed: on both sides of summer time, and on the night itself."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Invalid
from community.members.profile_rules import time_zones
from community.sessions.models import HostedSession
from community.sessions.recurrence import MOST, Every, Repeat, in_words, rule_of, walls
from community.sessions.times import (
    in_how_long,
    moment_of,
    said_at,
    set_times,
    span,
    wall_of,
    when_in,
)

at = datetime.fromisoformat  # a wall: without a zone
LONDON, NEW_YORK = "Europe/London", "America/New_York"
BACK, FORWARD = at("2026-10-25 00:00"), at("2026-03-29 00:00")  # the nights of the change, London


def session(
    starts: datetime, hours: float = 1, zone: str = LONDON, sequence: int = 0
) -> HostedSession:
    made = HostedSession(sequence=sequence)
    set_times(made, starts, starts + timedelta(hours=hours), zone)
    return made


def test_eight_in_the_evening_is_another_moment_in_winter() -> None:
    assert moment_of(at("2026-07-07 20:00"), LONDON) == datetime(2026, 7, 7, 19, tzinfo=UTC)
    assert moment_of(at("2026-12-08 20:00"), LONDON) == datetime(2026, 12, 8, 20, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    assert moment_of(BACK.replace(hour=1, minute=30), LONDON) == BACK.replace(
        hour=0, minute=30, tzinfo=UTC
    )


def test_an_hour_that_is_left_out_is_after_the_gap() -> None:
    made = session(FORWARD.replace(hour=1, minute=30), hours=2)
    assert made.starts_at == FORWARD.replace(hour=1, minute=30, tzinfo=UTC)
    assert when_in(made, "").hours.startswith("02:30–")


def test_across_the_night_both_offsets_are_named_and_the_length_is_true() -> None:
    made = session(BACK.replace(hour=0, minute=30), hours=2)
    assert made.ends_at - made.starts_at == timedelta(hours=3)
    said = when_in(made, "")
    assert said.text == "Sunday 25 October 2026, 00:30–02:30, Europe/London (UTC+1, then UTC)"


def test_the_reader_has_their_own_zone_and_the_agreed_one_beside_it() -> None:
    said = when_in(session(at("2026-11-24 20:00")), NEW_YORK)
    assert said.text == (
        "Tuesday 24 November 2026, 15:00–16:00, America/New York (UTC-5) "
        "(20:00–21:00 in Europe/London (UTC))"
    )


def test_how_far_it_is_from_itself_is_not_said_of_utc() -> None:
    here = session(at("2026-11-24 20:00"), zone="UTC")
    assert when_in(here, "").text == "Tuesday 24 November 2026, 20:00–21:00, UTC"
    assert when_in(here, LONDON).text == (
        "Tuesday 24 November 2026, 20:00–21:00, Europe/London (UTC) (20:00–21:00 in UTC)"
    )
    assert said_at(here.starts_at, NEW_YORK) == (
        "Tuesday 24 November 2026, 15:00, America/New York (UTC-5)"
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=7), "in 7 days"),
        (timedelta(days=1, seconds=-3), "in 24 hours"),
        (timedelta(hours=1, seconds=-90), "in an hour"),
        (timedelta(minutes=10, seconds=-2), "in 10 minutes"),
        (timedelta(minutes=54), "in 54 minutes"),
        (timedelta(minutes=90), "in 90 minutes"),
        (timedelta(seconds=20), "in a minute"),
    ],
)
def test_how_long_it_is_is_said_as_people_say_it(left: timedelta, said: str) -> None:
    assert in_how_long(left) == said


def test_between_the_changes_of_two_zones_the_difference_is_right() -> None:
    """London goes back a week before New York: five hours become four."""
    assert when_in(session(at("2026-10-24 20:00")), NEW_YORK).hours == "15:00–16:00"
    assert when_in(session(at("2026-10-27 20:00")), NEW_YORK).hours == "16:00–17:00"
    assert when_in(session(at("2026-11-03 20:00")), NEW_YORK).hours == "15:00–16:00"


def test_another_day_where_the_reader_lives_is_said() -> None:
    said = when_in(session(at("2026-11-24 20:00")), "Asia/Kolkata")
    assert said.day == "Wednesday 25 November 2026"
    assert said.there.startswith("Tuesday 24 November 2026, 20:00")
    assert "Asia/Kolkata (UTC+5:30)" in said.text


def test_an_evening_that_goes_past_midnight_says_the_day_it_ends() -> None:
    said = when_in(session(at("2026-11-24 23:00"), hours=2), "")
    assert said.hours == "23:00 – Wednesday 25 November, 01:00"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "London\r\nX-EVIL:1", "../etc/passwd"])
def test_a_zone_has_to_be_one(zone: str) -> None:
    with pytest.raises(Invalid):
        span(at("2026-11-24 20:00"), at("2026-11-24 21:00"), zone)


def test_an_end_that_only_looks_later_is_refused() -> None:
    """01:30 is left out that night and stands for 02:30, which is after 02:15."""
    with pytest.raises(Invalid):
        span(FORWARD.replace(hour=1, minute=30), FORWARD.replace(hour=2, minute=15), LONDON)


def test_the_same_times_again_move_nothing_and_others_raise_the_sequence() -> None:
    made = session(at("2026-11-24 20:00"))
    before = made.sequence
    assert not set_times(made, made.starts_wall, made.ends_wall, LONDON)
    assert made.sequence == before
    assert set_times(made, made.starts_wall, made.ends_wall, NEW_YORK)
    assert made.sequence == before + 1


@given(
    moment=st.datetimes(at("2020-01-01 00:00"), at("2035-01-01 00:00")),
    zone=st.sampled_from(time_zones()),
)
def test_in_every_zone_a_wall_time_that_exists_is_kept(moment: datetime, zone: str) -> None:
    at = moment.replace(microsecond=0, tzinfo=UTC)
    wall = wall_of(at, zone)
    again = moment_of(wall, zone)
    assert wall_of(again, zone) == wall
    assert again == at or at.astimezone(ZoneInfo(zone)).fold == 1


def test_a_weekly_evening_stays_at_eight_when_the_clocks_change() -> None:
    first = at("2026-10-13 20:00")
    rule = rule_of(Repeat(Every.WEEK, date(2026, 11, 3)), first)
    moments = [moment_of(wall, LONDON) for wall in walls(rule, first)]
    assert [f"{m:%d %H}" for m in moments] == ["13 19", "20 19", "27 20", "03 20"]


@pytest.mark.parametrize(
    ("every", "first", "days", "words"),
    [
        (Every.TWO_WEEKS, 13, ["13.10", "27.10", "10.11", "24.11"], "every two weeks"),
        (Every.MONTH_WEEKDAY, 13, ["13.10", "10.11"], "every second Tuesday of a month"),
        (Every.MONTH_WEEKDAY, 30, ["30.10", "27.11"], "every last Friday of a month"),
        (Every.MONTH_DAY, 31, ["31.10", "30.11"], "every month on the 31st"),
        (Every.MONTH_DAY, 3, ["03.10", "03.11"], "every month on the 3rd"),
    ],
)
def test_other_ways_to_repeat(every: Every, first: int, days: list[str], words: str) -> None:
    begins = at(f"2026-10-{first:02} 20:00")
    rule = rule_of(Repeat(every, date(2026, 11, 30)), begins)
    assert [f"{wall:%d.%m}" for wall in walls(rule, begins)] == days
    assert in_words(rule) == f"{words} until 30 November 2026"


@pytest.mark.parametrize("until", [date(2026, 10, 19), date(1, 1, 1), date(9999, 12, 31)])
def test_a_series_has_a_few_sessions_and_not_hundreds(until: date) -> None:
    with pytest.raises(Invalid):
        rule_of(Repeat(Every.WEEK, until), at("2026-10-13 20:00"))


@given(
    first=st.datetimes(at("2024-01-01 00:00"), at("2030-01-01 00:00")),
    every=st.sampled_from(Every),
    days=st.integers(70, 400),
)
def test_a_series_begins_with_its_first_and_stays_at_its_hour(
    first: datetime, every: Every, days: int
) -> None:
    first = first.replace(second=0, microsecond=0)
    rule = rule_of(Repeat(every, first.date() + timedelta(days=days)), first)
    found = walls(rule, first)
    assert found[0] == first
    assert {wall.time() for wall in found} == {first.time()}
    assert len(found) <= MOST
    assert len(rule) <= 200
    assert in_words(rule).startswith("every ")
