"""When people usually have time: seven days of three parts, and how many of a circle have it.

What one member said is shown to nobody else. A circle learns it in words, from five people on,
and only of counts that change by five people at once: so neither one report nor the difference
of two says anything of one person.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from community.core.errors import Invalid
from community.sessions.free_models import FreeCounts
from community.sessions.times import wall_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# From which hour on, and until which; the night is no time to meet.
PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 23)}
BITS = len(DAYS) * len(PARTS)


class Share(StrEnum):
    """How many of those who said anything have time, roughly."""

    MOST = "most"
    HALF = "half"


def bit_of(day: int, part: int) -> int:
    return day * len(PARTS) + part


def parts_from(typed: Iterable[str]) -> int:
    """What was ticked, each as `day-part`."""
    known = {f"{day}-{part}": bit_of(day, part) for day in range(7) for part in range(len(PARTS))}
    ticked = set(typed)
    if not ticked <= set(known):
        raise Invalid("Please choose from the days and times shown.")
    return sum(1 << known[one] for one in ticked)


def ticked_in(parts: int) -> set[str]:
    every = ((day, part) for day in range(7) for part in range(len(PARTS)))
    return {f"{day}-{part}" for day, part in every if parts >> bit_of(day, part) & 1}


def bit_at(moment: datetime, zone: str) -> int | None:
    """Which part of which day it is there; None at night."""
    wall = wall_of(moment, zone)
    for part, (begins, ends) in enumerate(PARTS.values()):
        if begins <= wall.hour < ends:
            return bit_of(wall.weekday(), part)
    return None


def share_at(counts: FreeCounts | None, moment: datetime) -> Share | None:
    """Of the people of a circle who said when they have time, by the clock of each."""
    if counts is None:
        return None
    bits = ((zone, bit_at(moment, zone)) for zone in counts.counts)
    free = sum(counts.counts[zone][bit] for zone, bit in bits if bit is not None)
    return share(free, counts.people)


def share(free: int, people: int) -> Share | None:
    """Two thirds or more, or two in five or more; fewer is not said, nor whether it is all."""
    if 3 * free >= 2 * people:
        return Share.MOST
    return Share.HALF if 5 * free >= 2 * people else None


def counts_of(db: Session, circle_id: str) -> FreeCounts | None:
    return db.get(FreeCounts, circle_id)
