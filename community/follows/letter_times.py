"""When a letter of news comes: at seven in the morning where its reader lives."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.follows.models import Every
from community.members.profile_rules import time_zones

SEVEN = time(7)
MONDAY = 0
_DAY = timedelta(days=1)


def next_letter(every: Every, after: datetime, zone: str) -> datetime | None:
    """The first moment after this one, by the clock there; by UTC for who has not said where."""
    if every is Every.NEVER:
        return None
    clock_there = ZoneInfo(zone if zone in time_zones() else "UTC")
    day = after.astimezone(clock_there).date()
    while True:
        at = datetime.combine(day, SEVEN, clock_there).astimezone(UTC)
        if at > after and (every is Every.DAY or day.weekday() == MONDAY):
            return at
        day += _DAY
