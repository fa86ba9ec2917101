"""A block that comes to stand between two people ends the turns between them. Neither is told:
the clock finds the ask, which goes back to its asker as if it could not be this time."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from community.access.blocks import blocks_among
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.turns import end_turn
from community.core import clock
from community.core.events import within
from community.members.events import BlocksChanged


def end_turns_between(db: Session, event: BlocksChanged) -> None:
    """The asks are held first and in order, as by everybody who changes some."""
    pair = event.member_id, event.other_id
    if not blocks_among(db, [event.member_id], [event.other_id]):
        return
    waiting = select(AskTurn.ask_id).where(AskTurn.state == TurnState.WAITING)
    mine = or_(*(_asked(*two) for two in (pair, pair[::-1])))
    held = select(Ask).where(mine, Ask.id.in_(waiting)).order_by(Ask.id)
    asks = db.scalars(held.with_for_update(key_share=True)).all()
    for ask in asks:
        _end(db, ask, pair)


def _asked(asker_id: str, member_id: str) -> ColumnElement[bool]:
    turns = select(AskTurn.ask_id).where(AskTurn.member_id == member_id)
    return and_(Ask.asker_id == asker_id, Ask.id.in_(turns))


def _end(db: Session, ask: Ask, pair: Iterable[str]) -> None:
    turns = AskTurn.ask_id == ask.id, AskTurn.member_id.in_(pair)
    found = select(AskTurn).where(*turns, AskTurn.state == TurnState.WAITING)
    for turn in db.scalars(found.execution_options(populate_existing=True)):
        end_turn(db, turn, TurnState.LET_GO)
        ask.next_at = clock.now()


within(BlocksChanged, end_turns_between)
