"""Whose turn it is to answer: given, ended, and what becomes of the ask then."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.ask_rules import AskState
from community.asks.events import AskCameBack, AskPut, TurnEnded
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.rules import due_at, remind_at
from community.core import clock
from community.core.events import record


def asked_ever(db: Session, ask: Ask) -> set[str]:
    return set(db.scalars(select(AskTurn.member_id).where(AskTurn.ask_id == ask.id)))


def waiting_turns(db: Session, ask: Ask) -> Sequence[AskTurn]:
    mine = AskTurn.ask_id == ask.id, AskTurn.state == TurnState.WAITING
    return db.scalars(select(AskTurn).where(*mine).order_by(AskTurn.member_id)).all()


def give_turns(db: Session, ask: Ask, member_ids: Collection[str]) -> None:
    """To those who had none in this ask."""
    now = clock.now()
    for one in member_ids:
        times = {"asked_at": now, "remind_at": remind_at(now), "due_at": due_at(now)}
        db.add(AskTurn(ask_id=ask.id, member_id=one, state=TurnState.WAITING, **times))
        record(db, AskPut(ask_id=ask.id, member_id=one))
    db.flush()


def end_turn(db: Session, turn: AskTurn, state: TurnState) -> None:
    turn.state, turn.ended_at, turn.remind_at = state, clock.now(), None
    record(db, TurnEnded(ask_id=turn.ask_id, member_id=turn.member_id))
    db.flush()


def let_all_go(db: Session, ask: Ask) -> None:
    for turn in waiting_turns(db, ask):
        end_turn(db, turn, TurnState.LET_GO)
    ask.next_at = None


def look_again(db: Session, ask: Ask) -> None:
    """When the clock does so next; with nobody's turn left the ask is back with its asker.

    One on the board stays there, and its asker is told all the same.
    """
    moments = [turn.remind_at or turn.due_at for turn in waiting_turns(db, ask)]
    if moments:
        ask.next_at = min(moments)
    else:
        come_back(db, ask)


def come_back(db: Session, ask: Ask) -> None:
    if ask.state is not AskState.OPEN:
        ask.state = AskState.BACK
    ask.back, ask.next_at = ask.back + 1, None
    record(db, AskCameBack(ask_id=ask.id))
    db.flush()
