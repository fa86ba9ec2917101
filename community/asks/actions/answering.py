"""Answering, or saying that one cannot just now."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import GOING_ON, AskState, AskTo
from community.access.policy import Permission
from community.asks.actions.holding import held_ask
from community.asks.actions.keeping import undo
from community.asks.actions.resting import is_here
from community.asks.actions.wording import answered_in_words
from community.asks.events import AnswerThanked, AskAnswered
from community.asks.models import Ask, AskAnswer, AskTurn, TurnState
from community.asks.rules import due_at
from community.asks.turns import come_back, end_turn, let_all_go, look_again
from community.asks.visible import WITH_HOUSE
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.rooms.rules import check_client_key


def answer(db: Session, actor: Actor, ask_id: str, *, client_key: str, body: str) -> AskAnswer:
    """Sent twice, it is one. The first ends the waiting; others may know more."""
    ask = held_ask(db, actor, ask_id, Permission.ASK_ANSWER)
    me, key = actor.member_id or "", check_client_key(client_key)
    sent = AskAnswer.ask_id == ask.id, AskAnswer.author_id == me, AskAnswer.client_key == key
    there = db.scalar(select(AskAnswer).where(*sent))
    if there is not None:
        return there
    given = AskAnswer(ask_id=ask.id, author_id=me, client_key=key, created_at=clock.now())
    given.body = answered_in_words(body)
    db.add(given)
    db.flush()
    is_here(db, me)
    _end_own_turn(db, ask, me)
    if ask.state in GOING_ON:
        let_all_go(db, ask)
        ask.state = AskState.ANSWERED
    record(db, AskAnswered(ask_id=ask.id, answer_id=given.id))
    db.flush()
    return given


def _end_own_turn(db: Session, ask: Ask, member_id: str) -> None:
    """Also one that was over: they answered after all."""
    turn = db.get(AskTurn, (ask.id, member_id), populate_existing=True)
    if turn is not None and turn.state is not TurnState.ANSWERED:
        end_turn(db, turn, TurnState.ANSWERED)


def not_now(db: Session, actor: Actor, ask_id: str) -> None:
    """One press, and kind: whoever asked reads only that it could not be this time."""
    ask = held_ask(db, actor, ask_id, Permission.ASK_READ)
    turn = db.get(AskTurn, (ask.id, actor.member_id), populate_existing=True)
    if turn is None:
        raise Refused("It is not your turn to answer this, so nobody waits for you.")
    if turn.state is TurnState.WAITING:
        end_turn(db, turn, TurnState.NOT_NOW)
        look_again(db, ask)


def withdraw(db: Session, actor: Actor, answer_id: str) -> AskAnswer:
    """One's own, also where one may read the ask no more."""
    given = _found(db, answer_id)
    if not actor.signed_in or given.author_id != actor.member_id:
        raise NotFound
    held = select(Ask.id).where(Ask.id == given.ask_id).with_for_update(key_share=True)
    db.execute(held).all()
    ask = db.get_one(Ask, given.ask_id, options=WITH_HOUSE, populate_existing=True)
    db.refresh(given)
    if given.withdrawn_at is not None:
        return given
    undo(db, ask, given)
    given.body, given.withdrawn_at = "", clock.now()
    db.flush()
    if ask.state is AskState.ANSWERED and not _answers(db, ask):
        _ask_again(db, ask)
    return given


def _ask_again(db: Session, ask: Ask) -> None:
    """It goes on as if nobody had answered; no asker is at fault if it is one more than may be."""
    if ask.put_to is AskTo.EVERYBODY:
        ask.state, ask.next_at = AskState.OPEN, due_at(clock.now())
        db.flush()
    else:
        come_back(db, ask)


def _answers(db: Session, ask: Ask) -> int:
    standing = AskAnswer.ask_id == ask.id, AskAnswer.withdrawn_at.is_(None)
    return db.scalar(select(func.count()).where(*standing)) or 0


def thank(db: Session, actor: Actor, answer_id: str) -> AskAnswer:
    """The asker does, once; whoever answered reads it."""
    found = _found(db, answer_id)
    ask = held_ask(db, actor, found.ask_id, Permission.ASK_KEEP)
    db.refresh(found)
    if found.withdrawn_at is not None or found.author_id in actor.apart:
        raise NotFound
    if found.thanked_at is None:
        found.thanked_at = clock.now()
        record(db, AnswerThanked(ask_id=ask.id, answer_id=found.id))
        db.flush()
    return found


def _found(db: Session, answer_id: str) -> AskAnswer:
    found = db.get(AskAnswer, answer_id) if is_id(answer_id) else None
    if found is None:
        raise NotFound
    return found
