"""When the clock looks at an ask: found by an index, and so that none waits for ever."""

import logging
from datetime import timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.ask_rules import AskState
from community.access.blocks import muted_by
from community.asks.actions.holding import hold_members
from community.asks.actions.resting import rest_if_silent
from community.asks.candidates import may_be_asked
from community.asks.events import AskReminded
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.turns import end_turn, look_again, waiting_turns
from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.members.models import Member

log = logging.getLogger(__name__)
AT_ONCE = 50
AN_HOUR = timedelta(hours=1)


def look_at_asks() -> int:
    """At some of those it is time for; how many."""
    with reading() as db:
        found = select(Ask.id).where(Ask.next_at <= clock.now()).order_by(Ask.next_at)
        ids = db.scalars(found.limit(AT_ONCE)).all()
    return sum(_safely(one) for one in ids)


def _safely(ask_id: str) -> bool:
    """A fault with one of them does not keep the others waiting: it is left for an hour."""
    try:
        with transaction() as db:
            return _look_at(db, ask_id)
    except Exception:
        log.exception("An ask could not be looked at; it is in an hour")
        with transaction() as db:
            later = update(Ask).where(Ask.id == ask_id, Ask.next_at <= clock.now())
            db.execute(later.values(next_at=clock.now() + AN_HOUR))
        return False


def _look_at(db: Session, ask_id: str) -> bool:
    """Who holds it looks: another process may have been quicker, or somebody answered."""
    ask = db.scalar(_due(ask_id).with_for_update(key_share=True))
    if ask is None:
        return False
    turns = waiting_turns(db, ask)
    hold_members(db, [turn.member_id for turn in turns])
    asker = db.get_one(Member, ask.asker_id)
    actor = actor_for(db, asker.id, asker.role)
    for turn in turns:
        _look_at_turn(db, actor, turn)
    look_again(db, ask)
    return True


def _due(ask_id: str) -> Select[Ask]:
    going = Ask.state.in_((AskState.WAITING, AskState.OPEN))
    return select(Ask).where(Ask.id == ask_id, going, Ask.next_at <= clock.now())


def _look_at_turn(db: Session, asker: Actor, turn: AskTurn) -> None:
    """Silence counts only of those who could have answered and heard of it."""
    now = clock.now()
    if (turn.remind_at or turn.due_at) > now:
        return
    member = db.get_one(Member, turn.member_id)
    hears = asker.member_id not in muted_by(db, member.id)
    if not may_be_asked(db, asker, member):
        end_turn(db, turn, TurnState.LET_GO)
    elif turn.due_at <= now:
        knew = hears and turn.remind_at is None  # else nobody was here to remind them
        end_turn(db, turn, TurnState.SILENT if knew else TurnState.LET_GO)
        rest_if_silent(db, member.id)
    else:
        turn.remind_at = None
        if hears:
            record(db, AskReminded(ask_id=turn.ask_id, member_id=turn.member_id))
