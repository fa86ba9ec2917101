"""When a letter of news comes: at seven of the clock where its reader lives."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from community.follows.letter_times import next_letter
from community.follows.letters import OFTEN
from community.follows.models import Every
from community.members.profile_rules import time_zones

LONDON = "Europe/London"
THURSDAY = datetime(2026, 3, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_comes_at_seven_of_the_clock_there_whatever_the_season() -> None:
    def at(every: Every, after: datetime, zone: str = LONDON) -> str:
        return f"{next_letter(every, after, zone):%m-%d %H:%M}"

    friday, saturday = THURSDAY + DAY, THURSDAY + 2 * DAY
    assert at(Every.DAY, friday) == "03-28 07:00"
    assert at(Every.DAY, saturday) == "03-29 06:00"  # since that night it is summer there
    assert at(Every.WEEK, friday) == "03-30 06:00"
    assert at(Every.DAY, datetime(2026, 10, 24, 6, tzinfo=UTC)) == "10-25 07:00"
    assert at(Every.DAY, friday, "Asia/Kolkata") == "03-28 01:30"
    assert at(Every.DAY, friday, "") == at(Every.DAY, friday, "No/Where") == "03-28 07:00"
    assert next_letter(Every.NEVER, friday, LONDON) is None


MOMENTS = st.timedeltas(timedelta(), timedelta(days=4_000)).map(lambda past: THURSDAY + past)


@how(max_examples=200, deadline=None)
@given(after=MOMENTS, zone=st.sampled_from(time_zones()), every=st.sampled_from(list(OFTEN)))
def test_each_is_the_first_seven_o_clock_after_the_one_before(
    after: datetime, zone: str, every: Every
) -> None:
    there = ZoneInfo(zone)
    at = next_letter(every, after, zone)
    assert at is not None
    wall = at.astimezone(there)
    days = (wall.date() - after.astimezone(there).date()).days
    assert at > after
    assert days <= (1 if every is Every.DAY else 7)
    assert every is Every.DAY or wall.weekday() == 0
    assert (wall.hour, wall.minute) == (7, 0)
