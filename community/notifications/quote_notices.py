"""Who hears of quotes: the writers who are asked, and the author when they answered.

At most one unread notice of each kind for an insight, however many messages it is about.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import reading, transaction
from community.insights.answer_models import Consent, InsightQuote
from community.insights.asked import asked_rows
from community.insights.events import QuoteAnswered, QuoteAsked
from community.insights.models import Insight
from community.insights.quoting import looks
from community.members.models import Member
from community.notifications.actions import notify
from community.notifications.models import Notice, NoticeKind

OF_QUOTES = frozenset([NoticeKind.QUOTE_ASKED, NoticeKind.QUOTE_ANSWERED])


def tell_who_is_asked(jobs: Sequence[Payload]) -> None:
    """Not guests, who have no inbox: they find it on the page of their own words."""
    with transaction() as db:
        for job in _in_order(jobs):
            insight, writer = _held(db, job), db.get(Member, job["writer_id"])
            if insight is None or writer is None or writer.guest:
                continue
            if _waits_for(db, insight.id, writer.id):
                _tell(db, insight, writer.id, NoticeKind.QUOTE_ASKED, job, insight.author_id)


def tell_of_answers(jobs: Sequence[Payload]) -> None:
    """Not whose: the author sees that where they chose the words."""
    with transaction() as db:
        for job in _in_order(jobs):
            insight = _held(db, job)
            if insight is not None and insight.author_id is not None:
                _tell(db, insight, insight.author_id, NoticeKind.QUOTE_ANSWERED, job)


def _in_order(jobs: Sequence[Payload]) -> list[Payload]:
    """Of ids, as everybody goes who holds several insights."""
    return sorted(jobs, key=lambda job: str(job["insight_id"]))


def _held(db: Session, job: Payload) -> Insight | None:
    """So that nobody is told twice by two at once."""
    held = select(Insight).where(Insight.id == job["insight_id"]).with_for_update()
    return db.scalar(held)


def _waits_for(db: Session, insight_id: str, writer_id: str) -> bool:
    theirs = InsightQuote.insight_id == insight_id, InsightQuote.writer_id == writer_id
    waiting = select(InsightQuote.id).where(*theirs, InsightQuote.consent == Consent.ASKED)
    return db.scalar(waiting.limit(1)) is not None


def _tell(
    db: Session,
    insight: Insight,
    to: str,
    kind: NoticeKind,
    job: Payload,
    by_id: str | None = None,
) -> None:
    unread = select(Notice).where(*_unread(insight.id, to, kind))
    told = db.scalar(unread.limit(1))
    if told is None:
        about = {"circle_id": None, "insight_id": insight.id, "cause": job["cause"]}
        notify(db, [to], kind, **about, by_id=by_id)
    else:
        told.created_at = clock.now()


def _unread(insight_id: str, member_id: str, kind: NoticeKind) -> tuple[ColumnElement[bool], ...]:
    theirs = Notice.member_id == member_id, Notice.insight_id == insight_id
    return (*theirs, Notice.kind == kind, Notice.read_at.is_(None))


def settle_asked(db: Session, event: QuoteAnswered) -> None:
    """That they are asked is read, once they have answered all of it."""
    db.flush()
    if not _waits_for(db, event.insight_id, event.writer_id):
        unread = _unread(event.insight_id, event.writer_id, NoticeKind.QUOTE_ASKED)
        db.execute(update(Notice).where(*unread).values(read_at=clock.now()))


def mark_answers_read(actor: Actor, insight_id: str) -> None:
    """Its author has seen where they stand."""
    waiting = _unread(insight_id, actor.member_id or "", NoticeKind.QUOTE_ANSWERED)
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*waiting))
    if there is not None:
        with transaction() as db:
            db.execute(update(Notice).where(*waiting).values(read_at=clock.now()))


def of_quotes(actor: Actor) -> ColumnElement[bool]:
    """Of a notice joined with its insight, which whoever is asked need not be able to read."""
    rows = asked_rows(actor).where(InsightQuote.insight_id == Notice.insight_id)
    theirs = rows.with_only_columns(InsightQuote.id).correlate(Notice)
    asked = and_(Notice.kind == NoticeKind.QUOTE_ASKED, exists(theirs))
    own = and_(Notice.kind == NoticeKind.QUOTE_ANSWERED, Insight.author_id == actor.member_id)
    return or_(asked, own)


within(QuoteAnswered, settle_asked)
looks.append(mark_answers_read)
subscribe(QuoteAsked, "inbox.quote_asked", tell_who_is_asked)
subscribe(QuoteAnswered, "inbox.quote_answered", tell_of_answers)
