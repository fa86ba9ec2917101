"""Who hears of an ask in the inbox: whoever is to answer, its asker, and who rests.

What is to be done is read once it is done, or nobody waits for it any more.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskState
from community.asks.actions.resting import is_resting
from community.asks.events import (
    AnswerDecided,
    AnswerThanked,
    AnswerWanted,
    AskAnswered,
    AskCameBack,
    AskPut,
    AskReminded,
    AskSettled,
    BeganToRest,
    TurnEnded,
    Woke,
)
from community.asks.models import Ask, AskTurn
from community.asks.views.looking import looks
from community.core import clock
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import reading, transaction
from community.notifications.actions import notify
from community.notifications.ask_news import OF_TURNS
from community.notifications.ask_readers import answer_of, ask_of, may_read, whose_turn
from community.notifications.models import Notice, NoticeKind

SEEN = (NoticeKind.ASK_BACK, NoticeKind.ASK_ANSWERED, NoticeKind.ANSWER_THANKED)
STUCK = (AskState.BACK, AskState.OPEN)


def tell_whose_turn(jobs: Sequence[Payload]) -> None:
    _tell_of_turns(jobs, NoticeKind.ASK_PUT)


def remind(jobs: Sequence[Payload]) -> None:
    """In place of what they were told before: nothing waits twice."""
    _tell_of_turns(jobs, NoticeKind.ASK_REMINDED)


def _tell_of_turns(jobs: Sequence[Payload], kind: NoticeKind) -> None:
    with transaction() as db:
        for job in sorted(jobs, key=_key):
            # Held, so that it does not end meanwhile; everybody goes in this order.
            db.get(AskTurn, _key(job), with_for_update={"key_share": True})
            ask = whose_turn(db, job)
            if ask is not None:
                settle_turn(db, ask.id, job["member_id"])
                _tell(db, job["member_id"], kind, ask, f"{ask.id}:{kind}", ask.asker_id)


def _key(job: Payload) -> tuple[str, str]:
    return job["ask_id"], job["member_id"]


def tell_it_is_back(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            ask = ask_of(db, job)
            if ask is not None and ask.state in STUCK:
                _tell(db, ask.asker_id, NoticeKind.ASK_BACK, ask, job["cause"])


def tell_of_answer(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            ask, answer = ask_of(db, job), answer_of(db, job)
            if ask is not None and answer is not None:
                cause = _cause(job, NoticeKind.ASK_ANSWERED)
                _tell(db, ask.asker_id, NoticeKind.ASK_ANSWERED, ask, cause, answer.author_id)


def tell_of_thanks(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            ask, answer = ask_of(db, job), answer_of(db, job)
            if ask is None or answer is None or answer.author_id is None:
                continue
            if may_read(db, ask, answer.author_id):
                cause = _cause(job, NoticeKind.ANSWER_THANKED)
                _tell(db, answer.author_id, NoticeKind.ANSWER_THANKED, ask, cause, ask.asker_id)


def tell_who_is_to_agree(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            ask, answer = ask_of(db, job), answer_of(db, job)
            if ask is None or answer is None or answer.asker_agrees == answer.author_agrees:
                continue  # both did meanwhile, or one would rather not
            if may_read(db, ask, job["member_id"]):
                own = job["member_id"] == ask.asker_id
                cause = _cause(job, NoticeKind.ANSWER_WANTED)
                by_id = answer.author_id if own else ask.asker_id
                _tell(db, job["member_id"], NoticeKind.ANSWER_WANTED, ask, cause, by_id)


def tell_who_rests(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if is_resting(db, job["member_id"]):
                about = {"circle_id": None, "cause": job["cause"]}
                notify(db, [job["member_id"]], NoticeKind.RESTING, **about)


def _cause(job: Payload, kind: NoticeKind) -> str:
    """It begins with the id of the answer, by which it is found; see `ask_news`."""
    return f"{job['answer_id']}:{kind}"


def _tell(
    db: Session, to: str, kind: NoticeKind, ask: Ask, cause: str, by_id: str | None = None
) -> None:
    notify(db, [to], kind, circle_id=None, ask_id=ask.id, cause=cause, by_id=by_id)


def settle_turn(db: Session, ask_id: str, member_id: str) -> None:
    """Nobody waits for them any more."""
    _read(db, OF_TURNS, Notice.ask_id == ask_id, Notice.member_id == member_id)


def settle_ended(db: Session, event: TurnEnded) -> None:
    settle_turn(db, event.ask_id, event.member_id)


def settle_back(db: Session, event: AskSettled | AskAnswered) -> None:
    """It goes on elsewhere, or needs nothing more."""
    _read(db, (NoticeKind.ASK_BACK,), Notice.ask_id == event.ask_id)


def settle_decided(db: Session, event: AnswerDecided) -> None:
    cause = f"{event.answer_id}:{NoticeKind.ANSWER_WANTED}"
    _read(db, (NoticeKind.ANSWER_WANTED,), Notice.ask_id == event.ask_id, Notice.cause == cause)


def mark_seen(actor: Actor, ask_id: str) -> None:
    """Who looks at the ask has seen what came of it; what they are to do waits on."""
    waiting = Notice.ask_id == ask_id, Notice.member_id == actor.member_id
    unread = *waiting, Notice.kind.in_(SEEN), Notice.read_at.is_(None)
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*unread).limit(1))
    if there is not None:
        with transaction() as db:
            _read(db, SEEN, *waiting)


def settle_rest(db: Session, event: Woke) -> None:
    _read(db, (NoticeKind.RESTING,), Notice.member_id == event.member_id)


def _read(db: Session, kinds: Collection[NoticeKind], *which: ColumnElement[bool]) -> None:
    unread = Notice.kind.in_(kinds), Notice.read_at.is_(None)
    db.execute(update(Notice).where(*unread, *which).values(read_at=clock.now()))


looks.append(mark_seen)
subscribe(AskPut, "inbox.ask_put", tell_whose_turn)
subscribe(AskReminded, "inbox.ask_reminded", remind)
subscribe(AskCameBack, "inbox.ask_back", tell_it_is_back)
subscribe(AskAnswered, "inbox.ask_answered", tell_of_answer)
subscribe(AnswerThanked, "inbox.answer_thanked", tell_of_thanks)
subscribe(AnswerWanted, "inbox.answer_wanted", tell_who_is_to_agree)
subscribe(BeganToRest, "inbox.resting", tell_who_rests)
within(TurnEnded, settle_ended)
within(Woke, settle_rest)
within(AskSettled, settle_back)
within(AskAnswered, settle_back)
within(AnswerDecided, settle_decided)
