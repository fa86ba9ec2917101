"""Saying when one usually has time, and counting it for circles, many people at once."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission, require
from community.circles.events import CircleJoined, CircleLeft
from community.circles.models import Circle
from community.core.errors import Invalid
from community.core.events import within
from community.core.upsert import upsert
from community.sessions.free_models import FreeChange, FreeCounts, FreeTimes
from community.sessions.free_times import BITS
from community.sessions.times import known_zone

COUNTED_FROM = 5


def say_free_times(db: Session, actor: Actor, parts: int, zone: str) -> None:
    """By the clock of `zone`. None at all takes back what was said."""
    require(actor, Permission.SIGNED_IN)
    if not 0 <= parts < 1 << BITS:
        raise Invalid("Please choose from the days and times shown.")
    member_id, zone = actor.member_id or "", known_zone(zone)
    before = db.get(FreeTimes, member_id, populate_existing=True)
    if (before.parts, before.time_zone) == (parts, zone) if before else not parts:
        return
    if parts:
        row = {"member_id": member_id, "parts": parts, "time_zone": zone}
        upsert(db, FreeTimes, [row], change=("parts", "time_zone"))
    else:
        db.execute(delete(FreeTimes).where(FreeTimes.member_id == member_id))
    joined = Membership.member_id == member_id, Membership.standing == Standing.JOINED
    mine = select(Membership.circle_id).where(*joined).order_by(Membership.circle_id)
    for circle_id in db.scalars(mine).all():
        note_change(db, circle_id, member_id)


def note_change(db: Session, circle_id: str, member_id: str) -> None:
    """Counted anew once that is so of five people: never one more or fewer than before.

    The circle is held meanwhile, or two at once would count one after the other.
    """
    db.execute(
        select(Circle.id).where(Circle.id == circle_id).with_for_update(key_share=True)
    ).all()
    upsert(db, FreeChange, [{"circle_id": circle_id, "member_id": member_id}])
    here = FreeChange.circle_id == circle_id
    if (db.scalar(select(func.count()).where(here)) or 0) >= COUNTED_FROM:
        db.execute(delete(FreeChange).where(here))
        _count(db, circle_id)


def _count(db: Session, circle_id: str) -> None:
    people, counts = 0, dict[str, list[int]]()
    rows = db.execute(
        select(FreeTimes.time_zone, FreeTimes.parts, func.count())
        .join(Membership, Membership.member_id == FreeTimes.member_id)
        .where(Membership.circle_id == circle_id, Membership.standing == Standing.JOINED)
        .group_by(FreeTimes.time_zone, FreeTimes.parts)
    )
    for zone, parts, number in rows:
        people += number
        there = counts.setdefault(zone, [0] * BITS)
        for bit in range(BITS):
            there[bit] += number * (parts >> bit & 1)
    db.execute(delete(FreeCounts).where(FreeCounts.circle_id == circle_id))
    if people >= COUNTED_FROM:
        db.add(FreeCounts(circle_id=circle_id, people=people, counts=counts))
        db.flush()


def note_member(db: Session, event: CircleJoined | CircleLeft) -> None:
    """Who said nothing changes nothing."""
    if db.get(FreeTimes, event.member_id) is not None:
        note_change(db, event.circle_id, event.member_id)


within(CircleJoined, note_member)
within(CircleLeft, note_member)
