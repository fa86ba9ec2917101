"""For how long hosts decide something about somebody."""

from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from community.core.errors import Invalid

MINUTES_MOST = 366 * 24 * 60
TODAY: Literal["today"] = "today"
# Minutes, the rest of the host's day, or nothing: until a host lifts it.
Span = int | Literal["today"] | None
# What "until a host lifts it" is in the database.
LIFTED_BY_HAND = datetime(9000, 1, 1, tzinfo=UTC)


def end_of(span: Span, now: datetime, zone: str = "") -> datetime | None:
    """When it is over; nothing if only a host ends it. `zone`: where it is today."""
    if span is None:
        return None
    if span == TODAY:
        here = now.astimezone(ZoneInfo(zone or "UTC"))
        midnight = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
        return midnight.astimezone(UTC)
    if not 1 <= span <= MINUTES_MOST:
        raise Invalid(f"`minutes` must be from 1 to {MINUTES_MOST:,}.")
    return now + timedelta(minutes=span)


def as_stored(end: datetime | None) -> datetime:
    return LIFTED_BY_HAND if end is None else end
