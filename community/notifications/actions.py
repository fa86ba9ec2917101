"""Changes to an inbox."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block, apart_from
from community.access.policy import Permission, require
from community.core import clock
from community.core.ids import new_id
from community.notifications.models import Notice, NoticeKind

# That a date is looked for: to those who are asked, and to its hosts.
DATE_KINDS = NoticeKind.DATE_ASKED, NoticeKind.DATE_LEFT


def mark_read(db: Session, actor: Actor) -> None:
    require(actor, Permission.SIGNED_IN)
    db.execute(
        update(Notice)
        .where(Notice.member_id == actor.member_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


def notify(
    db: Session,
    to: Sequence[str],
    kind: NoticeKind,
    *,
    circle_id: str | None,
    cause: str,
    by_id: str | None = None,
    session_id: str | None = None,
    insight_id: str | None = None,
    search_id: str | None = None,
    ask_id: str | None = None,
    skill_id: str | None = None,
) -> int:
    """Tell each member once; the same cause again tells nobody anything. How many were told.

    `by_id` is who caused it: nobody hears of what somebody did whom they muted, or whom a block
    stands between. Where nobody did, a notice is about its reader.
    """
    rows = [
        {
            "id": new_id(),
            "member_id": member_id,
            "kind": kind,
            "circle_id": circle_id,
            "session_id": session_id,
            "insight_id": insight_id,
            "search_id": search_id,
            "ask_id": ask_id,
            "skill_id": skill_id,
            "about_id": by_id or member_id,
            "cause": cause,
            "created_at": clock.now(),
        }
        for member_id in set(to) - kept_off(db, by_id)
    ]
    if not rows:
        return 0
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Notice).values(rows)
    once = statement.on_conflict_do_nothing(index_elements=["member_id", "cause"])
    # Unless asked, SQLAlchemy does not keep how many rows an INSERT wrote on PostgreSQL.
    told = db.execute(once, execution_options={"preserve_rowcount": True})
    count: int = told.rowcount  # type: ignore[attr-defined]
    return count


def kept_off(db: Session, by_id: str | None) -> set[str]:
    """Who must hear nothing from this member."""
    if by_id is None:
        return set()
    muted = select(Block.member_id).where(Block.other_id == by_id)
    return {*db.scalars(muted), *apart_from(db, by_id)}


def settle(db: Session, *, circle_id: str, member_id: str) -> None:
    """The member's invitation to the circle, and their request to its hosts, are read."""
    invited = and_(Notice.kind == NoticeKind.INVITED, Notice.member_id == member_id)
    asked = and_(Notice.kind == NoticeKind.JOIN_ASKED, Notice.about_id == member_id)
    _read(db, circle_id, or_(invited, asked))


def settle_end(db: Session, circle_id: str) -> None:
    """That the circle's term ends is read: it was extended, or is over."""
    _read(db, circle_id, Notice.kind == NoticeKind.TERM_ENDS)


def settle_offer(db: Session, circle_id: str, offer_id: str) -> None:
    """That somebody offers to host is read: the offer is answered."""
    _read(db, circle_id, and_(Notice.kind == NoticeKind.HOST_OFFERED, Notice.cause == offer_id))


def settle_dates(db: Session, session_id: str, member_id: str | None = None) -> None:
    """That the session's date is looked for is read: the member answered, or it is chosen."""
    unread = Notice.session_id == session_id, Notice.read_at.is_(None)
    asking = Notice.kind.in_(DATE_KINDS)
    whose = Notice.member_id == member_id if member_id else true()
    db.execute(update(Notice).where(*unread, asking, whose).values(read_at=clock.now()))


def drop_dates(db: Session, session_id: str) -> None:
    """That the session's date was looked for is news no more, also not once it has another."""
    asking = Notice.session_id == session_id, Notice.kind.in_(DATE_KINDS)
    db.execute(delete(Notice).where(*asking))


def settle_insight(db: Session, insight_id: str) -> None:
    """That it waits to be checked is read: it was."""
    waits = Notice.insight_id == insight_id, Notice.kind == NoticeKind.INSIGHT_WAITS
    unread = Notice.read_at.is_(None)
    db.execute(update(Notice).where(*waits, unread).values(read_at=clock.now()))


def _read(db: Session, circle_id: str, which: ColumnElement[bool]) -> None:
    db.execute(
        update(Notice)
        .where(Notice.circle_id == circle_id, Notice.read_at.is_(None), which)
        .values(read_at=clock.now())
    )
