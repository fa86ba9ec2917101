"""What a calendar program reads under a secret address, and whose address that is.

Each time it is asked, what it shows is what its member may see at that moment: who left a circle
finds nothing more of it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.errors import NotFound
from community.mail.office import signing_key
from community.members.models import Member
from community.sessions.models import CalendarFeed, HostedSession
from community.sessions.visible import visible_sessions

BACK = timedelta(days=180)
MOST = 500


@dataclass(frozen=True)
class Read:
    """A feed as it is at this moment."""

    actor: Actor
    circle: Circle | None
    sessions: list[HostedSession]


def path_for(feed: CalendarFeed) -> str:
    return f"/calendar/{_signer().dumps(feed.id)}.ics"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="calendar feed")


def read_feed(db: Session, token: str) -> Read:
    """Nothing here for any address that is not (any more) one of a feed."""
    feed = _feed_behind(db, token)
    member = db.get_one(Member, feed.member_id)
    actor = actor_for(db, member.id, member.role)
    circle = db.get(Circle, feed.circle_id) if feed.circle_id else None
    if circle is not None and not can(actor, Permission.CIRCLE_SEE, circle):
        return Read(actor, None, [])
    which = HostedSession.circle_id == circle.id if circle else _mine(actor)
    return Read(actor, circle, _seen(db, actor, which))


def _feed_behind(db: Session, token: str) -> CalendarFeed:
    try:
        feed_id = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    feed = db.get(CalendarFeed, feed_id)
    if feed is None or feed.revoked_at is not None:
        raise NotFound
    return feed


def _mine(actor: Actor) -> ColumnElement[bool]:
    """What the member hosts, or said they come to, perhaps."""
    comes = Coming.answer.in_((Answer.GOING, Answer.MAYBE)) | (Coming.role == CircleRole.HOST)
    return HostedSession.id.in_(
        select(Coming.session_id).where(Coming.member_id == actor.member_id, comes)
    )


def _seen(db: Session, actor: Actor, which: ColumnElement[bool]) -> list[HostedSession]:
    """Those the actor may see, the latest of them if there are very many. A draft is on nobody's
    calendar."""
    found = (
        visible_sessions(actor)
        .where(
            which,
            HostedSession.state != SessionState.DRAFT,
            HostedSession.starts_at > clock.now() - BACK,
        )
        .order_by(HostedSession.starts_at.desc(), HostedSession.id)
        .limit(MOST)
    )
    return list(db.scalars(found))[::-1]


def my_feeds(db: Session, actor: Actor) -> Sequence[tuple[CalendarFeed, Circle | None]]:
    """The member's own addresses that still work, the general one first. Of a circle that they
    may not know of (any more) the name is not told."""
    rows = db.execute(
        select(CalendarFeed, Circle)
        .outerjoin(Circle, Circle.id == CalendarFeed.circle_id)
        .where(CalendarFeed.member_id == actor.member_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.circle_id.is_not(None), CalendarFeed.created_at, CalendarFeed.id)
    )
    return [
        (feed, circle if circle and can(actor, Permission.CIRCLE_SEE, circle) else None)
        for feed, circle in rows
    ]
