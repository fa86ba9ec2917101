"""The address under which a member's feed reader finds what is new for them, and whose it is.

Each time it is asked, it shows what its member may read at that moment.
"""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import NotFound
from community.core.ids import is_id, new_id
from community.follows.models import NewsFeed
from community.mail.office import signing_key
from community.members.models import Member


def token_of(feed: NewsFeed) -> str:
    token: str = _signer().dumps(feed.id)
    return token


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="news feed")


def reader_of(db: Session, token: str) -> tuple[NewsFeed, Actor]:
    """Nothing here for any address that is not (any more) one of a feed."""
    try:
        feed_id = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    feed = db.get(NewsFeed, feed_id)
    if feed is None or feed.revoked_at is not None:
        raise NotFound
    member = db.get_one(Member, feed.member_id)
    return feed, actor_for(db, member.id, member.role)


def own_feed(db: Session, actor: Actor) -> NewsFeed | None:
    """The one that works, if the member made one."""
    works = NewsFeed.member_id == actor.member_id, NewsFeed.revoked_at.is_(None)
    return db.scalar(select(NewsFeed).where(*works).order_by(NewsFeed.id).limit(1))


def make_feed(db: Session, actor: Actor) -> NewsFeed:
    """One that works already is given again."""
    require(actor, Permission.SIGNED_IN)
    # The row is held, so that two at once make one.
    db.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()
    known = own_feed(db, actor)
    if known is not None:
        return known
    feed = NewsFeed(id=new_id(), member_id=actor.member_id or "", created_at=clock.now())
    db.add(feed)
    return feed


def revoke_feed(db: Session, actor: Actor, feed_id: str) -> None:
    """From now on nothing is under its address. Doing it again changes nothing."""
    require(actor, Permission.SIGNED_IN)
    feed = db.get(NewsFeed, feed_id) if is_id(feed_id) else None
    if feed is None or feed.member_id != actor.member_id:
        raise NotFound
    feed.revoked_at = feed.revoked_at or clock.now()
