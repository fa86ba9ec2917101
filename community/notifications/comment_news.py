"""What is new in the discussion of a session, behind one notice for all of it.

Nothing is counted up anywhere: a notice names the first comment it tells of, and what came since
is looked up when it is read. So what was taken back, or what a block or a mute keeps away, is
not in it, and a notice of nothing is not shown.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind
from community.notifications.models import Notice, NoticeKind
from community.sessions.closing_models import SessionComment
from community.sessions.visible import readable_to

CAUSE = "comments:"
OF_COMMENTS = Notice.kind == NoticeKind.SESSION_COMMENTED


def cause_of(comment_id: str) -> str:
    return f"{CAUSE}{comment_id}"


def holds(actor: Actor) -> ColumnElement[bool]:
    """Of a notice joined with its session: it is of something else, or there is news to read."""
    news = select(SessionComment.id).where(_news()).correlate(Notice)
    return or_(~OF_COMMENTS, and_(readable_to(actor), exists(news)))


def how_many(db: Session, notices: Sequence[Notice]) -> dict[str, int]:
    """By notice, how many comments it tells of."""
    ids = [one.id for one in notices if one.kind is NoticeKind.SESSION_COMMENTED]
    if not ids:
        return {}
    counted = select(Notice.id, func.count()).join(SessionComment, _news())
    return dict(db.execute(counted.where(Notice.id.in_(ids)).group_by(Notice.id)).all())


def _news() -> ColumnElement[bool]:
    """From the first that the notice names, until it was read; others' words that still stand."""
    first = aliased(SessionComment)
    named = first.id == func.substr(Notice.cause, len(CAUSE) + 1)
    since = select(first.created_at).where(named).correlate(Notice).scalar_subquery()
    return and_(
        SessionComment.session_id == Notice.session_id,
        SessionComment.withdrawn_at.is_(None),
        SessionComment.author_id.is_distinct_from(Notice.member_id),
        SessionComment.created_at >= since,
        or_(Notice.read_at.is_(None), SessionComment.created_at <= Notice.read_at),
        ~exists(_kept_off()),
    )


def _kept_off() -> Select[str]:
    """Its reader muted who wrote it, or a block stands between them."""
    theirs = and_(Block.member_id == Notice.member_id, Block.other_id == SessionComment.author_id)
    against = and_(Block.other_id == Notice.member_id, Block.member_id == SessionComment.author_id)
    blocked = and_(Block.kind == BlockKind.BLOCK, against)
    rows = select(Block.member_id).where(or_(theirs, blocked))
    return rows.correlate(Notice, SessionComment)
