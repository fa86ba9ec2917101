"""Asks as they stand in lists, to one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import GOING_ON, AskState, AskTo
from community.access.blocks import muted_by
from community.asks.models import Ask, AskAnswer, AskTurn, TurnState
from community.asks.visible import taught_by, visible_asks, visible_to
from community.core.articles import first_words
from community.core.cursors import Beside, Order, Page, page_of
from community.insights.known_skills import known_skills
from community.skills.models import Skill

PAGE = 20
WAITING_MOST = COULD_MOST = 20
SKILLS_MOST = 40  # one may narrow the board by
TITLE_MOST = 140  # characters of what is asked
BEGINNING = Beside()
_NEWEST = Order(Ask.created_at, Ask.id)


@dataclass(frozen=True)
class AskCard:
    """`due`: until when whoever has the turn has time, for the asker and for who has it.
    `skill`: what it is about, where that is a skill with a page for the reader."""

    ask: Ask
    mine: bool
    answers: int = 0
    due: datetime | None = None
    skill_known: bool = False

    @property
    def title(self) -> str:
        return first_words(self.ask.body, TITLE_MOST)


@dataclass(frozen=True)
class MyTurn:
    """An ask that waits for its reader, and until when."""

    ask: Ask
    due: datetime

    @property
    def title(self) -> str:
        return first_words(self.ask.body, TITLE_MOST)


def my_turns(db: Session, actor: Actor) -> list[MyTurn]:
    """The one with the least time first; in one query."""
    mine = AskTurn.member_id == actor.member_id, AskTurn.state == TurnState.WAITING
    found = visible_asks(actor).join(AskTurn, AskTurn.ask_id == Ask.id).where(*mine)
    first = found.add_columns(AskTurn.due_at).order_by(AskTurn.due_at, Ask.id)
    return [MyTurn(ask, due) for ask, due in db.execute(first.limit(WAITING_MOST))]


def waiting_for(db: Session, actor: Actor) -> list[AskCard]:
    """It is the actor's turn to answer these."""
    return cards(db, actor, [one.ask for one in my_turns(db, actor)])


def to_answer(db: Session, actor: Actor) -> list[AskCard]:
    """Of others, about what the actor can teach, and nobody has answered; they were not asked
    themselves, or it stands above."""
    turns = select(AskTurn.ask_id).where(AskTurn.member_id == actor.member_id)
    others = Ask.asker_id != actor.member_id, Ask.asker_id.not_in(unheard(db, actor))
    open_ones = Ask.state.in_(GOING_ON), Ask.id.not_in(turns)
    found = visible_asks(actor).where(taught_by(actor), *others, *open_ones)
    newest = found.order_by(*_NEWEST.forth()).limit(COULD_MOST)
    return cards(db, actor, db.scalars(newest).all())


def own(db: Session, actor: Actor, beside: Beside = BEGINNING) -> Page[AskCard]:
    found = visible_asks(actor).where(Ask.asker_id == actor.member_id)
    page = page_of(db, found, _NEWEST, beside, PAGE)
    return Page(cards(db, actor, [row[0] for row in page.rows]), page.older, page.newer)


def on_board(
    db: Session, actor: Actor, *, answered: bool, skill_id: str, beside: Beside = BEGINNING
) -> Page[AskCard]:
    """What stands there for everybody and goes on, newest first; or what was answered."""
    state = AskState.ANSWERED if answered else AskState.OPEN
    there = Ask.put_to == AskTo.EVERYBODY, Ask.state == state
    found = visible_asks(actor).where(*there, Ask.asker_id.not_in(unheard(db, actor)))
    if skill_id:
        found = found.where(Ask.skill_id == skill_id)
    page = page_of(db, found, _NEWEST, beside, PAGE)
    return Page(cards(db, actor, [row[0] for row in page.rows]), page.older, page.newer)


def skills_on_board(db: Session, actor: Actor) -> Sequence[Skill]:
    """What the open ones there are about."""
    there = Ask.put_to == AskTo.EVERYBODY, Ask.state == AskState.OPEN, visible_to(actor)
    about = select(Ask.skill_id).where(*there, Ask.skill_id.is_not(None))
    found = select(Skill).where(Skill.id.in_(about)).order_by(Skill.key).limit(SKILLS_MOST)
    return db.scalars(found).all()


def cards(db: Session, actor: Actor, asks: Sequence[Ask]) -> list[AskCard]:
    """In the same order, with a query for all their answers, turns and skills each."""
    if not asks:
        return []
    answers, dues, known = (
        _answers(db, actor, asks),
        _dues(db, actor, asks),
        _known(db, actor, asks),
    )
    return [
        AskCard(
            one,
            one.asker_id == actor.member_id,
            answers.get(one.id, 0),
            dues.get(one.id),
            one.skill_id in known,
        )
        for one in asks
    ]


def unheard(db: Session, actor: Actor) -> frozenset[str]:
    """Of whom the actor reads no answers: a block stands between them, or they muted them."""
    return frozenset(actor.apart | muted_by(db, actor.member_id or ""))


def shown_answers(db: Session, actor: Actor) -> ColumnElement[bool]:
    """Answers that stand for the actor, in an ask they may read. In their own also those of whom
    they muted: one that was answered asks nobody else any more."""
    by, mine = AskAnswer.author_id, select(Ask.id).where(Ask.asker_id == actor.member_id)
    own = and_(AskAnswer.ask_id.in_(mine), by.not_in(actor.apart))
    heard = or_(by.is_(None), by.not_in(unheard(db, actor)), own)
    return and_(AskAnswer.withdrawn_at.is_(None), heard)


def _answers(db: Session, actor: Actor, asks: Sequence[Ask]) -> Mapping[str, int]:
    counted = (
        select(AskAnswer.ask_id, func.count())
        .where(AskAnswer.ask_id.in_([one.id for one in asks]), shown_answers(db, actor))
        .group_by(AskAnswer.ask_id)
    )
    return dict(db.execute(counted).all())


def _dues(db: Session, actor: Actor, asks: Sequence[Ask]) -> Mapping[str, datetime]:
    """Of one's own the last of those who have time; of others' one's own."""
    mine = [one.id for one in asks if one.asker_id == actor.member_id]
    rows = db.execute(
        select(AskTurn.ask_id, func.max(AskTurn.due_at))
        .where(
            AskTurn.ask_id.in_([one.id for one in asks]),
            AskTurn.state == TurnState.WAITING,
            or_(AskTurn.member_id == actor.member_id, AskTurn.ask_id.in_(mine)),
        )
        .group_by(AskTurn.ask_id)
    )
    return dict(rows.all())


def _known(db: Session, actor: Actor, asks: Sequence[Ask]) -> set[str]:
    ids = {one.skill_id for one in asks if one.skill_id}
    known = select(Skill.id).where(Skill.id.in_(ids), known_skills(actor))
    return set(db.scalars(known)) if ids else set()
