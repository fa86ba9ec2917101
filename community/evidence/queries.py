"""Reading somebody's own record, and what anybody learns by a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.memberships import Standing
from community.access.session_rules import OVER
from community.evidence import codes
from community.evidence.models import Evidence, LearningKind, Reflection
from community.sessions.models import HostedSession
from community.sessions.present import minutes_present, span_of


def reflection_of(db: Session, actor: Actor, session_id: str) -> Reflection | None:
    mine = Reflection.session_id == session_id, Reflection.member_id == (actor.member_id or "")
    return db.scalar(select(Reflection).where(*mine))


def evidence_of(db: Session, actor: Actor, session_id: str) -> Sequence[Evidence]:
    """Of one session, the newest first."""
    mine = Evidence.session_id == session_id, Evidence.member_id == (actor.member_id or "")
    return db.scalars(select(Evidence).where(*mine).order_by(Evidence.created_at.desc())).all()


def signed_logs(db: Session, actor: Actor) -> Sequence[Evidence]:
    """Of many sessions, the newest first."""
    mine = Evidence.session_id.is_(None), Evidence.member_id == (actor.member_id or "")
    return db.scalars(select(Evidence).where(*mine).order_by(Evidence.created_at.desc())).all()


def evidence_by(db: Session, code: str) -> Evidence | None:
    """For whoever has the code."""
    known = codes.typed(code)
    return db.scalar(select(Evidence).where(Evidence.code == known)) if known else None


@dataclass(frozen=True)
class Learned:
    """A line of the log: as the member counts it, or as the record has it until they do."""

    session: HostedSession
    day: date
    kind: LearningKind
    minutes: int
    present: int
    reflection: Reflection | None


@dataclass(frozen=True)
class Total:
    participatory: int  # minutes
    reading: int
    sessions: int


def learned(db: Session, actor: Actor, since: date | None, until: date | None) -> list[Learned]:
    """The newest first: what they were in, and what they wrote a reflection of."""
    member_id = actor.member_id or ""
    sessions, reflections = _sessions(db, member_id), _reflections(db, member_id)
    present = minutes_present(db, member_id, sessions)
    lines = [_line(one, present[one.id], reflections.get(one.id)) for one in sessions]
    kept = [line for line in lines if line.present or line.reflection]
    within = [
        line
        for line in kept
        if (since is None or line.day >= since) and (until is None or line.day <= until)
    ]
    return sorted(within, key=lambda line: (line.day, line.session.starts_at), reverse=True)


def _line(session: HostedSession, present: int, reflection: Reflection | None) -> Learned:
    if reflection is not None:
        counted = reflection.day, reflection.kind, reflection.minutes
    else:
        day = span_of(session)[0].astimezone(session.zone).date()
        counted = day, LearningKind.PARTICIPATORY, present
    return Learned(session, *counted, present, reflection)


def _sessions(db: Session, member_id: str) -> Sequence[HostedSession]:
    came = select(Coming.session_id).where(
        Coming.member_id == member_id, Coming.standing == Standing.JOINED
    )
    wrote = select(Reflection.session_id).where(Reflection.member_id == member_id)
    rows = select(HostedSession).options(joinedload(HostedSession.circle))
    known = HostedSession.id.in_(came.union(wrote))
    return db.scalars(rows.where(known, HostedSession.state.in_(OVER))).all()


def _reflections(db: Session, member_id: str) -> dict[str, Reflection]:
    rows = db.scalars(select(Reflection).where(Reflection.member_id == member_id))
    return {row.session_id: row for row in rows}


def total_of(lines: Sequence[Learned]) -> Total:
    minutes = {kind: sum(one.minutes for one in lines if one.kind is kind) for kind in LearningKind}
    return Total(minutes[LearningKind.PARTICIPATORY], minutes[LearningKind.READING], len(lines))


def totals_by_year(lines: Sequence[Learned]) -> list[tuple[int, Total]]:
    years = sorted({line.day.year for line in lines}, reverse=True)
    return [(year, total_of([one for one in lines if one.day.year == year])) for year in years]
