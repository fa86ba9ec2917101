"""Times that suggest themselves to a circle in the coming weeks, each with the reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.sessions.free_models import FreeCounts
from community.sessions.free_times import DAYS, PARTS, Share, bit_at, counts_of, share_at
from community.sessions.slots import WEEK, Rhythm, Slot, rhythm_of
from community.sessions.times import wall_of

MOST = 5
AHEAD = 4 * WEEK
# Where a circle does not usually meet in this part of a day.
HOURS = {"morning": time(10), "afternoon": time(14), "evening": time(19)}
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Suggestion:
    slot: Slot
    usual: bool
    share: Share | None

    @property
    def key(self) -> str:
        """The moment: the same whichever zone a form is sent with."""
        return self.slot.starts_at.isoformat()

    @property
    def rank(self) -> int:
        said = {Share.MOST: 2, Share.HALF: 1}
        return 2 * self.usual + (said[self.share] if self.share else 0)

    @property
    def reason(self) -> str:
        """Such as `The usual time of this circle; nothing else is planned that day.`"""
        said = {
            Share.MOST: f"most of those who said have time {self._when}",
            Share.HALF: f"about half of those who said have time {self._when}",
        }
        words = ["the usual time of this circle"] if self.usual else []
        words += [said[self.share]] if self.share else []
        line = "; ".join([*words, "nothing else is planned that day"])
        return f"{line[0].upper()}{line[1:]}."

    @property
    def _when(self) -> str:
        """By the clock of the circle: for somebody elsewhere it is another part of the day.

        Where it is night there, those who have time live elsewhere.
        """
        bit = bit_at(self.slot.starts_at, self.slot.time_zone)
        if bit is None:
            return "then"
        day, part = divmod(bit, len(PARTS))
        return f"on {DAYS[day]} {list(PARTS)[part]}s"


def suggested_times(db: Session, actor: Actor, circle_id: str, zone: str) -> list[Suggestion]:
    """At most five, the best reason first; `zone` is by whose clock where the circle never met."""
    rhythm, counts = rhythm_of(db, actor, circle_id), counts_of(db, circle_id)
    usual = {slot.starts_at for slot in rhythm.coming()}
    found = {
        slot.starts_at: Suggestion(slot, slot.starts_at in usual, share_at(counts, slot.starts_at))
        for slot in _candidates(rhythm, counts, zone)
    }
    good = [one for one in found.values() if one.rank]
    return sorted(good, key=lambda one: (-one.rank, one.slot.starts_at))[:MOST]


def _candidates(rhythm: Rhythm, counts: FreeCounts | None, zone: str) -> Iterator[Slot]:
    """Free times: the usual one each week, and where people said when they can, all others."""
    now = clock.now()
    every = rhythm.coming() + (_by_parts(rhythm, zone) if counts else [])
    for slot in every:
        if now < slot.starts_at <= now + AHEAD and rhythm.is_free(slot):
            yield slot


def _by_parts(rhythm: Rhythm, zone: str) -> list[Slot]:
    """One in each part of each day, at the usual hour if that lies in it."""
    like = rhythm.usual or Slot(wall_of(clock.now(), zone), HOUR, zone)
    hours = dict(HOURS)
    if rhythm.usual:
        at = rhythm.usual.starts_wall.time()
        hours |= {part: at for part, (a, b) in PARTS.items() if a <= at.hour < b}
    today = wall_of(clock.now(), like.time_zone).date()
    days = [today + timedelta(days=number) for number in range(AHEAD.days + 1)]
    return [
        replace(like, starts_wall=datetime.combine(day, hour))
        for day in days
        for hour in hours.values()
    ]
