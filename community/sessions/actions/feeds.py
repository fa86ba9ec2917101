"""Making the secret address of a calendar, and taking it back."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.ids import is_id, new_id
from community.members.models import Member
from community.sessions.models import CalendarFeed

MOST = 50


def make_feed(db: Session, actor: Actor, circle_id: str | None = None) -> CalendarFeed:
    """Of all the member comes to, or of one circle. One that works already is given again."""
    require(actor, Permission.SIGNED_IN)
    if circle_id is not None:
        access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
    # The row is held, so that two at once make one.
    db.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()
    mine = CalendarFeed.member_id == actor.member_id, CalendarFeed.revoked_at.is_(None)
    known = db.scalar(select(CalendarFeed).where(*mine, CalendarFeed.circle_id == circle_id))
    if known is not None:
        return known
    if (db.scalar(select(func.count()).where(*mine)) or 0) >= MOST:
        raise Refused(f"These are {MOST} addresses. Please take one back first.")
    member_id = actor.member_id or ""
    feed = CalendarFeed(
        id=new_id(), member_id=member_id, circle_id=circle_id, created_at=clock.now()
    )
    db.add(feed)
    return feed


def revoke_feed(db: Session, actor: Actor, feed_id: str) -> None:
    """From now on nothing is under its address. Doing it again changes nothing."""
    require(actor, Permission.SIGNED_IN)
    feed = db.get(CalendarFeed, feed_id) if is_id(feed_id) else None
    if feed is None or feed.member_id != actor.member_id:
        raise NotFound
    feed.revoked_at = feed.revoked_at or clock.now()
