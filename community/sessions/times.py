"""Wall time with its zone, and the moment it is.

An hour that comes twice, when clocks go back, is the first of the two; one that is left out,
when they go forward, is as far behind the gap as it was behind its beginning (RFC 5545, 3.3.5).
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from community.core.errors import Invalid
from community.members.profile_rules import time_zones


def moment_of(wall: datetime, zone: str) -> datetime:
    """What the clock on the wall shows in `zone`, as a moment in UTC."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_of(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows in `zone` at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def known_zone(zone: str) -> str:
    """The zone's name, if there is such a zone."""
    if zone not in time_zones():
        raise Invalid("Choose a time zone from the list, such as Europe/London.")
    return zone
