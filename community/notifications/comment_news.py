"""What is new in the comments on something, behind one notice for all of it.

Nothing is counted up anywhere: a notice names the first comment it tells of, and what came since
is looked up when it is read. So what was taken back, or what a block or a mute keeps away, is
not in it, and a notice of nothing is not shown.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind
from community.access.insight_rules import InsightState
from community.insights.answer_models import InsightComment
from community.insights.models import Insight
from community.notifications.models import Notice, NoticeKind
from community.sessions.closing_models import SessionComment
from community.sessions.visible import readable_to

CAUSE = "comments:"


@dataclass(frozen=True)
class Commented:
    """Comments of one kind: the table, what each is on, and what its notice names for that."""

    kind: NoticeKind
    table: Any
    on: InstrumentedAttribute[Any]
    named: InstrumentedAttribute[Any]

    @property
    def told(self) -> ColumnElement[bool]:
        """Of a notice: it tells of these."""
        return Notice.kind == self.kind


OF_SESSIONS = Commented(
    NoticeKind.SESSION_COMMENTED, SessionComment, SessionComment.session_id, Notice.session_id
)
OF_INSIGHTS = Commented(
    NoticeKind.INSIGHT_COMMENTED, InsightComment, InsightComment.insight_id, Notice.insight_id
)


def cause_of(comment_id: str) -> str:
    return f"{CAUSE}{comment_id}"


def holds(actor: Actor, kinds: Set[NoticeKind]) -> ColumnElement[bool]:
    """Of a notice joined with its session or insight, which the actor may know of: it is of
    something else, or there is news to read. `kinds`: among which there is no other."""
    holds: ColumnElement[bool] = true()
    if OF_SESSIONS.kind in kinds:
        news = and_(readable_to(actor), _there_is(OF_SESSIONS))
        holds = and_(holds, or_(~OF_SESSIONS.told, news))
    if OF_INSIGHTS.kind in kinds:
        news = and_(Insight.state == InsightState.PUBLISHED, _there_is(OF_INSIGHTS))
        holds = and_(holds, or_(~OF_INSIGHTS.told, news))
    return holds


def how_many(db: Session, notices: Sequence[Notice]) -> dict[str, int]:
    """By notice, how many comments it tells of."""
    counts: dict[str, int] = {}
    for of in (OF_SESSIONS, OF_INSIGHTS):
        ids = [one.id for one in notices if one.kind is of.kind]
        if ids:
            counted = select(Notice.id, func.count()).join(of.table, _news(of))
            counts |= dict(db.execute(counted.where(Notice.id.in_(ids)).group_by(Notice.id)).all())
    return counts


def since(of: Commented) -> ColumnElement[Any]:
    """When the first was said that a notice names."""
    first = aliased(of.table)
    named = first.id == func.substr(Notice.cause, len(CAUSE) + 1)
    return select(first.created_at).where(named).correlate(Notice).scalar_subquery()


def _there_is(of: Commented) -> ColumnElement[bool]:
    return exists(select(of.table.id).where(_news(of)).correlate(Notice))


def _news(of: Commented) -> ColumnElement[bool]:
    """From the first that the notice names, until it was read; others' words that still stand."""
    return and_(
        of.on == of.named,
        of.table.withdrawn_at.is_(None),
        of.table.author_id.is_distinct_from(Notice.member_id),
        of.table.created_at >= since(of),
        or_(Notice.read_at.is_(None), of.table.created_at <= Notice.read_at),
        ~exists(_kept_off(of)),
    )


def _kept_off(of: Commented) -> Select[str]:
    """Its reader muted who wrote it, or a block stands between them."""
    theirs = and_(Block.member_id == Notice.member_id, Block.other_id == of.table.author_id)
    against = and_(Block.other_id == Notice.member_id, Block.member_id == of.table.author_id)
    blocked = and_(Block.kind == BlockKind.BLOCK, against)
    rows = select(Block.member_id).where(or_(theirs, blocked))
    return rows.correlate(Notice, of.table)
