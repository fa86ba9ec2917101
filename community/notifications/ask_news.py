"""How the reader of a notice may still know of what it tells, where that is an ask, a skill that
several wish for, or their own rest."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.asks.models import Ask, AskAnswer, AskTurn, Rest, TurnState
from community.asks.visible import visible_to
from community.core.articles import first_words
from community.core.ids import ID_LENGTH
from community.insights.known_skills import known_skills
from community.notifications.models import Notice, NoticeKind
from community.skills.models import Skill

WORDS_MOST = 90  # characters of an ask
OF_ANSWERS = frozenset(
    [NoticeKind.ASK_ANSWERED, NoticeKind.ANSWER_THANKED, NoticeKind.ANSWER_WANTED]
)
OF_TURNS = frozenset([NoticeKind.ASK_PUT, NoticeKind.ASK_REMINDED])
OF_ASKS = OF_ANSWERS | OF_TURNS | {NoticeKind.ASK_BACK}
# None of these is of a circle or a session.
BESIDES = OF_ASKS | {NoticeKind.RESTING, NoticeKind.WISHED_FOR}


def known(actor: Actor, kinds: Set[NoticeKind]) -> Iterator[ColumnElement[bool]]:
    """Of a notice of the actor; `kinds`: among which there is no other."""
    if kinds & OF_ASKS:
        of_ask = Ask.id == Notice.ask_id, visible_to(actor)
        of_no_answer = Notice.kind.not_in(OF_ANSWERS)
        there = exists(select(Ask.id).where(*of_ask).correlate(Notice))
        yield and_(Notice.kind.in_(OF_ASKS), there, or_(of_no_answer, _answer_stands()))
    if NoticeKind.RESTING in kinds:
        yield Notice.kind == NoticeKind.RESTING
    if NoticeKind.WISHED_FOR in kinds:
        wished = Skill.id == Notice.skill_id, known_skills(actor)
        there = exists(select(Skill.id).where(*wished).correlate(Notice))
        yield and_(Notice.kind == NoticeKind.WISHED_FOR, there)


def _answer_stands() -> ColumnElement[bool]:
    """One that was withdrawn is told of no more."""
    named = AskAnswer.id == func.substr(Notice.cause, 1, ID_LENGTH)
    stands = select(AskAnswer.id).where(named, AskAnswer.withdrawn_at.is_(None))
    return exists(stands.correlate(Notice))


def asked(notices: Sequence[Notice]) -> dict[str, str]:
    """How the asks begin that these tell of."""
    asks = {one.ask.id: one.ask for one in notices if one.ask is not None}
    return {ask_id: first_words(ask.body, WORDS_MOST) for ask_id, ask in asks.items()}


def my_turns(db: Session, actor: Actor, notices: Sequence[Notice]) -> dict[str, datetime]:
    """Asks some of these tell of that still wait for their reader, and until when."""
    ids = [one.ask_id for one in notices if one.kind in OF_TURNS]
    waiting = AskTurn.member_id == actor.member_id, AskTurn.state == TurnState.WAITING
    found = select(AskTurn.ask_id, AskTurn.due_at).where(AskTurn.ask_id.in_(ids), *waiting)
    return dict(db.execute(found).all()) if ids else {}


def rests(db: Session, actor: Actor, notices: Sequence[Notice]) -> bool:
    """Whether the reader does, where one of these tells of it."""
    told = any(one.kind is NoticeKind.RESTING for one in notices)
    return told and db.get(Rest, actor.member_id) is not None
