"""What tests about asks do: somebody asks, days pass, and what became of it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from community.access.ask_rules import AskState, AskTo
from community.asks.actions import answering, asking
from community.asks.by_clock import look_at_asks
from community.asks.models import Ask, AskTurn, Rest, TurnState
from community.core import clock
from community.core.transaction import reading
from community.skills.actions import offer
from tests.doing import do
from tests.town import Person

SKILL = "Splinting"
_keys = count(1)


def new_key() -> str:
    return f"an-ask-{next(_keys):08d}"


def put(who: Person, to: AskTo = AskTo.EVERYBODY, **more: Any) -> Ask:
    """`put(hana, AskTo.MEMBER, person="milo")`; its skill, where it needs one, is `SKILL`."""
    if to is AskTo.SKILL:
        more = {"skill": SKILL, **more}
    given = {"client_key": new_key(), "body": "How warm is warm?", **more}
    return do(who, asking.put, put_to=to, **given)


def ask_of(who: Person, whom: Person, **more: Any) -> Ask:
    return put(who, AskTo.MEMBER, person=whom.handle, **more)


def teach(*people: Person, skill: str = SKILL) -> None:
    for one in people:
        do(one, offer, skill)


def answer(who: Person, ask: Ask, body: str = "Like tea.") -> str:
    return do(who, answering.answer, ask.id, client_key=new_key(), body=body).id


def not_now(who: Person, ask: Ask) -> None:
    do(who, answering.not_now, ask.id)


def now_is(ask: Ask) -> Ask:
    with reading() as db:
        return db.get_one(Ask, ask.id)


def state(ask: Ask) -> AskState:
    return now_is(ask).state


def turns(ask: Ask) -> dict[str, TurnState]:
    with reading() as db:
        rows = db.execute(select(AskTurn.member_id, AskTurn.state).where(AskTurn.ask_id == ask.id))
        return dict(rows.all())


def rests(who: Person) -> bool:
    with reading() as db:
        return db.get(Rest, who.id) is not None


def look(moment: datetime) -> None:
    """What the background does then, until there is nothing left to do."""
    with clock.fixed(moment):
        while look_at_asks():
            pass


def after(ask: Ask, **time: float) -> datetime:
    """So long after, and the moment that asking took."""
    return ask.created_at + timedelta(**time) + timedelta(seconds=10)


def leave_in_silence(
    asker: Person, whom: Person, times: int = 1, since: datetime | None = None
) -> datetime:
    """So many asks, each of them put and over before the next; the end of the last."""
    moment = since or clock.now()
    for _ in range(times):
        with clock.fixed(moment):
            ask = ask_of(asker, whom)
        look(after(ask, hours=48))
        moment = after(ask, days=5)
        look(moment)
        do(asker, asking.close, ask.id)
    return moment
