"""Days, months and years as they are typed: `2026-11-20`, `2026-11`, `2026`."""

import re
from datetime import UTC, datetime, timedelta

Span = tuple[datetime, datetime]
"""A first moment, and the first one that comes after."""

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def span(typed: str) -> Span | None:
    """None for what is no day, month or year."""
    found = _DAY.fullmatch(typed)
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    try:
        first = datetime(year or 0, _or_first(month), _or_first(day), tzinfo=UTC)
    except ValueError:
        return None
    return first, _end(first, month, day)


def _end(first: datetime, month: int | None, day: int | None) -> datetime:
    try:
        if day is not None:
            return first + timedelta(days=1)
        last = 12 if month is None else month
        return first.replace(year=first.year + last // 12, month=last % 12 + 1)
    except (ValueError, OverflowError):
        return _END_OF_TIME


def _or_first(number: int | None) -> int:
    return 1 if number is None else number
