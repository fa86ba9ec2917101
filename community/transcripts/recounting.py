"""The numbers of a session a second time, by the database: a check on `transcripts.numbers`.

Nothing is shared with what counted first but the stored facts, and what the numbers mean.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from community.rooms.models import Attendance, Item, Reaction, Room
from community.sessions.models import HostedSession
from community.transcripts.models import Reader, Transcript

NEVER_SAID = ("notice",)
SEEN_LAST = timedelta(seconds=60)


def recount(db: Session, session: HostedSession, number: int) -> dict[str, Any]:
    began, over = _span(db, session)
    stands = _stands(session.room_id)
    said = and_(stands, Item.created_at < over)
    late = and_(stands, Item.created_at >= over) if number > 1 else Item.id.is_(None)
    each = _by_minute(db, said, began, over)
    return {
        "present": _present(db, session.room_id, began, over, said),
        "wrote": _one(db, select(func.count(Item.author_id.distinct())).where(said)),
        "messages": _one(db, select(func.count(Item.id)).where(said)),
        "questions": _one(db, select(func.count(Item.number)).where(said)),
        "answers": _answers(db, said, session.room_id, over),
        "reactions": _reactions(db, said, over),
        "deliveries": _deliveries(db, said, session.room_id, over),
        "spread": _spread(db, said),
        "before": _one(db, select(func.count(Item.id)).where(said, Item.created_at < began)),
        "pulse": each,
        "late": _one(db, select(func.count(Item.id)).where(late)),
        "late_wrote": _one(db, select(func.count(Item.author_id.distinct())).where(late)),
    }


def compare(db: Session, session: HostedSession, row: Transcript) -> dict[str, tuple[Any, Any]]:
    """By name: what is kept, and what is found now."""
    found = recount(db, session, row.number)
    return {name: (row.numbers.get(name), value) for name, value in found.items()}


def recount_readers(db: Session, session_id: str) -> int:
    return len(db.scalars(select(Reader.member_id).where(Reader.session_id == session_id)).all())


def _one(db: Session, statement: Any) -> int:
    return int(db.scalar(statement) or 0)


def _span(db: Session, session: HostedSession) -> tuple[datetime, datetime]:
    late_from = db.scalar(select(Room.late_from).where(Room.id == session.room_id))
    over = late_from or session.ended_at or session.ends_at
    if late_from is None:
        last = db.scalar(select(func.max(Item.created_at)).where(_stands(session.room_id)))
        if last is not None and last >= over:
            over = last + timedelta(microseconds=1)
    return min(session.started_at or session.starts_at, over), over


def _stands(room_id: str) -> ColumnElement[bool]:
    gone = or_(Item.withdrawn_at.is_not(None), Item.hidden_at.is_not(None))
    told = Item.kind.in_(NEVER_SAID)
    return and_(Item.room_id == room_id, Item.audience == "everyone", ~gone, ~told)


def _left(over: datetime) -> ColumnElement[datetime]:
    """When a stay ended; of whoever was seen in the last minute, with the session."""
    return case((Attendance.seen_at >= over - SEEN_LAST, over), else_=Attendance.seen_at)


def _present(db: Session, room_id: str, began: datetime, over: datetime, said: Any) -> int:
    here = Attendance.room_id == room_id, Attendance.entered_at < over, _left(over) >= began
    came = select(Attendance.member_id).where(*here)
    wrote = select(Item.author_id).where(said, Item.author_id.is_not(None))
    return _one(db, select(func.count()).select_from(came.union(wrote).subquery()))


def _answers(db: Session, said: Any, room_id: str, over: datetime) -> list[list[int]]:
    question = aliased(Item)
    counts = (
        select(question.position, question.number, func.count(Item.id))
        .outerjoin(Item, and_(Item.question_id == question.id, said))
        .where(
            question.room_id == room_id,
            question.number.is_not(None),
            question.audience == "everyone",
            question.withdrawn_at.is_(None),
            question.hidden_at.is_(None),
            question.created_at < over,
        )
        .group_by(question.id, question.position, question.number)
        .order_by(question.position)
    )
    return [[number or 0, many] for _, number, many in db.execute(counts)]


def _reactions(db: Session, said: Any, over: datetime) -> int:
    given = select(func.count()).select_from(Reaction).join(Item, Item.id == Reaction.item_id)
    return _one(db, given.where(said, Reaction.created_at < over))


def _deliveries(db: Session, said: Any, room_id: str, over: datetime) -> int | None:
    """Every pair of a message and somebody else who was there; nothing where nobody looked."""
    stays = Attendance.room_id == room_id, Attendance.entered_at < over
    if db.scalar(select(Attendance.id).where(*stays).limit(1)) is None:
        return None
    others = or_(Item.author_id.is_(None), Item.author_id != Attendance.member_id)
    there = and_(Attendance.entered_at <= Item.created_at, Item.created_at <= _left(over))
    pairs = select(Item.id, Attendance.member_id).where(said, *stays, there, others).distinct()
    return _one(db, select(func.count()).select_from(pairs.subquery()))


def _spread(db: Session, said: Any) -> int:
    wrote = select(func.count(Item.id)).where(said, Item.author_id.is_not(None))
    each = sorted(db.scalars(wrote.group_by(Item.author_id)).all())
    most = len(each)
    return next(n for n in range(most + 1) if 2 * sum(each[most - n :]) >= sum(each))


def _by_minute(db: Session, said: Any, began: datetime, over: datetime) -> list[int]:
    """From the first minute on, the last one as far as it went."""
    moments = db.scalars(select(Item.created_at).where(said, Item.created_at >= began)).all()
    seconds = [(moment - began).total_seconds() for moment in moments]
    length = (over - began).total_seconds()
    starts = range(0, max(1, int(-(-length // 60))) * 60, 60)
    return [sum(start <= second < start + 60 for second in seconds) for start in starts]
