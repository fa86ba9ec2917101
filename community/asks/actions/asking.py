"""Asking something: of one member, of those who can teach it, or of everybody."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import GOING_ON, AskState, AskTo
from community.access.policy import Permission, require
from community.asks.actions.holding import held_ask, hold_members
from community.asks.actions.routing import asked_of
from community.asks.actions.wording import asked_in_words, item_of, skill_meant
from community.asks.events import AskSettled
from community.asks.models import Ask
from community.asks.rules import A_DAY_MOST, GOING_MOST, due_at
from community.asks.turns import asked_ever, give_turns, let_all_go, look_again, waiting_turns
from community.core import clock
from community.core.errors import Refused
from community.core.events import record
from community.rooms.rules import check_client_key

# Where it stands once it was put to so many; who may read it may do so from then on.
_WIDER = {AskTo.MEMBER: 0, AskTo.SKILL: 1, AskTo.EVERYBODY: 2}


def put(
    db: Session,
    actor: Actor,
    *,
    client_key: str,
    body: str,
    put_to: AskTo,
    person: str | None = None,
    skill: str | None = None,
    item_id: str | None = None,
) -> Ask:
    """`person`: a handle; `skill`: its id or one of its names. Put twice, it is one."""
    require(actor, Permission.SIGNED_IN)
    me, key = actor.member_id or "", check_client_key(client_key)
    hold_members(db, [me])
    there = db.scalar(select(Ask).where(Ask.asker_id == me, Ask.client_key == key))
    if there is not None:
        return there
    words = asked_in_words(body)
    about = skill_meant(db, actor, skill or "", put_to)
    whom = asked_of(db, actor, put_to, person, about, frozenset())
    _check_going_on(db, me)
    _check_not_too_many(db, me)
    ask = Ask(asker_id=me, client_key=key, body=words, skill_id=about, created_at=clock.now())
    ask.item_id, ask.put_to = item_of(db, actor, item_id), put_to
    ask.state, ask.next_at = AskState.WAITING, None
    db.add(ask)
    db.flush()
    _turn_to(db, ask, whom)
    return ask


def put_on(db: Session, actor: Actor, ask_id: str, put_to: AskTo, person: str | None = None) -> Ask:
    """To others as well: whoever was asked had their turn."""
    ask = held_ask(db, actor, ask_id, Permission.ASK_KEEP)
    if put_to is ask.put_to is AskTo.EVERYBODY:
        return ask
    if ask.state not in GOING_ON:
        raise Refused("This goes on no more. You can ask something new.")
    if put_to is not AskTo.EVERYBODY and waiting_turns(db, ask):
        raise Refused("Somebody still has time to answer. You can put it to everybody, or wait.")
    whom = asked_of(db, actor, put_to, person, ask.skill_id, asked_ever(db, ask))
    ask.put_to = max(ask.put_to, put_to, key=lambda to: _WIDER[to])
    _turn_to(db, ask, whom)
    record(db, AskSettled(ask_id=ask.id))
    return ask


def close(db: Session, actor: Actor, ask_id: str) -> None:
    """Its asker needs no answer any more."""
    ask = held_ask(db, actor, ask_id, Permission.ASK_KEEP)
    if ask.state is AskState.CLOSED:
        return
    let_all_go(db, ask)
    ask.state = AskState.CLOSED
    record(db, AskSettled(ask_id=ask.id))
    db.flush()


def _check_going_on(db: Session, member_id: str) -> None:
    """Exact: the member is held."""
    mine = Ask.asker_id == member_id, Ask.state.in_(GOING_ON)
    if (db.scalar(select(func.count()).where(*mine)) or 0) >= GOING_MOST:
        raise Refused(
            f"{GOING_MOST} of your asks go on already. Once one is answered, or you close it,"
            " you can ask something new."
        )


def _check_not_too_many(db: Session, member_id: str) -> None:
    """Closing each would else let one ask everybody here something, one after the other."""
    lately = Ask.asker_id == member_id, Ask.created_at > clock.now() - timedelta(days=1)
    if (db.scalar(select(func.count()).where(*lately)) or 0) >= A_DAY_MOST:
        raise Refused("You have asked a lot within a day. Tomorrow you can ask something new.")


def _turn_to(db: Session, ask: Ask, whom: list[str]) -> None:
    """On the board it stands for everybody, whoever is asked by name besides."""
    ask.state = AskState.OPEN if ask.put_to is AskTo.EVERYBODY else AskState.WAITING
    give_turns(db, ask, whom)
    if waiting_turns(db, ask):
        look_again(db, ask)
    else:  # for those who may find it
        ask.next_at = due_at(clock.now())
    db.flush()
