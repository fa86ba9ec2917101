"""Resting: who left several asks in silence is asked nothing until they are here again.

Being here again wipes the silence out: they have as many asks before them as anybody.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.asks.actions.holding import hold_members
from community.asks.events import BeganToRest, Woke
from community.asks.models import AskTurn, Rest, TurnState
from community.asks.rules import RESTS_AFTER, should_rest
from community.core import clock
from community.core.events import record
from community.core.upsert import upsert


def wake(db: Session, actor: Actor) -> None:
    """One press: "I am here again"."""
    require(actor, Permission.SIGNED_IN)
    is_here(db, actor.member_id or "")


def is_here(db: Session, member_id: str) -> None:
    hold_members(db, [member_id])
    rested = db.execute(delete(Rest).where(Rest.member_id == member_id))
    if rested.rowcount:  # type: ignore[attr-defined]
        record(db, Woke(member_id=member_id))
    silent = AskTurn.member_id == member_id, AskTurn.state == TurnState.SILENT
    db.execute(update(AskTurn).where(*silent).values(state=TurnState.LET_GO))


def is_resting(db: Session, member_id: str) -> bool:
    return db.get(Rest, member_id) is not None


def rest_if_silent(db: Session, member_id: str) -> None:
    """After a turn of theirs ended in silence; whoever calls holds the member."""
    of_theirs = AskTurn.member_id == member_id, AskTurn.ended_at.is_not(None)
    latest = (
        select(AskTurn.state)
        .where(*of_theirs, AskTurn.state != TurnState.LET_GO)
        .order_by(AskTurn.ended_at.desc(), AskTurn.ask_id)
        .limit(RESTS_AFTER)
    )
    if not should_rest(db.scalars(latest).all()):
        return
    if upsert(db, Rest, [{"member_id": member_id, "since": clock.now()}]):
        record(db, BeganToRest(member_id=member_id))
